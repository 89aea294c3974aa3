package index

import "maillage/geo"

// coarseDepth is the depth of the grid in which a segment keeps the sums of
// its occupied cells: that of zoom 8, below which a cell holds many entries.
const coarseDepth = 13

// leastCoarse is how many placed entries a segment has for that to pay.
const leastCoarse = 16_384

// coarseCells is the occupied cells of a segment in the grid of coarseDepth, in
// the order of their keys. Wide tiles read them in place of the entries: they
// are fewer, and lie together.
type coarseCells struct {
	cells  []uint32 // the first bits of the keys in it
	starts []uint32 // the first entry of each, and the number of all placed entries
	sums   []sum    // sums[i] is that of the positions of the entries before starts[i]
}

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
