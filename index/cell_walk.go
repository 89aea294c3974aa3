package index

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/geo"
)

// grid is a rectangle of the cells of a depth, bounds included.
type grid struct {
	depth, minI, minJ, maxI, maxJ uint32
}

// has reports whether a cell lies in the rectangle.
func (g *grid) has(i, j uint32) bool {
	return i >= g.minI && i <= g.maxI && j >= g.minJ && j <= g.maxJ
}

// cellWalk visits the occupied cells of a part in a rectangle. It descends
// through the squares of the world that overlap the rectangle, in the order of
// their keys, narrowing the range of steps to look in. Steps are the entries, or
// the coarse cells of the segment where these say all there is to know.
type cellWalk struct {
	grid
	part     part
	coarse   *coarseCells        // nil: steps are entries
	filtered bool                // whether coarse is of some entries only
	matches  roaring.IntPeekable // over the entries that count; nil: all in the steps that live
	dead     roaring.IntPeekable // over the dead ones where all others count; nil: none
	yield    func(Cell) bool
}

// run visits the cells, and reports whether all were wanted.
func (w *cellWalk) run() bool {
	// At most two squares a side that are as large as the rectangle cover it.
	levels := uint32(0)
	for w.minI>>levels+1 < w.maxI>>levels || w.minJ>>levels+1 < w.maxJ>>levels {
		levels++
	}
	for _, t := range w.covering(levels) {
		if from, to := w.span(t.Keys()); !w.square(t.X, t.Y, levels, from, to) {
			return false
		}
	}
	return true
}

// covering returns the squares of 2^levels cells a side that overlap the
// rectangle, at most four, in the order of their keys.
func (w *cellWalk) covering(levels uint32) []geo.Tile {
	all := make([]geo.Tile, 0, 4)
	for y := w.minJ >> levels; y <= w.maxJ>>levels; y++ {
		for x := w.minI >> levels; x <= w.maxI>>levels; x++ {
			all = append(all, geo.Tile{Z: w.depth - levels, X: x, Y: y})
		}
	}
	slices.SortFunc(all, func(a, b geo.Tile) int {
		return cmp.Compare(geo.KeyOf(a.Origin()), geo.KeyOf(b.Origin()))
	})
	return all
}

// span returns the steps whose keys lie between first and last.
func (w *cellWalk) span(first, last geo.Key) (from, to uint32) {
	if w.coarse == nil {
		return w.part.span(first, last)
	}
	i, _ := slices.BinarySearch(w.coarse.cells, coarseCell(first))
	return uint32(i), firstBehind(w.coarse.cells, coarseCell(last), uint32(i), uint32(len(w.coarse.cells)))
}

// firstAfter returns the first of the steps from from to below to that lies
// behind the key last, else to.
func (w *cellWalk) firstAfter(last geo.Key, from, to uint32) uint32 {
	if w.coarse == nil {
		return firstBehind(w.part.keys, last, from, to)
	}
	return firstBehind(w.coarse.cells, coarseCell(last), from, to)
}

// key returns a key in a step.
func (w *cellWalk) key(step uint32) geo.Key {
	if w.coarse == nil {
		return w.part.keys[step]
	}
	return geo.Key(w.coarse.cells[step]) << (64 - 2*coarseDepth)
}

// entries returns the range of entries in the steps from from to below to, how
// many of them there are, and the sum of their positions.
func (w *cellWalk) entries(from, to uint32) (first, end, count uint32, total sum) {
	if w.coarse == nil {
		return from, to, to - from, w.part.sumBetween(from, to)
	}
	low, high := w.coarse.sums[from], w.coarse.sums[to]
	count = w.coarse.counts[to] - w.coarse.counts[from]
	return w.coarse.starts[from], w.coarse.starts[to], count, sum{high.x - low.x, high.y - low.y}
}

// fewSteps is how many steps are sooner looked at one by one than searched.
const fewSteps = 32

// square visits the cells of a square of 2^levels cells a side, whose steps are
// from from to below to, as far as they lie in the rectangle.
func (w *cellWalk) square(x, y, levels, from, to uint32) bool {
	if from == to || w.matches != nil && !w.anyMatch(from, to) {
		return true
	}
	lowI, lowJ := x<<levels, y<<levels
	highI, highJ := lowI|(1<<levels-1), lowJ|(1<<levels-1)
	if lowI > w.maxI || highI < w.minI || lowJ > w.maxJ || highJ < w.minJ {
		return true
	}
	inside := w.has(lowI, lowJ) && w.has(highI, highJ)
	switch {
	case !inside && to-from > fewSteps:
	case w.matches != nil:
		return w.cellsOfMatches(from, to)
	default:
		return w.cellsOfAll(from, to)
	}
	levels--
	for quarter := range uint32(4) {
		child := geo.Tile{Z: w.depth - levels, X: x<<1 | quarter&1, Y: y<<1 | quarter>>1}
		end := to
		if quarter < 3 {
			_, last := child.Keys()
			end = w.firstAfter(last, from, to)
		}
		if !w.square(child.X, child.Y, levels, from, end) {
			return false
		}
		from = end
	}
	return true
}

// anyMatch reports whether a range of entries holds a match, and moves on to it.
func (w *cellWalk) anyMatch(from, to uint32) bool {
	w.matches.AdvanceIfNeeded(from)
	return w.matches.HasNext() && w.matches.PeekNext() < to
}

// lastKey returns the last key of the cell that holds a key.
func (w *cellWalk) lastKey(key geo.Key) geo.Key {
	return key | geo.Key(^uint64(0)>>(2*w.depth))
}

// cellsOfAll visits the cells of a range of steps in which all that lives counts:
// it goes from cell to cell, not from entry to entry.
func (w *cellWalk) cellsOfAll(from, to uint32) bool {
	for from < to {
		key := w.key(from)
		next := w.firstAfter(w.lastKey(key), from, to)
		position := key.Position()
		cell := Cell{I: position.X >> (32 - w.depth), J: position.Y >> (32 - w.depth)}
		if w.has(cell.I, cell.J) {
			w.tally(&cell, from, next)
			if cell.Count > 0 && !w.yield(cell) {
				return false
			}
		}
		from = next
	}
	return true
}

// manyEntries is how many entries a cell has when its dead ones are sooner
// counted than visited.
const manyEntries = 1024

// tally counts what lives in a cell, whose steps are from from to below to.
func (w *cellWalk) tally(cell *Cell, from, to uint32) {
	first, end, count, total := w.entries(from, to)
	cell.Count = count
	switch {
	case w.dead == nil:
	case cell.Count > manyEntries && !w.filtered:
		cell.Count, total = w.part.countBetween(first, end), w.part.livingSum(first, end)
	default:
		for w.dead.AdvanceIfNeeded(first); w.dead.HasNext() && w.dead.PeekNext() < end; {
			position := w.part.position(w.dead.Next())
			cell.Count--
			total.x -= uint64(position.X)
			total.y -= uint64(position.Y)
		}
	}
	cell.SumX, cell.SumY = total.x, total.y
}

// cellsOfMatches visits the cells of the matches in a range of entries.
func (w *cellWalk) cellsOfMatches(from, to uint32) bool {
	if !w.anyMatch(from, to) {
		return true
	}
	var cell Cell
	var last geo.Key
	flush := func() bool { return cell.Count == 0 || !w.has(cell.I, cell.J) || w.yield(cell) }
	for w.matches.HasNext() && w.matches.PeekNext() < to {
		entry := w.matches.Next()
		key := w.part.keys[entry]
		position := key.Position()
		if key > last || cell.Count == 0 {
			if !flush() {
				return false
			}
			last = w.lastKey(key)
			cell = Cell{I: position.X >> (32 - w.depth), J: position.Y >> (32 - w.depth)}
		}
		cell.Count++
		cell.SumX += uint64(position.X)
		cell.SumY += uint64(position.Y)
	}
	return flush()
}
