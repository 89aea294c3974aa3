package data

import (
	"errors"
	"time"

	"maillage/geo"
)

// Profile is what somebody with an account says of themselves. Nobody else reads it
// unless they have chosen to be listed: then an element of kind person says the same.
type Profile struct {
	Summary     string   `json:"summary,omitempty"`
	Description string   `json:"description,omitempty"` // Markdown
	Tags        []string `json:"tags,omitempty"`        // what they like, what they can do
	Website     string   `json:"website,omitempty"`
	Commune     string   `json:"commune,omitempty"` // the code of the territory in which they are shown
	// Listed says that they have chosen to appear on the map.
	Listed bool `json:"listed,omitempty"`
	// TellsReferenced says that the page of their person leads to what they made known.
	TellsReferenced bool `json:"tellsReferenced,omitempty"`
	// Person is the element by which they are listed, zero for none.
	Person ID `json:"person,omitzero"`
}

// MaxOfOneself bounds the description of a profile, in characters.
const MaxOfOneself = 4000

// Element returns the person that somebody of a name is listed as: in a commune,
// at the point that stands for all of it, whoever lives where. Without a commune it
// has no place.
func (p *Profile) Element(name string, commune *geo.Territory) Element {
	e := Element{
		Kind: KindPerson, Name: name, Summary: p.Summary, Description: p.Description, Tags: p.Tags, Website: p.Website,
	}
	if commune != nil {
		e.Geometry, e.Precision = geo.PointGeometry(commune.Label), PrecisionCommune
		e.Address = Address{Locality: commune.Name, Commune: commune.Code}
	}
	return e
}

// Validate returns nil, or every broken rule as joined [*FieldError]s. commune is the
// territory that the profile names, nil when it is unknown.
func (p *Profile) Validate(commune *geo.Territory) error {
	c := &checker{}
	c.text("description", p.Description, MaxOfOneself)
	switch {
	case commune != nil && (commune.Level != geo.LevelCommune || commune.Code != p.Commune), commune == nil && p.Commune != "":
		c.refuse("address.addressLocality", "town_unknown", "value", truncate(p.Commune, 100))
	case p.Listed && commune == nil:
		c.refuse("address.addressLocality", "profile_town")
	}
	e := p.Element("x", commune) // its name is the account's
	all := c.err()
	for _, broken := range FieldErrors(e.Validate()) {
		if broken.Field != "description" || all == nil {
			all = errors.Join(all, broken)
		}
	}
	return all
}

// Unlisted returns what is left of the person of somebody who is listed no more, and
// whether they may be listed again: not when those who keep the instance took them
// off the map, and have not put them back.
func (e *Element) Unlisted(now time.Time) (left Element, mayReturn bool) {
	left = e.Emptied(now)
	if e.Status != StatusPublished {
		left.Status = StatusRejected
	}
	return left, left.Status != StatusRejected
}
