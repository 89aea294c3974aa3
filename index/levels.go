package index

import (
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/geo"
)

// How deep the grids are whose occupied cells are kept. In deeper ones a cell has
// hardly more than one entry, which is as soon read itself.
const (
	deepestLevel      = 18 // of all entries of a segment: the cells of zoom 13
	deepestMatchLevel = 13 // of those that match a filter: the cells of zoom 8
)

// leastLevels is how many placed entries a segment has, or a filter matches, for
// that to pay.
const leastLevels = 16_384

// level is the cells of one grid that placed entries of a segment occupy, all of
// them or those of a set, in the order of their keys. Tiles read them in place of
// the entries: they are fewer, and what is asked of them lies together.
type level struct {
	cells  []uint64 // the first bits of the keys in it
	starts []uint32 // the first entry of each, and the number of all placed entries
	counts []uint32 // counts[i] is how many entries there are before starts[i]; nil: starts[i]
	sums   []sum    // sums[i] is that of their positions
}

// levels is the levels of a segment, the one of depth 1 first; none when it has
// few entries.
type levels []level

// bytes returns what l takes in memory.
func (l levels) bytes() int {
	total := 0
	for _, one := range l {
		total += len(bytesOf(one.cells)) + len(bytesOf(one.starts)) + len(bytesOf(one.counts)) + len(bytesOf(one.sums))
	}
	return total
}

// GetSizeInBytes is bytes under the name that bitmaps have for it.
func (l levels) GetSizeInBytes() uint64 { return uint64(l.bytes()) }

// newLevels returns the cells of all entries of a segment.
func newLevels(s *segment) levels {
	if s.placedSize() < leastLevels {
		return nil
	}
	l := make(levels, deepestLevel)
	cells := 0
	for depth, fresh := range freshCells(s.keys) {
		cells += fresh
		l[depth] = level{
			cells: make([]uint64, 0, cells), starts: make([]uint32, 0, cells+1), sums: make([]sum, 0, cells+1),
		}
	}
	for entry, key := range s.keys {
		for depth := sharedLevels(s.keys, entry); depth < deepestLevel; depth++ {
			l[depth].begin(cellCode(key, uint32(depth+1)), uint32(entry), s.sums[entry])
		}
	}
	for depth := range l {
		l[depth].starts = append(l[depth].starts, uint32(s.placedSize()))
		l[depth].sums = append(l[depth].sums, s.sums[s.placedSize()])
	}
	return l
}

// freshCells returns how many entries with these keys are the first of their cell
// in a level, but not in the one before it.
func freshCells(keys []geo.Key) (fresh [deepestLevel]int) {
	for entry := range keys {
		if shared := sharedLevels(keys, entry); shared < deepestLevel {
			fresh[shared]++
		}
	}
	return fresh
}

// sharedLevels returns of how many levels an entry has the cell of the one before.
func sharedLevels(keys []geo.Key, entry int) int {
	if entry == 0 {
		return 0
	}
	return sharedDepth(keys[entry-1], keys[entry])
}

// begin adds a cell to l, behind entries with a sum of positions.
func (l *level) begin(cell uint64, entry uint32, before sum) {
	l.cells, l.starts, l.sums = append(l.cells, cell), append(l.starts, entry), append(l.sums, before)
}

// newMatchLevels returns the cells of a set of entries of a segment.
func newMatchLevels(s *segment, set *roaring.Bitmap) levels {
	l := make(levels, deepestMatchLevel)
	var last geo.Key
	count, total, shared := uint32(0), sum{}, 0
	for it := set.Iterator(); it.HasNext() && int(it.PeekNext()) < s.placedSize(); {
		entry := it.Next()
		key := s.keys[entry]
		if count > 0 {
			shared = sharedDepth(last, key)
		}
		for depth := shared; depth < deepestMatchLevel; depth++ {
			l[depth].begin(cellCode(key, uint32(depth+1)), entry, total)
			l[depth].counts = append(l[depth].counts, count)
		}
		last = key
		count++
		total = total.and(key.Position())
	}
	for depth := range l {
		l[depth].starts = append(l[depth].starts, uint32(s.placedSize()))
		l[depth].counts, l[depth].sums = append(l[depth].counts, count), append(l[depth].sums, total)
	}
	return l
}

// sharedDepth returns the depth of the deepest grid of which two keys have the
// same cell.
func sharedDepth(a, b geo.Key) int { return bits.LeadingZeros64(uint64(a^b)) / 2 }

// cellCode returns the cell of a grid that holds a key, as in [level].
func cellCode(key geo.Key, depth uint32) uint64 { return uint64(key >> (64 - 2*depth)) }

// span returns the cells that overlap the range of keys from first to last.
func (l *level) span(first, last uint64) (from, to uint32) {
	i, _ := slices.BinarySearch(l.cells, first)
	return uint32(i), firstBehind(l.cells, last, uint32(i), uint32(len(l.cells)))
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
