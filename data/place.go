package data

import (
	"math"

	"maillage/geo"
)

// SeaReachMeters is how far from every territory a place may lie before
// [CheckPlace] asks whether its coordinates were swapped: boats, lighthouses and
// wind farms are nearer.
const SeaReachMeters = 20_000

// Rules that a place may break, as [PlaceError] names them.
const (
	PlaceNowhere = "place_nowhere" // 0,0: what programs write of a place that is not known
	PlaceSwapped = "place_swapped" // latitude was written where longitude belongs
)

// PlaceError says why coordinates cannot be meant. It unwraps to a [*FieldError]
// of the field geometry, and so to [ErrInvalid].
type PlaceError struct {
	Rule  string    // [PlaceNowhere] or [PlaceSwapped]
	Given geo.Point // as it came
	// Swapped is the place that is probably meant, with [PlaceSwapped].
	Swapped geo.Point
}

// Error returns the rule in words, in English.
func (e *PlaceError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the same as a [*FieldError].
func (e *PlaceError) Unwrap() error {
	return &FieldError{Field: "geometry", Rule: e.Rule, Facts: Facts{"lon": e.Given.Lon, "lat": e.Given.Lat}}
}

// nowhere is how near to 0,0 a place is no place, in degrees: ten metres.
const nowhere = 1e-4

// CheckPlace returns nil for a place that can be meant, anywhere on land or at
// sea. It is a [*PlaceError] for 0,0, and for a place far out at sea where the
// same numbers the other way round are on land.
//
// Of a shape ask for its [geo.Geometry.Representative].
func CheckPlace(g *geo.Gazetteer, p geo.Point) error {
	if math.Abs(p.Lon) < nowhere && math.Abs(p.Lat) < nowhere {
		return &PlaceError{Rule: PlaceNowhere, Given: p}
	}
	swapped, err := geo.NewPoint(p.Lat, p.Lon)
	if err != nil || g.Near(p, SeaReachMeters) {
		return nil
	}
	if chain, _ := g.Locate(swapped); chain == nil {
		return nil
	}
	return &PlaceError{Rule: PlaceSwapped, Given: p, Swapped: swapped}
}
