package api

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/geo"
)

// Suggestions of each sort in one answer.
const (
	usualSuggestions = 8
	mostSuggestions  = 20
	// Maps are looked for seldom: they leave room to what is in them.
	mostNetworksSuggested = 3
)

// suggestAnswer completes what somebody is typing.
type suggestAnswer struct {
	Elements    []suggestedElement   `json:"elements"`
	Tags        []suggestedTag       `json:"tags"`
	Territories []suggestedTerritory `json:"territories"`
	Networks    []suggestedNetwork   `json:"networks" doc:"Maps that people made for everybody, by the words of their title."`
}

type suggestedNetwork struct {
	Slug  string `json:"slug"`
	Title string `json:"title"`
}

type suggestedElement struct {
	ID       data.ID   `json:"id"`
	Slug     string    `json:"slug"`
	Name     string    `json:"name"`
	Kind     data.Kind `json:"kind"`
	Locality string    `json:"locality,omitempty"`
}

type suggestedTag struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

type suggestedTerritory struct {
	TerritoryRef
	Within   string `json:"within,omitempty" doc:"The name of the territory around it."`
	Count    int    `json:"count" doc:"How many elements lie there."`
	Postcode string `json:"postcode,omitempty" doc:"Of a commune: the postcode that begins as typed, else its first."`
}

var suggestOperation = huma.Operation{
	OperationID: "suggest", Path: "/api/v1/suggest",
	Parameters: []*huma.Param{wordsParameter(false), limitParameter(usualSuggestions, mostSuggestions)},
}

func (s *Server) suggest(ctx context.Context, r *request) (*output[suggestAnswer], error) {
	parameters, err := readParameters(r.rawQuery, "q", "limit")
	if err != nil {
		return nil, err
	}
	words, err := readWords(parameters)
	if err != nil {
		return nil, err
	}
	limit, err := readLimit(parameters, usualSuggestions, mostSuggestions)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	end, err := s.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	found, err := snapshot.Suggest(ctx, words, limit)
	if err != nil {
		return nil, err
	}
	elements, err := s.elements(ctx, "", found.Elements)
	if err != nil {
		return nil, err
	}
	answer := &suggestAnswer{[]suggestedElement{}, []suggestedTag{}, []suggestedTerritory{}, []suggestedNetwork{}}
	for _, hit := range found.Elements {
		if e, ok := elements[hit.Num]; ok {
			answer.Elements = append(answer.Elements, suggestedElement{e.ID, e.Slug, e.Name, e.Kind, e.Address.Locality})
		}
	}
	for _, tag := range found.Tags {
		answer.Tags = append(answer.Tags, suggestedTag{tag.Key, tag.Label, tag.Count})
	}
	for _, t := range found.Territories {
		answer.Territories = append(answer.Territories, suggestedTerritory{newTerritoryRef(t.Territory, r.language), within(t.Territory, snapshot.Gazetteer(), r.language), t.Count, postcode(t.Territory, words)})
	}
	for _, n := range snapshot.FindNetworks(words, min(limit, mostNetworksSuggested)) {
		answer.Networks = append(answer.Networks, suggestedNetwork{n.Slug, n.Title})
	}
	return newOutput(snapshot, answer), nil
}

// postcode returns the first of a territory's postcodes that begins as typed,
// else its first; "" when it has none.
func postcode(t *geo.Territory, typed string) string {
	for _, code := range t.Postcodes {
		if strings.HasPrefix(code, typed) {
			return code
		}
	}
	if len(t.Postcodes) > 0 {
		return t.Postcodes[0]
	}
	return ""
}
