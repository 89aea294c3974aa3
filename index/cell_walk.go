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
// cells that the segment has of the grid.
type cellWalk struct {
	grid
	part    part
	level   *level              // nil: steps are entries
	matches roaring.IntPeekable // over the entries that count; nil: all in the steps that live
	dead    deathWalk           // the dead ones where all others count
	yield   func(Cell) bool
}

// run visits the cells, and reports whether all were wanted.
func (w *cellWalk) run() bool {
	// At most two squares a side that are as large as the rectangle cover it.
	levels := uint32(0)
	for w.minI>>levels+1 < w.maxI>>levels || w.minJ>>levels+1 < w.maxJ>>levels {
		levels++
	}
	if w.minI>>levels>>1 == w.maxI>>levels>>1 && w.minJ>>levels>>1 == w.maxJ>>levels>>1 {
		levels++ // one square is sooner found than its quarters
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
	if w.level != nil {
		return w.level.span(cellCode(first, w.depth), cellCode(last, w.depth))
	}
	to = uint32(w.part.placedSize())
	if kept := w.part.levels(); len(kept) > 0 {
		// Fewer cells than entries are to be searched, and they lie closer together.
		deepest := len(kept)
		l := &kept[deepest-1]
		from, to = l.span(cellCode(first, uint32(deepest)), cellCode(last, uint32(deepest)))
		from, to = l.starts[from], l.starts[to]
	}
	before, _ := slices.BinarySearch(w.part.keys[from:to], first)
	from += uint32(before)
	return from, firstBehind(w.part.keys, last, from, to)
}

// firstAfter returns the first of the steps from from to below to that lies
// behind the key last, else to.
func (w *cellWalk) firstAfter(last geo.Key, from, to uint32) uint32 {
	if w.level != nil {
		return firstBehind(w.level.cells, cellCode(last, w.depth), from, to)
	}
	return firstBehind(w.part.keys, last, from, to)
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
	case w.level != nil:
		return w.cellsOfLevel(from, to)
	default:
		return w.cellsOfEntries(from, to)
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

// cellsOfLevel visits the cells from from to below to of those that the segment
// has.
func (w *cellWalk) cellsOfLevel(from, to uint32) bool {
	l, counts := w.level, w.level.counts
	if counts == nil {
		counts = l.starts
	}
	if from == to {
		return true
	}
	alive := w.dead.next >= l.starts[to]
	cells, counts, sums, starts := l.cells[from:to], counts[from:to+1], l.sums[from:to+1], l.starts[from:to+1]
	before, count := sums[0], counts[0]
	for step, code := range cells {
		behind, counted := sums[step+1], counts[step+1]
		at := geo.Key(code).Position()
		if w.has(at.X, at.Y) {
			cell := Cell{I: at.X, J: at.Y, Count: counted - count, SumX: behind.x - before.x, SumY: behind.y - before.y}
			if alive && !w.yield(cell) || !alive && !w.living(cell, starts[step], starts[step+1]) {
				return false
			}
		}
		before, count = behind, counted
	}
	return true
}

// scanned is how many entries are looked at one by one before what is behind
// them is searched.
const scanned = 64

// cellsOfEntries visits the cells of a range of entries of which all that live
// count.
func (w *cellWalk) cellsOfEntries(from, to uint32) bool {
	var ends [scanned]uint32
	for from < to {
		for _, end := range ends[:w.cellEnds(&ends, from, to)] {
			if !w.cellOfEntries(from, end) {
				return false
			}
			from = end
		}
	}
	return true
}

// cellEnds finds where the next cells of a range of entries end, and returns how
// many it found: at least one.
func (w *cellWalk) cellEnds(ends *[scanned]uint32, from, to uint32) int {
	shift, keys := (64-2*w.depth)%64, w.part.keys[from:min(from+scanned, to)]
	found, cell := uint32(0), keys[0]>>shift
	for n, key := range keys {
		// Whether a cell ends here cannot be foretold: better not to branch on it.
		ends[found%scanned] = from + uint32(n)
		ended := uint32(0)
		if key>>shift != cell {
			ended = 1
		}
		found += ended
		cell = key >> shift
	}
	switch end := from + uint32(len(keys)); {
	case end == to:
		ends[found] = to
		found++
	case found == 0:
		ends[0] = firstBehind(w.part.keys, w.lastKey(keys[0]), end-1, to)
		found++
	}
	return int(found)
}

// cellOfEntries visits the cell of the entries from from to below to.
func (w *cellWalk) cellOfEntries(from, to uint32) bool {
	at := w.part.position(from)
	cell := Cell{I: at.X >> (32 - w.depth), J: at.Y >> (32 - w.depth)}
	if !w.has(cell.I, cell.J) {
		return true
	}
	total := w.part.sumBetween(from, to)
	cell.Count, cell.SumX, cell.SumY = to-from, total.x, total.y
	return w.living(cell, from, to)
}

// living takes the dead out of a cell, whose entries are some of those from
// first to below end, and yields it if anything is left.
func (w *cellWalk) living(cell Cell, first, end uint32) bool {
	if w.dead.next < end {
		count, total := w.dead.take(first, end)
		if cell.Count -= count; cell.Count == 0 {
			return true
		}
		cell.SumX -= total.x
		cell.SumY -= total.y
	}
	return w.yield(cell)
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
