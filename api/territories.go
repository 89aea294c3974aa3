package api

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// Territories in one answer to words.
const (
	usualTerritories = 8
	mostTerritories  = 50
)

// TerritoryRef names a territory. It is exported so that huma describes it where
// it is embedded.
type TerritoryRef struct {
	Code  string `json:"code" example:"FR-35238"`
	Name  string `json:"name" example:"Rennes"`
	Level string `json:"level" enum:"commune,epci,departement,region,country,world"`
}

type territoryRef = TerritoryRef

func newTerritoryRef(t *geo.Territory, l web.Language) territoryRef {
	return territoryRef{t.Code, nameIn(l, t), t.Level.String()}
}

func territoryRefs(territories []*geo.Territory, l web.Language) []territoryRef {
	refs := make([]territoryRef, len(territories))
	for i, t := range territories {
		refs[i] = newTerritoryRef(t, l)
	}
	return refs
}

// territoryAnswer is what is known of a territory.
type territoryAnswer struct {
	TerritoryRef
	Parents    []territoryRef `json:"parents" doc:"What it lies in, narrow to wide."`
	Population int            `json:"population,omitempty"`
	Bounds     [4]float64     `json:"bounds" doc:"West, south, east, north in degrees. West exceeds east when the box crosses the antimeridian (RFC 7946, section 5.2)."`
	Label      [2]float64     `json:"label" doc:"Longitude and latitude of a point inside."`
}

func newTerritoryAnswer(t *geo.Territory, g *geo.Gazetteer, l web.Language) territoryAnswer {
	answer := territoryAnswer{
		TerritoryRef: newTerritoryRef(t, l), Parents: []territoryRef{}, Population: t.Population, Label: [2]float64{t.Label.Lon, t.Label.Lat},
	}
	if chain := g.Chain(t.Code); len(chain) > 1 {
		answer.Parents = territoryRefs(chain[1:], l)
	}
	b := territoryBounds(t, g)
	answer.Bounds = [4]float64{b.West, b.South, b.East, b.North}
	return answer
}

// within returns the name of the territory that tells a reader where t is: not
// its intercommunalité, which few know by name.
func within(t *geo.Territory, g *geo.Gazetteer, l web.Language) string {
	for _, parent := range g.Chain(t.Code) {
		if parent.Level > t.Level && parent.Level != geo.LevelEPCI {
			return nameIn(l, parent)
		}
	}
	return ""
}

var territoryOperation = huma.Operation{
	OperationID: "territory", Path: "/api/v1/territories/{code}",
	Parameters: []*huma.Param{pathParameter("code", "")},
}

func (s *Server) territory(ctx context.Context, r *request) (*output[territoryAnswer], error) {
	if _, err := readParameters(r.rawQuery); err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	t, ok := snapshot.Gazetteer().Territory(r.key)
	if !ok {
		return nil, fmt.Errorf("territory %q: %w", r.key, errNoTerritory)
	}
	answer := newTerritoryAnswer(t, snapshot.Gazetteer(), r.language)
	return newOutput(snapshot, &answer), nil
}

type territoriesAnswer struct {
	Territories []territoryAnswer `json:"territories"`
}

var findTerritoriesOperation = huma.Operation{
	OperationID: "findTerritories", Path: "/api/v1/territories",
	Parameters: []*huma.Param{wordsParameter(true), limitParameter(usualTerritories, mostTerritories)},
}

func (s *Server) findTerritories(ctx context.Context, r *request) (*output[territoriesAnswer], error) {
	parameters, err := readParameters(r.rawQuery, "q", "limit")
	if err != nil {
		return nil, err
	}
	words, err := readWords(parameters)
	if err == nil && words == "" {
		err = index.Refuse("q", index.RuleMissingWords)
	}
	if err != nil {
		return nil, err
	}
	limit, err := readLimit(parameters, usualTerritories, mostTerritories)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	answer := &territoriesAnswer{Territories: []territoryAnswer{}}
	for _, t := range snapshot.FindTerritories(words, limit) {
		answer.Territories = append(answer.Territories, newTerritoryAnswer(t, snapshot.Gazetteer(), r.language))
	}
	return newOutput(snapshot, answer), nil
}
