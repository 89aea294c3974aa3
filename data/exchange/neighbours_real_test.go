package exchange_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/geo"
)

func TestRealNeighbours(t *testing.T) {
	realFile(t, "communes-2018.geojson.gz")
	g, err := france()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		code string
		want []string
	}{
		{"FR-35238", []string{"Betton", "Cesson-Sévigné", "Chantepie", "Montgermont", "Noyal-Châtillon-sur-Seiche", "Pacé", "Rheu", "Saint-Grégoire", "Saint-Jacques-de-la-Lande", "Vezin-le-Coquet"}},
		{"FR-35", []string{"Côtes-d'Armor", "Loire-Atlantique", "Maine-et-Loire", "Manche", "Mayenne", "Morbihan"}},
		{"FR-BRE", []string{"Normandie", "Pays de la Loire"}},
		{"FR-971", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, near := range g.Neighbours(tt.code) {
			got = append(got, near.Name)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("neighbours of %s (-want +got):\n%s", tt.code, diff)
		}
	}
}

// TestRealNeighboursAreMutual asks every third commune of a département and all
// the départements: whoever touches is touched.
func TestRealNeighboursAreMutual(t *testing.T) {
	realFile(t, "communes-2018.geojson.gz")
	g, err := france()
	if err != nil {
		t.Fatal(err)
	}
	for i, territory := range g.All() {
		asked := territory.Level == geo.LevelDepartement || i%3 == 0 && territory.Level == geo.LevelCommune && slices.Contains(territory.Parents, "FR-35")
		if !asked {
			continue
		}
		for _, near := range g.Neighbours(territory.Code) {
			if !slices.Contains(g.Neighbours(near.Code), territory) {
				t.Errorf("%s touches %s, but not the other way round", territory.Code, near.Code)
			}
		}
	}
}

func BenchmarkRealNeighbours(b *testing.B) {
	realFile(b, "communes-2018.geojson.gz")
	g, err := france()
	if err != nil {
		b.Fatal(err)
	}
	for _, code := range []string{"FR-35238", "FR-EPCI-243500139", "FR-35", "FR-BRE", "FR-OCC"} {
		b.Run(code, func(b *testing.B) {
			for b.Loop() {
				g.Neighbours(code)
			}
		})
	}
}
