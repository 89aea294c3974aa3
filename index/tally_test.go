package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

// TestManyTagsOfManyMatchesAreCountedExactly counts tags that are too many and
// matches that are too many for the ways in which small worlds are counted.
func TestManyTagsOfManyMatchesAreCountedExactly(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 14))
	territories := geo.NewGazetteer(nil)
	const size, distinct = 40_000, 1200
	records := make([]record, size)
	used := map[string]int{}
	for i := range records {
		e := data.Element{Num: int64(i + 1), Kind: data.KindPlace, Name: []string{"Jardin", "Four"}[i%2]}
		for range 1 + r.IntN(3) {
			if tag := fmt.Sprint("tag", r.IntN(1+r.IntN(distinct))); !slices.Contains(e.Tags, tag) {
				e.Tags = append(e.Tags, tag)
			}
		}
		if i%2 == 0 {
			for _, tag := range e.Tags {
				used[tag]++
			}
		}
		records[i] = newRecord(&e, territories)
	}
	s := (&Engine{}).emptySnapshot("test", territories, 0)
	s.parts = append(s.parts, newPart(newSegment(records)))
	p := s.parts[0]
	c := &p.Columns[byTag]
	if c.size() <= fewValues || c.costOfSets(p) >= c.costOfWalk(size/2, p) {
		t.Fatalf("%d tags would be counted entry by entry", c.size())
	}
	var want []FacetValue
	for tag, count := range used {
		want = append(want, FacetValue{Value: tag, Label: tag, Count: count})
	}
	slices.SortFunc(want, compareFacetValues)
	result, err := s.Search(t.Context(), Query{Words: "jardin", Facets: []Facet{FacetTag}})
	if err != nil {
		t.Fatal(err)
	}
	got := result.Facets[FacetTag]
	if diff := cmp.Diff(want[:maxFacetValues], got.Values); diff != "" || got.More != len(want)-maxFacetValues {
		t.Errorf("%d more, want %d (-want +got):\n%s", got.More, len(want)-maxFacetValues, diff)
	}
}
