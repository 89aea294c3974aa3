package api

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// formWriter writes the form of one element, for one request.
type formWriter struct {
	*pages
	c         *gin.Context
	language  web.Language
	snapshot  *index.Snapshot
	gazetteer *geo.Gazetteer
	present   data.Element // as it is known; an empty one of the kind when it is new
	values    url.Values   // by input, as typed

	status   string
	why      string // it failed, in words
	mistakes map[string]web.Mistake
	towns    []*geo.Territory
	theirs   map[string]string
	found    []web.FormLink // by a search
	searched bool
}

// writer returns what writes the form of an element, filled with it.
func (p *pages) writer(c *gin.Context, language web.Language, present data.Element) (*formWriter, error) {
	snapshot, err := p.shown(c)
	if err != nil {
		return nil, err
	}
	w := &formWriter{pages: p, c: c, language: language, snapshot: snapshot, gazetteer: snapshot.Gazetteer(), present: present}
	w.values = formValues(&w.present, w.gazetteer)
	if present.ID.IsZero() {
		w.values.Set("license", data.UsualLicense)
		w.values.Del("revision")
	}
	return w, nil
}

// write writes the form.
func (w *formWriter) write(page *bytes.Buffer) error {
	if w.present.ID.IsZero() && strings.TrimSpace(w.values.Get("license")) == "" {
		w.values.Set("license", data.UsualLicense) // under which it is published
	}
	view := web.ElementForm{
		Kind: string(w.present.Kind), Values: w.values, Mistakes: w.mistakes, Most: formMost, Status: w.status, Problem: w.why,
		IsDraft: w.present.Status == data.StatusDraft, Found: w.searched, PhotosGone: !who(w.c).isIn(), Theirs: w.theirs, Source: w.present.Source.Name,
	}
	if !w.present.ID.IsZero() {
		view.ID, view.Slug = w.present.ID.String(), w.present.Slug
	} else {
		view.Chosen = chosenID(w.values.Get("id"), time.Now()).String()
	}
	var err error
	if view.Contribution, _, err = w.contribution(w.c.Request.Context(), who(w.c), w.values.Get("network")); err != nil {
		return err
	}
	for _, town := range w.towns {
		view.Towns = append(view.Towns, web.Territory{Code: town.Code, Name: nameIn(w.language, town), Level: w.around(town)})
	}
	view.Photos = w.formPhotos()
	view.Links = append(w.linked(w.values["link"]), w.found...)
	if !who(w.c).isIn() {
		view.Refused, view.Status = w.status == "account", "account"
		view.Next = w.language.Path(view.Path())
		if view.ID == "" {
			view.Next += "?kind=" + view.Kind
		}
		if asked := w.c.Request.URL.RequestURI(); w.c.Request.Method == http.MethodGet && lastingPath(asked) != "" {
			view.Next = asked // with what a link has filled in
		}
	}
	return w.renderer(w.c).ElementForm(page, w.language, view)
}

// chosenID returns the id under which a form of something new is kept, so that what is
// sent twice is kept once: the one it was written with, else a new one.
func chosenID(text string, now time.Time) data.ID {
	if id, err := data.ParseID(text); err == nil && id.MayBeChosen(now) {
		return id
	}
	return data.NewID()
}

// around tells a town from others of its name: by its postcode, and what it lies in.
func (w *formWriter) around(town *geo.Territory) string {
	parts := []string{within(town, w.gazetteer, w.language)}
	if len(town.Postcodes) > 0 {
		parts = append([]string{town.Postcodes[0]}, parts...)
	}
	return strings.Join(parts, ", ")
}

// linked names the elements that a form ties its own to.
func (w *formWriter) linked(values []string) []web.FormLink {
	var links []web.FormLink
	for _, value := range values[:min(len(values), data.MaxList)] {
		rel, target, _ := strings.Cut(value, ":")
		id, err := data.ParseID(target)
		if err != nil {
			continue
		}
		link := web.FormLink{Value: value, Rel: rel, Chosen: true}
		if e, err := w.publicElement(w.c.Request.Context(), id); err == nil {
			link.Name, link.Kind, link.Locality = e.Name, string(e.Kind), e.Address.Locality
		}
		links = append(links, link)
	}
	return links
}

// linkNames is linked in words.
func (w *formWriter) linkNames(values []string) string {
	var names []string
	for _, link := range w.linked(values) {
		names = append(names, link.Name)
	}
	return strings.Join(names, ", ")
}

// linkable are the kinds that others may be tied to.
var linkable = []data.Kind{data.KindOrganization, data.KindPlace, data.KindProject, data.KindEvent}

// search looks for elements to tie this one to, and writes the form with them.
func (w *formWriter) search(page *bytes.Buffer) error {
	ctx, asks := w.c.Request.Context(), who(w.c)
	words := strings.TrimSpace(w.values.Get("linkSearch"))
	w.searched = true
	if words == "" || len(words) > index.MaxWords {
		return w.write(page)
	}
	end, err := w.turn(ctx)
	if err != nil {
		return err
	}
	defer end()
	found, err := w.snapshot.Suggest(ctx, words, mostSuggestions)
	if err != nil {
		return err
	}
	elements, err := w.elements(ctx, "", found.Elements)
	if err != nil {
		return err
	}
	rel := w.values.Get("linkRel")
	if !slices.Contains((web.ElementForm{Kind: string(w.present.Kind)}).Rels(), rel) {
		rel = "partOf"
	}
	for _, hit := range found.Elements {
		e, ok := elements[hit.Num]
		value := linkValue(data.Link{Rel: rel, Target: e.ID})
		if !ok || e.ID == w.present.ID || !slices.Contains(linkable, e.Kind) || slices.Contains(w.values["link"], value) {
			continue
		}
		relations, err := w.relationsTo(ctx, &asks.account, &e)
		if err != nil {
			return err
		}
		if !asks.isIn() || data.May(data.ActLinkTo, relations...) {
			w.found = append(w.found, web.FormLink{Value: value, Rel: rel, Name: e.Name, Kind: string(e.Kind), Locality: e.Address.Locality})
		}
	}
	return w.write(page)
}
