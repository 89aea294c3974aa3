package index

import (
	"context"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// walkStep is how many entries are walked between two looks at whether anybody
// still waits for the answer.
const walkStep = 4096

// walk calls visit with the members of b, ascending, many at a time: it is the
// way to visit a large set. The slice is reused. The error is the context's.
func walk(ctx context.Context, b *roaring.Bitmap, visit func(entries []uint32)) error {
	if b.IsEmpty() {
		return nil
	}
	buffer := make([]uint32, min(walkStep, b.GetCardinality()))
	it := b.ManyIterator()
	for n := it.NextMany(buffer); n > 0; n = it.NextMany(buffer) {
		visit(buffer[:n])
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// walk calls visit with the matches of each part, see [walk].
func (s *Selection) walk(ctx context.Context, visit func(part int, entries []uint32)) error {
	for i := range s.snapshot.parts {
		if err := walk(ctx, s.setOf(i), func(entries []uint32) { visit(i, entries) }); err != nil {
			return err
		}
	}
	return nil
}

// setOf is matchesOf, but for everything it is the living entries.
func (s *Selection) setOf(part int) *roaring.Bitmap {
	if s.everything() {
		return s.snapshot.parts[part].living()
	}
	return s.matchesOf(part)
}

// contains reports whether an entry is among the matches.
func (s *Selection) contains(part int, entry uint32) bool {
	if s.everything() {
		return !s.snapshot.parts[part].isDead(entry)
	}
	return s.matchesOf(part).Contains(entry)
}

// Has reports whether an element is among the matches.
func (s *Selection) Has(num int64) bool {
	for i, p := range s.snapshot.parts {
		if entry, known := p.entryOf(num); known && !p.isDead(entry) {
			return s.contains(i, entry)
		}
	}
	return false
}

// Nums yields the nums of the matches, ascending.
func (s *Selection) Nums() iter.Seq[int64] {
	nums := make([]int64, 0, s.Total())
	_ = s.walk(context.Background(), func(i int, entries []uint32) {
		p := s.snapshot.parts[i]
		for _, entry := range entries {
			nums = append(nums, p.num(entry))
		}
	})
	slices.Sort(nums)
	return slices.Values(nums)
}

// probeCost is about how many matches are walked in the time that one num is
// looked up.
const probeCost = 32

// NumsBetween returns the nums of the matches from first to below end,
// ascending.
func (s *Selection) NumsBetween(first, end int64) []int64 {
	var nums []int64
	first, end = max(first, 0), min(end, s.snapshot.lastNum()+1)
	if end-first < int64(s.Total()/probeCost) {
		for num := first; num < end; num++ {
			if s.Has(num) {
				nums = append(nums, num)
			}
		}
		return nums
	}
	_ = s.walk(context.Background(), func(i int, entries []uint32) {
		p := s.snapshot.parts[i]
		for _, entry := range entries {
			if num := p.num(entry); num >= first && num < end {
				nums = append(nums, num)
			}
		}
	})
	slices.Sort(nums)
	return nums
}

// Ranges returns, ascending, which ranges of size nums hold a match: range n is
// from n*size to below (n+1)*size.
func (s *Selection) Ranges(size int64) []int64 {
	occupied := make([]bool, s.snapshot.lastNum()/size+1)
	_ = s.walk(context.Background(), func(i int, entries []uint32) {
		p := s.snapshot.parts[i]
		for _, entry := range entries {
			occupied[p.num(entry)/size] = true
		}
	})
	var ranges []int64
	for n, any := range occupied {
		if any {
			ranges = append(ranges, int64(n))
		}
	}
	return ranges
}

// lastNum returns the highest num there has been in the parts of s, 0 if none.
func (s *Snapshot) lastNum() int64 {
	last := int64(0)
	for _, p := range s.parts {
		last = max(last, p.order.lastNum)
	}
	return last
}
