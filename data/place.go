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
	PlaceAbroad  = "place_abroad"  // so it seems: else it would be far from all that is known well
)

// PlaceError says why coordinates cannot be meant. It unwraps to a [*FieldError]
// of the field geometry, and so to [ErrInvalid].
type PlaceError struct {
	Rule  string    // [PlaceNowhere], [PlaceSwapped] or [PlaceAbroad]
	Given geo.Point // as it came
	// Swapped is the place that is probably meant, but with [PlaceNowhere].
	Swapped geo.Point
	// Here is the country as given, There the commune that is probably meant, with
	// [PlaceAbroad].
	Here, There *geo.Territory
}

// Error returns the rule in words, in English.
func (e *PlaceError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the same as a [*FieldError].
func (e *PlaceError) Unwrap() error {
	facts := Facts{"lon": e.Given.Lon, "lat": e.Given.Lat}
	if e.Rule == PlaceAbroad {
		facts["here"], facts["there"] = e.Here.Name, e.There.Name
	}
	return &FieldError{Field: "geometry", Rule: e.Rule, Facts: facts}
}

// nowhere is how near to 0,0 a place is no place, in degrees: ten metres.
const nowhere = 1e-4

// CheckPlace returns nil for a place that can be meant, anywhere on land or at
// sea. It is a [*PlaceError] for 0,0, and where the same numbers the other way
// round are the likelier place: on land, when they are far out at sea as given; in
// a commune, when they are in a country of which no commune is known, unless country
// (ISO 3166-1 alpha-2) says that this one is meant.
//
// Of a shape ask for its [geo.Geometry.Representative].
func CheckPlace(g *geo.Gazetteer, p geo.Point, country string) error {
	if math.Abs(p.Lon) < nowhere && math.Abs(p.Lat) < nowhere {
		return &PlaceError{Rule: PlaceNowhere, Given: p}
	}
	swapped, err := geo.NewPoint(p.Lat, p.Lon)
	if err != nil {
		return nil
	}
	here, _ := g.Locate(p)
	there, _ := g.Locate(swapped)
	switch {
	case there == nil:
	case here == nil && !g.Near(p, SeaReachMeters):
		return &PlaceError{Rule: PlaceSwapped, Given: p, Swapped: swapped}
	case here != nil && here[0].Level > geo.LevelCommune && there[0].Level == geo.LevelCommune && here[len(here)-1].Code != country:
		return &PlaceError{Rule: PlaceAbroad, Given: p, Swapped: swapped, Here: here[len(here)-1], There: there[0]}
	}
	return nil
}
