package web

import (
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// EmbedPath is the path in French of a network as pages of other sites show it.
func EmbedPath(reference string) string { return "/embed/" + url.PathEscape(reference) }

// EmbedSandbox is what a frame with a network is allowed: to run its scripts, as nobody
// in particular, and to open links elsewhere.
const EmbedSandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox"

// EmbedParameters are what the address of such a page takes besides a query.
var EmbedParameters = []string{"lock", "layout"}

// Embed is a network on a page of another site.
type Embed struct {
	Reference string
	Title     string
	Summary   string
	Explore            // what its query finds, and the filters it offers; the parameter network is left out
	Locked    []string // the parameters that visitors cannot change
	Layout    string   // map, list or cards
	Asked     string   // the layout that the address names; "" for none
	Tiles     string   // the address of the map's tiles
	Marks     string   // how the map draws elements, as the API says it; "" for the usual way
	Style     string   // path of a style sheet with its colours; "" for none
	Logo      string   // path of a picture; "" for none
	Opens     bool     // whether anybody with an account may contribute
	Problem   *Problem // what went wrong, instead of all else; nil for nothing
}

// Path is the path of the page with a query, in French.
func (e Embed) Path(query url.Values) string {
	query = clone(query)
	if len(e.Locked) > 0 {
		query.Set("lock", strings.Join(e.Locked, ","))
	}
	if e.Asked != "" {
		query.Set("layout", e.Asked)
	}
	return withQuery(EmbedPath(e.Reference), query)
}

// locks reports whether visitors cannot change a parameter.
func (e Embed) locks(name string) bool {
	return slices.Contains(e.Locked, name) || name == "radius" && slices.Contains(e.Locked, "near")
}

// Searches reports whether visitors search by words.
func (e Embed) Searches() bool { return !e.locks("q") }

// Kept lists the parameters that a new search by words keeps.
func (e Embed) Kept() []parameter {
	u, _ := url.Parse(e.Path(e.Query)) // a path of ours
	query := u.Query()
	query.Del("q")
	return parametersOf(query)
}

// parametersOf lists the parameters of a query, by name.
func parametersOf(query url.Values) []parameter {
	var all []parameter
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, value := range query[name] {
			all = append(all, parameter{name, value})
		}
	}
	return all
}

// Fixed lists the filters that visitors cannot change.
func (e Embed) Fixed() []filter { return e.filters(true) }

// Filters lists the filters that visitors can take off.
func (e Embed) Filters() []filter { return e.filters(false) }

func (e Embed) filters(locked bool) []filter {
	var filters []filter
	if e.Query.Has("q") && locked && e.locks("q") {
		filters = append(filters, filter{Name: "q", Value: e.Words(), Label: e.Words()})
	}
	for _, f := range e.Explore.Filters() {
		if e.locks(f.Name) == locked {
			f.Path = e.Path(e.without(f.Name, f.Value))
			filters = append(filters, f)
		}
	}
	return filters
}

// without returns the query with one value of a parameter less.
func (e Embed) without(name, value string) url.Values {
	query := clone(e.Query)
	query[name] = slices.DeleteFunc(query[name], func(v string) bool { return v == value })
	if name == "near" {
		query.Del("radius")
		if query.Get("sort") == "distance" {
			query.Del("sort")
		}
	}
	return query
}

// embedGroup is a group of filters as links.
type embedGroup struct {
	Title string // "" for that of the facet Name
	group
}

// Groups lists the filters that visitors may take or leave.
func (e Embed) Groups() []embedGroup {
	var groups []embedGroup
	if e.NetworkGroups != nil {
		for _, offered := range e.NetworkGroups {
			groups = e.add(groups, offered.Title, offered.Parameter, offered.Parameter, offered.Choices)
		}
		return groups
	}
	for _, facet := range e.Facets {
		groups = e.add(groups, "", facet.Name, facetParameters[facet.Name], facet.Values)
	}
	return groups
}

func (e Embed) add(groups []embedGroup, title, name, parameter string, values []FacetValue) []embedGroup {
	if parameter == "" || len(values) == 0 || e.locks(parameter) {
		return groups
	}
	g := embedGroup{title, group{Name: name}}
	for _, value := range values {
		active := slices.Contains(e.Query[parameter], value.Value)
		g.Choices = append(g.Choices, choice{value, e.Path(e.with(parameter, value.Value, active)), active})
	}
	return append(groups, g)
}

// with returns the query with a value taken, or left when it is active. One place takes
// the room of another, unless that is fixed.
func (e Embed) with(parameter, value string, active bool) url.Values {
	if active {
		return e.without(parameter, value)
	}
	query := clone(e.Query)
	if parameter != "in" {
		query[parameter] = append(query[parameter], value)
		return query
	}
	for _, name := range placeParameters {
		if !e.locks(name) {
			query.Del(name)
		}
	}
	if !query.Has("near") && query.Get("sort") == "distance" {
		query.Del("sort")
	}
	query.Set("in", value)
	return query
}

// NextPath is the path of the next page of results.
func (e Embed) NextPath() string {
	u, _ := url.Parse(e.Path(e.Query))
	query := u.Query()
	query.Set("cursor", e.Next)
	return withQuery(u.EscapedPath(), query)
}

// ClearPath is the path of the page with what is fixed alone.
func (e Embed) ClearPath() string {
	query := url.Values{}
	for name, values := range e.Query {
		if e.locks(name) {
			query[name] = values
		}
	}
	return e.Path(query)
}

// WholePath is the path of the network's own page, with the query.
func (e Embed) WholePath() string { return withQuery(NetworkPath(e.Reference), clone(e.Query)) }

// NewPath is the path of the page by which visitors contribute.
func (e Embed) NewPath() string {
	return withQuery(NewPath, url.Values{"network": {e.Reference}})
}

// ShowsPictures reports whether results are shown with their pictures.
func (e Embed) ShowsPictures() bool { return e.Layout == "cards" }

// NewEmbed returns the page of a network at a moment.
func NewEmbed(reference, title, summary string, found Explore, now time.Time) Embed {
	found.Query.Del("network")
	found.Now = now
	return Embed{Reference: reference, Title: title, Summary: summary, Explore: found}
}

// Embed writes a network as pages of other sites show it.
func (r *Renderer) Embed(w io.Writer, language Language, view Embed) error {
	title := view.Title
	if view.Problem != nil {
		title = r.problemTitle(language, *view.Problem)
	}
	return r.writeAs(w, "embed", "embed.html", page{
		Language: language, Path: NetworkPath(view.Reference), Title: title, Type: "website", NoIndex: true, Live: true, Style: view.Style, Embed: r.embed, Content: view,
	})
}
