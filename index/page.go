package index

import (
	"cmp"
	"context"
	"slices"
)

// Pages are ordered by a rank and then by num, both ascending, so that a cursor
// is just the last element's pair: the next page holds what comes after it.
//
//	newest     rank = -creation time, num negated
//	distance   rank = metres; +Inf without a place
//	relevance  rank = -score, see [scoreOf]
//
// A rank depends on the element and the query alone, never on other elements or
// on how many match. So whatever else is written between pages, an element that
// stays as it is stands on exactly one of them. One that changes might move past
// the cursor after it was told: later pages leave out what has changed since the
// first, as far as that is remembered (see [keptNums]), so nothing is told twice.
// The newest first needs no such care: a creation time never changes.
type place struct {
	rank  float64
	num   int64 // negated for newest
	part  int
	entry uint32
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.num, b.num))
}

// page returns one page of the matches after a cursor in the order that q asks,
// and the cursor of the next. The error is the context's.
func (s *Selection) page(ctx context.Context, q Query, terms []string, after cursor) ([]Hit, string, error) {
	limit := q.PageLimit()
	order := q.Order()
	first := newLeading(after, limit+1)
	if after.set && order != SortNewest {
		first.changed, _ = s.snapshot.recent.between(after.sequence, s.snapshot.sequence)
	}
	var err error
	switch order {
	case SortDistance:
		err = s.nearestFirst(ctx, *q.Near, first)
	case SortRelevance:
		err = s.bestFirst(ctx, terms, first)
	default:
		err = s.newestFirst(ctx, first)
	}
	if err != nil {
		return nil, "", err
	}
	places := first.values()
	next := ""
	if len(places) > limit {
		places = places[:limit]
		begun := s.snapshot.sequence
		if after.set {
			begun = after.sequence
		}
		next = places[limit-1].cursor(orderKey(q, terms), begun)
	}
	hits := make([]Hit, len(places))
	for i, p := range places {
		score := 0.0
		if order == SortRelevance {
			score = -p.rank
		}
		hits[i] = s.snapshot.parts[p.part].hit(p.entry, q.Near, score)
	}
	return hits, next, nil
}

// leading keeps the first places of those after a cursor.
type leading struct {
	firsts[place]
	after   cursor
	changed []int64 // ascending: what may have been told before it moved here
}

func newLeading(after cursor, count int) *leading {
	return &leading{firsts: firsts[place]{compare: comparePlaces, count: count}, after: after}
}

func (l *leading) offer(p place) {
	if l.follows(p) {
		l.firsts.offer(p)
	}
}

// follows reports whether a place is to be told on the page or a later one.
func (l *leading) follows(p place) bool {
	if !l.after.before(p) {
		return false
	}
	_, changed := slices.BinarySearch(l.changed, p.num)
	return !changed
}

// wants reports whether a place of that rank may still be among the first.
func (l *leading) wants(rank float64) bool {
	return (!l.full || rank <= l.worst.rank) && (!l.after.set || rank >= l.after.rank)
}
