package data

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// AppendDocument appends the JSON form of e to b: the same bytes that
// [json.Marshal] returns, in a fraction of the time. The error is that of
// json.Marshal: an instant that cannot be written, see [Element.ValidateInstants].
func (e *Element) AppendDocument(b []byte) ([]byte, error) {
	const others = 800 // bytes that its other members take, about
	w := documentWriter{b: append(slices.Grow(b, others+len(e.Summary)+len(e.Description)), '{')}
	w.id("id", e.ID)
	w.number("num", e.Num)
	w.member("kind")
	w.text(string(e.Kind))
	w.optional("type", e.Type)
	w.optional("slug", e.Slug)
	w.member("name")
	w.text(e.Name)
	w.optional("summary", e.Summary)
	w.optional("description", e.Description)
	w.list("tags", e.Tags)
	if !e.Geometry.IsZero() {
		w.member("geometry")
		w.b, w.err = e.Geometry.AppendJSON(w.b)
	}
	w.optional("precision", string(e.Precision))
	w.address(&e.Address)
	w.optional("website", e.Website)
	w.optional("email", e.Email)
	w.optional("phone", e.Phone)
	w.list("sameAs", e.SameAs)
	w.optional("openingHours", e.OpeningHours)
	w.rare("image", e.Image, len(e.Image) > 0)
	w.rare("accessibility", e.Accessibility, len(e.Accessibility) > 0)
	w.rare("links", e.Links, len(e.Links) > 0)
	w.rare("schedule", e.Schedule, e.Schedule != nil)
	w.optional("eventStatus", string(e.EventStatus))
	w.number("capacity", int64(e.Capacity))
	w.rare("offer", e.Offer, e.Offer != nil)
	w.optional("progress", string(e.Progress))
	w.rare("externalIds", e.ExternalIDs, len(e.ExternalIDs) > 0)
	w.source(&e.Source)
	w.optional("license", e.License)
	w.id("createdBy", e.CreatedBy)
	w.instant("createdAt", e.CreatedAt)
	w.id("updatedBy", e.UpdatedBy)
	w.instant("updatedAt", e.UpdatedAt)
	w.instant("verifiedAt", e.VerifiedAt)
	w.number("revision", int64(e.Revision))
	w.optional("status", string(e.Status))
	w.id("redirect", e.Redirect)
	w.optional("visibility", string(e.Visibility))
	if w.err != nil {
		if _, err := json.Marshal(e); err != nil {
			return b, err // says it in its own words
		}
		return b, w.err
	}
	return append(w.b, '}'), nil
}

// documentWriter writes the members of an object.
type documentWriter struct {
	b   []byte
	err error // the first one
}

func (w *documentWriter) member(name string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
}

func (w *documentWriter) text(s string) { w.b = AppendText(w.b, s) }

func (w *documentWriter) optional(name, s string) {
	if s != "" {
		w.member(name)
		w.text(s)
	}
}

func (w *documentWriter) number(name string, n int64) {
	if n != 0 {
		w.member(name)
		w.b = strconv.AppendInt(w.b, n, 10)
	}
}

func (w *documentWriter) id(name string, id ID) {
	if !id.IsZero() {
		w.member(name)
		w.text(id.String())
	}
}

func (w *documentWriter) instant(name string, t time.Time) {
	if t.IsZero() {
		return
	}
	w.member(name)
	b, err := t.AppendText(append(w.b, '"'))
	if err != nil {
		w.err = err
		return
	}
	w.b = append(b, '"')
}

func (w *documentWriter) list(name string, texts []string) {
	if len(texts) == 0 {
		return
	}
	w.member(name)
	between := byte('[')
	for _, text := range texts {
		w.b = append(w.b, between)
		w.text(text)
		between = ','
	}
	w.b = append(w.b, ']')
}

func (w *documentWriter) address(a *Address) {
	if *a == (Address{}) {
		return
	}
	w.member("address")
	w.b = append(w.b, '{')
	w.optional("streetAddress", a.Street)
	w.optional("postalCode", a.PostalCode)
	w.optional("addressLocality", a.Locality)
	w.optional("addressCountry", a.Country)
	w.optional("commune", a.Commune)
	w.b = append(w.b, '}')
}

func (w *documentWriter) source(s *Source) {
	if s.IsZero() {
		return
	}
	w.member("source")
	w.b = append(w.b, '{')
	w.optional("name", s.Name)
	w.optional("id", s.ID)
	w.optional("url", s.URL)
	w.optional("license", s.License)
	w.b = append(w.b, '}')
}

// rare writes what few elements have, as encoding/json does.
func (w *documentWriter) rare(name string, value any, present bool) {
	if !present {
		return
	}
	w.member(name)
	text, err := json.Marshal(value)
	if err != nil {
		w.err = err
	}
	w.b = append(w.b, text...)
}

// plain says which bytes stand in a JSON text as they are.
var plain = func() (table [256]bool) {
	for c := range utf8.RuneSelf {
		table[c] = c >= ' ' && !strings.ContainsRune("\"\\<>&", rune(c))
	}
	return table
}()

// AppendText appends s as a JSON text, escaped as encoding/json does: so that it
// may stand in a page too.
func AppendText(b []byte, s string) []byte {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); {
		if plain[s[i]] {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r < utf8.RuneSelf || r == '\u2028' || r == '\u2029' || r == utf8.RuneError && size == 1 {
			b = appendEscaped(append(b, s[done:i]...), r)
			done = i + size
		}
		i += size
	}
	return append(append(b, s[done:]...), '"')
}

// appendEscaped appends a character that may not stand as it is.
func appendEscaped(b []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	switch r {
	case '"', '\\':
		return append(b, '\\', byte(r))
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', hex[r>>12&0xF], hex[r>>8&0xF], hex[r>>4&0xF], hex[r&0xF])
}
