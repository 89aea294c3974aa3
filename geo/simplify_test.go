package geo

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
)

// circle returns a ring of n points around lon, lat, a degree in radius.
func circle(n int, lon, lat float64) orb.Ring {
	ring := make(orb.Ring, 0, n)
	for i := range n - 1 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n-1))
		ring = append(ring, orb.Point{lon + cos, lat + sin})
	}
	return append(ring, ring[0])
}

func TestSimplifiedKeepsTheLookInFewPoints(t *testing.T) {
	many := make(orb.MultiPolygon, 500)
	for i := range many {
		many[i] = orb.Polygon{circle(20, float64(i%100), float64(i/100))}
	}
	tests := []struct {
		name    string
		shape   orb.Geometry
		isPoint bool
	}{
		{"a small ring stays as it is", orb.Polygon{circle(50, 0, 0)}, false},
		{"a long ring", orb.Polygon{circle(5000, 0, 0)}, false},
		{"a ring and its hole", orb.Polygon{circle(5000, 0, 0), circle(3000, 0.1, 0.1)}, false},
		{"a long line", orb.LineString(circle(3000, 0, 0)), false},
		{"too many parts", many, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, err := NewGeometry(tt.shape)
			if err != nil {
				t.Fatal(err)
			}
			before := g.Bounds()
			simple := g.Simplified(200)
			if vertices, _ := countVertices(simple.Shape()); vertices > 400 {
				t.Errorf("%d vertices are left", vertices)
			}
			if simple.IsPoint() != tt.isPoint {
				t.Errorf("it became %v", simple.Shape().GeoJSONType())
			}
			if b := simple.Bounds(); !tt.isPoint && math.Abs(b.East-before.East)+math.Abs(b.North-before.North) > 0.05 {
				t.Errorf("bounds %v became %v", before, b)
			}
			if g.Bounds() != before {
				t.Error("the shape itself was changed")
			}
		})
	}
}
