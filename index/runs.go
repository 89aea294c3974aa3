package index

import (
	"math"
	"math/bits"

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

// search calls run for every run whose box touches b, with that box and the part
// of b that it touches, which does not cross the antimeridian; and shape for
// every shape whose box does. Some of them are told twice.
func (r *runs) search(b geo.Bounds, run func(from uint32, box, of geo.Bounds), shape func(entry uint32)) {
	parts := b.Split()
	if parts[0].East == 180 {
		// The meridian 180 is also -180, where entries stand.
		parts = append(parts, geo.Bounds{West: -180, South: b.South, East: -180, North: b.North})
	}
	for _, part := range parts {
		r.tree.Search([2]float64{part.West, part.South}, [2]float64{part.East, part.North},
			func(low, high [2]float64, item uint32) bool {
				if item&shapeBit != 0 {
					shape(item &^ shapeBit)
				} else {
					run(item, geo.Bounds{West: low[0], South: low[1], East: high[0], North: high[1]}, part)
				}
				return true
			})
	}
}

// within returns the entries whose point or shape touches b.
func (r *runs) within(b geo.Bounds) *roaring.Bitmap {
	touched, shaped := newTouched(r), []uint32(nil)
	r.search(b, func(from uint32, box, of geo.Bounds) {
		touched.add(from, box.West >= of.West && box.East <= of.East && box.South >= of.South && box.North <= of.North)
	}, func(entry uint32) {
		if shape, _ := r.of.shape(entry); shape.Intersects(b) {
			shaped = append(shaped, entry)
		}
	})
	found := touched.entries(b.Contains)
	found.AddMany(shaped)
	return found
}

// around returns the entries whose point lies within meters of center.
func (r *runs) around(center geo.Point, meters float64) *roaring.Bitmap {
	touched := newTouched(r)
	box := geo.Around(center, meters)
	r.search(box, func(from uint32, box, _ geo.Bounds) {
		touched.add(from, boxWithin(box, center, meters))
	}, func(uint32) {})
	return touched.entries(func(p geo.Point) bool { return box.Contains(p) && center.DistanceMeters(p) <= meters })
}

// boxWithin reports whether surely all points of a box lie within meters of
// center. At one latitude, the distance grows with the difference in longitude,
// and along a meridian less than 90° away it is greatest at an end: the farthest
// point is a corner.
func boxWithin(box geo.Bounds, center geo.Point, meters float64) bool {
	if math.Abs(box.West-center.Lon) > 90 || math.Abs(box.East-center.Lon) > 90 {
		return false
	}
	for _, lon := range [2]float64{box.West, box.East} {
		for _, lat := range [2]float64{box.South, box.North} {
			if center.DistanceMeters(geo.Point{Lon: lon, Lat: lat}) > meters-slack {
				return false
			}
		}
	}
	return true
}

// touched is the runs that a search has found, as bits: they come in the order
// of the tree, and are wanted in their own.
type touched struct {
	runs  *runs
	some  []uint64 // runs of which some points may be found
	whole []uint64 // runs of which all points are
}

func newTouched(r *runs) *touched {
	words := (r.of.placedSize()/runLength)/64 + 1
	both := make([]uint64, 2*words)
	return &touched{r, both[:words], both[words:]}
}

func (t *touched) add(from uint32, whole bool) {
	run := from / runLength
	if whole {
		t.whole[run/64] |= 1 << (run % 64)
	} else {
		t.some[run/64] |= 1 << (run % 64)
	}
}

// entries returns the entries of the runs that are found whole, and those of the
// others that pass a test of their points.
func (t *touched) entries(test func(geo.Point) bool) *roaring.Bitmap {
	found := roaring.New()
	var single []uint32 // entries found and not yet added, one by one
	var from, to uint32 // a range found and not yet added; after all of single
	flush := func() {
		found.AddMany(single)
		found.AddRange(uint64(from), uint64(to))
		single, from, to = single[:0], 0, 0
	}
	for word := range t.some {
		for left := t.some[word] | t.whole[word]; left != 0; left &= left - 1 {
			bit := uint32(bits.TrailingZeros64(left))
			first := (uint32(word)*64 + bit) * runLength
			end := t.runs.end(first)
			if t.whole[word]&(1<<bit) != 0 {
				if to != first {
					flush()
					from = first
				}
				to = end
				continue
			}
			if from < to {
				flush()
			}
			for entry := first; entry < end; entry++ {
				if test(t.runs.of.point(entry)) {
					single = append(single, entry)
				}
			}
		}
	}
	flush()
	return found
}
