package index

import (
	"context"
	"iter"
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
	"maillage/geo"
)

// Selection is the elements that match a filter on one snapshot: what tiles are
// drawn from and exports written from. It is safe for several readers.
type Selection struct {
	snapshot *Snapshot
	filter   filter
	key      string         // of the filter
	matches  func() bitmaps // found when first needed, once: not for a tile that is known
	total    func() int     // counted when first needed, once
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
	asked := q.Filter().String()
	if known := s.selections.get(asked); known != nil {
		return known, nil
	}
	f, _, err := s.understand(ctx, q)
	if err != nil {
		return nil, err
	}
	selection := s.selection(f)
	s.selections.put(asked, selection)
	return selection, nil
}

// selection returns the matches of f.
func (s *Snapshot) selection(f filter) *Selection {
	key := f.key()
	if known := s.selections.get(key); known != nil {
		return known
	}
	selection := &Selection{snapshot: s, filter: f, key: key}
	selection.matches = sync.OnceValue(selection.find)
	selection.total = sync.OnceValue(selection.count)
	s.selections.put(key, selection)
	return selection
}

// find returns the living entries that match, nil when they all do.
func (s *Selection) find() bitmaps {
	if s.everything() {
		return nil
	}
	found := make(bitmaps, len(s.snapshot.parts))
	for i, p := range s.snapshot.parts {
		found[i] = s.filter.in(p.segment, s.snapshot.kept)
		if p.dead != nil && found[i].Intersects(p.dead) {
			found[i] = roaring.AndNot(found[i], p.dead)
		}
	}
	return found
}

func (s *Selection) count() int {
	if s.everything() {
		return s.snapshot.Total()
	}
	return s.matches().count()
}

// everything reports whether s is every element of its snapshot: then there is
// no bitmap of it.
func (s *Selection) everything() bool { return s.key == everythingKey }

// matchesOf returns the living entries of a part that match, nil when s is
// everything. The caller must not change it.
func (s *Selection) matchesOf(part int) *roaring.Bitmap {
	if s.everything() {
		return nil
	}
	return s.matches()[part]
}

// countOf returns how many entries of a part match.
func (s *Selection) countOf(part int) int {
	if s.everything() {
		return s.snapshot.parts[part].livingCount()
	}
	return int(s.matches()[part].GetCardinality())
}

// Resolve finds the matches, if they are not yet known. Without it they are
// found when first needed. The error is the context's.
func (s *Selection) Resolve(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.matches()
	return ctx.Err()
}

// Snapshot returns the snapshot that s was made on.
func (s *Selection) Snapshot() *Snapshot { return s.snapshot }

// Key returns a text that is the same for selections with the same meaning: the
// canonical filter with its words as they were read, and the source and
// territories it was made of. With a region's version it decides what a tile
// holds.
func (s *Selection) Key() string {
	return s.key + "\n" + s.snapshot.identity + "\n" + strconv.FormatInt(s.snapshot.territoriesVersion, 10)
}

// Version returns the number of the last change that touched anything t may
// depend on, matching or not.
func (s *Selection) Version(t geo.Tile) int64 { return s.snapshot.regions.latest(t) }

// Total returns how many elements match, with or without a place.
func (s *Selection) Total() int { return s.total() }

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
			if !seen[entry] && s.contains(i, entry) {
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
		matches := s.matchesOf(i)
		if matches == nil {
			matches = p.living()
		}
		for entry := range between(matches, from, to) {
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
