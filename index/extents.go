package index

import (
	"math"

	"github.com/tidwall/rtree"

	"maillage/geo"
)

// Shape is a match with an extent.
type Shape struct {
	Mark
	Geometry geo.Geometry // shared: clone it before clipping
	Hash     uint64       // of the element's content
}

// Shapes yields every match with an extent whose box touches b and is at least
// as wide or as high as said, in degrees. b does not cross the antimeridian.
func (s *Selection) Shapes(b geo.Bounds, least float64, yield func(Shape)) {
	for i, p := range s.snapshot.parts {
		matches := s.matchesOf(i)
		p.extents().search(b, least, func(entry uint32) {
			if matches != nil && matches.Contains(entry) || matches == nil && !p.isDead(entry) {
				shape, _ := p.shape(entry)
				yield(Shape{p.mark(entry), shape, p.hash(entry)})
			}
		})
	}
}

// sizes is how many classes of extents are told apart; the smallest are less
// than a pixel of the deepest tiles.
const sizes = 28

// extents holds the boxes of the shapes of a segment by their size, each class
// twice as small as the one before: a wide tile looks at the large ones only.
type extents [sizes]*rtree.RTreeG[uint32]

// sizeOf returns how wide or high a box is, in degrees.
func sizeOf(b geo.Bounds) float64 { return max(b.East-b.West, b.North-b.South) }

// classOf returns the class of a size; a larger size has a smaller class, or the
// same.
func classOf(size float64) int {
	return int(min(max(math.Floor(math.Log2(360/size)), 0), sizes-1))
}

func newExtents(s *segment) *extents {
	e := new(extents)
	for entry, shape := range s.shapes() {
		b := shape.Bounds()
		class := classOf(sizeOf(b))
		if e[class] == nil {
			e[class] = new(rtree.RTreeG[uint32])
		}
		e[class].Insert([2]float64{b.West, b.South}, [2]float64{b.East, b.North}, entry)
	}
	return e
}

// search calls found with the entries whose box touches b and is at least as
// wide or as high as least.
func (e *extents) search(b geo.Bounds, least float64, found func(entry uint32)) {
	for _, class := range e[:classOf(least)+1] {
		if class == nil {
			continue
		}
		class.Search([2]float64{b.West, b.South}, [2]float64{b.East, b.North}, func(low, high [2]float64, entry uint32) bool {
			if max(high[0]-low[0], high[1]-low[1]) >= least {
				found(entry)
			}
			return true
		})
	}
}
