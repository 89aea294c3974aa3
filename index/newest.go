package index

import (
	"context"
	"sort"
)

// newestFirst offers at least a page of the newest matches after the cursor.
// The error is the context's.
func (s *Selection) newestFirst(ctx context.Context, first *leading) error {
	for i := range s.snapshot.parts {
		var err error
		if s.blocksAreCheaper(i, first) {
			err = s.newestByBlock(ctx, i, first)
		} else {
			err = s.newestOfAll(ctx, i, first)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// costOfMatch is how many entries of a block are passed over in the time that a
// match is read from a set.
const costOfMatch = 3

// blocksAreCheaper estimates whether the newest of a part are found sooner block
// by block than match by match: the more matches there are, the fewer blocks
// hold a page of them.
func (s *Selection) blocksAreCheaper(part int, first *leading) bool {
	hits := s.countOf(part)
	if hits == 0 {
		return false
	}
	p := s.snapshot.parts[part]
	visited := (first.count*p.size()/hits + p.passedBlocks(first.after)) * blockLength
	return visited < hits*costOfMatch
}

// passedBlocks returns how many blocks hold something newer than a cursor.
func (s *segment) passedBlocks(after cursor) int {
	if !after.set {
		return 0
	}
	o := &s.order
	return sort.Search(len(o.blocks), func(i int) bool { return float64(-o.newest[o.blocks[i]]) >= after.rank })
}

// newestByBlock offers the matches of a part, the blocks with the newest first,
// until no other block can hold any that is wanted.
func (s *Selection) newestByBlock(ctx context.Context, part int, first *leading) error {
	p := s.snapshot.parts[part]
	o := &p.order
	for n, block := range o.blocks {
		if first.full && float64(-o.newest[block]) > first.worst.rank {
			return nil
		}
		from, to := p.block(int(block))
		for entry := from; entry < to; entry++ {
			if rank := float64(-p.created(entry)); first.wants(rank) && s.contains(part, entry) {
				first.offer(place{rank: rank, num: -p.num(entry), part: part, entry: entry})
			}
		}
		first.settle()
		if n%blockLength == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// newestOfAll offers every match of a part.
func (s *Selection) newestOfAll(ctx context.Context, part int, first *leading) error {
	p := s.snapshot.parts[part]
	return walk(ctx, s.setOf(part), func(entries []uint32) {
		for _, entry := range entries {
			if rank := float64(-p.created(entry)); first.wants(rank) {
				first.offer(place{rank: rank, num: -p.num(entry), part: part, entry: entry})
			}
		}
	})
}
