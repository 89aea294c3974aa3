package tiles

import (
	"cmp"
	"math/bits"
	"slices"

	"maillage/geo"
)

// The cluster rule. The world of a zoom is cut in cells, 32 along a tile, 16
// pixels each. In rounds, every undecided cell that outranks all undecided
// cells within a radius becomes a centre and takes the undecided cells within a
// radius. In the end each cell that is no centre joins the nearest one within
// two radii, else stands alone. Distances are between the centroids of cells.
//
// Things are decided when they are asked for, and remembered: a cell asks what
// became of those within a radius in earlier rounds. Few answers need to look
// far, as most cells have a neighbour that outranks them or takes them.
const (
	cellBits     = 5
	cellsPerTile = 1 << cellBits
	radius       = 3.5 // cells: 56 pixels
	rounds       = 4

	nearPlaces = 4 // how far a cell within a radius may be, in whole cells
	farPlaces  = 7 // the same for two radii
)

// never is the round in which cells are decided that no round decides.
const never = rounds + 1

// ClusterZoom is the first zoom at which elements stand alone.
const ClusterZoom = 15

// cluster is the matches around a centre, or one match standing alone.
type cluster struct {
	id       uint64 // zoom and centre cell
	count    uint64
	position geo.Position // the centroid, rounded down
}

// step leads from a place of a field to another.
type step struct {
	by   int32
	gap2 float64 // the square of the distance between cells there is at least this
}

// stepsWithin returns the steps from a place to all others with a point less
// than distance cells away from a point of its own, nearest first.
func stepsWithin(distance float64) []step {
	var steps []step
	for dj := int32(-farPlaces); dj <= farPlaces; dj++ {
		for di := int32(-farPlaces); di <= farPlaces; di++ {
			gapI, gapJ := float64(max(di, -di, 1)-1), float64(max(dj, -dj, 1)-1)
			if gap2 := gapI*gapI + gapJ*gapJ; (di != 0 || dj != 0) && gap2 < distance*distance {
				steps = append(steps, step{dj*side + di, gap2})
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.gap2, b.gap2) })
	return steps
}

var (
	stepsNear = stepsWithin(radius)
	stepsFar  = stepsWithin(2 * radius)
)

// squareDistance is written so that it gives the same bits everywhere: from
// coordinates that do not depend on the tile, each product rounded by itself.
func (c *cell) squareDistance(d *cell) float64 {
	dx, dy := c.x-d.x, c.y-d.y
	return float64(dx*dx) + float64(dy*dy)
}

// rankOf orders cells: by count in steps of four-fold, so that a little more
// or less does not move a centre, then by a hash that has no direction. It is
// below 2^37, never 0.
func rankOf(i, j, count uint32) uint64 {
	steps := uint64(bits.Len32(count)-1) / 2
	h := i*374761393 ^ j*668265263
	h = (h ^ h>>13) * 1274126177
	return (steps<<32 | uint64(h^h>>16)) + 1
}

// decide makes known whether the cell at p is a centre of one of the rounds up
// to one. What it asks is about earlier rounds, so it calls itself at most once
// for each.
func (f *field) decide(p int32, round uint8) {
	for f.asked[p] < round {
		now := f.asked[p] + 1
		switch {
		case f.decided[p] != never: // by a centre within a radius, where no other is
			f.asked[p] = rounds
		case !f.isOpen(p, now):
			f.asked[p] = rounds
		case f.outranksAllAround(p, now):
			f.asked[p] = rounds
			f.makeCentre(p, now)
		default:
			f.asked[p] = now
		}
	}
}

// isOpen reports whether the cell at p is undecided when a round begins.
func (f *field) isOpen(p int32, round uint8) bool {
	for ; f.open[p] < round; f.open[p]++ {
		if f.decided[p] <= f.open[p] {
			return false
		}
		if f.open[p] >= f.round || beyond[p] > completeWithin { // else all around have been asked
			f.decideAround(p, f.open[p])
		}
	}
	return f.decided[p] >= round
}

// decideAround makes known whether cells within a radius of the one at p are
// centres of one of the rounds up to one, until one of them takes it.
func (f *field) decideAround(p int32, round uint8) {
	c := &f.cells[p]
	for _, s := range stepsNear {
		q := p + s.by
		if f.asked[q] >= round || f.rank(q) == 0 || c.squareDistance(&f.cells[q]) >= radius*radius {
			continue
		}
		f.decide(q, round)
		if f.decided[p] <= round {
			return
		}
	}
}

// outranksAllAround reports whether none of the cells within a radius of the
// one at p that are undecided when a round begins outranks it.
func (f *field) outranksAllAround(p int32, round uint8) bool {
	c, own := &f.cells[p], f.ranks[p]
	for _, s := range stepsNear {
		q := p + s.by
		rank := f.ranks[q]
		if rank < own || f.decided[q] < round || rank == unread && f.rank(q) < own {
			continue
		}
		if c.squareDistance(&f.cells[q]) < radius*radius && f.isOpen(q, round) {
			return false
		}
	}
	return true
}

// makeCentre makes the cell at p a centre, which takes those around it.
func (f *field) makeCentre(p int32, round uint8) {
	c := &f.cells[p]
	f.decided[p], c.centre = round, p
	for _, s := range stepsNear {
		q := p + s.by
		if f.ranks[q] == 0 {
			continue
		}
		d := &f.cells[q]
		if between := c.squareDistance(d); between < radius*radius {
			f.decided[q] = min(f.decided[q], round)
			f.join(d, between, p)
		}
	}
}

// join makes d one of the cells of the centre at p, unless it has a nearer one.
func (f *field) join(d *cell, between float64, p int32) {
	if between < d.distance2 || between == d.distance2 && f.ranks[p] > f.ranks[d.centre] {
		d.distance2, d.centre = between, p
	}
}

// isCentre reports whether the cell at p, decided on, is a centre.
func (f *field) isCentre(p int32) bool { return f.decided[p] != never && f.cells[p].centre == p }

// centreOf returns the centre that the cell at p joins: itself when it is one, or
// stands alone.
func (f *field) centreOf(p int32) int32 {
	f.decide(p, rounds)
	switch {
	case f.isCentre(p):
	case f.isOpen(p, never):
		f.joinFar(p)
	case beyond[p] > completeWithin: // else all around have been asked
		f.joinNear(p)
	}
	return f.cells[p].centre
}

// joinNear finds the nearest centre of the cell at p, which one has taken.
func (f *field) joinNear(p int32) {
	c := &f.cells[p]
	for round := uint8(1); round <= rounds; round++ {
		for _, s := range stepsNear {
			q := p + s.by
			if s.gap2 > c.distance2 {
				break
			}
			if f.asked[q] < round && f.rank(q) != 0 && c.squareDistance(&f.cells[q]) <= c.distance2 {
				f.decide(q, round)
			}
		}
	}
}

// joinFar finds the nearest centre within two radii of the cell at p, which none
// has taken.
func (f *field) joinFar(p int32) {
	c := &f.cells[p]
	for _, s := range stepsFar {
		q := p + s.by
		if s.gap2 > c.distance2 {
			break
		}
		if f.rank(q) == 0 {
			continue
		}
		if between := c.squareDistance(&f.cells[q]); between < 4*radius*radius {
			f.decide(q, rounds)
			if f.isCentre(q) {
				f.join(c, between, q)
			}
		}
	}
}
