package web

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Renderer writes pages. It is safe for concurrent use.
type Renderer struct {
	site   Site
	bundle bundle
	embed  bundle // of a network on pages of other sites
	words  map[Language]*words
	pages  map[Language]map[string]*template.Template
	viewer *Viewer // for whom; nil for anybody

	articles articles
}

// Viewer is somebody who has logged in, for whom a page is written.
type Viewer struct {
	Name   string
	Unseen int // what concerns them directly and they have not seen
}

// For returns a renderer of the same pages for somebody.
func (r *Renderer) For(viewer *Viewer) *Renderer {
	other := *r
	other.viewer = viewer
	return &other
}

// pageNames are the templates that each make a page with the layout.
var pageNames = []string{
	"explore", "element", "territory", "api", "legal", "privacy", "charter", "settings", "settings_door", "problem",
	"history", "history_revision", "hide", "networks",
	"account", "account_ask", "account_login", "account_link", "account_waiting", "account_mails",
	"profile", "mine", "invite",
	"home", "notifications", "follows", "follow", "unsubscribe",
	"element_kinds", "element_form",
	"network_table", "network_says", "network_print",
	"compose", "compose_new", "compose_end",
	"members", "notes", "contact", "invitation", "messages",
	"embed", "network_share",
	"network_pick", "network_review", "network_suggestions", "network_people", "network_join",
}

// New returns a renderer for a site. The embedded templates, messages and list of
// built files are read by the first one of the program, and shared.
func New(site Site) (*Renderer, error) {
	if u, err := url.Parse(site.PublicURL); err != nil || strings.HasSuffix(site.PublicURL, "/") || u.RawQuery != "" {
		return nil, fmt.Errorf("public URL %q: give it like https://example.org, without a final slash", site.PublicURL)
	}
	r, err := readRenderer()
	if err != nil {
		return nil, err
	}
	return r.With(site), nil
}

// readRenderer reads the embedded files for no site yet.
var readRenderer = sync.OnceValues(func() (*Renderer, error) {
	built, err := readBundle(files, mainEntry)
	if err != nil {
		return nil, err
	}
	embed, err := readBundle(files, embedEntry)
	if err != nil {
		return nil, err
	}
	articles, err := readArticles()
	if err != nil {
		return nil, err
	}
	words, err := readAllWords()
	if err != nil {
		return nil, err
	}
	r := &Renderer{bundle: built, embed: embed, words: words, articles: articles, pages: map[Language]map[string]*template.Template{}}
	for _, language := range Languages {
		base, err := template.New("layout.html").Funcs(functions(words[language], articles)).ParseFS(files, "templates/layout.html", "templates/parts.html", "templates/belonging.html", "templates/network_nav.html", "templates/said.html")
		if err != nil {
			return nil, err
		}
		r.pages[language] = map[string]*template.Template{}
		for _, name := range pageNames {
			page, err := template.Must(base.Clone()).ParseFS(files, "templates/"+name+".html")
			if err != nil {
				return nil, err
			}
			r.pages[language][name] = page
		}
	}
	return r, nil
})

// With returns a renderer of the same pages for the site as it is now. It costs
// nothing: templates and messages are shared. The public URL is to be one that
// [New] takes.
func (r *Renderer) With(site Site) *Renderer {
	other := *r
	other.site = site
	return &other
}

// Built reports whether the islands were built into this program.
func (r *Renderer) Built() bool { return r.bundle.Script != "" }

// Explore writes the page with the search and its results.
func (r *Renderer) Explore(w io.Writer, language Language, view Explore) error {
	path := withQuery("/", view.Query)
	return r.write(w, "explore", page{
		Language: language, Path: path, Type: "website", Live: true,
		// One search is not a page to be listed; the site itself and its elements are.
		NoIndex: path != "/" || view.LaterPage,
		Feed:    FeedPath(view.Query),
		Data:    r.searchable(language, path),
		Content: view,
	})
}

// Network writes the map of a network: the page with the search, within it.
func (r *Renderer) Network(w io.Writer, language Language, view Explore) error {
	path := view.at(view.Query)
	listed := view.Network.Listed && len(view.Query) == 0 && !view.LaterPage
	return r.write(w, "explore", page{
		Language: language, Path: path, Type: "website", Live: true,
		Title: view.Network.Title, Description: cut(view.Network.Summary, 300),
		NoIndex: !listed,
		Data:    r.networkData(language, path, view.Network, listed),
		Feed:    view.FeedPath(),
		OEmbed:  r.OEmbed(language, path),
		Style:   view.Network.Style,
		Content: view,
	})
}

// Element writes an element's own page.
func (r *Renderer) Element(w io.Writer, language Language, view Element) error {
	p := page{
		Site: r.site, Language: language, Path: ElementPath(view.ID, view.Slug), Title: view.Name, Description: view.describe(),
		Type: "article", Live: view.Place != nil || view.Hours.Clock != nil || view.Done != "",
		NoIndex: view.Kind == "person" || view.hiddenFromMost(), // people chose this site, not every search engine
		Content: view,
	}
	p.Data = view.linkedData(p.URL())
	if images := view.pictured(r.site.PublicURL); images != nil {
		p.Data["image"], p.Picture = images, &view.Photos[0]
	}
	p.Trail = r.trail(language, view.Territories, view.Name)
	return r.write(w, "element", p)
}

// problemTitles are the messages that head the pages of problems, by status.
var problemTitles = map[int]string{
	http.StatusBadRequest: "error_bad_title", http.StatusNotFound: "error_not_found_title", http.StatusGone: "error_not_found_title",
	http.StatusMethodNotAllowed: "error_method_title", http.StatusServiceUnavailable: "error_busy_title",
}

// Problem writes the page of a request that failed; the caller sets the status.
func (r *Renderer) Problem(w io.Writer, language Language, view Problem) error {
	return r.write(w, "problem", page{
		Language: language, Path: "/", Title: r.problemTitle(language, view), Type: "website", NoIndex: true, Content: view,
	})
}

// problemTitle returns what heads the page of a problem.
func (r *Renderer) problemTitle(language Language, view Problem) string {
	title, ok := problemTitles[view.Status]
	if !ok {
		title = "error_title"
	}
	if view.Starting {
		title = "starting_title"
	}
	return r.title(language, title)
}

// title returns a message, or nothing in a language that pages do not have:
// write reports that.
func (r *Renderer) title(language Language, key string) string {
	if words, ok := r.words[language]; ok {
		return words.messages[key]
	}
	return ""
}

// name returns the name of the site, that of the software when it has none.
func (r *Renderer) name(l Language) string { return cmp.Or(r.site.Name, r.title(l, "site_name")) }

// tagline returns the phrase that presents the site.
func (r *Renderer) tagline(l Language) string {
	return cmp.Or(r.site.Taglines[l], r.title(l, "site_tagline"))
}

// write renders into memory first, so that a failure never leaves half a page.
func (r *Renderer) write(w io.Writer, name string, p page) error {
	return r.writeAs(w, name, "layout.html", p)
}

// writeAs is write for a page whose whole document is a template of its own.
func (r *Renderer) writeAs(w io.Writer, name, document string, p page) error {
	p.Site, p.Bundle, p.Viewer = r.site, r.bundle, r.viewer
	templates, ok := r.pages[p.Language]
	if !ok {
		return fmt.Errorf("render %s: no language %q", name, p.Language)
	}
	p.Name, p.Tagline = r.name(p.Language), r.tagline(p.Language)
	var buffer bytes.Buffer
	if err := templates[name].ExecuteTemplate(&buffer, document, p); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	_, err := buffer.WriteTo(w)
	return err
}
