package tiles

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/geo"
)

// meander returns a way of many corners that starts at p, each step so many
// degrees long at most.
func meander(r *rand.Rand, p orb.Point, n int, most float64) orb.LineString {
	line := orb.LineString{p}
	for len(line) < n {
		step := most * math.Exp(-8*r.Float64())
		p[0], p[1] = p[0]+r.NormFloat64()*step, p[1]+r.NormFloat64()*step
		line = append(line, p)
	}
	return line
}

// ragged returns a ring of many corners around p, about so many degrees away.
func ragged(r *rand.Rand, p orb.Point, n int, away float64) orb.Ring {
	ring := make(orb.Ring, n, n+1)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		far := away * (.9 + .1*r.Float64())
		ring[i] = orb.Point{p[0] + far*cos, p[1] + far*sin}
	}
	return append(ring, ring[0])
}

// shaped returns a world of ways and of areas along the west border of a tile,
// each a tenth of it large.
func shaped(t testing.TB, r *rand.Rand, tile geo.Tile) *world {
	w := &world{shapes: map[int64]geo.Geometry{}}
	b := tile.Bounds()
	for n := range int64(20) {
		from := orb.Point{b.West, b.South + (b.North-b.South)*(.3+.4*r.Float64())}
		w.place(geo.Project(geo.Point{Lon: from[0], Lat: from[1]}))
		if n%2 == 0 {
			w.shapes[n+1] = mustGeometry(t, meander(r, from, 3+r.IntN(300), (b.East-b.West)/40))
		} else {
			w.shapes[n+1] = mustGeometry(t, orb.Polygon{ragged(r, from, 3+r.IntN(300), (b.East-b.West)/20)})
		}
	}
	return w
}

// TestShapesMeetAcrossTheBorderOfTiles compares the corners that two neighbours
// draw where both reach.
func TestShapesMeetAcrossTheBorderOfTiles(t *testing.T) {
	r := random(t)
	for zoom := uint32(2); zoom <= MaxElementsZoom; zoom++ {
		east := geo.Tile{Z: zoom, X: 1 << (zoom - 1), Y: 1<<(zoom-1) - 1}
		west := geo.Tile{Z: zoom, X: east.X - 1, Y: east.Y}
		w := shaped(t, r, east)
		of := func(tile geo.Tile, shift float64) map[any][]orb.Point {
			corners := map[any][]orb.Point{}
			for _, shape := range decode(t, appendShapes(nil, w, tile))[shapesLayer] {
				eachPoint(shape.Geometry, func(p orb.Point) {
					if p[0] += shift; math.Abs(p[0]) < buffer-1 && p[1] > 0 && p[1] < extent {
						corners[shape.ID] = append(corners[shape.ID], p)
					}
				})
				slices.SortFunc(corners[shape.ID], func(a, b orb.Point) int {
					return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
				})
				corners[shape.ID] = slices.Compact(corners[shape.ID])
			}
			return corners
		}
		left, right := of(west, -extent), of(east, 0)
		if diff := gocmp.Diff(left, right); diff != "" || len(left) == 0 {
			t.Fatalf("zoom %d: of %d shapes, the western tile (-) differs from the eastern (+):\n%s", zoom, len(left), diff)
		}
	}
}

// TestShapesAreDrawnWhereTheyAre measures how far the corners of lines are from
// what is drawn of them.
func TestShapesAreDrawnWhereTheyAre(t *testing.T) {
	r := random(t)
	for zoom := uint32(2); zoom <= MaxElementsZoom; zoom++ {
		tile := geo.Tile{Z: zoom, X: 1 << (zoom - 1), Y: 1<<(zoom-1) - 1}
		w, d := shaped(t, r, tile), newDrawing(tile, 0)
		for _, drawn := range decode(t, appendShapes(nil, w, tile))[shapesLayer] {
			line, ok := w.shapes[int64(drawn.ID.(float64))].Shape().(orb.LineString)
			if !ok {
				continue
			}
			for _, p := range d.project(line) {
				p = orb.Point{p[0] - d.x, p[1] - d.y}
				if p[0] < 0 || p[0] > extent || p[1] < 0 || p[1] > extent {
					continue
				}
				if off := planar.DistanceFrom(drawn.Geometry, p); off > 1.25*pixel+math.Sqrt2 {
					t.Errorf("zoom %d: a corner at %v is drawn %.1f pixels off", zoom, p, off/pixel)
				}
			}
		}
	}
}
