package index

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"maillage/data"
	"maillage/geo"
)

// Limits of a query.
const (
	MaxWords        = 200     // characters of q
	MaxValues       = 16      // values of a list
	MaxRadiusMeters = 500_000 // of radius
	MaxLimit        = 200     // elements on a page
	DefaultLimit    = 20
	maxRawQuery     = 8192 // bytes
	maxCursor       = 200  // bytes
	maxTypeLength   = 200  // bytes
)

// Sort is the order of a page.
type Sort string

// The orders. The empty one means relevance with words, else distance with
// near, else newest.
const (
	SortRelevance Sort = "relevance"
	SortDistance  Sort = "distance"
	SortNewest    Sort = "newest" // creation date, then num, both descending
)

// Facet names a dimension whose values can be counted.
type Facet string

// The facets.
const (
	FacetKind      Facet = "kind"
	FacetType      Facet = "type"
	FacetTag       Facet = "tag"
	FacetTerritory Facet = "territory"
)

// Facets lists every facet.
var Facets = []Facet{FacetKind, FacetType, FacetTag, FacetTerritory}

// Query is what people ask, the same value for the list, the counts, the map,
// the export. Its text form is a URL query string: [ParseQuery] and
// [Query.String] are inverses on it.
//
// Lists are sorted and without repeats. The zero value matches everything.
type Query struct {
	Words   string      // all must match; hashtags moved to Tags
	Kinds   []data.Kind // any of
	Types   []string    // any of; keys made by [TypeKey]
	Tags    []string    // all of; keys made by data.TagKey
	AnyTags []string    // any of
	NotTags []string    // none of
	In      []string    // territory codes, any of

	Bounds *geo.Bounds // nil: anywhere
	Near   *geo.Point  // nil: no point
	Radius float64     // metres around Near; 0: Near only sorts

	By    []data.ID // made known by any of these accounts
	Of    []data.ID // with a link, whatever its rel, to any of these elements
	Since time.Time // written then or later, in whole milliseconds of UTC; zero: whenever

	Network string         // what it is called by, see data.ParseNetworkReference; empty: none
	Fields  []NetworkField // of Network; any value of each

	Sort   Sort
	Limit  int    // 0: DefaultLimit
	Cursor string // opaque, from the previous page's Next
	Facets []Facet
}

// TypeKey returns what a type is compared and addressed by: folded words joined
// by hyphens, "lieu-de-mediation".
func TypeKey(name string) string { return data.SlugOf(name) }

// PageLimit returns how many elements a page of q holds.
func (q Query) PageLimit() int {
	if q.Limit == 0 {
		return DefaultLimit
	}
	return q.Limit
}

// Order returns the order of q's page, the default spelled out.
func (q Query) Order() Sort {
	switch {
	case q.Sort != "":
		return q.Sort
	case q.Words != "":
		return SortRelevance
	case q.Near != nil:
		return SortDistance
	}
	return SortNewest
}

// Filter returns q reduced to what decides which elements match: what tiles and
// exports depend on.
func (q Query) Filter() Query {
	q.Sort, q.Limit, q.Cursor, q.Facets = "", 0, "", nil
	if q.Radius == 0 {
		q.Near = nil
	}
	return q
}

// WithoutPlace returns q with its place (in, bbox, near) left out.
func (q Query) WithoutPlace() Query {
	q.In, q.Bounds, q.Near, q.Radius = nil, nil, nil, 0
	if q.Sort == SortDistance {
		q.Sort = ""
	}
	return q
}

// String returns the canonical text form of q, a URL query string.
func (q Query) String() string {
	var b strings.Builder
	add := func(name, value string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + escape(value))
	}
	if q.Words != "" {
		add("q", q.Words)
	}
	if len(q.Kinds) > 0 {
		add("kind", join(q.Kinds))
	}
	if len(q.Types) > 0 {
		add("type", join(q.Types))
	}
	for _, tag := range q.Tags {
		add("tag", tag)
	}
	for _, tag := range q.AnyTags {
		add("anyTag", tag)
	}
	for _, tag := range q.NotTags {
		add("notTag", tag)
	}
	if len(q.In) > 0 {
		add("in", join(q.In))
	}
	if q.Bounds != nil {
		add("bbox", q.Bounds.String())
	}
	if q.Near != nil {
		add("near", q.Near.String())
	}
	if q.Radius != 0 {
		add("radius", strconv.FormatFloat(q.Radius, 'f', -1, 64))
	}
	if len(q.By) > 0 {
		add("by", joinIDs(q.By))
	}
	if len(q.Of) > 0 {
		add("of", joinIDs(q.Of))
	}
	if !q.Since.IsZero() {
		add("since", sinceText(q.Since))
	}
	if q.Network != "" {
		add("network", q.Network)
	}
	slug, _, _ := strings.Cut(q.Network, data.NetworkKeyMark)
	for _, f := range q.Fields {
		for _, value := range f.Values {
			add(f.parameter(slug), value)
		}
	}
	if q.Sort != "" {
		add("sort", string(q.Sort))
	}
	if q.Limit != 0 {
		add("limit", strconv.Itoa(q.Limit))
	}
	if q.Cursor != "" {
		add("cursor", q.Cursor)
	}
	if len(q.Facets) > 0 {
		add("facets", join(q.Facets))
	}
	return b.String()
}

// escape is url.QueryEscape with commas left readable.
func escape(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "%2C", ",")
}

func join[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ",")
}

// sortedSet returns values sorted, each once.
func sortedSet[T ~string](values []T) []T {
	slices.Sort(values)
	return slices.Compact(values)
}
