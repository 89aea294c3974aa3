package geo_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/geo"
)

func square(west, south, east, north float64) orb.Ring {
	return orb.Ring{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}
}

func TestOutlineAndBack(t *testing.T) {
	tests := []struct {
		name          string
		outline, want orb.MultiPolygon
	}{
		{"nothing", nil, nil},
		{"a square with a hole, and an island", orb.MultiPolygon{{square(0, 0, 10, 10), square(4, 4, 6, 6)}, {square(-180, -90, 180, 90)}}, nil},
		{"published precision", orb.MultiPolygon{{orb.Ring{{-1.68123, 48.11456}, {2.3, 48.9}, {2.31, 48.7}, {-1.68123, 48.11456}}}}, nil},
		{"finer than a centimetre", orb.MultiPolygon{{orb.Ring{{0.00000004, 0}, {1, 0}, {1, 1}, {0.00000004, 0}}}}, orb.MultiPolygon{{orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}},
		{"a ring without an inside", orb.MultiPolygon{{{{0, 0}, {1, 1}, {0, 0}}, square(0, 0, 1, 1)}, {square(0, 0, 1, 1), {{0, 0}}}}, orb.MultiPolygon{{square(0, 0, 1, 1)}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == nil {
				tt.want = tt.outline
			}
			got, err := geo.DecodeOutline(geo.EncodeOutline(tt.outline))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("read back differently (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOutlineTakesFewBytes(t *testing.T) {
	r := seeded(t, 9)
	ring := star(r, orb.Point{2, 48}, 0.05, 500) // a commune
	if got := len(geo.EncodeOutline(orb.MultiPolygon{{ring}})); got > 500*7 {
		t.Errorf("%d bytes for 500 points, at most 7 a point are expected", got)
	}
}

func FuzzDecodeOutline(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(geo.EncodeOutline(orb.MultiPolygon{{square(0, 0, 10, 10), square(4, 4, 6, 6)}, {square(20, 20, 30, 30)}}))
	f.Add([]byte{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0})
	f.Fuzz(func(t *testing.T, text []byte) {
		outline, err := geo.DecodeOutline(text)
		if err != nil {
			if outline != nil || !errors.Is(err, geo.ErrOutline) && !errors.Is(err, geo.ErrRange) {
				t.Fatalf("%v comes with the error %v", outline, err)
			}
			return
		}
		points := 0
		for _, polygon := range outline {
			for _, ring := range polygon {
				points += len(ring) - 1
			}
		}
		if points*2 > len(text) {
			t.Fatalf("%d points out of %d bytes", points, len(text))
		}
		written := geo.EncodeOutline(outline)
		again, err := geo.DecodeOutline(written)
		if err != nil {
			t.Fatalf("%v cannot be read back: %v", outline, err)
		}
		// A ring whose last point repeats its first is written shorter: compare
		// what is stable from then on.
		if diff := cmp.Diff(written, geo.EncodeOutline(again)); diff != "" {
			t.Fatalf("written again differently:\n%s", diff)
		}
	})
}

func FuzzParseOutline(f *testing.F) {
	for _, text := range []string{
		`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}`,
		`{"type":"MultiPolygon","coordinates":[[[[0,0,7],[1,0],[1,1],[0,0]]]]}`,
		`{"type":"Point","coordinates":[0,0]}`, `{"type":"Polygon","coordinates":[[[]]]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		outline, err := geo.ParseOutline(text)
		if err != nil {
			if outline != nil || !errors.Is(err, geo.ErrGeometry) && !errors.Is(err, geo.ErrRange) {
				t.Fatalf("%v comes with the error %v", outline, err)
			}
			return
		}
		for _, polygon := range outline {
			for _, ring := range polygon {
				if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
					t.Fatalf("%s: the ring %v", text, ring)
				}
			}
		}
	})
}

func TestDissolve(t *testing.T) {
	reversed := square(1, 0, 2, 1)
	reversed.Reverse()
	tests := []struct {
		name     string
		outlines []orb.MultiPolygon
		rings    []int // of each polygon
		area     float64
	}{
		{"nothing", nil, nil, 0},
		{"neighbours", []orb.MultiPolygon{{{square(0, 0, 1, 1)}}, {{square(1, 0, 2, 1)}}}, []int{1}, 2},
		{"neighbours drawn in opposite directions", []orb.MultiPolygon{{{square(0, 0, 1, 1)}}, {{reversed}}}, []int{1}, 2},
		{"apart", []orb.MultiPolygon{{{square(0, 0, 1, 1)}}, {{square(3, 0, 4, 1)}}}, []int{1, 1}, 2},
		{"touching in a point", []orb.MultiPolygon{{{square(0, 0, 1, 1)}}, {{square(1, 1, 2, 2)}}}, []int{1, 1}, 2},
		{"one given twice", []orb.MultiPolygon{{{square(0, 0, 1, 1)}}, {{square(0, 0, 1, 1)}}}, []int{1}, 1},
		{"four around a point", []orb.MultiPolygon{{{square(0, 0, 1, 1)}}, {{square(1, 0, 2, 1)}}, {{square(0, 1, 1, 2)}}, {{square(1, 1, 2, 2)}}}, []int{1}, 4},
		{"an enclave filled", []orb.MultiPolygon{{{square(0, 0, 3, 3), square(1, 1, 2, 2)}}, {{square(1, 1, 2, 2)}}}, []int{1}, 9},
		{"an enclave left open", []orb.MultiPolygon{{{square(0, 0, 3, 3), square(1, 1, 2, 2)}}, {{square(3, 0, 4, 3)}}}, []int{2}, 11 + 0},
		{"an overlap that leaves loose ends", []orb.MultiPolygon{{{square(0, 0, 2, 1)}}, {{orb.Ring{{0, 0}, {2, 0}, {1, -1}, {1, 0.5}, {0, 0}}}}}, nil, -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := geo.DissolveOutlines(tt.outlines)
			if tt.area < 0 {
				if len(got) == 0 {
					t.Error("nothing is left")
				}
				return
			}
			var rings []int
			for _, polygon := range got {
				rings = append(rings, len(polygon))
			}
			if diff := cmp.Diff(tt.rings, rings); diff != "" {
				t.Errorf("rings of polygons (-want +got):\n%s", diff)
			}
			if area := planar.Area(got); math.Abs(math.Abs(area)-tt.area) > 1e-9 {
				t.Errorf("area %v, want %v: %v", area, tt.area, got)
			}
		})
	}
}

// A patchwork of cells dissolves into what holds the same points.
func TestDissolveHoldsWhatThePiecesHold(t *testing.T) {
	r := seeded(t, 10)
	for range 100 {
		taken := map[[2]int]bool{}
		var pieces []orb.MultiPolygon
		for range 1 + r.IntN(60) {
			x, y := r.IntN(9), r.IntN(9)
			if taken[[2]int{x, y}] {
				continue
			}
			taken[[2]int{x, y}] = true
			ring := square(float64(x)/10, float64(y)/10, float64(x+1)/10, float64(y+1)/10)
			if r.IntN(2) == 0 {
				ring.Reverse()
			}
			pieces = append(pieces, orb.MultiPolygon{{ring}})
		}
		whole := geo.DissolveOutlines(pieces)
		if area := planar.Area(whole); math.Abs(area-float64(len(pieces))/100) > 1e-9 {
			t.Fatalf("%d cells have the area %v", len(pieces), area)
		}
		for x := range 9 {
			for y := range 9 {
				center := orb.Point{(float64(x) + 0.5) / 10, (float64(y) + 0.5) / 10}
				if got := planar.MultiPolygonContains(whole, center); got != taken[[2]int{x, y}] {
					t.Fatalf("cell %d,%d held: %v, want %v", x, y, got, taken[[2]int{x, y}])
				}
			}
		}
	}
}
