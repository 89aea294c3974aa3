package data

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// FieldError says which field of an element is wrong and which rule it breaks. It
// unwraps to [ErrInvalid].
type FieldError struct {
	Field string // the JSON name: "name", "tags[3]", "address.postalCode"
	Rule  string // a stable word; pages have a sentence for each, in every language
	Facts Facts
}

// fieldSentences tells each rule in English, for the command line and the reports
// of imports: what is wrong, behind the name of the field. The catalogue of the
// pages says the same beside an input, where somebody can mend it.
var fieldSentences = map[string]string{
	"missing":        "is missing",
	"visible":        "has no letter, digit or symbol that can be seen",
	"encoding":       "is not UTF-8 text",
	"long":           "has {count} characters, at most {most} are taken",
	"invisible":      "contains the invisible character {character}",
	"line":           "must be one line",
	"many":           "has {count} entries, at most {most} are taken",
	"tag":            "has no letter or digit",
	"choice":         "{value} is not one of {choices}",
	"kind":           "only an element of kind {only} has one",
	"country":        "{value} is not a country code of two capital letters, like FR",
	"web":            "{value} is not a web address: it starts with http:// or https:// and names a host",
	"email":          "{value} is not an e-mail address",
	"home_place":     "a person is shown in their commune, never at their door: give a place in the commune and the precision commune, or no place",
	"home_street":    "a person is shown in their commune, never at their door: give no street",
	"negative":       "cannot be negative",
	"offer":          "is missing: a classified says what it offers or needs",
	"price":          "{price} is not a price",
	"zone":           "{value} is not a time zone, like Europe/Paris",
	"schedule_empty": "is empty: leave the schedule out when the dates are unknown",
	"time":           "{value} is not a local time like 2026-05-23T19:00",
	"before_start":   "is before its start",
	"year":           "the year {year} is not between 0 and 9999",
	"place_nowhere":  "longitude 0 and latitude 0 are in the ocean off Africa: give the place, or leave it out when it is not known",
	"place_swapped":  "longitude {lon} and latitude {lat} are far out at sea: they are probably swapped, longitude {lat} and latitude {lon} are on land",
	"place_abroad":   "longitude {lon} and latitude {lat} are in {here}, and the other way round in {there}: they are probably swapped; if they are not, give the country too",
	"place_range":    "{value} is not on the Earth: latitude goes from -90 to 90, longitude from -180 to 180",
	"place_pair":     "{value} is not a pair of coordinates like 48.11, -1.67, nor the link of a map",
	"place_half":     "has a longitude or a latitude alone: give both, or neither",
	"shape":          "is not a point, a line or an area as GeoJSON writes them",
	"town_unknown":   "no town here is called {value} or has it as its postcode",
	"town_several":   "several towns are called {value}: choose one",
	"number":         "{value} is not a number",
	"whole":          "{value} is not a whole number",
	"day":            "{value} is not a day like 2026-05-23",
	"no_start":       "has an end and no start",
	"link":           "{value} is not a link to an element: a relation and its id",
	"link_target":    "leads to nothing that may be linked to",
	"link_theirs":    "leads to {name}, which only those who belong to it may tie something to: ask them, or leave it out",
	"photo":          "{value} is not the name of a photo",
	"photo_gone":     "is not kept here any more: give the photo again, or leave it out",
	"photo_caption":  "is missing: say in a few words what a person who cannot see the photo should know",
	"kind_person":    "a person is listed by themselves, from their profile",
	"profile_town":   "is missing: a person is listed in a town",
	"profile_hidden": "those who keep the site took it off the map: they alone put it back",
	"link_self":      "leads to the element itself",

	"color":                 "{value} is not a colour like #2f6b4f",
	"network_query":         "is not a search of this site: take it from the address of a page that shows what it should find",
	"network_within":        "asks for another map, which a map cannot do: leave that out",
	"network_view":          "is not a place on the map with a zoom from 0 to 19",
	"network_frame":         "{value} is not the address of a site, like https://example.org with nothing behind",
	"network_field_key":     "{value} cannot name the field, or names another one too: take small letters, digits and hyphens",
	"network_field_choices": "is missing: say what may be chosen",
	"network_field_unknown": "{value} is no field of this map",
	"network_value":         "{value} does not fit the field",
}

// Reason returns the sentence of the rule in English, without the field. What was
// typed is quoted as Go does, so that nothing in it acts upon a terminal.
func (e *FieldError) Reason() string {
	facts := maps.Clone(e.Facts)
	if value, ok := facts["value"]; ok {
		facts["value"] = fmt.Sprintf("%q", value)
	}
	return facts.fill(fieldSentences[e.Rule])
}

// Error returns the field and the sentence of the rule in English.
func (e *FieldError) Error() string { return e.Field + ": " + e.Reason() }

// Unwrap returns [ErrInvalid].
func (e *FieldError) Unwrap() error { return ErrInvalid }

// FieldRules lists the rules that a [FieldError] may name, in their order.
func FieldRules() []string { return slices.Sorted(maps.Keys(fieldSentences)) }

// FieldErrors returns the broken rules that err joins, in their order; none when
// it is nil or of another sort.
func FieldErrors(err error) []*FieldError {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*FieldError
		for _, one := range joined.Unwrap() {
			all = append(all, FieldErrors(one)...)
		}
		return all
	}
	if one, ok := errors.AsType[*FieldError](err); ok {
		return []*FieldError{one}
	}
	return nil
}
