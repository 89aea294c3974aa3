package geo

import "fmt"

// MaxZoom is the deepest zoom a tile may have.
const MaxZoom = 22

// Tile names one square of the Web Mercator world cut in 2^Z by 2^Z, X from the
// west and Y from the north, as in every slippy map.
type Tile struct {
	Z, X, Y uint32
}

// Valid reports whether t exists: Z at most [MaxZoom], X and Y below 2^Z.
func (t Tile) Valid() bool { return t.Z <= MaxZoom && t.X < 1<<t.Z && t.Y < 1<<t.Z }

func (t Tile) String() string { return fmt.Sprintf("%d/%d/%d", t.Z, t.X, t.Y) }

// TileAt returns the tile of zoom z that holds p.
func TileAt(p Position, z uint32) Tile { return Tile{z, p.X >> (32 - z), p.Y >> (32 - z)} }

// Origin returns the position of t's north-west corner.
func (t Tile) Origin() Position { return Position{t.X << (32 - t.Z), t.Y << (32 - t.Z)} }

// Keys returns the first and the last Morton key inside t, both included.
func (t Tile) Keys() (first, last Key) {
	first = KeyOf(t.Origin())
	return first, first | Key(^uint64(0)>>(2*t.Z))
}

// Bounds returns the box that t covers, in degrees.
func (t Tile) Bounds() Bounds {
	size := float64(uint64(1) << t.Z)
	nw := UnprojectFraction(float64(t.X)/size, float64(t.Y)/size)
	se := UnprojectFraction(float64(t.X+1)/size, float64(t.Y+1)/size)
	return Bounds{nw.Lon, se.Lat, se.Lon, nw.Lat}
}
