package web

import "slices"

// page is what the layout reads.
type page struct {
	Site        Site
	Name        string // of the site
	Tagline     string
	Bundle      bundle
	Embed       bundle // what else a network has on pages of other sites; of other pages nothing
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
