package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Representative returns one point of g that stands for the whole: a point
// itself, the middle vertex of the longest line, or a point inside the largest
// area. It panics on no place.
func (g Geometry) Representative() Point {
	switch s := g.shape.(type) {
	case orb.Point:
		return Point{s[0], s[1]}
	case orb.MultiPoint:
		return Point{s[0][0], s[0][1]}
	case orb.LineString:
		return middleVertex(s)
	case orb.MultiLineString:
		return middleVertex(slices.MaxFunc(s, func(a, b orb.LineString) int {
			return cmp.Compare(planar.Length(a), planar.Length(b))
		}))
	case orb.Polygon:
		return insidePolygon(s)
	case orb.MultiPolygon:
		return insidePolygon(slices.MaxFunc(s, func(a, b orb.Polygon) int {
			return cmp.Compare(math.Abs(planar.Area(a)), math.Abs(planar.Area(b)))
		}))
	}
	panic("geo: Representative of no place")
}

func middleVertex(line orb.LineString) Point {
	p := line[len(line)/2]
	return Point{p[0], p[1]}
}

// insidePolygon finds the widest stretch of interior along a few parallels and
// returns its middle: a cheap point well inside, whatever the polygon's holes.
func insidePolygon(p orb.Polygon) Point {
	b := p.Bound()
	best, width := Point{p[0][0][0], p[0][0][1]}, -1.0
	// In tenths of the height, from the middle outwards: there a tie is won.
	for _, tenth := range [...]float64{5, 4, 6, 3, 7, 2, 8, 1, 9} {
		lat := b.Min[1] + (b.Max[1]-b.Min[1])*tenth/10
		lons := crossings(p, lat)
		for j := 0; j+1 < len(lons); j += 2 {
			if w := lons[j+1] - lons[j]; w > width {
				best, width = Point{(lons[j] + lons[j+1]) / 2, lat}, w
			}
		}
	}
	return best
}

// crossings returns, in order, the longitudes where the rings of p cross the
// parallel lat. The interior lies between the first and second, third and fourth...
func crossings(p orb.Polygon, lat float64) []float64 {
	var lons []float64
	for _, ring := range p {
		for i := 0; i+1 < len(ring); i++ {
			a, b := ring[i], ring[i+1]
			if (a[1] > lat) != (b[1] > lat) {
				lons = append(lons, a[0]+(lat-a[1])/(b[1]-a[1])*(b[0]-a[0]))
			}
		}
	}
	slices.Sort(lons)
	return lons
}

// LabelOf returns a point inside the largest polygon of an outline, which must
// not be empty: where its name is written.
func LabelOf(outline orb.MultiPolygon) Point { return Geometry{outline}.Representative() }
