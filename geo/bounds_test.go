package geo_test

import (
	"math"
	"testing"

	"maillage/geo"
)

func TestBoundsContainsTheirBorder(t *testing.T) {
	brittany := geo.Bounds{West: -5.2, South: 47.2, East: -1, North: 48.9}
	fiji := geo.Bounds{West: 176, South: -21, East: -178, North: -12}
	tests := []struct {
		name string
		b    geo.Bounds
		p    geo.Point
		want bool
	}{
		{"inside", brittany, geo.Point{Lon: -2, Lat: 48}, true},
		{"on a corner", brittany, geo.Point{Lon: -5.2, Lat: 48.9}, true},
		{"north of it", brittany, geo.Point{Lon: -2, Lat: 49}, false},
		{"east of it", brittany, geo.Point{Lon: 0, Lat: 48}, false},
		{"west of the antimeridian", fiji, geo.Point{Lon: 177, Lat: -17}, true},
		{"east of the antimeridian", fiji, geo.Point{Lon: -179, Lat: -17}, true},
		{"on the antimeridian", fiji, geo.Point{Lon: 180, Lat: -17}, true},
		{"on the antimeridian, said otherwise", fiji, geo.Point{Lon: -180, Lat: -17}, true},
		{"on the other side of the Earth", fiji, geo.Point{Lon: 0, Lat: -17}, false},
		{"at -180 of a box that ends at 180", geo.Bounds{West: 170, South: 0, East: 180, North: 1}, geo.Point{Lon: -180}, true},
		{"at 180 of a box that begins at -180", geo.Bounds{West: -180, South: 0, East: -170, North: 1}, geo.Point{Lon: 180}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.b.Contains(tt.p); got != tt.want {
				t.Errorf("%v contains %v = %v, want %v", tt.b, tt.p, got, tt.want)
			}
		})
	}
}

func TestBoundsIntersect(t *testing.T) {
	tests := []struct {
		name string
		a, b geo.Bounds
		want bool
	}{
		{"side by side", geo.Bounds{West: 0, South: 0, East: 1, North: 1}, geo.Bounds{West: 1, South: 0, East: 2, North: 1}, true},
		{"corner to corner", geo.Bounds{West: 0, South: 0, East: 1, North: 1}, geo.Bounds{West: 1, South: 1, East: 2, North: 2}, true},
		{"apart", geo.Bounds{West: 0, South: 0, East: 1, North: 1}, geo.Bounds{West: 1.1, South: 0, East: 2, North: 1}, false},
		{"both over the antimeridian", geo.Bounds{West: 170, South: 0, East: -170, North: 1}, geo.Bounds{West: 179, South: 0, East: -179, North: 1}, true},
		{"one over the antimeridian", geo.Bounds{West: 170, South: 0, East: -170, North: 1}, geo.Bounds{West: -175, South: 0, East: 0, North: 1}, true},
		{"meeting on the antimeridian", geo.Bounds{West: 170, South: 0, East: 180, North: 1}, geo.Bounds{West: -180, South: 0, East: 0, North: 1}, true},
		{"same longitudes, other latitudes", geo.Bounds{West: 0, South: 0, East: 1, North: 1}, geo.Bounds{West: 0, South: 2, East: 1, North: 3}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if there, back := tt.a.Intersects(tt.b), tt.b.Intersects(tt.a); there != tt.want || back != tt.want {
				t.Errorf("%v and %v intersect: %v, the other way %v, want %v", tt.a, tt.b, there, back, tt.want)
			}
		})
	}
}

func TestBoundsCenter(t *testing.T) {
	tests := []struct {
		name string
		b    geo.Bounds
		want geo.Point
	}{
		{"plain", geo.Bounds{West: 2, South: 40, East: 4, North: 50}, geo.Point{Lon: 3, Lat: 45}},
		{"over the antimeridian, east", geo.Bounds{West: 170, South: 0, East: -178, North: 2}, geo.Point{Lon: 176, Lat: 1}},
		{"over the antimeridian, west", geo.Bounds{West: 178, South: 0, East: -170, North: 2}, geo.Point{Lon: -176, Lat: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.b.Center(); got != tt.want || !tt.b.Contains(got) {
				t.Errorf("center of %v = %v, want %v", tt.b, got, tt.want)
			}
		})
	}
}

func TestBoundsDistanceIsThatOfTheNearestPointOfTheBox(t *testing.T) {
	r := seeded(t, 1)
	for range 400 {
		a, b, p := somewhere(r), somewhere(r), somewhere(r)
		box := geo.Bounds{West: a.Lon, South: min(a.Lat, b.Lat), East: b.Lon, North: max(a.Lat, b.Lat)}
		got := box.DistanceMeters(p)
		// The nearest of many points of the border: never nearer than got, and
		// nearly as near.
		const steps = 2000
		width := box.East - box.West
		if width < 0 {
			width += 360
		}
		sampled := math.Inf(1)
		for i := range steps + 1 {
			f := float64(i) / steps
			lon, lat := box.West+f*width, box.South+f*(box.North-box.South)
			for _, q := range []geo.Point{{Lon: lon, Lat: box.South}, {Lon: lon, Lat: box.North}, {Lon: box.West, Lat: lat}, {Lon: box.East, Lat: lat}} {
				sampled = min(sampled, p.DistanceMeters(q))
			}
		}
		if box.Contains(p) {
			sampled = 0
		}
		// Half a step along a border of at most a whole parallel.
		slack := math.Pi * geo.EarthRadiusMeters / steps
		if got > sampled+1e-3 || got < sampled-slack {
			t.Fatalf("%v to %v = %v, sampled %v", p, box, got, sampled)
		}
	}
}

func TestAroundHoldsWhatIsWithinReach(t *testing.T) {
	r := seeded(t, 2)
	for range 200 {
		p := somewhere(r)
		meters := math.Pow(10, 1+6.3*r.Float64())
		box := geo.Around(p, meters)
		if _, err := geo.NewBounds(box.West, box.South, box.East, box.North); err != nil {
			t.Fatalf("Around(%v, %v) = %v: %v", p, meters, box, err)
		}
		for bearing := 0.0; bearing < 2*math.Pi; bearing += 0.05 {
			if q := destination(p, bearing, meters*0.999999); !box.Contains(q) {
				t.Fatalf("Around(%v, %v) = %v lacks %v", p, meters, box, q)
			}
		}
	}
}

// destination returns the point a distance away from p on a bearing in radians,
// reckoned with vectors, which are exact at the poles too.
func destination(p geo.Point, bearing, meters float64) geo.Point {
	sin, cos := math.Sincos(meters / geo.EarthRadiusMeters)
	sinLat, cosLat := math.Sincos(p.Lat * math.Pi / 180)
	// In the frame of p's meridian: up, east, north.
	up, east, north := cos, sin*math.Sin(bearing), sin*math.Cos(bearing)
	x, y, z := up*cosLat-north*sinLat, east, up*sinLat+north*cosLat
	lon := math.Remainder(p.Lon+math.Atan2(y, x)*180/math.Pi, 360)
	return geo.Point{Lon: lon, Lat: math.Atan2(z, math.Hypot(x, y)) * 180 / math.Pi}
}

func FuzzParseBounds(f *testing.F) {
	for _, text := range []string{"-5.2,47.2,-1,48.9", "176,-21,-178,-12", "0,1,0,0", "1,2,3", "a,b,c,d", "0,0,0,NaN"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := geo.ParseBounds(text)
		if err != nil {
			if b != (geo.Bounds{}) {
				t.Fatalf("ParseBounds(%q) = %v with the error %v", text, b, err)
			}
			return
		}
		if again, err := geo.ParseBounds(b.String()); again != b || err != nil {
			t.Fatalf("ParseBounds(%q) = %v, read back as %v, %v", text, b, again, err)
		}
		if !b.Contains(b.Center()) {
			t.Fatalf("%v lacks its center %v", b, b.Center())
		}
	})
}
