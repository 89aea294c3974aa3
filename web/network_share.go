package web

import (
	"html/template"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// NetworkShare is the page from which a network is given to others: its link, its
// files, and what puts it on another site.
type NetworkShare struct {
	Nav       NetworkNav
	Reference string
	Title     string
	Site      string     // the address of this site, without a slash at its end
	Query     url.Values // what of the network is shown, without the parameter network
	QR        *QR
	Closed    bool     // whether others cannot see the network yet
	ByLink    bool     // whether who has the link alone sees it
	Frames    []string // the sites that may show it; none: any
	Kinds     []FacetValue
	Fields    map[string]string // what the network's own fields are called, by their parameter
	Embed     Embed             // the page that other sites show, without what it finds
	As        string
	Height    int // pixels; 0: that of the content
	Language  Language
}

// ShareForms lists what a network can be put on another site by: a frame, an element of
// our own, a link.
var ShareForms = []string{"frame", "element", "link"}

// Bounds of a frame's height, in pixels, and what it is when nobody says.
const (
	LeastFrameHeight = 200
	MostFrameHeight  = 5000
	UsualFrameHeight = 600
)

// SharePath is the path of that page in French.
func SharePath(reference string) string { return NetworkPath(reference) + "/share" }

// Path is the path of the page itself.
func (s NetworkShare) Path() string { return SharePath(s.Reference) }

// Link is the address of the network.
func (s NetworkShare) Link() string {
	return s.Site + s.Language.Path(withQuery(NetworkPath(s.Reference), clone(s.Query)))
}

// EmbedPath is the path of the page that other sites show, in its language.
func (s NetworkShare) EmbedPath() string { return s.Language.Path(s.Embed.Path(s.Query)) }

// FrameHeight is how high a frame is that does not know its content.
func (s NetworkShare) FrameHeight() int {
	if s.Height == 0 {
		return UsualFrameHeight
	}
	return s.Height
}

// Snippet is what is pasted into a page of another site.
func (s NetworkShare) Snippet() string {
	link := element("a", s.Title, "href", s.Link())
	switch s.As {
	case "frame":
		return Frame(s.Site+s.EmbedPath(), s.Title, "100%", s.FrameHeight())
	case "element":
		attributes := []string{"network", s.Link()}
		if len(s.Embed.Locked) > 0 {
			attributes = append(attributes, "lock", strings.Join(s.Embed.Locked, ","))
		}
		if s.Embed.Asked != "" {
			attributes = append(attributes, "layout", s.Embed.Asked)
		}
		height := "auto"
		if s.Height > 0 {
			height = strconv.Itoa(s.Height)
		}
		return element("script", "", "src", s.Site+"/embed.js", "async", "") + "\n" +
			strings.Replace(element("maillage-map", "@", append(attributes, "height", height)...), "@</", link+"</", 1)
	}
	return link
}

// Frame returns the HTML of a frame with a page that [EmbedPath] names, at an address.
func Frame(address, title, width string, height int) string {
	return element("iframe", "", "src", address, "title", title, "width", width, "height", strconv.Itoa(height),
		"frameborder", "0", "loading", "lazy", "sandbox", EmbedSandbox)
}

// element returns an element of HTML with a text and attributes: name, value, name...
func element(name, text string, attributes ...string) string {
	var b strings.Builder
	b.WriteString("<" + name)
	for i := 0; i < len(attributes); i += 2 {
		b.WriteString(" " + attributes[i])
		if attributes[i+1] != "" {
			b.WriteString(`="` + template.HTMLEscapeString(attributes[i+1]) + `"`)
		}
	}
	b.WriteString(">" + template.HTMLEscapeString(text) + "</" + name + ">")
	return b.String()
}

// option is one of several things to choose, and whether it is chosen.
type option struct {
	Value  string
	Chosen bool
}

func options(chosen string, values ...string) []option {
	all := make([]option, len(values))
	for i, value := range values {
		all[i] = option{value, value == chosen}
	}
	return all
}

// Forms lists what the network can be put on another site by.
func (s NetworkShare) Forms() []option { return options(s.As, ShareForms...) }

// Layouts lists the layouts; "" is the network's own.
func (s NetworkShare) Layouts() []option {
	return options(s.Embed.Asked, "", "map", "list", "cards")
}

// Languages lists the languages.
func (s NetworkShare) Languages() []option { return options(string(s.Language), "fr", "en") }

// shareKind is a kind to choose.
type shareKind struct {
	FacetValue
	Chosen bool
}

// KindChoices lists the kinds that the network has.
func (s NetworkShare) KindChoices() []shareKind {
	var all []shareKind
	for _, kind := range s.Kinds {
		all = append(all, shareKind{kind, slices.Contains(s.Query["kind"], kind.Value)})
	}
	return all
}

// lockChoice is a parameter that may be kept from visitors.
type lockChoice struct {
	Name   string
	Label  string // "" for that of the parameter
	Values []filter
	Locked bool
}

// LockChoices lists what of the query visitors may be kept from changing. The words
// and the kind may be without a value: then nobody chooses any.
func (s NetworkShare) LockChoices() []lockChoice {
	choices := []lockChoice{{Name: "q"}, {Name: "kind"}, {Name: "tag"}, {Name: "in"}}
	find := func(name string) *lockChoice {
		for i := range choices {
			if choices[i].Name == name {
				return &choices[i]
			}
		}
		choices = append(choices, lockChoice{Name: name})
		return &choices[len(choices)-1]
	}
	all := s.Embed
	all.Query, all.Locked = s.Query, nil
	for _, f := range all.Filters() {
		c := find(f.Name)
		c.Values = append(c.Values, f)
	}
	if words := s.Query.Get("q"); words != "" {
		find("q").Values = []filter{{Name: "q", Value: words, Label: words}}
	}
	for i := range choices {
		choices[i].Label = s.Fields[choices[i].Name]
		choices[i].Locked = slices.Contains(s.Embed.Locked, choices[i].Name)
	}
	return choices
}

// KeptQuery lists the parameters of the query that the form does not ask for.
func (s NetworkShare) KeptQuery() []parameter {
	query := clone(s.Query)
	query.Del("kind")
	return parametersOf(query)
}

// Sandbox is what the frame of the preview is allowed: what others are.
func (s NetworkShare) Sandbox() string { return EmbedSandbox }

// DownloadPath is the path of all that is shown, in a format.
func (s NetworkShare) DownloadPath(format string) string {
	return withQuery("/api/v1/elements."+format, s.ofNetwork())
}

// FeedPath is the path of the feed of what is new in it.
func (s NetworkShare) FeedPath() string { return FeedPath(s.ofNetwork()) }

func (s NetworkShare) ofNetwork() url.Values {
	query := clone(s.Query)
	query.Set("network", s.Reference)
	return query
}

// OEmbed is the address at which a program learns how to show a page of a network on
// its own: that of the answer without its format. It is "" where the site's own address
// is unknown.
func (r *Renderer) OEmbed(language Language, path string) string {
	if r.site.PublicURL == "" {
		return ""
	}
	return r.site.PublicURL + withQuery("/oembed", url.Values{"url": {r.site.PublicURL + language.Path(path)}})
}

// NetworkShare writes that page.
func (r *Renderer) NetworkShare(w io.Writer, language Language, view NetworkShare) error {
	p := page{
		Language: language, Path: withQuery(view.Path(), clone(view.Query)), Title: r.title(language, "embed_share_title"), Type: "website",
		NoIndex: true, Live: true, Content: view,
	}
	if !view.Closed {
		p.OEmbed = r.OEmbed(language, NetworkPath(view.Reference))
	}
	return r.write(w, "network_share", p)
}
