package geo

import (
	"sync/atomic"

	"github.com/paulmach/orb"
)

// parcel is one polygon of a territory, as a gazetteer keeps it. It stays packed:
// one with few vertices is read from its bytes at each question, and only the
// others that somebody asks about are unpacked and kept, once.
type parcel struct {
	packedPolygon
	place    *place
	unpacked atomic.Pointer[area] // nil: not needed yet
}

// fewVertices is up to where bytes are read through: that takes some microseconds.
const fewVertices = 1024

// area returns the polygon as questions are asked of it.
func (p *parcel) area() *area {
	if p.vertices <= fewVertices {
		return &area{box: p.box, packed: &p.packedPolygon}
	}
	if known := p.unpacked.Load(); known != nil {
		return known
	}
	a := newArea(p.unpack()) // of two who make it at once, either is right
	p.unpacked.Store(a)
	return a
}

// contains is [area.contains].
func (p *parcel) contains(at Point) bool {
	if !p.box.Contains(orb.Point{at.Lon, at.Lat}) {
		return false
	}
	if p.vertices <= fewVertices {
		return p.packedPolygon.contains(at)
	}
	return p.area().contains(at)
}

// touches is [area.touches].
func (p *parcel) touches(box orb.Bound) bool {
	within := box.Contains(p.box.Min) && box.Contains(p.box.Max)
	return within || p.box.Intersects(box) && p.area().touches(box)
}
