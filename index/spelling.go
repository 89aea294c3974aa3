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
	matches   bitmaps  // every living or dead entry with all the terms
}

// read looks the words up together. When no element at all has them, it tries
// the terms within a few edits and takes the reading with the fewest edits;
// among those the one that most elements match, then the first in the alphabet.
// It decides on the words alone, whatever else the query asks.
//
// The error is the context's.
func (s *Snapshot) read(ctx context.Context, words string) (reading, error) {
	asked := queryTerms(words)
	if len(asked) == 0 {
		return reading{matches: s.none()}, nil
	}
	exact := make([]string, len(asked))
	for i, t := range asked {
		exact[i] = t.text
	}
	r := reading{terms: exact, matches: s.withAll(exact)}
	if s.anyLiving(r.matches) {
		return r, nil
	}
	terms, err := s.closestReading(ctx, asked)
	if err != nil {
		return reading{}, err
	}
	if terms != nil {
		surfaces := make([]string, len(terms))
		for i, t := range terms {
			surfaces[i] = asked[i].surface
			if t != exact[i] {
				surfaces[i] = s.label(byTerm, t)
			}
		}
		return reading{terms: terms, corrected: strings.Join(surfaces, " "), matches: s.withAll(terms)}, nil
	}
	return r, nil
}

func (s *Snapshot) none() bitmaps {
	none := make(bitmaps, len(s.parts))
	for i := range none {
		none[i] = roaring.New()
	}
	return none
}

// withAll returns the entries that have every term.
func (s *Snapshot) withAll(terms []string) bitmaps {
	found := make(bitmaps, len(s.parts))
	for i, p := range s.parts {
		found[i] = p.Columns[byTerm].havingAll(terms)
	}
	return found
}

func (s *Snapshot) anyLiving(found bitmaps) bool { return s.countLiving(found) > 0 }

func (s *Snapshot) countLiving(found bitmaps) int {
	total := 0
	for i, p := range s.parts {
		total += int(found[i].GetCardinality())
		if p.dead != nil {
			total -= int(found[i].AndCardinality(p.dead))
		}
	}
	return total
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
		if search.choices[i] = s.alternatives(t); len(search.choices[i]) == 0 || ctx.Err() != nil {
			return nil, ctx.Err()
		}
		most += search.choices[i][len(search.choices[i])-1].edits
	}
	for edits := 1; edits <= most && search.terms == nil; edits++ {
		search.try(nil, nil, edits)
	}
	return search.terms, ctx.Err()
}

// readingSearch walks the combinations of alternatives with an exact number of
// edits, word by word, leaving a branch as soon as no element has its terms.
type readingSearch struct {
	ctx      context.Context
	snapshot *Snapshot
	choices  [][]alternative
	terms    []string // the best ones so far
	count    int      // how many elements have them
	tried    int
}

func (b *readingSearch) try(terms []string, found bitmaps, editsLeft int) {
	if len(terms) == len(b.choices) {
		if editsLeft != 0 {
			return
		}
		if n := b.snapshot.countLiving(found); n > b.count || n == b.count && n > 0 && slices.Compare(terms, b.terms) < 0 {
			b.terms, b.count = slices.Clone(terms), n
		}
		return
	}
	for _, choice := range b.choices[len(terms)] {
		if b.tried++; choice.edits > editsLeft || b.tried > maxCombinations || b.ctx.Err() != nil {
			return
		}
		next := b.snapshot.withAll([]string{choice.term})
		if found != nil {
			next = next.and(found)
		}
		if b.snapshot.anyLiving(next) {
			b.try(append(terms, choice.term), next, editsLeft-choice.edits)
		}
	}
}

// alternatives lists the terms in use within the edits that a word allows,
// fewest edits first, then the most used, then the alphabet.
func (s *Snapshot) alternatives(asked term) []alternative {
	edits := allowedEdits(asked)
	if edits == 0 {
		if used := s.used(byTerm, asked.text); used > 0 {
			return []alternative{{asked.text, 0, used}}
		}
		return nil
	}
	best := firsts[alternative]{count: maxAlternatives, compare: func(a, b alternative) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(b.used, a.used), strings.Compare(a.term, b.term))
	}}
	wanted := []rune(asked.text)
	seen := map[string]bool{}
	for _, p := range s.parts {
		terms := &p.Columns[byTerm]
		for n := range terms.size() {
			candidate := terms.value(n)
			if d := editDistance(wanted, candidate, edits); d <= edits && !seen[candidate] {
				seen[candidate] = true
				if used := s.used(byTerm, candidate); used > 0 {
					best.offer(alternative{candidate, d, used})
				}
			}
		}
	}
	return best.values()
}

// editDistance returns how many letters must be put in, left out, changed or
// swapped with their neighbour to turn a into b (optimal string alignment), or
// any number above most when that many do not suffice.
func editDistance(a []rune, b string, most int) int {
	if len(b) < len(a)-most || len(b) > 4*(len(a)+most) {
		return most + 1
	}
	letters := []rune(b)
	if len(letters)-len(a) > most || len(a)-len(letters) > most {
		return most + 1
	}
	before, last, row := make([]int, len(letters)+1), make([]int, len(letters)+1), make([]int, len(letters)+1)
	for j := range last {
		last[j] = j
	}
	leastBefore := 0
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(letters); j++ {
			cost := 1
			if a[i-1] == letters[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == letters[j-2] && a[i-2] == letters[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most && leastBefore >= most { // a swap reaches one row further back
			return most + 1
		}
		leastBefore = least
		before, last, row = last, row, before
	}
	return last[len(letters)]
}
