package tiles

import (
	"encoding/binary"
	"testing"

	"github.com/paulmach/orb"

	"maillage/geo"
)

func TestPositionsAreRoundedDownToUnits(t *testing.T) {
	tests := []struct {
		name     string
		tile     geo.Tile
		position geo.Position
		want     vertex
	}{
		{"first unit of the world", geo.Tile{}, geo.Position{X: 1<<20 - 1, Y: 0}, vertex{0, 0}},
		{"second unit", geo.Tile{}, geo.Position{X: 1 << 20, Y: 1<<21 - 1}, vertex{1, 1}},
		{"last unit of the world", geo.Tile{}, geo.Position{X: 1<<32 - 1, Y: 1<<32 - 1}, vertex{4095, 4095}},
		{"first of a tile", geo.Tile{Z: 18, X: 3, Y: 2}, geo.Position{X: 3 << 14, Y: 2 << 14}, vertex{0, 0}},
		{"last of a tile", geo.Tile{Z: 18, X: 3, Y: 2}, geo.Position{X: 4<<14 - 1, Y: 3<<14 - 1}, vertex{4095, 4095}},
		{"just west of a tile", geo.Tile{Z: 18, X: 3, Y: 2}, geo.Position{X: 3<<14 - 1, Y: 2 << 14}, vertex{-1, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := newDrawing(tt.tile, 0).at(tt.position); got != tt.want {
				t.Errorf("at(%v) on %v = %v, want %v", tt.position, tt.tile, got, tt.want)
			}
		})
	}
}

// FuzzShapesOnAnyTile draws any shape on any tile: the tile can be read and
// nothing lies beyond its buffer.
func FuzzShapesOnAnyTile(f *testing.F) {
	f.Add([]byte("a shape of random letters, somewhere on the Earth, drawn"), uint8(0), uint32(0))
	f.Add([]byte{0, 0, 0, 0, 255, 127, 0, 0, 0, 128, 255, 127, 1, 2, 3, 4}, uint8(3), uint32(27))
	f.Fuzz(func(t *testing.T, raw []byte, zoom uint8, where uint32) {
		z := uint32(zoom) % (MaxElementsZoom + 1)
		tile := geo.Tile{Z: z, X: where % (1 << z), Y: where / 7 % (1 << z)}
		var points []orb.Point
		for ; len(raw) >= 4 && len(points) < 1000; raw = raw[4:] {
			lon, lat := int16(binary.LittleEndian.Uint16(raw)), int16(binary.LittleEndian.Uint16(raw[2:]))
			points = append(points, orb.Point{float64(lon) / 32768 * 180, float64(lat) / 32768 * 90})
		}
		if len(points) < 3 {
			return
		}
		ring := append(orb.Ring(points), points[0])
		w := new(world).place(geo.Position{}).place(geo.Position{}).place(geo.Position{})
		w.shapes = map[int64]geo.Geometry{
			1: mustGeometry(t, orb.Polygon{ring}),
			2: mustGeometry(t, orb.LineString(points)),
			3: mustGeometry(t, orb.MultiPoint(points)),
		}
		for _, shape := range decode(t, appendShapes(nil, w, tile))[shapesLayer] {
			b := shape.Geometry.Bound()
			if low, high := min(b.Min[0], b.Min[1]), max(b.Max[0], b.Max[1]); low < -buffer-1 || high > extent+buffer+1 {
				t.Errorf("tile %v: shape %v reaches from %v to %v", tile, shape.ID, low, high)
			}
		}
	})
}
