package geo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/geo"
)

func TestGeometryReadsGeoJSON(t *testing.T) {
	tests := []struct {
		name, text string
		want       error // nil for a good one
	}{
		{"no place", `null`, nil},
		{"point", `{"type":"Point","coordinates":[-1.68,48.11]}`, nil},
		{"point with an altitude", `{"type":"Point","coordinates":[-1.68,48.11,32.5]}`, nil},
		{"points", `{"type":"MultiPoint","coordinates":[[0,0],[1,1]]}`, nil},
		{"line", `{"type":"LineString","coordinates":[[0,0],[1,1]]}`, nil},
		{"lines", `{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]}`, nil},
		{"area", `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`, nil},
		{"areas", `{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}`, nil},
		{"collection", `{"type":"GeometryCollection","geometries":[]}`, geo.ErrGeometry},
		{"unknown type", `{"type":"Circle","coordinates":[0,0]}`, geo.ErrGeometry},
		{"a number", `1`, geo.ErrGeometry},
		{"no coordinates", `{"type":"Point"}`, geo.ErrGeometry},
		{"null coordinates", `{"type":"Point","coordinates":null}`, geo.ErrGeometry},
		{"empty coordinates", `{"type":"Point","coordinates":[]}`, geo.ErrGeometry},
		{"half a position", `{"type":"Point","coordinates":[2]}`, geo.ErrGeometry},
		{"null within a line", `{"type":"LineString","coordinates":[[0,0],null]}`, geo.ErrGeometry},
		{"text for a number", `{"type":"Point","coordinates":["2","48"]}`, geo.ErrGeometry},
		{"too deep", `{"type":"Point","coordinates":[[2,48]]}`, geo.ErrGeometry},
		{"a line of one point", `{"type":"LineString","coordinates":[[0,0]]}`, geo.ErrGeometry},
		{"an open ring", `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}`, geo.ErrGeometry},
		{"no ring", `{"type":"Polygon","coordinates":[]}`, geo.ErrGeometry},
		{"no areas", `{"type":"MultiPolygon","coordinates":[]}`, geo.ErrGeometry},
		{"off the Earth", `{"type":"Point","coordinates":[200,0]}`, geo.ErrRange},
		{"too many points", `{"type":"MultiPoint","coordinates":[` + strings.Repeat("[0,0],", geo.MaxVertices) + `[0,0]]}`, geo.ErrGeometry},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var g geo.Geometry
			err := json.Unmarshal([]byte(tt.text), &g)
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if err != nil && !g.IsZero() {
				t.Errorf("a geometry comes with the error %v", err)
			}
		})
	}
}

func FuzzGeometryJSON(f *testing.F) {
	for _, text := range []string{
		`null`, `{"type":"Point","coordinates":[-1.68,48.11]}`, `{"type":"MultiPoint","coordinates":[[0,0],[1e-9,1]]}`,
		`{"type":"LineString","coordinates":[[0,0],[1,1,5]]}`, `{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]}`,
		`{"coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]],"type":"Polygon"}`,
		`{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}`, `{"type":"Point","coordinates":[[]]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var g geo.Geometry
		if err := json.Unmarshal(text, &g); err != nil {
			if !g.IsZero() {
				t.Fatalf("%s: a geometry comes with the error %v", text, err)
			}
			return
		}
		again := roundTrip(t, g)
		if !reflect.DeepEqual(again, g) {
			t.Fatalf("%s: read back as %v, not %v", text, again, g)
		}
		if g.IsZero() {
			return
		}
		if p := g.Representative(); !g.Bounds().Contains(p) {
			t.Fatalf("%s: represented by %v outside its bounds", text, p)
		}
		if !g.Intersects(g.Bounds()) {
			t.Fatalf("%s: it does not touch its own bounds", text)
		}
	})
}

func roundTrip(t *testing.T, g geo.Geometry) geo.Geometry {
	t.Helper()
	text, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	var again geo.Geometry
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return again
}

func FuzzGeometryBinary(f *testing.F) {
	for _, shape := range []orb.Geometry{orb.Point{1, 2}, orb.LineString{{0, 0}, {1, 1}}, orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}} {
		g, err := geo.NewGeometry(shape)
		if err != nil {
			f.Fatal(err)
		}
		b, err := g.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var g, again geo.Geometry
		if err := g.UnmarshalBinary(b); err != nil {
			if !g.IsZero() {
				t.Fatalf("a geometry comes with the error %v", err)
			}
			return
		}
		b, err := g.MarshalBinary()
		if err != nil || again.UnmarshalBinary(b) != nil || !reflect.DeepEqual(again, g) {
			t.Fatalf("%v is read back as %v (%v)", g, again, err)
		}
	})
}

// star returns a ring around a center with its points at random distances, so
// that it never crosses itself.
func star(r *rand.Rand, center orb.Point, radius float64, points int) orb.Ring {
	ring := make(orb.Ring, 0, points+1)
	for i := range points {
		angle := (float64(i) + 0.8*r.Float64()) / float64(points) * 2 * math.Pi
		reach := radius * (0.3 + 0.7*r.Float64())
		ring = append(ring, orb.Point{center[0] + reach*math.Cos(angle), center[1] + reach*math.Sin(angle)})
	}
	return append(ring, ring[0])
}

// ringWithHole returns a star and, in the middle of it, a star-shaped hole.
func ringWithHole(r *rand.Rand, center orb.Point, radius float64, points int) orb.Polygon {
	return orb.Polygon{star(r, center, radius, points), star(r, center, radius*0.25, points/2+3)}
}

func TestRepresentativeLiesInsideTheArea(t *testing.T) {
	r := seeded(t, 7)
	for range 500 {
		polygon := ringWithHole(r, orb.Point{r.Float64() * 100, r.Float64() * 60}, 0.1+5*r.Float64(), 3+r.IntN(200))
		g, err := geo.NewGeometry(orb.MultiPolygon{{{{-9, -9}, {-9.001, -9}, {-9, -9.001}, {-9, -9}}}, polygon})
		if err != nil {
			t.Fatal(err)
		}
		if p := g.Representative(); !planar.PolygonContains(polygon, orb.Point{p.Lon, p.Lat}) {
			t.Fatalf("%v lies outside %v", p, polygon)
		}
	}
}

func TestIntersectsAsItsPointsDo(t *testing.T) {
	r := seeded(t, 8)
	for i := range 300 {
		polygon := ringWithHole(r, orb.Point{10, 10}, 4, 3+r.IntN(30))
		shape := orb.Geometry(polygon)
		if i%2 == 0 {
			shape = orb.LineString(polygon[0])
		}
		g, err := geo.NewGeometry(shape)
		if err != nil {
			t.Fatal(err)
		}
		west, south := 5+10*r.Float64(), 5+10*r.Float64()
		box := geo.Bounds{West: west, South: south, East: west + 3*r.Float64(), North: south + 3*r.Float64()}
		sampled := touchesBySampling(shape, box)
		if got := g.Intersects(box); got != sampled && (sampled || !nearlyTouches(g, box)) {
			t.Fatalf("%v touches %v = %v, sampled %v", shape, box, got, sampled)
		}
	}
}

// touchesBySampling looks at many points of the shape's edges and of the box.
// It misses touches smaller than its steps, and finds nothing that is not there.
func touchesBySampling(shape orb.Geometry, box geo.Bounds) bool {
	const steps = 100
	rings := []orb.Ring{}
	switch shape := shape.(type) {
	case orb.LineString:
		rings = append(rings, orb.Ring(shape))
	case orb.Polygon:
		rings = shape
		for i := range steps {
			for j := range steps {
				p := orb.Point{box.West + (box.East-box.West)*float64(i)/steps, box.South + (box.North-box.South)*float64(j)/steps}
				if planar.PolygonContains(shape, p) {
					return true
				}
			}
		}
	}
	for _, ring := range rings {
		for i := 1; i < len(ring); i++ {
			for j := range steps {
				f := float64(j) / steps
				p := geo.Point{Lon: ring[i-1][0] + f*(ring[i][0]-ring[i-1][0]), Lat: ring[i-1][1] + f*(ring[i][1]-ring[i-1][1])}
				if box.Contains(p) {
					return true
				}
			}
		}
	}
	return false
}

// nearlyTouches reports whether shrinking the box by two steps parts them: then
// sampling may have missed it.
func nearlyTouches(g geo.Geometry, box geo.Bounds) bool {
	const margin = 0.1
	return !g.Intersects(geo.Bounds{West: box.West + margin, South: box.South + margin, East: max(box.West+margin, box.East-margin), North: max(box.South+margin, box.North-margin)})
}

func TestIntersectsTable(t *testing.T) {
	square := `{"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]}`
	tests := []struct {
		name, shape, box string
		want             bool
	}{
		{"a box inside the area", square, "1,1,2,2", true},
		{"a box inside the hole", square, "4.5,4.5,5.5,5.5", false},
		{"a box around the area", square, "-1,-1,11,11", true},
		{"a box that touches a side", square, "10,2,11,3", true},
		{"a box that touches a corner", square, "10,10,11,11", true},
		{"a box beside it", square, "10.1,2,11,3", false},
		{"a line through the box, no vertex in it", `{"type":"LineString","coordinates":[[-5,-5],[5,5]]}`, "1,0,2,3", true},
		{"a line that misses a corner", `{"type":"LineString","coordinates":[[-5,-5],[5,5]]}`, "1,2,1.5,3", false},
		{"points, one in the box", `{"type":"MultiPoint","coordinates":[[50,50],[1,1]]}`, "0,0,2,2", true},
		{"a point on the antimeridian", `{"type":"Point","coordinates":[-180,0]}`, "170,-1,180,1", true},
		{"a box over the antimeridian", `{"type":"LineString","coordinates":[[-179,0],[-178,0]]}`, "170,-1,-178.5,1", true},
		{"no place", `null`, "-180,-90,180,90", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var g geo.Geometry
			if err := json.Unmarshal([]byte(tt.shape), &g); err != nil {
				t.Fatal(err)
			}
			box, err := geo.ParseBounds(tt.box)
			if err != nil {
				t.Fatal(err)
			}
			if got := g.Intersects(box); got != tt.want {
				t.Errorf("Intersects(%v) = %v, want %v", box, got, tt.want)
			}
		})
	}
}

func ExampleGeometry_MarshalJSON() {
	text, _ := json.Marshal(geo.PointGeometry(geo.Point{Lon: -1.68, Lat: 48.11}))
	fmt.Println(string(text))
	// Output: {"type":"Point","coordinates":[-1.68,48.11]}
}
