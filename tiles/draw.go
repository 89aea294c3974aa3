package tiles

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"maillage/geo"
)

// leastTriangle is how small a corner of a territory is left out: half a square
// pixel.
const leastTriangle = pixel * pixel / 2

// buffer is how far lines and areas reach beyond their tile, in units.
const buffer = 64

// drawing places shapes on a tile. Its plane is the world of the tile's zoom
// measured in units, so that what is decided there (which corners to leave out)
// is decided the same for every tile.
type drawing struct {
	tile   geo.Tile
	scale  float64   // units in a position
	x, y   float64   // the tile's corner, in units of the plane
	box    orb.Bound // the tile and its buffer, in units of the plane
	bounds orb.Bound // the same in degrees, a little larger
	least  float64   // corners whose triangle is smaller than this, in square units, are left out
}

// newDrawing returns a drawing on t that leaves out corners whose triangle has
// an area below least, in square units.
func newDrawing(t geo.Tile, least float64) drawing {
	scale := math.Ldexp(extent, int(t.Z)-32)
	x, y := float64(t.X)*extent, float64(t.Y)*extent
	b := t.Bounds()
	const share = 2 * float64(buffer) / extent // of the tile; latitudes stretch, hence twice
	width, height := (b.East-b.West)*share, (b.North-b.South)*share
	return drawing{
		tile:  t,
		scale: scale,
		x:     x, y: y,
		box: orb.Bound{
			Min: orb.Point{x - buffer, y - buffer},
			Max: orb.Point{x + extent + buffer, y + extent + buffer},
		},
		bounds: orb.Bound{
			Min: orb.Point{max(-180, b.West-width), b.South - height},
			Max: orb.Point{min(180, b.East+width), b.North + height},
		},
		least: least,
	}
}

// searchBounds returns the tile with its buffer as bounds that do not wrap. At
// the edges of the square world they go on to the poles.
func (d drawing) searchBounds() geo.Bounds {
	b := geo.Bounds{West: d.bounds.Min[0], South: d.bounds.Min[1], East: d.bounds.Max[0], North: d.bounds.Max[1]}
	if d.tile.Y == 0 {
		b.North = 90
	}
	if d.tile.Y == 1<<d.tile.Z-1 {
		b.South = -90
	}
	b.South, b.North = max(b.South, -90), min(b.North, 90)
	return b
}

// at returns where a position lies on the tile, rounded down to a unit.
func (d drawing) at(p geo.Position) vertex {
	o := d.tile.Origin()
	unit := func(p, origin uint32) int32 { return int32((int64(p) - int64(origin)) * extent >> (32 - d.tile.Z)) }
	return vertex{unit(p.X, o.X), unit(p.Y, o.Y)}
}

// project returns points of a line or ring in the plane, freshly made.
func (d drawing) project(points []orb.Point) []orb.Point {
	projected := make([]orb.Point, len(points))
	for n, p := range points {
		at := geo.Project(geo.Point{Lon: p[0], Lat: p[1]})
		projected[n] = orb.Point{float64(at.X) * d.scale, float64(at.Y) * d.scale}
	}
	return projected
}

// vertices returns points of the plane as they are drawn, rounded down.
func (d drawing) vertices(points []orb.Point) []vertex {
	drawn := make([]vertex, len(points))
	for n, p := range points {
		drawn[n] = vertex{int32(math.Floor(p[0] - d.x)), int32(math.Floor(p[1] - d.y))}
	}
	return drawn
}

// shows reports whether points, in degrees, may leave a trace on the drawing:
// their box touches it and is not smaller than a quarter of a pixel.
func (d drawing) shows(points []orb.Point) bool {
	b := orb.MultiPoint(points).Bound()
	s := d.searchBounds()
	if b.Min[0] > s.East || s.West > b.Max[0] || b.Min[1] > s.North || s.South > b.Max[1] {
		return false
	}
	unitsPerDegree := math.Ldexp(extent, int(d.tile.Z)) / 360
	return max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])*unitsPerDegree >= 2
}

// polygons returns an area as the rings to draw; none when it is elsewhere or
// too small to see.
func (d drawing) polygons(area orb.MultiPolygon) [][][]vertex {
	var seen orb.MultiPolygon
	simplifier := simplify.VisvalingamThreshold(d.least)
	for _, polygon := range area {
		if len(polygon) == 0 || !d.shows(polygon[0]) {
			continue
		}
		plane := make(orb.Polygon, len(polygon))
		for n, ring := range polygon {
			plane[n] = simplifier.Ring(d.project(ring))
		}
		seen = append(seen, plane)
	}
	return d.cutAreas(seen)
}

// cutAreas returns areas of the plane as the rings to draw.
func (d drawing) cutAreas(areas orb.MultiPolygon) [][][]vertex {
	var drawn [][][]vertex
	for _, plane := range areas {
		for _, part := range clipPolygon(plane, d.box) {
			rings := make([][]vertex, len(part))
			for n, ring := range part {
				rings[n] = d.vertices(ring)
			}
			drawn = append(drawn, rings)
		}
	}
	return drawn
}
