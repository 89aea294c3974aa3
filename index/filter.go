package index

import (
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// filter is what decides which entries match: a query of which only the
// conditions count, and what its words were read as.
type filter struct {
	query   Query    // as of [Query.Filter], without words
	terms   []string // an entry must have all of them
	network *network // that the query asks; nil: none
	nothing bool     // the words can be found nowhere
}

// key returns the canonical text of f: filters with the same meaning have the
// same one. It is no query's text.
func (f filter) key() string {
	if f.nothing {
		return nothingKey
	}
	terms := slices.Sorted(slices.Values(f.terms))
	key := f.query.String() + "\n" + strings.Join(terms, " ")
	if f.network != nil {
		key += "\n" + f.network.version
	}
	return key
}

// Keys of the filters that every entry matches, and none. All keys but the latter
// have the end of a line in them, so no words can make it.
const (
	everythingKey = "\n"
	nothingKey    = "nothing"
)

// condition is a part of a filter: entries that have values of a dimension, or
// that something else tells.
type condition struct {
	dimension dimension
	values    []string
	all       bool     // whether all values are asked, not any
	other     Query    // instead of the others: its bbox, its radius around near, its by, its of, its since, its network or one of its fields
	network   *network // of the last two
}

// conditions returns what f asks for, but for the tags that must be missing.
func (f filter) conditions() []condition {
	q := f.query
	var all []condition
	add := func(c condition) {
		if len(c.values) > 0 {
			all = append(all, c)
		}
	}
	add(condition{dimension: byTerm, values: f.terms, all: true})
	for _, tag := range q.Tags {
		add(condition{dimension: byTag, values: []string{tag}})
	}
	add(condition{dimension: byKind, values: texts(q.Kinds)})
	add(condition{dimension: byType, values: q.Types})
	add(condition{dimension: byTag, values: q.AnyTags})
	add(condition{dimension: byTerritory, values: q.In})
	if q.Bounds != nil {
		all = append(all, condition{other: Query{Bounds: q.Bounds}})
	}
	if q.Radius != 0 {
		all = append(all, condition{other: Query{Near: q.Near, Radius: q.Radius}})
	}
	if len(q.By) > 0 {
		all = append(all, condition{other: Query{By: q.By}})
	}
	if len(q.Of) > 0 {
		all = append(all, condition{other: Query{Of: q.Of}})
	}
	if !q.Since.IsZero() {
		all = append(all, condition{other: Query{Since: q.Since}})
	}
	if f.network != nil {
		all = append(all, condition{other: Query{Network: q.Network}, network: f.network})
	}
	for _, field := range q.Fields {
		all = append(all, condition{other: Query{Fields: []NetworkField{field}}, network: f.network})
	}
	return all
}

// key tells conditions apart, from each other and from filters.
func (c condition) key() string {
	if c.network != nil {
		return "other\x00" + c.network.version + "\x00" + c.other.String()
	}
	if c.values == nil {
		return "other\x00" + c.other.String()
	}
	return strconv.Itoa(int(c.dimension)) + strconv.FormatBool(c.all) + "\x00" + strings.Join(c.values, "\x00")
}

// in returns the entries of s that fulfil c, living or dead. The caller must
// not change them.
func (c condition) in(s *segment, kept *keptFilters) *roaring.Bitmap {
	if len(c.values) == 1 {
		if having := s.Columns[c.dimension].having(c.values[0]); having != nil {
			return having
		}
		return roaring.New()
	}
	if c.other.Network != "" {
		return c.network.in(s, kept)
	}
	return kept.entries(s, c.key(), func() *roaring.Bitmap {
		switch {
		case c.network != nil:
			return c.network.having(s, c.other.Fields[0])
		case c.other.Bounds != nil:
			return s.runs.within(*c.other.Bounds)
		case c.other.Radius != 0:
			return s.runs.around(*c.other.Near, c.other.Radius)
		case len(c.other.By) > 0:
			return s.marked.havingAny(c.other.By, madeBy)
		case len(c.other.Of) > 0:
			return s.marked.havingAny(c.other.Of, linkedTo)
		case !c.other.Since.IsZero():
			return s.changedSince(c.other.Since.UnixMicro())
		case c.all:
			return s.Columns[c.dimension].havingAll(c.values)
		}
		return s.Columns[c.dimension].havingAny(c.values)
	})
}

// in returns the entries of s that match f, living or dead. f is not
// everything. The caller must not change them.
func (f filter) in(s *segment, kept *keptFilters) *roaring.Bitmap {
	if f.nothing {
		return roaring.New()
	}
	conditions := f.conditions()
	if len(conditions) == 1 && len(f.query.NotTags) == 0 {
		return conditions[0].in(s, kept) // is kept by itself
	}
	return kept.entries(s, f.key(), func() *roaring.Bitmap {
		sets := make([]*roaring.Bitmap, len(conditions))
		for i, c := range conditions {
			if sets[i] = c.in(s, kept); sets[i].IsEmpty() {
				return sets[i]
			}
		}
		found := intersection(sets)
		if found == nil {
			found = roaring.New()
			found.AddRange(0, uint64(s.size()))
		}
		for _, tag := range f.query.NotTags {
			if having := s.Columns[byTag].having(tag); having != nil {
				found = roaring.AndNot(found, having)
			}
		}
		return found
	})
}

// intersection returns what all sets have in common, nil if there are none. The
// caller must not change it: it may be one of the sets.
func intersection(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return nil
	case 1:
		return sets[0]
	}
	// The rarest first: what it leaves is quickly compared with the others.
	type counted struct {
		set   *roaring.Bitmap
		count uint64
	}
	order := make([]counted, len(sets))
	for i, set := range sets {
		order[i] = counted{set, set.GetCardinality()}
	}
	slices.SortFunc(order, func(a, b counted) int { return int(int64(a.count) - int64(b.count)) })
	found := roaring.And(order[0].set, order[1].set)
	for _, other := range order[2:] {
		if found.IsEmpty() {
			break
		}
		found.And(other.set)
	}
	return found
}

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// without returns f with the conditions left out that a facet of a dimension
// must not obey: a facet of which people pick any value ignores its own filter,
// so that the other values show what picking them would bring.
func (f filter) without(facet Facet) filter {
	switch facet {
	case FacetKind:
		f.query.Kinds = nil
	case FacetType:
		f.query.Types = nil
	case FacetTag:
		f.query.AnyTags = nil
	case FacetTerritory:
		f.query.In = nil
	}
	return f
}

// anywhere returns f with its place left out.
func (f filter) anywhere() filter {
	f.query = f.query.WithoutPlace()
	return f
}
