package index

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/binary"
	"math"
)

// Pages are ordered by a rank and then by num, both ascending, so that a cursor
// is just the last element's pair: the next page holds what comes after it.
//
//	newest     rank = -creation time, num negated
//	distance   rank = metres; +Inf without a place
//	relevance  rank = -score
type place struct {
	rank  float64
	num   int64 // negated for newest
	part  int
	entry uint32
	score float64 // of the words, for relevance
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.num, b.num))
}

// maxScored is how many matches words may still tell apart. Above, the page is
// ordered from columns alone.
const maxScored = 20_000

// maxMeasured is how many matches have their distances computed one by one.
// Above, the R-tree finds the nearest.
const maxMeasured = 20_000

// page returns one page of matches in the order that q asks, and the cursor of
// the next.
func (s *Snapshot) page(ctx context.Context, q Query, words *reading, matches bitmaps, total int) ([]Hit, string, error) {
	after, err := parseCursor(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	limit := q.PageLimit()
	first := newLeading(after, limit+1)
	switch q.Order() {
	case SortDistance:
		s.nearestFirst(q, matches, total, first)
	case SortRelevance:
		if err = s.bestFirst(ctx, words.terms, matches, total, first); err != nil {
			return nil, "", err
		}
	default:
		s.newestFirst(matches, first)
	}
	places := first.values()
	next := ""
	if len(places) > limit {
		places = places[:limit]
		next = places[limit-1].cursor()
	}
	hits := make([]Hit, len(places))
	for i, p := range places {
		hits[i] = s.parts[p.part].hit(p.entry, q.Near, p.score)
	}
	return hits, next, nil
}

// each visits every matching entry.
func (s *Snapshot) each(matches bitmaps, visit func(part int, entry uint32)) {
	for i, b := range matches {
		b.Iterate(func(entry uint32) bool {
			visit(i, entry)
			return true
		})
	}
}

// leading keeps the first places of those after a cursor.
type leading struct {
	firsts[place]
	after cursor
}

func newLeading(after cursor, count int) *leading {
	return &leading{firsts[place]{compare: comparePlaces, count: count}, after}
}

func (l *leading) offer(p place) {
	if l.after.before(p) {
		l.firsts.offer(p)
	}
}

func (s *Snapshot) newestFirst(matches bitmaps, first *leading) {
	s.each(matches, func(i int, entry uint32) {
		p := s.parts[i]
		first.offer(place{rank: -float64(p.created(entry)), num: -p.num(entry), part: i, entry: entry})
	})
}

// nearestFirst offers at least a page of the places nearest after the cursor.
func (s *Snapshot) nearestFirst(q Query, matches bitmaps, total int, first *leading) {
	offer := func(i int, entry uint32, meters float64) {
		first.offer(place{rank: meters, num: s.parts[i].num(entry), part: i, entry: entry})
	}
	if total > maxMeasured {
		for i, p := range s.parts {
			follows := func(n neighbour) bool { return first.after.before(place{rank: n.meters, num: n.num}) }
			for _, n := range p.runs.nearest(*q.Near, matches[i], first.count, follows) {
				offer(i, n.entry, n.meters)
			}
		}
		if len(first.values()) == first.count {
			return
		}
		*first = *newLeading(first.after, first.count) // few are left with a place: those without one follow
	}
	s.each(matches, func(i int, entry uint32) {
		meters := math.Inf(1)
		if s.parts[i].placed(entry) {
			meters = q.Near.DistanceMeters(s.parts[i].point(entry))
		}
		offer(i, entry, meters)
	})
}

// bestFirst orders by how well the words fit: by bleve's score, or, where there
// are too many matches for words to tell them apart, by columns.
func (s *Snapshot) bestFirst(ctx context.Context, terms []string, matches bitmaps, total int, first *leading) error {
	score := s.columnScore(terms)
	if total <= maxScored {
		scores, err := s.ranker.scores(ctx, terms, s.numsOf(matches, total))
		if err != nil {
			return err
		}
		score = func(i int, entry uint32) float64 { return scores[s.parts[i].num(entry)] }
	}
	s.each(matches, func(i int, entry uint32) {
		v := score(i, entry)
		first.offer(place{rank: -v, num: s.parts[i].num(entry), part: i, entry: entry, score: v})
	})
	return nil
}

func (s *Snapshot) numsOf(matches bitmaps, total int) []int64 {
	nums := make([]int64, 0, total)
	s.each(matches, func(i int, entry uint32) { nums = append(nums, s.parts[i].num(entry)) })
	return nums
}

// columnScore ranks entries with all terms in the name first, then in the tags,
// then by the record's quality.
func (s *Snapshot) columnScore(terms []string) func(part int, entry uint32) float64 {
	inName, inTags := make(bitmaps, len(s.parts)), make(bitmaps, len(s.parts))
	for i, p := range s.parts {
		inName[i] = p.Columns[byNameTerm].havingAll(terms)
		inTags[i] = p.Columns[byTagTerm].havingAll(terms)
	}
	return func(i int, entry uint32) float64 {
		score := float64(s.parts[i].quality(entry))
		if inTags[i].Contains(entry) {
			score += 10
		}
		if inName[i].Contains(entry) {
			score += 20
		}
		return score
	}
}

// cursor is where a page ended. The zero value is before everything.
type cursor struct {
	set  bool
	rank float64
	num  int64
}

// before reports whether p comes after the cursor.
func (c cursor) before(p place) bool {
	return !c.set || comparePlaces(place{rank: c.rank, num: c.num}, p) < 0
}

// cursor returns the text that asks for what follows p.
func (p place) cursor() string {
	b := binary.BigEndian.AppendUint64(nil, math.Float64bits(p.rank))
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(b, uint64(p.num)))
}

func parseCursor(text string) (cursor, error) {
	if text == "" {
		return cursor{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) != 16 {
		return cursor{}, Refuse("cursor", RuleCursor)
	}
	rank := math.Float64frombits(binary.BigEndian.Uint64(b))
	if math.IsNaN(rank) {
		return cursor{}, Refuse("cursor", RuleCursor)
	}
	return cursor{true, rank, int64(binary.BigEndian.Uint64(b[8:]))}, nil
}
