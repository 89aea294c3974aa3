package api

import (
	"context"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// startOfNetwork returns where the map of a network starts: where it says, unless the
// query has a place; else around all that the query finds.
func (s *Server) startOfNetwork(ctx context.Context, snapshot *index.Snapshot, n *data.Network, query index.Query) (web.Start, error) {
	if v := n.Look.View; v != nil && query.Bounds == nil && query.Near == nil && len(query.In) == 0 {
		return web.Start{Map: joined("/", v.Zoom, v.Lat, v.Lon)}, nil
	}
	selection, err := snapshot.Select(ctx, query)
	if err != nil {
		return web.Start{}, err
	}
	if b, ok := extentOf(selection); ok {
		if b.East < b.West {
			b.East += 360 // as the island wants to be told
		}
		return web.Start{Box: joined(",", b.West, b.South, b.East, b.North)}, nil
	}
	return s.now().startOf(snapshot.Gazetteer()), nil
}

// extentDepth is how fine the squares are that extentOf looks at: 10 km at the equator.
const extentDepth = 12

// extentOf returns a box around what a selection finds, within some kilometres; false
// when nothing of it has a place.
func extentOf(selection *index.Selection) (geo.Bounds, bool) {
	var occupied []geo.Bounds
	selection.Cells(extentDepth, 0, 0, 1<<extentDepth-1, 1<<extentDepth-1, func(cell index.Cell) bool {
		if cell.Count > 0 {
			count := float64(cell.Count) * (1 << 32)
			at := geo.UnprojectFraction(float64(cell.SumX)/count, float64(cell.SumY)/count)
			occupied = append(occupied, geo.Bounds{West: at.Lon, South: at.Lat, East: at.Lon, North: at.Lat})
		}
		return true
	})
	if len(occupied) == 0 {
		return geo.Bounds{}, false
	}
	return around(occupied), true
}
