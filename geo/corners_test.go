package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// partsAt returns the corners of each path of each part at a zoom.
func partsAt(c Corners, zoom uint32) (parts [][][]Position) {
	for part := range c.Parts(zoom) {
		var paths [][]Position
		for _, path := range part {
			paths = append(paths, path.AppendCorners(nil, zoom))
		}
		parts = append(parts, paths)
	}
	return parts
}

// pixelsOf returns how many positions a pixel is wide.
func pixelsOf(zoom uint32) float64 { return math.Ldexp(1, 32-9-int(zoom)) }

// lonAt returns the longitude of so many pixels of zoom 10 east of Greenwich; the
// latitude of so many north of the equator is hardly another.
func lonAt(pixels float64) float64 { return pixels * 360 / math.Ldexp(512, 10) }

func lineOf(pixels ...[2]float64) orb.LineString {
	var line orb.LineString
	for _, p := range pixels {
		line = append(line, orb.Point{lonAt(p[0]), lonAt(p[1])})
	}
	return line
}

func TestCornersMatterFromAZoomOn(t *testing.T) {
	tests := []struct {
		name  string
		shape orb.Geometry
		want  map[uint32][]int // by zoom, how many corners the paths have
	}{
		{"the ends of a line", lineOf([2]float64{0, 0}, [2]float64{1, 0}), map[uint32][]int{7: nil, 9: {2}, 22: {2}}},
		{"a corner of a straight line", lineOf([2]float64{0, 0}, [2]float64{50, 0}, [2]float64{100, 0}), map[uint32][]int{10: {2}, 22: {2}}},
		{"a corner of two thirds of a square pixel", lineOf([2]float64{0, 0}, [2]float64{2, .66}, [2]float64{4, 0}), map[uint32][]int{9: {2}, 10: {3}}},
		{"a way out and back", lineOf([2]float64{0, 0}, [2]float64{3, 0}, [2]float64{0, 0}), map[uint32][]int{7: {2}, 8: {3}, 10: {3}}},
		{"a corner told twice", lineOf([2]float64{0, 0}, [2]float64{9, 9}, [2]float64{9, 9}, [2]float64{18, 0}), map[uint32][]int{10: {3}, 22: {3}}},
		{
			"a square, and a hole of half a pixel",
			orb.Polygon{
				orb.Ring(lineOf([2]float64{0, 0}, [2]float64{8, 0}, [2]float64{8, 8}, [2]float64{0, 8}, [2]float64{0, 0})),
				orb.Ring(lineOf([2]float64{4, 4}, [2]float64{4.5, 4}, [2]float64{4.5, 4.5}, [2]float64{4, 4.5}, [2]float64{4, 4})),
			},
			map[uint32][]int{4: nil, 6: {3}, 10: {4, 3}, 12: {4, 4}},
		},
		{
			"a hole that is larger than what it is in",
			orb.Polygon{
				orb.Ring(lineOf([2]float64{0, 0}, [2]float64{.1, 0}, [2]float64{.1, .1}, [2]float64{0, 0})),
				orb.Ring(lineOf([2]float64{0, 0}, [2]float64{8, 0}, [2]float64{8, 8}, [2]float64{0, 0})),
			},
			map[uint32][]int{10: nil, 13: {3, 3}},
		},
		{"points", orb.MultiPoint{{0, 0}, {0, 0}, {1, 1}}, map[uint32][]int{0: {3}, 22: {3}}},
		{"a point", orb.Point{1, 1}, map[uint32][]int{0: {1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			corners := CornersOf(mustBe(t, tt.shape))
			for zoom, want := range tt.want {
				var got []int
				for _, part := range partsAt(corners, zoom) {
					for _, path := range part {
						got = append(got, len(path))
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("zoom %d: paths of %d corners, want %d", zoom, got, want)
				}
			}
		})
	}
}

func TestNoPlaceHasNoCorners(t *testing.T) {
	if c := CornersOf(Geometry{}); c != "" {
		t.Errorf("CornersOf no place = %q", c)
	}
}

func TestPartsKeepTheirOrder(t *testing.T) {
	triangle := func(x float64) orb.Ring {
		return orb.Ring{{x, 0}, {x + 1, 0}, {x, 1}, {x, 0}}
	}
	shape := orb.MultiPolygon{{triangle(0), triangle(1), triangle(2)}, {triangle(5)}, {{{9, 9}, {9, 9}, {9, 9}, {9, 9}}, triangle(9)}, {triangle(7), triangle(8)}}
	var got []string
	for part := range CornersOf(mustBe(t, shape)).Parts(12) {
		kinds := ""
		for _, path := range part {
			kinds += fmt.Sprint(path.Kind, "@", math.Round(float64(path.West)/(1<<32)*360-180), " ")
		}
		got = append(got, kinds)
	}
	if diff := cmp.Diff([]string{"2@0 3@1 3@2 ", "2@5 ", "2@7 3@8 "}, got); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

func mustBe(t testing.TB, shape orb.Geometry) Geometry {
	t.Helper()
	g, err := NewGeometry(shape)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// wandering returns places one after the other: here in small steps and there in
// large ones, at times back to where it was.
func wandering(r *rand.Rand, n int) []Position {
	path := []Position{{1 << 31, 1 << 31}}
	for len(path) < n {
		last, step := path[len(path)-1], math.Exp(r.Float64()*20)
		next := Position{uint32(float64(last.X) + r.NormFloat64()*step), uint32(float64(last.Y) + r.NormFloat64()*step)}
		if len(path) > 1 && r.IntN(5) == 0 {
			next = path[len(path)-2]
		}
		path = append(path, next)
	}
	return path
}

// TestCornersGoInTheOrderOfTheirWeight compares with taking them away one by one,
// each time looking at all.
func TestCornersGoInTheOrderOfTheirWeight(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 300 {
		path, ring := wandering(r, 3+r.IntN(60)), r.IntN(2) == 0
		if got, want := zoomsOf(path, ring), zoomsOneByOne(path, ring); !slices.Equal(got, want) {
			t.Fatalf("%v, a ring: %v\nhas the zooms %v, want %v", path, ring, got, want)
		}
	}
}

func zoomsOneByOne(path []Position, ring bool) []uint8 {
	zooms, left := make([]uint8, len(path)), make([]int, len(path))
	for i := range left {
		left[i] = i
	}
	least, edge := 2, 1
	if ring {
		least, edge = 3, 0
	}
	for reached := 0.0; len(left) > least; {
		lightest, at := math.Inf(1), 0
		for i := edge; i < len(left)-edge; i++ {
			n := len(left)
			if weight := weightOf(path[left[(i+n-1)%n]], path[left[i]], path[left[(i+1)%n]]); weight < lightest {
				lightest, at = weight, i
			}
		}
		reached = max(reached, lightest)
		zooms[left[at]] = firstZoom(reached)
		left = slices.Delete(left, at, at+1)
	}
	return zooms
}

// TestWhatIsLeftOutHardlyMovesAnOutline measures how far the corners that are left
// out lie from what is drawn instead: each is at most half a pixel off when it goes,
// and what goes after it adds little to that.
func TestWhatIsLeftOutHardlyMovesAnOutline(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	farthest := 0.0
	for n := range 200 {
		path, ring := wandering(r, 3+r.IntN(200)), n%2 == 0
		zooms := zoomsOf(path, ring)
		for zoom := range uint32(MaxZoom + 1) {
			var drawn []int
			for i := range path {
				if uint32(zooms[i]) <= zoom {
					drawn = append(drawn, i)
				}
			}
			if len(drawn) < 2 || ring && len(drawn) < 3 || !ring && (drawn[0] != 0 || drawn[len(drawn)-1] != len(path)-1) {
				t.Fatalf("zoom %d: of %d corners, a ring: %v, %v are left", zoom, len(path), ring, drawn)
			}
			for n, from := range drawn {
				to := drawn[(n+1)%len(drawn)]
				for i := (from + 1) % len(path); i != to && (ring || from < to); i = (i + 1) % len(path) {
					off := math.Sqrt(offWay(path[from], path[i], path[to]))
					farthest = max(farthest, off/pixelsOf(zoom))
				}
			}
		}
	}
	t.Logf("farthest: %.2f pixels", farthest)
	if farthest > 1.25 {
		t.Errorf("a corner that is left out lies %.2f pixels off", farthest)
	}
}

// offWay returns the square of how far b is from the straight way from a to c.
func offWay(a, b, c Position) float64 {
	wayX, wayY := float64(c.X)-float64(a.X), float64(c.Y)-float64(a.Y)
	toX, toY := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
	share := 0.0
	if length := wayX*wayX + wayY*wayY; length > 0 {
		share = max(0, min(1, (toX*wayX+toY*wayY)/length))
	}
	offX, offY := toX-share*wayX, toY-share*wayY
	return offX*offX + offY*offY
}

// FuzzCornersOfAnyBytes reads whatever a damaged file may hold: it ends, and
// yields no more corners than there are bytes for.
func FuzzCornersOfAnyBytes(f *testing.F) {
	whole := CornersOf(mustBe(f, orb.Polygon{{{0, 0}, {9, 0}, {9, 9}, {0, 0}}, {{1, 1}, {2, 1}, {2, 2}, {1, 1}}}))
	f.Add(string(whole), uint32(12))
	f.Add(string(whole[:len(whole)-1]), uint32(3))
	f.Add("\x09\x00\xff\xff\xff\xff", uint32(0))
	f.Fuzz(func(t *testing.T, bytes string, zoom uint32) {
		corners := 0
		for _, part := range partsAt(Corners(bytes), zoom) {
			if len(part) == 0 {
				t.Error("a part has no path")
			}
			for _, path := range part {
				corners += len(path)
			}
		}
		if corners*positionBytes > len(bytes) {
			t.Errorf("%d corners in %d bytes", corners, len(bytes))
		}
	})
}

// BenchmarkCornersOf measures what a shape costs where it becomes known, and to
// read it at one zoom.
func BenchmarkCornersOf(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 3))
	for _, n := range []int{15, 20_000} {
		var line orb.LineString
		at := orb.Point{2, 48}
		for range n {
			at[0], at[1] = at[0]+r.NormFloat64()/1000, at[1]+r.NormFloat64()/1000
			line = append(line, at)
		}
		g := mustBe(b, line)
		b.Run(fmt.Sprintf("n=%d/make", n), func(b *testing.B) {
			for b.Loop() {
				CornersOf(g)
			}
		})
		b.Run(fmt.Sprintf("n=%d/read", n), func(b *testing.B) {
			corners, all := CornersOf(g), []Position(nil)
			for b.Loop() {
				for part := range corners.Parts(10) {
					all = part[0].AppendCorners(all[:0], 10)
				}
			}
		})
	}
}
