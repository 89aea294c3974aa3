package index

import (
	"iter"
	"slices"
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
	all := make([]hashed, 0, 16+4*len(name)+3*len(tagWords)+2*len(e.Tags)+len(territories)+long/(bytesPerWord-1))
	fill := func(d dimension, values ...iter.Seq[hashed]) {
		from := len(all)
		for _, some := range values {
			all = slices.AppendSeq(all, some)
		}
		r.values[d] = all[from:len(all):len(all)]
	}
	fill(byKind, one(hash(string(e.Kind))))
	if key := typeMemo.of(e.Type); key.value.text != "" {
		fill(byType, one(key.value))
		fill(byTypeLabel, one(key.variant))
	}
	fill(byTag, each(e.Tags, func(tag string) hashed { return tagMemo.of(tag).value }))
	fill(byTagLabel, each(e.Tags, func(tag string) hashed { return tagMemo.of(tag).variant }))
	fill(byTerritory, each(territories, func(t *geo.Territory) hashed { return hash(t.Code) }))
	fill(byNameTerm, each(name, keyOf))
	fill(byNameWord, each(name, surfaceOf))
	fill(byFirstWord, each(name[:min(1, len(name))], surfaceOf))
	fill(byTagTerm, each(tagWords, keyOf))
	fill(byTermLabel, each(name, variantOfTerm), each(tagWords, variantOfTerm))
	fill(byTerm, each(name, keyOf), each(tagWords, keyOf), func(yield func(hashed) bool) {
		for _, text := range [...]string{e.Type, e.Summary, e.Description, e.Address.PostalCode, e.Address.Locality} {
			for t := range termsOf(text) {
				yield(keyOf(t))
			}
		}
	})
}

func keyOf(t term) hashed { return hashed{t.text, t.textHash} }

func surfaceOf(t term) hashed { return hash(t.surface) }

func variantOfTerm(t term) hashed { return hashed{t.variant, t.variantHash} }

func one(value hashed) iter.Seq[hashed] {
	return func(yield func(hashed) bool) { yield(value) }
}

// each yields what of gives for each of a list.
func each[T any](list []T, of func(T) hashed) iter.Seq[hashed] {
	return func(yield func(hashed) bool) {
		for _, v := range list {
			if !yield(of(v)) {
				return
			}
		}
	}
}

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
