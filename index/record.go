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
	updated  int64        // likewise
	marks    []mark       // ascending, each once
	quality  uint8
	hash     uint64               // of its content, see [record.contentHash]
	values   [dimensions][]hashed // in each, repeats do no harm
	position geo.Position
}

// newRecord reads an element, which must be public, and derives its territories.
func newRecord(e *data.Element, territories *geo.Gazetteer) record {
	r := record{
		num:     e.Num,
		id:      e.ID,
		name:    e.Name,
		created: e.CreatedAt.UnixMicro(),
		updated: e.UpdatedAt.UnixMicro(),
		marks:   marksOf(e),
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
	r.readValues(e, data.TerritoriesOf(e, territories))
	r.hash = r.contentHash(e)
	return r
}

// readValues fills the dimensions, in one piece of memory.
func (r *record) readValues(e *data.Element, territories []*geo.Territory) {
	name, tagWords := analyze(e.Name), analyze(strings.Join(e.Tags, "\n"))
	long := len(e.Summary) + len(e.Description)
	all := make([]hashed, 0, 17+4*len(name)+3*len(tagWords)+2*len(e.Tags)+len(territories)+long/(bytesPerWord-1))
	from := 0
	end := func(d dimension) { r.values[d], from = all[from:len(all):len(all)], len(all) }

	all = append(all, hash(string(e.Kind)))
	end(byKind)
	if key := typeMemo.of(e.Type); key.value.text != "" {
		all = append(all, key.value)
		end(byType)
		all = append(all, key.variant)
		end(byTypeLabel)
	}
	for _, tag := range e.Tags {
		all = append(all, tagMemo.of(tag).value)
	}
	end(byTag)
	for _, tag := range e.Tags {
		all = append(all, tagMemo.of(tag).variant)
	}
	end(byTagLabel)
	for _, t := range territories {
		all = append(all, hash(t.Code))
	}
	end(byTerritory)
	all = appendTerms(all, name, term.key)
	end(byNameTerm)
	all = appendTerms(all, name, term.word)
	end(byNameWord)
	all = appendTerms(all, name[:min(1, len(name))], term.word)
	end(byFirstWord)
	all = appendTerms(all, tagWords, term.key)
	end(byTagTerm)
	all = appendTerms(appendTerms(all, name, term.label), tagWords, term.label)
	end(byTermLabel)
	all = appendTerms(appendTerms(all, name, term.key), tagWords, term.key)
	for _, text := range [...]string{e.Type, e.Summary, e.Description, e.Address.PostalCode, e.Address.Locality} {
		for t := range termsOf(text) {
			all = append(all, t.key())
		}
	}
	end(byTerm)
}

func appendTerms(values []hashed, terms []term, value func(term) hashed) []hashed {
	for _, t := range terms {
		values = append(values, value(t))
	}
	return values
}

func (t term) key() hashed { return hashed{t.text, t.textHash} }

func (t term) word() hashed { return hash(t.surface) }

func (t term) label() hashed { return hashed{t.variant, t.variantHash} }

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
