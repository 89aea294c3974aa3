package tiles

import (
	"math/bits"

	"maillage/geo"
	"maillage/index"
)

// The cluster rule. The world of a zoom is cut in cells, 32 along a tile, 16
// pixels each. In rounds, every undecided cell that outranks all undecided
// cells within a radius becomes a centre and takes the undecided cells within a
// radius. In the end each cell that is no centre joins the nearest one within
// two radii, else stands alone. Distances are between the centroids of cells.
const (
	cellBits     = 5
	cellsPerTile = 1 << cellBits
	radius       = 3.5 // cells: 56 pixels
	rounds       = 4

	// reach is how far beyond a block its cells must be known, in cells: 13
	// radii, rounded up. Whether a cell becomes a centre depends on what lies
	// within one radius in the first round and two more in each following one,
	// 7 in all. Which centre a cell joins looks 2 further, 9. The cells of a
	// cluster lie within 2 of its centre, 11; and its centroid, which says
	// which block it belongs to, lies within 2 of the centre as well, 13.
	reach = 46

	blockBits    = 2 // a block is 4 tiles by 4
	blockTiles   = 1 << blockBits
	fieldPadding = 7 // a cell's furthest neighbour within two radii
	fieldSide    = blockTiles*cellsPerTile + 2*(reach+fieldPadding)
)

// ClusterZoom is the first zoom at which elements stand alone.
const ClusterZoom = 15

// cluster is the matches around a centre, or one match standing alone.
type cluster struct {
	id       uint64 // zoom and centre cell
	count    uint64
	position geo.Position // the centroid, rounded down
	only     *index.Mark  // the match, when count is 1
}

// cell states, in the order in which a cell goes through them.
const (
	undecided = iota
	taken
	centre
)

// fieldCell is what the rounds look at of a cell, kept small because they look
// often. Lengths are in cells.
type fieldCell struct {
	x, y  float64 // centroid, from the world's north-west corner
	rank  uint64  // count in steps of four-fold, then a hash of the cell
	place int32   // index of field.at
	state uint8
}

// content is what a cell holds, and in the end the cluster around it.
type content struct {
	i, j       uint32
	only       int32 // index of field.marks when count is 1
	count      uint64
	sumX, sumY uint64
}

// membership is the centre that a cell joins, as an index of field.cells, and
// the square of the distance to it.
type membership struct {
	distance2 float64
	centre    int32
}

// field is a block's cells and those in reach of it.
type field struct {
	at       [fieldSide * fieldSide]int32 // row by row from the north-west: 1 + index of cells; 0 when empty
	cells    []fieldCell                  // in the order of at, like contents and joins
	contents []content
	joins    []membership
	read     []content    // in the order in which the source gives them
	marks    []index.Mark // the matches alone in their cell
}

// The steps in field.at from a cell to those that may lie within a distance.
var (
	withinRadius    = stepsWithin(radius)
	withinTwoRadius = stepsWithin(2 * radius)
)

// stepsWithin returns the steps to all cells with a point less than distance
// cells away from a point of the cell itself, nearest first.
func stepsWithin(distance float64) []int32 {
	var steps []int32
	for ring := 1; ring <= fieldPadding; ring++ {
		for dj := -ring; dj <= ring; dj++ {
			for di := -ring; di <= ring; di++ {
				gapI, gapJ := float64(max(di, -di, 1)-1), float64(max(dj, -dj, 1)-1)
				if max(di, -di, dj, -dj) == ring && gapI*gapI+gapJ*gapJ < distance*distance {
					steps = append(steps, int32(dj*fieldSide+di))
				}
			}
		}
	}
	return steps
}

// outranks is a total order of the cells in a field, the same in every field.
func (a *fieldCell) outranks(b *fieldCell) bool {
	return a.rank > b.rank || a.rank == b.rank && a.place < b.place
}

// squareDistance is written so that it gives the same bits everywhere: from
// coordinates that do not depend on the block, each product rounded by itself.
func (a *fieldCell) squareDistance(b *fieldCell) float64 {
	dx, dy := a.x-b.x, a.y-b.y
	return float64(dx*dx) + float64(dy*dy)
}

// rankOf orders cells: by count in steps of four-fold, so that a little more
// or less does not move a centre, then by a hash that has no direction.
func rankOf(i, j, count uint32) uint64 {
	steps := uint64(bits.Len32(count)-1) / 2
	h := i*374761393 ^ j*668265263
	h = (h ^ h>>13) * 1274126177
	return steps<<32 | uint64(h^h>>16)
}

// decide runs the rounds.
func (f *field) decide() {
	left := make([]int32, len(f.cells))
	for n := range left {
		left[n] = int32(n)
	}
	var centres []int32
	for round := 0; round < rounds && len(left) > 0; round++ {
		centres = centres[:0]
		for _, n := range left {
			if f.outranksAllAround(n) {
				centres = append(centres, n)
			}
		}
		for _, n := range centres {
			f.cells[n].state = centre
		}
		for _, n := range centres {
			f.takeAround(n)
		}
		undecidedLeft := left[:0]
		for _, n := range left {
			if f.cells[n].state == undecided {
				undecidedLeft = append(undecidedLeft, n)
			}
		}
		left = undecidedLeft
	}
}

func (f *field) outranksAllAround(n int32) bool {
	c := &f.cells[n]
	for _, step := range withinRadius {
		other := f.at[c.place+step]
		if other == 0 {
			continue
		}
		d := &f.cells[other-1]
		if d.state == undecided && d.outranks(c) && c.squareDistance(d) < radius*radius {
			return false
		}
	}
	return true
}

func (f *field) takeAround(n int32) {
	c := &f.cells[n]
	for _, step := range withinRadius {
		if other := f.at[c.place+step]; other != 0 {
			if d := &f.cells[other-1]; d.state == undecided && c.squareDistance(d) < radius*radius {
				d.state = taken
			}
		}
	}
}

// join gives every cell the centre it belongs to, itself when there is none.
func (f *field) join() {
	f.joins = f.joins[:0]
	for n := range f.cells {
		f.joins = append(f.joins, membership{4 * radius * radius, int32(n)})
	}
	for n := range f.cells {
		c := &f.cells[n]
		if c.state != centre {
			continue
		}
		for _, step := range withinTwoRadius {
			other := f.at[c.place+step]
			if other == 0 || f.cells[other-1].state == centre {
				continue
			}
			joined := &f.joins[other-1]
			between := c.squareDistance(&f.cells[other-1])
			nearer := between < joined.distance2 ||
				between == joined.distance2 && joined.centre != other-1 && c.outranks(&f.cells[joined.centre])
			if nearer {
				*joined = membership{between, int32(n)}
			}
		}
	}
}

// clusters runs the rule at a zoom and calls yield with each cluster, in an
// order that depends on the cells alone. Those whose centroid lies in the block
// are right; those around it may not be.
func (f *field) clusters(zoom uint32, yield func(cluster)) {
	f.decide()
	f.join()
	for n := range f.contents {
		if centre := f.joins[n].centre; centre != int32(n) {
			c, to := &f.contents[n], &f.contents[centre]
			to.count += c.count
			to.sumX += c.sumX
			to.sumY += c.sumY
		}
	}
	for n := range f.contents {
		c := &f.contents[n]
		if f.joins[n].centre != int32(n) {
			continue
		}
		found := cluster{
			id:       clusterID(zoom, c.i, c.j),
			count:    c.count,
			position: geo.Position{X: uint32(c.sumX / c.count), Y: uint32(c.sumY / c.count)},
		}
		if c.count == 1 {
			found.only = &f.marks[c.only]
		}
		yield(found)
	}
}

// clusterID names a cluster by its zoom and centre cell, never 0: 42 bits, as
// cells have at most 19 bits a side below [ClusterZoom].
func clusterID(zoom, i, j uint32) uint64 {
	const sideBits = ClusterZoom - 1 + cellBits
	return uint64(zoom+1)<<(2*sideBits) | uint64(j)<<sideBits | uint64(i)
}
