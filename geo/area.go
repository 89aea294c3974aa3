package geo

import (
	"iter"
	"math"

	"github.com/paulmach/orb"
)

// area is one polygon of an outline, made quick to ask.
//
// A polygon with many edges is cut in latitude bands of equal height, each of
// which lists the edges that touch it: a question looks at the bands it is
// about, not at a whole coast. A polygon with few edges is read through.
type area struct {
	box     orb.Bound
	polygon orb.Polygon    // nil when packed
	packed  *packedPolygon // nil when not

	// With bands only: points holds the rings end to end; edge i runs from
	// points[i] to points[i+1]. Band b lists edges[starts[b]:starts[b+1]].
	points        []orb.Point
	bandsPerLat   float64
	starts, edges []uint32
}

const (
	fewEdges     = 128 // read through below: it takes under a quarter of a microsecond
	edgesPerBand = 8   // on average, were every edge in one band
)

func newArea(polygon orb.Polygon) *area {
	a := &area{polygon: polygon, box: polygon.Bound()}
	count := 0
	for _, ring := range polygon {
		count += len(ring)
	}
	if height := a.box.Max[1] - a.box.Min[1]; count > fewEdges && height > 0 {
		a.cutInBands(count, height)
	}
	return a
}

func (a *area) cutInBands(count int, height float64) {
	bands := count / edgesPerBand
	a.bandsPerLat = float64(bands) / height
	a.starts = make([]uint32, bands+1)
	a.flatten(count)
	// Count, sum up, fill: each band's list ends where the next one starts.
	a.eachEdge(func(_ uint32, first, last int) {
		for b := first; b <= last; b++ {
			a.starts[b]++
		}
	})
	total := uint32(0)
	for b, n := range a.starts {
		total += n
		a.starts[b] = total
	}
	a.edges = make([]uint32, total)
	a.eachEdge(func(edge uint32, first, last int) {
		for b := first; b <= last; b++ {
			a.starts[b]--
			a.edges[a.starts[b]] = edge
		}
	})
}

// flatten lays the rings end to end and makes the polygon share that memory.
func (a *area) flatten(count int) {
	if len(a.polygon) == 1 {
		a.points = a.polygon[0]
		return
	}
	a.points = make([]orb.Point, 0, count)
	rings := make(orb.Polygon, len(a.polygon))
	for i, ring := range a.polygon {
		start := len(a.points)
		a.points = append(a.points, ring...)
		rings[i] = a.points[start:len(a.points):len(a.points)]
	}
	a.polygon = rings
}

// eachEdge calls visit with every edge and the bands it touches.
func (a *area) eachEdge(visit func(edge uint32, first, last int)) {
	start := 0
	for _, ring := range a.polygon {
		for i := 1; i < len(ring); i++ {
			south, north := ring[i-1][1], ring[i][1]
			if south > north {
				south, north = north, south
			}
			visit(uint32(start+i-1), a.band(south), a.band(north))
		}
		start += len(ring)
	}
}

func (a *area) band(lat float64) int {
	band := (lat - a.box.Min[1]) * a.bandsPerLat
	if !(band > 0) { // not a number at the foot of a polygon too flat to reckon with
		return 0
	}
	return int(min(float64(len(a.starts)-2), band))
}

// edgesBetween yields every edge that touches the latitudes from south to
// north, and some others nearby. Where both lie in one band (they do when they
// are equal) each comes once, else some come several times.
func (a *area) edgesBetween(south, north float64) iter.Seq2[orb.Point, orb.Point] {
	return func(yield func(orb.Point, orb.Point) bool) {
		if a.packed != nil {
			a.packed.eachEdge(func(from, to [2]int64) bool { return yield(degreesOf(from), degreesOf(to)) })
			return
		}
		if a.starts == nil {
			for _, ring := range a.polygon {
				for i := 1; i < len(ring); i++ {
					if !yield(ring[i-1], ring[i]) {
						return
					}
				}
			}
			return
		}
		for _, edge := range a.edges[a.starts[a.band(south)]:a.starts[a.band(north)+1]] {
			if !yield(a.points[edge], a.points[edge+1]) {
				return
			}
		}
	}
}

// contains reports whether p lies inside: whether a ray to the east crosses an
// odd number of edges, which is right with holes too. Of two polygons that
// share an edge, exactly one contains a point on it.
func (a *area) contains(p Point) bool {
	if !a.box.Contains(orb.Point{p.Lon, p.Lat}) {
		return false
	}
	inside := false
	for from, to := range a.edgesBetween(p.Lat, p.Lat) {
		if crosses(from, to, p) {
			inside = !inside
		}
	}
	return inside
}

// crosses reports whether the ray from p to the east crosses the edge. It
// reckons every edge from its southern end, so that both sides of a border
// agree to the last bit.
func crosses(south, north orb.Point, p Point) bool {
	if south[1] > north[1] {
		south, north = north, south
	}
	if p.Lat < south[1] || p.Lat >= north[1] {
		return false
	}
	return p.Lon < south[0]+(p.Lat-south[1])/(north[1]-south[1])*(north[0]-south[0])
}

// distanceMeters returns the distance from p to the nearest edge, when it is
// at most reach metres; else infinity, or a distance beyond reach. On each
// edge the point nearest to p is found in the plane that touches the Earth at
// p; to the nearest of these the distance is measured on the sphere. Within a
// few kilometres both agree to the metre. The longitude of p may lie beyond
// ±180, where the polygon is on the other side of the antimeridian.
func (a *area) distanceMeters(p Point, reach float64) float64 {
	cos := math.Cos(radians(p.Lat))
	margin := degrees(reach / EarthRadiusMeters)
	nearest, least := Point{}, math.Inf(1)
	for from, to := range a.edgesBetween(p.Lat-margin, p.Lat+margin) {
		x0, y0 := (from[0]-p.Lon)*cos, from[1]-p.Lat
		dx, dy := (to[0]-from[0])*cos, to[1]-from[1]
		t := 0.0
		if length := dx*dx + dy*dy; length > 0 {
			t = max(0, min(1, -(x0*dx+y0*dy)/length))
		}
		x, y := x0+t*dx, y0+t*dy
		if d := x*x + y*y; d < least {
			nearest, least = Point{from[0] + t*(to[0]-from[0]), from[1] + t*(to[1]-from[1])}, d
		}
	}
	if math.IsInf(least, 1) {
		return least
	}
	return p.DistanceMeters(nearest)
}

// touches reports whether the polygon and box share at least a point.
func (a *area) touches(box orb.Bound) bool {
	if !a.box.Intersects(box) {
		return false
	}
	for from, to := range a.edgesBetween(box.Min[1], box.Max[1]) {
		if segmentTouches(from, to, box) {
			return true
		}
	}
	return a.contains(Point{box.Min[0], box.Min[1]})
}
