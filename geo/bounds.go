package geo

import (
	"fmt"
	"math"
)

// Bounds is a box in degrees, borders included. When West exceeds East it
// crosses the antimeridian.
type Bounds struct {
	West, South, East, North float64
}

// WorldBounds is the whole Earth.
var WorldBounds = Bounds{-180, -90, 180, 90}

// NewBounds returns the box, or an error naming the corner that is out of
// range, or saying that south exceeds north.
func NewBounds(west, south, east, north float64) (Bounds, error) {
	if _, err := NewPoint(west, south); err != nil {
		return Bounds{}, err
	}
	if _, err := NewPoint(east, north); err != nil {
		return Bounds{}, err
	}
	if south > north {
		return Bounds{}, fmt.Errorf("south %v exceeds north %v: %w", south, north, ErrRange)
	}
	return Bounds{west, south, east, north}, nil
}

// ParseBounds reads "west,south,east,north", the text form that
// [Bounds.String] writes.
func ParseBounds(s string) (Bounds, error) {
	v, err := parseNumbers(s, 4)
	if err != nil {
		return Bounds{}, fmt.Errorf("%q is not west,south,east,north: %w", s, err)
	}
	return NewBounds(v[0], v[1], v[2], v[3])
}

func (b Bounds) String() string {
	return Point{b.West, b.South}.String() + "," + Point{b.East, b.North}.String()
}

// CrossesAntimeridian reports whether b runs eastwards over 180°.
func (b Bounds) CrossesAntimeridian() bool { return b.West > b.East }

// Split returns b as boxes that do not cross the antimeridian: b itself, or its
// two halves.
func (b Bounds) Split() []Bounds {
	if !b.CrossesAntimeridian() {
		return []Bounds{b}
	}
	return []Bounds{{b.West, b.South, 180, b.North}, {-180, b.South, b.East, b.North}}
}

// Contains reports whether p lies in b or on its border. The meridians 180 and
// -180 are the same line.
func (b Bounds) Contains(p Point) bool {
	return p.Lat >= b.South && p.Lat <= b.North && b.containsLon(p.Lon)
}

func (b Bounds) containsLon(lon float64) bool {
	if math.Abs(lon) == 180 && (math.Abs(b.West) == 180 || math.Abs(b.East) == 180) {
		return true
	}
	if b.CrossesAntimeridian() {
		return lon >= b.West || lon <= b.East
	}
	return lon >= b.West && lon <= b.East
}

// Intersects reports whether b and c share at least a point. The meridians 180
// and -180 are the same line.
func (b Bounds) Intersects(c Bounds) bool {
	if b.North < c.South || c.North < b.South {
		return false
	}
	if b.containsLon(180) && c.containsLon(180) {
		return true
	}
	for _, x := range b.Split() {
		for _, y := range c.Split() {
			if x.West <= y.East && y.West <= x.East {
				return true
			}
		}
	}
	return false
}

// Center returns the middle of b in degrees, on the right side of the Earth
// when b crosses the antimeridian.
func (b Bounds) Center() Point {
	east := b.East
	if b.CrossesAntimeridian() {
		east += 360
	}
	lon := (b.West + east) / 2
	if lon > 180 {
		lon -= 360
	}
	return Point{lon, (b.South + b.North) / 2}
}

// Around returns the smallest box that holds every point within meters of p.
// Near a pole that is every longitude.
//
// The half-width in longitude is asin(sin r / cos lat), from the right
// spherical triangle between the pole, p and the tangent meridian.
func Around(p Point, meters float64) Bounds {
	// Rounding may cut off a point at exactly that distance: give a hair more.
	const hair = 1e-9
	angle := meters / EarthRadiusMeters
	south, north := p.Lat-degrees(angle)-hair, p.Lat+degrees(angle)+hair
	if south <= -90 || north >= 90 || angle >= math.Pi/2 {
		return Bounds{-180, max(south, -90), 180, min(north, 90)}
	}
	half := degrees(math.Asin(min(1, math.Sin(angle)/math.Cos(radians(p.Lat)))))
	west, east := p.Lon-half-hair, p.Lon+half+hair
	if east-west >= 360 {
		west, east = -180, 180
	}
	if west < -180 {
		west += 360
	}
	if east > 180 {
		east -= 360
	}
	return Bounds{west, south, east, north}
}

// DistanceMeters returns the distance in metres from p to the nearest point of
// b, 0 if b contains p. It is exact on the sphere but for rounding, and so a lower
// bound for a nearest-neighbour walk: nothing inside b is closer by more than that.
func (b Bounds) DistanceMeters(p Point) float64 {
	if b.containsLon(p.Lon) {
		switch {
		case p.Lat < b.South:
			return radians(b.South-p.Lat) * EarthRadiusMeters
		case p.Lat > b.North:
			return radians(p.Lat-b.North) * EarthRadiusMeters
		}
		return 0
	}
	return min(b.distanceToMeridian(p, b.West), b.distanceToMeridian(p, b.East))
}

// distanceToMeridian returns the distance from p to the edge of b that runs
// along the meridian lon: to the foot of the perpendicular great circle when it
// falls on the edge, else to the nearer corner. The foot's latitude is
// atan2(tan lat, cos Δlon) on the right spherical triangle.
func (b Bounds) distanceToMeridian(p Point, lon float64) float64 {
	nearest := min(p.DistanceMeters(Point{lon, b.South}), p.DistanceMeters(Point{lon, b.North}))
	cos := math.Cos(radians(p.Lon - lon))
	if cos <= 0 {
		return nearest
	}
	foot := degrees(math.Atan2(math.Tan(radians(p.Lat)), cos))
	if foot >= b.South && foot <= b.North {
		nearest = min(nearest, p.DistanceMeters(Point{lon, foot}))
	}
	return nearest
}
