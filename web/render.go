package web

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
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
	"network_pick", "network_review", "network_suggestions", "network_people",
}

// New reads the embedded templates, messages and list of built files.
func New(site Site) (*Renderer, error) {
	if u, err := url.Parse(site.PublicURL); err != nil || strings.HasSuffix(site.PublicURL, "/") || u.RawQuery != "" {
		return nil, fmt.Errorf("public URL %q: give it like https://example.org, without a final slash", site.PublicURL)
	}
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
	r := &Renderer{site: site, bundle: built, embed: embed, words: map[Language]*words{}, articles: articles, pages: map[Language]map[string]*template.Template{}}
	for _, language := range Languages {
		words, err := readWords(language)
		if err != nil {
			return nil, err
		}
		base, err := template.New("layout.html").Funcs(functions(words, articles)).ParseFS(files, "templates/layout.html", "templates/parts.html", "templates/belonging.html", "templates/network_nav.html", "templates/said.html")
		if err != nil {
			return nil, err
		}
		r.words[language] = words
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
}

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

// page is what the layout reads.
type page struct {
	Site        Site
	Name        string // of the site
	Tagline     string
	Bundle      bundle
	Embed       bundle // of a network on pages of other sites
	Language    Language
	Path        string // of the French page, with its query string
	Query       string // what else the same page takes in the other language, and nobody else is to know
	Title       string // "" for the site's own
	Description string
	Type        string // of Open Graph
	NoIndex     bool
	Live        bool           // whether scripts have something to do
	Data        map[string]any // JSON-LD; nil for none
	Trail       map[string]any // JSON-LD of where the page stands among others; nil for none
	Picture     *Photo         // of Open Graph; nil for none
	Feed        string         // the path of the Atom feed of what the page shows; "" for none
	OEmbed      string         // the address that says how others show the page, without its format; "" for none
	Style       string         // the path of a style sheet of the page's own; "" for none
	Viewer      *Viewer        // nil for anybody
	Content     any
}

// alternate is the same page in another language.
type alternate struct{ Language, URL string }

// URL is the absolute address of the page, "" when the site's own is unknown.
func (p page) URL() string {
	if p.Site.PublicURL == "" {
		return ""
	}
	return p.Site.PublicURL + p.Language.Path(p.Path)
}

// Alternates lists the page in every language of the site, with absolute
// addresses.
func (p page) Alternates() []alternate {
	languages := p.Site.languages()
	var all []alternate
	for _, language := range Languages {
		if slices.Contains(languages, language) {
			all = append(all, alternate{string(language), p.Site.PublicURL + language.Path(p.Path)})
		}
	}
	return append(all, alternate{"x-default", p.Site.PublicURL + languages[0].Path(p.Path)})
}

// languages lists those of the site, the usual one first.
func (s Site) languages() []Language {
	if len(s.Languages) > 0 {
		return s.Languages
	}
	return Languages
}

// OtherPath is the path of the page in the language to switch to, "" when the
// site has one language.
func (p page) OtherPath() string {
	if other := p.Language.other(); slices.Contains(p.Site.languages(), other) {
		path := other.Path(p.Path)
		if p.Query != "" {
			path += "?" + p.Query
		}
		return path
	}
	return ""
}

// OtherLanguage is the language to switch to.
func (p page) OtherLanguage() Language { return p.Language.other() }

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
	return r.write(w, "explore", page{
		Language: language, Path: path, Type: "website", Live: true,
		Title: view.Network.Title, Description: cut(view.Network.Summary, 300),
		NoIndex: !view.Network.Listed || len(view.Query) > 0 || view.LaterPage,
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
	p.Site, p.Bundle, p.Embed, p.Viewer = r.site, r.bundle, r.embed, r.viewer
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

// functions are what templates call besides the views.
func functions(w *words, a articles) template.FuncMap {
	return template.FuncMap{
		"t":        w.text,
		"tn":       w.count,
		"tv":       w.value,
		"number":   w.number,
		"distance": w.distance,
		"date":     w.date,
		"slot":     w.slot,
		"verified": w.verified,
		"moment":   w.moment,
		"sort":     w.sort,
		"hours":    w.hours,
		"offer":    w.offer,
		"towards":  func(t Territory) string { return a.towards(w.language, t) },
		"inside":   func(t Territory) string { return a.inside(w.language, t) },
		"nowhere":  func(n nothing) (string, error) { return w.nowhere(a, n) },
		"mistake":  w.mistake,
		"newsLine": w.newsLine,
		"manyNews": func(many ManyNews) (string, error) { return w.manyNews(a, many) },
		"notified": w.notification,
		"awaiting": w.awaiting,
		"hint":     w.hint,
		"label":    w.label,
		"member":   w.member,
		"license":  w.license,
		"kept":     w.fieldValue,
		"formHint": w.formHint,
		"mapHint":  w.mapHint,
		"message":  messageName,
		"lines":    func(text string) []string { return strings.Split(text, "\n") },
		"path":     w.language.Path,
		"element":  func(id, slug string) string { return w.language.Path(ElementPath(id, slug)) },
		"tel":      telephone,
		"host":     webHost,
		"join":     joinNonEmpty,
		"commas":   func(parts []string) string { return strings.Join(parts, ", ") },
		"place":    func(code string) string { return w.language.Path(TerritoryPath(code)) },
		"rest":     func(photos []Photo) []Photo { return photos[1:] },
		"first":    func(n int, list []string) []string { return list[:min(n, len(list))] },
	}
}

// ElementPath is the path of an element's own page in French.
func ElementPath(id, slug string) string {
	path := "/e/" + url.PathEscape(id)
	if slug != "" {
		path += "/" + url.PathEscape(slug)
	}
	return path
}

// telephone returns a link that dials number; html/template would refuse it
// because it knows only web and mail links.
func telephone(number string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	return template.URL("tel:" + digits)
}

// webHost returns the host of a web address, without "www.".
func webHost(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return strings.TrimPrefix(u.Host, "www.")
}

func joinNonEmpty(separator string, parts ...string) string {
	var full []string
	for _, part := range parts {
		if part != "" {
			full = append(full, part)
		}
	}
	return strings.Join(full, separator)
}
