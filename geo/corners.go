package geo

import (
	"encoding/binary"
	"iter"
	"math"

	"github.com/paulmach/orb"
)

// Corners is a shape in the Web Mercator plane, ready to be drawn at any zoom: a
// corner of its lines and rings comes with the first zoom at which it matters.
// It is made once, where a shape becomes known; to draw it is to read it. The
// zero value has no parts. It is the bytes that a file may hold, whatever they
// are: damaged ones have parts that make no sense, or fewer.
//
// A pixel is a 512th of a tile. A corner matters from where its weight (see
// [weightOf]) is more than a pixel's: no corner that is left out changes the
// shape by more than half a square pixel, or lies more than half a pixel off. The ends of a line and
// three corners of a ring always matter.
type Corners string

// PathKind tells what a path is.
type PathKind uint8

// The kinds of paths.
const (
	PathPoints PathKind = iota // single points, not joined
	PathLine
	PathOuter // an outer ring, not closed
	PathHole  // a hole in the outer ring before it, not closed
)

// Path is a line, a ring or the points of a shape.
type Path struct {
	Kind                     PathKind
	West, North, East, South uint32 // its box, bounds included, as positions

	first     uint8  // the first zoom at which it is not too small
	zooms     string // the first at which each corner matters
	positions string // of each corner
}

// In their bytes, paths follow each other: kind, first zoom, how many corners,
// box, the zooms of the corners, their positions. Numbers are little-endian.
const (
	pathHead      = 1 + 1 + 4 + 4*4
	positionBytes = 4 + 4
)

// CornersOf returns the corners of g; none for no place.
func CornersOf(g Geometry) Corners {
	var b []byte
	switch shape := g.shape.(type) {
	case orb.Point:
		b = appendPath(b, PathPoints, []orb.Point{shape})
	case orb.MultiPoint:
		b = appendPath(b, PathPoints, shape)
	case orb.LineString:
		b = appendPath(b, PathLine, shape)
	case orb.MultiLineString:
		for _, line := range shape {
			b = appendPath(b, PathLine, line)
		}
	case orb.Polygon:
		b = appendRings(b, shape)
	case orb.MultiPolygon:
		for _, polygon := range shape {
			b = appendRings(b, polygon)
		}
	}
	return Corners(b)
}

func appendRings(b []byte, polygon orb.Polygon) []byte {
	for n, ring := range polygon {
		kind := PathHole
		if n == 0 {
			kind = PathOuter
		}
		b = appendPath(b, kind, OpenRing(ring))
	}
	return b
}

func appendPath(b []byte, kind PathKind, points []orb.Point) []byte {
	all := make([]Position, len(points))
	low, high := Position{math.MaxUint32, math.MaxUint32}, Position{}
	for n, p := range points {
		at := Project(Point{p[0], p[1]})
		low, high = Position{min(low.X, at.X), min(low.Y, at.Y)}, Position{max(high.X, at.X), max(high.Y, at.Y)}
		all[n] = at
	}
	var first uint8 // points are there at every zoom
	zooms := make([]uint8, len(all))
	if kind != PathPoints {
		first = firstZoom(math.Pow(float64(max(high.X-low.X, high.Y-low.Y))*4, 2)) // a quarter of a pixel
		zooms = zoomsOf(all, kind != PathLine)
	}
	kept := 0
	for n, zoom := range zooms {
		if zoom <= MaxZoom {
			zooms[kept], all[kept] = zoom, all[n]
			kept++
		}
	}
	b = append(b, byte(kind), first)
	for _, number := range [...]uint32{uint32(kept), low.X, low.Y, high.X, high.Y} {
		b = binary.LittleEndian.AppendUint32(b, number)
	}
	b = append(b, zooms[:kept]...)
	for _, at := range all[:kept] {
		b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, at.X), at.Y)
	}
	return b
}

// Parts yields the parts of a shape that are not too small to be seen at a zoom,
// a quarter of a pixel wide or high: each is one line, one set of points, or an
// outer ring and its holes. The slice is the next part's afterwards.
func (c Corners) Parts(zoom uint32) iter.Seq[[]Path] {
	return func(yield func([]Path) bool) {
		var room [4]Path
		part := room[:0]
		hidden := false // the outer ring of what follows
		for {
			path, rest, ok := c.cutPath()
			if !ok || path.Kind != PathHole {
				if len(part) > 0 && !yield(part) || !ok {
					return
				}
				part, hidden = part[:0], false
			}
			c = rest
			switch small := zoom < uint32(path.first); {
			case !small && !hidden:
				part = append(part, path)
			case path.Kind != PathHole:
				hidden = true
			}
		}
	}
}

// cutPath returns the first path and the others, and whether there is one.
func (c Corners) cutPath() (p Path, rest Corners, ok bool) {
	if len(c) < pathHead {
		return p, "", false
	}
	head, body := c[:pathHead], string(c[pathHead:])
	count := int(head.number(2))
	if count > len(body)/(1+positionBytes) {
		return p, "", false
	}
	p = Path{
		Kind: PathKind(head[0]), first: head[1],
		West: head.number(6), North: head.number(10), East: head.number(14), South: head.number(18),
		zooms: body[:count], positions: body[count : count*(1+positionBytes)],
	}
	return p, Corners(body[count*(1+positionBytes):]), true
}

// number returns the number at a byte.
func (c Corners) number(at int) uint32 {
	return uint32(c[at]) | uint32(c[at+1])<<8 | uint32(c[at+2])<<16 | uint32(c[at+3])<<24
}

// AppendCorners appends the corners that matter at a zoom, in order.
func (p Path) AppendCorners(all []Position, zoom uint32) []Position {
	positions := Corners(p.positions)
	for n := range len(p.zooms) {
		if uint32(p.zooms[n]) <= zoom {
			all = append(all, Position{positions.number(n * positionBytes), positions.number(n*positionBytes + 4)})
		}
	}
	return all
}
