package api

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// latestElements is how many elements a territory's page shows.
const latestElements = 10

// territory writes a territory's own page, at its one address.
func (p *pages) territory(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	asked, g := c.Param("code"), snapshot.Gazetteer()
	if asked == geo.WorldCode {
		moved(c, language.Path("/"))
		return nil
	}
	t := findTerritory(g, asked)
	if t == nil {
		return fmt.Errorf("territory %q: %w", asked, errNoTerritory)
	}
	if path := language.Path(web.TerritoryPath(t.Code)); path != c.Request.URL.EscapedPath() {
		moved(c, path)
		return nil
	}
	query := index.Query{In: []string{t.Code}, Sort: index.SortNewest, Limit: latestElements, Facets: []index.Facet{index.FacetKind, index.FacetTag}}
	answer, err := p.find(c.Request.Context(), snapshot, query, language)
	if err != nil {
		return err
	}
	view := territoryView(t, snapshot, answer, language)
	if view.Follow, err = p.followButton(c, data.Follow{Sort: data.FollowTerritory, Key: t.Code}, view.Name); err != nil {
		return err
	}
	return p.renderer(c).Territory(page, language, view)
}

// findTerritory returns the territory that a code means: whatever its case, and
// in France also without the country before it; nil for none.
func findTerritory(g *geo.Gazetteer, asked string) *geo.Territory {
	code := strings.ToUpper(asked)
	for _, candidate := range []string{asked, code, geo.CommuneCode(code), geo.CommuneCode(geo.CommuneOfArrondissement(strings.TrimPrefix(code, "FR-"))), "FR-" + code} {
		if t, ok := g.Territory(candidate); ok {
			return t
		}
	}
	return nil
}

// territoryView returns what the page of a territory shows; answer is what a
// query for it finds.
func territoryView(t *geo.Territory, snapshot *index.Snapshot, answer *searchAnswer, l web.Language) web.TerritoryPage {
	g := snapshot.Gazetteer()
	neighbours := g.Neighbours(t.Code)
	view := web.TerritoryPage{
		Territory: territoryName(t, l), Population: t.Population, Postcodes: t.Postcodes, Place: web.Place{Lon: t.Label.Lon, Lat: t.Label.Lat},
		Drawing: drawing(t, neighbours, g), Total: answer.Total, Now: time.Now(),
		Kinds: facetView(answer.Facets[string(index.FacetKind)]), Tags: facetView(answer.Facets[string(index.FacetTag)]),
		Children: counted(g.Children(t.Code), snapshot, l), Neighbours: counted(neighbours, snapshot, l),
	}
	for _, parent := range g.Chain(t.Code)[1:] {
		view.Parents = append(view.Parents, territoryName(parent, l))
	}
	for _, f := range answer.Features {
		view.Latest = append(view.Latest, resultView(f.Properties))
	}
	if len(view.Children) > 0 {
		view.ChildrenLevel = view.Children[0].Level
	}
	if t.Level == geo.LevelDepartement {
		view.Gatherings = counted(gatherings(t, g), snapshot, l)
	}
	return view
}

func territoryName(t *geo.Territory, l web.Language) web.Territory {
	return web.Territory{Code: t.Code, Name: nameIn(l, t), Level: t.Level.String()}
}

func facetView(values []facetValue) []web.FacetValue {
	var views []web.FacetValue
	for _, v := range values {
		views = append(views, web.FacetValue{Value: v.Value, Label: v.Label, Count: v.Count})
	}
	return views
}

// counted names territories, with how many elements lie in each.
func counted(territories []*geo.Territory, snapshot *index.Snapshot, l web.Language) []web.Counted {
	var all []web.Counted
	for _, t := range territories {
		all = append(all, web.Counted{Territory: territoryName(t, l), Count: snapshot.ElementsIn(t.Code)})
	}
	return all
}

// gatherings returns the intercommunalités that the communes of a territory
// belong to, by name.
func gatherings(t *geo.Territory, g *geo.Gazetteer) []*geo.Territory {
	seen := map[*geo.Territory]bool{}
	var all []*geo.Territory
	for _, commune := range g.Children(t.Code) {
		for _, parent := range g.Chain(commune.Code) {
			if parent.Level == geo.LevelEPCI && !seen[parent] {
				seen[parent] = true
				all = append(all, parent)
			}
		}
	}
	slices.SortFunc(all, func(a, b *geo.Territory) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
	return all
}
