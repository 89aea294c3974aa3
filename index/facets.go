package index

import (
	"cmp"
	"slices"
	"strings"

	"maillage/geo"
)

// maxFacetValues is how many values a facet tells; the rest are only counted.
const maxFacetValues = 20

// facet counts the values of one dimension, exactly. It is disjunctive: a
// dimension of which people pick any value ignores its own filter, so that the
// other values show what picking them would bring.
func (s *Snapshot) facet(facet Facet, q Query, f filters) FacetCounts {
	switch facet {
	case FacetKind:
		return s.labelledCounts(byKind, s.countValues(byKind, f.matches(omitKind)))
	case FacetType:
		return s.labelledCounts(byType, s.countValues(byType, f.matches(omitType)))
	case FacetTag:
		return s.labelledCounts(byTag, s.countValues(byTag, f.matches(omitAnyTag)))
	default:
		return s.territoryCounts(q.In, f.matches(omitIn))
	}
}

// countValues counts, for each value of a dimension, the matches that have it.
func (s *Snapshot) countValues(d dimension, matches bitmaps) map[string]int {
	counts := map[string]int{}
	for i, p := range s.parts {
		c := &p.Columns[d]
		numbers := make([]int, c.size())
		matches[i].Iterate(func(entry uint32) bool {
			for _, n := range c.at(entry) {
				numbers[n]++
			}
			return true
		})
		for n, count := range numbers {
			if count > 0 {
				counts[c.value(n)] += count
			}
		}
	}
	return counts
}

func (s *Snapshot) labelledCounts(d dimension, counts map[string]int) FacetCounts {
	values := make([]FacetValue, 0, len(counts))
	for value, count := range counts {
		values = append(values, FacetValue{Value: value, Count: count})
	}
	// Labels are looked up for the few that are kept; ties go by value.
	cut := cutFacet(values)
	for i := range cut.Values {
		cut.Values[i].Label = s.label(d, cut.Values[i].Value)
	}
	return cut
}

// territoryCounts counts the children of the territories asked, or the
// countries when none is.
func (s *Snapshot) territoryCounts(in []string, matches bitmaps) FacetCounts {
	var children []*geo.Territory
	if len(in) == 0 {
		children = s.territories.Children(geo.WorldCode)
	}
	for _, code := range in {
		children = append(children, s.territories.Children(code)...)
	}
	var values []FacetValue
	seen := map[string]bool{}
	for _, t := range children {
		if seen[t.Code] {
			continue
		}
		seen[t.Code] = true
		if n := s.countIn(t.Code, matches); n > 0 {
			values = append(values, FacetValue{Value: t.Code, Label: t.Name, Count: n})
		}
	}
	return cutFacet(values)
}

// countIn counts the matches in a territory.
func (s *Snapshot) countIn(code string, matches bitmaps) int {
	total := 0
	for i, p := range s.parts {
		if having := p.Columns[byTerritory].having(code); having != nil {
			total += int(matches[i].AndCardinality(having))
		}
	}
	return total
}

// cutFacet orders values and keeps the first ones.
func cutFacet(values []FacetValue) FacetCounts {
	slices.SortFunc(values, func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	if len(values) <= maxFacetValues {
		return FacetCounts{Values: values}
	}
	return FacetCounts{Values: values[:maxFacetValues], More: len(values) - maxFacetValues}
}

// ladder counts the same query with its place replaced by each territory from
// the smallest that holds the asked place to the world.
func (s *Snapshot) ladder(q Query, f filters) []Step {
	anywhere := f.matches(omitPlace)
	var steps []Step
	for _, t := range s.placeAsked(q) {
		steps = append(steps, Step{Code: t.Code, Level: t.Level, Count: s.countIn(t.Code, anywhere)})
	}
	return append(steps, Step{Code: geo.WorldCode, Level: geo.LevelWorld, Count: anywhere.count()})
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
