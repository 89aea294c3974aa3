package tiles

import (
	"cmp"
	"slices"
	"sync"

	"maillage/geo"
	"maillage/index"
)

// block is a square of tiles of one zoom, 2^bits on a side, the unit in which
// clusters are found: x and y are those of its tiles divided by 2^bits.
type block struct {
	zoom, x, y, bits uint32
}

// wideBits are those of the blocks that are tried first: 4 tiles by 4.
const wideBits = 2

// blockOf returns the block of 2^bits by 2^bits tiles that holds t.
func blockOf(t geo.Tile, bits uint32) block { return block{t.Z, t.X >> bits, t.Y >> bits, bits} }

// tiles calls yield with each tile of b that exists, row by row.
func (b block) tiles(yield func(geo.Tile)) {
	across := uint32(1) << b.bits
	for y := range across {
		for x := range across {
			if t := (geo.Tile{Z: b.zoom, X: b.x<<b.bits + x, Y: b.y<<b.bits + y}); t.Valid() {
				yield(t)
			}
		}
	}
}

// slot is where a tile lies in its block.
func (b block) slot(t geo.Tile) int {
	last := uint32(1)<<b.bits - 1
	return int(t.Y&last<<b.bits | t.X&last)
}

// foundBlock holds the clusters of a block's tiles, by [block.slot]; those of a
// tile in the order of their ids. Its readers share it.
type foundBlock [][]cluster

// find returns the clusters whose centroid lies in b; nil when that takes more
// than most cells.
func (b block) find(s Source, most int) foundBlock {
	f := fields[b.bits].Get().(*field)
	defer f.release()
	if !f.fill(s, b, most) {
		return nil
	}
	found := make(foundBlock, 1<<(2*b.bits))
	f.clusters(b.zoom, func(c cluster) {
		if t := geo.TileAt(c.position, b.zoom); blockOf(t, b.bits) == b {
			n := b.slot(t)
			found[n] = append(found[n], c)
		}
	})
	for n, clusters := range found {
		slices.SortFunc(clusters, func(a, b cluster) int { return cmp.Compare(a.id, b.id) })
		found[n] = slices.Clip(clusters)
	}
	return found
}

// size returns how many bytes the clusters take.
func (f foundBlock) size() int {
	const ofSlice, ofCluster = 24, 24
	total := 0
	for _, clusters := range f {
		total += ofSlice + ofCluster*len(clusters)
	}
	return total
}

// fields are large and short-lived: a few are kept for the next block. They are
// told apart by the bits of their blocks.
var fields = func() (pools [wideBits + 1]*sync.Pool) {
	for bits := range pools {
		pools[bits] = &sync.Pool{New: func() any { return newField(uint32(bits)) }}
	}
	return pools
}()

// field is a block's cells and those in reach of it.
type field struct {
	bits     uint32
	side     int32    // of the square of places, row by row from the north-west
	at       []int32  // by place: 1 + index of cells; 0 when empty
	open     []uint64 // by place: the rank of an undecided cell; 0 elsewhere
	cells    []fieldCell
	contents []content // beside cells, like joins
	joins    []membership
	near     []int32 // the steps from a place to those that may lie within a radius
	far      []int32 // the same for two radii
}

func newField(bits uint32) *field {
	side := int32(cellsPerTile<<bits + 2*(reach+fieldPadding))
	return &field{
		bits: bits, side: side,
		at: make([]int32, side*side), open: make([]uint64, side*side),
		near: stepsWithin(radius, side), far: stepsWithin(2*radius, side),
	}
}

// release empties f and hands it back.
func (f *field) release() {
	for n := range f.cells {
		f.at[f.cells[n].place], f.open[f.cells[n].place] = 0, 0
	}
	f.cells, f.contents = f.cells[:0], f.contents[:0]
	fields[f.bits].Put(f)
}

// fill reads the cells of b and those in reach of it. It reports whether there
// were at most as many pieces of cells as said.
func (f *field) fill(s Source, b block, most int) bool {
	depth := b.zoom + cellBits
	last := uint32(1)<<depth - 1
	// The cell at the corner of the places; it may lie west or north of the world.
	const before = reach + fieldPadding
	originI := int32(b.x<<(b.bits+cellBits)) - before
	originJ := int32(b.y<<(b.bits+cellBits)) - before
	first := func(origin int32) uint32 { return uint32(max(0, origin+fieldPadding)) }
	until := func(origin int32) uint32 { return min(last, uint32(origin+f.side-fieldPadding-1)) }

	s.Cells(depth, first(originI), first(originJ), until(originI), until(originJ), func(c index.Cell) bool {
		place := (int32(c.J)-originJ)*f.side + int32(c.I) - originI
		if n := f.at[place]; n != 0 {
			f.contents[n-1].add(c)
		} else {
			f.contents = append(f.contents, content{c.I, c.J, uint64(c.Count), c.SumX, c.SumY})
			f.cells = append(f.cells, fieldCell{place: place, beyond: f.beyond(int32(c.I)-originI, int32(c.J)-originJ)})
			f.at[place] = int32(len(f.cells))
		}
		most--
		return most >= 0
	})
	if most < 0 {
		return false
	}
	scale := 1 / float64(uint64(1)<<(32-depth)) // positions to cells, exactly
	for n := range f.cells {
		cell, c := &f.cells[n], &f.contents[n]
		cell.x = float64(c.sumX) / float64(c.count) * scale
		cell.y = float64(c.sumY) / float64(c.count) * scale
		cell.rank = rankOf(c.i, c.j, uint32(c.count))
		f.open[cell.place] = cell.rank
	}
	return true
}

// beyond returns how many cells a place lies outside the block.
func (f *field) beyond(i, j int32) int32 {
	const before = reach + fieldPadding
	after := f.side - before - 1
	return max(before-i, before-j, i-after, j-after, 0)
}
