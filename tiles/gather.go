package tiles

import (
	"cmp"
	"slices"

	"maillage/geo"
)

// beyond is how many cells a place of a field lies outside the tile.
var beyond = func() (cells [places]uint8) {
	for p := range cells {
		i, j := p%side, p/side
		cells[p] = uint8(max(margin-i, margin-j, i-(side-1-margin), j-(side-1-margin), 0))
	}
	return cells
}()

// The zone is what lies up to farPlaces outside the tile: it holds the centres of
// all its clusters. Up to completeWithin outside the tile, all centres within a
// radius of a cell are in the zone.
const completeWithin = farPlaces - nearPlaces

// findClusters returns the clusters whose centroid lies in a tile below
// [ClusterZoom], in the order of their ids.
func findClusters(s Source, t geo.Tile) []cluster {
	f := newField(s, t)
	defer f.release()
	for f.round = 1; f.round <= rounds; f.round++ {
		for _, p := range f.zone {
			f.decide(p, f.round)
		}
	}
	for _, p := range f.zone {
		if beyond[p] <= completeWithin {
			f.hand(p, f.centreOf(p))
		}
	}
	var found []cluster
	for _, p := range f.zone {
		if f.cells[p].centre != p || !f.gather(p, t) {
			continue
		}
		i, j := f.cellAt(p)
		found = append(found, cluster{clusterID(t.Z, i, j), f.contents[p].count, f.contents[p].centroid()})
	}
	slices.SortFunc(found, func(a, b cluster) int { return cmp.Compare(a.id, b.id) })
	return found
}

// hand gives what the cell at p holds to its centre at q.
func (f *field) hand(p, q int32) {
	if p == q {
		return
	}
	from, to := &f.contents[p], &f.contents[q]
	to.count += from.count
	to.sumX += from.sumX
	to.sumY += from.sumY
}

// gather adds to a centre at p, which has those of the inner cells that join it,
// the others that do. It reports whether the centroid of all lies in t, and stops
// when it cannot.
func (f *field) gather(p int32, t geo.Tile) bool {
	if f.decided[p] == never { // and stands alone, or may join another outside the tile
		return beyond[p] == 0
	}
	const first, last = margin + nearPlaces, side - 1 - margin - nearPlaces
	i, j := p%side, p/side
	innerI, innerJ := i >= first && i <= last, j >= first && j <= last // all cells within two radii are

	// Where all others lie further out on one side, none brings the centroid back.
	at := geo.TileAt(f.contents[p].centroid(), t.Z)
	if innerJ && at.X != t.X || innerI && at.Y != t.Y {
		return false
	}
	if innerI && innerJ {
		return true
	}
	f.findJoining(p)
	if !f.mayLieIn(p, t) {
		return false
	}
	for _, q := range f.joining {
		if f.centreOf(q) == p {
			f.hand(q, p)
		}
	}
	return geo.TileAt(f.contents[p].centroid(), t.Z) == t
}

// findJoining puts the outer cells that may join the centre at p into f.joining.
func (f *field) findJoining(p int32) {
	f.joining = f.joining[:0]
	c := &f.cells[p]
	for _, s := range stepsFar {
		q := p + s.by
		if beyond[q] <= completeWithin || f.rank(q) == 0 {
			continue
		}
		d := &f.cells[q]
		if d.centre == p || f.decided[q] == never && c.squareDistance(d) < 4*radius*radius {
			f.joining = append(f.joining, q)
		}
	}
}

// mayLieIn reports whether the centroid of the cluster around p might lie in t,
// taking for each edge of t that those of f.joining join that bring it inwards.
func (f *field) mayLieIn(p int32, t geo.Tile) bool {
	origin, size := t.Origin(), uint64(1)<<(32-t.Z)
	west, north := uint64(origin.X), uint64(origin.Y)
	east, south := west+size, north+size
	return f.mayLieInside(p, func(c *content) int64 { return int64(c.sumX - west*c.count) }) &&
		f.mayLieInside(p, func(c *content) int64 { return int64(c.sumY - north*c.count) }) &&
		f.mayLieInside(p, func(c *content) int64 { return int64(east*c.count - c.sumX) }) &&
		f.mayLieInside(p, func(c *content) int64 { return int64(south*c.count - c.sumY) })
}

// mayLieInside does so for one edge; inside is how far all that a cell holds
// lies on the inner side of it, added up.
func (f *field) mayLieInside(p int32, inside func(*content) int64) bool {
	total := inside(&f.contents[p])
	for n := 0; n < len(f.joining) && total < 0; n++ {
		total += max(0, inside(&f.contents[f.joining[n]]))
	}
	return total >= 0
}

// clusterID names a cluster by its zoom and centre cell, never 0: 42 bits, as
// cells have at most 19 bits a side below [ClusterZoom].
func clusterID(zoom, i, j uint32) uint64 {
	const sideBits = ClusterZoom - 1 + cellBits
	return uint64(zoom+1)<<(2*sideBits) | uint64(j)<<sideBits | uint64(i)
}
