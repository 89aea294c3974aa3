package tiles

import (
	"encoding/binary"
	"slices"
)

// vertex is a corner of a shape, in units of its tile.
type vertex struct {
	x, y int32
}

// The commands of a geometry. Each stands with a count above its three bits.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// point draws a single point.
func (l *layer) point(at vertex) {
	l.kind = typePoint
	l.command(moveTo, 1)
	l.step(at)
}

// points draws several points; nothing when there are none.
func (l *layer) points(all []vertex) {
	l.kind = typePoint
	if len(all) > 0 {
		l.command(moveTo, len(all))
		for _, at := range all {
			l.step(at)
		}
	}
}

// line draws a line, after others of the feature. Repeated vertices are written
// once; a line that is nothing but one place is left out. It changes line.
func (l *layer) line(line []vertex) {
	l.kind = typeLine
	if line = slices.Compact(line); len(line) > 1 {
		l.path(line)
	}
}

// polygons draws polygons, each an outer ring and its holes, as [layer.area].
func (l *layer) polygons(polygons [][][]vertex) {
	for _, polygon := range polygons {
		l.area(len(polygon), func(n int) []vertex { return polygon[n] })
	}
}

// area draws a polygon, after others of the feature: so many rings, which are
// asked for one after the other, an outer one and its holes, closed or not. They
// are turned the way the format asks; what has no area is left out, and with an
// outer ring its holes. It changes the rings.
func (l *layer) area(rings int, at func(n int) []vertex) {
	l.kind = typePolygon
	for n := range rings {
		ring := tidyRing(at(n))
		area := doubleArea(ring)
		if area == 0 && n == 0 {
			return
		}
		if area == 0 {
			continue
		}
		if outer := n == 0; outer != (area > 0) {
			slices.Reverse(ring)
		}
		l.path(ring)
		l.command(closePath, 1)
	}
}

// path writes at least two vertices, drawn one after the other.
func (l *layer) path(line []vertex) {
	l.command(moveTo, 1)
	l.step(line[0])
	l.command(lineTo, len(line)-1)
	for _, at := range line[1:] {
		l.step(at)
	}
}

func (l *layer) command(id, count int) {
	l.geometry = binary.AppendUvarint(l.geometry, uint64(count)<<3|uint64(id))
}

// step writes the way from the cursor to a vertex. The subtraction may wrap
// around 32 bits; so does a reader's addition.
func (l *layer) step(to vertex) {
	dx, dy := to.x-l.cursor.x, to.y-l.cursor.y
	l.geometry = binary.AppendUvarint(l.geometry, zigzag(dx))
	l.geometry = binary.AppendUvarint(l.geometry, zigzag(dy))
	l.cursor = to
}

func zigzag(v int32) uint64 { return uint64(uint32(v)<<1 ^ uint32(v>>31)) }

// tidyRing returns a ring, not closed, in which no vertex follows itself and no
// edge runs straight back over the one before it: rounding makes such hairs out
// of narrow places. It changes ring.
func tidyRing(ring []vertex) []vertex {
	kept := ring[:0]
	for _, v := range ring {
		switch n := len(kept); {
		case n > 0 && kept[n-1] == v:
		case n > 1 && kept[n-2] == v:
			kept = kept[:n-1]
		default:
			kept = append(kept, v)
		}
	}
	for len(kept) > 1 {
		n := len(kept)
		switch {
		case kept[0] == kept[n-1], n > 2 && kept[0] == kept[n-2]:
			kept = kept[:n-1]
		case n > 2 && kept[1] == kept[n-1]:
			kept = kept[1:]
		default:
			return kept
		}
	}
	return kept
}

// doubleArea returns twice the area of a ring by the surveyor's formula. With y
// southwards an outer ring is positive.
func doubleArea(ring []vertex) int64 {
	var sum int64
	for n, a := range ring {
		b := ring[(n+1)%len(ring)]
		sum += int64(a.x)*int64(b.y) - int64(b.x)*int64(a.y)
	}
	return sum
}
