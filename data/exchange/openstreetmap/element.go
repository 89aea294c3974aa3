package openstreetmap

import (
	"fmt"
	"slices"
	"strings"

	"maillage/data"
)

// Keys are the tags of which an object must have one to be taken, the first that
// it has tells its type.
var Keys = []string{
	"amenity", "shop", "office", "craft", "leisure", "tourism", "club", "healthcare", "social_facility", "historic",
}

// wanted reports whether an object is to be an element.
func wanted(tags map[string]string) bool {
	return strings.TrimSpace(tags["name"]) != "" && slices.ContainsFunc(Keys, func(key string) bool { return tags[key] != "" && tags[key] != "no" })
}

// organizations are the offices that are bodies of people rather than places.
var organizations = map[string]bool{
	"association": true, "ngo": true, "charity": true, "cooperative": true, "foundation": true, "union": true,
	"political_party": true, "religion": true, "company": true,
}

// newElement makes an element of an object, without its place.
func newElement(o *object) data.Element {
	tags := o.tags
	e := data.Element{
		Kind:         data.KindPlace,
		Name:         tags["name"],
		Description:  firstOf(tags, "description:fr", "description"),
		Website:      firstOf(tags, "website", "contact:website", "url"),
		Email:        firstOf(tags, "email", "contact:email"),
		Phone:        firstOf(tags, "phone", "contact:phone"),
		OpeningHours: tags["opening_hours"],
		Address: data.Address{
			Street:     strings.TrimSpace(tags["addr:housenumber"] + " " + firstOf(tags, "addr:street", "addr:place")),
			PostalCode: tags["addr:postcode"], Locality: tags["addr:city"], Country: tags["addr:country"],
		},
		ExternalIDs: map[string]string{"osm": o.String()},
		Source: data.Source{
			Name: "OpenStreetMap", ID: o.String(), URL: "https://www.openstreetmap.org/" + o.String(), License: "ODbL-1.0",
		},
		License: "ODbL-1.0",
	}
	if firstOf(tags, "addr:street", "addr:place") == "" {
		e.Address.Street = ""
	}
	classify(&e, tags)
	identify(&e, tags)
	for _, key := range []string{"wheelchair", "toilets:wheelchair", "hearing_impaired", "tactile_paving"} {
		if tags[key] != "" {
			if e.Accessibility == nil {
				e.Accessibility = map[string]string{}
			}
			e.Accessibility[key] = tags[key]
		}
	}
	return e
}

// classify tells kind, type and tags.
func classify(e *data.Element, tags map[string]string) {
	for _, key := range Keys {
		value := tags[key]
		if value == "" || value == "no" {
			continue
		}
		for name := range strings.SplitSeq(value, ";") {
			name = strings.ReplaceAll(strings.TrimSpace(name), "_", " ")
			if name == "yes" {
				name = strings.ReplaceAll(key, "_", " ")
			}
			if e.Type == "" {
				e.Type = name
			} else if name != "" {
				e.Tags = append(e.Tags, name)
			}
		}
		if key == "club" || key == "office" && organizations[value] {
			e.Kind = data.KindOrganization
		}
	}
	for cuisine := range strings.SplitSeq(tags["cuisine"], ";") {
		if cuisine = strings.TrimSpace(cuisine); cuisine != "" {
			e.Tags = append(e.Tags, strings.ReplaceAll(cuisine, "_", " "))
		}
	}
	for _, key := range []string{"organic", "fair_trade", "second_hand", "bulk_purchase"} {
		if value := tags[key]; value == "yes" || value == "only" {
			e.Tags = append(e.Tags, strings.ReplaceAll(key, "_", " "))
		}
	}
}

// identify tells what else the thing is known by, and its other pages.
func identify(e *data.Element, tags map[string]string) {
	for key, name := range map[string]string{"wikidata": "wikidata", "ref:FR:SIRET": "siret", "ref:FR:RNA": "rna", "ref:FR:FINESS": "finess"} {
		if tags[key] != "" {
			e.ExternalIDs[name] = tags[key]
		}
	}
	if id := tags["wikidata"]; id != "" {
		e.SameAs = append(e.SameAs, "https://www.wikidata.org/wiki/"+id)
	}
	for _, network := range []string{"mastodon", "facebook", "instagram", "twitter", "youtube"} {
		if page := firstOf(tags, "contact:"+network, network); strings.HasPrefix(page, "http") {
			e.SameAs = append(e.SameAs, page)
		}
	}
	if language, title, ok := strings.Cut(tags["wikipedia"], ":"); ok && len(language) < 13 {
		e.SameAs = append(e.SameAs, fmt.Sprintf("https://%s.wikipedia.org/wiki/%s", language, strings.ReplaceAll(title, " ", "_")))
	}
}

func firstOf(tags map[string]string, keys ...string) string {
	for _, key := range keys {
		if tags[key] != "" {
			return tags[key]
		}
	}
	return ""
}
