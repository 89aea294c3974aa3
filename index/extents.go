package index

import (
	"math"

	"github.com/tidwall/rtree"

	"maillage/data"
	"maillage/geo"
)

// Shape is a match with an extent.
type Shape struct {
	Num     int64
	ID      data.ID
	Kind    data.Kind
	Name    string
	Corners geo.Corners // of the extent
}

// Shapes yields every match with an extent whose box touches b and is at least
// as wide or as high as said, in degrees. b does not cross the antimeridian.
func (s *Selection) Shapes(b geo.Bounds, least float64, yield func(Shape)) {
	for i, p := range s.snapshot.parts {
		matches := s.matchesOf(i)
		p.extents().search(b, least, func(n uint32) {
			entry := p.shaped[n]
			if matches != nil && matches.Contains(entry) || matches == nil && !p.isDead(entry) {
				yield(Shape{
					p.num(entry), p.id(entry), data.Kind(p.value(byKind, entry)), p.name(entry),
					geo.Corners(p.corners.at(int(n))),
				})
			}
		})
	}
}

// sizes is how many classes of extents are told apart; the smallest are less
// than a pixel of the deepest tiles.
const sizes = 28

// extents holds the boxes of the shapes of a segment by their size, each class
// twice as small as the one before: a wide tile looks at the large ones only. A
// shape is its number in [segment.shaped].
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
	for n := range s.shaped {
		b := s.geometries[n].Bounds()
		class := classOf(sizeOf(b))
		if e[class] == nil {
			e[class] = new(rtree.RTreeG[uint32])
		}
		e[class].Insert([2]float64{b.West, b.South}, [2]float64{b.East, b.North}, uint32(n))
	}
	return e
}

// search calls found with the shapes whose box touches b and is at least as wide
// or as high as least.
func (e *extents) search(b geo.Bounds, least float64, found func(shape uint32)) {
	for _, class := range e[:classOf(least)+1] {
		if class == nil {
			continue
		}
		class.Search([2]float64{b.West, b.South}, [2]float64{b.East, b.North}, func(low, high [2]float64, shape uint32) bool {
			if max(high[0]-low[0], high[1]-low[1]) >= least {
				found(shape)
			}
			return true
		})
	}
}
