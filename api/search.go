package api

import (
	"cmp"
	"context"
	"math"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// feature is an element as GeoJSON, with what a search says of it besides.
type feature struct {
	Type       string      `json:"type" enum:"Feature"`
	ID         data.ID     `json:"id"`
	Geometry   geometry    `json:"geometry"`
	Properties *properties `json:"properties"`
	// Network is as which it was asked, of one element alone.
	Network *FoundNetwork `json:"network,omitempty" doc:"The network that was asked; of one element alone."`
}

// properties are an element's members but its geometry, and the answer's own.
type properties struct {
	data.Element
	Distance    *float64          `json:"distance,omitempty" doc:"Metres from the point asked." example:"812.5"`
	Snippet     string            `json:"snippet,omitempty" doc:"Plain text of the description around the first word found."`
	Score       float64           `json:"score,omitempty" doc:"How well the words match; comparable within one answer."`
	Territories []territoryRef    `json:"territories,omitempty" doc:"Where the element is, narrow to wide."`
	Values      map[string]string `json:"values,omitempty" doc:"What the network that was asked keeps of the element, by field."`
	Networks    []NamedNetwork    `json:"networks,omitempty" doc:"Some of the maps that everybody sees and that show it, those for which it was picked by hand first; of one element alone."`
	Opening     *Opening          `json:"opening,omitempty" doc:"The opening hours in words, and whether it is open; of one element alone."`
}

// TransformSchema leaves out the geometry, which a feature has beside them.
func (properties) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	delete(s.Properties, "geometry")
	return s
}

func newFeature(e data.Element) feature {
	if e.Kind == data.KindPerson { // which account they have is theirs to tell
		e.CreatedBy, e.UpdatedBy = data.ID{}, data.ID{}
	}
	plain := exchange.NewFeature(e)
	return feature{plain.Type, plain.ID, geometry(plain.Geometry), &properties{Element: plain.Properties}, nil}
}

// newFeature is newFeature with the addresses that photos have here.
func (s *Server) newFeature(e data.Element) feature {
	return newFeature(e.WithPhotoAddresses(s.publicURL))
}

// geometry is a GeoJSON geometry, or null.
type geometry geo.Geometry

// MarshalJSON writes the GeoJSON form.
func (g geometry) MarshalJSON() ([]byte, error) { return geo.Geometry(g).MarshalJSON() }

// Schema describes a GeoJSON geometry.
func (geometry) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Nullable: true, AdditionalProperties: true,
		Description: "A GeoJSON geometry (RFC 7946): a point or a shape; null when the place is unknown. In lists, large shapes are simplified."}
}

// searchAnswer is a page of results, a GeoJSON FeatureCollection.
type searchAnswer struct {
	Type      string                  `json:"type" enum:"FeatureCollection"`
	Features  []feature               `json:"features"`
	Total     int                     `json:"total" doc:"How many elements match, with or without a place."`
	Facets    map[string][]facetValue `json:"facets,omitempty" doc:"Counts by value, for the facets asked; 20 values each."`
	More      map[string]int          `json:"more,omitempty" doc:"How many values a facet has beyond those."`
	Ladder    []ladderStep            `json:"ladder" doc:"What the same query finds in wider and wider territories."`
	Corrected string                  `json:"corrected,omitempty" doc:"The words as they were read, when nothing matched them as given."`
	Next      string                  `json:"next,omitempty" doc:"The cursor of the next page; absent on the last."`
	Network   *FoundNetwork           `json:"network,omitempty" doc:"The network that was asked."`
	Took      float64                 `json:"took" doc:"Milliseconds."`
}

type facetValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

type ladderStep struct {
	Territory string `json:"territory"`
	Name      string `json:"name"`
	Level     string `json:"level"`
	Count     int    `json:"count"`
}

var searchOperation = huma.Operation{
	OperationID: "search", Path: "/api/v1/search",
	Parameters: queryParameters(),
}

func (s *Server) search(ctx context.Context, r *request) (*output[searchAnswer], error) {
	query, err := index.ParseQuery(r.rawQuery)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	answer, err := s.find(ctx, snapshot, query, r.language)
	if err != nil {
		return nil, err
	}
	return newOutput(snapshot, answer), nil
}

// listVertices is about how many vertices a geometry in a list of elements has
// at most; the element's own answer has them all.
const listVertices = 200

// find answers a query from a snapshot, with territories named in a language:
// what the API sends and pages show.
func (s *Server) find(ctx context.Context, snapshot *index.Snapshot, query index.Query, l web.Language) (*searchAnswer, error) {
	end, err := s.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	begin := time.Now()
	result, err := snapshot.Search(ctx, query)
	if err != nil {
		return nil, err
	}
	elements, err := s.elements(ctx, query.Network, result.Hits)
	if err != nil {
		return nil, err
	}
	read := result.Corrected
	if read != "" && len(result.Hits) > 0 {
		if e, public := elements[result.Hits[0].Num]; public {
			read = inFull(read, query.Words, &e)
		}
	}
	words := index.NewFinder(cmp.Or(read, query.Words))
	answer := &searchAnswer{
		Type: "FeatureCollection", Features: make([]feature, 0, len(result.Hits)), Total: result.Total,
		Corrected: read, Next: result.Next, Ladder: ladder(result.Ladder, snapshot.Gazetteer(), l),
	}
	answer.Facets, answer.More = facets(query.Facets, result.Facets)
	nameTerritories(answer.Facets[string(index.FacetTerritory)], snapshot.Gazetteer(), l)
	for _, hit := range result.Hits {
		e, ok := elements[hit.Num]
		if !ok {
			continue
		}
		f := s.newFeature(e)
		f.Geometry = geometry(e.Geometry.Simplified(listVertices))
		f.Properties.Snippet, f.Properties.Score = snippet(words, &e), rounded(hit.Score, 1e4)
		if !math.IsNaN(hit.Distance) {
			metres := rounded(hit.Distance, 10)
			f.Properties.Distance = &metres
		}
		answer.Features = append(answer.Features, f)
	}
	if query.Network != "" {
		if err := s.ofNetwork(ctx, snapshot, query, answer, l); err != nil {
			return nil, err
		}
	}
	answer.Took = rounded(float64(time.Since(begin))/float64(time.Millisecond), 100)
	return answer, nil
}

// elements reads what hits name from the store, as the network asked shows it. What is
// not public there any more, because it changed after the snapshot, is missing.
func (s *Server) elements(ctx context.Context, network string, hits []index.Hit) (map[int64]data.Element, error) {
	nums := make([]int64, len(hits))
	for i, hit := range hits {
		nums[i] = hit.Num
	}
	read, err := s.asShown(ctx, network, nums)
	if err != nil {
		return nil, err
	}
	elements := make(map[int64]data.Element, len(read))
	for _, e := range read {
		if e.Public() {
			elements[e.Num] = e
		}
	}
	return elements, nil
}

func ladder(steps []index.Step, g *geo.Gazetteer, l web.Language) []ladderStep {
	all := make([]ladderStep, len(steps))
	for i, step := range steps {
		all[i] = ladderStep{step.Code, worldNames[l], step.Level.String(), step.Count}
		if t, ok := g.Territory(step.Code); ok {
			all[i].Name = nameIn(l, t)
		}
	}
	return all
}

// nameTerritories labels the values of the facet of territories.
func nameTerritories(values []facetValue, g *geo.Gazetteer, l web.Language) {
	for i, v := range values {
		if t, ok := g.Territory(v.Value); ok {
			values[i].Label = nameIn(l, t)
		}
	}
}

func facets(asked []index.Facet, counts map[index.Facet]index.FacetCounts) (map[string][]facetValue, map[string]int) {
	if len(asked) == 0 {
		return nil, nil
	}
	values, more := make(map[string][]facetValue, len(asked)), map[string]int{}
	for _, facet := range asked {
		listed := make([]facetValue, 0, len(counts[facet].Values))
		for _, v := range counts[facet].Values {
			listed = append(listed, facetValue{v.Value, v.Label, v.Count})
		}
		values[string(facet)] = listed
		if counts[facet].More > 0 {
			more[string(facet)] = counts[facet].More
		}
	}
	return values, more
}

func rounded(v, steps float64) float64 { return math.Round(v*steps) / steps }
