package demo_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/data/demo"
	"maillage/geo"
)

func demoTerritories(t *testing.T, existing *geo.Gazetteer) map[string]geo.Territory {
	t.Helper()
	territories, err := demo.Territories(existing)
	if err != nil {
		t.Fatalf("Territories: %v", err)
	}
	byCode := map[string]geo.Territory{}
	for _, territory := range territories {
		if _, twice := byCode[territory.Code]; twice {
			t.Errorf("%s stands twice", territory.Code)
		}
		byCode[territory.Code] = territory
	}
	return byCode
}

func communes(territories map[string]geo.Territory) map[string]geo.Territory {
	found := map[string]geo.Territory{}
	for code, territory := range territories {
		if territory.Level == geo.LevelCommune {
			found[code] = territory
		}
	}
	return found
}

func TestTerritoriesKnowTheirParents(t *testing.T) {
	territories := demoTerritories(t, nil)
	tests := []struct {
		name, code string
		want       []string
	}{
		{"a commune of the mainland", "FR-35238", []string{"FR-EPCI-243500139", "FR-35", "FR-BRE", "FR"}},
		{"a zero in front", "FR-09122", []string{"FR-EPCI-200067791", "FR-09", "FR-OCC", "FR"}},
		{"a commune overseas, where the département is the région", "FR-97411", []string{"FR-EPCI-249740119", "FR-974", "FR"}},
		{"an intercommunalité", "FR-EPCI-200046977", []string{"FR-ARA", "FR"}},
		{"an intercommunalité overseas", "FR-EPCI-249740101", []string{"FR-974", "FR"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, territories[tt.code].Parents); diff != "" {
				t.Errorf("parents of %s (-want +got):\n%s", tt.code, diff)
			}
		})
	}
	for _, commune := range communes(territories) {
		epci, ok := territories[commune.Parents[0]]
		if !ok || epci.Level != geo.LevelEPCI || epci.Name == "" {
			t.Errorf("%s: no intercommunalité %s", commune.Name, commune.Parents[0])
		}
	}
	if n := len(communes(territories)); n < 36 || n > 45 {
		t.Errorf("%d communes, want 36 to 45", n)
	}
}

func TestKnownTerritoriesAreLeftOut(t *testing.T) {
	existing := geo.NewGazetteer([]geo.Territory{
		{Code: "FR-35238", Level: geo.LevelCommune, Name: "Rennes"},
		{Code: "FR-EPCI-200046977", Level: geo.LevelEPCI, Name: "Métropole de Lyon"},
	})
	all, left := demoTerritories(t, nil), demoTerritories(t, existing)
	for code := range all {
		_, kept := left[code]
		if _, known := existing.Territory(code); kept == known {
			t.Errorf("%s: known %v, returned %v", code, known, kept)
		}
	}
}

// TestFileAgreesWithCodes checks what communes.geojson says twice: the
// département and the région are in the code of the commune too.
func TestFileAgreesWithCodes(t *testing.T) {
	content, err := os.ReadFile("communes.geojson")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Features []struct {
			Properties struct{ Code, Departement, Region string }
		}
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	for _, feature := range file.Features {
		p := feature.Properties
		region, ok := geo.RegionOfDepartement(p.Departement)
		if !ok || region.INSEE != p.Region || geo.DepartementOfCommune(p.Code) != p.Departement {
			t.Errorf("%s: département %q, région %q", p.Code, p.Departement, p.Region)
		}
	}
}

func TestOutlinesAreSimpleAndClosed(t *testing.T) {
	for _, commune := range communes(demoTerritories(t, nil)) {
		if len(commune.Outline) != 1 || len(commune.Outline[0]) != 1 {
			t.Fatalf("%s: want one ring", commune.Name)
		}
		ring := commune.Outline[0][0]
		if !ring.Closed() || len(ring) < 9 || ring.Orientation() != orb.CCW {
			t.Errorf("%s: %d vertices, closed %v, want at least 8, closed, counter-clockwise", commune.Name, len(ring)-1, ring.Closed())
		}
		for i := range len(ring) - 1 {
			for j := i + 2; j < len(ring)-1; j++ {
				if (i > 0 || j < len(ring)-2) && crosses(ring[i], ring[i+1], ring[j], ring[j+1]) {
					t.Errorf("%s crosses itself between %v and %v", commune.Name, ring[i], ring[j])
				}
			}
		}
		if label := (orb.Point{commune.Label.Lon, commune.Label.Lat}); !planar.PolygonContains(commune.Outline[0], label) {
			t.Errorf("%s: label %v lies outside", commune.Name, label)
		}
	}
}

// crosses reports whether the segments ab and cd cross in their middle.
func crosses(a, b, c, d orb.Point) bool {
	side := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0
}

func TestOutlinesDoNotOverlap(t *testing.T) {
	const seed = 35
	random := rand.New(rand.NewPCG(seed, seed))
	all := communes(demoTerritories(t, nil))
	for _, commune := range all {
		box := commune.Outline.Bound()
		for range 2000 {
			p := orb.Point{
				box.Min[0] + random.Float64()*(box.Max[0]-box.Min[0]),
				box.Min[1] + random.Float64()*(box.Max[1]-box.Min[1]),
			}
			if !planar.PolygonContains(commune.Outline[0], p) {
				continue
			}
			for _, other := range all {
				if other.Code != commune.Code && other.Outline.Bound().Contains(p) && planar.PolygonContains(other.Outline[0], p) {
					t.Fatalf("seed %d: %v lies in %s and in %s", seed, p, commune.Name, other.Name)
				}
			}
		}
	}
}

func TestNeighboursShareTheirBorder(t *testing.T) {
	neighbours := [][2]string{
		{"FR-35238", "FR-35051"}, {"FR-35238", "FR-35210"}, {"FR-09122", "FR-09329"}, {"FR-09225", "FR-09312"},
		{"FR-69123", "FR-69266"}, {"FR-69266", "FR-69256"}, {"FR-59512", "FR-59599"}, {"FR-59350", "FR-59009"},
		{"FR-97411", "FR-97408"}, {"FR-97407", "FR-97415"},
	}
	all := communes(demoTerritories(t, nil))
	edges := func(code string) map[[2]orb.Point]bool {
		found, ring := map[[2]orb.Point]bool{}, all[code].Outline[0][0]
		for i := range len(ring) - 1 {
			found[[2]orb.Point{ring[i], ring[i+1]}] = true
		}
		return found
	}
	for _, pair := range neighbours {
		shared, of := 0, edges(pair[1])
		for edge := range edges(pair[0]) {
			if of[[2]orb.Point{edge[1], edge[0]}] {
				shared++
			}
		}
		if shared == 0 {
			t.Errorf("%s and %s share no edge", pair[0], pair[1])
		}
	}
}
