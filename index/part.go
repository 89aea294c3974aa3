package index

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// part is a segment as one snapshot sees it: some of its entries have been
// replaced since it was built. It never changes once published.
type part struct {
	*segment
	dead   *roaring.Bitmap        // nil: all live
	deaths *deaths                // the same entries, for counting; nil: all live
	living func() *roaring.Bitmap // the entries that count; the caller must not change them
}

// newPart returns a segment with all entries alive.
func newPart(s *segment) part { return part{segment: s}.counted() }

// counted gives p its set of living entries, made when first needed.
func (p part) counted() part {
	size, dead := uint64(p.size()), p.dead
	p.living = sync.OnceValue(func() *roaring.Bitmap {
		all := roaring.New()
		all.AddRange(0, size)
		if dead != nil {
			all.AndNot(dead)
		}
		return all
	})
	return p
}

// without returns p with more entries dead; they may be in any order, and
// dead already.
func (p part) without(entries []uint32) part {
	dead := roaring.BitmapOf(entries...)
	if p.dead != nil {
		dead.AndNot(p.dead)
	}
	if dead.IsEmpty() {
		return p
	}
	p.deaths = p.deaths.and(dead.ToArray(), p.segment)
	if p.dead != nil {
		dead.Or(p.dead)
	}
	p.dead = dead
	return p.counted()
}

func (p part) isDead(entry uint32) bool { return p.dead != nil && p.dead.Contains(entry) }

func (p part) deadCount() int { return p.deaths.count() }

// livingCount returns how many entries count.
func (p part) livingCount() int { return p.size() - p.deadCount() }

// countBetween returns how many living entries there are from from to below to.
// It visits none of them.
func (p part) countBetween(from, to uint32) uint32 {
	if from >= to {
		return 0
	}
	return to - from - p.deaths.countBetween(from, to)
}

// livingSum returns the sum of the positions of the living entries from from to
// below to, all placed. It visits none of them, and few of the dead.
func (p part) livingSum(from, to uint32) sum {
	if from >= to {
		return sum{}
	}
	all, dead := p.sumBetween(from, to), p.deaths.sumBetween(p.segment, from, to)
	return sum{all.x - dead.x, all.y - dead.y}
}

// deaths is the dead entries of a part in order, so that a range of entries can
// be counted and summed without visiting it. Those that died lately wait in a
// short list. nil: none.
type deaths struct {
	old    []uint32 // ascending
	sums   []sum    // sums[i] is that of the positions of the first i of old that have one
	recent []uint32 // ascending, none of them in old
}

// recentDeaths bounds the list that is visited.
const recentDeaths = 4096

// and returns d with more dead entries of s, ascending and none of them in d.
func (d *deaths) and(entries []uint32, s *segment) *deaths {
	if d == nil {
		d = &deaths{}
	}
	recent := mergeSorted(d.recent, entries)
	if len(recent) <= recentDeaths {
		return &deaths{d.old, d.sums, recent}
	}
	old := mergeSorted(d.old, recent)
	sums := make([]sum, len(old)+1)
	for i, entry := range old {
		sums[i+1] = sums[i]
		if s.placed(entry) {
			p := s.position(entry)
			sums[i+1].x += uint64(p.X)
			sums[i+1].y += uint64(p.Y)
		}
	}
	return &deaths{old: old, sums: sums}
}

// mergeSorted returns the members of two ascending lists in order.
func mergeSorted(a, b []uint32) []uint32 {
	return appendMerged(make([]uint32, 0, len(a)+len(b)), a, b)
}

func (d *deaths) count() int {
	if d == nil {
		return 0
	}
	return len(d.old) + len(d.recent)
}

func (d *deaths) countBetween(from, to uint32) uint32 {
	if d == nil {
		return 0
	}
	first, end := rangeOf(d.old, from, to)
	firstRecent, endRecent := rangeOf(d.recent, from, to)
	return uint32(end - first + endRecent - firstRecent)
}

func (d *deaths) sumBetween(s *segment, from, to uint32) sum {
	if d == nil {
		return sum{}
	}
	var total sum
	if first, end := rangeOf(d.old, from, to); first < end {
		total = sum{d.sums[end].x - d.sums[first].x, d.sums[end].y - d.sums[first].y}
	}
	first, end := rangeOf(d.recent, from, to)
	for _, entry := range d.recent[first:end] {
		p := s.position(entry)
		total.x += uint64(p.X)
		total.y += uint64(p.Y)
	}
	return total
}

// rangeOf returns which members of an ascending list lie from from to below to.
func rangeOf(list []uint32, from, to uint32) (first, end int) {
	first, _ = slices.BinarySearch(list, from)
	length, _ := slices.BinarySearch(list[first:], to)
	return first, first + length
}
