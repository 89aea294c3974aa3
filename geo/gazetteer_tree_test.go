package geo_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/geo"
)

func TestTreeOfTerritories(t *testing.T) {
	overseas := []geo.Territory{
		{Code: "FR", Level: geo.LevelCountry, Name: "France"},
		{Code: "FR-971", Level: geo.LevelRegion, Name: "Guadeloupe", Parents: []string{"FR"}},
		{Code: "FR-97105", Level: geo.LevelCommune, Name: "Basse-Terre", Parents: []string{"FR-EPCI-249710070", "FR-971", "FR"}, Postcodes: []string{"97100"}},
		{Code: "FR-EPCI-249710070", Level: geo.LevelEPCI, Name: "Grand Sud Caraïbe", Parents: []string{"FR-971", "FR"}},
		{Code: "FR-97117", Level: geo.LevelCommune, Name: "Le Lamentin", Parents: []string{"FR-971", "FR"}, Postcodes: []string{"97100", "97129"}},
		{Code: "IL-1A", Level: geo.LevelCommune, Name: "Étang-le-Neuf", Parents: []string{"IL-EPCI-1", "IL-1", "IL-R", "IL"}},
	}
	g := geo.NewGazetteer(append(island(), overseas...))
	for _, tt := range []struct{ code, children string }{
		{geo.WorldCode, "FR IL LO"},
		{"IL", "IL-R"},
		{"IL-R", "IL-2 IL-1"}, // Est, Ouest
		{"IL-1", "IL-1B IL-1A"},
		{"IL-2", ""},
		{"IL-EPCI-1", "IL-1B IL-1A"},
		{"FR", "FR-971"},
		{"FR-971", "FR-97105 FR-97117"},
		{"FR-EPCI-249710070", "FR-97105"},
		{"FR-97105", ""},
		{"XX", ""},
	} {
		if got := codes(g.Children(tt.code)); got != tt.children {
			t.Errorf("children of %s = %q, want %q", tt.code, got, tt.children)
		}
	}
	for _, tt := range []struct{ code, chain string }{
		{"FR-97105", "FR-97105 FR-EPCI-249710070 FR-971 FR"},
		{"IL", "IL"},
		{"XX", ""},
	} {
		if got := codes(g.Chain(tt.code)); got != tt.chain {
			t.Errorf("chain of %s = %q, want %q", tt.code, got, tt.chain)
		}
	}
	if got := codes(g.ByPostcode("97100")); got != "FR-97105 FR-97117" {
		t.Errorf("97100 serves %q", got)
	}
	if replaced, ok := g.Territory("IL-1A"); !ok || replaced.Name != "Étang-le-Neuf" {
		t.Errorf("IL-1A is %v, want the later one", replaced)
	}
	all := g.All()
	if !slices.IsSortedFunc(all, func(a, b *geo.Territory) int { return strings.Compare(a.Code, b.Code) }) || len(all) != 13 {
		t.Errorf("all is %q", codes(all))
	}
}

func TestChildrenAreSortedAsPeopleRead(t *testing.T) {
	var territories []geo.Territory
	for _, name := range []string{"Zambie", "Égypte", "Danemark", "île de Man", "Estonie", "Irlande"} {
		territories = append(territories, geo.Territory{Code: name, Level: geo.LevelCountry, Name: name})
	}
	want := "Danemark Égypte Estonie île de Man Irlande Zambie"
	if diff := cmp.Diff(want, codes(geo.NewGazetteer(territories).Children(geo.WorldCode))); diff != "" {
		t.Errorf("countries (-want +got):\n%s", diff)
	}
}

func TestManyMayReadAtOnce(t *testing.T) {
	g := geo.NewGazetteer(island())
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for i := range 1000 {
				p := geo.Point{Lon: -0.1 + float64(i)/500, Lat: 45.5}
				g.Locate(p)
				g.Find(geo.Around(p, 1000), geo.LevelCommune)
			}
		})
	}
	readers.Wait()
}

func TestAStepThatIsNotLoadedIsSkipped(t *testing.T) {
	var territories []geo.Territory
	for _, territory := range island() {
		if territory.Level != geo.LevelDepartement {
			territories = append(territories, territory)
		}
	}
	g := geo.NewGazetteer(territories)
	if got := codes(g.Children("IL-R")); got != "IL-1B IL-1A" {
		t.Errorf("children of the région without its départements = %q", got)
	}
	if got := codes(g.Chain("IL-1A")); got != "IL-1A IL-EPCI-1 IL-R IL" {
		t.Errorf("chain of the commune = %q", got)
	}
}
