package geo

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// grid returns communes that are squares of a tenth of a degree, by name.
func grid(epci map[string]string, at map[string][2]float64) []Territory {
	var all []Territory
	for name, corner := range at {
		x, y := corner[0], corner[1]
		t := Territory{Code: "FR-" + name, Level: LevelCommune, Name: name, Outline: orb.MultiPolygon{{{
			{x, y}, {x + 0.1, y}, {x + 0.1, y + 0.1}, {x, y + 0.1}, {x, y},
		}}}}
		if code := epci[name]; code != "" {
			t.Parents = []string{code}
		}
		all = append(all, t)
	}
	return all
}

func names(territories []*Territory) []string {
	var all []string
	for _, t := range territories {
		all = append(all, t.Name)
	}
	return all
}

func TestNeighboursTouch(t *testing.T) {
	territories := grid(map[string]string{"Centre": "FR-EPCI-1", "Est": "FR-EPCI-2", "Nord": "FR-EPCI-1", "Loin": "FR-EPCI-3"}, map[string][2]float64{
		"Centre": {1, 45}, "Est": {1.1, 45}, "Nord": {1, 45.1}, "Écart": {0.8995, 45}, "Trou": {0.895, 44.9}, "Coin": {1.1, 45.1}, "Loin": {3, 45},
	})
	for _, code := range []string{"FR-EPCI-1", "FR-EPCI-2", "FR-EPCI-3"} {
		territories = append(territories, Territory{Code: code, Level: LevelEPCI, Name: "Ensemble " + code[len(code)-1:]})
	}
	g := NewGazetteer(territories)
	tests := []struct {
		name, code string
		want       []string
	}{
		{"sides, corners and gaps of some metres count, wider gaps do not", "FR-Centre", []string{"Coin", "Écart", "Est", "Nord"}},
		{"nobody near", "FR-Loin", nil},
		{"an intercommunalité by its communes", "FR-EPCI-1", []string{"Ensemble 2"}},
		{"no such territory", "FR-99", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, names(g.Neighbours(tt.code))); diff != "" {
				t.Errorf("Neighbours(%s) (-want +got):\n%s", tt.code, diff)
			}
		})
	}
}

// TestNeighboursOfTheWorld asks real borders, embedded.
func TestNeighboursOfTheWorld(t *testing.T) {
	territories, err := World()
	if err != nil {
		t.Fatal(err)
	}
	g := NewGazetteer(territories)
	found := names(g.Neighbours("BE"))
	for _, want := range []string{"Allemagne", "France", "Luxembourg", "Pays-Bas"} {
		if !containsName(g, "BE", want) {
			t.Errorf("the neighbours of Belgium are %v, without %s", found, want)
		}
	}
	if len(found) != 4 {
		t.Errorf("Belgium has %d neighbours: %v", len(found), found)
	}
}

func containsName(g *Gazetteer, code, name string) bool {
	for _, t := range g.Neighbours(code) {
		if t.Name == name || t.Names["fr"] == name {
			return true
		}
	}
	return false
}
