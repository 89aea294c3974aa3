package web

import (
	"io"
	"net/url"
	"time"
)

// TerritoryPage is a territory's own page.
type TerritoryPage struct {
	Territory
	Parents       []Territory // narrow to wide
	Population    int         // 0 when unknown
	Postcodes     []string
	Place         Place   // inside the territory
	Drawing       Drawing // its outline
	Total         int     // elements in it
	Follow        *Follow // the button by which it is followed
	Kinds, Tags   []FacetValue
	Latest        []Result  // newest first
	Now           time.Time // the next slot of an event is told from it
	Children      []Counted // by name; all of one level
	Gatherings    []Counted // the intercommunalités of a département, by name
	Neighbours    []Counted // by name
	ChildrenLevel string    // level of the children
}

// Counted is a territory and how many elements lie in it.
type Counted struct {
	Territory
	Count int
}

// Drawing is an outline as paths of SVG.
type Drawing struct {
	Width, Height int
	Own           string   // the territory; "" for none
	Around        []string // its neighbours
}

// Territory writes a territory's own page.
func (r *Renderer) Territory(w io.Writer, language Language, view TerritoryPage) error {
	p := page{
		Site: r.site, Language: language, Path: TerritoryPath(view.Code), Title: view.Name, Type: "website",
		// A page about nothing is no use to those who look for something.
		NoIndex: view.Total == 0,
		Feed:    FeedPath(view.within()),
		Content: view,
	}
	if words, ok := r.words[language]; ok {
		var err error
		if p.Description, err = words.text("territory_description", "name", view.Name, "level", words.value("level", view.Level)); err != nil {
			return err
		}
	}
	p.Data, p.Trail = view.linkedData(r, p), r.trail(language, view.Parents, view.Name)
	return r.write(w, "territory", p)
}

func (t TerritoryPage) within() url.Values { return url.Values{"in": {t.Code}} }

// with returns the path of the explore page on the territory with one thing more.
func (t TerritoryPage) with(name, value string) string {
	query := t.within()
	if name != "" {
		query.Set(name, value)
	}
	return withQuery("/", query)
}

// AllPath is the path of the explore page on the territory.
func (t TerritoryPage) AllPath() string { return t.with("", "") }

// KindPath is the path of what is of a kind there.
func (t TerritoryPage) KindPath(kind string) string { return t.with("kind", kind) }

// TagPath is the path of what has a tag there.
func (t TerritoryPage) TagPath(tag string) string { return t.with("tag", tag) }

// FeedPath is the path of the feed of what is new there.
func (t TerritoryPage) FeedPath() string { return FeedPath(t.within()) }

// DownloadPath is the path of all that is there, in a format.
func (t TerritoryPage) DownloadPath(format string) string {
	return withQuery("/api/v1/elements."+format, t.within())
}

// Lines lists the newest elements.
func (t TerritoryPage) Lines() []line { return Explore{Results: t.Latest, Now: t.Now}.Lines() }

// mostChildren is how many children a page lists by what is in them.
const mostChildren = 24

// Busiest lists the children with the most elements, most first.
func (t TerritoryPage) Busiest() []Counted { return busiest(t.Children, mostChildren) }

// BusiestGatherings lists the intercommunalités with the most elements.
func (t TerritoryPage) BusiestGatherings() []Counted { return busiest(t.Gatherings, mostChildren) }

// initialGroup is the territories whose names begin alike.
type initialGroup struct {
	Letter      string
	Territories []Counted
}

// Letters lists all children from A to Z. It is empty when Busiest has them all.
func (t TerritoryPage) Letters() []initialGroup {
	if len(t.Busiest()) == len(t.Children) {
		return nil
	}
	var all []initialGroup
	for _, child := range t.Children {
		first := initial(child.Name)
		if n := len(all); n == 0 || all[n-1].Letter != first {
			all = append(all, initialGroup{Letter: first})
		}
		last := &all[len(all)-1]
		last.Territories = append(last.Territories, child)
	}
	return all
}

// schemaLevels are the types of schema.org, by level.
var schemaLevels = map[string]string{"country": "Country", "region": "State", "commune": "City"}

// linkedData describes the territory with schema.org's words.
func (t TerritoryPage) linkedData(r *Renderer, p page) map[string]any {
	data := t.Territory.linkedData()
	data["@context"] = "https://schema.org"
	data["geo"] = map[string]any{"@type": "GeoCoordinates", "longitude": t.Place.Lon, "latitude": t.Place.Lat}
	if address := p.URL(); address != "" {
		data["@id"], data["url"] = address, address
	}
	if len(t.Parents) > 0 {
		parent := t.Parents[0].linkedData()
		if r.site.PublicURL != "" {
			parent["@id"] = r.site.PublicURL + p.Language.Path(TerritoryPath(t.Parents[0].Code))
		}
		data["containedInPlace"] = parent
	}
	return data
}

func (t Territory) linkedData() map[string]any {
	kind := schemaLevels[t.Level]
	if kind == "" {
		kind = "AdministrativeArea"
	}
	return map[string]any{"@type": kind, "name": t.Name, "identifier": t.Code}
}
