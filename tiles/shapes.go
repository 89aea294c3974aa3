package tiles

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"

	"maillage/geo"
	"maillage/index"
)

// pixel is one on the screen, in units.
const pixel = 8

// leastShape is how wide or high a shape is at least, in pixels, to be drawn. Its
// element is among the points whatever its size.
const leastShape = 2

// degreesPerPixel returns how wide a pixel is at a zoom.
func degreesPerPixel(zoom uint32) float64 { return 360 * pixel / math.Ldexp(extent, int(zoom)) }

// appendShapes appends the layer of shapes to a tile, in the order of their nums.
func appendShapes(tile []byte, s Source, t geo.Tile) []byte {
	shapes := newLayer(shapesLayer)
	d := newShapeDrawing(t)
	var found []index.Shape
	s.Shapes(d.searchBounds(), leastShape*degreesPerPixel(t.Z), func(shape index.Shape) { found = append(found, shape) })
	order := make([]*index.Shape, len(found))
	for n := range found {
		order[n] = &found[n]
	}
	slices.SortFunc(order, func(a, b *index.Shape) int { return cmp.Compare(a.Num, b.Num) })
	for _, shape := range order {
		if d.draw(shapes, shape.Corners); !shapes.drawn() {
			continue
		}
		shapes.id(shape.ID)
		shapes.text("kind", string(shape.Kind))
		shapes.uniqueText("name", shape.Name)
		shapes.feature(uint64(shape.Num))
	}
	return shapes.appendTo(slices.Clip(tile))
}

// shapeDrawing draws the extents of elements. It keeps room for the corners of
// one after the other.
type shapeDrawing struct {
	drawing
	west, north, east, south int64 // the box of the drawing, as positions, bounds included
	corners                  []geo.Position
	path                     []vertex
}

func newShapeDrawing(t geo.Tile) *shapeDrawing {
	d := newDrawing(t, 0)
	at := func(unit float64) int64 { return int64(math.Ceil(unit / d.scale)) }
	return &shapeDrawing{
		drawing: d,
		west:    at(d.box.Min[0]), north: at(d.box.Min[1]), east: at(d.box.Max[0]), south: at(d.box.Max[1]),
	}
}

// draw draws the part of a shape that lies on the drawing.
func (d *shapeDrawing) draw(l *layer, shape geo.Corners) {
	for part := range shape.Parts(d.tile.Z) {
		first := &part[0]
		if int64(first.East) < d.west || d.east < int64(first.West) || int64(first.South) < d.north || d.south < int64(first.North) {
			continue
		}
		switch within := d.holds(part); {
		case first.Kind == geo.PathPoints:
			l.points(d.pointsOf(first))
		case first.Kind == geo.PathLine && within:
			l.line(d.verticesOf(first))
		case first.Kind == geo.PathLine:
			for _, line := range clip.LineString(d.box, d.planeOf(first)) {
				l.line(d.vertices(line))
			}
		case within:
			l.area(len(part), func(n int) []vertex { return d.verticesOf(&part[n]) })
		default:
			polygon := make(orb.Polygon, len(part))
			for n := range part {
				polygon[n] = orb.Ring(d.planeOf(&part[n]))
			}
			l.polygons(d.cutAreas(orb.MultiPolygon{polygon}))
		}
	}
}

// holds reports whether all of a part lies on the drawing.
func (d *shapeDrawing) holds(part []geo.Path) bool {
	for n := range part {
		p := &part[n]
		if int64(p.West) < d.west || d.east < int64(p.East) || int64(p.North) < d.north || d.south < int64(p.South) {
			return false
		}
	}
	return true
}

// verticesOf returns a path as it is drawn, for a moment.
func (d *shapeDrawing) verticesOf(p *geo.Path) []vertex {
	d.corners = p.AppendCorners(d.corners[:0], d.tile.Z)
	d.path = d.path[:0]
	for _, at := range d.corners {
		d.path = append(d.path, d.at(at))
	}
	return d.path
}

// pointsOf returns those of some points that lie on the tile itself, for a
// moment.
func (d *shapeDrawing) pointsOf(p *geo.Path) []vertex {
	d.corners = p.AppendCorners(d.corners[:0], d.tile.Z)
	d.path = d.path[:0]
	for _, at := range d.corners {
		if geo.TileAt(at, d.tile.Z) == d.tile {
			d.path = append(d.path, d.at(at))
		}
	}
	return d.path
}

// planeOf returns a path in the plane.
func (d *shapeDrawing) planeOf(p *geo.Path) orb.LineString {
	d.corners = p.AppendCorners(d.corners[:0], d.tile.Z)
	path := make(orb.LineString, len(d.corners))
	for n, at := range d.corners {
		path[n] = orb.Point{float64(at.X) * d.scale, float64(at.Y) * d.scale}
	}
	return path
}
