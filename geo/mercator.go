package geo

import "math"

// MaxLatitude is where the square Web Mercator world ends: atan(sinh π) in
// degrees. Latitudes beyond it are drawn on the edge.
const MaxLatitude = 85.05112877980659

// worldSize is the number of integer positions across the Web Mercator world.
const worldSize = 1 << 32

// Position is a place in the square Web Mercator world: x eastwards from 180°
// west, y southwards from [MaxLatitude], 2^32 units a side.
type Position struct {
	X, Y uint32
}

// Project returns the Web Mercator position of p (EPSG:3857 on the unit square,
// scaled). Latitudes are clamped to ±[MaxLatitude].
func Project(p Point) Position {
	sin := math.Sin(radians(max(-MaxLatitude, min(MaxLatitude, p.Lat))))
	y := 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
	return Position{clampToWorld(p.Lon/360 + 0.5), clampToWorld(y)}
}

// UnprojectFraction returns the point at x, y on the unit square.
func UnprojectFraction(x, y float64) Point {
	return Point{
		Lon: x*360 - 180,
		Lat: degrees(math.Atan(math.Sinh(math.Pi * (1 - 2*y)))),
	}
}

func clampToWorld(fraction float64) uint32 {
	return uint32(max(0, min(worldSize-1, math.Floor(fraction*worldSize))))
}
