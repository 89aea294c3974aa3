package geo_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"maillage/geo"
)

// seeded returns a source of randomness whose seed a failing test prints.
func seeded(t testing.TB, seed uint64) *rand.Rand {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

// somewhere returns a point anywhere, more often than chance would have it on
// the antimeridian, a pole or the equator.
func somewhere(r *rand.Rand) geo.Point {
	p := geo.Point{Lon: r.Float64()*360 - 180, Lat: r.Float64()*180 - 90}
	switch r.IntN(12) {
	case 0:
		p.Lon = 180
	case 1:
		p.Lon = -180
	case 2:
		p.Lat = 90
	case 3:
		p.Lat = -90
	case 4:
		p.Lat = 0
	}
	return p
}

func TestNewPoint(t *testing.T) {
	tests := []struct {
		name     string
		lon, lat float64
		wantBad  string // RangeError.Field; empty means success
	}{
		{"Rennes", -1.68, 48.11, ""},
		{"the corners of the Earth", -180, -90, ""},
		{"the other corners", 180, 90, ""},
		{"beyond the antimeridian", 180.001, 0, "longitude"},
		{"beyond the pole", 0, 90.001, "latitude"},
		{"no longitude", math.NaN(), 0, "longitude"},
		{"no latitude", 0, math.NaN(), "latitude"},
		{"infinitely far", math.Inf(1), 0, "longitude"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := geo.NewPoint(tt.lon, tt.lat)
			if tt.wantBad == "" {
				if err != nil || p != (geo.Point{Lon: tt.lon, Lat: tt.lat}) {
					t.Errorf("NewPoint(%v, %v) = %v, %v", tt.lon, tt.lat, p, err)
				}
				return
			}
			bad, ok := errors.AsType[*geo.RangeError](err)
			if !ok || bad.Field != tt.wantBad || !errors.Is(err, geo.ErrRange) || p != (geo.Point{}) {
				t.Errorf("NewPoint(%v, %v) = %v, %v; want a bad %s", tt.lon, tt.lat, p, err, tt.wantBad)
			}
		})
	}
}

func TestDistanceMeters(t *testing.T) {
	tests := []struct {
		name     string
		from, to geo.Point
		want     float64 // metres on the sphere
	}{
		{"nowhere", geo.Point{Lon: 2, Lat: 48}, geo.Point{Lon: 2, Lat: 48}, 0},
		{"a quarter of a meridian", geo.Point{}, geo.Point{Lat: 90}, math.Pi / 2 * geo.EarthRadiusMeters},
		{"half the Earth", geo.Point{Lon: -90}, geo.Point{Lon: 90}, math.Pi * geo.EarthRadiusMeters},
		{"a degree over the antimeridian", geo.Point{Lon: 179.5}, geo.Point{Lon: -179.5}, math.Pi / 180 * geo.EarthRadiusMeters},
		{"the same pole", geo.Point{Lon: 12, Lat: 90}, geo.Point{Lon: -100, Lat: 90}, 0},
		{"a metre", geo.Point{Lat: 48}, geo.Point{Lat: 48 + 1/(math.Pi/180*geo.EarthRadiusMeters)}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			there, back := tt.from.DistanceMeters(tt.to), tt.to.DistanceMeters(tt.from)
			if math.Abs(there-tt.want) > 1e-6 || math.Abs(there-back) > 1e-6 {
				t.Errorf("%v to %v = %v, back %v, want %v", tt.from, tt.to, there, back, tt.want)
			}
		})
	}
}

func FuzzParsePoint(f *testing.F) {
	for _, text := range []string{"2.35,48.85", " -180 , 90 ", "1e-7,-0", "NaN,0", "1,2,3", "", ","} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := geo.ParsePoint(text)
		if err != nil {
			if p != (geo.Point{}) {
				t.Fatalf("ParsePoint(%q) = %v with the error %v", text, p, err)
			}
			return
		}
		if again, err := geo.ParsePoint(p.String()); again != p || err != nil {
			t.Fatalf("ParsePoint(%q) = %v, read back as %v, %v", text, p, again, err)
		}
	})
}
