package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

var networkTime = time.Unix(1_700_000_000, 0).UTC()

// mustParse reads a query.
func mustParse(t *testing.T, raw string) Query {
	t.Helper()
	q, err := ParseQuery(raw)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return q
}

// ruleOf returns the rule that a query breaks, as an error says.
func ruleOf(err error) Rule {
	if wrong, ok := errors.AsType[*QueryError](err); ok {
		return wrong.Rule
	}
	return ""
}

// putNetwork keeps a network, and what it says of elements, beside what it said.
func (b *bench) putNetwork(n *data.Network, elements ...data.NetworkElement) {
	b.t.Helper()
	n.UpdatedAt = networkTime
	_, err := b.store.Update(b.t.Context(), func(tx *store.Tx) error {
		if err := tx.PutNetwork(n); err != nil {
			return err
		}
		for _, e := range elements {
			e.Network = n.Num
			if err := tx.PutNetworkElement(e); err != nil {
				return err
			}
		}
		return tx.TellNetwork(n.Num)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func openNetwork(title, query string) *data.Network {
	return &data.Network{ID: data.NewID(), Title: title, Query: query, Status: data.StatusPublished, Visibility: data.NetworkPublic, Contributors: data.ContributorsNobody}
}

// found returns the nums that a query finds.
func (b *bench) found(ctx context.Context, q string) []int64 {
	b.t.Helper()
	selection, err := b.snapshot().Select(ctx, mustParse(b.t, q))
	if err != nil {
		b.t.Fatalf("%s: %v", q, err)
	}
	return slices.Collect(selection.Nums())
}

func TestANetworkShowsWhatItsQueryFindsAndWhatWasPickedLessWhatWasHidden(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	b := newBench(t, squareWorld())
	write := func(from, to int) {
		var elements []data.Element
		for id := from; id < to; id++ {
			elements = append(elements, randomElement(r, id))
		}
		b.write(elements...)
	}
	write(0, 300)
	queries := []string{"", "kind=organization", "tag=velo&notTag=ete", "q=jardin", "bbox=0,40,2,42", "in=AA", "kind=" + "organization,project,event,place,person,classified"}
	for round := range 12 {
		query := queries[r.IntN(len(queries))]
		n := openNetwork("Réseau", query)
		standing := map[int64]data.Standing{}
		var says []data.NetworkElement
		for range r.IntN(30) {
			num := int64(1 + r.IntN(300))
			if standing[num] != "" {
				continue
			}
			standing[num] = data.Standings[r.IntN(len(data.Standings))]
			says = append(says, data.NetworkElement{Num: num, Standing: standing[num], At: networkTime})
		}
		b.putNetwork(n, says...)
		write(300+20*round, 320+20*round) // what is written later joins by itself
		if round%4 == 3 {
			b.restart()
		}
		var byQuery []int64
		if query != "" {
			byQuery = b.found(t.Context(), query)
		}
		var want []int64
		for _, num := range b.found(t.Context(), "") {
			if s := standing[num]; s == data.StandingPicked || s != data.StandingHidden && slices.Contains(byQuery, num) {
				want = append(want, num)
			}
		}
		reference := "network=" + n.Reference()
		if diff := cmp.Diff(want, b.found(t.Context(), reference), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("round %d, %q (-want +got):\n%s", round, query, diff)
		}
		narrower := b.found(t.Context(), "kind=place")
		want = slices.DeleteFunc(want, func(num int64) bool { return !slices.Contains(narrower, num) })
		if diff := cmp.Diff(want, b.found(t.Context(), "kind=place&"+reference), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("round %d, places of %q (-want +got):\n%s", round, query, diff)
		}
		agree(t, b.snapshot(), mustParse(t, reference+"&facets=kind,tag,territory"))
	}
}

// agree fails unless list, total, facet and ladder of a query tell the same number.
func agree(t *testing.T, s *Snapshot, q Query) {
	t.Helper()
	result, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	selection, err := s.Select(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	for _, v := range result.Facets[FacetKind].Values {
		kinds += v.Count
	}
	world := result.Ladder[len(result.Ladder)-1].Count
	if result.Total != selection.Total() || kinds != result.Total || world != result.Total {
		t.Errorf("%s: total %d, selection %d, kinds %d, world %d", q, result.Total, selection.Total(), kinds, world)
	}
}

func TestAChangedNetworkIsShownAsItIsNow(t *testing.T) {
	b := newBench(t, squareWorld())
	b.write(publicAt("1", "Jardin", geo.Point{Lon: 1, Lat: 41}), publicAt("2", "Atelier", geo.Point{Lon: 1.2, Lat: 41}))
	n := openNetwork("Réseau", "q=jardin")
	b.putNetwork(n)
	before := b.snapshot()
	was, err := before.Select(t.Context(), Query{Network: n.Slug})
	if err != nil {
		t.Fatal(err)
	}
	b.putNetwork(n, data.NetworkElement{Num: 2, Standing: data.StandingPicked, At: networkTime})
	change, err := b.engine.Follow(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	is, err := b.snapshot().Select(t.Context(), Query{Network: n.Slug})
	if err != nil {
		t.Fatal(err)
	}
	if was.Total() != 1 || is.Total() != 2 || was.Key() == is.Key() {
		t.Errorf("it showed %d and shows %d; its key was %q and is %q", was.Total(), is.Total(), was.Key(), is.Key())
	}
	if diff := cmp.Diff([]int64{2}, change.Nums); diff != "" || change.Everything {
		t.Errorf("of a network that changed, those who follow are told %+v", change)
	}
	if _, err := b.store.Update(t.Context(), func(tx *store.Tx) error { return tx.DeleteNetwork(n.Num) }); err != nil {
		t.Fatal(err)
	}
	if _, err := b.snapshot().Select(t.Context(), Query{Network: n.Slug}); ruleOf(err) != RuleNetwork {
		t.Errorf("a deleted network answers %v", err)
	}
}

func TestAClosedNetworkAnswersThoseAloneWhoAreLetIn(t *testing.T) {
	b := newBench(t, squareWorld())
	b.write(publicAt("1", "Jardin", geo.Point{Lon: 1, Lat: 41}))
	for _, tt := range []struct {
		name       string
		status     data.Status
		visibility data.NetworkVisibility
		key        bool // is given
		asked      bool // by anybody
	}{
		{"public", data.StatusPublished, data.NetworkPublic, false, true},
		{"public, a key given", data.StatusPublished, data.NetworkPublic, true, true},
		{"by link, with its key", data.StatusPublished, data.NetworkByLink, true, true},
		{"by link, without", data.StatusPublished, data.NetworkByLink, false, false},
		{"private", data.StatusPublished, data.NetworkPrivate, false, false},
		{"private, a key given", data.StatusPublished, data.NetworkPrivate, true, false},
		{"draft", data.StatusDraft, data.NetworkPublic, false, false},
		{"draft, by link", data.StatusDraft, data.NetworkByLink, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := openNetwork(tt.name, "q=jardin")
			n.Status, n.Visibility, n.Key = tt.status, tt.visibility, data.NewNetworkKey()
			b.putNetwork(n)
			q := Query{Network: n.Slug}
			if tt.key {
				q.Network += data.NetworkKeyMark + n.Key
			}
			s := b.snapshot()
			for range 2 { // what one was told is remembered for nobody else
				_, err := s.Select(t.Context(), q)
				if asked := err == nil; asked != tt.asked {
					t.Errorf("anybody may select from it: %v, want %v", asked, tt.asked)
				}
				_, err = s.Search(t.Context(), q)
				if asked := err == nil; asked != tt.asked {
					t.Errorf("anybody may search it: %v, want %v", asked, tt.asked)
				}
				if _, err := s.Select(LetIn(t.Context(), n.Slug), q); err != nil {
					t.Errorf("who is let in: %v", err)
				}
				if _, err := s.Select(LetIn(t.Context(), "other"), q); (err == nil) != tt.asked {
					t.Errorf("who is let into another one: %v", err)
				}
			}
			unknown, err := s.Search(t.Context(), Query{Network: "unknown"})
			_, refused := s.Search(t.Context(), q)
			if !tt.asked && (unknown != nil || ruleOf(err) != ruleOf(refused)) {
				t.Errorf("one that is not there answers %v, this one %v", err, refused)
			}
		})
	}
}

func TestElementsAreFoundByTheFieldsOfANetwork(t *testing.T) {
	b := newBench(t, squareWorld())
	for n := range 6 {
		b.write(publicAt(fmt.Sprint(n+1), "Jardin", geo.Point{Lon: 1, Lat: 41}))
	}
	n := openNetwork("Réseau", "q=jardin")
	n.Fields = []data.NetworkField{
		{Key: "places", Label: "Places", Type: data.FieldNumber, Shown: true}, {Key: "ouvert", Label: "Ouvert", Type: data.FieldDate, Shown: true},
		{Key: "secret", Label: "Secret", Type: data.FieldText},
	}
	says := func(num int64, places, day string) data.NetworkElement {
		return data.NetworkElement{Num: num, At: networkTime, Values: map[string]string{"places": places, "ouvert": day, "secret": "oui"}}
	}
	b.putNetwork(n, says(1, "2", "2026-01-31"), says(2, "10", "2026-02-01"), says(3, "100", "2025-12-31"), says(4, "10", "2026-02-28"))
	for _, tt := range []struct {
		asked string
		want  []int64
	}{
		{"x.reseau.places=10", []int64{2, 4}}, {"x.reseau.places=10&x.reseau.places=2", []int64{1, 2, 4}}, {"x.reseau.places=3..50", []int64{2, 4}},
		{"x.reseau.places=11..", []int64{3}}, {"x.reseau.places=..9", []int64{1}}, {"x.reseau.ouvert=2026-01-01..2026-02-01", []int64{1, 2}},
		{"x.reseau.places=10&x.reseau.ouvert=2026-02-28", []int64{4}}, {"x.reseau.places=11", nil},
	} {
		if diff := cmp.Diff(tt.want, b.found(t.Context(), "network=reseau&"+tt.asked)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.asked, diff)
		}
	}
	for _, tt := range []struct {
		asked string
		rule  Rule
	}{
		{"network=reseau&x.reseau.secret=oui", RuleNetworkField}, {"network=reseau&x.reseau.unknown=1", RuleNetworkField},
		{"network=reseau&x.other.places=10", RuleNeedsNetwork}, {"x.reseau.places=10", RuleNeedsNetwork}, {"network=a b", RuleNetworkReference},
		{"network=reseau&x.reseau=1", RuleNetworkField}, {"network=reseau&network=reseau", RuleRepeated},
	} {
		q, err := ParseQuery(tt.asked)
		if err == nil {
			_, err = b.snapshot().Select(t.Context(), q)
		}
		if ruleOf(err) != tt.rule {
			t.Errorf("%s: %v, want the rule %s", tt.asked, err, tt.rule)
		}
	}
}

func TestAMapIsToldByWhichTagANetworkMarksAnElement(t *testing.T) {
	b := newBench(t, squareWorld())
	garden, both, other := publicAt("1", "Jardin", geo.Point{Lon: 1, Lat: 41}), publicAt("2", "Les deux", geo.Point{Lon: 1.2, Lat: 41}), publicAt("3", "Autre", geo.Point{Lon: 1.4, Lat: 41})
	garden.Tags, both.Tags, other.Tags = []string{"Jardin"}, []string{"vélo", "jardin"}, []string{"autre"}
	b.write(garden, both, other)
	n := openNetwork("Réseau", "kind="+string(garden.Kind))
	n.Look.Marks = []data.NetworkMark{{Parameter: "type", Value: "atelier"}, {Parameter: "tag", Value: "Vélo"}, {Parameter: "tag", Value: "jardin"}}
	b.putNetwork(n)
	drawn := func(q Query) map[int64]int {
		selection, err := b.snapshot().Select(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		drawn := map[int64]int{}
		selection.Places(geo.Tile{}, func(m Mark) {
			drawn[m.Num] = m.Drawn
			if alone, found := selection.Mark(m.Position); !found || alone.Drawn != m.Drawn {
				t.Errorf("by its position: %+v, %v", alone, found)
			}
		})
		return drawn
	}
	if diff := cmp.Diff(map[int64]int{1: 3, 2: 2, 3: 0}, drawn(Query{Network: n.Slug})); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[int64]int{1: 0, 2: 0, 3: 0}, drawn(Query{})); diff != "" {
		t.Errorf("without the network (-want +got):\n%s", diff)
	}
	before, err := b.snapshot().Select(t.Context(), Query{Network: n.Slug})
	if err != nil {
		t.Fatal(err)
	}
	tried := []data.NetworkMark{{Parameter: "kind", Value: "place"}, {}, {Parameter: "tag", Value: "Autre"}, {Parameter: "tag", Value: "vélo"}}
	for _, q := range []Query{{Network: n.Slug}, {}, {Tags: []string{"jardin"}}} {
		plain, err := b.snapshot().Select(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		marked := plain.MarkedBy(tried)
		if marked.Key() == plain.Key() || marked.Key() == plain.MarkedBy(tried[:3]).Key() {
			t.Errorf("%s: tiles of other marks have the same key", q)
		}
		want := map[int64]int{1: 0, 2: 4, 3: 3}
		marked.Places(geo.Tile{}, func(m Mark) {
			if alone, found := marked.Mark(m.Position); m.Drawn != want[m.Num] || !found || alone.Drawn != m.Drawn {
				t.Errorf("%s, tried: %+v, by its position %+v", q, m, alone)
			}
		})
	}
	n.Look.Marks = n.Look.Marks[1:]
	b.putNetwork(n)
	after, err := b.snapshot().Select(t.Context(), Query{Network: n.Slug})
	if err != nil || before.Key() == after.Key() {
		t.Errorf("tiles of other marks have the same key, %v", err)
	}
}
