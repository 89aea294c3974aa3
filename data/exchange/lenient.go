package exchange

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"maillage/data"
	"maillage/geo"
)

// warnings collects what had to be left out of a record.
type warnings struct{ list []string }

func (w *warnings) add(field, format string, args ...any) {
	w.list = append(w.list, field+": "+fmt.Sprintf(format, args...))
}

// makeLenient repairs what is optional in e, or leaves it out with a warning, so
// that only what an element cannot do without makes it refused.
func makeLenient(e *data.Element, w *warnings) {
	e.Name = w.line("name", e.Name, data.MaxName)
	e.Type = w.line("type", e.Type, data.MaxShortText)
	e.Summary = w.text("summary", e.Summary, data.MaxSummary)
	e.Description = w.text("description", e.Description, data.MaxDescription)
	e.Tags = w.tags(e.Tags)
	e.Website = w.website("website", e.Website)
	e.Email = w.email(e.Email)
	e.Phone = w.line("phone", e.Phone, data.MaxPhone)
	e.OpeningHours = w.text("openingHours", e.OpeningHours, data.MaxShortText)
	e.Source.URL = w.website("source.url", e.Source.URL)
	w.address(&e.Address)
	if e.RevealsHome() {
		w.add("geometry", "a person is shown in their commune, and the precision does not say %s: left out", data.PrecisionCommune)
		e.Geometry = geo.Geometry{}
	}
	var pages []string
	for _, page := range e.SameAs {
		if page = w.website("sameAs", page); page != "" {
			pages = append(pages, page)
		}
	}
	e.SameAs = pages
}

// text returns s without characters that no text should hold, cut to most
// characters.
func (w *warnings) text(field, s string, most int) string {
	clean := strings.Map(printable, strings.ToValidUTF8(s, ""))
	if len(clean) != len(s) && utf8.RuneCountInString(s) != utf8.RuneCountInString(strings.Map(lasting, s)) {
		w.add(field, "holds invisible control characters, left out")
	}
	return w.cut(field, strings.TrimSpace(clean), most)
}

// line is text on one line.
func (w *warnings) line(field, s string, most int) string {
	if strings.ContainsAny(s, "\r\n\t") {
		s = oneLine.ReplaceAllString(s, " ")
	}
	return w.text(field, s, most)
}

var oneLine = regexp.MustCompile(`[ \t]*[\r\n\t][ \r\n\t]*`)

func (w *warnings) cut(field, s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	w.add(field, "is longer than %d characters, cut there", most)
	return strings.TrimSpace(string([]rune(s)[:most]))
}

// printable maps a character to the one meant, or to none.
func printable(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7f, r == '\n', r == '\r', r == '\t':
		return r
	case r >= 0x80 && r <= 0x9f: // Windows-1252 taken for Latin-1 on its way
		if meant := charmap.Windows1252.DecodeByte(byte(r)); meant > 0x9f && meant != utf8.RuneError {
			return meant
		}
		return -1
	case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
		return -1
	case r == '\u00ad' || r == '\u200b' || r == '\ufeff': // hints to typesetters, noise to a search
		return -1
	}
	return r
}

// lasting drops the characters whose loss is worth a warning.
func lasting(r rune) rune {
	if r == '\u00ad' || r == '\u200b' || r == '\ufeff' {
		return r
	}
	return printable(r)
}

// tags keeps the tags that have a key, each once.
func (w *warnings) tags(tags []string) []string {
	var kept []string
	seen := map[string]bool{}
	for i, tag := range tags {
		field := fmt.Sprintf("tags[%d]", i)
		tag = w.line(field, tag, data.MaxTag)
		key := data.TagKey(tag)
		switch {
		case key == "":
			w.add(field, "%q has no letter or digit, left out", tag)
		case seen[key]:
		case len(kept) == data.MaxTags:
			w.add("tags", "more than %d, the others are left out", data.MaxTags)
			return kept
		default:
			seen[key] = true
			kept = append(kept, tag)
		}
	}
	return kept
}

// bareHost is a web address that lacks its scheme: "www.example.org/page".
var bareHost = regexp.MustCompile(`^([\pL\pN][\pL\pN-]*\.)+\pL{2,}(:[0-9]+)?([/?#][^\s]*)?$`)

func (w *warnings) website(field, s string) string {
	s = strings.TrimSpace(s)
	if bareHost.MatchString(s) {
		s = "https://" + s
	}
	if s == "" || len(s) <= data.MaxWebAddress && data.IsWebAddress(s) && strings.Map(printable, s) == s {
		return s
	}
	w.add(field, "%q is not a web address, left out", shortened(s))
	return ""
}

func (w *warnings) email(s string) string {
	s = strings.TrimSpace(s)
	// The rule is data's: ask it about an element that has nothing else to refuse.
	probe := data.Element{Kind: data.KindPlace, Name: "probe", Email: s}
	if probe.Validate() == nil {
		return s
	}
	w.add("email", "%q is not an e-mail address, left out", shortened(s))
	return ""
}

func (w *warnings) address(a *data.Address) {
	if strings.ContainsAny(a.Street, "\r\n") {
		a.Street = brokenLine.ReplaceAllString(strings.TrimSpace(a.Street), ", ")
	}
	a.Street = w.line("address.streetAddress", a.Street, data.MaxShortText)
	a.PostalCode = w.line("address.postalCode", a.PostalCode, data.MaxPostalCode)
	a.Locality = w.line("address.addressLocality", a.Locality, data.MaxLocality)
	country := strings.ToUpper(strings.TrimSpace(a.Country))
	if country != "" && !data.IsCountryCode(country) {
		w.add("address.addressCountry", "%q is not a country code of two letters, left out", shortened(a.Country))
		country = ""
	}
	a.Country = country
}

var brokenLine = regexp.MustCompile(`[\s,]*[\r\n]+\s*`)

// shortened returns the beginning of a value for a message.
func shortened(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}
