package geo_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"maillage/geo"
)

var world = sync.OnceValues(geo.World)

func TestWorldIsWhole(t *testing.T) {
	territories, err := world()
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string]geo.Territory{}
	counts := map[geo.Level]int{}
	for _, territory := range territories {
		if _, twice := byCode[territory.Code]; twice {
			t.Errorf("%s comes twice", territory.Code)
		}
		byCode[territory.Code] = territory
		counts[territory.Level]++
	}
	country := regexp.MustCompile(`^([A-Z]{2}|KAS|SPI|BRT|PGA|SCR)$`)
	division := regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,8}$`)
	for _, territory := range territories {
		if err := territory.Validate(); err != nil {
			t.Error(err)
		}
		if territory.Name == "" || strings.TrimSpace(territory.Name) != territory.Name || territory.Names["en"] == territory.Name {
			t.Errorf("%s is called %q, in English %q", territory.Code, territory.Name, territory.Names["en"])
		}
		if !territory.Outline.Bound().Contains(orb.Point{territory.Label.Lon, territory.Label.Lat}) || len(territory.Outline) == 0 {
			t.Errorf("%s has its label outside, at %v", territory.Code, territory.Label)
		}
		for _, parent := range territory.Parents {
			if byCode[parent].Level <= territory.Level {
				t.Errorf("%s has the parent %s, which is no wider", territory.Code, parent)
			}
		}
		switch {
		case territory.Level == geo.LevelCountry && (!country.MatchString(territory.Code) || territory.Parents != nil):
			t.Errorf("the country %q has the parents %q", territory.Code, territory.Parents)
		case territory.Level == geo.LevelRegion && (!division.MatchString(territory.Code) || len(territory.Parents) != 1 || !strings.HasPrefix(territory.Code, territory.Parents[0]+"-")):
			t.Errorf("the division %q has the parents %q", territory.Code, territory.Parents)
		case territory.Level < geo.LevelRegion && territory.Level != geo.LevelDepartement:
			t.Errorf("%s has the level %s", territory.Code, territory.Level)
		}
	}
	if counts[geo.LevelCountry] < 240 || counts[geo.LevelRegion] < 4300 || counts[geo.LevelDepartement] != 96 {
		t.Errorf("%d countries, %d divisions, %d départements", counts[geo.LevelCountry], counts[geo.LevelRegion], counts[geo.LevelDepartement])
	}
	t.Logf("%d countries, %d first-level divisions, %d départements", counts[geo.LevelCountry], counts[geo.LevelRegion], counts[geo.LevelDepartement])
}

func TestFranceInTheWorld(t *testing.T) {
	territories, err := world()
	if err != nil {
		t.Fatal(err)
	}
	g := geo.NewGazetteer(territories)
	var want []string
	for _, region := range geo.FrenchRegions {
		want = append(want, region.Code)
		for _, insee := range region.Departements {
			departement, ok := g.Territory("FR-" + insee)
			if !ok {
				t.Errorf("there is no département %s", insee)
			} else if got := codes(g.Chain(departement.Code)); got != strings.Join(append([]string{departement.Code}, departement.Parents...), " ") {
				t.Errorf("chain of %s = %q", departement.Code, got)
			}
		}
	}
	got := strings.Fields(codes(g.Children("FR")))
	if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
		t.Errorf("régions (-want +got):\n%s", diff)
	}
	if got := codes(g.Children("FR-BRE")); got != "FR-22 FR-29 FR-35 FR-56" {
		t.Errorf("départements of Bretagne: %q", got)
	}
	for _, code := range []string{"FR-BFC", "FR-CVL", "FR-IDF", "FR-GES"} {
		if outline := g.Outline(code); len(outline) != 1 || len(outline[0]) != 1 {
			t.Errorf("%s, far from the sea, is in %d pieces", code, len(outline))
		}
	}
	// Valréas is a canton of Vaucluse within the Drôme.
	if got := codes(g.Find(geo.Bounds{West: 4.99, South: 44.385, East: 4.99, North: 44.385}, geo.LevelRegion)); got != "FR-PAC" {
		t.Errorf("Valréas is drawn in %q, want FR-PAC", got)
	}
}

func sorted(codes []string) map[string]bool {
	set := map[string]bool{}
	for _, code := range codes {
		set[code] = true
	}
	return set
}

func TestLocateInTheWorld(t *testing.T) {
	territories, err := world()
	if err != nil {
		t.Fatal(err)
	}
	g := geo.NewGazetteer(territories)
	for _, tt := range []struct {
		name     string
		lon, lat float64
		want     string
	}{
		{"Rennes", -1.68, 48.11, "FR-35 FR-BRE FR"},
		{"Ajaccio", 8.74, 41.92, "FR-2A FR-20R FR"},
		{"Cayenne", -52.32, 4.92, "FR-973 FR"},
		{"Brussels", 4.35, 50.85, "BE-BRU BE"},
		{"Monaco, which has no division", 7.42, 43.735, "MC"},
		{"Oslo, where ISO_A2 is -99", 10.75, 59.91, "NO-03 NO"},
		{"Simferopol", 34.1, 44.95, "UA-43 UA"},
		{"Sydney", 151.2, -33.87, "AU-NSW AU"},
		{"Honolulu", -157.85, 21.31, "US-HI US"},
		{"the South Pole", 0, -90, "AQ"},
		{"the Atlantic", -30, 40, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if chain, _ := g.Locate(geo.Point{Lon: tt.lon, Lat: tt.lat}); codes(chain) != tt.want {
				t.Errorf("%v,%v is in %q, want %q", tt.lon, tt.lat, codes(chain), tt.want)
			}
		})
	}
	for _, territory := range g.All() {
		chain, approximate := g.Locate(territory.Label)
		if len(chain) == 0 || approximate {
			t.Errorf("the label of %s, %v, lies in %q, approximate %v", territory.Code, territory.Label, codes(chain), approximate)
		}
	}
}

func TestCrimeaIsDrawnOnce(t *testing.T) {
	territories, err := world()
	if err != nil {
		t.Fatal(err)
	}
	g := geo.NewGazetteer(territories)
	simferopol := geo.Bounds{West: 34.1, South: 44.95, East: 34.1, North: 44.95}
	if got := codes(g.Find(simferopol, geo.LevelCountry)); got != "UA" {
		t.Errorf("Simferopol is drawn in %q", got)
	}
}

func BenchmarkWorld(b *testing.B) {
	for b.Loop() {
		if _, err := geo.World(); err != nil {
			b.Fatal(err)
		}
	}
}
