package index

import (
	"slices"

	"maillage/geo"
)

// regionZoom is the zoom of the grid by which changes are told apart: 256 by
// 256 regions over the world.
const regionZoom = 8

const regionsAcross = 1 << regionZoom

// maxRegions is how many regions an extent may touch and still count in each of
// them: a larger one counts in all at once.
const maxRegions = 256

// regionSums is what regions hold, in one number each: the sum, modulo 2^64, of
// the content hashes of the living entries whose extent touches it. Equal
// content has equal sums, whatever happened before, on every node.
//
// levels[z] is the grid of zoom z, each region of it the sum of its four
// children; a row that nothing touches may be nil. Rows are shared between
// snapshots.
type regionSums struct {
	levels [regionZoom + 1][][]uint64
	wide   uint64 // of the extents that touch more than maxRegions
}

// regionChange derives the sums of the next snapshot.
type regionChange struct {
	regionSums
	own [regionZoom + 1][regionsAcross]bool // rows that no snapshot shares
}

// change begins a change of s, which stays as it is.
func (s *regionSums) change() *regionChange {
	c := &regionChange{regionSums: *s}
	for z, rows := range s.levels {
		if rows == nil {
			c.levels[z] = make([][]uint64, 1<<z)
		} else {
			c.levels[z] = slices.Clone(rows)
		}
	}
	return c
}

// addRecord counts what r shows in; addEntry and removeEntry do it for an entry
// of a segment.
func (c *regionChange) addRecord(r *record) {
	switch {
	case !r.shape.IsZero():
		c.addExtent(r.shape.Bounds(), r.hash)
	case r.placed:
		c.addAt(r.position, r.hash)
	}
}

func (c *regionChange) addEntry(s *segment, entry uint32) { c.addOf(s, entry, s.hash(entry)) }

func (c *regionChange) removeEntry(s *segment, entry uint32) { c.addOf(s, entry, -s.hash(entry)) }

func (c *regionChange) addOf(s *segment, entry uint32, hash uint64) {
	if !s.placed(entry) {
		return
	}
	if shape, ok := s.shape(entry); ok {
		c.addExtent(shape.Bounds(), hash)
	} else {
		c.addAt(s.position(entry), hash)
	}
}

func (c *regionChange) addAt(p geo.Position, hash uint64) {
	t := geo.TileAt(p, regionZoom)
	c.addTo(t.X, t.Y, hash)
}

func (c *regionChange) addExtent(b geo.Bounds, hash uint64) {
	northWest := geo.TileAt(geo.Project(geo.Point{Lon: b.West, Lat: b.North}), regionZoom)
	southEast := geo.TileAt(geo.Project(geo.Point{Lon: b.East, Lat: b.South}), regionZoom)
	if (southEast.X-northWest.X+1)*(southEast.Y-northWest.Y+1) > maxRegions {
		c.wide += hash
		return
	}
	for y := northWest.Y; y <= southEast.Y; y++ {
		for x := northWest.X; x <= southEast.X; x++ {
			c.addTo(x, y, hash)
		}
	}
}

// addTo adds to one region and to those that hold it.
func (c *regionChange) addTo(x, y uint32, hash uint64) {
	for z := regionZoom; z >= 0; z-- {
		if !c.own[z][y] {
			row := make([]uint64, 1<<z)
			copy(row, c.levels[z][y])
			c.levels[z][y], c.own[z][y] = row, true
		}
		c.levels[z][y][x] += hash
		x, y = x/2, y/2
	}
}

// sumRegions adds up what parts hold.
func sumRegions(parts []part) regionSums {
	c := new(regionSums).change()
	for _, p := range parts {
		for entry := range uint32(p.placedSize()) {
			if !p.isDead(entry) {
				c.addEntry(p.segment, entry)
			}
		}
	}
	return c.regionSums
}

// marginTiles is how far a tile's content may depend on what lies around it: the
// reach of the cluster rule is less than two tiles.
const marginTiles = 2

// version returns a number that depends on what touches t or its margin, and on
// nothing else: tiles of equal content have equal versions.
func (s *regionSums) version(t geo.Tile) uint64 {
	last := uint32(1)<<t.Z - 1
	west, north := t.X-min(t.X, marginTiles), t.Y-min(t.Y, marginTiles)
	east, south := min(t.X+marginTiles, last), min(t.Y+marginTiles, last)
	zoom := min(t.Z, regionZoom)
	rows, finer := s.levels[zoom], t.Z-zoom
	version := s.wide
	for y := north >> finer; y <= south>>finer; y++ {
		for x := west >> finer; x <= east>>finer; x++ {
			sum := uint64(0)
			if rows != nil && rows[y] != nil {
				sum = rows[y][x]
			}
			version = (version ^ sum) * 0x9e3779b97f4a7c15
			version ^= version >> 29
		}
	}
	return version
}
