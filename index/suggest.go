package index

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
	"maillage/geo"
)

// Suggestions complete what somebody is typing.
type Suggestions struct {
	Elements    []Hit // whose name has all the words, the last one as a beginning
	Tags        []TagSuggestion
	Territories []*geo.Territory
}

// TagSuggestion is a hashtag and how many elements carry it.
type TagSuggestion struct {
	Key, Label string
	Count      int
}

// maxCompletions bounds how many words or tags one beginning is completed to.
const maxCompletions = 2000

// Suggest returns at most limit suggestions of each sort.
func (s *Snapshot) Suggest(ctx context.Context, text string, limit int) (Suggestions, error) {
	found := Suggestions{
		Elements:    s.suggestElements(text, limit),
		Tags:        s.suggestTags(text, limit),
		Territories: s.FindTerritories(text, limit),
	}
	return found, ctx.Err()
}

// FindTerritories returns the territories whose name, or one of its words, or
// a postcode begins with text: exact names first, then the most populous.
func (s *Snapshot) FindTerritories(text string, limit int) []*geo.Territory {
	return s.places.find(text, limit)
}

// suggestElements completes names: shorter names are nearer to what was typed.
func (s *Snapshot) suggestElements(text string, limit int) []Hit {
	words := analyze(text)
	if len(words) == 0 {
		return nil
	}
	typed := data.Fold(strings.TrimSpace(text))
	type candidate struct {
		hit  Hit
		name string
	}
	var candidates []candidate
	for _, p := range s.parts {
		found := p.nameMatches(words)
		if p.dead != nil {
			found.AndNot(p.dead)
		}
		taken := 0
		found.Iterate(func(entry uint32) bool {
			candidates = append(candidates, candidate{p.hit(entry, nil, 0), data.Fold(p.Names[entry])})
			taken++
			return taken < maxCompletions
		})
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(
			compareBools(strings.HasPrefix(b.name, typed), strings.HasPrefix(a.name, typed)),
			cmp.Compare(len(a.name), len(b.name)),
			cmp.Compare(a.hit.Num, b.hit.Num))
	})
	hits := make([]Hit, 0, limit)
	for _, c := range candidates[:min(limit, len(candidates))] {
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
	for i := c.firstFrom(last); i < len(c.Values) && strings.HasPrefix(c.Values[i], last) && len(completed) < maxCompletions; i++ {
		completed = append(completed, c.bitmaps[i])
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

// firstFrom returns the number of the first value not before text.
func (c *column) firstFrom(text string) int {
	i, _ := slices.BinarySearch(c.Values, text)
	return i
}

// suggestTags completes hashtags, the most used first.
func (s *Snapshot) suggestTags(text string, limit int) []TagSuggestion {
	key := data.TagKey(text)
	if key == "" {
		return nil
	}
	counts := map[string]int{}
	for _, p := range s.parts {
		c := &p.Columns[byTag]
		for i := c.firstFrom(key); i < len(c.Values) && strings.HasPrefix(c.Values[i], key) && len(counts) < maxCompletions; i++ {
			counts[c.Values[i]] = 0
		}
	}
	tags := make([]TagSuggestion, 0, len(counts))
	for value := range counts {
		if used := s.used(byTag, value); used > 0 {
			tags = append(tags, TagSuggestion{Key: value, Count: used})
		}
	}
	slices.SortFunc(tags, func(a, b TagSuggestion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Key, b.Key))
	})
	tags = tags[:min(limit, len(tags))]
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
