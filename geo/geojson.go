package geo

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/paulmach/orb"
)

// ParseOutline reads a GeoJSON geometry that is a Polygon or a MultiPolygon. A
// ring left open is closed; altitudes are dropped. The error wraps
// [ErrGeometry] or, for a point off the Earth, [ErrRange]. Memory is in
// proportion to len(geometry), and nothing else bounds the number of points.
func ParseOutline(geometry []byte) (orb.MultiPolygon, error) {
	shape, err := parseShape(geometry)
	if err != nil {
		return nil, err
	}
	var outline orb.MultiPolygon
	switch shape := shape.(type) {
	case orb.Polygon:
		outline = orb.MultiPolygon{shape}
	case orb.MultiPolygon:
		outline = shape
	default:
		return nil, fmt.Errorf("%w: expected an area, got a %s", ErrGeometry, shape.GeoJSONType())
	}
	for _, polygon := range outline {
		for i, ring := range polygon {
			if n := len(ring); n > 0 && ring[0] != ring[n-1] {
				polygon[i] = append(ring, ring[0])
			}
		}
	}
	check := shapeCheck{most: len(geometry)}
	if err := check.shape(outline); err != nil {
		return nil, err
	}
	return outline, nil
}

// parseShape reads a GeoJSON geometry other than a collection, whatever its
// numbers: [shapeCheck] says whether it is of use. It does not take null or a
// list too short for a position, which encoding/json would read as zero, a
// place in the Gulf of Guinea. The error wraps [ErrGeometry].
func parseShape(text []byte) (orb.Geometry, error) {
	var read struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrGeometry, err)
	}
	c := coordinates{rest: string(read.Coordinates)}
	switch read.Type {
	case "Point":
		return c.point()
	case "MultiPoint":
		return list[orb.MultiPoint](&c, c.point)
	case "LineString":
		return c.line()
	case "MultiLineString":
		return list[orb.MultiLineString](&c, c.line)
	case "Polygon":
		return c.polygon()
	case "MultiPolygon":
		return list[orb.MultiPolygon](&c, c.polygon)
	}
	return nil, fmt.Errorf("%w: expected a point, line or area, got the type %.20q", ErrGeometry, read.Type)
}

// coordinates reads nested lists of numbers out of valid JSON. Outlines are
// long: it takes a third of the time that encoding/json does.
type coordinates struct{ rest string }

func (c *coordinates) polygon() (orb.Polygon, error) { return list[orb.Polygon](c, c.ring) }
func (c *coordinates) ring() (orb.Ring, error)       { return list[orb.Ring](c, c.point) }
func (c *coordinates) line() (orb.LineString, error) { return list[orb.LineString](c, c.point) }

func (c *coordinates) point() (orb.Point, error) {
	var point orb.Point
	read := 0
	err := c.items(func() error {
		value, err := c.number()
		if read < len(point) {
			point[read] = value // what follows is an altitude
		}
		read++
		return err
	})
	if err == nil && read < len(point) {
		err = fmt.Errorf("%w: a position of %d numbers, longitude and latitude are needed", ErrGeometry, read)
	}
	return point, err
}

// list reads "[item, item...]" into a slice, nil on error.
func list[S ~[]T, T any](c *coordinates, item func() (T, error)) (S, error) {
	var items S
	err := c.items(func() error {
		value, err := item()
		items = append(items, value)
		return err
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// items reads "[item, item...]", calling item where each begins.
func (c *coordinates) items(item func() error) error {
	if c.next() != '[' {
		return c.expected("a list")
	}
	c.rest = c.rest[1:]
	if c.next() == ']' {
		c.rest = c.rest[1:]
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		separator := c.next()
		if separator != ',' && separator != ']' {
			return c.expected("a comma")
		}
		c.rest = c.rest[1:]
		if separator == ']' {
			return nil
		}
	}
}

// next returns the next byte that is no space, without taking it; 0 at the end.
func (c *coordinates) next() byte {
	for i := range len(c.rest) {
		switch b := c.rest[i]; b {
		case ' ', '\t', '\n', '\r':
		default:
			c.rest = c.rest[i:]
			return b
		}
	}
	return 0
}

func (c *coordinates) number() (float64, error) {
	c.next()
	end := 0
	for end < len(c.rest) && isNumeric(c.rest[end]) {
		end++
	}
	value, err := strconv.ParseFloat(c.rest[:end], 64)
	if err != nil {
		return 0, c.expected("a number")
	}
	c.rest = c.rest[end:]
	return value, nil
}

func isNumeric(b byte) bool {
	return b >= '0' && b <= '9' || b == '-' || b == '.' || b == '+' || b == 'e' || b == 'E'
}

func (c *coordinates) expected(what string) error {
	return fmt.Errorf("%w: expected %s in the coordinates at %.20q", ErrGeometry, what, c.rest)
}
