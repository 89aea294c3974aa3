package index

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
)

// tally counts the values of a dimension among the matches of a selection, part
// by part. Each part is counted in the cheapest of three ways: the values of
// each match; the values of all entries less those of each that is no match; or
// the matches among the entries with each value.
type tally struct {
	selection *Selection
	dimension dimension
	parts     []partTally
}

// partTally counts by the value numbers of one part.
type partTally struct {
	part   int
	counts []uint32
}

// Costs of counting, in nanoseconds, roughly.
const (
	costOfEntry     = 3   // to find its values
	costOfOwn       = 3   // to count one of them
	costOfValue     = 40  // to find the entries with it
	costOfMember    = 1   // one of them, looked for among the matches
	costOfContainer = 500 // of 65,536 entries, of two sets, compared
)

// add counts a part. The error is the context's.
func (t *tally) add(ctx context.Context, part int) error {
	p := t.selection.snapshot.parts[part]
	c := &p.Columns[t.dimension]
	counts := make([]uint32, c.size())
	t.parts = append(t.parts, partTally{part, counts})
	count := func(entries []uint32) {
		for _, entry := range entries {
			for _, n := range c.at(entry) {
				counts[n]++
			}
		}
	}
	hits := t.selection.countOf(part)
	others := p.size() - hits
	if set := t.selection.matchesOf(part); set != nil && c.costOfSets(p) < c.costOfWalk(min(hits, others), p) {
		c.countSets(set, p.size(), counts)
		return ctx.Err()
	}
	if hits <= others {
		return walk(ctx, t.selection.setOf(part), count)
	}
	for n := range counts {
		counts[n] = uint32(c.cardinality(n))
	}
	return walk(ctx, t.selection.othersOf(part), func(entries []uint32) {
		for _, entry := range entries {
			for _, n := range c.at(entry) {
				counts[n]--
			}
		}
	})
}

// fewValues is how many values are compared as bitmaps at most: few are had by
// many entries. Of more, most are rare, and bitmaps of them would be made for
// this alone.
const fewValues = 1000

// countSets counts, for each value, the entries of a set that have it; all are
// below size.
func (c *column) countSets(set *roaring.Bitmap, size int, counts []uint32) {
	if c.size() <= fewValues {
		for n := range counts {
			counts[n] = uint32(set.AndCardinality(c.bitmap(n)))
		}
		return
	}
	dense := newDenseSet(set, size)
	for n := range counts {
		counts[n] = uint32(countPostings(c.words(n), c.cardinality(n), dense))
	}
}

// costOfWalk estimates what counting the values of some entries of a part costs.
func (c *column) costOfWalk(entries int, p part) int {
	return entries * (costOfEntry + costOfOwn*len(c.own)/max(p.size(), 1))
}

// costOfSets estimates what comparing the set of each value costs.
func (c *column) costOfSets(p part) int {
	whole := (p.size()>>containerBits + 1) * costOfContainer
	cost := 0
	for n := range c.size() {
		cost += costOfValue + min(whole, c.cardinality(n)*costOfMember)
	}
	return cost
}

// othersOf returns the entries of a part that do not match, living or dead.
func (s *Selection) othersOf(part int) *roaring.Bitmap {
	p := s.snapshot.parts[part]
	if s.everything() {
		if p.dead == nil {
			return roaring.New()
		}
		return p.dead
	}
	return roaring.Flip(s.matchesOf(part), 0, uint64(p.size()))
}

// cut returns the most frequent values, and how many others there are.
func (t *tally) cut() FacetCounts {
	largest := t.largest()
	best := firsts[FacetValue]{compare: compareFacetValues, count: maxFacetValues}
	distinct := 0
	offer := func(count uint32, value func() string) {
		if count == 0 {
			return
		}
		distinct++
		if !best.full || int(count) >= best.worst.Count {
			best.offer(FacetValue{Value: value(), Count: int(count)})
		}
	}
	elsewhere := t.gather(largest)
	if largest != nil {
		c := t.column(largest.part)
		for n, count := range largest.counts {
			offer(count, func() string { return c.value(n) })
		}
	}
	for value, count := range elsewhere {
		offer(count, func() string { return value })
	}
	values := best.values()
	return FacetCounts{Values: values, More: distinct - len(values)}
}

// largest returns the tally of the part with most values, nil without parts.
func (t *tally) largest() *partTally {
	var largest *partTally
	for i := range t.parts {
		if largest == nil || len(t.parts[i].counts) > len(largest.counts) {
			largest = &t.parts[i]
		}
	}
	return largest
}

// gather adds what the other parts counted to the largest, and returns the
// counts of the values that it does not have.
func (t *tally) gather(largest *partTally) map[string]uint32 {
	elsewhere := map[string]uint32{}
	for i := range t.parts {
		other := &t.parts[i]
		if other == largest {
			continue
		}
		c, into := t.column(other.part), t.column(largest.part)
		at, found := 0, false
		for n, count := range other.counts {
			if count == 0 {
				continue
			}
			if at, found = into.numberFrom(at, c.value(n)); found {
				largest.counts[at] += count
			} else {
				elsewhere[c.value(n)] += count
			}
		}
	}
	return elsewhere
}

func (t *tally) column(part int) *column {
	return &t.selection.snapshot.parts[part].Columns[t.dimension]
}
