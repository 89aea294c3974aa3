package tiles

import (
	"math"
	"sync"

	"maillage/geo"
	"maillage/index"
)

// How far beyond the tile a decision may look, in cells: 13 radii, rounded up.
// The centre of a cluster of the tile lies within two radii of it, as the
// centroid does of the centre; its cells four radii at most, the centres that
// those may join six. Whether a cell becomes a centre depends on what lies within
// one radius in the first round and two more in each following one, 7 in all.
const reach = 46

// A field's places: a square of squares of cells, the tile in the middle.
const (
	squareBits = 3  // of the cells along a square, which are read together
	margin     = 48 // reach in whole squares
	side       = cellsPerTile + 2*margin
	places     = side * side

	readFirst = 16 // how far beyond the tile cells are read to begin with
)

// unread is the rank at places whose cells are not known yet. It outranks all.
const unread = math.MaxUint64

// cell is what decisions look at, besides ranks. Lengths are in cells.
type cell struct {
	x, y      float64 // centroid, from the world's north-west corner
	distance2 float64 // to the nearest centre known, squared; 4 radius² while there is none
	centre    int32   // its place, or the cell's own
}

// content is what a cell holds, and in the end the cluster around it.
type content struct {
	count      uint64
	sumX, sumY uint64
}

// centroid returns the middle of what c holds, rounded down.
func (c *content) centroid() geo.Position {
	return geo.Position{X: uint32(c.sumX / c.count), Y: uint32(c.sumY / c.count)}
}

// field is the cells of a tile and around it, by place: row by row from the
// north-west. It reads them square by square when a decision looks there.
type field struct {
	ranks    [places]uint64 // 0 when empty; else no two are alike, and any field orders them so
	decided  [places]uint8  // the first round known in which the cell becomes a centre or one takes it
	asked    [places]uint8  // up to which round it is known whether the cell is a centre
	open     [places]uint8  // at the beginning of which round the cell is known to be undecided
	cells    [places]cell
	contents [places]content

	zone  []int32 // the occupied places there, see completeWithin
	round uint8   // what is decided now; of earlier rounds all is known in the zone

	source      Source
	depth       uint32
	west, north int32                 // the cell at the first place, maybe outside the world
	squares     []int32               // the first place of each that was read
	add         func(index.Cell) bool // addPiece, made once
	fresh       []int32               // the occupied places of the squares being read
	joining     []int32               // see gather
}

// fields are large and short-lived: a few are kept for the next tile.
var fields = sync.Pool{New: func() any {
	f := &field{}
	f.add = f.addPiece
	for p := range int32(places) {
		f.forget(p)
	}
	return f
}}

// newField returns the field of a tile.
func newField(s Source, t geo.Tile) *field {
	f := fields.Get().(*field)
	f.source, f.depth = s, t.Z+cellBits
	f.west, f.north = int32(t.X<<cellBits)-margin, int32(t.Y<<cellBits)-margin
	const first, last = (margin - readFirst) >> squareBits, (side - 1 - margin + readFirst) >> squareBits
	f.read(first, first, last, last)
	f.zone = f.zone[:0]
	for _, p := range f.fresh {
		if beyond[p] <= farPlaces {
			f.zone = append(f.zone, p)
		}
	}
	return f
}

// release empties f and hands it back.
func (f *field) release() {
	for _, corner := range f.squares {
		for row := range int32(1 << squareBits) {
			for column := range int32(1 << squareBits) {
				f.forget(corner + row*side + column)
			}
		}
	}
	f.squares, f.source = f.squares[:0], nil
	fields.Put(f)
}

// forget makes a place one whose cell is not known.
func (f *field) forget(p int32) { f.ranks[p], f.decided[p], f.asked[p] = unread, never, 0 }

// rank returns the rank of the cell at p, which it reads if need be.
func (f *field) rank(p int32) uint64 {
	if f.ranks[p] == unread {
		i, j := p%side>>squareBits, p/side>>squareBits
		f.read(i, j, i, j)
	}
	return f.ranks[p]
}

// read reads a rectangle of squares, bounds included.
func (f *field) read(firstI, firstJ, lastI, lastJ int32) {
	for j := firstJ; j <= lastJ; j++ {
		for i := firstI; i <= lastI; i++ {
			f.squares = append(f.squares, (j*side+i)<<squareBits)
		}
	}
	left, right := firstI<<squareBits, (lastI+1)<<squareBits
	top, bottom := firstJ<<squareBits, (lastJ+1)<<squareBits
	for row := top * side; row < bottom*side; row += side {
		clear(f.ranks[row+left : row+right])
		for p := row + left; p < row+right; p++ {
			f.asked[p] = rounds
		}
	}
	end := int32(1) << f.depth
	minI, minJ := max(0, f.west+left), max(0, f.north+top)
	maxI, maxJ := min(end, f.west+right)-1, min(end, f.north+bottom)-1
	if minI > maxI || minJ > maxJ {
		return // outside the world
	}
	f.fresh = f.fresh[:0]
	f.source.Cells(f.depth, uint32(minI), uint32(minJ), uint32(maxI), uint32(maxJ), f.add)
	scale := 1 / float64(uint64(1)<<(32-f.depth)) // positions to cells, exactly
	for _, p := range f.fresh {
		has := &f.contents[p]
		f.cells[p] = cell{
			x:         float64(has.sumX) / float64(has.count) * scale,
			y:         float64(has.sumY) / float64(has.count) * scale,
			distance2: 4 * radius * radius,
			centre:    p,
		}
		i, j := f.cellAt(p)
		f.ranks[p] = rankOf(i, j, uint32(has.count))*places + uint64(places-1-p)
		f.asked[p], f.open[p] = 0, 1
	}
}

// cellAt returns the column and row in the world of the occupied cell at p.
func (f *field) cellAt(p int32) (i, j uint32) {
	return uint32(f.west + p%side), uint32(f.north + p/side)
}

// addPiece adds a piece of a cell.
func (f *field) addPiece(piece index.Cell) bool {
	p := (int32(piece.J)-f.north)*side + int32(piece.I) - f.west
	c := &f.contents[p]
	if f.ranks[p] == 0 {
		*c = content{}
		f.ranks[p] = 1 // until all pieces are there
		f.fresh = append(f.fresh, p)
	}
	c.count += uint64(piece.Count)
	c.sumX += piece.SumX
	c.sumY += piece.SumY
	return true
}
