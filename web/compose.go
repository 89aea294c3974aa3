package web

import (
	"io"
	"maps"
	"net/url"
	"slices"
)

// NewNetworkPath is the page on which somebody makes a network, in French.
const NewNetworkPath = NetworksPath + "/new"

// NetworkEditPath is the path of the form of a network, in French.
func NetworkEditPath(slug string) string { return NetworkPath(slug) + "/edit" }

// NetworkDeletePath is the path of the page on which a network is deleted, in French.
func NetworkDeletePath(slug string) string { return NetworkPath(slug) + "/delete" }

// NewNetwork is the page on which somebody makes a network of a search.
type NewNetwork struct {
	Search   Explore // what the network is to find
	Values   url.Values
	Mistakes map[string]Mistake
	Problem  string // why it was not made, in words; "" for nothing
	In       bool   // whether who asks has logged in
	Next     string // where to come back to after logging in
	// Without says that the search asked for another network, which was left out.
	Without bool
	Others  []NamedNetwork // which may take the search instead
}

// NamedNetwork is a network by its name.
type NamedNetwork struct{ Slug, Title string }

// Path is the path of its map.
func (n NamedNetwork) Path() string { return NetworkPath(n.Slug) }

// Input returns an input by its name.
func (n NewNetwork) Input(name string) composeInput {
	return NetworkForm{Values: n.Values, Mistakes: n.Mistakes}.Input(name)
}

// Query is the text of the search.
func (n NewNetwork) Query() string { return n.Search.Query.Encode() }

// LogInPath and SignUpPath are where to get an account's session, in French.
func (n NewNetwork) LogInPath() string  { return goingOn(LogInPath, n.Next) }
func (n NewNetwork) SignUpPath() string { return goingOn(SignUpPath, n.Next) }

// TakePath is the form of another network, with the search in place of its own.
func (n NewNetwork) TakePath(slug string) string {
	return withQuery(NetworkEditPath(slug), url.Values{"query": {n.Query()}})
}

// NewNetwork writes that page.
func (r *Renderer) NewNetwork(w io.Writer, language Language, view NewNetwork) error {
	return r.write(w, "compose_new", page{
		Language: language, Path: withQuery(NewNetworkPath, view.Search.Query), Title: r.title(language, "compose_new_title"), Type: "website", NoIndex: true, Content: view,
	})
}

// ComposePath is the page on which somebody makes a network of the search, in French.
func (e Explore) ComposePath() string {
	query := e.asked()
	for _, name := range []string{"sort", "limit", "cursor"} {
		query.Del(name)
	}
	return withQuery(NewNetworkPath, query)
}

// NetworkHereEdit is the form, among the pages of a network that link to each other.
const NetworkHereEdit = "edit"

// NetworkForm is the page on which editors change a network.
type NetworkForm struct {
	NetworkNav
	Values   url.Values
	Mistakes map[string]Mistake
	// Status says what has just happened: "", saved, published, draft, key, wrong,
	// conflict, unchanged or failed.
	Status  string
	Problem string // why it failed, in words
	Search  Explore
	Kept    string // the search that is kept, as text
	Total   int    // how many elements it shows as it is kept
	Start   Start  // where its map starts
	IsDraft bool
	// Administers says whether who asks answers for it: they alone choose who sees it.
	Administers bool
	Link        string            // by which it is seen, an address
	Theirs      map[string]string // what others wrote meanwhile, in words, by the name of a group of inputs
	Logo        string            // the path of the picture; "" for none
}

// EditPath is that of the form, in French.
func (f NetworkForm) EditPath() string { return NetworkEditPath(f.Slug) }

// DeletePath is where it is deleted, in French.
func (f NetworkForm) DeletePath() string { return NetworkDeletePath(f.Slug) }

// SearchPath is the explore page with the search, in French.
func (f NetworkForm) SearchPath() string { return withQuery("/", clone(f.Search.Query)) }

// TheirsOf returns what others wrote meanwhile in a group, by its name; nil for
// nothing.
func (f NetworkForm) TheirsOf(group string) *formTheirs {
	if text, ok := f.Theirs[group]; ok {
		return &formTheirs{group, text}
	}
	return nil
}

// Wrong lists the inputs that are wrong, in the order of the form.
func (f NetworkForm) Wrong() []string {
	order := map[string]int{}
	for i, group := range NetworkFormGroups {
		for _, name := range group {
			order[name] = i
		}
	}
	return slices.SortedFunc(maps.Keys(f.Mistakes), func(a, b string) int { return order[a] - order[b] })
}

// NetworkForm writes that page.
func (r *Renderer) NetworkForm(w io.Writer, language Language, view NetworkForm) error {
	return r.write(w, "compose", page{
		Language: language, Path: view.EditPath(), Title: r.title(language, "compose_title"), Type: "website", NoIndex: true, Live: true, Content: view,
	})
}

// NetworkEnd is the page on which a network is deleted, or taken off the site by those
// who keep it.
type NetworkEnd struct {
	Slug, Title string
	Deletes     bool // else it becomes a draft again
	Listed      bool // whether anybody could find it
}

// Path is that of the page, in French.
func (e NetworkEnd) Path() string {
	if e.Deletes {
		return NetworkDeletePath(e.Slug)
	}
	return NetworkPath(e.Slug) + "/unpublish"
}

// BackPath is where to go instead, in French: where it is changed, or the map, which
// those who keep the site may read when anybody can.
func (e NetworkEnd) BackPath() string {
	switch {
	case e.Deletes:
		return NetworkEditPath(e.Slug)
	case e.Listed:
		return NetworkPath(e.Slug)
	}
	return NetworksPath
}

// NetworkEnd writes that page.
func (r *Renderer) NetworkEnd(w io.Writer, language Language, view NetworkEnd) error {
	title := "compose_delete_title"
	if !view.Deletes {
		title = "compose_unpublish_title"
	}
	return r.accountPage(w, language, "compose_end", view.Path(), title, view)
}
