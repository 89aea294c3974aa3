package api

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"maillage/data"
	"maillage/data/store"
	"maillage/data/text"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

// exploreView returns what the explore page shows of an answer.
func exploreView(query index.Query, answer *searchAnswer, g *geo.Gazetteer, l web.Language, now time.Time) web.Explore {
	view := web.Explore{
		Query: pageQuery(query), Total: answer.Total, Corrected: answer.Corrected, Next: answer.Next,
		LaterPage: query.Cursor != "", Now: now, Names: map[string]string{},
	}
	for _, code := range query.In {
		if t, ok := g.Territory(code); ok {
			view.Names[code] = nameIn(l, t)
		}
	}
	for _, f := range answer.Features {
		view.Results = append(view.Results, resultView(f.Properties))
		if answer.Network != nil {
			last := &view.Results[len(view.Results)-1]
			last.Values, last.Network = valueViews(answer.Network.Fields, f.Properties.Values), answer.Network.Reference
		}
	}
	for _, facet := range pageFacets {
		listed := web.Facet{Name: string(facet)}
		for _, v := range answer.Facets[string(facet)] {
			listed.Values = append(listed.Values, web.FacetValue{Value: v.Value, Label: v.Label, Count: v.Count})
		}
		view.Facets = append(view.Facets, listed)
	}
	for _, step := range answer.Ladder {
		territory := web.Territory{Code: step.Territory, Name: step.Name, Level: step.Level}
		view.Ladder = append(view.Ladder, web.Step{Territory: territory, Count: step.Count})
	}
	return view
}

// pageQuery returns a query as parameters, each value of a list by itself, the
// cursor left out.
func pageQuery(query index.Query) url.Values {
	query.Cursor = ""
	values, err := url.ParseQuery(query.String())
	if err != nil { // the canonical text always reads
		panic(err)
	}
	for _, name := range []string{"kind", "type", "in", "by", "of"} {
		if joined := values.Get(name); joined != "" {
			values[name] = strings.Split(joined, ",")
		}
	}
	return values
}

// spellings returns tags as an address writes them, by their key: an answer that
// finds none of them knows the key alone.
func spellings(parameters url.Values) map[string]string {
	written := map[string]string{}
	for _, name := range []string{"tag", "anyTag", "notTag"} {
		for _, tag := range parameters[name] {
			written[data.TagKey(tag)] = strings.TrimPrefix(strings.TrimSpace(tag), "#")
		}
	}
	return written
}

// named returns the territory whose name the words of a page's query are, unless
// the query is within it already; nil for none.
func named(snapshot *index.Snapshot, query url.Values, l web.Language) *web.Territory {
	words := query.Get("q")
	key := data.TagKey(words)
	if key == "" {
		return nil
	}
	for _, t := range snapshot.FindTerritories(words, usualSuggestions) {
		if name := nameIn(l, t); data.TagKey(name) == key && !slices.Contains(query["in"], t.Code) {
			return &web.Territory{Code: t.Code, Name: name, Level: t.Level.String()}
		}
	}
	return nil
}

func resultView(p *properties) web.Result {
	view := web.Result{
		ID: p.ID.String(), Slug: p.Slug, Kind: string(p.Kind), Type: p.Type, Name: p.Name,
		Text: p.Snippet, Locality: p.Address.Locality, Tags: p.Tags, Distance: -1,
	}
	if view.Text == "" {
		view.Text = p.Summary
	}
	if p.Offer != nil {
		view.Intent = string(p.Offer.Intent)
	}
	if p.Schedule != nil {
		view.Slots = slotViews(p.Schedule)
	}
	if p.Distance != nil {
		view.Distance = *p.Distance
	}
	view.Picture = pictureView(p.Image)
	return view
}

// pictureView returns the first of images that is a photo kept here, nil for none.
func pictureView(images []data.Image) *web.Photo {
	for _, image := range images {
		if image.Photo != "" {
			return &web.Photo{Small: data.PhotoPath(image.Photo, data.PhotoSmall), Large: data.PhotoPath(image.Photo, data.PhotoLarge), Width: image.Width, Height: image.Height, Caption: image.Caption}
		}
	}
	return nil
}

// elementView returns what an element's own page shows of it at a moment.
func elementView(e *data.Element, links []web.Link, territories []*geo.Territory, now time.Time, l web.Language) web.Element {
	view := web.Element{
		ID: e.ID.String(), Slug: e.Slug, Kind: string(e.Kind), Type: e.Type, Name: e.Name, Summary: e.Summary,
		Description: text.HTML(e.Description), Tags: e.Tags, Precision: string(e.Precision),
		Address: web.Address{Street: e.Address.Street, PostalCode: e.Address.PostalCode, Locality: e.Address.Locality, Country: e.Address.Country},
		Website: e.Website, Email: e.Email, Phone: e.Phone, SameAs: e.SameAs, Hours: hoursView(e.OpeningHours, territories, now),
		Links: links, Progress: string(e.Progress), Source: web.Source{Name: e.Source.Name, URL: e.Source.URL},
		License: e.License, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt, VerifiedAt: e.VerifiedAt, Now: now,
		Revision: e.Revision, Status: string(e.Status),
	}
	if !e.Geometry.IsZero() {
		at := e.Geometry.Representative()
		view.Place = &web.Place{Lon: at.Lon, Lat: at.Lat}
	}
	for _, t := range territories {
		view.Territories = append(view.Territories, web.Territory{Code: t.Code, Name: nameIn(l, t), Level: t.Level.String()})
	}
	for _, image := range e.Image {
		if image.Photo == "" {
			view.Images = append(view.Images, web.Image{URL: image.URL, Caption: image.Caption, Credit: image.Credit})
			continue
		}
		view.Photos = append(view.Photos, web.Photo{
			Large: data.PhotoPath(image.Photo, data.PhotoLarge), Small: data.PhotoPath(image.Photo, data.PhotoSmall),
			Width: image.Width, Height: image.Height, Caption: image.Caption, Credit: image.Credit,
		})
	}
	switch access := e.Accessibility["wheelchair"]; access {
	case "yes", "limited", "no":
		view.Wheelchair = access
	}
	if e.Kind == data.KindEvent {
		view.Event = eventView(e)
	}
	if e.Offer != nil {
		view.Offer = offerView(e.Offer)
	}
	return view
}

func offerView(o *data.Offer) *web.Offer {
	return &web.Offer{
		Intent: string(o.Intent), Basis: string(o.Basis), Unit: o.Unit, State: string(o.State), Price: o.Price, ValidThrough: o.ValidThrough,
	}
}

func eventView(e *data.Element) *web.Event {
	view := &web.Event{Status: string(e.EventStatus), Capacity: e.Capacity}
	if e.Schedule != nil {
		view.Zone = e.Schedule.Zone
		view.Slots = slotViews(e.Schedule)
	}
	return view
}

func slotViews(s *data.Schedule) []web.Slot {
	views := make([]web.Slot, len(s.Slots))
	for i, slot := range s.Slots {
		views[i] = web.Slot{Start: slot.Start, End: slot.End}
	}
	return views
}
