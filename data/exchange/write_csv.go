package exchange

import (
	"encoding/csv"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"maillage/data"
)

// csvColumn is a column of the table that [WriteCSV] writes.
type csvColumn struct {
	field field
	text  func(e *data.Element) string
}

// csvColumns lists the columns in their order, which stays: new ones come last.
var csvColumns = []csvColumn{
	{fieldUUID, func(e *data.Element) string {
		if e.ID.IsZero() {
			return ""
		}
		return e.ID.String()
	}},
	{fieldKind, func(e *data.Element) string { return string(e.Kind) }},
	{fieldType, func(e *data.Element) string { return listCell([]string{e.Type}) }},
	{fieldName, func(e *data.Element) string { return e.Name }},
	{fieldSummary, func(e *data.Element) string { return e.Summary }},
	{fieldDescription, func(e *data.Element) string { return e.Description }},
	{fieldTags, func(e *data.Element) string { return listCell(e.Tags) }},
	{fieldLongitude, func(e *data.Element) string { return degreesCell(e, true) }},
	{fieldLatitude, func(e *data.Element) string { return degreesCell(e, false) }},
	{fieldPrecision, func(e *data.Element) string { return string(e.Precision) }},
	{fieldStreet, func(e *data.Element) string { return e.Address.Street }},
	{fieldPostcode, func(e *data.Element) string { return e.Address.PostalCode }},
	{fieldCity, func(e *data.Element) string { return e.Address.Locality }},
	{fieldINSEE, func(e *data.Element) string { return strings.TrimPrefix(e.Address.Commune, "FR-") }},
	{fieldCountry, func(e *data.Element) string { return e.Address.Country }},
	{fieldWebsite, func(e *data.Element) string { return e.Website }},
	{fieldEmail, func(e *data.Element) string { return e.Email }},
	{fieldPhone, func(e *data.Element) string { return e.Phone }},
	{fieldSameAs, func(e *data.Element) string { return strings.Join(e.SameAs, "|") }},
	{fieldHours, func(e *data.Element) string { return e.OpeningHours }},
	{fieldAccessibility, func(e *data.Element) string { return pairsCell(e.Accessibility) }},
	{fieldImage, func(e *data.Element) string {
		var urls []string
		for _, image := range e.Image {
			if image.URL != "" { // a photo has an address where the site's own is known
				urls = append(urls, image.URL)
			}
		}
		return strings.Join(urls, "|")
	}},
	{fieldStart, func(e *data.Element) string { return slotsCell(e, func(s data.Slot) string { return s.Start }) }},
	{fieldEnd, func(e *data.Element) string { return slotsCell(e, func(s data.Slot) string { return s.End }) }},
	{fieldTimeZone, func(e *data.Element) string {
		if e.Schedule == nil {
			return ""
		}
		return e.Schedule.Zone
	}},
	{fieldEventStatus, func(e *data.Element) string { return string(e.EventStatus) }},
	{fieldCapacity, func(e *data.Element) string { return numberCell(float64(e.Capacity)) }},
	{fieldProgress, func(e *data.Element) string { return string(e.Progress) }},
	{fieldIntent, ofOffer(func(o *data.Offer) string { return string(o.Intent) })},
	{fieldBasis, ofOffer(func(o *data.Offer) string { return string(o.Basis) })},
	{fieldPrice, ofOffer(func(o *data.Offer) string { return numberCell(o.Price) })},
	{fieldUnit, ofOffer(func(o *data.Offer) string { return o.Unit })},
	{fieldOfferState, ofOffer(func(o *data.Offer) string { return string(o.State) })},
	{fieldValidThrough, ofOffer(func(o *data.Offer) string { return instantCell(o.ValidThrough) })},
	{fieldExternalIDs, func(e *data.Element) string { return pairsCell(e.ExternalIDs) }},
	{fieldSource, func(e *data.Element) string { return e.Source.Name }},
	{fieldID, func(e *data.Element) string { return e.Source.ID }},
	{fieldSourceURL, func(e *data.Element) string { return e.Source.URL }},
	{fieldSourceLicense, func(e *data.Element) string { return e.Source.License }},
	{fieldLicense, func(e *data.Element) string { return e.License }},
	{fieldVerified, func(e *data.Element) string { return instantCell(e.VerifiedAt) }},
	{fieldGeometry, geometryCell},
}

// csvNames are the columns that are not called as their field is.
var csvNames = map[field]string{fieldID: "source_id"}

// WriteCSV writes elements to w as a table: RFC 4180 in UTF-8 with a byte order
// mark, by which spreadsheets know it, commas, the columns always the same. Lists
// stand between bars. A text that a spreadsheet would take for a formula gets an
// apostrophe before it, which [Open] takes off again. Persons are left out. It
// returns how many it wrote, and the first error of elements or of w.
//
// Captions and credits of images, and links between elements, are not in the
// table: NDJSON has everything.
func WriteCSV(w io.Writer, elements iter.Seq2[data.Element, error]) (int, error) {
	return Beside{}.WriteCSV(w, elements)
}

// WriteCSV is [WriteCSV] with what is kept beside the elements, in columns whose names
// begin with "x.".
func (b Beside) WriteCSV(w io.Writer, elements iter.Seq2[data.Element, error]) (int, error) {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return 0, err
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	cells := make([]string, len(csvColumns))
	for i, column := range csvColumns {
		cells[i] = string(column.field)
		if name, other := csvNames[column.field]; other {
			cells[i] = name
		}
	}
	for _, name := range b.Names {
		cells = append(cells, "x."+name)
	}
	table.Write(cells) // an error of w stays, and is told below
	n, err := eachExported(elements, func(_ int, e *data.Element) error {
		for i, column := range csvColumns {
			cells[i] = column.text(e)
			if !numeric[column.field] {
				cells[i] = guarded(cells[i])
			}
		}
		return table.Write(b.cells(cells[:len(csvColumns)], e))
	})
	table.Flush()
	if err != nil {
		return n, err
	}
	return n, table.Error()
}

// numeric holds the columns of numbers: a minus is no formula there.
var numeric = map[field]bool{fieldLongitude: true, fieldLatitude: true, fieldCapacity: true, fieldPrice: true}

// formulaStarts are the characters by which spreadsheets know a formula.
const formulaStarts = "=+-@\t\r"

func guarded(text string) string {
	if text != "" && strings.Contains(formulaStarts, text[:1]) {
		return "'" + text
	}
	return text
}

// unguarded undoes guarded.
func unguarded(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.Contains(formulaStarts, text[1:2]) {
		return text[1:]
	}
	return text
}

// listCell writes a list between bars. A single entry that could be read as a list
// gets one behind.
func listCell(entries []string) string {
	clean := make([]string, len(entries))
	for i, entry := range entries {
		clean[i] = strings.ReplaceAll(entry, "|", "/")
	}
	cell := strings.Join(clean, "|")
	if len(entries) == 1 && strings.ContainsAny(cell, ",;\n") {
		cell += "|"
	}
	return cell
}

func pairsCell(pairs map[string]string) string {
	var entries []string
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		entries = append(entries, key+"="+pairs[key])
	}
	return listCell(entries)
}

func slotsCell(e *data.Element, text func(data.Slot) string) string {
	if e.Schedule == nil {
		return ""
	}
	texts := make([]string, len(e.Schedule.Slots))
	for i, slot := range e.Schedule.Slots {
		texts[i] = text(slot)
	}
	return strings.Join(texts, "|")
}

func ofOffer(text func(*data.Offer) string) func(*data.Element) string {
	return func(e *data.Element) string {
		if e.Offer == nil {
			return ""
		}
		return text(e.Offer)
	}
}

func degreesCell(e *data.Element, longitude bool) string {
	if e.Geometry.IsZero() {
		return ""
	}
	p := e.Geometry.Representative()
	if longitude {
		return strconv.FormatFloat(p.Lon, 'f', -1, 64)
	}
	return strconv.FormatFloat(p.Lat, 'f', -1, 64)
}

// geometryCell writes the GeoJSON of what is more than a point.
func geometryCell(e *data.Element) string {
	if e.Geometry.IsZero() || e.Geometry.IsPoint() {
		return ""
	}
	text, err := e.Geometry.MarshalJSON()
	if err != nil {
		return ""
	}
	return string(text)
}

func numberCell(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func instantCell(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339Nano)
}
