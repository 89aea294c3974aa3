package data

import (
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"maillage/geo"
)

// maxCoordinates bounds a text that may be a place, in bytes: links of maps are long.
const maxCoordinates = 2000

// mapLinks find latitude and longitude in the links that maps give, in this order:
// the marked place of Google Maps, that of OpenStreetMap, the view of
// OpenStreetMap, uMap and this site, that of Google Maps, what others ask for.
var mapLinks = []*regexp.Regexp{
	regexp.MustCompile(`!3d(-?[\d.]+)!4d(-?[\d.]+)`),
	regexp.MustCompile(`[?&]mlat=(-?[\d.]+)&mlon=(-?[\d.]+)`),
	regexp.MustCompile(`#(?:map=)?[\d.]+/(-?[\d.]+)/(-?[\d.]+)`),
	regexp.MustCompile(`@(-?[\d.]+),(-?[\d.]+)`),
	regexp.MustCompile(`[?&](?:q|query|ll|sll|center|destination|daddr|cp)=(?:loc:)?(-?[\d.]+)[,~][ +]?(-?[\d.]+)`),
	regexp.MustCompile(`^geo:(-?[\d.]+),(-?[\d.]+)`),
}

// typedPair is a latitude and a longitude as people write them: signed or with the
// letter of a hemisphere, decimal or in degrees, minutes and seconds.
var typedPair = regexp.MustCompile(`^\(?` + typedAngle + `[\s,;/]+` + typedAngle + `\)?$`)

const typedAngle = `([NSEWO])?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|'')\s*)?)?([NSEWO])?`

// decimalComma is a comma between two digits.
var decimalComma = regexp.MustCompile(`(\d),(\d)`)

// ParseCoordinates reads where something is out of what somebody pastes: "48.11,
// -1.67" in that order, with decimal commas, hemispheres or minutes, or the link of
// a map. The error is a [*FieldError] of the field geometry.
func ParseCoordinates(text string) (geo.Point, error) {
	text = strings.TrimSpace(text)
	lat, lon, ok := "", "", false
	if len(text) <= maxCoordinates {
		if lat, lon, ok = ofLink(text); !ok {
			lat, lon, ok = ofPair(text)
		}
	}
	if !ok {
		return geo.Point{}, wrongPlace("place_pair", text)
	}
	return ParseDegrees(lat, lon)
}

// ParseDegrees reads a latitude and a longitude in decimal degrees, with a point or
// a comma. The error is a [*FieldError] of the field geometry.
func ParseDegrees(lat, lon string) (geo.Point, error) {
	y, errY := strconv.ParseFloat(strings.Replace(strings.TrimSpace(lat), ",", ".", 1), 64)
	x, errX := strconv.ParseFloat(strings.Replace(strings.TrimSpace(lon), ",", ".", 1), 64)
	switch {
	case errY != nil:
		return geo.Point{}, wrongPlace("number", lat)
	case errX != nil:
		return geo.Point{}, wrongPlace("number", lon)
	case !(math.Abs(x) <= 180 && math.Abs(y) <= 90):
		return geo.Point{}, wrongPlace("place_range", lat+", "+lon)
	}
	p, err := geo.NewPoint(x, y)
	if err != nil {
		return geo.Point{}, wrongPlace("place_range", lat+", "+lon)
	}
	return p, nil
}

func wrongPlace(rule, text string) error {
	return &FieldError{Field: "geometry", Rule: rule, Facts: Facts{"value": truncate(text, 100)}}
}

// ofLink returns the latitude and the longitude in the link of a map.
func ofLink(text string) (lat, lon string, ok bool) {
	if !strings.Contains(text, "://") && !strings.HasPrefix(text, "geo:") {
		return "", "", false
	}
	if plain, err := url.QueryUnescape(strings.ReplaceAll(text, "+", "%2B")); err == nil {
		text = plain
	}
	for _, link := range mapLinks {
		if found := link.FindAllStringSubmatch(text, -1); found != nil {
			last := found[len(found)-1]
			return last[1], last[2], true
		}
	}
	return "", "", false
}

// ofPair returns the latitude and the longitude that somebody typed.
func ofPair(text string) (lat, lon string, ok bool) {
	text = strings.ToUpper(text)
	if !strings.Contains(text, ".") {
		text = decimalComma.ReplaceAllString(text, "$1.$2")
	}
	found := typedPair.FindStringSubmatch(text)
	if found == nil {
		return "", "", false
	}
	first, firstAxis, ok1 := angle(found[1:6])
	second, secondAxis, ok2 := angle(found[6:11])
	if !ok1 || !ok2 || firstAxis != "" && firstAxis == secondAxis {
		return "", "", false
	}
	if firstAxis == "lon" || secondAxis == "lat" {
		first, second = second, first
	}
	return formatFloat(first), formatFloat(second), true
}

// angle reads one number of a pair, and says which axis its letter names, if any.
func angle(parts []string) (degrees float64, axis string, ok bool) {
	letter := parts[0] + parts[4]
	if len(letter) > 1 {
		return 0, "", false
	}
	degrees, _ = strconv.ParseFloat(parts[1], 64)
	for i, per := range []float64{60, 3600} {
		if parts[2+i] == "" {
			continue
		}
		part, _ := strconv.ParseFloat(parts[2+i], 64)
		degrees += math.Copysign(part/per, degrees)
	}
	switch letter {
	case "N":
		axis = "lat"
	case "S":
		axis, degrees = "lat", -degrees
	case "E":
		axis = "lon"
	case "W", "O": // ouest
		axis, degrees = "lon", -degrees
	}
	return degrees, axis, true
}

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
