package geo

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// EarthRadiusMeters is the mean radius of the Earth, (2a+b)/3 of WGS 84
// (IUGG mean radius R1). Distances on this sphere are within 0.6 % of the
// ellipsoid's.
const EarthRadiusMeters = 6371008.8

// ErrRange marks a coordinate that is not on the Earth.
var ErrRange = errors.New("coordinate out of range")

// RangeError says which coordinate was bad and what it was. It unwraps to
// [ErrRange].
type RangeError struct {
	Field string  // "longitude" or "latitude"
	Value float64 // degrees, as given; may be NaN
}

func (e *RangeError) Error() string {
	limit := 180
	if e.Field == "latitude" {
		limit = 90
	}
	return fmt.Sprintf("%s %v is not between -%d and %d", e.Field, e.Value, limit, limit)
}

func (e *RangeError) Unwrap() error { return ErrRange }

// Point is a position on the Earth in degrees.
type Point struct {
	Lon, Lat float64
}

// NewPoint returns the point at lon, lat degrees, or a [*RangeError] when one
// of them is NaN or out of range.
func NewPoint(lon, lat float64) (Point, error) {
	if !(lon >= -180 && lon <= 180) {
		return Point{}, &RangeError{"longitude", lon}
	}
	if !(lat >= -90 && lat <= 90) {
		return Point{}, &RangeError{"latitude", lat}
	}
	return Point{lon, lat}, nil
}

// ParsePoint reads "lon,lat", the text form that [Point.String] writes.
func ParsePoint(s string) (Point, error) {
	v, err := parseNumbers(s, 2)
	if err != nil {
		return Point{}, fmt.Errorf("%q is not longitude,latitude: %w", s, err)
	}
	return NewPoint(v[0], v[1])
}

// String returns "lon,lat" with as many digits as needed to read it back.
func (p Point) String() string { return formatDegrees(p.Lon) + "," + formatDegrees(p.Lat) }

// DistanceMeters returns the great-circle distance from p to q in metres, by
// the haversine formula, which stays exact for points close together.
func (p Point) DistanceMeters(q Point) float64 {
	lat1, lat2 := radians(p.Lat), radians(q.Lat)
	sinLat := math.Sin((lat2 - lat1) / 2)
	sinLon := math.Sin(radians(q.Lon-p.Lon) / 2)
	h := sinLat*sinLat + math.Cos(lat1)*math.Cos(lat2)*sinLon*sinLon
	return 2 * EarthRadiusMeters * math.Asin(math.Sqrt(min(1, h)))
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
func degrees(radians float64) float64 { return radians * 180 / math.Pi }

func formatDegrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// parseNumbers reads exactly n decimal numbers separated by commas.
func parseNumbers(s string, n int) ([]float64, error) {
	parts := strings.Split(s, ",")
	if len(parts) != n {
		return nil, fmt.Errorf("expected %d numbers separated by commas, got %d", n, len(parts))
	}
	values := make([]float64, n)
	for i, part := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number", part)
		}
		values[i] = v
	}
	return values, nil
}
