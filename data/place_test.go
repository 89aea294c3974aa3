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
			err := data.CheckPlace(g, given)
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
