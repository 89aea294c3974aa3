package exchange

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"maillage/geo"
)

func TestMisplacedTellsWhatLiesElsewhere(t *testing.T) {
	at := func(code string, level geo.Level, lon, lat, size float64, parents ...string) geo.Territory {
		ring := orb.Ring{{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}, {lon, lat}}
		return geo.Territory{Code: code, Level: level, Name: code, Parents: parents,
			Outline: orb.MultiPolygon{{ring}}, Label: geo.Point{Lon: lon + size/2, Lat: lat + size/2}}
	}
	existing := geo.NewGazetteer([]geo.Territory{
		at("FR", geo.LevelCountry, 0, 40, 10), at("DE", geo.LevelCountry, 10, 40, 10),
		at("FR-35", geo.LevelDepartement, 0, 40, 2, "FR"),
	})
	read := []geo.Territory{
		at("FR-35", geo.LevelDepartement, 0.2, 40.2, 1.8), // redrawn
		at("FR-35238", geo.LevelCommune, 1, 41, 0.1),      // new, in its country
		at("FR-35", geo.LevelRegion, 5, 45, 1),            // another thing under its code
		at("DE-53", geo.LevelRegion, 3, 43, 1),            // of another country
		at("XX-1", geo.LevelRegion, 3, 43, 1),             // of none
		at("FR-01001", geo.LevelCommune, 100, 0, 1),       // nowhere
	}
	if got, want := Misplaced(read, existing), []string{"FR-35", "DE-53", "XX-1", "FR-01001"}; !slices.Equal(got, want) {
		t.Errorf("Misplaced = %q, want %q", got, want)
	}
}
