package api

import (
	"cmp"
	"slices"

	"maillage/geo"
)

// territoryBounds returns the smallest box that holds a territory: its outline;
// without one, its members'; without these, its label. It crosses the
// antimeridian where that makes it smaller, as for Fiji.
func territoryBounds(t *geo.Territory, g *geo.Gazetteer) geo.Bounds {
	parts := g.OutlineBoxes(t.Code)
	if len(parts) == 0 {
		for _, child := range g.Children(t.Code) {
			parts = append(parts, g.OutlineBoxes(child.Code)...)
		}
	}
	if len(parts) == 0 {
		return geo.Bounds{West: t.Label.Lon, South: t.Label.Lat, East: t.Label.Lon, North: t.Label.Lat}
	}
	return around(parts)
}

// around returns the smallest box around boxes that do not cross the
// antimeridian: it leaves out the widest stretch of longitudes without any.
func around(boxes []geo.Bounds) geo.Bounds {
	slices.SortFunc(boxes, func(a, b geo.Bounds) int { return cmp.Compare(a.West, b.West) })
	whole := boxes[0]
	widest := geo.Bounds{} // from East of what lies before the gap to West of what follows
	for _, b := range boxes[1:] {
		if gap := b.West - whole.East; gap > widest.West-widest.East {
			widest = geo.Bounds{East: whole.East, West: b.West}
		}
		whole = geo.Bounds{West: whole.West, South: min(whole.South, b.South), East: max(whole.East, b.East), North: max(whole.North, b.North)}
	}
	if widest.West-widest.East > 360-(whole.East-whole.West) {
		whole.West, whole.East = widest.West, widest.East
	}
	return whole
}
