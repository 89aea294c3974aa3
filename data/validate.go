package data

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Limits of an element's fields, in characters where they are texts.
const (
	MaxName        = 300
	MaxSummary     = 500
	MaxDescription = 20_000
	MaxShortText   = 500 // a street, a type, a link, an opening hour...
	MaxWebAddress  = 2000
	MaxPhone       = 50
	MaxPostalCode  = 20
	MaxLocality    = 200
	MaxTags        = 100
	MaxTag         = 500
	MaxList        = 50  // images, links, other pages, external ids...
	MaxWord        = 50  // a link's rel, an offer's unit
	MaxKey         = 100 // a key of externalIds or accessibility, a role
)

// ErrInvalid marks a value that breaks a rule.
var ErrInvalid = errors.New("invalid")

// Validate returns nil, or every broken rule as joined [*FieldError]s.
func (e *Element) Validate() error {
	c := &checker{}
	oneOf(c, "kind", e.Kind, Kinds)
	c.required("name", e.Name)
	c.visible("name", e.Name)
	c.line("name", e.Name, MaxName)
	c.line("type", e.Type, MaxShortText)
	c.line("slug", e.Slug, MaxShortText)
	c.text("summary", e.Summary, MaxSummary)
	c.text("description", e.Description, MaxDescription)
	c.tags(e.Tags)
	c.address(e.Address)
	optionalOneOf(c, "precision", e.Precision, Precisions)
	c.home(e)
	c.web("website", e.Website)
	c.email(e.Email)
	c.line("phone", e.Phone, MaxPhone)
	c.text("openingHours", e.OpeningHours, MaxShortText)
	c.count("sameAs", len(e.SameAs), MaxList)
	for i, page := range e.SameAs {
		c.web(fmt.Sprintf("sameAs[%d]", i), page)
	}
	c.images(e)
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
	return errors.Join(c.err(), e.ValidateInstants())
}

// checker collects broken rules.
type checker struct{ errs []error }

// refuse notes that a field breaks a rule, whose sentence names facts: pairs of a
// name and a value.
func (c *checker) refuse(field, rule string, pairs ...any) {
	broken := &FieldError{Field: field, Rule: rule}
	for i := 0; i < len(pairs); i += 2 {
		if broken.Facts == nil {
			broken.Facts = Facts{}
		}
		broken.Facts[pairs[i].(string)] = pairs[i+1]
	}
	c.errs = append(c.errs, broken)
}

// home refuses what tells where a person lives more finely than their commune.
func (c *checker) home(e *Element) {
	if e.placeRevealsHome() {
		c.refuse("geometry", "home_place")
	}
	if e.streetRevealsHome() {
		c.refuse("address.streetAddress", "home_street")
	}
}

func (c *checker) count(field string, n, most int) {
	if n > most {
		c.refuse(field, "many", "count", n, "most", most)
	}
}

func (c *checker) tags(tags []string) {
	c.count("tags", len(tags), MaxTags)
	for i, tag := range tags {
		field := "tags[" + strconv.Itoa(i) + "]"
		c.line(field, tag, MaxTag)
		if !hasLatin(tag) && TagKey(tag) == "" {
			c.refuse(field, "tag")
		}
	}
}

func (c *checker) address(a Address) {
	c.line("address.streetAddress", a.Street, MaxShortText)
	c.line("address.postalCode", a.PostalCode, MaxPostalCode)
	c.line("address.addressLocality", a.Locality, MaxLocality)
	c.line("address.commune", a.Commune, 20)
	if a.Country != "" && !IsCountryCode(a.Country) {
		c.refuse("address.addressCountry", "country", "value", truncate(a.Country, 100))
	}
}

// IsCountryCode reports whether s is written as ISO 3166-1 alpha-2 codes are,
// two capital letters; whether there is such a country is not asked.
func IsCountryCode(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

func (c *checker) web(field, address string) {
	if address == "" {
		return
	}
	c.line(field, address, MaxWebAddress)
	if !IsWebAddress(address) {
		c.refuse(field, "web", "value", truncate(address, 100))
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
	if isPlainMail(address) {
		return
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > 254 {
		c.refuse("email", "email", "value", truncate(address, 100))
	}
}

// isPlainMail reports whether s is a mail address of letters, digits and hyphens
// with single points between, which needs no closer look.
func isPlainMail(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	return ok && len(s) <= 254 && isDotted(local) && isDotted(host)
}

func isDotted(s string) bool {
	before := byte('.')
	for i := range len(s) {
		c := s[i]
		if c == '.' && before == '.' || c != '.' && c != '-' && !hasLatin(s[i:i+1]) {
			return false
		}
		before = c
	}
	return before != '.'
}

func (c *checker) images(e *Element) {
	c.count("image", len(e.Image), MaxList)
	for i, image := range e.Image {
		field := fmt.Sprintf("image[%d].", i)
		switch {
		case image.Photo == "":
			c.required(field+"url", image.URL)
			c.web(field+"url", image.URL)
		case !IsPhotoHash(image.Photo):
			c.refuse(field+"photo", "photo", "value", truncate(image.Photo, 100))
		case e.Status == StatusPublished || e.Status == "":
			c.caption(field, image)
		}
		c.text(field+"caption", image.Caption, MaxShortText)
		c.line(field+"creditText", image.Credit, MaxShortText)
		c.line(field+"license", image.License, MaxShortText)
	}
}

// caption asks that a photo says what it shows to who cannot see it, before
// anybody else reads the element.
func (c *checker) caption(field string, image Image) {
	if strings.TrimSpace(image.Caption) == "" {
		c.refuse(field+"caption", "photo_caption")
	}
}

func (c *checker) links(links []Link) {
	c.count("links", len(links), MaxList)
	for i, link := range links {
		field := fmt.Sprintf("links[%d].", i)
		c.required(field+"rel", link.Rel)
		c.line(field+"rel", link.Rel, MaxWord)
		if link.Target.IsZero() {
			c.refuse(field+"target", "missing")
		}
		c.count(field+"roles", len(link.Roles), MaxList)
		for _, role := range link.Roles {
			c.line(field+"roles", role, MaxKey)
		}
	}
}

func (c *checker) pairs(field string, pairs map[string]string) {
	c.count(field, len(pairs), MaxList)
	for key, value := range pairs {
		c.line(field, key, MaxKey)
		c.line(field+"."+truncate(key, 100), value, MaxShortText)
	}
}

// oneOf checks a closed set of words.
func oneOf[T ~string](c *checker, field string, value T, allowed []T) {
	if !slices.Contains(allowed, value) {
		words := make([]string, len(allowed))
		for i, word := range allowed {
			words[i] = string(word)
		}
		c.refuse(field, "choice", "value", truncate(string(value), 100), "choices", strings.Join(words, ", "))
	}
}

func optionalOneOf[T ~string](c *checker, field string, value T, allowed []T) {
	if value != "" {
		oneOf(c, field, value, allowed)
	}
}

func (c *checker) err() error { return errors.Join(c.errs...) }
