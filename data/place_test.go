package data_test

import (
	"errors"
	"testing"

	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/geo"
)

// brittany is a country that has the place -1.68,48.11 and lacks 48.11,-1.68.
func brittany() *geo.Gazetteer {
	ring := orb.Ring{{-5, 47}, {-1, 47}, {-1, 49}, {-5, 49}, {-5, 47}}
	return geo.NewGazetteer([]geo.Territory{{Code: "BR", Level: geo.LevelCountry, Name: "Bretagne", Outline: orb.MultiPolygon{{ring}}}})
}

func TestCheckPlace(t *testing.T) {
	g := brittany()
	tests := []struct {
		name     string
		lon, lat float64
		want     string // the rule that is broken
	}{
		{"on land", -1.68, 48.11, ""},
		{"swapped", 48.11, -1.68, data.PlaceSwapped},
		{"just off the coast", -5.2, 48, ""},
		{"far at sea either way", -30, 40, ""},
		{"swapped to no place on Earth", 120, 10, ""},
		{"nowhere", 0, 0, data.PlaceNowhere},
		{"a hair off nowhere", 0.00001, -0.00001, data.PlaceNowhere},
		{"on the equator", 9.5, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			given := geo.Point{Lon: tt.lon, Lat: tt.lat}
			err := data.CheckPlace(g, given, "")
			wrong, _ := errors.AsType[*data.PlaceError](err)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("CheckPlace(%v) = %v, want nil", given, err)
			case tt.want != "" && (wrong == nil || wrong.Rule != tt.want || wrong.Given != given):
				t.Errorf("CheckPlace(%v) = %#v, want the rule %s", given, err, tt.want)
			case tt.want == data.PlaceSwapped && wrong.Swapped != geo.Point{Lon: tt.lat, Lat: tt.lon}:
				t.Errorf("CheckPlace(%v) offers %v", given, wrong.Swapped)
			}
			if tt.want != "" && (!errors.Is(err, data.ErrInvalid) || len(data.FieldErrors(err)) != 1 || data.FieldErrors(err)[0].Field != "geometry") {
				t.Errorf("CheckPlace(%v) is told of the fields %v", given, data.FieldErrors(err))
			}
		})
	}
}

// TestAPlaceAbroadIsAskedFor gives places of a country that is known whole, whose
// numbers the other way round are in a commune.
func TestAPlaceAbroadIsAskedFor(t *testing.T) {
	box := func(west, south, east, north float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
	}
	g := geo.NewGazetteer([]geo.Territory{
		{Code: "SO", Level: geo.LevelCountry, Name: "Somalie", Outline: box(42, 2, 51, 12)},
		{Code: "FR", Level: geo.LevelCountry, Name: "France", Outline: box(-5, 42, 8.2, 51)},
		{Code: "FR-67482", Level: geo.LevelCommune, Name: "Strasbourg", Parents: []string{"FR"}, Outline: box(7.7, 48.5, 7.8, 48.6)},
	})
	strasbourg, swapped := geo.Point{Lon: 7.75, Lat: 48.58}, geo.Point{Lon: 48.58, Lat: 7.75}
	tests := []struct {
		name    string
		place   geo.Point
		country string
		broken  bool
	}{
		{"as it is", strasbourg, "", false},
		{"swapped", swapped, "", true},
		{"swapped, of the country that is meant", swapped, "FR", true},
		{"abroad, and said to be", swapped, "SO", false},
		{"abroad, of no commune either way", geo.Point{Lon: 45, Lat: 4}, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := data.CheckPlace(g, tt.place, tt.country)
			if wrong, ok := errors.AsType[*data.PlaceError](err); ok != tt.broken || ok && wrong.Rule != data.PlaceAbroad {
				t.Errorf("CheckPlace(%v, %q) = %v", tt.place, tt.country, err)
			}
		})
	}
}
