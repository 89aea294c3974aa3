package web

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"
)

// describe returns a sentence for search engines and shared links.
func (e Element) describe() string {
	if e.Summary != "" {
		return cut(e.Summary, 300)
	}
	return joinNonEmpty(" · ", e.Type, e.Address.Locality)
}

// cut returns at most n characters of s, with an ellipsis when some are missing.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// AddressLines is the postal address as people write it, without the country.
func (e Element) AddressLines() []string {
	var lines []string
	for _, line := range []string{e.Address.Street, joinNonEmpty(" ", e.Address.PostalCode, e.Address.Locality)} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// nearby is how far around an element without a commune people look for others,
// in metres.
const nearby = 10_000

// MapPath is the path of the explore page, looking at the element with its card
// open; the list holds what is in its commune, or around it.
func (e Element) MapPath() string {
	if e.Place == nil {
		return "/"
	}
	zoom := 15
	if e.Precision == "commune" {
		zoom = 12
	}
	around := url.Values{"near": {fmt.Sprintf("%.6f,%.6f", e.Place.Lon, e.Place.Lat)}, "radius": {strconv.Itoa(nearby)}}
	if commune := e.Commune(); commune != nil {
		around = url.Values{"in": {commune.Code}}
	}
	return fmt.Sprintf("%s#map=%d/%.6f/%.6f&e=%s", withQuery("/", around), zoom, e.Place.Lat, e.Place.Lon, e.ID)
}

// hiddenFromMost reports whether only a few see the element.
func (e Element) hiddenFromMost() bool { return e.Status == "draft" || e.Status == "archived" }

// Lon and Lat are the coordinates of the place, 0 without one.
func (e Element) Lon() float64 { return e.place().Lon }

// Lat is the latitude of the place, 0 without one.
func (e Element) Lat() float64 { return e.place().Lat }

// Coordinates writes its latitude and longitude as people look for them, to a
// millionth of a degree: a tenth of a metre.
func (e Element) Coordinates() string {
	degrees := func(value float64) string { return strconv.FormatFloat(math.Round(value*1e6)/1e6, 'f', -1, 64) }
	return degrees(e.Lat()) + ", " + degrees(e.Lon())
}

func (e Element) place() Place {
	if e.Place == nil {
		return Place{}
	}
	return *e.Place
}

// Commune is the one that the element is in, nil when it is not known.
func (e Element) Commune() *Territory {
	for i, territory := range e.Territories {
		if territory.Level == "commune" {
			return &e.Territories[i]
		}
	}
	return nil
}

// FollowPath is the path of the page on which somebody follows the territory.
func (t Territory) FollowPath() string { return Follow{What: "in:" + t.Code}.Path() }

// NewHerePath is the path of the page on which something else is referenced at the
// same place.
func (e Element) NewHerePath() string {
	if e.Place == nil {
		return NewPath
	}
	here := url.Values{"lat": {strconv.FormatFloat(e.Place.Lat, 'f', 6, 64)}, "lon": {strconv.FormatFloat(e.Place.Lon, 'f', 6, 64)}}
	return withQuery(NewPath, here)
}

// schemaTypes are the types of schema.org, by kind.
var schemaTypes = map[string]string{
	"person": "Person", "organization": "Organization", "project": "Project",
	"event": "Event", "place": "Place", "classified": "Offer",
}

// linkedData describes the element with schema.org's words.
func (e Element) linkedData(address string) map[string]any {
	kind := schemaTypes[e.Kind]
	if e.Offer != nil && e.Offer.Intent == "need" {
		kind = "Demand"
	}
	data := map[string]any{"@context": "https://schema.org", "@type": kind, "name": e.Name}
	set := func(name, value string) {
		if value != "" {
			data[name] = value
		}
	}
	set("@id", address)
	set("description", e.Summary)
	set("url", e.Website)
	set("license", e.License)
	if len(e.SameAs) > 0 {
		data["sameAs"] = e.SameAs
	}
	switch e.Kind {
	case "place", "organization", "person":
		set("email", e.Email)
		set("telephone", e.Phone)
	}
	e.locate(data)
	e.plan(data)
	return data
}

// locate says where: a place is there, anything else has a location.
func (e Element) locate(data map[string]any) {
	where := map[string]any{}
	if e.Address != (Address{}) {
		address := map[string]any{"@type": "PostalAddress"}
		for name, value := range map[string]string{
			"streetAddress": e.Address.Street, "postalCode": e.Address.PostalCode,
			"addressLocality": e.Address.Locality, "addressCountry": e.Address.Country,
		} {
			if value != "" {
				address[name] = value
			}
		}
		where["address"] = address
	}
	if e.Place != nil {
		where["geo"] = map[string]any{"@type": "GeoCoordinates", "longitude": e.Place.Lon, "latitude": e.Place.Lat}
	}
	switch e.Kind {
	case "place":
		if openings := e.Hours.openings(); openings != nil {
			data["openingHoursSpecification"] = openings
		}
		for name, value := range where {
			data[name] = value
		}
	case "person", "organization":
		if address, ok := where["address"]; ok {
			data["address"] = address
		}
		if openings := e.Hours.openings(); openings != nil {
			data["location"] = map[string]any{"@type": "Place", "name": e.Name, "openingHoursSpecification": openings}
		}
	case "event":
		if len(where) > 0 {
			where["@type"] = "Place"
			if lines := e.AddressLines(); len(lines) > 0 {
				where["name"] = joinNonEmpty(", ", lines...)
			}
			data["location"] = where
		}
	}
}

// plan says when an event takes place: its first slot, with its zone.
func (e Element) plan(data map[string]any) {
	if e.Event == nil {
		return
	}
	statuses := map[string]string{"postponed": "EventPostponed", "cancelled": "EventCancelled", "scheduled": "EventScheduled"}
	if status, ok := statuses[e.Event.Status]; ok {
		data["eventStatus"] = "https://schema.org/" + status
	}
	zone, err := time.LoadLocation(e.Event.Zone)
	if err != nil || len(e.Event.Slots) == 0 {
		return
	}
	first := e.Event.Slots[0]
	for name, value := range map[string]string{"startDate": first.Start, "endDate": first.End} {
		if at, err := time.ParseInLocation(slotLayout, value, zone); err == nil {
			data[name] = at.Format(time.RFC3339)
		}
	}
}
