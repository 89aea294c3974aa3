package basemap

import (
	"errors"
	"testing"

	"github.com/paulmach/orb"

	"maillage/geo"
)

func TestAnIntercommunaliteIsItsCommunes(t *testing.T) {
	square := orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}
	g := geo.NewGazetteer([]geo.Territory{
		{Code: "FR-EPCI-1", Level: geo.LevelEPCI, Name: "Ensemble"},
		{Code: "FR-EPCI-2", Level: geo.LevelEPCI, Name: "Sans commune"},
		{Code: "FR-01001", Level: geo.LevelCommune, Name: "Un", Parents: []string{"FR-EPCI-1"}, Outline: square},
		{Code: "FR-01002", Level: geo.LevelCommune, Name: "Deux", Parents: []string{"FR-EPCI-1"}, Outline: square},
	})
	if outline, err := OutlineOf(g, []string{"FR-EPCI-1"}); len(outline) != 2 || err != nil {
		t.Errorf("OutlineOf = %v, %v, want both communes", outline, err)
	}
	for _, code := range []string{"FR-EPCI-2", "FR-00000"} {
		if outline, err := OutlineOf(g, []string{"FR-01001", code}); outline != nil || !errors.Is(err, ErrExtract) {
			t.Errorf("OutlineOf %s = %v, %v, want ErrExtract", code, outline, err)
		}
	}
}
