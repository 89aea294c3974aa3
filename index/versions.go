package index

import "maillage/geo"

// regionZoom is the zoom of the grid by which changes are told apart: 256 by
// 256 regions over the world.
const regionZoom = 8

const regionsAcross = 1 << regionZoom

// regionVersions holds, for each region, the number of the last change whose
// old or new geometry touched it. Rows are shared between snapshots and copied
// when written.
type regionVersions struct {
	// since is the last change known when the index was begun: what was there
	// before and is gone by now is not in the rows.
	since int64
	rows  [regionsAcross]*[regionsAcross]int64
}

// touch notes a change to whatever lies in b, and returns the versions with it.
// fresh holds the rows that this batch of changes already owns.
func (v *regionVersions) touch(b geo.Bounds, sequence int64, fresh map[uint32]bool) {
	northWest := geo.TileAt(geo.Project(geo.Point{Lon: b.West, Lat: b.North}), regionZoom)
	southEast := geo.TileAt(geo.Project(geo.Point{Lon: b.East, Lat: b.South}), regionZoom)
	for y := northWest.Y; y <= southEast.Y; y++ {
		if !fresh[y] {
			row := new([regionsAcross]int64)
			if v.rows[y] != nil {
				*row = *v.rows[y]
			}
			v.rows[y], fresh[y] = row, true
		}
		for x := northWest.X; x <= southEast.X; x++ {
			v.rows[y][x] = max(v.rows[y][x], sequence)
		}
	}
}

// marginTiles is how far a tile's content may depend on what lies around it: the
// reach of the cluster rule is less than two tiles.
const marginTiles = 2

// latest returns the number of the last change that touched t or its margin.
func (v *regionVersions) latest(t geo.Tile) int64 {
	last := uint32(1)<<t.Z - 1
	west, north := t.X-min(t.X, marginTiles), t.Y-min(t.Y, marginTiles)
	east, south := min(t.X+marginTiles, last), min(t.Y+marginTiles, last)
	region := func(n uint32) uint32 {
		if t.Z >= regionZoom {
			return n >> (t.Z - regionZoom)
		}
		return n << (regionZoom - t.Z)
	}
	latest := v.since
	for y := region(north); y <= lastRegion(region(south), t.Z); y++ {
		if v.rows[y] == nil {
			continue
		}
		for x := region(west); x <= lastRegion(region(east), t.Z); x++ {
			latest = max(latest, v.rows[y][x])
		}
	}
	return latest
}

// lastRegion returns the last of the regions that a tile beginning at first covers.
func lastRegion(first, zoom uint32) uint32 {
	if zoom >= regionZoom {
		return first
	}
	return first + 1<<(regionZoom-zoom) - 1
}
