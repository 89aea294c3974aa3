package index

import (
	"github.com/RoaringBitmap/roaring/v2"

	"maillage/geo"
)

// coarseDepth is the depth of the grid in which a segment keeps the sums of
// its occupied cells: that of zoom 8, below which a cell holds many entries.
const coarseDepth = 13

// leastCoarse is how many placed entries a segment has for that to pay.
const leastCoarse = 16_384

// coarseCells is the cells of the grid of coarseDepth that placed entries of a
// segment occupy, all of them or those of a set, in the order of their keys. Wide
// tiles read them in place of the entries: they are fewer, and lie together.
type coarseCells struct {
	cells  []uint32 // the first bits of the keys in it
	starts []uint32 // the first entry of each, and the number of all placed entries
	counts []uint32 // counts[i] is how many entries there are before starts[i]
	sums   []sum    // sums[i] is that of their positions
}

// GetSizeInBytes returns what c takes in memory.
func (c *coarseCells) GetSizeInBytes() uint64 { return uint64(28 * len(c.cells)) }

// coarseCell returns the cell that holds a key.
func coarseCell(key geo.Key) uint32 { return uint32(key >> (64 - 2*coarseDepth)) }

// newCoarseCells returns the cells of a segment; nil when it has few entries.
func newCoarseCells(s *segment) *coarseCells {
	if s.placedSize() < leastCoarse {
		return nil
	}
	c := &coarseCells{}
	end := uint32(s.placedSize())
	for entry := uint32(0); entry < end; {
		cell := coarseCell(s.keys[entry])
		c.cells = append(c.cells, cell)
		c.starts = append(c.starts, entry)
		c.sums = append(c.sums, s.sums[entry])
		entry = firstBehind(s.keys, s.keys[entry]|^geo.Key(0)>>(2*coarseDepth), entry, end)
	}
	c.starts, c.sums = append(c.starts, end), append(c.sums, s.sums[end])
	c.counts = c.starts
	return c
}

// newCoarseMatches returns the cells of a set of entries of a segment.
func newCoarseMatches(s *segment, set *roaring.Bitmap) *coarseCells {
	c := &coarseCells{}
	var last geo.Key
	count, total := uint32(0), sum{}
	for it := set.Iterator(); it.HasNext() && int(it.PeekNext()) < s.placedSize(); {
		entry := it.Next()
		if key := s.keys[entry]; key > last || count == 0 {
			c.cells, c.starts = append(c.cells, coarseCell(key)), append(c.starts, entry)
			c.counts, c.sums = append(c.counts, count), append(c.sums, total)
			last = key | ^geo.Key(0)>>(2*coarseDepth)
		}
		position := s.position(entry)
		count++
		total.x += uint64(position.X)
		total.y += uint64(position.Y)
	}
	c.starts = append(c.starts, uint32(s.placedSize()))
	c.counts, c.sums = append(c.counts, count), append(c.sums, total)
	return c
}

// firstBehind returns the first index from from to below to of an element behind
// last, else to. The elements ascend; those near from are looked at first.
func firstBehind[T ~uint32 | ~uint64](all []T, last T, from, to uint32) uint32 {
	all = all[:to]
	for step := uint32(1); from < to && all[from] <= last; step *= 2 {
		if to-from > step && all[from+step] <= last {
			from += step
			continue
		}
		// The answer lies behind from, up to from+step.
		low, high := from+1, min(from+step, to)
		for low < high {
			middle := low + (high-low)/2
			if all[middle] <= last {
				low = middle + 1
			} else {
				high = middle
			}
		}
		return low
	}
	return from
}
