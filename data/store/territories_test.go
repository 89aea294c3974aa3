package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"maillage/data/store"
	"maillage/geo"
)

// rennes has a value of every sort in it; its corners are whole units of the
// outline's form, so that they come back as they went.
var rennes = geo.Territory{
	Code: "FR-35238", Level: geo.LevelCommune, Name: "Rennes", Names: map[string]string{"br": "Roazhon"},
	Parents: []string{"FR-EPCI-243500139", "FR-35", "FR-BRE", "FR"},
	Outline: orb.MultiPolygon{{
		{{-1.75, 48.0625}, {-1.625, 48.0625}, {-1.625, 48.125}, {-1.75, 48.125}, {-1.75, 48.0625}},
	}},
	Label: geo.Point{Lon: -1.68, Lat: 48.11}, Postcodes: []string{"35000", "35200", "35700"}, Population: 227_830,
}

func putTerritories(t *testing.T, s *store.Store, territories ...geo.Territory) (written int, sequence int64) {
	t.Helper()
	sequence, err := s.Update(t.Context(), func(tx *store.Tx) (err error) {
		written, err = tx.PutTerritories(territories)
		return err
	})
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
	return written, sequence
}

func territories(t *testing.T, s *store.Store) []geo.Territory {
	t.Helper()
	var all []geo.Territory
	err := s.EachTerritory(t.Context(), func(territory geo.Territory) error {
		all = append(all, territory)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTerritoriesComeBackAsTheyWerePut(t *testing.T) {
	s := open(t, t.TempDir())
	union := geo.Territory{Code: "FR-EPCI-243500139", Level: geo.LevelEPCI, Name: "Rennes Métropole", Parents: []string{"FR-BRE", "FR"}}
	putTerritories(t, s, union, rennes)
	if diff := cmp.Diff([]geo.Territory{rennes, union}, territories(t, s), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("territories differ (-want +got):\n%s", diff)
	}
}

func TestOnlyTerritoriesThatDifferAreWritten(t *testing.T) {
	s := open(t, t.TempDir())
	many := make([]geo.Territory, 1100)
	for i := range many {
		many[i] = rennes
		many[i].Code = fmt.Sprintf("FR-%05d", i)
	}
	changed := many[1050]
	changed.Population++
	moved := many[2]
	moved.Outline = orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}
	steps := []struct {
		name          string
		put           []geo.Territory
		written       int
		sequence      int64
		wantPopulated int // of FR-01050
	}{
		{"all are new", many, 1100, 1, rennes.Population},
		{"all are kept already", many, 0, 1, rennes.Population},
		{"two differ", []geo.Territory{many[0], changed, moved}, 2, 2, changed.Population},
		{"the last of a repeated one counts", []geo.Territory{many[1050], changed}, 0, 2, changed.Population},
		{"none is given", nil, 0, 2, changed.Population},
	}
	for _, step := range steps {
		written, sequence := putTerritories(t, s, step.put...)
		if written != step.written || sequence != step.sequence {
			t.Errorf("%s: %d written, sequence %d, want %d, %d", step.name, written, sequence, step.written, step.sequence)
		}
		version, err := s.TerritoriesVersion(t.Context())
		if err != nil || version != step.sequence {
			t.Errorf("%s: TerritoriesVersion = %d, %v, want %d", step.name, version, err, step.sequence)
		}
		all := territories(t, s)
		if len(all) != 1100 || all[1050].Population != step.wantPopulated {
			t.Errorf("%s: %d territories, FR-01050 of %d, want 1100 and %d", step.name, len(all), all[1050].Population, step.wantPopulated)
		}
	}
}

func TestTheTerritoriesVersionPassesElementsOver(t *testing.T) {
	s := open(t, t.TempDir())
	if version, err := s.TerritoriesVersion(t.Context()); err != nil || version != 0 {
		t.Errorf("TerritoriesVersion = %d, %v, want 0 before any", version, err)
	}
	putMany(t, s, 5)
	putTerritories(t, s, rennes)
	putMany(t, s, 5)
	if version, err := s.TerritoriesVersion(t.Context()); err != nil || version != 6 {
		t.Errorf("TerritoriesVersion = %d, %v, want 6", version, err)
	}
}

func TestTheGazetteerIsOfOneVersionOrAnError(t *testing.T) {
	s := open(t, t.TempDir())
	_, sequence := putTerritories(t, s, rennes)
	g, version, err := s.Gazetteer(t.Context())
	if err != nil || version != sequence || len(g.All()) != 1 || g.All()[0].Name != "Rennes" {
		t.Errorf("Gazetteer = %d territories at version %d, %v, want Rennes at %d", len(g.All()), version, err, sequence)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if g, _, err := s.Gazetteer(over); g != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("Gazetteer = %v, %v, want no gazetteer when reading fails", g, err)
	}
}
