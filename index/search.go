package index

import (
	"context"
	"math"

	"maillage/data"
	"maillage/geo"
)

// Result is the answer to a query.
type Result struct {
	Hits      []Hit // one page, in order
	Total     int   // elements that match, with or without a place
	Facets    map[Facet]FacetCounts
	Ladder    []Step // narrow to wide, the world last
	Corrected string // the words as read, when they differ from those asked
	Next      string // cursor of the next page; empty on the last
}

// Hit is one element of a page.
type Hit struct {
	Num      int64
	ID       data.ID
	Distance float64 // metres from the point asked; NaN when there is none
	Score    float64 // of the words; 0 when they did not decide the order
}

// FacetCounts counts the values of one dimension.
type FacetCounts struct {
	Values []FacetValue // most frequent first, then by value
	More   int          // how many values there are beyond Values
}

// FacetValue is one value and how many elements have it.
type FacetValue struct {
	Value, Label string
	Count        int
}

// Step is one rung of the widening ladder: how many elements the same query
// finds in a territory.
type Step struct {
	Code  string
	Level geo.Level
	Count int
}

// Search answers q. The error is a [*QueryError], or the context's.
func (s *Snapshot) Search(ctx context.Context, q Query) (*Result, error) {
	s, err := s.seenBy(ctx, q)
	if err != nil {
		return nil, err
	}
	f, words, err := s.understand(ctx, q)
	if err != nil {
		return nil, err
	}
	after, err := parseCursor(q, words.terms)
	if err != nil {
		return nil, err
	}
	matches := s.selection(f)
	done, err := s.Admit(ctx, matches.searchWalks(q))
	if err != nil {
		return nil, err
	}
	defer done()
	result := &Result{Total: matches.Total(), Corrected: words.corrected}
	if result.Hits, result.Next, err = matches.page(ctx, q, words.terms, after); err != nil {
		return nil, err
	}
	if len(q.Facets) > 0 {
		result.Facets = make(map[Facet]FacetCounts, len(q.Facets))
	}
	for _, facet := range q.Facets {
		if result.Facets[facet], err = s.facet(ctx, facet, f); err != nil {
			return nil, err
		}
	}
	result.Ladder = s.ladder(q, f)
	return result, ctx.Err()
}

// searchWalks estimates how many entries answering q visits.
func (s *Selection) searchWalks(q Query) int {
	hits := s.Total()
	walks := 0
	if q.Order() != SortNewest {
		walks = hits
	}
	for _, facet := range q.Facets {
		if facet == FacetTag || facet == FacetType {
			walks += min(hits, s.snapshot.Total()-hits)
		}
	}
	return walks
}

// hit describes an entry, with its distance when q asks from a point.
func (p part) hit(entry uint32, near *geo.Point, score float64) Hit {
	h := Hit{Num: p.num(entry), ID: p.id(entry), Distance: math.NaN(), Score: score}
	if near != nil && p.placed(entry) {
		h.Distance = near.DistanceMeters(p.point(entry))
	}
	return h
}
