package generate_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/data/generate"
	"maillage/geo"
)

// square returns a commune of some kilometres around a point.
func square(code string, lon, lat float64, population int) geo.Territory {
	const half = 0.04
	return geo.Territory{
		Code: "FR-" + code, Level: geo.LevelCommune, Name: "Commune " + code, Parents: []string{"FR"},
		Outline: orb.MultiPolygon{{{
			{lon - half, lat - half}, {lon + half, lat - half}, {lon + half, lat + half}, {lon - half, lat + half}, {lon - half, lat - half},
		}}},
		Label: geo.Point{Lon: lon, Lat: lat}, Postcodes: []string{code}, Population: population,
	}
}

// country returns three communes, of very different size, in a country.
func country() []geo.Territory {
	france := square("000", 2, 46, 0)
	france.Code, france.Level, france.Parents, france.Postcodes, france.Name = "FR", geo.LevelCountry, nil, nil, "France"
	france.Outline = orb.MultiPolygon{{{{-5, 42}, {8, 42}, {8, 51}, {-5, 51}, {-5, 42}}}}
	return []geo.Territory{france, square("35001", -1.5, 48, 80_000), square("35002", -1.3, 48, 19_000), square("35003", -1.1, 48, 1_000)}
}

func newGenerator(t testing.TB, seed uint64) *generate.Generator {
	t.Helper()
	g, err := generate.New(geo.NewGazetteer(country()), seed)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// sample returns the first elements of seed 1.
func sample(t testing.TB, n int) []data.Element {
	t.Helper()
	g := newGenerator(t, 1)
	elements := make([]data.Element, n)
	for i := range elements {
		elements[i] = g.Element(i + 1)
	}
	return elements
}

func shapes(a, b geo.Geometry) bool {
	return orb.Equal(a.Shape(), b.Shape()) || a.IsZero() && b.IsZero()
}

func TestAnElementIsAFunctionOfSeedAndNumber(t *testing.T) {
	forwards, again := sample(t, 500), newGenerator(t, 1)
	for _, i := range slices.Backward([]int{0, 1, 2, 3, 250, 499}) {
		if diff := cmp.Diff(forwards[i], again.Element(i+1), cmp.Comparer(shapes)); diff != "" {
			t.Errorf("element %d made again differs (-first +again):\n%s", i+1, diff)
		}
	}
	other := newGenerator(t, 2)
	for i := range forwards {
		e := other.Element(i + 1)
		if e.ID == forwards[i].ID || e.Identity() == forwards[i].Identity() || e.Description == forwards[i].Description {
			t.Errorf("element %d is the same with another seed: %+v", i+1, e)
		}
	}
}

func TestEveryElementKeepsTheRulesAndIsShown(t *testing.T) {
	ids := make(map[data.ID]bool)
	for _, e := range sample(t, 20_000) {
		if err := e.Validate(); err != nil {
			t.Fatalf("element %s: %v\n%+v", e.Source.ID, err, e)
		}
		if !e.Public() {
			t.Fatalf("element %s is not shown: %s, %s", e.Source.ID, e.Status, e.Visibility)
		}
		if ids[e.ID] {
			t.Fatalf("two elements have the id %s", e.ID)
		}
		ids[e.ID] = true
		if again, err := data.ParseID(e.ID.String()); err != nil || again != e.ID || e.ID.String()[14] != '7' {
			t.Fatalf("%s is no id of version 7: %v", e.ID, err)
		}
		if e.CreatedAt.After(generate.Present) || e.UpdatedAt.Before(e.CreatedAt) || e.UpdatedAt.After(generate.Present) {
			t.Fatalf("element %s was made %v and changed %v", e.Source.ID, e.CreatedAt, e.UpdatedAt)
		}
		if e.Offer != nil && !e.Offer.ValidThrough.IsZero() && e.Offer.ValidThrough.Before(generate.Present) {
			t.Fatalf("the offer of element %s has expired", e.Source.ID)
		}
		if words := len(strings.Fields(e.Description)); words < 30 || words > 60 {
			t.Fatalf("the description of element %s has %d words: %q", e.Source.ID, words, e.Description)
		}
	}
}

func TestElementsLieWherePeopleLive(t *testing.T) {
	gazetteer := geo.NewGazetteer(country())
	const n = 20_000
	living, near := make(map[string]float64), 0
	for _, e := range sample(t, n) {
		if e.Geometry.IsZero() {
			continue
		}
		p := e.Geometry.Representative()
		chain, approximate := gazetteer.Locate(p)
		if e.Geometry.IsPoint() && (approximate || len(chain) == 0 || chain[0].Code != e.Address.Commune) {
			t.Fatalf("element %s is at %v, outside of %s", e.Source.ID, p, e.Address.Commune)
		}
		living[e.Address.Commune]++
		if home, ok := gazetteer.Territory(e.Address.Commune); ok && home.Label.DistanceMeters(p) < 1500 {
			near++
		}
	}
	for code, want := range map[string]float64{"FR-35001": 0.80, "FR-35002": 0.19, "FR-35003": 0.01} {
		if got := living[code] / n; math.Abs(got-want) > 0.03 {
			t.Errorf("%.3f of the elements are in %s, want about %.2f of them, as of people", got, code, want)
		}
	}
	if share := float64(near) / n; share < 0.6 { // an even spread has 10 % there
		t.Errorf("%.2f of the elements are within 1,500 m of the middle: towns are denser", share)
	}
}

func TestSharesAreThoseOfACommons(t *testing.T) {
	const n = 20_000
	count := make(map[string]float64)
	tags, words := make(map[string]float64), make(map[string]float64)
	for _, e := range sample(t, n) {
		count[string(e.Kind)]++
		switch {
		case e.Geometry.IsZero():
			count["without a place"]++
		case !e.Geometry.IsPoint():
			count["with a shape"]++
		}
		if e.Kind == data.KindEvent && e.Schedule != nil {
			count["with dates"]++
		}
		for _, tag := range e.Tags {
			tags[data.TagKey(tag)]++
		}
		seen := make(map[string]bool)
		for _, word := range strings.FieldsFunc(data.Fold(e.Name+" "+e.Summary+" "+e.Description), func(r rune) bool { return strings.ContainsRune(" .,:’«»", r) }) {
			seen[word] = true
		}
		for word := range seen {
			words[word]++
		}
	}
	for _, tt := range []struct {
		what        string
		least, most float64
	}{
		{"organization", 0.38, 0.46}, {"place", 0.21, 0.29}, {"event", 0.10, 0.16}, {"project", 0.07, 0.11},
		{"classified", 0.06, 0.10}, {"person", 0.02, 0.04},
		{"without a place", 0.005, 0.03}, {"with a shape", 0.003, 0.008}, {"with dates", 0.10, 0.13},
	} {
		if share := count[tt.what] / n; share < tt.least || share > tt.most {
			t.Errorf("the share of elements: %s is %.4f, want %v to %v", tt.what, share, tt.least, tt.most)
		}
	}
	checkTail(t, "tags", tags, n, 2000, 0.10, 0.20)
	checkTail(t, "words", words, n, 20_000, 0.5, 1)
}

// checkTail expects one entry to be common, many different ones, and half of them
// on fewer than one element in a thousand.
func checkTail(t *testing.T, what string, counts map[string]float64, n float64, distinct int, least, most float64) {
	t.Helper()
	sorted := slices.Sorted(maps.Values(counts))
	first, middle := sorted[len(sorted)-1]/n, sorted[len(sorted)/2]/n
	t.Logf("%s: %d different, the commonest on %.3f, the tenth on %.3f, the hundredth on %.4f, the middle one on %.5f",
		what, len(sorted), first, sorted[len(sorted)-10]/n, sorted[len(sorted)-100]/n, middle)
	if len(sorted) < distinct {
		t.Errorf("%d %s are different, want %d at least", len(sorted), what, distinct)
	}
	if first < least || first > most {
		t.Errorf("the commonest of the %s is on a share of %.3f, want %v to %v", what, first, least, most)
	}
	if middle > 0.001 {
		t.Errorf("half of the %s are on %.5f or more: the tail is too heavy", what, middle)
	}
}

func TestWithoutCommunesTheFinestTerritoriesServe(t *testing.T) {
	world, err := geo.World()
	if err != nil {
		t.Fatal(err)
	}
	g, err := generate.New(geo.NewGazetteer(world), 1)
	if err != nil {
		t.Fatal(err)
	}
	countries := make(map[string]bool)
	for number := range 3000 {
		e := g.Element(number + 1)
		if err := e.Validate(); err != nil {
			t.Fatalf("%v\n%+v", err, e)
		}
		countries[e.Address.Country] = true
	}
	if len(countries) < 100 {
		t.Errorf("3,000 elements lie in %d countries, want them all over the world", len(countries))
	}
	alone := geo.Territory{Code: "FR-35003", Level: geo.LevelCommune, Name: "Sans contour", Label: geo.Point{Lon: 179.999, Lat: 70}}
	if g, err = generate.New(geo.NewGazetteer([]geo.Territory{alone}), 1); err != nil {
		t.Fatal(err)
	}
	for number := range 1000 {
		if e := g.Element(number + 1); e.Validate() != nil || !e.Geometry.IsZero() && e.Geometry.Representative().DistanceMeters(alone.Label) > 50_000 {
			t.Fatalf("around a label without an outline: %+v: %v", e, e.Validate())
		}
	}
}

func TestWithoutTerritoriesThereIsNothing(t *testing.T) {
	if _, err := generate.New(geo.NewGazetteer(nil), 1); !errors.Is(err, generate.ErrNoTerritory) {
		t.Errorf("New = %v, want %v", err, generate.ErrNoTerritory)
	}
}

// BenchmarkElement measures the making of one element.
func BenchmarkElement(b *testing.B) {
	g := newGenerator(b, 1)
	b.ReportAllocs()
	for i := 1; b.Loop(); i++ {
		if g.Element(i).Name == "" {
			b.Fatal(fmt.Errorf("element %d has no name", i))
		}
	}
}
