package index

import (
	"cmp"
	"slices"
)

// blockLength is how many consecutive entries share one bound of their creation.
const blockLength = 64

// order is what finds the newest entries of a segment without visiting them all.
type order struct {
	newest []int64  // the latest creation in each block, in Unix microseconds
	blocks []uint32 // the blocks, those with the newest first
}

func newOrder(s *segment) order {
	count := (s.size() + blockLength - 1) / blockLength
	o := order{newest: make([]int64, count), blocks: make([]uint32, count)}
	for block := range o.newest {
		from, to := s.block(block)
		latest := s.created(from)
		for entry := from; entry < to; entry++ {
			latest = max(latest, s.created(entry))
		}
		o.newest[block], o.blocks[block] = latest, uint32(block)
	}
	slices.SortFunc(o.blocks, func(a, b uint32) int { return cmp.Compare(o.newest[b], o.newest[a]) })
	return o
}

// block returns the entries of a block, as a half-open range.
func (s *segment) block(n int) (from, to uint32) {
	return uint32(n) * blockLength, min(uint32(n+1)*blockLength, uint32(s.size()))
}
