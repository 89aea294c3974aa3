package index

import "math"

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
			sums[i+1] = sums[i].and(s.position(entry))
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

// noneDead is behind every entry.
const noneDead = math.MaxUint32

// walk begins at the first entry of s. d may be nil.
func (d *deaths) walk(s *segment) deathWalk {
	w := deathWalk{segment: s, next: noneDead}
	if d != nil {
		w.deaths = d
		w.settle()
	}
	return w
}

// deathWalk goes once through the dead entries of a part, in order.
type deathWalk struct {
	*deaths
	segment        *segment
	passed, lately uint32 // how many it has passed of old and of recent
	next           uint32 // the first dead entry ahead; [noneDead] when there is none
}

func (w *deathWalk) settle() {
	w.next = noneDead
	if int(w.passed) < len(w.old) {
		w.next = w.old[w.passed]
	}
	if int(w.lately) < len(w.recent) {
		w.next = min(w.next, w.recent[w.lately])
	}
}

// skip passes the dead entries before an entry, of which there are some.
func (w *deathWalk) skip(entry uint32) {
	w.passed = firstBehind(w.old, entry-1, w.passed, uint32(len(w.old)))
	w.lately = firstBehind(w.recent, entry-1, w.lately, uint32(len(w.recent)))
	w.settle()
}

// take passes the dead entries before end, and returns how many there are from
// first on, all placed, and the sum of their positions. It visits only those
// that died lately.
func (w *deathWalk) take(first, end uint32) (count uint32, total sum) {
	if w.next < first {
		w.skip(first)
	}
	if w.next >= end {
		return 0, sum{}
	}
	passed, lately := w.passed, w.lately
	w.skip(end)
	if count = w.passed - passed; count > 0 {
		low, high := w.sums[passed], w.sums[w.passed]
		total = sum{high.x - low.x, high.y - low.y}
	}
	for _, entry := range w.recent[lately:w.lately] {
		total = total.and(w.segment.position(entry))
		count++
	}
	return count, total
}
