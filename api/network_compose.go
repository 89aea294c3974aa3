package api

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/index"
	"maillage/web"
)

// Composing is what is written of networks; commons.Commons does it and says what each
// means.
type Composing interface {
	MakeNetwork(ctx context.Context, by data.ID, given data.Network, now time.Time) (made data.Network, sequence int64, err error)
	EditNetwork(ctx context.Context, by data.ID, slug string, revision int, given data.Network, now time.Time) (written data.Network, sequence int64, err error)
	RenewNetworkKey(ctx context.Context, by data.ID, slug string, now time.Time) (sequence int64, err error)
	UnpublishNetwork(ctx context.Context, by data.ID, slug string, now time.Time) (sequence int64, err error)
	DeleteNetwork(ctx context.Context, by data.ID, slug string, revision int) (sequence int64, err error)
}

// ComposingStore is what those who make networks read besides; data/store has it.
type ComposingStore interface {
	NetworksWithLogo(ctx context.Context, hash string) ([]data.Network, error)
	NetworkElementsBy(ctx context.Context, account data.ID) ([]data.NetworkElement, error)
	DecidedBy(ctx context.Context, account data.ID) ([]store.Decided, error)
}

// composing adds the routes of the pages on which people make networks.
func (p *pages) composing(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.NewNetworkPath), p.private(language, p.newNetwork))
	r.POST(language.Path(web.NewNetworkPath), p.private(language, p.makeNetwork))
	network := language.Path(web.NetworksPath + "/:" + networkParameter)
	r.GET(network+"/edit", p.member(language, p.networkForm))
	r.POST(network+"/edit", p.member(language, p.editNetwork))
	r.POST(network+"/edit/key", p.member(language, p.renewNetworkKey))
	r.GET(network+"/edit/key", func(c *gin.Context) { toPageOfForm(language, web.NetworkEditPath(c.Param(networkParameter)))(c) })
	r.GET(network+"/delete", p.member(language, p.askToEndNetwork(data.ActAdministerNetwork)))
	r.POST(network+"/delete", p.member(language, p.endNetwork(data.ActAdministerNetwork)))
	r.GET(network+"/unpublish", p.member(language, p.askToEndNetwork(data.ActUnpublishNetwork)))
	r.POST(network+"/unpublish", p.member(language, p.endNetwork(data.ActUnpublishNetwork)))
}

// isNetworkForm reports whether an address is one that forms of networks are sent to.
func isNetworkForm(path string) bool {
	for _, language := range web.Languages {
		rest, ok := strings.CutPrefix(path, language.Path(web.NetworksPath)+"/")
		if slug, form, _ := strings.Cut(rest, "/"); ok && slug != "" && form == "edit" {
			return true
		}
	}
	return false
}

// readNetworkQuery reads a search as a network keeps it: what decides which elements it
// finds. The error is a [*data.FieldError].
func readNetworkQuery(text string) (index.Query, error) {
	query, err := index.ParseQuery(strings.TrimPrefix(text, "?"))
	if err != nil {
		return index.Query{}, &data.FieldError{Field: "query", Rule: "network_query"}
	}
	if query.Network != "" {
		return index.Query{}, &data.FieldError{Field: "query", Rule: "network_within"}
	}
	return query.Filter(), nil
}

// newNetwork writes the page on which somebody makes a network of a search.
func (p *pages) newNetwork(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	query, err := readPageQuery(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	asked := c.Request.URL.Query()
	values := url.Values{"title": {asked.Get("title")}, "visibility": {cmp.Or(asked.Get("visibility"), string(data.NetworkPublic))}}
	view := web.NewNetwork{Values: values, Without: asked.Has("network")}
	return p.writeNewNetwork(c, language, page, view, query)
}

// writeNewNetwork writes that page with what was typed.
func (p *pages) writeNewNetwork(c *gin.Context, language web.Language, page *bytes.Buffer, view web.NewNetwork, query index.Query) (err error) {
	query.Network, query.Fields = "", nil // of another network
	if view.Search, err = p.searchInWords(c, language, query.Filter()); err != nil {
		return err
	}
	asks := who(c)
	view.In = asks.isIn()
	if !view.In {
		view.Next = newNetworkAddress(language, query, view.Values)
	} else if view.Others, err = p.networksEditedBy(c.Request.Context(), asks); err != nil {
		return err
	}
	return p.renderer(c).NewNetwork(page, language, view)
}

// newNetworkAddress is the page on which somebody goes on making a network, once they
// have logged in.
func newNetworkAddress(language web.Language, query index.Query, typed url.Values) string {
	values := pageQuery(query.Filter())
	for _, name := range []string{"title", "visibility"} {
		if value := typed.Get(name); value != "" && len(value) <= 4*data.MaxNetworkTitle {
			values.Set(name, value)
		}
	}
	return withQuery(language.Path(web.NewNetworkPath), values.Encode())
}

// searchInWords returns what a search asks for and how many it finds, as the explore
// page says it.
func (p *pages) searchInWords(c *gin.Context, language web.Language, query index.Query) (web.Explore, error) {
	snapshot, err := p.shown(c)
	if err != nil {
		return web.Explore{}, err
	}
	counted := query
	counted.Limit, counted.Facets = 1, pageFacets
	answer, err := p.find(c.Request.Context(), snapshot, counted, language)
	if err != nil {
		return web.Explore{}, err
	}
	view := exploreView(query, answer, snapshot.Gazetteer(), language, time.Now())
	view.Spellings = spellings(c.Request.URL.Query())
	err = p.nameElements(c.Request.Context(), query, &view)
	return view, err
}

// networksEditedBy lists the networks that somebody edits.
func (s *Server) networksEditedBy(ctx context.Context, asks *person) ([]web.NamedNetwork, error) {
	all, err := s.store.NetworksOf(ctx, asks.account.ID)
	if err != nil {
		return nil, err
	}
	var edited []web.NamedNetwork
	for i := range all {
		relations, err := s.networkRelations(ctx, asks, &all[i])
		if err != nil {
			return nil, err
		}
		if data.May(data.ActEditNetwork, relations...) {
			edited = append(edited, web.NamedNetwork{Slug: all[i].Slug, Title: all[i].Title})
		}
	}
	return edited, nil
}

// makeNetwork makes the network that a form says.
func (p *pages) makeNetwork(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	form, asks, now := c.Request.PostForm, who(c), time.Now()
	query, err := readPageQuery(form.Get("query"))
	if err != nil {
		return err
	}
	if !asks.isIn() {
		c.Redirect(http.StatusSeeOther, logInFirst(language, newNetworkAddress(language, query, form)))
		return nil
	}
	query.Network, query.Fields = "", nil
	given := data.Network{
		Title: form.Get("title"), Query: query.Filter().String(), Status: data.StatusDraft,
		Visibility: data.NetworkVisibility(cmp.Or(form.Get("visibility"), string(data.NetworkPublic))), Contributors: data.ContributorsNobody,
	}
	if form.Get("action") == "publish" {
		given.Status = data.StatusPublished
	}
	view := web.NewNetwork{Values: form}
	var made data.Network
	var sequence int64
	if err = p.mayWrite(asks, now); err == nil {
		made, sequence, err = p.commons.MakeNetwork(c.Request.Context(), asks.account.ID, given, now)
	}
	if err != nil {
		if view.Mistakes, view.Problem, err = p.networkTrouble(c, language, err); err != nil {
			return err
		}
		return p.writeNewNetwork(c, language, page, view, query)
	}
	p.shows(c.Request.Context(), sequence)
	done := "made"
	if made.Status == data.StatusPublished {
		done = "published"
	}
	c.Redirect(http.StatusSeeOther, language.Path(web.NetworkEditPath(made.Slug))+"?done="+done)
	return nil
}

// networkFor returns the network that an address names, when who asks may act upon it.
// The error is errNoNetwork where they may not even know of it, or errNotYourMap.
func (s *Server) networkFor(c *gin.Context, act data.Act) (n data.Network, relations []data.Relation, err error) {
	ctx := c.Request.Context()
	slug, _, ok := data.ParseNetworkReference(c.Param(networkParameter))
	if !ok {
		return n, nil, errNoNetwork
	}
	if n, err = s.store.Network(ctx, slug); err == nil {
		relations, err = s.networkRelations(ctx, who(c), &n)
	}
	switch {
	case err != nil:
		return n, nil, ofNetwork(err)
	case data.May(act, relations...):
		return n, relations, nil
	case n.IsListed() || data.May(data.ActReadNetwork, relations...):
		return n, relations, errNotYourMap
	}
	return n, relations, errNoNetwork
}

// askToEndNetwork writes the page on which somebody deletes a network, or takes it off
// the site.
func (p *pages) askToEndNetwork(act data.Act) func(*gin.Context, web.Language, *bytes.Buffer) error {
	return func(c *gin.Context, language web.Language, page *bytes.Buffer) error {
		n, _, err := p.networkFor(c, act)
		if err != nil {
			return err
		}
		view := web.NetworkEnd{Slug: n.Slug, Title: n.Title, Deletes: act == data.ActAdministerNetwork, Listed: n.IsListed()}
		return p.renderer(c).NetworkEnd(page, language, view)
	}
}

// endNetwork does that.
func (p *pages) endNetwork(act data.Act) func(*gin.Context, web.Language, *bytes.Buffer) error {
	return func(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
		ctx, asks, now := c.Request.Context(), who(c), time.Now()
		n, relations, err := p.networkFor(c, act)
		if err == nil {
			err = p.mayWrite(asks, now)
		}
		if err != nil {
			return err
		}
		var sequence int64
		next := language.Path(web.NetworksPath)
		if act == data.ActAdministerNetwork {
			sequence, err = p.commons.DeleteNetwork(ctx, asks.account.ID, n.Slug, 0) // who is asked whether it is to go means it as it is
		} else {
			sequence, err = p.commons.UnpublishNetwork(ctx, asks.account.ID, n.Slug, now)
			if slices.Contains(relations, data.RelationNetworkAdministrator) {
				next = language.Path(web.NetworkEditPath(n.Slug)) + "?done=draft"
			}
		}
		if err != nil {
			return ofNetwork(err)
		}
		p.shows(ctx, sequence)
		c.Redirect(http.StatusSeeOther, next)
		return nil
	}
}
