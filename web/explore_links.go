package web

import (
	"net/url"
	"strings"
)

// Sorts lists the orders that fit the query as links, the present one active.
func (e Explore) Sorts() []choice {
	orders := []string{"newest"}
	if e.Query.Has("near") {
		orders = append([]string{"distance"}, orders...)
	}
	if e.Words() != "" {
		orders = append([]string{"relevance"}, orders...)
	}
	if len(orders) == 1 {
		return nil
	}
	present := e.Query.Get("sort")
	if present == "" {
		present = orders[0]
	}
	var all []choice
	for _, order := range orders {
		query := clone(e.Query)
		query.Set("sort", order)
		all = append(all, choice{FacetValue{Value: order}, e.at(query), order == present})
	}
	return all
}

// Pages lists the territories asked, which have pages of their own.
func (e Explore) Pages() []Territory {
	var all []Territory
	for _, code := range e.Query["in"] {
		all = append(all, Territory{Code: code, Name: e.label("in", code)})
	}
	return all
}

// NewPath is the path of the page on which somebody references what the query did not
// find.
func (e Explore) NewPath() string {
	given := url.Values{}
	if words := e.Words(); words != "" {
		given.Set("name", words)
	}
	if tags := e.Query["tag"]; len(tags) > 0 {
		given.Set("tags", strings.Join(tags, ", "))
	}
	if kinds := e.Query["kind"]; len(kinds) == 1 {
		given.Set("kind", kinds[0])
	}
	return withQuery(NewPath, given)
}

// FeedPath is the path of the feed of what the query finds.
func (e Explore) FeedPath() string { return FeedPath(e.asked()) }

// FollowPath is the page on which the search is followed; "" for one of everything, or
// of a place on the map: where somebody stands is kept for nobody.
func (e Explore) FollowPath() string {
	query := clone(e.Query)
	for _, name := range []string{"sort", "limit", "cursor"} {
		query.Del(name)
	}
	if len(query) == 0 || query.Has("near") || query.Has("bbox") || e.asked().Has("network") {
		return ""
	}
	return Follow{What: "search:" + query.Encode()}.Path()
}

// DownloadPath is the path of all that the query finds, in a format.
func (e Explore) DownloadPath(format string) string {
	return withQuery("/api/v1/elements."+format, e.asked())
}
