package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// DissolveOutlines joins neighbours into one outline: edges that two of them
// share disappear, what is left is chained into rings, and holes find the ring
// around them. Points within 1e-7 degree of each other are the same. The result
// shares no memory with the outlines.
//
// Outlines that do not fit together (one overlaps another and leaves rings that
// do not close) are only put side by side.
func DissolveOutlines(outlines []orb.MultiPolygon) orb.MultiPolygon {
	edges := map[edge]int{} // times it runs as written, less times it runs back
	for _, outline := range outlines {
		for _, polygon := range outline {
			for i, ring := range polygon {
				addEdges(edges, ring, i == 0)
			}
		}
	}
	rings, closed := chainRings(edges)
	if closed {
		if dissolved, nested := nestRings(rings); nested {
			return dissolved
		}
	}
	var together orb.MultiPolygon
	for _, outline := range outlines {
		together = append(together, outline.Clone()...)
	}
	return together
}

// vertex is a point in units of 1e-7 degree, edge a step between two, written
// with the smaller vertex first.
type (
	vertex [2]int64
	edge   [2]vertex
)

func vertexOf(p orb.Point) vertex {
	return vertex{int64(math.Round(p[0] * outlineUnits)), int64(math.Round(p[1] * outlineUnits))}
}

func (v vertex) compare(w vertex) int {
	return cmp.Or(cmp.Compare(v[0], w[0]), cmp.Compare(v[1], w[1]))
}

// addEdges counts the edges of a ring, walked so that the inside of its polygon
// lies on the left. Neighbours then walk a shared edge in opposite directions.
func addEdges(edges map[edge]int, ring orb.Ring, outer bool) {
	step := 1
	if (planar.Area(ring) > 0) != outer {
		step = -1
	}
	for i := 1; i < len(ring); i++ {
		from, to := vertexOf(ring[i-1]), vertexOf(ring[i])
		switch from.compare(to) {
		case -1:
			edges[edge{from, to}] += step
		case 1:
			edges[edge{to, from}] -= step
		}
	}
}

// chainRings walks the edges that are left into closed rings without a repeated
// vertex, and reports whether all of them closed. Where outlines overlap an
// edge counts once.
func chainRings(edges map[edge]int) (rings []orb.Ring, closed bool) {
	next := map[vertex][]vertex{}
	for e, times := range edges {
		if times > 0 {
			next[e[0]] = append(next[e[0]], e[1])
		} else if times < 0 {
			next[e[1]] = append(next[e[1]], e[0])
		}
	}
	starts := make([]vertex, 0, len(next))
	for start, ends := range next {
		starts = append(starts, start)
		slices.SortFunc(ends, vertex.compare)
	}
	slices.SortFunc(starts, vertex.compare) // the same rings every time
	for _, start := range starts {
		for len(next[start]) > 0 {
			var ok bool
			if rings, ok = walk(rings, next, start); !ok {
				return nil, false
			}
		}
	}
	return rings, true
}

// walk follows edges from start until it is back, taking each away. Whenever it
// meets its own path it cuts off that loop as a ring: polygons that touch in a
// point come apart there.
func walk(rings []orb.Ring, next map[vertex][]vertex, start vertex) ([]orb.Ring, bool) {
	path := []vertex{start}
	at := map[vertex]int{start: 0}
	for len(path) > 0 {
		here := path[len(path)-1]
		ends := next[here]
		if len(ends) == 0 {
			return rings, len(path) == 1
		}
		there := ends[len(ends)-1]
		next[here] = ends[:len(ends)-1]
		from, met := at[there]
		if !met {
			at[there] = len(path)
			path = append(path, there)
			continue
		}
		rings = append(rings, ringOf(path[from:]))
		for _, v := range path[from+1:] {
			delete(at, v)
		}
		path = path[:from+1]
		if from == 0 {
			return rings, true
		}
	}
	return rings, true
}

func ringOf(path []vertex) orb.Ring {
	ring := make(orb.Ring, 0, len(path)+1)
	for _, v := range path {
		ring = append(ring, orb.Point{float64(v[0]) / outlineUnits, float64(v[1]) / outlineUnits})
	}
	return append(ring, ring[0])
}

// nestRings makes a polygon of each ring with its inside on the left, gives
// every other ring as a hole to the smallest of these around it, and reports
// whether each hole found one.
func nestRings(rings []orb.Ring) (orb.MultiPolygon, bool) {
	var outers []*area
	var holes []orb.Ring
	for _, ring := range rings {
		if planar.Area(ring) > 0 {
			outers = append(outers, newArea(orb.Polygon{ring}))
		} else {
			holes = append(holes, ring)
		}
	}
	size := func(a *area) float64 { return planar.Area(a.polygon[0]) }
	slices.SortStableFunc(outers, func(a, b *area) int { return cmp.Compare(size(a), size(b)) })
	dissolved := make(orb.MultiPolygon, len(outers))
	for i, outer := range outers {
		dissolved[i] = outer.polygon
	}
	for _, hole := range holes {
		within := insidePolygon(orb.Polygon{hole})
		i := slices.IndexFunc(outers, func(a *area) bool { return a.contains(within) })
		if i < 0 {
			return nil, false
		}
		dissolved[i] = append(dissolved[i], hole)
	}
	slices.Reverse(dissolved) // the largest first
	return dissolved, true
}
