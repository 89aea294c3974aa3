package api

import (
	"bytes"
	"context"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// networksPage is how many networks a page lists.
const networksPage = 20

// networks writes the list of the maps that anybody may be told of, those of who asks
// before.
func (p *pages) networks(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	view := web.Networks{Page: min(readPageNumber(c.Query("page")), mostAfter/networksPage)}
	listed, total, err := p.store.ListedNetworks(ctx, (view.Page-1)*networksPage, networksPage)
	if err != nil {
		return err
	}
	if view.Pages = max(1, (total+networksPage-1)/networksPage); view.Page > view.Pages {
		return errNoResource
	}
	if view.All, err = listedViews(ctx, snapshot, listed); err != nil {
		return err
	}
	if asks.isIn() && view.Page == 1 {
		mine, err := p.readableNetworks(ctx, asks)
		if err != nil {
			return err
		}
		if view.Mine, err = listedViews(index.LetInEverywhere(ctx), snapshot, mine); err != nil {
			return err
		}
	}
	return p.renderer(c).Networks(page, language, view)
}

// readableNetworks returns the networks of somebody that they may read.
func (s *Server) readableNetworks(ctx context.Context, asks *person) ([]data.Network, error) {
	all, err := s.store.NetworksOf(ctx, asks.account.ID)
	var readable []data.Network
	for i := 0; i < len(all) && err == nil; i++ {
		var relations []data.Relation
		relations, err = s.networkRelations(ctx, asks, &all[i])
		if data.May(data.ActReadNetwork, relations...) {
			readable = append(readable, all[i])
		}
	}
	return readable, err
}

// listedViews returns what a list shows of networks that the context may ask. Those that
// the index does not show yet have nothing in them.
func listedViews(ctx context.Context, snapshot *index.Snapshot, all []data.Network) ([]web.ListedNetwork, error) {
	var views []web.ListedNetwork
	for i := range all {
		n := &all[i]
		view := web.ListedNetwork{Reference: n.Reference(), Title: n.Title, Summary: n.Summary, State: stateOf(n), Logo: networkLogo(n)}
		selection, err := snapshot.Select(ctx, index.Query{Network: n.Reference()})
		if err == nil {
			view.Total = selection.Total()
		} else if !isUnknownNetwork(err) {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// stateOf says why not everybody sees a network, empty when everybody does.
func stateOf(n *data.Network) string {
	switch {
	case n.Status == data.StatusDraft:
		return "draft"
	case n.Visibility != data.NetworkPublic:
		return string(n.Visibility)
	}
	return ""
}
