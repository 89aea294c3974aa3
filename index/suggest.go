package index

import (
	"cmp"
	"context"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

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

// Suggest returns at most limit suggestions of each sort.
func (s *Snapshot) Suggest(ctx context.Context, text string, limit int) (Suggestions, error) {
	found := Suggestions{
		Elements:    s.suggestElements(text, limit),
		Tags:        s.suggestTags(text, limit),
		Territories: s.suggestTerritories(text, limit),
	}
	return found, ctx.Err()
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
	return s.places.find(text, limit)
}

// completion is an element whose name completes what was typed.
type completion struct {
	hit    Hit
	begins bool // the name begins with the first word typed
	length int  // of the name, in bytes
}

// compareCompletions: shorter names are nearer to what was typed.
func compareCompletions(a, b completion) int {
	return cmp.Or(compareBools(b.begins, a.begins), cmp.Compare(a.length, b.length), cmp.Compare(a.hit.Num, b.hit.Num))
}

func (s *Snapshot) suggestElements(text string, limit int) []Hit {
	words := analyze(text)
	if len(words) == 0 {
		return nil
	}
	best := firsts[completion]{compare: compareCompletions, count: limit}
	for _, p := range s.parts {
		found := p.nameMatches(words)
		if p.dead != nil {
			found.AndNot(p.dead)
		}
		found.Iterate(func(entry uint32) bool {
			first := analyze(p.name(entry))[0].surface
			begins := first == words[0].surface || len(words) == 1 && strings.HasPrefix(first, words[0].surface)
			best.offer(completion{p.hit(entry, nil, 0), begins, len(p.name(entry))})
			return true
		})
	}
	var hits []Hit
	for _, c := range best.values() {
		hits = append(hits, c.hit)
	}
	return hits
}

// nameMatches returns the entries whose name has every word but the last, and a
// word that begins with the last.
func (p part) nameMatches(words []term) *roaring.Bitmap {
	c := &p.Columns[byNameWord]
	last := words[len(words)-1].surface
	var completed []*roaring.Bitmap
	for i := c.firstFrom(last); i < c.size() && strings.HasPrefix(c.value(i), last); i++ {
		completed = append(completed, c.bitmap(i))
	}
	found := roaring.FastOr(completed...)
	for _, word := range words[:len(words)-1] {
		if having := c.having(word.surface); having != nil {
			found.And(having)
		} else {
			found.Clear()
		}
	}
	return found
}

// suggestTags completes hashtags, the most used first.
func (s *Snapshot) suggestTags(text string, limit int) []TagSuggestion {
	key := data.TagKey(text)
	if key == "" {
		return nil
	}
	best := firsts[TagSuggestion]{count: limit, compare: func(a, b TagSuggestion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Key, b.Key))
	}}
	seen := map[string]bool{}
	for _, p := range s.parts {
		c := &p.Columns[byTag]
		for i := c.firstFrom(key); i < c.size() && strings.HasPrefix(c.value(i), key); i++ {
			if value := c.value(i); !seen[value] {
				seen[value] = true
				if used := s.used(byTag, value); used > 0 {
					best.offer(TagSuggestion{Key: value, Count: used})
				}
			}
		}
	}
	tags := best.values()
	for i := range tags {
		tags[i].Label = s.label(byTag, tags[i].Key)
	}
	return tags
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
