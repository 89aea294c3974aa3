package index

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"maillage/data"
	"maillage/geo"
)

// TestAnElementIsInTheNetworksThatFindIt holds what an element alone is found in against
// what each network shows.
func TestAnElementIsInTheNetworksThatFindIt(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 3))
	b := newBench(t, squareWorld())
	for range 2 {
		var elements []data.Element
		for id := range 200 {
			elements = append(elements, randomElement(r, id))
		}
		b.write(elements...)
	}
	var open []*data.Network
	for i, query := range []string{
		"", "kind=organization", "type=fablab", "tag=velo&notTag=ete", "anyTag=velo,ete", "q=jardin", "q=aucunmot", "bbox=0,40,2,42", "bbox=179,-10,-179,10", "in=AA",
		"in=AA,BB", "near=1,41&radius=40000", "kind=organization,project,event,place,person,classified", "since=2023-01-01", "q=le+jardin&kind=place",
	} {
		for _, visibility := range data.NetworkVisibilities {
			n := openNetwork(fmt.Sprintf("Réseau %02d", i), query)
			n.Visibility, n.Key = visibility, data.NewNetworkKey()
			standing := map[int64]data.Standing{}
			var says []data.NetworkElement
			for range r.IntN(60) {
				if num := int64(1 + r.IntN(200)); standing[num] == "" {
					standing[num] = data.Standings[r.IntN(len(data.Standings))]
					says = append(says, data.NetworkElement{Num: num, Standing: standing[num], At: networkTime})
				}
			}
			b.putNetwork(n, says...)
			if visibility == data.NetworkPublic {
				open = append(open, n)
			}
		}
	}
	draft := openNetwork("Brouillon", "q=jardin")
	draft.Status = data.StatusDraft
	b.putNetwork(draft)
	want := map[int64][]string{}
	for _, n := range open {
		for _, num := range b.found(t.Context(), "network="+n.Slug) {
			want[num] = append(want[num], n.Slug)
		}
	}
	all, err := currentElements(t.Context(), b.store)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if !all[i].Public() {
			continue
		}
		c := b.snapshot().Candidate(&all[i])
		var got []string
		byHand := true
		for _, shows := range c.Networks() {
			got = append(got, shows.Slug)
			if shows.Picked && !byHand {
				t.Errorf("%d: %q, picked by hand, stands behind others", all[i].Num, shows.Slug)
			}
			byHand = shows.Picked
			if !c.IsIn(shows.Slug) {
				t.Errorf("%d is in %q and is not", all[i].Num, shows.Slug)
			}
		}
		if diff := cmp.Diff(want[all[i].Num], got, cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
			t.Errorf("%d %q (-want +got):\n%s", all[i].Num, all[i].Name, diff)
		}
		if c.IsIn(draft.Slug) {
			t.Errorf("%d is said to be in a draft", all[i].Num)
		}
	}
}

// BenchmarkNetworksOfAnElement measures which of 1,000 networks show an element, each of
// which looks for something else and has some hundreds picked by hand.
func BenchmarkNetworksOfAnElement(b *testing.B) {
	var picked []int64
	for num := int64(1000); num < 1300; num++ {
		picked = append(picked, num)
	}
	queries := []string{"tag=velo%d&in=AA", "q=jardin+velo%d", "kind=place&bbox=0,40,2,4%d", "anyTag=velo%d&anyTag=jardin", "near=1,41&radius=4%d"}
	var scopes []data.NetworkScope
	for i := range 1000 {
		scopes = append(scopes, data.NetworkScope{
			Num: int64(i + 1), Slug: fmt.Sprint("carte-", i), Title: fmt.Sprint("Carte ", i), Query: fmt.Sprintf(queries[i%len(queries)], i%10), Picked: picked,
		})
	}
	s := Snapshot{territories: geo.NewGazetteer(squareWorld()), networks: newNetworks(scopes), kept: newKeptFilters()}
	e := publicAt("1", "Jardin partagé des Ormes", geo.Point{Lon: 1, Lat: 41})
	e.Num, e.Tags = 1, []string{"jardin", "velo3", "compost"}
	b.ReportAllocs()
	found := 0
	for b.Loop() {
		found = len(s.Candidate(&e).Networks())
	}
	b.ReportMetric(float64(found), "found")
}
