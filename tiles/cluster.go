package tiles

import (
	"math/bits"
	"slices"

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

	fieldPadding = 7 // a cell's furthest neighbour within two radii
)

// deciding is how far beyond a block a round must be right, in cells: by the
// same count 12 radii in the first, 10, 8, and 6 in the last, whose centres are
// all that the cells of the block's clusters may join.
var deciding = [rounds]int32{42, 35, 28, 21}

// ClusterZoom is the first zoom at which elements stand alone.
const ClusterZoom = 15

// cluster is the matches around a centre, or one match standing alone.
type cluster struct {
	id       uint64 // zoom and centre cell
	count    uint64
	position geo.Position // the centroid, rounded down
}

// fieldCell is what the rounds look at of a cell, kept small because they look
// often. Lengths are in cells.
type fieldCell struct {
	x, y   float64 // centroid, from the world's north-west corner
	rank   uint64  // count in steps of four-fold, then a hash of the cell; never 0
	place  int32   // index of field.at
	beyond int32   // how many cells outside the block
	centre bool
}

// content is what a cell holds, and in the end the cluster around it.
type content struct {
	i, j       uint32
	count      uint64
	sumX, sumY uint64
}

// add adds another piece of the cell.
func (c *content) add(piece index.Cell) {
	c.count += uint64(piece.Count)
	c.sumX += piece.SumX
	c.sumY += piece.SumY
}

// membership is the centre that a cell joins, as an index of field.cells, and
// the square of the distance to it.
type membership struct {
	distance2 float64
	centre    int32
}

// stepsWithin returns the steps from a place to all others with a point less
// than distance cells away from a point of its own, nearest first, in a field
// that is side places across.
func stepsWithin(distance float64, side int32) []int32 {
	var steps []int32
	for ring := int32(1); ring <= fieldPadding; ring++ {
		for dj := -ring; dj <= ring; dj++ {
			for di := -ring; di <= ring; di++ {
				gapI, gapJ := float64(max(di, -di, 1)-1), float64(max(dj, -dj, 1)-1)
				if max(di, -di, dj, -dj) == ring && gapI*gapI+gapJ*gapJ < distance*distance {
					steps = append(steps, dj*side+di)
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
	return (steps<<32 | uint64(h^h>>16)) + 1
}

// decide runs the rounds.
func (f *field) decide() {
	left := make([]int32, len(f.cells))
	for n := range left {
		left[n] = int32(n)
	}
	var centres []int32
	for _, within := range deciding {
		centres = centres[:0]
		undecided := left[:0]
		for _, n := range left {
			switch c := &f.cells[n]; {
			case c.beyond > within || f.open[c.place] == 0:
			case f.outranksAllAround(c):
				centres = append(centres, n)
			default:
				undecided = append(undecided, n)
			}
		}
		for _, n := range centres {
			f.cells[n].centre = true
			f.takeAround(&f.cells[n])
		}
		left = undecided
	}
}

// outranksAllAround reports whether no undecided cell within a radius of c
// outranks it.
func (f *field) outranksAllAround(c *fieldCell) bool {
	for _, step := range f.near {
		rank := f.open[c.place+step]
		if rank < c.rank || rank == c.rank && step > 0 {
			continue
		}
		if c.squareDistance(&f.cells[f.at[c.place+step]-1]) < radius*radius {
			return false
		}
	}
	return true
}

// takeAround decides c and the cells within a radius of it.
func (f *field) takeAround(c *fieldCell) {
	f.open[c.place] = 0
	for _, step := range f.near {
		if place := c.place + step; f.open[place] != 0 && c.squareDistance(&f.cells[f.at[place]-1]) < radius*radius {
			f.open[place] = 0
		}
	}
}

// join gives every cell the centre it belongs to, itself when there is none.
func (f *field) join() {
	f.joins = slices.Grow(f.joins[:0], len(f.cells))
	for n := range f.cells {
		f.joins = append(f.joins, membership{4 * radius * radius, int32(n)})
	}
	for n := range f.cells {
		c := &f.cells[n]
		if !c.centre || c.beyond > deciding[rounds-1] {
			continue
		}
		for _, step := range f.far {
			other := f.at[c.place+step]
			if other == 0 || f.cells[other-1].centre {
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

// clusters runs the rule at a zoom and calls yield with the clusters around a
// centre within two radii of the block, in no particular order. Those whose
// centroid lies in the block are right; those around it may not be.
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
		if f.joins[n].centre != int32(n) || f.cells[n].beyond > 2*radius {
			continue
		}
		c := &f.contents[n]
		yield(cluster{
			id:       clusterID(zoom, c.i, c.j),
			count:    c.count,
			position: geo.Position{X: uint32(c.sumX / c.count), Y: uint32(c.sumY / c.count)},
		})
	}
}

// clusterID names a cluster by its zoom and centre cell, never 0: 42 bits, as
// cells have at most 19 bits a side below [ClusterZoom].
func clusterID(zoom, i, j uint32) uint64 {
	const sideBits = ClusterZoom - 1 + cellBits
	return uint64(zoom+1)<<(2*sideBits) | uint64(j)<<sideBits | uint64(i)
}
