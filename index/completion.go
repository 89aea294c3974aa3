package index

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
)

// completion is an element whose name completes what was typed.
type completion struct {
	later  bool // the name does not begin with the first word typed
	length int  // of the name, in bytes
	num    int64
	part   int
	entry  uint32
}

// compareCompletions: shorter names are nearer to what was typed.
func compareCompletions(a, b completion) int {
	return cmp.Or(compareBools(a.later, b.later), cmp.Compare(a.length, b.length), cmp.Compare(a.num, b.num))
}

// suggestElements returns the elements whose name has all words typed, the last
// one as a beginning. Those whose name begins so are found first: for what is
// short there are more than enough of them.
func (s *Snapshot) suggestElements(ctx context.Context, text string, limit int) ([]Hit, error) {
	words := analyze(text)
	if len(words) == 0 {
		return nil, nil
	}
	best := &firsts[completion]{compare: compareCompletions, count: limit}
	err := s.completeFirstWord(ctx, words, best)
	if best.settle(); err == nil && !best.full {
		err = s.completeLaterWord(ctx, words, best)
	}
	if err != nil {
		return nil, err
	}
	var hits []Hit
	for _, c := range best.values() {
		hits = append(hits, s.parts[c.part].hit(c.entry, nil, 0))
	}
	return hits, nil
}

// completeFirstWord offers the elements whose name begins as typed.
func (s *Snapshot) completeFirstWord(ctx context.Context, words []term, best *firsts[completion]) error {
	first := words[0].surface
	for i, p := range s.parts {
		c := &p.Columns[byFirstWord]
		if len(words) > 1 {
			if having := c.having(first); having != nil {
				matches := roaring.And(having, p.nameMatches(words))
				if err := s.offerNames(ctx, best, i, matches, false); err != nil {
					return err
				}
			}
			continue
		}
		var entries []uint32
		for n := range c.beginning(first) {
			entries = appendPostings(entries, c.words(n), c.cardinality(n))
			if len(entries) >= walkStep {
				p.offerNames(best, i, entries, false)
				entries = entries[:0]
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		}
		p.offerNames(best, i, entries, false)
	}
	return ctx.Err()
}

// completeLaterWord offers the elements whose name does not begin as typed but
// has the words further on.
func (s *Snapshot) completeLaterWord(ctx context.Context, words []term, best *firsts[completion]) error {
	for i, p := range s.parts {
		matches := p.nameMatches(words)
		c := &p.Columns[byFirstWord]
		if len(words) > 1 {
			if having := c.having(words[0].surface); having != nil {
				matches.AndNot(having)
			}
		} else {
			for n := range c.beginning(words[0].surface) {
				matches.AndNot(c.bitmap(n))
			}
		}
		if err := s.offerNames(ctx, best, i, matches, true); err != nil {
			return err
		}
	}
	return nil
}

// offerNames offers the living of a set of entries.
func (s *Snapshot) offerNames(ctx context.Context, best *firsts[completion], part int, set *roaring.Bitmap, later bool) error {
	return walk(ctx, set, func(entries []uint32) { s.parts[part].offerNames(best, part, entries, later) })
}

// offerNames offers those of some entries that live.
func (p part) offerNames(best *firsts[completion], number int, entries []uint32, later bool) {
	for _, entry := range entries {
		length := p.nameLength(entry)
		if best.full && length > best.worst.length && best.worst.later == later || p.isDead(entry) {
			continue // most are long
		}
		best.offer(completion{later, length, p.num(entry), number, entry})
	}
}

// nameMatches returns the entries whose name has every word but the last, and a
// word that begins with the last. It is freshly made.
func (p part) nameMatches(words []term) *roaring.Bitmap {
	c := &p.Columns[byNameWord]
	var having []string
	for _, word := range words[:len(words)-1] {
		having = append(having, word.surface)
	}
	var completed []*roaring.Bitmap
	for n := range c.beginning(words[len(words)-1].surface) {
		completed = append(completed, c.bitmap(n))
	}
	found := roaring.FastOr(completed...)
	if len(having) > 0 {
		found.And(c.havingAll(having))
	}
	return found
}

// suggestTags completes hashtags, the most used first. How often one is used is
// at most how many entries have it, so the living are counted for few.
func (s *Snapshot) suggestTags(ctx context.Context, text string, limit int) ([]TagSuggestion, error) {
	key := data.TagKey(text)
	if key == "" {
		return nil, nil
	}
	having := map[string]int{} // living or dead
	for _, p := range s.parts {
		c := &p.Columns[byTag]
		for n := range c.beginning(key) {
			having[c.value(n)] += c.cardinality(n)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	best := firsts[TagSuggestion]{count: limit, compare: func(a, b TagSuggestion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Key, b.Key))
	}}
	order := slices.SortedFunc(maps.Keys(having), func(a, b string) int { return cmp.Compare(having[b], having[a]) })
	for _, value := range order {
		if best.settle(); best.full && having[value] < best.worst.Count {
			break
		}
		if used := s.used(byTag, value); used > 0 {
			best.offer(TagSuggestion{Key: value, Count: used})
		}
	}
	tags := best.values()
	for i := range tags {
		tags[i].Label = s.label(byTag, tags[i].Key)
	}
	return tags, nil
}
