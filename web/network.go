package web

import (
	"html/template"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// NetworksPath lists the maps that people have composed, in French.
const NetworksPath = "/n"

// NetworkPath is the path of the map of a network in French, by its reference. What
// belongs to it lies below.
func NetworkPath(reference string) string { return NetworksPath + "/" + url.PathEscape(reference) }

// Network is what the page of a network says of it, beside what it shows.
type Network struct {
	NetworkNav
	Title, Summary string
	UpdatedAt      time.Time
	Text           template.HTML // safe
	Listed         bool          // whether anybody may be told of it
	Draft          bool
	Style          string  // path of a style sheet with its colours; "" for none
	Logo           string  // path of a picture; "" for none
	Contributes    bool    // whether who asks may add to it, or could with an account
	Layout         string  // what is seen first: map, list or cards
	Follow         *Follow // the button by which it is followed; nil for what cannot be
}

// NetworkGroup is a heading of a network and what may be chosen below it.
type NetworkGroup struct {
	Title, Parameter string
	Choices          []FacetValue
}

// NetworkField is something that a network keeps of its elements.
type NetworkField struct {
	Key, Label, Type string
}

// NetworkValue is what a network keeps of an element in a field.
type NetworkValue struct {
	NetworkField
	Value string
}

// ElementWithin is the map from which the page of an element was opened, and what it
// keeps of the element.
type ElementWithin struct {
	Reference, Title string
	Values           []NetworkValue
}

// Path is the path of that map.
func (w ElementWithin) Path() string { return NetworkPath(w.Reference) }

// Web reports whether the value is an address of the web that may be followed.
func (v NetworkValue) Web() bool {
	u, err := url.Parse(v.Value)
	return v.Type == "link" && err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// Offered lists the filters that the network offers as links.
func (e Explore) Offered() []group {
	var all []group
	for _, offered := range e.NetworkGroups {
		g := group{Name: offered.Title}
		for _, choice := range offered.Choices {
			g.Choices = append(g.Choices, e.choice(offered.Parameter, choice))
		}
		all = append(all, g)
	}
	return all
}

// fieldValue returns a value of a field as people read it, by the type of the field.
func (w *words) fieldValue(sort, value string) string {
	switch sort {
	case "yesno":
		return w.value("network", value)
	case "number":
		if x, err := strconv.ParseFloat(value, 64); err == nil && math.Abs(x) < 1e15 {
			return w.quantity(x)
		}
	case "date":
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			if text, err := w.date(day); err == nil {
				return text
			}
		}
	}
	return value
}

// NetworkNav is the links between the pages of a network.
type NetworkNav struct {
	Reference, Slug string
	Name            string          // its title
	Here            string          // which page it is: NetworkHereMap...
	Can             map[string]bool // what who asks may do, by the name of the act in the table of permissions
	Member          bool            // whether they belong to it
	Joins           bool            // whether they may ask to, or do, or could with an account
	Asking          int             // how many ask them to belong to it
	Suggestions     int             // how many wait for them to decide
	Clears          bool            // whether changes show once they are approved
	Reviews         int             // how many wait for them to approve
	Unpublishes     bool            // whether they may take it off the site without answering for it
}

// The pages of a network that link to each other.
const (
	NetworkHereMap         = "map"
	NetworkHereTable       = "table"
	NetworkHerePrint       = "print"
	NetworkHereShare       = "share"
	NetworkHereSuggestions = "suggestions"
	NetworkHerePeople      = "people"
	NetworkHereJoin        = "join"
)

// SharePath is the path of the page from which the network is given to others.
func (n NetworkNav) SharePath() string { return SharePath(n.Reference) }

// Path is the path of the map.
func (n NetworkNav) Path() string { return NetworkPath(n.Reference) }

// Below is the path of a page of the network, by its last part; such a page is named by
// the slug alone.
func (n NetworkNav) Below(page string) string { return NetworkPath(n.Slug) + "/" + page }

// at returns the path of the page with another query: that of a network, or the site's.
func (e Explore) at(query url.Values) string {
	if e.Network != nil {
		return withQuery(e.Network.Path(), query)
	}
	return withQuery("/", query)
}

// asked returns the whole query, with the network that the page is about.
func (e Explore) asked() url.Values {
	query := clone(e.Query)
	if e.Network != nil {
		query.Set("network", e.Network.Reference)
	}
	return query
}

// fieldNames lists the parameters of the query that name fields of a network, in order.
func (e Explore) fieldNames() []string {
	var names []string
	for name := range e.Query {
		if isField(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// isField reports whether a parameter names a field of a network.
func isField(parameter string) bool { return strings.HasPrefix(parameter, "x.") }

// Field reports whether the filter is of a field of a network.
func (f filter) Field() bool { return isField(f.Name) }
