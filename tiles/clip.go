package tiles

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/geo"
)

// clipPolygon returns the part of a polygon inside a box, as polygons whose
// outer rings have a positive area and whose holes a negative one; rings are
// not closed. Unlike the usual ring clipping it leaves no edge along the box
// where there is no area: a bay cut off from the sea becomes two rings. The
// polygon is not changed.
func clipPolygon(polygon orb.Polygon, box orb.Bound) orb.MultiPolygon {
	rings := make([]orb.Ring, 0, len(polygon))
	for n, ring := range polygon {
		ring = geo.OpenRing(ring)
		if len(ring) < 3 {
			if n == 0 {
				return nil
			}
			continue
		}
		if positive := ringArea(ring) > 0; positive != (n == 0) {
			ring = slices.Clone(ring)
			slices.Reverse(ring)
		}
		rings = append(rings, ring)
	}
	if len(rings) == 0 {
		return nil
	}
	reachesOut := func(ring orb.Ring) bool {
		b := ring.Bound()
		return !box.Contains(b.Min) || !box.Contains(b.Max)
	}
	switch {
	case !slices.ContainsFunc(rings, reachesOut):
		return orb.MultiPolygon{orb.Polygon(rings)}
	case !rings[0].Bound().Intersects(box):
		return nil
	}
	// One cut does it four times: the world is turned by a quarter in between.
	for _, limit := range []float64{box.Min[0], box.Min[1], -box.Max[0], -box.Max[1]} {
		rings = quarterTurn(cutWest(rings, limit))
	}
	return assemble(rings)
}

// ringArea returns twice the signed area of a ring that is not closed.
func ringArea(ring orb.Ring) float64 {
	sum := 0.0
	for n, a := range ring {
		b := ring[(n+1)%len(ring)]
		sum += (a[0]-ring[0][0])*(b[1]-ring[0][1]) - (b[0]-ring[0][0])*(a[1]-ring[0][1])
	}
	return sum
}

// quarterTurn turns rings so that what pointed along y points along x; areas
// keep their sign, and four turns are none.
func quarterTurn(rings []orb.Ring) []orb.Ring {
	turned := make([]orb.Ring, len(rings))
	for i, ring := range rings {
		turned[i] = make(orb.Ring, len(ring))
		for n, p := range ring {
			turned[i][n] = orb.Point{p[1], -p[0]}
		}
	}
	return turned
}

// chain is a stretch of ring inside the cut. It starts and ends on the line.
type chain struct {
	points []orb.Point
	next   int // the chain that follows it along the line
	used   bool
}

// cutWest keeps what of the rings lies at limit or east of it. Where rings
// leave, they go on along the line to where the area begins again: with the
// area to the left of every edge (positive outer rings, negative holes) that is
// towards lower y.
func cutWest(rings []orb.Ring, limit float64) []orb.Ring {
	var kept []orb.Ring
	var chains []chain
	for _, ring := range rings {
		switch first := firstEntry(ring, limit); {
		case first >= 0:
			chains = appendChains(chains, ring, first, limit)
		case ring[0][0] >= limit:
			kept = append(kept, ring)
		}
	}
	linkChains(chains)
	for start := range chains {
		var ring orb.Ring
		for at := start; !chains[at].used; at = chains[at].next {
			chains[at].used = true
			ring = append(ring, chains[at].points...)
		}
		if len(ring) > 2 {
			kept = append(kept, ring)
		}
	}
	return kept
}

// firstEntry returns the index of a point inside whose predecessor is outside,
// or -1 when the ring does not cross the line.
func firstEntry(ring orb.Ring, limit float64) int {
	before := ring[len(ring)-1][0] >= limit
	for n, p := range ring {
		now := p[0] >= limit
		if now && !before {
			return n
		}
		before = now
	}
	return -1
}

// appendChains appends the stretches of a ring inside, walking from an entry;
// the walk ends outside, where it came from.
func appendChains(chains []chain, ring orb.Ring, first int, limit float64) []chain {
	previous := ring[(first+len(ring)-1)%len(ring)]
	var points []orb.Point
	for n := range ring {
		p := ring[(first+n)%len(ring)]
		switch wasIn, isIn := previous[0] >= limit, p[0] >= limit; {
		case isIn && !wasIn:
			points = []orb.Point{crossing(p, previous, limit), p}
		case isIn:
			points = append(points, p)
		case wasIn:
			chains = append(chains, chain{points: append(points, crossing(previous, p, limit))})
		}
		previous = p
	}
	return chains
}

// crossing returns where the edge from a point inside to one outside meets the
// line: the same point whichever way a ring runs over the edge.
func crossing(in, out orb.Point, limit float64) orb.Point {
	return orb.Point{limit, in[1] + (out[1]-in[1])*(limit-in[0])/(out[0]-in[0])}
}

// linkChains gives every chain the one that follows it. Ends and starts along
// the line, from high y to low, are like parentheses: an end opens, a start
// closes. Shapes that cross themselves may leave some over; any pairing closes
// their rings.
func linkChains(chains []chain) {
	type end struct {
		y     float64
		chain int
		start bool
	}
	ends := make([]end, 0, 2*len(chains))
	for n, c := range chains {
		ends = append(ends, end{c.points[len(c.points)-1][1], n, false}, end{c.points[0][1], n, true})
	}
	slices.SortStableFunc(ends, func(a, b end) int {
		if order := cmp.Compare(b.y, a.y); order != 0 || a.start == b.start {
			return order
		}
		if a.start {
			return 1
		}
		return -1
	})
	var open, unmatched []int
	for _, e := range ends {
		switch {
		case !e.start:
			open = append(open, e.chain)
		case len(open) > 0:
			chains[open[len(open)-1]].next = e.chain
			open = open[:len(open)-1]
		default:
			unmatched = append(unmatched, e.chain)
		}
	}
	for n, from := range open {
		chains[from].next = unmatched[n]
	}
}

// assemble makes polygons of rings: positive ones are outer, negative ones are
// holes of the smallest outer ring around them.
func assemble(rings []orb.Ring) orb.MultiPolygon {
	type outer struct {
		polygon orb.Polygon
		area    float64
		box     orb.Bound
	}
	var outers []outer
	var holes []orb.Ring
	for _, ring := range rings {
		switch area := ringArea(ring); {
		case area > 0:
			outers = append(outers, outer{orb.Polygon{ring}, area, ring.Bound()})
		case area < 0:
			holes = append(holes, ring)
		}
	}
	slices.SortStableFunc(outers, func(a, b outer) int { return cmp.Compare(a.area, b.area) })
	for _, hole := range holes {
		around := slices.IndexFunc(outers, func(o outer) bool {
			return len(outers) == 1 || o.box.Contains(hole[0]) && planar.RingContains(o.polygon[0], hole[0])
		})
		if around >= 0 {
			outers[around].polygon = append(outers[around].polygon, hole)
		}
	}
	polygons := make(orb.MultiPolygon, len(outers))
	for n, o := range outers {
		polygons[n] = o.polygon
	}
	return polygons
}
