package tiles

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/simplify"

	"maillage/geo"
	"maillage/index"
)

// pixel is one on the screen, in units.
const pixel = 8

// leastShape is how wide or high a shape is at least, in pixels, to be drawn. Its
// element is among the points whatever its size.
const leastShape = 2

// leastTriangle is how small a corner of a shape is left out: half a square
// pixel.
const leastTriangle = pixel * pixel / 2

// degreesPerPixel returns how wide a pixel is at a zoom.
func degreesPerPixel(zoom uint32) float64 { return 360 * pixel / math.Ldexp(extent, int(zoom)) }

// simplified is the shape of an element in the plane of a zoom, with the corners
// that can be told apart there. Tiles share it: nobody changes it.
type simplified struct {
	areas  orb.MultiPolygon
	lines  orb.MultiLineString
	points orb.MultiPoint // in degrees
}

// shapeKey names a shape by its content.
type shapeKey struct {
	num  int64
	hash uint64
	zoom uint32
}

// keptShapes keeps simplified shapes for other tiles, and for what changes
// elsewhere; nil keeps none.
type keptShapes = lru[shapeKey, *simplified]

// appendShapes appends the layer of shapes to a tile.
func appendShapes(tile []byte, s Source, t geo.Tile, kept *keptShapes) []byte {
	shapes := newLayer(shapesLayer)
	d := newDrawing(t, leastTriangle)
	var found []index.Shape
	s.Shapes(d.searchBounds(), leastShape*degreesPerPixel(t.Z), func(shape index.Shape) { found = append(found, shape) })
	slices.SortFunc(found, func(a, b index.Shape) int { return cmp.Compare(a.Num, b.Num) })
	for n := range found {
		if shapes.cut(d, d.simplified(&found[n], kept)); !shapes.drawn() {
			continue
		}
		shapes.id(found[n].ID)
		shapes.text("kind", string(found[n].Kind))
		shapes.uniqueText("name", found[n].Name)
		shapes.feature(uint64(found[n].Num))
	}
	return shapes.appendTo(slices.Clip(tile))
}

// cut draws the part of a shape that lies on the drawing.
func (l *layer) cut(d drawing, shape *simplified) {
	switch {
	case shape.areas != nil:
		l.polygons(d.cutAreas(shape.areas))
	case shape.lines != nil:
		l.lines(d.cutLines(shape.lines))
	default:
		l.points(d.points(shape.points))
	}
}

// simplified returns a shape as it is drawn at the zoom of d.
func (d drawing) simplified(shape *index.Shape, kept *keptShapes) *simplified {
	if kept == nil {
		return d.simplify(shape.Geometry.Shape())
	}
	key := shapeKey{shape.Num, shape.Hash, d.tile.Z}
	known, found := kept.get(key)
	if !found {
		known = d.simplify(shape.Geometry.Shape())
		kept.put(key, known, known.size())
	}
	return known
}

// simplify makes a shape ready for the zoom of d.
func (d drawing) simplify(g orb.Geometry) *simplified {
	simplifier := simplify.VisvalingamThreshold(d.least)
	s := new(simplified)
	switch g := g.(type) {
	case orb.Polygon:
		return d.simplify(orb.MultiPolygon{g})
	case orb.LineString:
		return d.simplify(orb.MultiLineString{g})
	case orb.Point:
		return d.simplify(orb.MultiPoint{g})
	case orb.MultiPolygon:
		s.areas = orb.MultiPolygon{}
		for _, polygon := range g {
			if len(polygon) == 0 || d.tooSmall(polygon[0]) {
				continue
			}
			plane := make(orb.Polygon, len(polygon))
			for n, ring := range polygon {
				plane[n] = slices.Clone(simplifier.Ring(d.project(d.thinned(ring))))
			}
			s.areas = append(s.areas, plane)
		}
	case orb.MultiLineString:
		s.lines = orb.MultiLineString{}
		for _, line := range g {
			if !d.tooSmall(line) {
				s.lines = append(s.lines, slices.Clone(simplifier.LineString(d.project(d.thinned(line)))))
			}
		}
	case orb.MultiPoint:
		s.points = g
	}
	return s
}

// tooSmall reports whether points, in degrees, lie within a quarter of a pixel.
func (d drawing) tooSmall(points []orb.Point) bool {
	b := orb.MultiPoint(points).Bound()
	return max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]) < degreesPerPixel(d.tile.Z)/4
}

// thinned returns points of a line or ring, in degrees, without those that lie
// within a quarter of a pixel of the one before, but with the last: most corners
// of a shape seen from far away go so, before anything costly looks at them.
func (d drawing) thinned(points []orb.Point) []orb.Point {
	if len(points) <= 16 {
		return points
	}
	least := degreesPerPixel(d.tile.Z) / 4
	leastLat := least * math.Cos(min(math.Abs(points[0][1])+1, 89)*math.Pi/180)
	kept := append(make([]orb.Point, 0, 64), points[0])
	for _, p := range points[1 : len(points)-1] {
		last := kept[len(kept)-1]
		if math.Abs(p[0]-last[0]) >= least || math.Abs(p[1]-last[1]) >= leastLat {
			kept = append(kept, p)
		}
	}
	return append(kept, points[len(points)-1])
}

// size returns about how many bytes s takes. Its points are the element's own, but
// may outlive it here.
func (s *simplified) size() int {
	const ofPoint, ofSlice = 16, 24
	size := 3*ofSlice + ofPoint*len(s.points)
	for _, polygon := range s.areas {
		for _, ring := range polygon {
			size += ofSlice + ofPoint*cap(ring)
		}
	}
	for _, line := range s.lines {
		size += ofSlice + ofPoint*cap(line)
	}
	return size
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

// cutLines returns lines of the plane as they are drawn.
func (d drawing) cutLines(lines orb.MultiLineString) [][]vertex {
	var drawn [][]vertex
	for _, line := range lines {
		if line.Bound().Intersects(d.box) {
			for _, part := range clip.LineString(d.box, line) {
				drawn = append(drawn, d.vertices(part))
			}
		}
	}
	return drawn
}
