package commons_test

import (
	"errors"
	"testing"

	"github.com/paulmach/orb"

	"maillage/data/commons"
	"maillage/geo"
)

// square returns a territory of one degree by one whose south-west corner is at
// lon, lat.
func square(code, name string, lon, lat float64, parents ...string) geo.Territory {
	return geo.Territory{
		Code: code, Level: geo.LevelCommune, Name: name, Parents: parents,
		Outline: orb.MultiPolygon{{{{lon, lat}, {lon + 1, lat}, {lon + 1, lat + 1}, {lon, lat + 1}, {lon, lat}}}},
		Label:   geo.Point{Lon: lon + 0.5, Lat: lat + 0.5},
	}
}

func TestTheGazetteerHoldsWhatWasImported(t *testing.T) {
	s := openStore(t, t.TempDir())
	c := commons.New(s)
	both := []geo.Territory{square("FR-35238", "Rennes", -2, 48), square("FR-44109", "Nantes", -2, 47)}
	for range 2 { // the second time changes nothing
		if err := c.ImportTerritories(t.Context(), both); err != nil {
			t.Fatal(err)
		}
	}
	g, version, err := s.Gazetteer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if version != 1 {
		t.Errorf("version %d, want 1: one import changed something", version)
	}
	chain, approximate := g.Locate(geo.Point{Lon: -1.5, Lat: 47.5})
	if len(chain) != 1 || chain[0].Name != "Nantes" || approximate {
		t.Errorf("Locate = %v, %v, want Nantes", chain, approximate)
	}
}

func TestTheWorldIsThereOnceAndOnlyByDefault(t *testing.T) {
	t.Run("an empty store", func(t *testing.T) {
		if testing.Short() {
			t.Skip("unpacking the map of the world takes seconds")
		}
		s := openStore(t, t.TempDir())
		c := commons.New(s)
		for range 2 {
			if err := c.EnsureWorld(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		g, version, err := s.Gazetteer(t.Context())
		if err != nil || version != 1 {
			t.Fatalf("version %d, %v, want 1", version, err)
		}
		chain, _ := g.Locate(geo.Point{Lon: 2.35, Lat: 48.86})
		if len(chain) == 0 || chain[len(chain)-1].Code != "FR" {
			t.Errorf("Paris lies in %v, want France", chain)
		}
	})
	t.Run("a store with territories", func(t *testing.T) {
		s := openStore(t, t.TempDir())
		c := commons.New(s)
		if err := c.ImportTerritories(t.Context(), []geo.Territory{square("FR-35238", "Rennes", -2, 48)}); err != nil {
			t.Fatal(err)
		}
		if err := c.EnsureWorld(t.Context()); err != nil {
			t.Fatal(err)
		}
		g, _, err := s.Gazetteer(t.Context())
		if err != nil || len(g.All()) != 1 {
			t.Errorf("%d territories, %v, want the one imported", len(g.All()), err)
		}
	})
}

func TestATerritoryThatCannotBeOneKeepsAllOut(t *testing.T) {
	s := openStore(t, t.TempDir())
	wrong := square("FR-44109", "Nantes", -2, 47)
	wrong.Level = 200
	err := commons.New(s).ImportTerritories(t.Context(), []geo.Territory{square("FR-35238", "Rennes", -2, 48), wrong})
	if !errors.Is(err, geo.ErrTerritory) {
		t.Errorf("ImportTerritories: %v, want ErrTerritory", err)
	}
	if g, version, err := s.Gazetteer(t.Context()); err != nil || version != 0 || len(g.All()) != 0 {
		t.Errorf("%d territories at version %d, %v, want none", len(g.All()), version, err)
	}
}
