package index

import (
	"context"
	"math"

	"maillage/geo"
)

// nearestFirst offers at least a page of the matches nearest after the cursor;
// those without a place are last. The error is the context's.
func (s *Selection) nearestFirst(ctx context.Context, center geo.Point, first *leading) error {
	if s.Total() > fewMeasured {
		if err := s.nearestByTree(ctx, center, first); err != nil || first.full {
			return err
		}
		first.firsts = newLeading(first.after, first.count).firsts // few are left with a place: those without one follow
	}
	for i := range s.snapshot.parts {
		if err := s.nearestOfAll(ctx, i, center, first); err != nil {
			return err
		}
	}
	return nil
}

// fewMeasured is how many matches are all measured at once, those without a
// place with them. Of more, the tree finds the nearest.
const fewMeasured = 2000

func (s *Selection) nearestByTree(ctx context.Context, center geo.Point, first *leading) error {
	follows := func(n neighbour) bool { return first.follows(place{rank: n.meters, num: n.num}) }
	for i, p := range s.snapshot.parts {
		for _, n := range p.runs.nearest(center, s.setOf(i), first.count, follows) {
			first.offer(place{rank: n.meters, num: n.num, part: i, entry: n.entry})
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	first.settle()
	return nil
}

// nearestOfAll offers the matches of a part. Once there is a page of them, the
// box that holds it tells most others to be too far away.
func (s *Selection) nearestOfAll(ctx context.Context, part int, center geo.Point, first *leading) error {
	p := s.snapshot.parts[part]
	return walk(ctx, s.setOf(part), func(entries []uint32) {
		first.settle()
		var box geo.Bounds
		bounded := first.full && first.worst.rank < farthestBoxed
		if bounded {
			box = geo.Around(center, first.worst.rank+1)
		}
		for _, entry := range entries {
			meters := math.Inf(1)
			if p.placed(entry) {
				at := p.point(entry)
				if bounded && !box.Contains(at) {
					continue
				}
				meters = center.DistanceMeters(at)
			}
			if first.wants(meters) {
				first.offer(place{rank: meters, num: p.num(entry), part: part, entry: entry})
			}
		}
	})
}

// farthestBoxed is the distance in metres above which a box around a point is
// most of the Earth.
const farthestBoxed = 5_000_000
