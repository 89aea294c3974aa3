package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

// reading is how a query's words were understood.
type reading struct {
	terms     []string // what is looked up, in the order of the words
	corrected string   // the words as read, when they differ from those asked
}

// read looks the words up together. When no element at all has them, it tries
// the terms within a few edits and takes the reading with the fewest edits;
// among those the one that most elements match, then the first in the alphabet.
// It decides on the words alone, whatever else the query asks.
//
// The error is the context's.
func (s *Snapshot) read(ctx context.Context, words string) (reading, error) {
	asked := queryTerms(words)
	exact := make([]string, len(asked))
	for i, t := range asked {
		exact[i] = t.text
	}
	r := reading{terms: exact}
	if len(asked) == 0 || s.selection(filter{terms: exact}).Total() > 0 {
		return r, nil
	}
	terms, err := s.closestReading(ctx, asked)
	if err != nil || terms == nil {
		return r, err
	}
	surfaces := make([]string, len(terms))
	for i, t := range terms {
		surfaces[i] = asked[i].surface
		if t != exact[i] {
			surfaces[i] = s.label(byTerm, t)
		}
	}
	return reading{terms: terms, corrected: strings.Join(surfaces, " ")}, nil
}

// allowedEdits returns how many edits a word may be away from what was meant: a
// number means itself, and so does what is too short, as typed or as looked up.
func allowedEdits(word term) int {
	switch n := utf8.RuneCountInString(word.surface); {
	case n < 4 || utf8.RuneCountInString(word.text) < 4 || strings.ContainsFunc(word.surface, unicode.IsDigit):
		return 0
	case n < 9:
		return 1
	default:
		return 2
	}
}

// Bounds of the search for another reading.
const (
	maxMisspelt     = 8    // words: longer questions are taken as they are
	maxAlternatives = 32   // spellings of one word, the nearest and most used first
	maxCombinations = 5000 // of alternatives tried in all
)

// alternative is a term that a word may have meant.
type alternative struct {
	term  string
	edits int
	used  int
}

// closestReading finds the best terms for the words asked, nil when there are
// none. The error is the context's.
func (s *Snapshot) closestReading(ctx context.Context, asked []term) ([]string, error) {
	if len(asked) > maxMisspelt {
		return nil, nil
	}
	search := readingSearch{ctx: ctx, snapshot: s, choices: make([][]alternative, len(asked))}
	most := 0
	for i, t := range asked {
		choices, err := s.alternatives(ctx, t)
		if err != nil || len(choices) == 0 {
			return nil, err
		}
		search.choices[i] = choices
		most += choices[len(choices)-1].edits
	}
	for edits := 1; edits <= most && search.terms == nil; edits++ {
		search.try(nil, nil, edits)
	}
	return search.terms, ctx.Err()
}

// readingSearch tries the alternatives of all words together, those of one word
// after those of the other, leaving a branch as soon as it cannot be better than
// the best one so far.
type readingSearch struct {
	ctx      context.Context
	snapshot *Snapshot
	choices  [][]alternative
	terms    []string // the best ones so far
	count    int      // how many elements have them
	tried    int
}

// try adds every alternative of the next word to terms, which found has all and
// which leave that many edits to be made.
func (b *readingSearch) try(terms []string, found bitmaps, editsLeft int) {
	last := len(terms) == len(b.choices)-1
	for _, choice := range b.choices[len(terms)] {
		switch {
		case choice.edits > editsLeft || b.tried > maxCombinations || b.ctx.Err() != nil:
			return
		case choice.used < b.count || last && choice.edits != editsLeft:
			continue
		}
		b.tried++
		chosen := append(terms, choice.term)
		if last {
			if n := b.snapshot.countWith(found, choice); n > b.count || n == b.count && n > 0 && slices.Compare(chosen, b.terms) < 0 {
				b.terms, b.count = slices.Clone(chosen), n
			}
			continue
		}
		if next := b.snapshot.narrowed(found, choice.term); next.count() >= max(b.count, 1) {
			b.try(chosen, next, editsLeft-choice.edits)
		}
	}
}

// narrowed returns those of the living entries found that have a term; found is
// nil for all of them.
func (s *Snapshot) narrowed(found bitmaps, term string) bitmaps {
	next := make(bitmaps, len(s.parts))
	for i, p := range s.parts {
		having := p.Columns[byTerm].having(term)
		switch {
		case having == nil:
			next[i] = roaring.New()
		case found != nil:
			next[i] = roaring.And(found[i], having)
		case p.dead != nil:
			next[i] = roaring.AndNot(having, p.dead)
		default:
			next[i] = having
		}
	}
	return next
}

// countWith returns how many of the entries found have a term; found is nil for
// all of them.
func (s *Snapshot) countWith(found bitmaps, choice alternative) int {
	if found == nil {
		return choice.used
	}
	total := 0
	for i, p := range s.parts {
		if having := p.Columns[byTerm].having(choice.term); having != nil {
			total += int(found[i].AndCardinality(having))
		}
	}
	return total
}

// alternatives lists the terms in use within the edits that a word allows,
// fewest edits first, then the most used, then the alphabet. The error is the
// context's.
func (s *Snapshot) alternatives(ctx context.Context, asked term) ([]alternative, error) {
	near := map[string]int{} // term to edits
	if edits := allowedEdits(asked); edits == 0 {
		near[asked.text] = 0
	} else {
		for _, p := range s.parts {
			c := &p.Columns[byTerm]
			err := newNearTerms(asked.text, edits).in(ctx, c, p.shared(), func(n, edits int) { near[c.value(n)] = edits })
			if err != nil {
				return nil, err
			}
		}
	}
	best := firsts[alternative]{count: maxAlternatives, compare: func(a, b alternative) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(b.used, a.used), strings.Compare(a.term, b.term))
	}}
	for term, edits := range near {
		if used := s.used(byTerm, term); used > 0 {
			best.offer(alternative{term, edits, used})
		}
	}
	return best.values(), nil
}
