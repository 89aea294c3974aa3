package tiles

import (
	"sync"

	"maillage/geo"
	"maillage/index"
)

// block is a square of 4 by 4 tiles of one zoom, the unit in which clusters are
// found: x and y are those of its tiles divided by 4.
type block struct {
	zoom, x, y uint32
}

func blockOf(t geo.Tile) block { return block{t.Z, t.X >> blockBits, t.Y >> blockBits} }

// tiles calls yield with each tile of b that exists, row by row.
func (b block) tiles(yield func(geo.Tile)) {
	for y := range uint32(blockTiles) {
		for x := range uint32(blockTiles) {
			if t := (geo.Tile{Z: b.zoom, X: b.x<<blockBits + x, Y: b.y<<blockBits + y}); t.Valid() {
				yield(t)
			}
		}
	}
}

// slot is where a tile of a block lies in it.
func slot(t geo.Tile) int { return int(t.Y%blockTiles*blockTiles + t.X%blockTiles) }

// fields are large and short-lived: a few are kept for the next block.
var fields = sync.Pool{New: func() any { return new(field) }}

// eachCluster calls yield with the clusters whose centroid lies in b, those of
// a tile in a fixed order.
func (b block) eachCluster(s Source, yield func(geo.Tile, cluster)) {
	f := fields.Get().(*field)
	defer f.release()
	f.fill(s, b)
	f.clusters(b.zoom, func(c cluster) {
		if t := geo.TileAt(c.position, b.zoom); blockOf(t) == b {
			yield(t, c)
		}
	})
}

// release empties f and hands it back.
func (f *field) release() {
	f.empty()
	fields.Put(f)
}

// empty forgets all cells. Marks are cleared because their texts belong to a
// snapshot that should be free to go.
func (f *field) empty() {
	clear(f.at[:])
	clear(f.marks)
	f.cells, f.contents, f.read, f.marks = f.cells[:0], f.contents[:0], f.read[:0], f.marks[:0]
}

// fill reads the cells of b and those in reach of it.
func (f *field) fill(s Source, b block) {
	depth := b.zoom + cellBits
	last := uint32(1)<<depth - 1
	// The cell at the corner of f.at; it may lie west or north of the world.
	const before = reach + fieldPadding
	originI := int32(b.x<<(blockBits+cellBits)) - before
	originJ := int32(b.y<<(blockBits+cellBits)) - before
	first := func(origin int32) uint32 { return uint32(max(0, origin+fieldPadding)) }
	until := func(origin int32) uint32 { return min(last, uint32(origin+fieldSide-fieldPadding-1)) }

	s.Cells(depth, first(originI), first(originJ), until(originI), until(originJ), func(c index.Cell) {
		f.read = append(f.read, content{i: c.I, j: c.J, count: uint64(c.Count), sumX: c.SumX, sumY: c.SumY, only: int32(len(f.marks))})
		if c.Count == 1 {
			f.marks = append(f.marks, c.Only)
		}
		f.at[(int32(c.J)-originJ)*fieldSide+int32(c.I)-originI] = int32(len(f.read))
	})
	f.arrange(depth)
}

// arrange makes cells of what was read, in the order of their places.
func (f *field) arrange(depth uint32) {
	scale := 1 / float64(uint64(1)<<(32-depth)) // positions to cells, exactly
	for place, n := range f.at {
		if n == 0 {
			continue
		}
		c := f.read[n-1]
		f.contents = append(f.contents, c)
		f.cells = append(f.cells, fieldCell{
			x:     float64(c.sumX) / float64(c.count) * scale,
			y:     float64(c.sumY) / float64(c.count) * scale,
			rank:  rankOf(c.i, c.j, uint32(c.count)),
			place: int32(place),
		})
		f.at[place] = int32(len(f.cells))
	}
}
