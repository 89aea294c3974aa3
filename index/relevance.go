package index

import (
	"context"
	"iter"

	"github.com/RoaringBitmap/roaring/v2"
)

// A score says how well an entry fits words that it has, all of them: first by
// how many are in its name, then by how many are in its tags, then by how little
// else a name that has some says (0 to 9), then by its record's quality (0 to 8).
// All are sums of these weights; they leave no overlap, so the score is one number
// and the order is by tiers.
//
// It depends on the entry and the words alone. A measure that weighs words by
// how rare they are elsewhere, like BM25, changes for every entry with every
// write, differs between nodes that are not equally far, and so cannot hold a
// place in the order from one page to the next.
const (
	scoreOfAll     = 1 // the words are there, somewhere
	scoreOfBrevity = 10
	scoreOfTag     = 100
	scoreOfName    = 1000
	maxBrevity     = 9
	maxQuality     = 8
	maxScoredTerms = 8 // further words count for matching only
)

// maxInTier is the most that entries of a tier differ by.
const maxInTier = scoreOfBrevity*maxBrevity + maxQuality

// brevityStep is how many bytes of a name cost a point: about a word and a half.
const brevityStep = 8

// brevity is high for a name that says little else than the words it has.
func brevity(name string) int { return max(0, maxBrevity-len(name)/brevityStep) }

// bestFirst offers at least a page of the matches that fit the terms best after
// the cursor. It visits tier by tier, and no further than a page needs. The
// error is the context's.
func (s *Selection) bestFirst(ctx context.Context, terms []string, first *leading) error {
	if s.Total() == 0 {
		return nil
	}
	for score, members := range s.tiers(terms[:min(len(terms), maxScoredTerms)]) {
		if first.settle(); first.full && -float64(score+maxInTier) > first.worst.rank {
			return nil
		}
		if first.after.set && -float64(score) < first.after.rank {
			continue
		}
		for i, set := range members {
			p := s.snapshot.parts[i]
			err := walk(ctx, set, func(entries []uint32) {
				for _, entry := range entries {
					fit := score + int(p.quality(entry))
					if score >= scoreOfName {
						fit += scoreOfBrevity * brevity(p.name(entry))
					}
					if rank := -float64(fit); first.wants(rank) {
						first.offer(place{rank: rank, num: p.num(entry), part: i, entry: entry})
					}
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// tiers yields the matches by their score without brevity and quality, the best
// first.
func (s *Selection) tiers(terms []string) iter.Seq2[int, bitmaps] {
	return func(yield func(int, bitmaps) bool) {
		all := make(bitmaps, len(s.snapshot.parts))
		for i := range all {
			all[i] = s.setOf(i)
		}
		for named, some := range s.snapshot.byTermsHad(all, byNameTerm, terms) {
			for tagged, members := range s.snapshot.byTermsHad(some, byTagTerm, terms) {
				if !yield(scoreOfAll+scoreOfName*named+scoreOfTag*tagged, members) {
					return
				}
			}
		}
	}
}

// byTermsHad yields the members of a set by how many of the terms they have in a
// dimension, those with most first; numbers that nobody has are left out.
func (s *Snapshot) byTermsHad(set bitmaps, d dimension, terms []string) iter.Seq2[int, bitmaps] {
	return func(yield func(int, bitmaps) bool) {
		atLeast := s.withAtLeast(set, d, terms)
		for n := len(atLeast) - 1; n >= 0; n-- {
			exactly := atLeast[n]
			if n+1 < len(atLeast) {
				exactly = make(bitmaps, len(set))
				for i := range exactly {
					exactly[i] = roaring.AndNot(atLeast[n][i], atLeast[n+1][i])
				}
			}
			if !exactly.empty() && !yield(n, exactly) {
				return
			}
		}
	}
}

// withAtLeast returns, beside each number, the members of a set that have at
// least so many of the terms in a dimension, as far as there are any.
func (s *Snapshot) withAtLeast(set bitmaps, d dimension, terms []string) []bitmaps {
	atLeast := []bitmaps{set}
	for _, term := range terms {
		more := make(bitmaps, len(set))
		for n := len(atLeast) - 1; n >= 0; n-- {
			// Those with n terms so far that have this one too have n+1.
			have := make(bitmaps, len(set))
			for i, p := range s.parts {
				have[i] = roaring.New()
				if having := p.Columns[d].having(term); having != nil {
					have[i] = roaring.And(atLeast[n][i], having)
				}
			}
			switch {
			case n+1 < len(atLeast):
				for i := range have {
					atLeast[n+1][i] = roaring.Or(atLeast[n+1][i], have[i])
				}
			default:
				more = have
			}
		}
		if !more.empty() {
			atLeast = append(atLeast, more)
		}
	}
	return atLeast
}

func (b bitmaps) empty() bool {
	for _, bitmap := range b {
		if !bitmap.IsEmpty() {
			return false
		}
	}
	return true
}
