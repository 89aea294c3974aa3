package tiles

import (
	"math"
	"math/rand/v2"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/planar"
)

var unitBox = orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{10, 10}}

func TestClipPolygon(t *testing.T) {
	tests := []struct {
		name    string
		polygon orb.Polygon
		want    orb.MultiPolygon
	}{
		{"all inside", orb.Polygon{{{1, 1}, {2, 1}, {2, 2}, {1, 1}}}, orb.MultiPolygon{{{{1, 1}, {2, 1}, {2, 2}}}}},
		{"turned round", orb.Polygon{{{2, 2}, {2, 1}, {1, 1}, {2, 2}}}, orb.MultiPolygon{{{{1, 1}, {2, 1}, {2, 2}}}}},
		{"all outside", orb.Polygon{{{11, 1}, {12, 1}, {12, 2}, {11, 1}}}, nil},
		{"around the box", square(-5, 15), orb.MultiPolygon{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}}}},
		{"around a corner without touching", orb.Polygon{{{-3, 11}, {-3, -3}, {11, -3}, {11, -2}, {-2, -2}, {-2, 11}, {-3, 11}}}, nil},
		{"box in its hole", orb.Polygon{square(-5, 15)[0], square(-1, 11)[0]}, nil},
		{
			"two prongs of a fork are two areas",
			orb.Polygon{{{-5, 2}, {5, 2}, {5, 4}, {-2, 4}, {-2, 6}, {5, 6}, {5, 8}, {-5, 8}, {-5, 2}}},
			orb.MultiPolygon{{{{0, 2}, {5, 2}, {5, 4}, {0, 4}}}, {{{0, 6}, {5, 6}, {5, 8}, {0, 8}}}},
		},
		{
			"a hole cut open is part of the outer ring",
			orb.Polygon{square(-5, 15)[0], {{-1, 4}, {1, 4}, {1, 6}, {-1, 6}, {-1, 4}}},
			orb.MultiPolygon{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 6}, {1, 6}, {1, 4}, {0, 4}}}},
		},
		{
			"a hole stays in the part it lies in",
			orb.Polygon{
				{{-5, 0}, {5, 0}, {5, 4}, {-2, 4}, {-2, 5}, {5, 5}, {5, 9}, {-5, 9}, {-5, 0}},
				{{2, 6}, {3, 6}, {3, 7}, {2, 7}, {2, 6}},
			},
			orb.MultiPolygon{
				{{{0, 0}, {5, 0}, {5, 4}, {0, 4}}},
				{{{0, 5}, {5, 5}, {5, 9}, {0, 9}}, {{2, 6}, {2, 7}, {3, 7}, {3, 6}}},
			},
		},
		{
			"a hole outside of everything is dropped",
			orb.Polygon{{{1, 1}, {2, 1}, {2, 2}, {1, 1}}, {{12, 12}, {14, 12}, {14, 14}, {12, 12}}},
			orb.MultiPolygon{{{{1, 1}, {2, 1}, {2, 2}}}},
		},
		{"no ring", nil, nil},
		{"a ring of two points", orb.Polygon{{{1, 1}, {2, 2}, {1, 1}}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := clipPolygon(tt.polygon.Clone(), unitBox)
			for _, polygon := range got {
				for n, ring := range polygon {
					polygon[n] = fromLeast(ring)
				}
			}
			if diff := gocmp.Diff(tt.want, got); diff != "" && !(len(got) == 0 && tt.want == nil) {
				t.Errorf("want (-), got (+):\n%s", diff)
			}
		})
	}
}

func square(from, to float64) orb.Polygon {
	return orb.Polygon{{{from, from}, {to, from}, {to, to}, {from, to}, {from, from}}}
}

// fromLeast returns a ring starting at its first point in the order of y, x.
func fromLeast(ring orb.Ring) orb.Ring {
	least := 0
	for n, p := range ring {
		if p[1] < ring[least][1] || p[1] == ring[least][1] && p[0] < ring[least][0] {
			least = n
		}
	}
	return append(append(orb.Ring{}, ring[least:]...), ring[:least]...)
}

// TestClipKeepsEveryPlace clips random stars with holes, drawn on whole numbers
// so that corners often lie on the border, and compares with the polygon itself
// at random places and with another clipper by area.
func TestClipKeepsEveryPlace(t *testing.T) {
	r := random(t)
	for range 2000 {
		polygon := star(r)
		got := clipPolygon(polygon.Clone(), unitBox)
		area := 0.0
		for _, part := range got {
			closed := make(orb.Polygon, len(part))
			for n, ring := range part {
				closed[n] = append(ring, ring[0])
				if positive := ringArea(ring) > 0; positive != (n == 0) {
					t.Fatalf("%v: ring %d of %v is turned the wrong way", polygon, n, part)
				}
				area += ringArea(ring) / 2
				for _, p := range ring {
					if !unitBox.Pad(1e-9).Contains(p) {
						t.Fatalf("%v: %v lies outside of the box", polygon, p)
					}
				}
			}
		}
		if want := planar.Area(clip.Polygon(unitBox, polygon.Clone())); math.Abs(area-want) > 1e-9 {
			t.Fatalf("%v: area %v, want %v\n%v", polygon, area, want, got)
		}
		for range 20 {
			p := orb.Point{r.Float64() * 10, r.Float64() * 10}
			if want := planar.PolygonContains(polygon, p); contains(got, p) != want {
				t.Fatalf("%v: %v is inside %v, want %v\n%v", polygon, p, !want, want, got)
			}
		}
	}
}

func contains(polygons orb.MultiPolygon, p orb.Point) bool {
	inside := false
	for _, polygon := range polygons {
		for _, ring := range polygon {
			if planar.RingContains(append(ring, ring[0]), p) {
				inside = !inside
			}
		}
	}
	return inside
}

// star returns a polygon around a place in or near the box, sometimes with a
// hole, whose corners have whole coordinates where that keeps it simple.
func star(r *rand.Rand) orb.Polygon {
	x, y := r.Float64()*20-5, r.Float64()*20-5
	n := 3 + r.IntN(30)
	outer, hole := make(orb.Ring, 0, n+1), make(orb.Ring, 0, n+1)
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		far := 1 + r.Float64()*12
		outer = append(outer, orb.Point{x + far*cos, y + far*sin})
		hole = append(hole, orb.Point{x + far*0.5*cos, y + far*0.5*sin})
	}
	polygon := orb.Polygon{append(outer, outer[0])}
	if r.IntN(2) == 0 {
		polygon = append(polygon, append(hole, hole[0]))
	}
	if r.IntN(3) == 0 { // a comb on whole numbers: many corners and edges on the border
		polygon = orb.Polygon{comb(r)}
	}
	return polygon
}

// comb returns a ring with teeth of whole lengths.
func comb(r *rand.Rand) orb.Ring {
	ring := orb.Ring{{-3, -2}}
	for y := -2.0; y < 13; y++ {
		to := float64(r.IntN(15) - 2)
		ring = append(ring, orb.Point{to, y}, orb.Point{to, y + 1})
	}
	return append(ring, orb.Point{-3, 13}, orb.Point{-3, -2})
}

// FuzzClipPolygon clips whatever comes, rings that cross themselves too: it
// ends, and stays inside the box.
func FuzzClipPolygon(f *testing.F) {
	f.Add([]byte{0, 0, 20, 0, 20, 20, 0, 20}, uint8(4))
	f.Add([]byte{250, 5, 5, 5, 5, 250, 7, 7, 10, 10, 0, 0, 10, 0, 3, 200}, uint8(3))
	f.Fuzz(func(t *testing.T, raw []byte, cut uint8) {
		var polygon orb.Polygon
		for len(raw) > 1 {
			n := min(len(raw)/2, int(cut)+1)
			ring := make(orb.Ring, n)
			for i := range ring {
				ring[i] = orb.Point{float64(int8(raw[2*i])) / 4, float64(int8(raw[2*i+1])) / 4}
			}
			polygon, raw = append(polygon, ring), raw[2*n:]
		}
		for _, part := range clipPolygon(polygon, unitBox) {
			for _, ring := range part {
				for _, p := range ring {
					if !unitBox.Pad(1e-9).Contains(p) {
						t.Errorf("%v lies outside of the box", p)
					}
				}
			}
		}
	})
}
