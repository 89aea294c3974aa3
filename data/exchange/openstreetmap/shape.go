package openstreetmap

import (
	"slices"

	"github.com/paulmach/orb"
)

// shapeOf returns where an object is, nil when nothing of it is in the file, and
// whether all of it is.
func (r *reader) shapeOf(o *object) (shape orb.Geometry, whole bool) {
	switch o.kind {
	case node:
		return orb.Point{o.lon, o.lat}, true
	case way:
		return r.shapeOfWay(o)
	}
	var outer [][]int64
	for _, m := range o.members {
		if !m.inner && len(r.ways[m.way]) > 1 {
			outer = append(outer, r.ways[m.way])
		}
	}
	if len(outer) <= maxJoined && (o.tags["type"] == "multipolygon" || o.tags["type"] == "boundary") {
		if areas := r.areas(joined(outer)); areas != nil {
			return areas, true
		}
	}
	for _, nodes := range outer {
		if line, _ := r.line(nodes); len(line) > 0 {
			return line[0], false
		}
	}
	return nil, false
}

func (r *reader) shapeOfWay(o *object) (orb.Geometry, bool) {
	line, whole := r.line(o.nodes)
	closed := len(o.nodes) > 3 && o.nodes[0] == o.nodes[len(o.nodes)-1]
	switch {
	case len(line) == 0:
		return nil, false
	case !whole || len(line) == 1:
		return line[0], false
	case closed && o.tags["area"] != "no":
		return orb.Polygon{orb.Ring(line)}, true
	}
	return line, true
}

// line returns the places of nodes, and whether all are known.
func (r *reader) line(nodes []int64) (orb.LineString, bool) {
	line := make(orb.LineString, 0, len(nodes))
	for _, id := range nodes {
		if p, known := r.places[id]; known && p != nowhere {
			line = append(line, orb.Point{p.Lon, p.Lat})
		}
	}
	return line, len(line) == len(nodes)
}

// areas returns the areas within rings; nil when one is not whole.
func (r *reader) areas(rings [][]int64) orb.Geometry {
	var areas orb.MultiPolygon
	for _, nodes := range rings {
		line, whole := r.line(nodes)
		if !whole || len(line) < 4 || nodes[0] != nodes[len(nodes)-1] {
			return nil
		}
		areas = append(areas, orb.Polygon{orb.Ring(line)})
	}
	switch len(areas) {
	case 0:
		return nil
	case 1:
		return areas[0]
	}
	return areas
}

// maxJoined bounds the ways of one relation that are joined: each is compared with
// all others.
const maxJoined = 2000

// joined joins ways that meet at their ends into rings. A way that meets no other
// stays as it is.
func joined(ways [][]int64) [][]int64 {
	var rings [][]int64
	left := slices.Clone(ways)
	for len(left) > 0 {
		ring := slices.Clone(left[0])
		left = left[1:]
		for ring[0] != ring[len(ring)-1] {
			end := ring[len(ring)-1]
			next := slices.IndexFunc(left, func(w []int64) bool { return w[0] == end || w[len(w)-1] == end })
			if next < 0 {
				break
			}
			more := slices.Clone(left[next])
			if more[0] != end {
				slices.Reverse(more)
			}
			ring = append(ring, more[1:]...)
			left = slices.Delete(left, next, next+1)
		}
		rings = append(rings, ring)
	}
	return rings
}
