package api

import (
	"context"
	"net/url"
	"strings"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// namesOf names what people follow, in a language, and says where it is found. What
// is gone, or no longer for everybody to see, has a name that says so, and no path.
func (p *pages) namesOf(ctx context.Context, language web.Language, all []data.Follow) (map[data.Follow]web.Followed, error) {
	var g *geo.Gazetteer
	if snapshot := p.engine.Snapshot(); snapshot != nil {
		g = snapshot.Gazetteer()
	}
	names := make(map[data.Follow]web.Followed, len(all))
	for _, what := range all {
		view := web.Followed{Sort: string(what.Sort), Name: what.Key}
		switch what.Sort {
		case data.FollowElement:
			e, err := p.publicElement(ctx, idOf(what.Key))
			switch {
			case err == nil:
				view.Name, view.Path = e.Name, web.ElementPath(e.ID.String(), e.Slug)
			case !isNotFound(err):
				return nil, err
			default:
				view.Name = p.catalogue.Gone(language)
			}
		case data.FollowAccount:
			name, err := p.accountName(ctx, idOf(what.Key))
			if err != nil {
				return nil, err
			}
			view.Name = name
			if name == "" {
				view.Name = p.catalogue.Former(language)
			}
		case data.FollowTag:
			view.Name, view.Path = "#"+what.Key, "/?"+url.Values{"tag": {what.Key}}.Encode()
		case data.FollowTerritory:
			if g == nil {
				break
			}
			if t, ok := g.Territory(what.Key); ok {
				view.Name, view.Path = nameIn(language, t), web.TerritoryPath(t.Code)
			}
		case data.FollowNetwork:
			slug, key, _ := data.ParseNetworkReference(what.Key)
			n, err := p.store.Network(ctx, slug)
			if err != nil && !isNotFound(err) {
				return nil, err
			}
			reads := err == nil && n.IsOpenTo(key)
			if err == nil && !reads {
				if reads, err = p.readsNetwork(ctx, &n); err != nil {
					return nil, err
				}
			}
			view.Name = p.catalogue.Gone(language)
			if reads {
				view.Name, view.Path = n.Title, web.NetworkPath(n.Reference())
			}
		case data.FollowSearch:
			view.Path = "/?" + what.Key
			if query, err := index.ParseQuery(what.Key); err == nil && g != nil {
				if parts := feedParts(p.catalogue, query, g, language); len(parts) > 0 {
					view.Name = strings.Join(parts, ", ")
				}
			}
		}
		names[what] = view
	}
	return names, nil
}

// readsNetwork reports whether the person of a context may read a network that is not
// open to all.
func (s *Server) readsNetwork(ctx context.Context, n *data.Network) (bool, error) {
	asks, known := ctx.Value(personKey{}).(*person)
	if !known || !asks.isIn() {
		return false, nil
	}
	relations, err := s.networkRelations(ctx, asks, n)
	return data.May(data.ActReadNetwork, relations...), err
}
