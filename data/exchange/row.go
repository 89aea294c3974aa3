package exchange

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode"

	"maillage/data"
	"maillage/geo"
)

// row is a record of a table: what stands in the columns of each field, texts
// that are not empty only.
type row map[field][]string

func (r row) add(f field, value string) {
	if value = strings.TrimSpace(value); f != "" && value != "" {
		r[f] = append(r[f], value)
	}
}

// text returns the value of a field that is one.
func (r row) text(f field) string {
	if values := r[f]; len(values) > 0 {
		return unguarded(values[0])
	}
	return ""
}

// list returns the entries of a field that holds several, see [splitList].
func (r row) list(f field) []string {
	var all []string
	for _, value := range r[f] {
		all = append(all, splitList(unguarded(value))...)
	}
	return all
}

// splitList splits what a cell lists: between bars where there is one, else
// between semicolons, else between commas.
func splitList(cell string) []string {
	separator := ","
	for _, s := range []string{"|", ";", "\n"} {
		if strings.Contains(cell, s) {
			separator = s
			break
		}
	}
	var entries []string
	for entry := range strings.SplitSeq(cell, separator) {
		if entry = strings.TrimSpace(entry); entry != "" {
			entries = append(entries, entry)
		}
	}
	return entries
}

// pages returns the addresses of pages in a field; a comma can be part of one.
func (r row) pages(f field) []string {
	var pages []string
	for _, value := range r[f] {
		for _, page := range strings.FieldsFunc(value, func(c rune) bool { return c == '|' || unicode.IsSpace(c) }) {
			if page = strings.TrimRight(page, ",;"); page != "" {
				pages = append(pages, page)
			}
		}
	}
	return pages
}

// pairs reads "key=value" entries.
func (r row) pairs(f field) map[string]string {
	var pairs map[string]string
	for _, entry := range r.list(f) {
		if key, value, ok := strings.Cut(entry, "="); ok {
			pairs = with(pairs, key, value)
		}
	}
	return pairs
}

// with adds to pairs, which may be nil.
func with(pairs map[string]string, key, value string) map[string]string {
	if pairs == nil {
		pairs = map[string]string{}
	}
	pairs[key] = value
	return pairs
}

// element makes an element of a row. fiveDigits says that postcodes of the table
// have five, so that one of four lost a leading zero.
func (r row) element(o *Options, fiveDigits bool, w *warnings) (data.Element, error) {
	if len(r[fieldName]) == 0 {
		return data.Element{}, errors.New("name: is missing")
	}
	types := typeNames(r.types())
	if r.own() {
		types = []string{strings.TrimSuffix(r.text(fieldType), "|")}
	}
	licence := r.text(fieldLicense)
	e := data.Element{
		Kind:         o.kind(r.text(fieldKind), types, r.text(fieldSource)),
		Name:         r.text(fieldName),
		Summary:      r.text(fieldSummary),
		Description:  r.text(fieldDescription),
		Tags:         r.list(fieldTags),
		Precision:    data.Precision(strings.ToLower(r.text(fieldPrecision))),
		Website:      r.text(fieldWebsite),
		SameAs:       r.pages(fieldSameAs),
		Email:        r.text(fieldEmail),
		Phone:        r.text(fieldPhone),
		OpeningHours: r.hours(),
		Progress:     data.Progress(r.text(fieldProgress)),
		ExternalIDs:  r.pairs(fieldExternalIDs),
		License:      spdx(licence),
		Source: data.Source{
			Name: r.text(fieldSource), ID: r.text(fieldID), URL: r.text(fieldSourceURL), License: r.text(fieldSourceLicense),
		},
	}
	if e.Source.License == "" && !r.own() {
		e.Source.License = licence
	}
	if len(types) > 0 {
		e.Type, e.Tags = types[0], append(e.Tags, types[1:]...)
	}
	for _, url := range r.pages(fieldImage) {
		e.Image = append(e.Image, data.Image{URL: url})
	}
	r.identify(&e, w)
	r.access(&e)
	r.event(&e, w)
	r.offer(&e, w)
	r.address(&e, fiveDigits, w)
	if !r.own() {
		o.fill(&e)
	}
	var err error
	e.Geometry, err = r.place(w)
	return e, err
}

// own reports whether a row comes from [WriteCSV], which says all of an element
// in its words.
func (r row) own() bool { return len(r[fieldUUID]) > 0 }

// types returns the types of a row. A comma is part of a type.
func (r row) types() []string {
	var types []string
	for _, value := range r[fieldType] {
		types = append(types, strings.FieldsFunc(unguarded(value), func(c rune) bool { return c == '|' || c == ';' })...)
	}
	return types
}

func (r row) identify(e *data.Element, w *warnings) {
	if text := r.text(fieldUUID); text != "" {
		id, err := data.ParseID(text)
		if err != nil {
			w.add("uuid", "%v, left out", err)
		}
		e.ID = id
	}
	if siret := strings.ReplaceAll(r.text(fieldSIRET), " ", ""); len(siret) == 14 && strings.Trim(siret, "0123456789") == "" {
		e.ExternalIDs = with(e.ExternalIDs, "siret", siret)
	}
	e.VerifiedAt = r.instant(fieldVerified, w)
}

// instant reads a date or an instant.
func (r row) instant(f field, w *warnings) time.Time {
	text := r.text(f)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly, "02/01/2006"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	w.add(string(f), "%q is no date like 2026-05-23, left out", shortened(text))
	return time.Time{}
}

func (r row) access(e *data.Element) {
	e.Accessibility = r.pairs(fieldAccessibility)
	if wheelchair := r.text(fieldWheelchair); wheelchair != "" {
		switch data.Fold(wheelchair) {
		case "oui", "true", "1":
			wheelchair = "yes"
		case "non", "false", "0":
			wheelchair = "no"
		}
		e.Accessibility = with(e.Accessibility, "wheelchair", wheelchair)
	}
}

func (r row) address(e *data.Element, fiveDigits bool, w *warnings) {
	e.Address = data.Address{
		Street: r.text(fieldStreet), PostalCode: r.text(fieldPostcode), Locality: r.text(fieldCity), Country: countryCode(r.text(fieldCountry)),
	}
	if e.Address.Street == "" {
		e.Address.Street = strings.TrimSpace(r.text(fieldNumber) + " " + r.text(fieldRoad))
		if r.text(fieldRoad) == "" {
			e.Address.Street = ""
		}
	}
	if insee := strings.TrimPrefix(r.text(fieldINSEE), "FR-"); insee != "" {
		e.Address.Commune = w.commune(insee, e.Address.Country)
	}
	french := e.Address.Commune != "" || e.Address.Country == "FR"
	if code := e.Address.PostalCode; (french || fiveDigits && e.Address.Country == "") && len(code) == 4 && allDigits(code) {
		e.Address.PostalCode = "0" + code
	}
	if french && len(e.Phone) == 9 && allDigits(e.Phone) {
		e.Phone = "0" + e.Phone
	}
}

// countryCode knows the names that French tables give their own country.
func countryCode(text string) string {
	switch data.Fold(text) {
	case "france", "france metropolitaine", "fra":
		return "FR"
	}
	return text
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// place returns where a row is: its shape, else its pair of numbers.
func (r row) place(w *warnings) (geo.Geometry, error) {
	if text := r.text(fieldGeometry); strings.HasPrefix(text, "{") {
		return w.geometry(json.RawMessage(text))
	}
	lon, lat := r.text(fieldLongitude), r.text(fieldLatitude)
	if position := r.text(fieldPosition); position != "" && (lon == "" || lat == "") {
		lon, lat = splitPosition(position)
	}
	p, err := w.point(decimal(lon), decimal(lat))
	if err != nil || p.IsZero() {
		return geo.Geometry{}, r.misplaced(lon, lat, err)
	}
	return p, r.swapped(p.Representative())
}
