package index

import (
	"strings"

	"maillage/data"
	"maillage/geo"
)

// record is what the engine keeps of one element.
type record struct {
	num      int64
	id       data.ID
	name     string
	placed   bool
	point    geo.Point    // its place, when placed
	shape    geo.Geometry // its extent, when it has one
	created  int64        // Unix microseconds
	quality  uint8
	hash     uint64               // of its content, see [record.contentHash]
	values   [dimensions][]string // in each, repeats do no harm
	position geo.Position
}

// newRecord reads an element, which must be public, and derives its territories.
func newRecord(e *data.Element, territories *geo.Gazetteer) record {
	r := record{
		num:     e.Num,
		id:      e.ID,
		name:    e.Name,
		created: e.CreatedAt.UnixMicro(),
		quality: quality(e),
	}
	if !e.Geometry.IsZero() {
		r.placed = true
		r.point = e.Geometry.Representative()
		if r.point.Lon == 180 {
			r.point.Lon = -180 // one name for one meridian
		}
		r.position = geo.Project(r.point)
		if !e.Geometry.IsPoint() {
			r.shape = e.Geometry
		}
	}
	r.values[byKind] = []string{string(e.Kind)}
	if key := TypeKey(e.Type); key != "" {
		r.values[byType] = []string{key}
		r.values[byTypeLabel] = []string{variant(key, e.Type)}
	}
	for _, tag := range e.Tags {
		key, label := data.TagKey(tag), strings.TrimPrefix(strings.TrimSpace(tag), "#")
		r.values[byTag] = append(r.values[byTag], key)
		r.values[byTagLabel] = append(r.values[byTagLabel], variant(key, label))
	}
	for _, t := range data.TerritoriesOf(e, territories) {
		r.values[byTerritory] = append(r.values[byTerritory], t.Code)
	}
	r.readTexts(e)
	r.hash = r.contentHash(e)
	return r
}

// readTexts fills the dimensions of words.
func (r *record) readTexts(e *data.Element) {
	length := len(e.Name) + len(e.Summary) + len(e.Description)
	terms := make([]string, 0, 8+length/bytesPerWord)
	for t := range termsOf(e.Name) {
		terms = append(terms, t.text)
		r.values[byNameTerm] = append(r.values[byNameTerm], t.text)
		r.values[byNameWord] = append(r.values[byNameWord], t.surface)
		r.values[byTermLabel] = append(r.values[byTermLabel], t.variant)
	}
	for _, tag := range e.Tags {
		for t := range termsOf(tag) {
			terms = append(terms, t.text)
			r.values[byTagTerm] = append(r.values[byTagTerm], t.text)
			r.values[byTermLabel] = append(r.values[byTermLabel], t.variant)
		}
	}
	for _, text := range [...]string{e.Type, e.Summary, e.Description, e.Address.PostalCode, e.Address.Locality} {
		for t := range termsOf(text) {
			terms = append(terms, t.text)
		}
	}
	r.values[byTerm] = terms
}

// bytesPerWord is about how long words are, with what stands between them.
const bytesPerWord = 6

// quality counts what makes a record worth showing first when words cannot
// tell: 0 to 8.
func quality(e *data.Element) uint8 {
	score := uint8(0)
	for _, has := range []bool{
		e.Description != "", len(e.Description) > 200, e.Summary != "", len(e.Tags) > 0,
		e.Website != "", e.OpeningHours != "", len(e.Image) > 0, !e.VerifiedAt.IsZero(),
	} {
		if has {
			score++
		}
	}
	return score
}
