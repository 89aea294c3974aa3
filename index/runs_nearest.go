package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/geo"
)

// neighbour is an entry and how far away it is.
type neighbour struct {
	entry  uint32
	num    int64
	meters float64
}

func compareNeighbours(a, b neighbour) int {
	return cmp.Or(cmp.Compare(a.meters, b.meters), cmp.Compare(a.num, b.num))
}

// nearest returns, in order, the count entries of matches nearest to center
// that keep takes.
func (r *runs) nearest(center geo.Point, matches *roaring.Bitmap, count int, keep func(neighbour) bool) []neighbour {
	search := &nearestSearch{runs: r, center: center, count: count, keep: keep}
	if r.isSparse(int(matches.GetCardinality()), count) {
		search.measureAll(matches)
	} else {
		search.walk(matches)
	}
	return search.best
}

// isSparse reports whether it costs less to measure so many matches than to walk
// the tree until count of them are met. The walk passes about count of matches
// of all runs, and passing by a run takes as long as measuring 8 entries.
func (r *runs) isSparse(matches, count int) bool {
	return matches*matches < 8*count*(r.of.placedSize()/runLength)
}

// nearestSearch holds the nearest entries seen so far.
type nearestSearch struct {
	runs   *runs
	center geo.Point
	count  int
	keep   func(neighbour) bool
	best   []neighbour // in order, at most count
}

// reach returns the distance from which on nothing is of interest any more.
func (n *nearestSearch) reach() float64 {
	if len(n.best) < n.count {
		return math.Inf(1)
	}
	return n.best[len(n.best)-1].meters
}

func (n *nearestSearch) offer(entry uint32) {
	met := neighbour{entry, n.runs.of.num(entry), n.center.DistanceMeters(n.runs.of.point(entry))}
	if met.meters > n.reach() || !n.keep(met) {
		return
	}
	at, _ := slices.BinarySearchFunc(n.best, met, compareNeighbours)
	if at == n.count {
		return
	}
	n.best = slices.Insert(n.best, at, met)
	n.best = n.best[:min(len(n.best), n.count)]
}

func (n *nearestSearch) measureAll(matches *roaring.Bitmap) {
	placed := uint32(n.runs.of.placedSize())
	matches.Iterate(func(entry uint32) bool {
		if entry >= placed {
			return false
		}
		n.offer(entry)
		return true
	})
}

// slack is more than distances are off by rounding, in metres, at the other end of
// the Earth too. That of a box around many at one place may be rounded up where
// theirs is rounded down, and none of them may be missed.
const slack = 1

// walk takes boxes from the tree by a lower bound in metres, so it stops as soon
// as no unseen box can hold anything nearer.
func (n *nearestSearch) walk(matches *roaring.Bitmap) {
	bound := func(low, high [2]float64, item uint32, isItem bool) float64 {
		if isItem && item&shapeBit != 0 {
			return math.Inf(1) // a shape's point stands in a run
		}
		return geo.Bounds{West: low[0], South: low[1], East: high[0], North: high[1]}.DistanceMeters(n.center)
	}
	n.runs.tree.Nearby(bound, func(_, _ [2]float64, item uint32, distance float64) bool {
		if math.IsInf(distance, 1) || distance > n.reach()+slack {
			return false
		}
		end := int64(n.runs.end(item))
		for next := matches.NextValue(item); next >= 0 && next < end; next = matches.NextValue(uint32(next) + 1) {
			n.offer(uint32(next))
		}
		return true
	})
}
