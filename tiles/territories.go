package tiles

import (
	"slices"

	"maillage/geo"
)

// MaxTerritoriesZoom is the deepest zoom of a tile of territories; maps stretch
// it when people look closer.
const MaxTerritoriesZoom = 12

// The layers of a tile of territories.
const (
	outlinesLayer = "outlines"
	namesLayer    = "names"
)

// drawnLevels lists the levels that have outlines on the map, from wide to
// narrow, the first zoom at which they do, and whether they are named there too:
// intercommunalités are not, as they are sets of communes that have names.
var drawnLevels = []struct {
	level geo.Level
	from  uint32
	named bool
}{
	{geo.LevelCountry, 0, true},
	{geo.LevelRegion, 4, true},
	{geo.LevelDepartement, 6, true},
	{geo.LevelEPCI, 7, false},
	{geo.LevelCommune, 9, true},
}

// Territories draws the outlines and names of a gazetteer. It is immutable and
// safe for concurrent use.
type Territories struct {
	gazetteer *geo.Gazetteer
	names     *names
}

// NewTerritories prepares to draw g. That takes a moment: it measures every
// territory to know which names matter most.
func NewTerritories(g *geo.Gazetteer) *Territories {
	return &Territories{gazetteer: g, names: newNames(g)}
}

// Tile draws the tile t: the layer outlines (areas: code, name, level; parts of a
// country whose régions are drawn) and the layer names (points: code, name, level,
// rank); nil when nothing is on it. The error wraps [ErrTile].
func (s *Territories) Tile(t geo.Tile) ([]byte, error) {
	if err := checkTile(t, MaxTerritoriesZoom); err != nil {
		return nil, err
	}
	least := float64(leastTriangle)
	if t.Z == MaxTerritoriesZoom {
		least = 1 // it will be looked at from closer
	}
	d := newDrawing(t, least)
	outlines := newLayer(outlinesLayer)
	for _, drawn := range drawnLevels {
		if t.Z < drawn.from {
			break
		}
		for _, found := range s.gazetteer.Find(d.searchBounds(), drawn.level) {
			if outlines.polygons(d.polygons(s.gazetteer.Outline(found.Code))); outlines.drawn() {
				outlines.describe(found)
				if found.Level == geo.LevelCountry && s.isDrawnInParts(found) {
					outlines.number("parts", 1)
				}
				outlines.feature(0)
			}
		}
	}
	return s.names.appendTo(outlines.appendTo(nil), t), nil
}

// isDrawnInParts reports whether the régions of a country have outlines too.
func (s *Territories) isDrawnInParts(country *geo.Territory) bool {
	return slices.ContainsFunc(s.gazetteer.Children(country.Code), func(t *geo.Territory) bool {
		return t.Level == geo.LevelRegion && s.gazetteer.HasOutline(t.Code)
	})
}

// describe sets the properties that outlines and names share.
func (l *layer) describe(t *geo.Territory) {
	l.uniqueText("code", t.Code)
	l.text("name", t.Name)
	if english, differs := t.Names["en"]; differs {
		l.text("name_en", english)
	}
	l.text("level", t.Level.String())
}
