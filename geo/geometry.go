package geo

import (
	"errors"
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// MaxVertices bounds the size of one geometry: it is read, drawn and sent whole.
const MaxVertices = 20_000

// ErrGeometry marks a GeoJSON geometry that cannot be a place.
var ErrGeometry = errors.New("not a usable geometry")

// Geometry is where something is: a point, or a shape with an extent. The zero
// value is no place at all. Values are immutable and safe to share.
//
// Its JSON form is a GeoJSON geometry; no place is null.
type Geometry struct {
	shape orb.Geometry // nil, or a valid shape that nobody changes
}

// PointGeometry returns the geometry of a single point.
func PointGeometry(p Point) Geometry { return Geometry{orb.Point{p.Lon, p.Lat}} }

// NewGeometry checks g and wraps it; g must not be changed afterwards. Points,
// lines and areas and their multiples are taken, collections are not. The
// error wraps [ErrGeometry] or [ErrRange].
func NewGeometry(g orb.Geometry) (Geometry, error) {
	check := shapeCheck{most: MaxVertices}
	if err := check.shape(g); err != nil {
		return Geometry{}, err
	}
	return Geometry{g}, nil
}

// IsZero reports whether g is no place.
func (g Geometry) IsZero() bool { return g.shape == nil }

// IsPoint reports whether g is a single point, without an extent.
func (g Geometry) IsPoint() bool {
	_, ok := g.shape.(orb.Point)
	return ok
}

// Shape returns g for drawing and clipping; it is nil for no place. The caller
// must not change it: orb's own clip and simplify do, so clone first.
func (g Geometry) Shape() orb.Geometry { return g.shape }

// Bounds returns the box of g. It never crosses the antimeridian: a shape that
// does is a multiple, cut there, as RFC 7946 section 3.1.9 asks.
func (g Geometry) Bounds() Bounds {
	b := g.shape.Bound()
	return Bounds{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
}

// MarshalJSON writes a GeoJSON geometry, or null.
func (g Geometry) MarshalJSON() ([]byte, error) { return g.AppendJSON(nil) }

func (g Geometry) marshalShape() ([]byte, error) {
	if g.shape == nil {
		return []byte("null"), nil
	}
	return geojson.NewGeometry(g.shape).MarshalJSON()
}

// UnmarshalJSON reads a GeoJSON geometry, or null. The error wraps
// [ErrGeometry] or [ErrRange].
func (g *Geometry) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*g = Geometry{}
		return nil
	}
	parsed, err := parseGeometry(text)
	if err != nil {
		return err
	}
	checked, err := NewGeometry(parsed)
	if err != nil {
		return err
	}
	*g = checked
	return nil
}

func parseGeometry(text []byte) (orb.Geometry, error) {
	if point, ok := readPoint(text); ok {
		return point, nil
	}
	return parseShape(text)
}

// shapeCheck refuses what cannot be drawn, searched or bounded.
type shapeCheck struct {
	most     int // how many points are taken
	vertices int // how many there were so far
}

func (c *shapeCheck) shape(g orb.Geometry) error {
	switch g := g.(type) {
	case orb.Point:
		return c.line([]orb.Point{g}, 1)
	case orb.MultiPoint:
		return c.line(g, 1)
	case orb.LineString:
		return c.line(g, 2)
	case orb.MultiLineString:
		return checkParts(g, func(l orb.LineString) error { return c.line(l, 2) })
	case orb.Polygon:
		return c.polygon(g)
	case orb.MultiPolygon:
		return checkParts(g, c.polygon)
	default:
		return fmt.Errorf("%w: expected a point, line or area", ErrGeometry)
	}
}

func (c *shapeCheck) line(points []orb.Point, least int) error {
	if len(points) < least {
		return fmt.Errorf("%w: %d points where %d are needed", ErrGeometry, len(points), least)
	}
	if c.vertices += len(points); c.vertices > c.most {
		return fmt.Errorf("%w: more than %d points", ErrGeometry, c.most)
	}
	for _, p := range points {
		if _, err := NewPoint(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

func (c *shapeCheck) polygon(p orb.Polygon) error {
	if len(p) == 0 {
		return fmt.Errorf("%w: a polygon without a ring", ErrGeometry)
	}
	for _, ring := range p {
		if err := c.line(ring, 4); err != nil {
			return err
		}
		if ring[0] != ring[len(ring)-1] {
			return fmt.Errorf("%w: a ring is not closed", ErrGeometry)
		}
	}
	return nil
}

func checkParts[T any](parts []T, check func(T) error) error {
	if len(parts) == 0 {
		return fmt.Errorf("%w: it has no part", ErrGeometry)
	}
	for _, part := range parts {
		if err := check(part); err != nil {
			return err
		}
	}
	return nil
}
