package geo_test

import (
	"math"
	"testing"

	"maillage/geo"
)

func TestProject(t *testing.T) {
	tests := []struct {
		name string
		p    geo.Point
		want geo.Position
	}{
		{"the middle of the world", geo.Point{}, geo.Position{X: 1 << 31, Y: 1 << 31}},
		{"the north-west corner", geo.Point{Lon: -180, Lat: geo.MaxLatitude}, geo.Position{}},
		{"the south-east corner", geo.Point{Lon: 180, Lat: -geo.MaxLatitude}, geo.Position{X: math.MaxUint32, Y: math.MaxUint32}},
		{"the north pole, clamped", geo.Point{Lon: 0, Lat: 90}, geo.Position{X: 1 << 31}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := geo.Project(tt.p)
			if distance(got.X, tt.want.X) > 1 || distance(got.Y, tt.want.Y) > 1 {
				t.Errorf("Project(%v) = %v, want %v", tt.p, got, tt.want)
			}
		})
	}
}

// unproject returns the point at a position, to within a unit.
func unproject(p geo.Position) geo.Point {
	return geo.UnprojectFraction(float64(p.X)/(1<<32), float64(p.Y)/(1<<32))
}

func distance(a, b uint32) uint32 { return max(a, b) - min(a, b) }

func TestProjectAndBackIsWithinAUnit(t *testing.T) {
	r := seeded(t, 3)
	for range 10_000 {
		at := geo.Position{X: r.Uint32(), Y: r.Uint32()}
		back := geo.Project(unproject(at))
		if distance(at.X, back.X) > 1 || distance(at.Y, back.Y) > 1 {
			t.Fatalf("%v comes back as %v", at, back)
		}
	}
}

func TestKeyAndBack(t *testing.T) {
	r := seeded(t, 4)
	for range 10_000 {
		at := geo.Position{X: r.Uint32(), Y: r.Uint32()}
		if back := geo.KeyOf(at).Position(); back != at {
			t.Fatalf("%v comes back as %v", at, back)
		}
	}
	if got, want := geo.KeyOf(geo.Position{X: 0b11, Y: 0b01}), geo.Key(0b0111); got != want {
		t.Errorf("the key of x=11 y=01 is %b, want %b", got, want)
	}
}

func TestTileHoldsExactlyTheKeysOfItsPositions(t *testing.T) {
	r := seeded(t, 5)
	for range 10_000 {
		at, other := geo.Position{X: r.Uint32(), Y: r.Uint32()}, geo.Position{X: r.Uint32(), Y: r.Uint32()}
		z := uint32(r.IntN(geo.MaxZoom + 1))
		tile := geo.TileAt(at, z)
		if r.IntN(2) == 0 { // a neighbour, or not far
			other = geo.Position{X: at.X + uint32(r.IntN(1000)), Y: at.Y - uint32(r.IntN(1000))}
		}
		first, last := tile.Keys()
		if !tile.Valid() || geo.TileAt(tile.Origin(), z) != tile {
			t.Fatalf("%v at zoom %d is in %v", at, z, tile)
		}
		for _, p := range []geo.Position{at, other} {
			inRange := geo.KeyOf(p) >= first && geo.KeyOf(p) <= last
			if inTile := geo.TileAt(p, z) == tile; inRange != inTile {
				t.Fatalf("%v: in the keys of %v %v, in the tile %v", p, tile, inRange, inTile)
			}
		}
	}
}

func TestTileBounds(t *testing.T) {
	if got, want := (geo.Tile{}).Bounds(), (geo.Bounds{West: -180, South: -geo.MaxLatitude, East: 180, North: geo.MaxLatitude}); got != want {
		t.Errorf("the world tile covers %v, want %v", got, want)
	}
	r := seeded(t, 6)
	for range 1000 {
		at := geo.Position{X: r.Uint32(), Y: r.Uint32()}
		tile := geo.TileAt(at, uint32(r.IntN(geo.MaxZoom+1)))
		if b := tile.Bounds(); !b.Contains(unproject(at)) {
			t.Fatalf("%v covers %v, without its %v", tile, b, unproject(at))
		}
	}
}

func TestTileValid(t *testing.T) {
	for tile, want := range map[geo.Tile]bool{
		{Z: 0}:                            true,
		{Z: 0, X: 1}:                      false,
		{Z: 5, X: 31, Y: 31}:              true,
		{Z: 5, X: 32, Y: 0}:               false,
		{Z: geo.MaxZoom + 1}:              false,
		{Z: geo.MaxZoom, X: 1<<22 - 1}:    true,
		{Z: math.MaxUint32, X: 0, Y: 1e6}: false,
	} {
		if got := tile.Valid(); got != want {
			t.Errorf("%v valid = %v, want %v", tile, got, want)
		}
	}
}
