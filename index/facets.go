package index

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"maillage/geo"
)

// maxFacetValues is how many values a facet tells; the rest are only counted.
const maxFacetValues = 20

// facet counts the values of one dimension among the matches of f, exactly. It
// is disjunctive: see [filter.without]. The error is the context's.
func (s *Snapshot) facet(ctx context.Context, facet Facet, f filter) (FacetCounts, error) {
	matches := s.selection(f.without(facet))
	switch facet {
	case FacetKind:
		return matches.countValues(ctx, byKind)
	case FacetType:
		return matches.countValues(ctx, byType)
	case FacetTag:
		return matches.countValues(ctx, byTag)
	}
	return matches.countTerritories(ctx, f.query.In)
}

// countValues counts, for each value of a dimension, the matches that have it.
func (s *Selection) countValues(ctx context.Context, d dimension) (FacetCounts, error) {
	t := tally{selection: s, dimension: d}
	for i := range s.snapshot.parts {
		if err := t.add(ctx, i); err != nil {
			return FacetCounts{}, err
		}
	}
	counts := t.cut()
	for i := range counts.Values {
		counts.Values[i].Label = s.snapshot.label(d, counts.Values[i].Value)
	}
	return counts, nil
}

// countTerritories counts the children of the territories asked, or the
// countries when none is.
func (s *Selection) countTerritories(ctx context.Context, in []string) (FacetCounts, error) {
	territories := s.snapshot.territories
	var children []*geo.Territory
	if len(in) == 0 {
		children = territories.Children(geo.WorldCode)
	}
	for _, code := range in {
		children = append(children, territories.Children(code)...)
	}
	var values []FacetValue
	seen := map[string]bool{}
	for _, t := range children {
		if seen[t.Code] {
			continue
		}
		seen[t.Code] = true
		if n := s.countHaving(byTerritory, t.Code); n > 0 {
			values = append(values, FacetValue{Value: t.Code, Label: t.Name, Count: n})
		}
		if err := ctx.Err(); err != nil {
			return FacetCounts{}, err
		}
	}
	slices.SortFunc(values, compareFacetValues)
	kept := min(len(values), maxFacetValues)
	return FacetCounts{Values: values[:kept:kept], More: len(values) - kept}, nil
}

// countHaving returns how many matches have a value.
func (s *Selection) countHaving(d dimension, value string) int {
	if s.everything() {
		return s.snapshot.used(d, value)
	}
	total := 0
	for i, p := range s.snapshot.parts {
		if having := p.Columns[d].having(value); having != nil {
			total += int(s.matchesOf(i).AndCardinality(having))
		}
	}
	return total
}

// compareFacetValues orders values: the most frequent first, then by value.
func compareFacetValues(a, b FacetValue) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
}

// ladder counts the same query with its place replaced by each territory from
// the smallest that holds the asked place to the world.
func (s *Snapshot) ladder(q Query, f filter) []Step {
	anywhere := s.selection(f.anywhere())
	var steps []Step
	for _, t := range s.placeAsked(q) {
		steps = append(steps, Step{Code: t.Code, Level: t.Level, Count: anywhere.countHaving(byTerritory, t.Code)})
	}
	return append(steps, Step{Code: geo.WorldCode, Level: geo.LevelWorld, Count: anywhere.Total()})
}

// placeAsked returns the territories that hold the place q asks, narrow to wide.
func (s *Snapshot) placeAsked(q Query) []*geo.Territory {
	switch {
	case len(q.In) > 0:
		chain := s.territories.Chain(q.In[0])
		for _, code := range q.In[1:] {
			other := s.territories.Chain(code)
			chain = slices.DeleteFunc(slices.Clone(chain), func(t *geo.Territory) bool { return !slices.Contains(other, t) })
		}
		return chain
	case q.Near != nil:
		chain, _ := s.territories.Locate(*q.Near)
		return chain
	case q.Bounds != nil:
		chain, _ := s.territories.Locate(q.Bounds.Center())
		return chain
	}
	return nil
}
