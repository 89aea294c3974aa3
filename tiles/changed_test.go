package tiles

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"maillage/geo"
)

// somewhere returns a point or a shape near p, in degrees.
func somewhere(r *rand.Rand, p geo.Point) geo.Geometry {
	var shape orb.Geometry = orb.Point{p.Lon, p.Lat}
	if r.IntN(3) == 0 {
		shape = orb.LineString{{p.Lon, p.Lat}, {p.Lon + r.NormFloat64()/50, p.Lat + r.NormFloat64()/50}}
	}
	g, err := geo.NewGeometry(shape)
	if err != nil {
		panic(err)
	}
	return g
}

// with returns w with one more element.
func with(w *world, g geo.Geometry, name string) *world {
	more := *w
	more.marks, more.shapes = w.marks[:len(w.marks):len(w.marks)], map[int64]geo.Geometry{}
	more.place(geo.Project(g.Representative()))
	last := &more.marks[len(more.marks)-1]
	last.Name = name
	if !g.IsPoint() {
		more.shapes[last.Num] = g
	}
	return &more
}

// near returns the tiles of a zoom within five tiles of some points.
func near(zoom uint32, points ...geo.Point) map[geo.Tile]bool {
	found := map[geo.Tile]bool{}
	for _, p := range points {
		middle := geo.TileAt(geo.Project(p), zoom)
		for dy := -5; dy <= 5; dy++ {
			for dx := -5; dx <= 5; dx++ {
				t := geo.Tile{Z: zoom, X: uint32(int(middle.X) + dx), Y: uint32(int(middle.Y) + dy)}
				if t.Valid() {
					found[t] = true
				}
			}
		}
	}
	return found
}

// TestAChangeAltersNoTileThatItDoesNotTouch moves or renames one element among
// many, and compares the tiles around it, at every zoom, before and after.
func TestAChangeAltersNoTileThatItDoesNotTouch(t *testing.T) {
	r := random(t)
	for range unlessShort(5, 1) {
		others := towns(r, 300)
		at := geo.UnprojectFraction(float64(others.marks[0].Position.X)/(1<<32), float64(others.marks[0].Position.Y)/(1<<32))
		at.Lon += r.Float64() / 100 // beside the others, not at their place
		was := somewhere(r, at)
		is, name := was, "Un autre nom"
		if r.IntN(2) == 0 {
			is, name = somewhere(r, geo.Point{Lon: at.Lon + r.NormFloat64()/10, Lat: at.Lat}), "Nom"
		}
		before, after := with(others, was, "Nom"), with(others, is, name)
		changed := []Changed{ChangedAt(was.Bounds()), ChangedAt(is.Bounds())}
		for zoom := uint32(0); zoom <= MaxElementsZoom; zoom++ {
			told, differ := 0, 0
			for tile := range near(zoom, was.Representative(), is.Representative()) {
				touched := changed[0].Touches(tile) || changed[1].Touches(tile)
				if touched {
					told++
				}
				if bytes.Equal(draw(t, before, tile), draw(t, after, tile)) {
					continue
				}
				differ++
				if !touched {
					t.Errorf("tile %v differs after %v became %v, which does not touch it", tile, was.Bounds(), is.Bounds())
				}
			}
			if zoom == MaxElementsZoom && differ == 0 {
				t.Errorf("no tile differs after %v became %v", was.Bounds(), is.Bounds())
			}
			t.Logf("zoom %d: %d of %d touched tiles differ", zoom, differ, told)
		}
	}
}

func draw(t *testing.T, s Source, tile geo.Tile) []byte {
	t.Helper()
	body, err := Elements(s, tile)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestWhatAChangeTouches(t *testing.T) {
	rennes := ChangedAt(geo.Bounds{West: -1.68, South: 48.11, East: -1.68, North: 48.11})
	at := func(z uint32, dx, dy int) geo.Tile {
		tile := geo.TileAt(geo.Project(geo.Point{Lon: -1.68, Lat: 48.11}), z)
		return geo.Tile{Z: z, X: uint32(int(tile.X) + dx), Y: uint32(int(tile.Y) + dy)}
	}
	world := ChangedAt(geo.WorldBounds)
	tests := []struct {
		name    string
		changed Changed
		tile    geo.Tile
		want    bool
	}{
		{"the tile it lies in", rennes, at(10, 0, 0), true},
		{"the one beside it, where clusters may change", rennes, at(10, 1, 0), true},
		{"one three tiles away", rennes, at(10, 3, 0), false},
		{"the deepest tile it lies in", rennes, at(18, 0, 0), true},
		{"the one beside, without clusters", rennes, at(15, 1, 1), false},
		{"two away, at the deepest zoom", rennes, at(18, 2, 0), false},
		{"the whole world in one tile", rennes, geo.Tile{}, true},
		{"what is everywhere, in a corner", world, geo.Tile{Z: 18, X: 0, Y: 1<<18 - 1}, true},
		{"over the antimeridian, at its other side", ChangedAt(geo.Bounds{West: 179, South: 0, East: -179, North: 1}), geo.Tile{Z: 8, X: 0, Y: 127}, true},
		{"on the antimeridian, which is both edges", ChangedAt(geo.Bounds{West: 180, South: 0, East: 180, North: 1}), geo.Tile{Z: 8, X: 0, Y: 127}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.changed.Touches(tt.tile); got != tt.want {
				t.Errorf("%+v touches %v: %v, want %v", tt.changed, tt.tile, got, tt.want)
			}
		})
	}
}
