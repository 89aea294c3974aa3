package data_test

import (
	"math"
	"testing"

	"maillage/data"
	"maillage/geo"
)

func TestPlacesAreReadAsPeoplePasteThem(t *testing.T) {
	rennes := geo.Point{Lon: -1.67, Lat: 48.11}
	tests := []struct {
		name, text string
		want       geo.Point
		rule       string
	}{
		{"a pair", "48.11, -1.67", rennes, ""},
		{"a pair without a space", "48.11,-1.67", rennes, ""},
		{"a pair with a space alone", "48.11 -1.67", rennes, ""},
		{"a pair in brackets", "(48.11, -1.67)", rennes, ""},
		{"decimal commas", "48,11 -1,67", rennes, ""},
		{"decimal commas and a semicolon", "48,11 ; -1,67", rennes, ""},
		{"decimal commas and a comma", "48,11, -1,67", rennes, ""},
		{"hemispheres", "48.11 N, 1.67 W", rennes, ""},
		{"hemispheres in French", "48.11°N 1.67°O", rennes, ""},
		{"hemispheres before", "N48.11 W1.67", rennes, ""},
		{"longitude first, as its letter says", "1.67 W, 48.11 N", rennes, ""},
		{"minutes and seconds", `48°06'36"N 1°40'12"W`, rennes, ""},
		{"whole degrees", "48, -1", geo.Point{Lon: -1, Lat: 48}, ""},
		{"OpenStreetMap's view", "https://www.openstreetmap.org/#map=17/48.11/-1.67", rennes, ""},
		{"OpenStreetMap's mark", "https://www.openstreetmap.org/?mlat=48.11&mlon=-1.67#map=12/40/2", rennes, ""},
		{"a way of OpenStreetMap with its view", "https://www.openstreetmap.org/way/42#map=19/48.11/-1.67&layers=N", rennes, ""},
		{"uMap", "https://umap.openstreetmap.fr/fr/map/jardins_1#14/48.11/-1.67", rennes, ""},
		{"Google Maps' view", "https://www.google.com/maps/@48.11,-1.67,15z", rennes, ""},
		{"Google Maps' place", "https://www.google.fr/maps/place/Rennes/@48.2,-1.9,12z/data=!3m1!4b1!4m6!3m5!1s0x0:0x0!8m2!3d48.11!4d-1.67", rennes, ""},
		{"Google Maps' search", "https://maps.google.com/?q=48.11%2C-1.67", rennes, ""},
		{"Google Maps' question", "https://www.google.com/maps/search/?api=1&query=48.11,-1.67", rennes, ""},
		{"Apple's plans", "https://maps.apple.com/?ll=48.11,-1.67&q=x", rennes, ""},
		{"a telephone's link", "geo:48.11,-1.67?z=15", rennes, ""},
		{"nothing", "", geo.Point{}, "place_pair"},
		{"one number", "48.11", geo.Point{}, "place_pair"},
		{"three numbers", "48.11, -1.67, 12", geo.Point{}, "place_pair"},
		{"an address", "12 rue des Lilas, Rennes", geo.Point{}, "place_pair"},
		{"a link without a place", "https://maps.app.goo.gl/abcdef", geo.Point{}, "place_pair"},
		{"two latitudes", "48.11 N, 1.67 N", geo.Point{}, "place_pair"},
		{"beyond the pole", "91, 2", geo.Point{}, "place_range"},
		{"beyond the date line", "48, 181", geo.Point{}, "place_range"},
		{"no number", "NaN, NaN", geo.Point{}, "place_pair"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := data.ParseCoordinates(tt.text)
			rule := ""
			for _, broken := range data.FieldErrors(err) {
				rule = broken.Rule
			}
			if got.DistanceMeters(tt.want) > 1 || rule != tt.rule {
				t.Errorf("ParseCoordinates(%q) = %v, %v, want %v, %q", tt.text, got, err, tt.want, tt.rule)
			}
		})
	}
}

func FuzzParseCoordinates(f *testing.F) {
	for _, seed := range []string{"48.11, -1.67", `48°06'36"N 1°40'12"W`, "https://x/#map=1/2/3", "geo:1,2", "!3d1!4d2://"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := data.ParseCoordinates(text)
		if err != nil {
			if len(data.FieldErrors(err)) != 1 {
				t.Errorf("%q: %v tells no broken rule", text, err)
			}
			return
		}
		if !(math.Abs(p.Lon) <= 180 && math.Abs(p.Lat) <= 90) {
			t.Errorf("%q is read as %v", text, p)
		}
	})
}
