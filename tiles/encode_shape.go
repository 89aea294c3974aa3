package tiles

import "encoding/binary"

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

// lines draws one or several lines. Repeated vertices are written
// once; a line that is nothing but one place is left out.
func (l *layer) lines(lines [][]vertex) {
	l.kind = typeLine
	for _, line := range lines {
		line = withoutRepeats(line)
		if len(line) < 2 {
			continue
		}
		l.path(line)
	}
}

// polygons draws one or several polygons, each an outer ring and
// its holes, closed or not. Rings are turned the way the format asks; what has
// no area is left out, and with an outer ring its holes.
func (l *layer) polygons(polygons [][][]vertex) {
	l.kind = typePolygon
	for _, polygon := range polygons {
		for n, ring := range polygon {
			ring = tidyRing(ring)
			area := doubleArea(ring)
			if area == 0 && n == 0 {
				break
			}
			if area == 0 {
				continue
			}
			if outer := n == 0; outer != (area > 0) {
				ring = reversed(ring)
			}
			l.path(ring)
			l.command(closePath, 1)
		}
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

// withoutRepeats returns a line in which no vertex follows itself.
func withoutRepeats(line []vertex) []vertex {
	var kept []vertex
	for _, v := range line {
		if len(kept) == 0 || kept[len(kept)-1] != v {
			kept = append(kept, v)
		}
	}
	return kept
}

// tidyRing returns a ring, not closed, in which no vertex follows itself and no
// edge runs straight back over the one before it: rounding makes such hairs out
// of narrow places.
func tidyRing(ring []vertex) []vertex {
	kept := make([]vertex, 0, len(ring))
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

func reversed(ring []vertex) []vertex {
	back := make([]vertex, len(ring))
	for n, v := range ring {
		back[len(ring)-1-n] = v
	}
	return back
}
