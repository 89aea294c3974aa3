package geo

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// leastPerLine is how many points a line or ring keeps at least, where it has
// them.
const leastPerLine = 8

// Simplified returns g with about most vertices or fewer, for a quick look at
// it: each line or ring keeps the points that shape it most (Visvalingam and
// Whyatt 1993). A shape of so many parts that this does not help becomes its
// representative point.
func (g Geometry) Simplified(most int) Geometry {
	vertices, lines := countVertices(g.shape)
	if vertices <= most {
		return g
	}
	kept := simplify.VisvalingamKeep(max(leastPerLine, most/lines)).Simplify(orb.Clone(g.shape))
	if vertices, _ := countVertices(kept); vertices > 2*most {
		return PointGeometry(g.Representative())
	}
	simple, err := NewGeometry(kept)
	if err != nil { // a ring lost too much
		return PointGeometry(g.Representative())
	}
	return simple
}

// countVertices returns how many vertices a shape has, in how many lines, rings
// or lone points.
func countVertices(shape orb.Geometry) (vertices, lines int) {
	switch s := shape.(type) {
	case orb.Point:
		return 1, 1
	case orb.MultiPoint:
		return len(s), len(s)
	case orb.LineString:
		return len(s), 1
	case orb.MultiLineString:
		for _, line := range s {
			vertices += len(line)
		}
		return vertices, len(s)
	case orb.Polygon:
		for _, ring := range s {
			vertices += len(ring)
		}
		return vertices, len(s)
	case orb.MultiPolygon:
		for _, polygon := range s {
			v, l := countVertices(polygon)
			vertices, lines = vertices+v, lines+l
		}
	}
	return vertices, lines
}
