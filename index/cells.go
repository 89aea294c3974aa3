package index

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
	"maillage/geo"
)

// Mark is what a map needs to know of one element.
type Mark struct {
	Num      int64
	ID       data.ID
	Kind     data.Kind
	Type     string // its key, see [TypeKey]
	Name     string
	Position geo.Position
	Drawn    int // by which mark by tag of the network that was asked, or of [Selection.MarkedBy], from 1; 0: by none
}

// Cell is one square of a grid over the world and matches in it.
type Cell struct {
	I, J       uint32 // from the west, from the north
	Count      uint32
	SumX, SumY uint64 // of the positions; SumX / Count is the centroid's
}

// Cells yields the occupied cells of the grid of 2^depth by 2^depth squares
// over the world, from minI, minJ to maxI, maxJ, all included, until yield
// returns false. depth is 1 to 32. A cell may come in several pieces, to be
// added up, and cells come in no particular order.
//
// Without a filter the cost depends on how many cells there are. So it does with
// one for wide cells, once they have been asked for; for others, on the matches.
func (s *Selection) Cells(depth, minI, minJ, maxI, maxJ uint32, yield func(Cell) bool) {
	g := grid{depth, minI, minJ, maxI, maxJ}
	for i, p := range s.snapshot.parts {
		walk := cellWalk{grid: g, part: p, yield: yield}
		kept := p.levels()
		switch matches := s.matchesOf(i); {
		case matches == nil:
			walk.dead = p.deaths.walk(p.segment)
		case matches.IsEmpty():
			continue
		case depth <= deepestMatchLevel && matches.GetCardinality() >= leastLevels:
			kept = s.matchLevels(p)
			walk.dead = s.deadMatches()[i].walk(p.segment)
		default:
			kept = nil
			walk.matches = matches.Iterator()
		}
		if int(depth) <= len(kept) {
			walk.level = &kept[depth-1]
		}
		if !walk.run() {
			return
		}
	}
}

// matchLevels returns the cells of the entries of a part that match, living or
// dead.
func (s *Selection) matchLevels(p part) levels {
	return s.snapshot.kept.levels(p.segment, s.key, func() levels {
		return newMatchLevels(p.segment, s.filter.in(p.segment, s.snapshot.kept))
	})
}

// findDead returns those entries of each part that match and are dead.
func (s *Selection) findDead() []*deaths {
	found := make([]*deaths, len(s.snapshot.parts))
	for i, p := range s.snapshot.parts {
		if p.dead != nil {
			set := s.filter.in(p.segment, s.snapshot.kept)
			found[i] = found[i].and(roaring.And(set, p.dead).ToArray(), p.segment)
		}
	}
	return found
}

// Prepare finds the matches, and waits for its turn when drawing t means walking
// many. The caller calls done when it has finished. The error is the context's.
func (s *Selection) Prepare(ctx context.Context, t geo.Tile) (done func(), err error) {
	if err := s.Resolve(ctx); err != nil {
		return nil, err
	}
	walked := 0
	if !s.everything() {
		around := geo.Tile{Z: t.Z - min(t.Z, 2), X: t.X >> min(t.Z, 2), Y: t.Y >> min(t.Z, 2)}
		first, last := around.Keys()
		for i, p := range s.snapshot.parts {
			from, to := p.span(first, last)
			walked += int(s.matchesOf(i).CardinalityInRange(uint64(from), uint64(to)))
		}
	}
	return s.snapshot.Admit(ctx, walked)
}

// Places yields every match whose position lies in t.
func (s *Selection) Places(t geo.Tile, yield func(Mark)) {
	first, last := t.Keys()
	for i, p := range s.snapshot.parts {
		from, to := p.span(first, last)
		matches := s.matchesOf(i)
		marking := s.marking(p.segment)
		if matches == nil {
			for entry := from; entry < to; entry++ {
				if !p.isDead(entry) {
					m := p.mark(entry)
					m.Drawn = marking.of(entry)
					yield(m)
				}
			}
			continue
		}
		it := matches.Iterator()
		for it.AdvanceIfNeeded(from); it.HasNext() && it.PeekNext() < to; {
			entry := it.Next()
			m := p.mark(entry)
			m.Drawn = marking.of(entry)
			yield(m)
		}
	}
}

// Mark returns what a map needs to know of the match at a position, any one of
// several, and whether there is one.
func (s *Selection) Mark(at geo.Position) (Mark, bool) {
	key := geo.KeyOf(at)
	for i, p := range s.snapshot.parts {
		from, to := p.span(key, key)
		if from == to {
			continue
		}
		matches := s.matchesOf(i)
		for entry := from; entry < to; entry++ {
			if matches != nil && matches.Contains(entry) || matches == nil && !p.isDead(entry) {
				m := p.mark(entry)
				m.Drawn = s.marking(p.segment).of(entry)
				return m, true
			}
		}
	}
	return Mark{}, false
}

// mark returns what a map needs to know of a placed entry.
func (s *segment) mark(entry uint32) Mark {
	return Mark{
		Num:      s.num(entry),
		ID:       s.id(entry),
		Kind:     data.Kind(s.value(byKind, entry)),
		Type:     s.value(byType, entry),
		Name:     s.name(entry),
		Position: s.position(entry),
	}
}
