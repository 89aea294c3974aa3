package geo

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Intersects reports whether g and b share at least a point, borders included.
// It is exact in the plane of degrees, where edges are straight lines.
func (g Geometry) Intersects(b Bounds) bool {
	if g.IsZero() {
		return false
	}
	if p, ok := g.shape.(orb.Point); ok {
		return b.Contains(Point{p[0], p[1]})
	}
	for _, box := range b.Split() {
		if shapeTouches(g.shape, box) {
			return true
		}
	}
	return false
}

func shapeTouches(shape orb.Geometry, b Bounds) bool {
	box := orb.Bound{Min: orb.Point{b.West, b.South}, Max: orb.Point{b.East, b.North}}
	if !shape.Bound().Intersects(box) {
		return false
	}
	switch s := shape.(type) {
	case orb.MultiPoint:
		for _, p := range s {
			if box.Contains(p) {
				return true
			}
		}
	case orb.LineString:
		return lineTouches(s, box)
	case orb.MultiLineString:
		for _, line := range s {
			if lineTouches(line, box) {
				return true
			}
		}
	case orb.Polygon:
		return polygonTouches(s, box)
	case orb.MultiPolygon:
		for _, p := range s {
			if polygonTouches(p, box) {
				return true
			}
		}
	}
	return false
}

// polygonTouches: an edge touches the box, or the box lies wholly inside.
func polygonTouches(p orb.Polygon, box orb.Bound) bool {
	for _, ring := range p {
		if lineTouches(orb.LineString(ring), box) {
			return true
		}
	}
	return planar.PolygonContains(p, box.Min)
}

func lineTouches(line orb.LineString, box orb.Bound) bool {
	for i := 0; i+1 < len(line); i++ {
		if segmentTouches(line[i], line[i+1], box) {
			return true
		}
	}
	return false
}

// segmentTouches clips the segment a-b to the box (Liang and Barsky 1984) and
// reports whether anything is left, a single point included.
func segmentTouches(a, b orb.Point, box orb.Bound) bool {
	enter, leave := 0.0, 1.0
	for axis := range 2 {
		delta := b[axis] - a[axis]
		low, high := box.Min[axis]-a[axis], box.Max[axis]-a[axis]
		if delta == 0 {
			if low > 0 || high < 0 {
				return false
			}
			continue
		}
		t0, t1 := low/delta, high/delta
		if t0 > t1 {
			t0, t1 = t1, t0
		}
		enter, leave = max(enter, t0), min(leave, t1)
	}
	return enter <= leave
}
