package web

import (
	"io"
	"net/url"
	"strconv"
)

// Networks is the page that lists maps people have composed.
type Networks struct {
	Mine  []ListedNetwork // of who asks
	All   []ListedNetwork // that anybody may be told of, those changed last first
	Page  int             // from 1
	Pages int
}

// ListedNetwork is a network in a list.
type ListedNetwork struct {
	Reference, Title, Summary string
	Logo                      string // path of a picture; "" for none
	Total                     int    // elements that it shows
	State                     string // draft, private, link; "" for one that everybody sees
}

// Path is the path of the map.
func (n ListedNetwork) Path() string { return NetworkPath(n.Reference) }

// Newer and Older are the paths of the pages beside this one; "" for none.
func (n Networks) Newer() string { return networksPage(n.Page-1, n.Pages) }

// Older is the path of the next page; "" for none.
func (n Networks) Older() string { return networksPage(n.Page+1, n.Pages) }

func networksPage(page, pages int) string {
	switch {
	case page < 1 || page > pages:
		return ""
	case page == 1:
		return NetworksPath
	}
	return withQuery(NetworksPath, url.Values{"page": {strconv.Itoa(page)}})
}

// Networks writes that page.
func (r *Renderer) Networks(w io.Writer, language Language, view Networks) error {
	p := page{Language: language, Path: NetworksPath, Title: r.title(language, "networks_title"), Description: r.title(language, "networks_description"), Type: "website", Content: view}
	if view.Page > 1 {
		p.Path, p.NoIndex = networksPage(view.Page, view.Pages), true
	}
	return r.write(w, "networks", p)
}
