package web

import (
	"fmt"
	"strings"
	"time"
)

// memberLabels are the members of an element that the form has a label for.
var memberLabels = map[string]string{
	"type": "form_label_type", "name": "form_label_name", "summary": "form_label_summary", "description": "form_label_description",
	"tags": "form_label_tags", "geometry": "form_place", "precision": "form_label_precision", "website": "form_label_website",
	"email": "form_label_email", "phone": "form_label_phone", "sameAs": "form_label_sameAs", "openingHours": "form_label_hours",
	"image": "form_label_photo", "links": "form_label_link", "capacity": "form_label_capacity", "progress": "form_label_progress",
	"license": "form_label_license",
}

// member returns what a member of an element is called: as in the form, where it has it.
func (w *words) member(name string) string {
	if label, ok := memberLabels[name]; ok {
		return w.messages[label]
	}
	return w.value("member", name)
}

// Choice says one of a few values that a member of an element may have in words; what
// has none, as a text of people's own, stays as it is.
func (c *Catalogue) Choice(l Language, member, value string) string {
	w := c.words[l]
	switch member {
	case "kind":
		return w.value("kind", value)
	case "precision":
		return w.value("element_precision", value)
	case "eventStatus":
		return w.value("element", value)
	case "license":
		return w.license(value)
	case "progress":
		return w.value("progress", value)
	case "status":
		return w.value("state", value)
	case "visibility":
		return w.value("visibility", value)
	}
	return value
}

// Place says where a shape of GeoJSON's is, by a place on it.
func (c *Catalogue) Place(l Language, shape string, at Place) string {
	w := c.words[l]
	return strings.NewReplacer("{lat}", w.decimal(at.Lat, 6), "{lon}", w.decimal(at.Lon, 6)).Replace(w.value("shape", shape))
}

// Pair says a key and its value.
func (c *Catalogue) Pair(l Language, key, value string) string {
	w := c.words[l]
	if key == "wheelchair" {
		return w.value("wheelchair", value)
	}
	return fmt.Sprintf("%s = %s", key, value)
}

// Photo stands for a photo that has no caption.
func (c *Catalogue) Photo(l Language) string { return c.words[l].messages["history_photo"] }

// Link says what an element is tied to; a name that is empty is of what not everybody
// may see.
func (c *Catalogue) Link(l Language, relation, name string, roles []string) string {
	w := c.words[l]
	if name == "" {
		name = w.messages["history_link_hidden"]
	}
	label := w.value("link", relation)
	if label == relation {
		label = w.messages["link_other"]
	}
	tied := strings.NewReplacer("{label}", label, "{name}", name).Replace(w.messages["history_pair"])
	return joinNonEmpty(" · ", tied, strings.Join(roles, ", "))
}

// Slot says when something takes place.
func (c *Catalogue) Slot(l Language, slot Slot) (string, error) { return c.words[l].slot(slot) }

// Offer says what is proposed or looked for, a line each.
func (c *Catalogue) Offer(l Language, offer Offer) ([]string, error) {
	w := c.words[l]
	lines := []string{w.value("intent", offer.Intent), w.offer(offer)}
	if offer.ValidThrough.IsZero() {
		return lines, nil
	}
	date, err := w.date(offer.ValidThrough)
	if err != nil {
		return nil, err
	}
	until, err := w.text("offer_until", "date", date)
	return append(lines, until), err
}

// Days after which that somebody has verified an element is told in months, and after
// which it is told as what nobody has done again.
const (
	daysToMonths = 31
	daysToYears  = 365
)

// verified says how long ago somebody said that an element is still right; "" when
// nobody has.
func (w *words) verified(at, now time.Time) (string, error) {
	if at.IsZero() {
		return "", nil
	}
	switch days := int(now.Sub(at) / (24 * time.Hour)); {
	case days < 1:
		return w.text("verified_today")
	case days < daysToMonths:
		return w.count("verified_days", days)
	case days < daysToYears:
		return w.count("verified_months", min(days/30, 11))
	default:
		return w.count("unverified_years", days/daysToYears)
	}
}

// moment writes an instant with its hour, on the clock that it came with.
func (w *words) moment(t time.Time) (string, error) {
	local := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
	date, err := w.date(local)
	if err != nil {
		return "", err
	}
	clock := w.clock(local)
	if t.Location() == time.UTC {
		clock += " UTC"
	}
	return w.text("history_moment", "date", date, "time", clock)
}
