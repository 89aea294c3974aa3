package data

import (
	"math"

	"maillage/geo"
)

// Sides of the cells of the grids on which places are put that are not to be exact,
// in degrees of latitude: about 220 m for a street, 5 km for a commune whose outline
// nobody knows.
const (
	streetCell  = 0.002
	communeCell = 0.05
)

// UsualPrecision returns how exactly an element of a kind is shown unless its author
// says otherwise: a person, and what one offers or needs, in their commune.
func UsualPrecision(kind Kind) Precision {
	if kind == KindPerson || kind == KindClassified {
		return PrecisionCommune
	}
	return PrecisionExact
}

// Blurred returns the public geometry of something whose place is told with a
// precision: itself when exact, else a point that tells no more than that. Every
// place of a cell of a fixed grid, or of a commune, becomes the same point, so that
// asking again tells nothing more; blurred again it stays.
func Blurred(g geo.Geometry, precision Precision, gazetteer *geo.Gazetteer) geo.Geometry {
	if g.IsZero() {
		return g
	}
	switch precision {
	case PrecisionStreet:
		return geo.PointGeometry(onGrid(g.Representative(), streetCell))
	case PrecisionCommune:
		at := g.Representative()
		if chain, _ := gazetteer.Locate(at); len(chain) > 0 && chain[0].Level == geo.LevelCommune {
			return geo.PointGeometry(chain[0].Label)
		}
		return geo.PointGeometry(onGrid(at, communeCell))
	}
	return g
}

// onGrid returns the centre of the cell in which p lies. Rows are equally high; each
// is cut into cells about as wide as they are high.
func onGrid(p geo.Point, cell float64) geo.Point {
	rows := math.Round(180 / cell)
	row := math.Min(math.Floor((p.Lat+90)/cell), rows-1)
	lat := (row+0.5)*cell - 90
	columns := math.Max(1, math.Floor(360*math.Cos(lat*math.Pi/180)/cell))
	column := math.Min(math.Floor((p.Lon+180)/360*columns), columns-1)
	return geo.Point{Lon: rounded((column+0.5)*360/columns - 180), Lat: rounded(lat)}
}

// rounded keeps six decimals: a tenth of a metre.
func rounded(degrees float64) float64 { return math.Round(degrees*1e6) / 1e6 }
