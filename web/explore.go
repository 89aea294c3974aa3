package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// placeParameters are the parts of a query that say where.
var placeParameters = []string{"in", "bbox", "near", "radius"}

// tagParameters are the parts of a query that name tags.
var tagParameters = []string{"tag", "anyTag", "notTag"}

// withQuery returns path with the query's canonical text, if it has any.
func withQuery(path string, query url.Values) string {
	if text := query.Encode(); text != "" {
		return path + "?" + text
	}
	return path
}

// clone returns a query that can be changed, back on its first page.
func clone(query url.Values) url.Values {
	copied := url.Values{}
	for name, values := range query {
		if name != "cursor" && len(values) > 0 {
			copied[name] = slices.Clone(values)
		}
	}
	return copied
}

// Words is what was typed.
func (e Explore) Words() string { return e.Query.Get("q") }

// parameter is one name and value of a query.
type parameter struct{ Name, Value string }

// Kept lists the parameters that a new search by words keeps.
func (e Explore) Kept() []parameter {
	var kept []parameter
	for _, name := range slices.Sorted(maps.Keys(e.Query)) {
		if name == "q" || name == "cursor" {
			continue
		}
		for _, value := range e.Query[name] {
			kept = append(kept, parameter{name, value})
		}
	}
	return kept
}

// choice is a filter that can be taken or left by following a link.
type choice struct {
	FacetValue
	Path   string // of the page with the filter taken, or left when it is active
	Active bool
}

// group is a facet as links.
type group struct {
	Name    string
	Choices []choice
}

// facetParameters says which parameter a facet filters by.
var facetParameters = map[string]string{"kind": "kind", "type": "type", "tag": "tag", "territory": "in"}

// Groups lists the facets as links.
func (e Explore) Groups() []group {
	if len(e.NetworkGroups) > 0 {
		return nil
	}
	var groups []group
	for _, facet := range e.Facets {
		name, ok := facetParameters[facet.Name]
		if !ok || len(facet.Values) == 0 {
			continue
		}
		g := group{Name: facet.Name}
		for _, value := range facet.Values {
			g.Choices = append(g.Choices, e.choice(name, value))
		}
		groups = append(groups, g)
	}
	return groups
}

func (e Explore) choice(name string, value FacetValue) choice {
	query := clone(e.Query)
	active := slices.Contains(query[name], value.Value)
	switch {
	case active:
		query[name] = slices.DeleteFunc(query[name], func(v string) bool { return v == value.Value })
	case name == "in":
		query = e.within(value.Value)
	default:
		query[name] = append(query[name], value.Value)
	}
	return choice{value, e.at(query), active}
}

// filter is an active filter, and the page without it.
type filter struct {
	Name  string // the parameter: tag, in, kind...
	Value string
	Label string // "" when the parameter alone says it
	Path  string

	Metres float64 // how far near goes; 0 when it only sorts
}

// Since is the instant that a filter by date names.
func (f filter) Since() time.Time {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, f.Value); err == nil {
			return at
		}
	}
	return time.Time{}
}

// Filters lists the active filters.
func (e Explore) Filters() []filter {
	var filters []filter
	names := []string{"network", "in", "kind", "type", "tag", "anyTag", "notTag", "by", "of", "since"}
	for _, name := range append(names, e.fieldNames()...) {
		for _, value := range e.Query[name] {
			query := clone(e.Query)
			query[name] = slices.DeleteFunc(query[name], func(v string) bool { return v == value })
			if name == "network" {
				maps.DeleteFunc(query, func(name string, _ []string) bool { return isField(name) })
			}
			filters = append(filters, filter{Name: name, Value: value, Label: e.label(name, value), Path: e.at(query)})
		}
	}
	for _, name := range []string{"bbox", "near"} {
		if e.Query.Has(name) {
			filters = append(filters, filter{Name: name, Value: e.Query.Get(name), Path: e.at(e.within("world")), Metres: e.radius()})
		}
	}
	return filters
}

// label returns the name of a value of the query, as the facets know it.
func (e Explore) label(name, value string) string {
	if (name == "in" || name == "of" || name == "network") && e.Names[value] != "" {
		return e.Names[value]
	}
	if isField(name) {
		return cmp.Or(e.Names[name], name[strings.LastIndex(name, ".")+1:])
	}
	for _, facet := range e.Facets {
		if facetParameters[facet.Name] != name {
			continue
		}
		for _, v := range facet.Values {
			if v.Value == value && v.Label != "" {
				return v.Label
			}
		}
	}
	if written := e.Spellings[value]; written != "" && slices.Contains(tagParameters, name) {
		return written
	}
	return value
}

// TerritoryPath is the path of all that is in a territory.
func (e Explore) TerritoryPath(code string) string {
	return e.at(url.Values{"in": {code}})
}

// Filtered reports whether something besides words and place narrows the search.
func (e Explore) Filtered() bool {
	return slices.ContainsFunc(e.Filters(), func(f filter) bool { return !slices.Contains(placeParameters, f.Name) })
}

// within returns the query with its place replaced by a territory, the world
// being no place at all.
func (e Explore) within(code string) url.Values {
	query := clone(e.Query)
	for _, name := range placeParameters {
		query.Del(name)
	}
	if query.Get("sort") == "distance" {
		query.Del("sort")
	}
	if code != "world" {
		query.Set("in", code)
	}
	return query
}

// rung is a step of the ladder as a link.
type rung struct {
	Step
	Path string
}

// Rungs lists the steps that find more than the search does, each more than
// the one before.
func (e Explore) Rungs() []rung {
	var rungs []rung
	most := e.Total
	for _, step := range e.Ladder {
		if step.Count > most {
			most = step.Count
			rungs = append(rungs, rung{step, e.at(e.within(step.Code))})
		}
	}
	return rungs
}

// radius returns how far around a point the query looks, in metres; 0 when it
// does not say.
func (e Explore) radius() float64 {
	metres, err := strconv.ParseFloat(e.Query.Get("radius"), 64)
	if err != nil {
		return 0
	}
	return metres
}

// NextPath is the path of the next page of results.
func (e Explore) NextPath() string {
	query := clone(e.Query)
	query.Set("cursor", e.Next)
	return e.at(query)
}

// ClearPath is the path of a new search.
func (e Explore) ClearPath() string { return e.at(nil) }

// sort is what an element of the list is, in few words: the side of an
// exchange, the type, else the kind.
func (w *words) sort(r Result) string {
	switch {
	case r.Intent != "":
		return w.value("intent", r.Intent)
	case r.Type != "":
		return r.Type
	}
	return w.value("kind", r.Kind)
}

// line is one result and, for an event, when it takes place next.
type line struct {
	Result
	Next *Slot
}

// Lines lists the results.
func (e Explore) Lines() []line {
	lines := make([]line, len(e.Results))
	for i, result := range e.Results {
		lines[i] = line{result, next(result.Slots, e.Now)}
	}
	return lines
}

// next returns the first of slots, which are in order, that has not ended at
// now, or the last one; nil when there is none. Slots are in local time and now
// is read as such: a list may be some hours late.
func next(slots []Slot, now time.Time) *Slot {
	if len(slots) == 0 {
		return nil
	}
	moment := now.UTC().Format(slotLayout)
	for _, slot := range slots {
		if max(slot.Start, slot.End) >= moment {
			return &slot
		}
	}
	return &slots[len(slots)-1]
}
