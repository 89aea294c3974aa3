package index

import (
	"context"

	"maillage/data"
	"maillage/geo"
)

// Suggestions complete what somebody is typing.
type Suggestions struct {
	Elements    []Hit // whose name has all the words, the last one as a beginning
	Tags        []TagSuggestion
	Territories []TerritorySuggestion
}

// TagSuggestion is a hashtag and how many elements carry it.
type TagSuggestion struct {
	Key, Label string
	Count      int
}

// TerritorySuggestion is a territory and how many elements lie in it.
type TerritorySuggestion struct {
	*geo.Territory
	Count int
}

// Suggest returns at most limit suggestions of each sort. The error is the
// context's.
func (s *Snapshot) Suggest(ctx context.Context, text string, limit int) (Suggestions, error) {
	found := Suggestions{Territories: s.suggestTerritories(text, limit)}
	var err error
	if found.Elements, err = s.suggestElements(ctx, text, limit); err != nil {
		return Suggestions{}, err
	}
	if found.Tags, err = s.suggestTags(ctx, text, limit); err != nil {
		return Suggestions{}, err
	}
	return found, nil
}

// territoriesTried is among how many times as many territories as are suggested
// those with elements are looked for.
const territoriesTried = 10

// suggestTerritories returns what [Snapshot.FindTerritories] finds, those where
// nothing is last unless text is their whole name.
func (s *Snapshot) suggestTerritories(text string, limit int) []TerritorySuggestion {
	var full, empty []TerritorySuggestion
	typed := data.TagKey(text)
	for _, t := range s.FindTerritories(text, territoriesTried*limit) {
		found := TerritorySuggestion{t, s.ElementsIn(t.Code)}
		if found.Count > 0 || data.TagKey(t.Name) == typed {
			full = append(full, found)
		} else {
			empty = append(empty, found)
		}
	}
	all := append(full, empty...)
	return all[:min(limit, len(all))]
}

// FindTerritories returns the territories whose name, or one of its words, or
// a postcode begins with text: exact names first, then the most populous.
func (s *Snapshot) FindTerritories(text string, limit int) []*geo.Territory {
	return s.places().find(text, limit)
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
