package geo

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// packedPolygon is a polygon of an encoded outline, in the bytes of that: a
// third of what its points would take. The bytes were surveyed, so that
// unpacking them cannot fail. It never changes.
type packedPolygon struct {
	bytes    []byte
	origin   [2]int32 // in units: what the first point is the difference to
	rings    uint32
	vertices uint32 // of all rings, the closing ones left out
	box      orb.Bound
}

// PackedOutline is an outline as [EncodeOutline] writes it, found to be right. It
// never changes.
type PackedOutline struct{ polygons []packedPolygon }

// ReadOutline checks an outline that [EncodeOutline] wrote, without unpacking it:
// it keeps the bytes, which nobody may change afterwards. The error wraps
// [ErrOutline] or, for a point off the Earth, [ErrRange].
func ReadOutline(text []byte) (PackedOutline, error) {
	d := outlineDecoder{rest: text}
	var o PackedOutline
	for len(d.rest) > 0 {
		begin, origin := d.rest, d.at
		polygon, err := d.survey()
		if err != nil {
			return PackedOutline{}, fmt.Errorf("polygon %d, %d bytes before the end: %w", len(o.polygons), len(d.rest), err)
		}
		polygon.bytes = begin[:len(begin)-len(d.rest)]
		polygon.origin = [2]int32{int32(origin[0]), int32(origin[1])} // on the Earth, as was checked
		o.polygons = append(o.polygons, polygon)
	}
	return o, nil
}

// Unpack returns the outline, freshly made; nil when there is none.
func (o PackedOutline) Unpack() orb.MultiPolygon {
	var outline orb.MultiPolygon
	for i := range o.polygons {
		outline = append(outline, o.polygons[i].unpack())
	}
	return outline
}

// survey walks through a polygon.
func (d *outlineDecoder) survey() (p packedPolygon, err error) {
	// A ring takes at least seven bytes: its count and three points.
	rings, err := d.count(1, 7)
	if err != nil {
		return p, err
	}
	west, south, east, north := int64(math.MaxInt64), int64(math.MaxInt64), int64(math.MinInt64), int64(math.MinInt64)
	for range rings {
		points, err := d.count(3, 2)
		if err != nil {
			return p, err
		}
		for range points {
			if !d.step() {
				return p, fmt.Errorf("%w: it ends within a point", ErrOutline)
			}
			west, east = min(west, d.at[0]), max(east, d.at[0])
			south, north = min(south, d.at[1]), max(north, d.at[1])
		}
		p.vertices += uint32(points)
	}
	p.rings, p.box = uint32(rings), orb.Bound{
		Min: degreesOf([2]int64{west, south}), Max: degreesOf([2]int64{east, north}),
	}
	if _, err = NewPoint(p.box.Min[0], p.box.Min[1]); err == nil {
		_, err = NewPoint(p.box.Max[0], p.box.Max[1])
	}
	return p, err
}

// unpacker walks through the bytes of a packed polygon, which are right.
type unpacker struct {
	bytes []byte
	next  int      // where in bytes it is
	at    [2]int64 // the last point, in units
}

func (p *packedPolygon) unpacker() unpacker {
	return unpacker{bytes: p.bytes, at: [2]int64{int64(p.origin[0]), int64(p.origin[1])}}
}

// count returns how many rings or points follow.
func (u *unpacker) count() int { return int(u.number()) }

func (u *unpacker) number() (value uint64) {
	for shift := 0; ; shift += 7 {
		b := u.bytes[u.next]
		u.next++
		value |= uint64(b&0x7F) << shift
		if b < 0x80 {
			return value
		}
	}
}

// step goes to the next point.
func (u *unpacker) step() {
	lon := u.number()
	u.at[0] += int64(lon>>1) ^ -int64(lon&1)
	lat := u.number()
	u.at[1] += int64(lat>>1) ^ -int64(lat&1)
}

// eachEdge calls visit with every edge of every ring, in units, until it returns
// false.
func (p *packedPolygon) eachEdge(visit func(from, to [2]int64) bool) {
	u := p.unpacker()
	for range u.count() {
		points := u.count()
		u.step()
		first := u.at
		from := first
		for range points - 1 {
			u.step()
			if !visit(from, u.at) {
				return
			}
			from = u.at
		}
		if !visit(from, first) {
			return
		}
	}
}

// contains is [area.contains] for a point in the box.
func (p *packedPolygon) contains(at Point) bool {
	// The last unit not north of the point: an edge crosses its parallel when one
	// end is beyond.
	parallel := int64(math.Floor(at.Lat * outlineUnits))
	for ; float64(parallel)/outlineUnits > at.Lat; parallel-- {
	}
	for ; float64(parallel+1)/outlineUnits <= at.Lat; parallel++ {
	}
	inside := false
	p.eachEdge(func(from, to [2]int64) bool {
		if (from[1] > parallel) != (to[1] > parallel) && crosses(degreesOf(from), degreesOf(to), at) {
			inside = !inside
		}
		return true
	})
	return inside
}

// unpack returns the polygon, freshly made: its rings lie end to end.
func (p *packedPolygon) unpack() orb.Polygon {
	u := p.unpacker()
	polygon := make(orb.Polygon, u.count())
	points := make([]orb.Point, 0, p.vertices+p.rings)
	for i := range polygon {
		start := len(points)
		for range u.count() {
			u.step()
			points = append(points, degreesOf(u.at))
		}
		points = append(points, points[start])
		polygon[i] = points[start:len(points):len(points)]
	}
	return polygon
}
