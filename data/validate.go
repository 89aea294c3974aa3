package data

import (
	"errors"
	"fmt"
	"math"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of an element's fields, in characters where they are texts.
const (
	MaxName        = 300
	MaxSummary     = 500
	MaxDescription = 20_000
	MaxShortText   = 500 // a street, a type, a link, an opening hour...
	MaxTags        = 100
	MaxTag         = 500
	MaxList        = 50 // images, links, other pages, external ids...
)

// ErrInvalid marks a value that breaks a rule.
var ErrInvalid = errors.New("invalid")

// FieldError says which field of a value is wrong and why, in words for the
// person who wrote it. It unwraps to [ErrInvalid].
type FieldError struct {
	Field  string // the JSON name: "name", "tags[3]", "address.postalCode"
	Reason string
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Reason }
func (e *FieldError) Unwrap() error { return ErrInvalid }

// Validate returns nil, or every broken rule as joined [*FieldError]s.
func (e *Element) Validate() error {
	c := &checker{}
	oneOf(c, "kind", e.Kind, Kinds)
	c.required("name", e.Name)
	c.line("name", e.Name, MaxName)
	c.line("type", e.Type, MaxShortText)
	c.line("slug", e.Slug, MaxShortText)
	c.text("summary", e.Summary, MaxSummary)
	c.text("description", e.Description, MaxDescription)
	c.tags(e.Tags)
	c.address(e.Address)
	optionalOneOf(c, "precision", e.Precision, Precisions)
	c.web("website", e.Website)
	c.email(e.Email)
	c.line("phone", e.Phone, 50)
	c.text("openingHours", e.OpeningHours, MaxShortText)
	c.count("sameAs", len(e.SameAs), MaxList)
	for i, page := range e.SameAs {
		c.web(fmt.Sprintf("sameAs[%d]", i), page)
	}
	c.images(e.Image)
	c.links(e.Links)
	c.pairs("accessibility", e.Accessibility)
	c.pairs("externalIds", e.ExternalIDs)
	c.line("source.name", e.Source.Name, MaxShortText)
	c.line("source.id", e.Source.ID, MaxShortText)
	c.web("source.url", e.Source.URL)
	c.line("source.license", e.Source.License, MaxShortText)
	c.line("license", e.License, MaxShortText)
	c.kindFields(e)
	optionalOneOf(c, "status", e.Status, Statuses)
	optionalOneOf(c, "visibility", e.Visibility, Visibilities)
	return errors.Join(errors.Join(c.errs...), e.ValidateInstants())
}

// checker collects broken rules.
type checker struct{ errs []error }

func (c *checker) refuse(field, format string, args ...any) {
	c.errs = append(c.errs, &FieldError{field, fmt.Sprintf(format, args...)})
}

func (c *checker) required(field, value string) {
	if strings.TrimSpace(value) == "" {
		c.refuse(field, "is missing")
	}
}

func (c *checker) count(field string, n, most int) {
	if n > most {
		c.refuse(field, "has %d entries, at most %d are taken", n, most)
	}
}

// text takes several lines, but no control characters and no characters that
// change the direction of the text around them (Unicode Bidi_Control), with
// which one name can be made to look like another.
func (c *checker) text(field, value string, most int) {
	if !utf8.ValidString(value) {
		c.refuse(field, "is not UTF-8 text")
		return
	}
	if n := utf8.RuneCountInString(value); n > most {
		c.refuse(field, "has %d characters, at most %d are taken", n, most)
	}
	for _, r := range value {
		if isForbidden(r) {
			c.refuse(field, "contains the invisible character U+%04X", r)
			return
		}
	}
}

func (c *checker) line(field, value string, most int) {
	c.text(field, value, most)
	if strings.ContainsAny(value, "\n\r\t") {
		c.refuse(field, "must be one line")
	}
}

func isForbidden(r rune) bool {
	if r < unicode.MaxASCII {
		return r < ' ' && r != '\n' && r != '\r' && r != '\t'
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

func (c *checker) tags(tags []string) {
	c.count("tags", len(tags), MaxTags)
	for i, tag := range tags {
		field := fmt.Sprintf("tags[%d]", i)
		c.line(field, tag, MaxTag)
		if TagKey(tag) == "" {
			c.refuse(field, "has no letter or digit")
		}
	}
}

func (c *checker) address(a Address) {
	c.line("address.streetAddress", a.Street, MaxShortText)
	c.line("address.postalCode", a.PostalCode, 20)
	c.line("address.addressLocality", a.Locality, 200)
	c.line("address.commune", a.Commune, 20)
	if a.Country != "" && !isCountryCode(a.Country) {
		c.refuse("address.addressCountry", "%q is not a country code of two capital letters, like FR", a.Country)
	}
}

func isCountryCode(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

func (c *checker) web(field, address string) {
	if address == "" {
		return
	}
	c.line(field, address, 2000)
	if !IsWebAddress(address) {
		c.refuse(field, "%q is not a web address: it starts with http:// or https:// and names a host", truncate(address, 100))
	}
}

// IsWebAddress reports whether s may stand as a link on a page: http or https,
// with a host that looks like one.
func IsWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") &&
		u.User == nil && strings.Contains(u.Hostname(), ".") && !strings.ContainsAny(s, " \"<>\\`")
}

func (c *checker) email(address string) {
	if address == "" {
		return
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > 254 {
		c.refuse("email", "%q is not an e-mail address", truncate(address, 100))
	}
}

func (c *checker) images(images []Image) {
	c.count("image", len(images), MaxList)
	for i, image := range images {
		field := fmt.Sprintf("image[%d].", i)
		c.required(field+"url", image.URL)
		c.web(field+"url", image.URL)
		c.text(field+"caption", image.Caption, MaxShortText)
		c.line(field+"creditText", image.Credit, MaxShortText)
		c.line(field+"license", image.License, MaxShortText)
	}
}

func (c *checker) links(links []Link) {
	c.count("links", len(links), MaxList)
	for i, link := range links {
		field := fmt.Sprintf("links[%d].", i)
		c.required(field+"rel", link.Rel)
		c.line(field+"rel", link.Rel, 50)
		if link.Target.IsZero() {
			c.refuse(field+"target", "is missing")
		}
		c.count(field+"roles", len(link.Roles), MaxList)
		for _, role := range link.Roles {
			c.line(field+"roles", role, 100)
		}
	}
}

func (c *checker) pairs(field string, pairs map[string]string) {
	c.count(field, len(pairs), MaxList)
	for key, value := range pairs {
		c.line(field, key, 100)
		c.line(field+"."+truncate(key, 100), value, MaxShortText)
	}
}

// kindFields checks the fields that only one kind has.
func (c *checker) kindFields(e *Element) {
	only := func(kind Kind, field string, present bool) {
		if present && e.Kind != kind {
			c.refuse(field, "only an element of kind %s has one", kind)
		}
	}
	only(KindEvent, "schedule", e.Schedule != nil)
	only(KindEvent, "eventStatus", e.EventStatus != "")
	only(KindEvent, "capacity", e.Capacity != 0)
	only(KindClassified, "offer", e.Offer != nil)
	only(KindProject, "progress", e.Progress != "")
	if e.Schedule != nil {
		c.schedule(e.Schedule)
	}
	optionalOneOf(c, "eventStatus", e.EventStatus, EventStatuses)
	if e.Capacity < 0 {
		c.refuse("capacity", "cannot be negative")
	}
	optionalOneOf(c, "progress", e.Progress, Stages)
	switch {
	case e.Offer != nil:
		c.offer(e.Offer)
	case e.Kind == KindClassified:
		c.refuse("offer", "is missing: a classified says what it offers or needs")
	}
}

func (c *checker) offer(o *Offer) {
	oneOf(c, "offer.intent", o.Intent, Intents)
	oneOf(c, "offer.basis", o.Basis, Bases)
	optionalOneOf(c, "offer.state", o.State, OfferStates)
	c.line("offer.unit", o.Unit, 50)
	if !(o.Price >= 0 && o.Price <= 1e12) || math.IsNaN(o.Price) {
		c.refuse("offer.price", "%v is not a price", o.Price)
	}
}

// slotLayout is the local wall time of a slot.
const slotLayout = "2006-01-02T15:04"

func (c *checker) schedule(s *Schedule) {
	if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "" || s.Zone == "Local" {
		c.refuse("schedule.timezone", "%q is not a time zone, like Europe/Paris", truncate(s.Zone, 100))
	}
	if len(s.Slots) == 0 {
		c.refuse("schedule.slots", "is empty: leave the schedule out when the dates are unknown")
	}
	c.count("schedule.slots", len(s.Slots), 800)
	for i, slot := range s.Slots {
		field := fmt.Sprintf("schedule.slots[%d]", i)
		start, err := time.Parse(slotLayout, slot.Start)
		if err != nil {
			c.refuse(field+".start", "%q is not a local time like 2026-05-23T19:00", truncate(slot.Start, 100))
			continue
		}
		if slot.End == "" {
			continue
		}
		end, err := time.Parse(slotLayout, slot.End)
		if err != nil {
			c.refuse(field+".end", "%q is not a local time like 2026-05-23T21:00", truncate(slot.End, 100))
		} else if end.Before(start) {
			c.refuse(field+".end", "is before its start")
		}
	}
}

// oneOf checks a closed set of words.
func oneOf[T ~string](c *checker, field string, value T, allowed []T) {
	if !slices.Contains(allowed, value) {
		words := make([]string, len(allowed))
		for i, word := range allowed {
			words[i] = string(word)
		}
		c.refuse(field, "%q is not one of %s", truncate(string(value), 100), strings.Join(words, ", "))
	}
}

func optionalOneOf[T ~string](c *checker, field string, value T, allowed []T) {
	if value != "" {
		oneOf(c, field, value, allowed)
	}
}
