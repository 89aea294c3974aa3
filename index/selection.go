package index

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
	"maillage/geo"
)

// Selection is the elements that match a filter on one snapshot: what tiles are
// drawn from and exports written from. It is safe for several readers.
type Selection struct {
	snapshot *Snapshot
	query    Query
	words    string         // as they were read
	matches  func() bitmaps // found when first needed: not for a tile that is known
}

// Mark is what a map needs to know of one element.
type Mark struct {
	Num      int64
	ID       data.ID
	Kind     data.Kind
	Type     string // its key, see [TypeKey]
	Name     string
	Position geo.Position
}

// Cell is one square of a grid over the world and the matches in it.
type Cell struct {
	I, J       uint32 // from the west, from the north
	Count      uint32
	SumX, SumY uint64 // of the positions; SumX / Count is the centroid's
	Only       Mark   // the match, when Count is 1
}

// Select returns the matches of q; its order, paging and facets do not matter.
// The error is a [*QueryError], or the context's.
func (s *Snapshot) Select(ctx context.Context, q Query) (*Selection, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	q = q.Filter()
	if known := s.selections.get(q); known != nil {
		return known, nil
	}
	words, err := s.understand(ctx, q)
	if err != nil {
		return nil, err
	}
	selection := &Selection{
		snapshot: s,
		query:    q,
		matches:  sync.OnceValue(func() bitmaps { return s.filters(q, words).matches(omitNothing) }),
	}
	if words != nil {
		selection.words = strings.Join(words.terms, " ")
	}
	s.selections.put(selection)
	return selection, nil
}

// everything reports whether s is every element of its snapshot: then there is
// no bitmap of it.
func (s *Selection) everything() bool { return s.query.String() == "" }

// matchesOf returns the living entries of a part that match, nil when s is
// everything. The caller must not change it.
func (s *Selection) matchesOf(part int) *roaring.Bitmap {
	if s.everything() {
		return nil
	}
	return s.matches()[part]
}

// Resolve finds the matches, if they are not yet known, waiting for its turn
// where that is much work. Without it they are found when first needed. The
// error is the context's.
func (s *Selection) Resolve(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.matches()
	return nil
}

// Has reports whether an element is among the matches.
func (s *Selection) Has(num int64) bool {
	for i, p := range s.snapshot.parts {
		if entry, known := p.entryOf(num); known && !p.isDead(entry) {
			matches := s.matchesOf(i)
			return matches == nil || matches.Contains(entry)
		}
	}
	return false
}

// Snapshot returns the snapshot that s was made on.
func (s *Selection) Snapshot() *Snapshot { return s.snapshot }

// Key returns a text that is the same for selections with the same meaning: the
// canonical filter, how its words were read, and the source and territories it
// was made of. With a region's version it decides what a tile holds.
func (s *Selection) Key() string {
	return s.query.String() + "\n" + s.words + "\n" + s.snapshot.identity + "\n" + strconv.FormatInt(s.snapshot.territoriesVersion, 10)
}

// Version returns the number of the last change that touched anything t may
// depend on, matching or not.
func (s *Selection) Version(t geo.Tile) int64 { return s.snapshot.regions.latest(t) }

// Total returns how many elements match, with or without a place.
func (s *Selection) Total() int { return s.matches().count() }

// Nums yields the nums of the matches, ascending.
func (s *Selection) Nums() iter.Seq[int64] {
	nums := s.snapshot.numsOf(s.matches(), s.Total())
	slices.Sort(nums)
	return slices.Values(nums)
}

// NumsBetween returns the nums of the matches from first to below end,
// ascending.
func (s *Selection) NumsBetween(first, end int64) []int64 {
	var nums []int64
	s.snapshot.each(s.matches(), func(part int, entry uint32) {
		if num := s.snapshot.parts[part].num(entry); num >= first && num < end {
			nums = append(nums, num)
		}
	})
	slices.Sort(nums)
	return nums
}

// Ranges returns, ascending, which ranges of size nums hold a match: range n is
// from n*size to below (n+1)*size.
func (s *Selection) Ranges(size int64) []int64 {
	seen := map[int64]bool{}
	last := int64(-1)
	s.snapshot.each(s.matches(), func(part int, entry uint32) {
		if n := s.snapshot.parts[part].num(entry) / size; n != last {
			seen[n], last = true, n
		}
	})
	return slices.Sorted(maps.Keys(seen))
}

// A block of Cells has cellsAcross cells on a side; it is a tile, so its entries
// are one range of each segment.
const (
	cellBits    = 5
	cellsAcross = 1 << cellBits
)

// Cells yields the occupied cells of the grid of 2^depth by 2^depth squares
// over the world, from minI, minJ to maxI, maxJ, all included, block by block.
// depth is between 5 and 27.
func (s *Selection) Cells(depth, minI, minJ, maxI, maxJ uint32, yield func(Cell)) {
	type tally struct {
		count, part, entry uint32
		x, y               uint64
	}
	var block [cellsAcross * cellsAcross]tally
	for y := minJ >> cellBits; y <= maxJ>>cellBits; y++ {
		for x := minI >> cellBits; x <= maxI>>cellBits; x++ {
			t := geo.Tile{Z: depth - cellBits, X: x, Y: y}
			occupied := false
			s.eachPlaced(t, func(part int, entry uint32, p geo.Position) {
				cell := &block[(p.Y>>(32-depth)%cellsAcross)*cellsAcross+p.X>>(32-depth)%cellsAcross]
				cell.count++
				cell.part, cell.entry = uint32(part), entry
				cell.x += uint64(p.X)
				cell.y += uint64(p.Y)
				occupied = true
			})
			if !occupied {
				continue
			}
			for n, cell := range block {
				i, j := x<<cellBits+uint32(n)%cellsAcross, y<<cellBits+uint32(n)/cellsAcross
				if cell.count == 0 || i < minI || i > maxI || j < minJ || j > maxJ {
					continue
				}
				c := Cell{I: i, J: j, Count: cell.count, SumX: cell.x, SumY: cell.y}
				if c.Count == 1 {
					c.Only = s.mark(int(cell.part), cell.entry)
				}
				yield(c)
			}
			clear(block[:])
		}
	}
}

// Places yields every match whose position lies in t.
func (s *Selection) Places(t geo.Tile, yield func(Mark)) {
	s.eachPlaced(t, func(part int, entry uint32, _ geo.Position) { yield(s.mark(part, entry)) })
}

// Shapes yields every match with an extent whose box touches b. The geometry is
// shared: clone it before clipping.
func (s *Selection) Shapes(b geo.Bounds, yield func(geo.Geometry, Mark)) {
	for i, p := range s.snapshot.parts {
		seen := map[uint32]bool{}
		p.runs.search(b, func(uint32, uint32) {}, func(entry uint32) {
			if !seen[entry] && s.matches()[i].Contains(entry) {
				seen[entry] = true
				shape, _ := p.shape(entry)
				yield(shape, s.mark(i, entry))
			}
		})
	}
}

// eachPlaced visits the matches whose position lies in t.
func (s *Selection) eachPlaced(t geo.Tile, visit func(part int, entry uint32, p geo.Position)) {
	first, last := t.Keys()
	for i, p := range s.snapshot.parts {
		from, to := p.span(first, last)
		for entry := range between(s.matches()[i], from, to) {
			visit(i, entry, p.position(entry))
		}
	}
}

// between yields the members of b from from to below to.
func between(b *roaring.Bitmap, from, to uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if from >= to {
			return
		}
		it := b.Iterator()
		it.AdvanceIfNeeded(from)
		for it.HasNext() {
			entry := it.Next()
			if entry >= to || !yield(entry) {
				return
			}
		}
	}
}

func (s *Selection) mark(part int, entry uint32) Mark {
	p := s.snapshot.parts[part]
	return Mark{
		Num:      p.num(entry),
		ID:       p.id(entry),
		Kind:     data.Kind(p.value(byKind, entry)),
		Type:     p.value(byType, entry),
		Name:     p.name(entry),
		Position: p.position(entry),
	}
}
