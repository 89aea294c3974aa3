package data

import (
	"slices"

	"maillage/geo"
)

// Likeness is a reason to think that two elements are one.
type Likeness string

// The reasons, the surest first.
const (
	SameSIRET   Likeness = "siret"
	SameRNA     Likeness = "rna"
	SameOSM     Likeness = "osm"
	SamePhone   Likeness = "phone"
	SameWebsite Likeness = "website"
	NearAndLike Likeness = "near" // near each other, with similar names
)

// Likenesses lists every reason.
var Likenesses = []Likeness{SameSIRET, SameRNA, SameOSM, SamePhone, SameWebsite, NearAndLike}

// Distances within which elements with similar names are probably one, in metres.
const (
	NearMeters        = 150
	NearCommuneMeters = 1000 // where the place of either is known no finer than its commune
	spotMeters        = 30   // where names that many share are enough
	branchMeters      = 30_000
)

// Alike returns why two elements are probably one, the surest reason first; none
// when they probably are two. They must be of the same family of kinds; persons
// and classifieds are never one. Events are one only on the same dates. Then the
// same identifier is a reason (see [Element.Identifiers]), a website or a telephone
// number unless their places are as far apart as the branches of one body; and so
// are similar names
// near each other, see [ComparedName.Similar]; without a place, in the same
// commune, as g tells.
func Alike(a, b *Element, g *geo.Gazetteer) []Likeness {
	if family := familyOf(a.Kind); family == "" || family != familyOf(b.Kind) {
		return nil
	}
	if a.Kind == KindEvent && !shareDates(a.Schedule, b.Schedule) {
		return nil
	}
	reasons := sameIdentifiers(a, b)
	if nearAndLike(a, b, g) {
		reasons = append(reasons, NearAndLike)
	}
	return reasons
}

// familyOf returns what kinds have in common that describe the same things; empty
// for those that are never compared.
func familyOf(k Kind) string {
	switch k {
	case KindOrganization, KindPlace: // the garden and the association that keeps it are told as either
		return "place"
	case KindProject, KindEvent:
		return string(k)
	}
	return ""
}

// KindsAlike lists the kinds that describe the same things as k, itself included;
// none where nothing is compared.
func KindsAlike(k Kind) []Kind {
	var alike []Kind
	for _, other := range Kinds {
		if familyOf(k) != "" && familyOf(other) == familyOf(k) {
			alike = append(alike, other)
		}
	}
	return alike
}

// sameIdentifiers returns which sorts of identifiers two elements have in common.
func sameIdentifiers(a, b *Element) []Likeness {
	var reasons []Likeness
	for _, register := range Registers {
		id := register.Identifier(a.ExternalIDs[string(register)])
		if id != "" && id == register.Identifier(b.ExternalIDs[string(register)]) {
			reasons = append(reasons, Likeness(register))
		}
	}
	if !a.Geometry.IsZero() && !b.Geometry.IsZero() &&
		a.Geometry.Representative().DistanceMeters(b.Geometry.Representative()) > branchMeters {
		return reasons
	}
	others := PhoneIdentifiers(b.Phone, b.Address.Country)
	for _, phone := range PhoneIdentifiers(a.Phone, a.Address.Country) {
		if slices.Contains(others, phone) {
			reasons = append(reasons, SamePhone)
			break
		}
	}
	if sameWebsite(a.Website, b.Website) {
		reasons = append(reasons, SameWebsite)
	}
	return reasons
}

// sameWebsite reports whether two addresses are of the same site. The sheets of a
// directory, which only their queries tell apart, are not.
func sameWebsite(a, b string) bool {
	host, path, page := websiteParts(a)
	otherHost, otherPath, otherPage := websiteParts(b)
	return host != "" && host == otherHost && path == otherPath && (page == otherPage || page == "" || otherPage == "")
}

func nearAndLike(a, b *Element, g *geo.Gazetteer) bool {
	meters, together := apart(a, b, g)
	if !together {
		return false
	}
	towns := []string{a.Address.Locality, b.Address.Locality}
	for _, e := range []*Element{a, b} {
		if commune := communeOf(e, g); commune != nil {
			towns = append(towns, commune.Name)
		}
	}
	switch CompareName(a.Name, towns...).Similar(CompareName(b.Name, towns...)) {
	case SimilarNames:
		return true
	case SharedWords:
		return meters <= spotMeters
	}
	return false
}

// apart returns how many metres two elements are from each other, and whether that
// is little enough for two that are one; without a place, those in one commune are
// together, and farther than any spot.
func apart(a, b *Element, g *geo.Gazetteer) (meters float64, together bool) {
	if a.Geometry.IsZero() || b.Geometry.IsZero() {
		commune, other := communeOf(a, g), communeOf(b, g)
		return NearCommuneMeters, commune != nil && other != nil && commune.Code == other.Code
	}
	most := float64(NearMeters)
	if a.Precision == PrecisionCommune || b.Precision == PrecisionCommune {
		most = NearCommuneMeters
	}
	p, q := a.Geometry.Representative(), b.Geometry.Representative()
	meters = p.DistanceMeters(q)
	if !a.Geometry.IsPoint() && a.Geometry.Intersects(geo.Around(q, NearMeters)) || !b.Geometry.IsPoint() && b.Geometry.Intersects(geo.Around(p, NearMeters)) {
		meters = min(meters, NearMeters) // the middle of a park is far from its gate
	}
	return meters, meters <= most
}

// communeOf returns the commune that e lies in, nil when it is not known.
func communeOf(e *Element, g *geo.Gazetteer) *geo.Territory {
	for _, t := range TerritoriesOf(e, g) {
		if t.Level == geo.LevelCommune {
			return t
		}
	}
	return nil
}

// shareDates reports whether two schedules have a day in common. One that is not
// known has none.
func shareDates(a, b *Schedule) bool {
	if a == nil || b == nil {
		return false
	}
	for _, slot := range a.Slots {
		first, last := slot.days()
		for _, other := range b.Slots {
			if otherFirst, otherLast := other.days(); first != "" && otherFirst != "" && first <= otherLast && otherFirst <= last {
				return true
			}
		}
	}
	return false
}

// days returns the first and the last day of a slot, as 2026-05-23; empty when they
// cannot be read.
func (s Slot) days() (first, last string) {
	const length = len("2026-05-23")
	if len(s.Start) < length {
		return "", ""
	}
	first = s.Start[:length]
	if len(s.End) >= length {
		return first, max(first, s.End[:length])
	}
	return first, first
}
