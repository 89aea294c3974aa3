package api

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// pageParameters are the parameters of a page that belong to its query. Others
// are for the islands, or hang on links from elsewhere: they change nothing.
var pageParameters = []string{
	"q", "kind", "type", "tag", "anyTag", "notTag", "in", "bbox", "near", "radius", "by", "of", "since", "network", "sort", "limit", "cursor",
}

func readPageQuery(raw string) (index.Query, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return index.ParseQuery(raw) // which says what is wrong
	}
	for name := range values {
		if !slices.Contains(pageParameters, name) && !strings.HasPrefix(name, index.FieldPrefix) {
			values.Del(name)
		}
	}
	return index.ParseQuery(values.Encode())
}

// pageFacets are what the explore page lets people narrow by, in its order.
var pageFacets = []index.Facet{index.FacetKind, index.FacetTag, index.FacetTerritory, index.FacetType}

// explore writes the page with the search and its results.
func (p *pages) explore(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	return p.search(c, language, page, c.Request.URL.RawQuery, nil)
}

// search writes the page with a search and its results, one about a network unless
// that is nil.
func (p *pages) search(c *gin.Context, language web.Language, page *bytes.Buffer, raw string, n *data.Network) error {
	query, err := readPageQuery(raw)
	if err != nil {
		return err
	}
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	counted := query
	counted.Facets = pageFacets
	answer, err := p.find(c.Request.Context(), snapshot, counted, language)
	if err != nil {
		return err
	}
	view := exploreView(query, answer, snapshot.Gazetteer(), language, time.Now())
	if err := p.nameElements(c.Request.Context(), query, &view); err != nil {
		return err
	}
	view.Spellings = spellings(c.Request.URL.Query())
	view.Named = named(snapshot, view.Query, language)
	if err := p.nameNetwork(c.Request.Context(), snapshot, query, &view); err != nil {
		return err
	}
	if n != nil {
		view.Query = withoutNetwork(view.Query)
		if view.Network, err = p.networkView(c, n); err != nil {
			return err
		}
		view.NetworkGroups = groupViews(answer.Network)
		if view.Start, err = p.startOfNetwork(c.Request.Context(), snapshot, n, query); err != nil {
			return err
		}
		return p.renderer(c).Network(page, language, view)
	}
	now := p.now()
	view.Start, view.Welcome = now.startOf(snapshot.Gazetteer()), now.welcome[language]
	return p.renderer(c).Explore(page, language, view)
}

// nameElements says in the view of a search what the elements are called that it asks to
// be tied to; nothing of those that not everybody sees.
func (p *pages) nameElements(ctx context.Context, query index.Query, view *web.Explore) error {
	for _, id := range query.Of {
		e, err := p.publicElement(ctx, id)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		view.Names[id.String()] = e.Name
	}
	return nil
}
