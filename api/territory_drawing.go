package api

import (
	"math"
	"strconv"

	"maillage/geo"
	"maillage/web"
)

// A drawing of a territory is this many units wide, and as high as its shape
// asks, between bounds. A unit is about a pixel on paper of good quality: finer
// than that nothing is drawn.
const (
	drawingWidth     = 640
	leastDrawing     = 320 // its least height
	mostDrawing      = 720 // its greatest height
	drawingMargin    = 0.08
	mostDrawnTouches = 40 // neighbours drawn around
	beyond           = 80 // how far outside the frame outlines become coarse
)

// drawing returns the outline of a territory and of what touches it.
func drawing(t *geo.Territory, around []*geo.Territory, g *geo.Gazetteer) web.Drawing {
	b := territoryBounds(t, g)
	f := newFrame(b)
	d := web.Drawing{Width: drawingWidth, Height: f.height, Own: f.path(g, t)}
	if d.Own == "" { // known by its members alone
		for _, member := range g.Children(t.Code) {
			d.Own += f.path(g, member)
		}
	}
	for _, other := range around[:min(len(around), mostDrawnTouches)] {
		if path := f.path(g, other); path != "" {
			d.Around = append(d.Around, path)
		}
	}
	return d
}

// frame is where on the Web Mercator world a drawing looks.
type frame struct {
	center geo.Position
	scale  float64 // units of the drawing in a unit of the world
	height int
}

func newFrame(b geo.Bounds) frame {
	topLeft := geo.Project(geo.Point{Lon: b.West, Lat: b.North})
	bottomRight := geo.Project(geo.Point{Lon: b.East, Lat: b.South})
	width := float64(bottomRight.X-topLeft.X) + 1 // wraps where the box crosses the antimeridian
	height := float64(bottomRight.Y-topLeft.Y) + 1
	f := frame{center: geo.Position{X: topLeft.X + uint32(width/2), Y: topLeft.Y + uint32(height/2)}}
	f.height = int(max(leastDrawing, min(mostDrawing, drawingWidth*height/width)))
	f.scale = min(drawingWidth/width, float64(f.height)/height) * (1 - 2*drawingMargin)
	return f
}

// at returns where a point is drawn. Differences wrap, so that what lies on the
// other side of the antimeridian is near.
func (f frame) at(lon, lat float64) (x, y int) {
	p := geo.Project(geo.Point{Lon: lon, Lat: lat})
	dx := float64(int32(p.X-f.center.X)) * f.scale
	dy := (float64(p.Y) - float64(f.center.Y)) * f.scale
	x, y = int(math.Round(drawingWidth/2+dx)), int(math.Round(float64(f.height)/2+dy))
	if x < -beyond || x > drawingWidth+beyond || y < -beyond || y > f.height+beyond {
		return x / beyond * beyond, y / beyond * beyond
	}
	return x, y
}

// path returns an outline as the path of SVG, without what is smaller than a
// unit or lies outside the frame.
func (f frame) path(g *geo.Gazetteer, t *geo.Territory) string {
	var path []byte
	for _, polygon := range g.Outline(t.Code) {
		for _, ring := range polygon {
			start := len(path)
			points, lastX, lastY := 0, 0, 0
			inside := false
			for _, point := range ring {
				x, y := f.at(point[0], point[1])
				if points > 0 && x == lastX && y == lastY {
					continue
				}
				path = append(path, "ML"[min(points, 1)])
				path = strconv.AppendInt(path, int64(x), 10)
				path = append(path, ' ')
				path = strconv.AppendInt(path, int64(y), 10)
				inside = inside || x >= 0 && x <= drawingWidth && y >= 0 && y <= f.height
				points, lastX, lastY = points+1, x, y
			}
			if points < 4 || !inside { // the first point comes again at the end
				path = path[:start]
				continue
			}
			path = append(path, 'Z')
		}
	}
	return string(path)
}
