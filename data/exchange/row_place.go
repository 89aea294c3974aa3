package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"maillage/geo"
)

// number is one number of a position, with a decimal point or comma.
var number = regexp.MustCompile(`[+-]?\d+(?:[.,]\d+)?`)

// splitPosition splits "lat, lon", as geocoders and Opendatasoft write it, and the
// WKT "POINT (lon lat)".
func splitPosition(text string) (lon, lat string) {
	numbers := number.FindAllString(text, 3)
	if len(numbers) != 2 {
		return text, ""
	}
	if strings.HasPrefix(strings.ToUpper(text), "POINT") {
		return numbers[0], numbers[1]
	}
	return numbers[1], numbers[0]
}

// decimal reads a decimal comma as a point.
func decimal(text string) string {
	if strings.Contains(text, ".") {
		return text
	}
	return strings.Replace(text, ",", ".", 1)
}

// misplaced says more of a pair that is not on the Earth.
func (r row) misplaced(lon, lat string, err error) error {
	if err == nil {
		return nil
	}
	x, _ := strconv.ParseFloat(decimal(lon), 64)
	y, _ := strconv.ParseFloat(decimal(lat), 64)
	if projected(x, y) {
		return errProjected(x, y)
	}
	return err
}

// projected reports whether a pair is too large for degrees, even swapped or
// written without a decimal point by mistake of one digit or two.
func projected(x, y float64) bool {
	const large = 10_000
	return x > large || x < -large || y > large || y < -large
}

func errProjected(x, y float64) error {
	return fmt.Errorf("%.0f, %.0f are metres, not degrees: convert the coordinates to WGS 84 (from Lambert-93 in France), "+
		"or ignore these columns with --mapping to import without places", x, y)
}

// swapped refuses a place that a record which says it is French has in the Indian
// Ocean or the Horn of Africa: latitude and longitude stand in each other's place.
func (r row) swapped(p geo.Point) error {
	french := geo.CommuneCode(r.text(fieldINSEE)) != "" || countryCode(r.text(fieldCountry)) == "FR" ||
		len(r.text(fieldPostcode)) == 5 && allDigits(r.text(fieldPostcode))
	if french && franceSwapped(p) {
		return fmt.Errorf("latitude %v, longitude %v is near Somalia, and in France when swapped: the two columns are swapped", p.Lat, p.Lon)
	}
	return nil
}

// franceSwapped reports whether a point would lie in metropolitan France if its
// latitude and longitude were swapped.
func franceSwapped(p geo.Point) bool {
	return p.Lat > -5.5 && p.Lat < 10 && p.Lon > 41 && p.Lon < 51.5
}

// geometry reads a GeoJSON geometry of any type. One that is nothing or null is
// no place; a wrong one is left out with a warning; one that is not on the Earth
// is an error.
func (w *warnings) geometry(text json.RawMessage) (geo.Geometry, error) {
	if len(text) == 0 || string(text) == "null" {
		return geo.Geometry{}, nil
	}
	g, err := readGeometry(text, w, 0)
	if bad, ok := errors.AsType[*geo.RangeError](err); ok {
		if projected(bad.Value, 0) {
			return geo.Geometry{}, fmt.Errorf("%.0f is a number of metres, not degrees: convert the file to WGS 84 (from Lambert-93 in France)", bad.Value)
		}
		return geo.Geometry{}, fmt.Errorf("geometry: %w", err)
	}
	if err != nil {
		w.add("geometry", "%v, left out", err)
		return geo.Geometry{}, nil
	}
	if p, ok := g.Shape().(orb.Point); ok && p == (orb.Point{}) {
		w.add("geometry", "0, 0 is where unknown places are put, left out")
		return geo.Geometry{}, nil
	}
	return g, nil
}

const maxCollectionDepth = 8

// readGeometry reads a geometry. Of a collection it makes one geometry: its areas
// if it has any, else its lines, else its points.
func readGeometry(text json.RawMessage, w *warnings, depth int) (geo.Geometry, error) {
	var head struct {
		Type       string            `json:"type"`
		Geometries []json.RawMessage `json:"geometries"`
	}
	if err := json.Unmarshal(text, &head); err != nil || head.Type != "GeometryCollection" {
		var g geo.Geometry
		err := g.UnmarshalJSON(text)
		return g, err
	}
	if depth == maxCollectionDepth {
		return geo.Geometry{}, fmt.Errorf("%w: collections in collections", geo.ErrGeometry)
	}
	var parts parts
	for _, member := range head.Geometries {
		g, err := readGeometry(member, w, depth+1)
		if err != nil {
			return geo.Geometry{}, err
		}
		parts.add(g.Shape())
	}
	if len(parts.areas) > 0 && len(parts.lines)+len(parts.points) > 0 || len(parts.lines) > 0 && len(parts.points) > 0 {
		w.add("geometry", "a collection of several sorts: areas are kept, else lines, the others left out")
	}
	return parts.geometry()
}

// parts gathers what a collection holds.
type parts struct {
	points orb.MultiPoint
	lines  orb.MultiLineString
	areas  orb.MultiPolygon
}

func (p *parts) add(shape orb.Geometry) {
	switch shape := shape.(type) {
	case orb.Point:
		p.points = append(p.points, shape)
	case orb.MultiPoint:
		p.points = append(p.points, shape...)
	case orb.LineString:
		p.lines = append(p.lines, shape)
	case orb.MultiLineString:
		p.lines = append(p.lines, shape...)
	case orb.Polygon:
		p.areas = append(p.areas, shape)
	case orb.MultiPolygon:
		p.areas = append(p.areas, shape...)
	}
}

func (p *parts) geometry() (geo.Geometry, error) {
	switch {
	case len(p.areas) == 1:
		return geo.NewGeometry(p.areas[0])
	case len(p.areas) > 1:
		return geo.NewGeometry(p.areas)
	case len(p.lines) == 1:
		return geo.NewGeometry(p.lines[0])
	case len(p.lines) > 1:
		return geo.NewGeometry(p.lines)
	case len(p.points) == 1:
		return geo.NewGeometry(p.points[0])
	}
	return geo.NewGeometry(p.points)
}
