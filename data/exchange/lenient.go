package exchange

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"maillage/data"
	"maillage/data/hours"
)

// warnings collects what had to be left out of a record.
type warnings struct{ list []string }

func (w *warnings) add(field, format string, args ...any) {
	w.list = append(w.list, field+": "+fmt.Sprintf(format, args...))
}

// makeLenient repairs what is optional in e, or leaves it out with a warning, so
// that only what an element cannot do without makes it refused. It returns what
// [data.Element.Validate] says then.
func makeLenient(e *data.Element, w *warnings) error {
	w.texts(e)
	w.addresses(e)
	w.hours(e.OpeningHours)
	e.Tags = w.tags(e.Tags)
	e.SameAs = cutList(w, "sameAs", e.SameAs)
	e.Image = cutList(w, "image", e.Image)
	e.Links = cutList(w, "links", e.Links)
	for i := range e.Links {
		e.Links[i].Roles = cutList(w, fmt.Sprintf("links[%d].roles", i), e.Links[i].Roles)
	}
	e.ExternalIDs = w.pairs("externalIds", e.ExternalIDs)
	e.Accessibility = w.pairs("accessibility", e.Accessibility)
	err := e.Validate()
	if err != nil {
		w.leaveOut(e, err)
	}
	dropEmpty(e)
	if err != nil {
		err = e.Validate()
	}
	return err
}

// texts cleans the texts of e that are no addresses of pages or of mail.
func (w *warnings) texts(e *data.Element) {
	line := func(field string, s *string, most int) { *s = w.line(field, *s, most) }
	text := func(field string, s *string, most int) { *s = w.text(field, *s, most) }
	line("name", &e.Name, data.MaxName)
	line("type", &e.Type, data.MaxShortText)
	text("summary", &e.Summary, data.MaxSummary)
	text("description", &e.Description, data.MaxDescription)
	line("phone", &e.Phone, data.MaxPhone)
	text("openingHours", &e.OpeningHours, data.MaxShortText)
	line("license", &e.License, data.MaxShortText)
	w.source(&e.Source)
	line("source.license", &e.Source.License, data.MaxShortText)
	if !isClean(e.Address.Street, false) {
		e.Address.Street = brokenLine.ReplaceAllString(strings.TrimSpace(e.Address.Street), ", ")
	}
	line("address.streetAddress", &e.Address.Street, data.MaxShortText)
	line("address.postalCode", &e.Address.PostalCode, data.MaxPostalCode)
	line("address.addressLocality", &e.Address.Locality, data.MaxLocality)
	for i := range e.Image {
		field, image := fmt.Sprintf("image[%d].", i), &e.Image[i]
		text(field+"caption", &image.Caption, data.MaxShortText)
		line(field+"creditText", &image.Credit, data.MaxShortText)
		line(field+"license", &image.License, data.MaxShortText)
	}
	for i := range e.Links {
		field, link := fmt.Sprintf("links[%d].", i), &e.Links[i]
		line(field+"rel", &link.Rel, data.MaxWord)
		for j := range link.Roles {
			line(field+"roles", &link.Roles[j], data.MaxKey)
		}
	}
	if e.Offer != nil {
		line("offer.unit", &e.Offer.Unit, data.MaxWord)
	}
}

// hours warns of opening hours that are kept as text because they cannot be read.
func (w *warnings) hours(text string) {
	if text == "" {
		return
	}
	if _, err := hours.Parse(text); err != nil {
		w.add("openingHours", "kept as text: %v", err)
	}
}

// source cleans what a record is known by when it comes again.
func (w *warnings) source(s *data.Source) {
	s.Name = w.line("source.name", s.Name, data.MaxShortText)
	s.ID = w.line("source.id", s.ID, data.MaxShortText)
}

// addresses brings the addresses of e to their usual form, those of pages above all.
func (w *warnings) addresses(e *data.Element) {
	e.Website, e.Source.URL = webAddress(e.Website), webAddress(e.Source.URL)
	for i := range e.SameAs {
		e.SameAs[i] = webAddress(e.SameAs[i])
	}
	for i := range e.Image {
		e.Image[i].URL = webAddress(e.Image[i].URL)
	}
	e.Email = strings.TrimSpace(e.Email)
	e.Address.Country = strings.ToUpper(strings.TrimSpace(e.Address.Country))
}

// bareHost is a web address that lacks its scheme: "www.example.org/page".
var bareHost = regexp.MustCompile(`^([\pL\pN][\pL\pN-]*\.)+\pL{2,}(:[0-9]+)?([/?#][^\s]*)?$`)

func webAddress(s string) string {
	if strings.HasPrefix(s, "http") && strings.Contains(s, "://") && isClean(s, false) {
		return s
	}
	s = strings.TrimSpace(meant.Replace(s))
	if bareHost.MatchString(s) {
		s = "https://" + s
	}
	return s
}

// meant drops hints to typesetters, noise to a search, and makes Unicode's own
// ends of lines and paragraphs the usual ones.
var meant = strings.NewReplacer("\u00ad", "", "\u200b", "", "\ufeff", "", "\u2028", "\n", "\u2029", "\n")

// text returns s without characters that no text should hold, cut to most
// characters.
func (w *warnings) text(field, s string, most int) string {
	if len(s) <= most && isClean(s, true) {
		return s
	}
	s = meant.Replace(strings.ToValidUTF8(s, ""))
	clean := strings.Map(printable, s)
	if len(clean) != len(s) && utf8.RuneCountInString(clean) != utf8.RuneCountInString(s) {
		w.add(field, "holds invisible control characters, left out")
	}
	return w.cut(field, strings.TrimSpace(clean), most)
}

// isClean reports whether s is a text that needs no cleaning, for sure: of letters
// and signs that most texts in Latin letters are made of, without spaces around. It
// has ends of lines only if those are taken.
func isClean(s string, takesLines bool) bool {
	if s == "" {
		return true
	}
	if s[0] <= ' ' || s[len(s)-1] <= ' ' {
		return false
	}
	for i, r := range s {
		switch {
		case r >= ' ' && r <= '~', r > '\u00ad' && r < '\u0300', r >= '\u2010' && r <= '\u2027', r == '€':
		case r > '\u00a0' && r < '\u00ad', r == '\n' && takesLines:
		case r == '\u00a0' && i > 0 && i+len("\u00a0") < len(s): // in the middle
		default:
			return false
		}
	}
	return true
}

// line is text on one line.
func (w *warnings) line(field, s string, most int) string {
	if len(s) <= most && isClean(s, false) {
		return s
	}
	if strings.ContainsAny(s, "\r\n\t\u2028\u2029") {
		s = oneLine.ReplaceAllString(s, " ")
	}
	return w.text(field, s, most)
}

var (
	oneLine    = regexp.MustCompile(`[ \t]*[\r\n\t\x{2028}\x{2029}][ \r\n\t\x{2028}\x{2029}]*`)
	brokenLine = regexp.MustCompile(`[\s,]*[\r\n\x{2028}\x{2029}]+\s*`)
)

func (w *warnings) cut(field, s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	w.add(field, "is longer than %d characters, cut there", most)
	return strings.TrimSpace(string([]rune(s)[:most]))
}

// printable maps a character to the one meant, or to none.
func printable(r rune) rune {
	if r >= 0x80 && r <= 0x9f { // Windows-1252 taken for Latin-1 on its way
		if meant := charmap.Windows1252.DecodeByte(byte(r)); meant > 0x9f && meant != utf8.RuneError {
			return meant
		}
	}
	if data.IsForbidden(r) {
		return -1
	}
	return r
}

// cutList returns the first entries of a list, as many as an element takes.
func cutList[T any](w *warnings, field string, list []T) []T {
	if len(list) <= data.MaxList {
		return list
	}
	w.add(field, "has more than %d entries, the others are left out", data.MaxList)
	return list[:data.MaxList]
}

// pairs cleans keys and values, and keeps the first pairs in the order of their keys.
func (w *warnings) pairs(field string, pairs map[string]string) map[string]string {
	if len(pairs) == 0 {
		return pairs
	}
	clean := map[string]string{}
	for _, key := range cutList(w, field, slices.Sorted(maps.Keys(pairs))) {
		name := w.line(field, key, data.MaxKey)
		if _, taken := clean[name]; taken || name == "" {
			w.add(field, "the key %q is empty or there twice, left out", shortened(name))
			continue
		}
		clean[name] = w.line(field+"."+name, pairs[key], data.MaxShortText)
	}
	return clean
}

// tags keeps the tags that have a key, each once.
func (w *warnings) tags(tags []string) []string {
	var kept []string
	seen := map[string]bool{}
	for i, tag := range tags {
		field := "tags[" + strconv.Itoa(i) + "]"
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

// shortened returns the beginning of a value for a message.
func shortened(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}
