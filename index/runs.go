package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tidwall/rtree"

	"maillage/geo"
)

// runLength is how many Morton-consecutive points share one box of the R-tree.
const runLength = 64

// shapeBit marks a tree item that is the shape of an entry, not a run of points.
const shapeBit = 1 << 31

// runs is the spatial index of a segment: an R-tree of boxes, each around a run
// of points or around one shape. Built once, then only read.
type runs struct {
	of   *segment
	tree rtree.RTreeG[uint32]
}

func newRuns(s *segment) *runs {
	r := &runs{of: s}
	for from := 0; from < s.placedSize(); from += runLength {
		b := geo.Bounds{West: math.Inf(1), South: math.Inf(1), East: math.Inf(-1), North: math.Inf(-1)}
		for i := from; i < min(from+runLength, s.placedSize()); i++ {
			p := s.point(uint32(i))
			b.West, b.East = min(b.West, p.Lon), max(b.East, p.Lon)
			b.South, b.North = min(b.South, p.Lat), max(b.North, p.Lat)
		}
		r.insert(b, uint32(from))
	}
	for entry, shape := range s.shapes() {
		r.insert(shape.Bounds(), entry|shapeBit)
	}
	return r
}

// bytes returns about how much memory the tree takes.
func (r *runs) bytes() int { return r.tree.Len() * treeItemBytes }

// treeItemBytes is what an item of the R-tree takes, its share of the inner
// nodes included.
const treeItemBytes = 68

func (r *runs) insert(b geo.Bounds, item uint32) {
	r.tree.Insert([2]float64{b.West, b.South}, [2]float64{b.East, b.North}, item)
}

func (r *runs) end(from uint32) uint32 { return min(from+runLength, uint32(r.of.placedSize())) }

// search calls run for every run whose box touches b, and shape for every shape
// whose box does; some of them twice.
func (r *runs) search(b geo.Bounds, run func(from, to uint32), shape func(entry uint32)) {
	boxes := b.Split()
	if boxes[0].East == 180 {
		// The meridian 180 is also -180, where entries stand.
		boxes = append(boxes, geo.Bounds{West: -180, South: b.South, East: -180, North: b.North})
	}
	for _, box := range boxes {
		r.tree.Search([2]float64{box.West, box.South}, [2]float64{box.East, box.North},
			func(_, _ [2]float64, item uint32) bool {
				if item&shapeBit != 0 {
					shape(item &^ shapeBit)
				} else {
					run(item, r.end(item))
				}
				return true
			})
	}
}

// within returns the entries whose point or shape touches b.
func (r *runs) within(b geo.Bounds) *roaring.Bitmap {
	found := roaring.New()
	r.search(b, func(from, to uint32) {
		for entry := from; entry < to; entry++ {
			if b.Contains(r.of.point(entry)) {
				found.Add(entry)
			}
		}
	}, func(entry uint32) {
		if shape, _ := r.of.shape(entry); shape.Intersects(b) {
			found.Add(entry)
		}
	})
	return found
}

// around returns the entries whose point lies within meters of center.
func (r *runs) around(center geo.Point, meters float64) *roaring.Bitmap {
	found := roaring.New()
	r.search(geo.Around(center, meters), func(from, to uint32) {
		for entry := from; entry < to; entry++ {
			if center.DistanceMeters(r.of.point(entry)) <= meters {
				found.Add(entry)
			}
		}
	}, func(uint32) {})
	return found
}

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
// that keep takes. Boxes come from the tree by a true lower bound in metres, so
// the walk stops as soon as no unseen box can hold anything nearer.
func (r *runs) nearest(center geo.Point, matches *roaring.Bitmap, count int, keep func(neighbour) bool) []neighbour {
	var best []neighbour
	bound := func(low, high [2]float64, item uint32, isItem bool) float64 {
		if isItem && item&shapeBit != 0 {
			return math.Inf(1) // a shape's point stands in a run
		}
		return geo.Bounds{West: low[0], South: low[1], East: high[0], North: high[1]}.DistanceMeters(center)
	}
	r.tree.Nearby(bound, func(_, _ [2]float64, item uint32, distance float64) bool {
		if math.IsInf(distance, 1) || len(best) >= count && distance > best[count-1].meters {
			return false
		}
		for entry := item; entry < r.end(item); entry++ {
			if !matches.Contains(entry) {
				continue
			}
			n := neighbour{entry, r.of.num(entry), center.DistanceMeters(r.of.point(entry))}
			if keep(n) {
				best = append(best, n)
			}
		}
		slices.SortFunc(best, compareNeighbours)
		best = best[:min(len(best), count)]
		return true
	})
	return best
}
