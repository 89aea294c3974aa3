package geocode

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"maillage/data"
	"maillage/geo"
)

// maxText bounds each text of a place, in characters.
const maxText = 200

// text is a JSON string or number on one line; anything else is none.
type text string

// UnmarshalJSON reads what can be shown. It never fails.
func (t *text) UnmarshalJSON(b []byte) error {
	var read any
	decoder := json.NewDecoder(strings.NewReader(string(b)))
	decoder.UseNumber()
	if decoder.Decode(&read) != nil {
		return nil
	}
	switch read := read.(type) {
	case string:
		*t = text(tidy(read))
	case json.Number:
		*t = text(tidy(read.String()))
	}
	return nil
}

// tidy returns a text as one line of visible characters, not too long.
func tidy(s string) string {
	if !utf8.ValidString(s) {
		return ""
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' || r == ' ' }), " ")
	s = strings.Map(func(r rune) rune {
		if data.IsForbidden(r) {
			return -1
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) > maxText {
		s = string([]rune(s)[:maxText])
	}
	return strings.TrimSpace(s)
}

// feature is a place as both kinds of services answer it, in GeoJSON: Photon with
// properties of its own, Addok with those of GeocodeJSON.
type feature struct {
	Geometry struct {
		Coordinates []float64 `json:"coordinates"`
	} `json:"geometry"`
	Properties struct {
		Name        text `json:"name"`
		Label       text `json:"label"` // Addok
		Housenumber text `json:"housenumber"`
		Street      text `json:"street"`
		Postcode    text `json:"postcode"`
		City        text `json:"city"`
		State       text `json:"state"`       // Photon
		Country     text `json:"country"`     // Photon
		CountryCode text `json:"countrycode"` // Photon
		Type        text `json:"type"`
	} `json:"properties"`
}

// parse reads the answer of a kind of service. One place that makes no sense does
// not spoil the others. The error wraps [ErrFailed].
func parse(kind string, body []byte) ([]Place, error) {
	var answer struct {
		Features *[]json.RawMessage `json:"features"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Features == nil {
		return nil, fmt.Errorf("%w: its answer holds no places", ErrFailed)
	}
	places := []Place{}
	for _, raw := range *answer.Features {
		var f feature
		if len(places) == MaxPlaces {
			break
		}
		if json.Unmarshal(raw, &f) != nil {
			continue
		}
		if place, ok := f.place(kind); ok {
			places = append(places, place)
		}
	}
	return places, nil
}

// place returns what a feature says, and whether it is a place that has a name
// and is no wider than a commune.
func (f *feature) place(kind string) (p Place, ok bool) {
	if len(f.Geometry.Coordinates) < 2 {
		return p, false
	}
	point, err := geo.NewPoint(f.Geometry.Coordinates[0], f.Geometry.Coordinates[1])
	if err != nil {
		return p, false
	}
	if kind == "addok" {
		p, ok = f.addok()
	} else {
		p, ok = f.photon()
	}
	p.Point = point
	return p, ok && p.Label != ""
}

// addok reads what Addok answers: its name is the street with its number, its
// type one of housenumber, street, locality (a hamlet) and municipality.
func (f *feature) addok() (Place, bool) {
	properties := f.Properties
	p := Place{Label: string(properties.Label), Postcode: string(properties.Postcode), Town: string(properties.City)}
	switch properties.Type {
	case "housenumber":
		p.Precision, p.Street = data.PrecisionExact, string(properties.Name)
	case "street", "locality":
		p.Precision, p.Street = data.PrecisionStreet, string(properties.Name)
	case "municipality":
		p.Precision = data.PrecisionCommune
		if p.Town == "" {
			p.Town = string(properties.Name)
		}
	default:
		return p, false
	}
	if p.Label == "" {
		p.Label = joined(", ", p.Street, joined(" ", p.Postcode, p.Town))
	}
	return p, true
}

// photon reads what Photon answers. What has a name of its own, a shop, a park,
// is of the type house as a house is; a street and a town are named by their name.
func (f *feature) photon() (Place, bool) {
	properties := f.Properties
	name, street := string(properties.Name), string(properties.Street)
	p := Place{Postcode: string(properties.Postcode), Town: string(properties.City)}
	if code := strings.ToUpper(string(properties.CountryCode)); data.IsCountryCode(code) {
		p.Country = code
	}
	switch properties.Type {
	case "house", "other":
		p.Precision = data.PrecisionExact
		if street != "" {
			p.Street = joined(" ", string(properties.Housenumber), street)
		}
	case "street":
		p.Precision, p.Street, name = data.PrecisionStreet, name, ""
	case "city":
		p.Precision, p.Town, name = data.PrecisionCommune, name, ""
	case "district", "locality":
		p.Precision = data.PrecisionStreet
	default: // a county, a state, a country
		return p, false
	}
	around := string(properties.Country)
	if p.Country == "FR" { // a postcode tells where; a town alone is told from others by its région
		around = ""
		if p.Precision == data.PrecisionCommune {
			around = string(properties.State)
		}
	}
	p.Label = joined(", ", name, p.Street, joined(" ", p.Postcode, p.Town), around)
	return p, true
}

// joined joins the texts that are not empty.
func joined(separator string, texts ...string) string {
	var filled []string
	for _, s := range texts {
		if s != "" {
			filled = append(filled, s)
		}
	}
	return strings.Join(filled, separator)
}
