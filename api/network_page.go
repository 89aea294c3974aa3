package api

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/data/text"
	"maillage/index"
	"maillage/web"
)

// errNoNetwork marks a map that is not there, or that is not open to who asks: nobody
// is told which.
var errNoNetwork = errors.New("no map is called so, or it is not open to you")

// networkParameter is what routes call the reference of a network, or its slug.
const networkParameter = "ref"

// networkPages adds the routes of the pages of networks.
func (p *pages) networkPages(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.NetworkPath(":"+networkParameter)), p.ready(p.handle(language, p.network)))
	below := func(path string) string { return language.Path(web.NetworkPath(":"+networkParameter) + path) }
	r.GET(below("/review"), p.member(language, p.review))
	r.POST(below("/review"), p.member(language, p.decideReviews))
	r.GET(below("/print"), p.handle(language, p.networkPrint))
	r.GET(below("/table"), p.member(language, p.networkTable))
	r.POST(below("/table"), p.member(language, p.changeTable))
	r.GET(below("/table/:id"), p.member(language, p.networkSays))
	r.POST(below("/table/:id"), p.member(language, p.keepSays))
	r.GET(language.Path(web.NetworksPath), p.ready(p.handle(language, p.networks)))
	if language == web.French { // one for both
		r.GET(web.NetworkPath(":"+networkParameter)+networkThemePath, p.Server.handle(p.networkTheme))
	}
}

// network writes the map of a network, at its one address.
func (p *pages) network(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	n, err := p.openNetwork(c.Request.Context(), snapshot, c.Param(networkParameter))
	if err != nil {
		return err
	}
	if path := language.Path(web.NetworkPath(n.Reference())); path != c.Request.URL.EscapedPath() {
		moved(c, path)
		return nil
	}
	values := c.Request.URL.Query()
	values.Set("network", n.Reference())
	return p.search(c, language, page, values.Encode(), &n)
}

// openNetwork returns the network that a reference names, if it is open to the request
// of ctx. The error wraps errNoNetwork else.
func (s *Server) openNetwork(ctx context.Context, snapshot *index.Snapshot, reference string) (data.Network, error) {
	slug, key, ok := data.ParseNetworkReference(reference)
	if _, needed, known := snapshot.NeedsLetIn(reference); !ok || !known || needed && !isForOne(ctx) {
		return data.Network{}, errNoNetwork
	}
	n, err := s.store.Network(ctx, slug)
	if errors.Is(err, store.ErrNotFound) || err == nil && !isForOne(ctx) && !n.IsOpenTo(key) { // changed after the snapshot
		err = errNoNetwork
	}
	return n, err
}

// networkView returns what the page of a network says of it.
func (p *pages) networkView(c *gin.Context, n *data.Network) (*web.Network, error) {
	nav, err := p.networkNav(c, n, web.NetworkHereMap)
	view := &web.Network{
		NetworkNav: nav, Title: n.Title, Summary: n.Summary, UpdatedAt: n.UpdatedAt, Text: text.HTML(n.Text), Listed: n.IsListed(), Draft: n.Status == data.StatusDraft,
		Layout: string(n.Look.Layout), Contributes: p.contributes(c.Request.Context(), who(c), n),
	}
	if n.Status == data.StatusPublished && err == nil {
		view.Follow, err = p.followButton(c, data.Follow{Sort: data.FollowNetwork, Key: n.Reference()}, n.Title)
	}
	view.Logo, view.Style = networkLogo(n), networkStyle(n)
	return view, err
}

// networkLogo returns the path of the logo of a network, empty for none.
func networkLogo(n *data.Network) string {
	if n.Look.Logo == "" {
		return ""
	}
	return data.PhotoPath(n.Look.Logo, data.PhotoSmall)
}

// networkStyle returns the path of the style sheet with the colours of a network, empty for
// none.
func networkStyle(n *data.Network) string {
	if themeOfNetwork(n) == "" {
		return ""
	}
	return withQuery(web.NetworkPath(n.Reference())+networkThemePath, "v="+strconv.Itoa(n.Revision))
}

// groupViews returns the filters that the page of a network shows.
func groupViews(found *FoundNetwork) []web.NetworkGroup {
	var views []web.NetworkGroup
	if found == nil {
		return nil
	}
	for _, group := range found.Groups {
		views = append(views, web.NetworkGroup{Title: group.Title, Parameter: group.Parameter, Choices: facetView(group.Choices)})
	}
	return views
}

// valueViews returns what a network keeps of an element, in the order of its fields.
func valueViews(fields []data.NetworkField, values map[string]string) []web.NetworkValue {
	var views []web.NetworkValue
	for _, f := range fields {
		if value := values[f.Key]; value != "" {
			views = append(views, web.NetworkValue{NetworkField: web.NetworkField{Key: f.Key, Label: f.Label, Type: string(f.Type)}, Value: value})
		}
	}
	return views
}

// networkNav returns the links from one page of a network to the others that who asks
// may open.
func (p *pages) networkNav(c *gin.Context, n *data.Network, here string) (web.NetworkNav, error) {
	nav := web.NetworkNav{Reference: n.Reference(), Slug: n.Slug, Name: n.Title, Here: here, Can: map[string]bool{}}
	asks := who(c)
	if !asks.isIn() {
		nav.Joins = !n.IsClosed()
		return nav, nil
	}
	relations, err := p.networkRelations(c.Request.Context(), asks, n)
	for _, act := range networkActs {
		nav.Can[string(act)] = data.May(act, relations...)
	}
	nav.Unpublishes = n.Status == data.StatusPublished && nav.Can[string(data.ActUnpublishNetwork)] && !nav.Can[string(data.ActAdministerNetwork)]
	nav.Member, nav.Joins = slices.Contains(relations, data.RelationNetworkMember), data.May(data.ActJoinNetwork, relations...)
	if err == nil && nav.Can[string(data.ActAnswerNetwork)] {
		var requests []data.Membership
		requests, err = p.store.NetworkRequests(c.Request.Context(), n.Num)
		nav.Asking = len(requests)
	}
	if err == nil && nav.Can[string(data.ActEditNetwork)] {
		nav.Suggestions, err = p.store.SuggestionCount(c.Request.Context(), n.Num)
	}
	if nav.Clears = n.Clears; err == nil && nav.Clears && nav.Can[string(data.ActEditNetwork)] {
		var left unapproved
		left, err = p.unapproved(c.Request.Context(), n)
		nav.Reviews = len(left.waiting)
	}
	return nav, err
}

// networkActs are what links from one page of a network to another depend on.
var networkActs = []data.Act{data.ActSuggestToNetwork, data.ActAddToNetwork, data.ActEditNetwork, data.ActAdministerNetwork, data.ActUnpublishNetwork, data.ActAnswerNetwork}

// nameNetwork says in the view of a search what its network and the fields of that are
// called.
func (p *pages) nameNetwork(ctx context.Context, snapshot *index.Snapshot, query index.Query, view *web.Explore) error {
	if query.Network == "" {
		return nil
	}
	n, err := p.openNetwork(ctx, snapshot, query.Network)
	if errors.Is(err, errNoNetwork) { // it has just changed
		return nil
	}
	view.Names[query.Network] = n.Title
	for _, f := range n.Fields {
		if f.Shown {
			view.Names[index.FieldParameter(n.Slug, f.Key)] = f.Label
		}
	}
	return err
}

// withoutNetwork returns the parameters of a query of a page that is about a network.
func withoutNetwork(query url.Values) url.Values {
	query.Del("network")
	return query
}
