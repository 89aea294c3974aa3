package tiles

import "maillage/geo"

// ChangedZoom is the zoom whose squares tell where something changed: that of
// the deepest tiles of elements.
const ChangedZoom = MaxElementsZoom

// Changed is where an element was, or is now: the squares of [ChangedZoom] that
// its extent lies in, as columns from the west and rows from the north, all
// included.
type Changed struct {
	West, North, East, South uint32
}

// ChangedAt returns where an extent lies.
func ChangedAt(b geo.Bounds) Changed {
	if b.CrossesAntimeridian() || b.West == 180 { // that meridian is both edges of the world
		b.West, b.East = -180, 180
	}
	northWest := geo.TileAt(geo.Project(geo.Point{Lon: b.West, Lat: b.North}), ChangedZoom)
	southEast := geo.TileAt(geo.Project(geo.Point{Lon: b.East, Lat: b.South}), ChangedZoom)
	return Changed{northWest.X, northWest.Y, southEast.X, southEast.Y}
}

// How far from a tile a change may lie and yet alter it, in tiles. Below
// [ClusterZoom] clusters look around as far as their rule reaches; from there on
// the strokes of shapes alone reach over the border.
const (
	changedMarginClusters = float64(reach) / cellsPerTile
	changedMarginSingles  = float64(buffer) / extent
)

// Touches reports whether a tile of elements may differ because of c. A tile
// that it does not touch has the same bytes as before.
func (c Changed) Touches(t geo.Tile) bool {
	margin := changedMarginClusters
	if t.Z >= ClusterZoom {
		margin = changedMarginSingles
	}
	size := 1 / float64(uint32(1)<<(ChangedZoom-t.Z)) // of a square, in tiles
	overlaps := func(first, last, tile uint32) bool {
		return float64(first)*size <= float64(tile)+1+margin && float64(last+1)*size >= float64(tile)-margin
	}
	return overlaps(c.West, c.East, t.X) && overlaps(c.North, c.South, t.Y)
}
