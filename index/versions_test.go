package index

import (
	"math/rand/v2"
	"testing"

	"maillage/geo"
)

// thing is something with an extent that counts in versions.
type thing struct {
	box  geo.Bounds
	hash uint64
}

func randomThing(r *rand.Rand) thing {
	p := geo.Point{Lon: r.Float64()*359.8 - 180, Lat: r.Float64()*178 - 89}
	box := geo.Bounds{West: p.Lon, South: p.Lat, East: p.Lon, North: p.Lat}
	if r.IntN(4) == 0 {
		size := []float64{0.1, 5, 90}[r.IntN(3)]
		box.East = min(179.9, box.East+r.Float64()*size)
		box.North = min(90, box.North+r.Float64()*size)
	}
	return thing{box, r.Uint64()}
}

func added(s regionSums, t thing) regionSums {
	c := s.change()
	c.addExtent(t.box, t.hash)
	return c.regionSums
}

// TestVersionsAreAFunctionOfWhatIsThere adds and removes at random, and compares
// with the same content added in another order.
func TestVersionsAreAFunctionOfWhatIsThere(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	var things []thing
	var sums regionSums
	for range 400 {
		if len(things) > 0 && r.IntN(3) == 0 {
			i := r.IntN(len(things))
			sums = added(sums, thing{things[i].box, -things[i].hash})
			things[i] = things[len(things)-1]
			things = things[:len(things)-1]
		} else {
			things = append(things, randomThing(r))
			sums = added(sums, things[len(things)-1])
		}
	}
	r.Shuffle(len(things), func(i, j int) { things[i], things[j] = things[j], things[i] })
	var again regionSums
	for _, one := range things {
		again = added(again, one)
	}
	for range 1000 {
		if tile := randomTile(r); sums.version(tile) != again.version(tile) {
			t.Fatalf("two histories with one outcome give %v different versions", tile)
		}
	}
}

// TestVersionsNoticeEveryChangeNearATile: what touches a tile changes its
// version, and what is far from it does not.
func TestVersionsNoticeEveryChangeNearATile(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	var sums regionSums
	noticed, spared := 0, 0
	for range 2000 {
		one := randomThing(r)
		before, after := sums, added(sums, one)
		tile := randomTile(r)
		if r.IntN(2) == 0 {
			tile = geo.TileAt(geo.Project(geo.Point{Lon: one.box.West, Lat: one.box.North}), r.Uint32N(19))
		}
		changed := before.version(tile) != after.version(tile)
		switch {
		case clampBounds(one.box).Intersects(tile.Bounds()):
			noticed++
			if !changed {
				t.Fatalf("%v keeps its version when something comes to %v", tile, one.box)
			}
		case tile.Z >= regionZoom && one.box.West == one.box.East && far(tile, one.box):
			spared++
			if changed {
				t.Fatalf("%v changes its version when something comes to %v, far away", tile, one.box)
			}
		}
		sums = after
	}
	if noticed < 100 || spared < 100 {
		t.Errorf("only %d changes near, %d far", noticed, spared)
	}
}

// far reports whether the west of b is some regions away from t.
func far(t geo.Tile, b geo.Bounds) bool {
	return b.West-t.Bounds().East > 6 || t.Bounds().West-b.West > 6
}

func randomTile(r *rand.Rand) geo.Tile {
	z := r.Uint32N(19)
	return geo.Tile{Z: z, X: r.Uint32N(1 << z), Y: r.Uint32N(1 << z)}
}

// clampBounds moves what lies beyond the Web Mercator world to its edge, where
// it is drawn.
func clampBounds(b geo.Bounds) geo.Bounds {
	b.South = min(max(b.South, -geo.MaxLatitude), geo.MaxLatitude)
	b.North = min(max(b.North, -geo.MaxLatitude), geo.MaxLatitude)
	return b
}
