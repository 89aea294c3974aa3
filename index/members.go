package index

import (
	"context"
	"iter"
	"math/bits"
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
	last := s.snapshot.lastNum()
	if last>>6 > int64(s.Total()) {
		nums := s.NumsBetween(0, last+1)
		return slices.Values(nums)
	}
	// There are about as many as there can be: one bit for each num sorts them.
	among := make([]uint64, last>>6+1)
	s.eachNum(func(num int64) { among[num>>6] |= 1 << (num & 63) })
	return func(yield func(int64) bool) {
		for i, word := range among {
			for ; word != 0; word &= word - 1 {
				if !yield(int64(i)<<6 + int64(bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}

// eachNum visits the nums of the matches, in no order.
func (s *Selection) eachNum(visit func(num int64)) {
	_ = s.walk(context.Background(), func(i int, entries []uint32) {
		p := s.snapshot.parts[i]
		for _, entry := range entries {
			visit(p.num(entry))
		}
	})
}

// NumsBetween returns the nums of the matches from first to below end,
// ascending.
func (s *Selection) NumsBetween(first, end int64) []int64 {
	var nums []int64
	for i, p := range s.snapshot.parts {
		some := p.numbered(first, end)
		if len(some) <= s.countOf(i) {
			for _, entry := range some {
				if s.contains(i, entry) {
					nums = append(nums, p.num(entry))
				}
			}
			continue
		}
		_ = walk(context.Background(), s.setOf(i), func(entries []uint32) {
			for _, entry := range entries {
				if num := p.num(entry); num >= first && num < end {
					nums = append(nums, num)
				}
			}
		})
	}
	slices.Sort(nums)
	return nums
}

// Ranges returns, ascending, which ranges of size nums hold a match: range n is
// from n*size to below (n+1)*size.
func (s *Selection) Ranges(size int64) []int64 {
	occupied := make([]bool, s.snapshot.lastNum()/size+1)
	s.eachNum(func(num int64) { occupied[num/size] = true })
	var ranges []int64
	for n, any := range occupied {
		if any {
			ranges = append(ranges, int64(n))
		}
	}
	return ranges
}

// lastNum returns the highest num in the parts of s, 0 if there is none.
func (s *Snapshot) lastNum() int64 {
	last := int64(0)
	for _, p := range s.parts {
		if n := p.size(); n > 0 {
			last = max(last, p.num(p.byNum[n-1]))
		}
	}
	return last
}
