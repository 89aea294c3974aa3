package tiles

import (
	"cmp"
	"math/bits"
	"slices"

	orbgeo "github.com/paulmach/orb/geo"

	"maillage/geo"
)

// names holds where the names of territories are written.
type names struct {
	byLevel [geo.LevelWorld + 1][]placedName // in Morton order: a tile is a range
}

// placedName is a territory's name on the map.
type placedName struct {
	key       geo.Key
	rank      uint64
	territory *geo.Territory
}

// lowestRank is the rank of what has no known size.
const lowestRank = 32

// rankOfName says how much a name matters among those of its level: 0 to
// [lowestRank], smaller first, one less for each doubling of the population, or
// of the square kilometres of what is wider than a commune.
func rankOfName(g *geo.Gazetteer, t *geo.Territory) uint64 {
	size := uint64(max(0, t.Population))
	if t.Level > geo.LevelCommune {
		size = uint64(orbgeo.Area(g.Outline(t.Code)) / 1e6)
	}
	return lowestRank - uint64(min(bits.Len64(size), lowestRank))
}

// before reports whether a's name wins over b's where there is room for one.
func (a *placedName) before(b *placedName) bool {
	return cmp.Or(
		cmp.Compare(a.rank, b.rank),
		cmp.Compare(b.territory.Population, a.territory.Population),
		cmp.Compare(a.territory.Code, b.territory.Code),
	) < 0
}

func newNames(g *geo.Gazetteer) *names {
	n := new(names)
	for _, t := range g.All() {
		if g.HasOutline(t.Code) {
			placed := placedName{geo.KeyOf(geo.Project(t.Label)), rankOfName(g, t), t}
			n.byLevel[t.Level] = append(n.byLevel[t.Level], placed)
		}
	}
	for _, level := range n.byLevel {
		slices.SortFunc(level, func(a, b placedName) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.territory.Code, b.territory.Code))
		})
	}
	return n
}

// leastPopulation is what a commune needs for its name to be on the map before
// all are, by zoom.
var leastPopulation = map[uint32]int{6: 100_000, 7: 40_000, 8: 10_000, 9: 3_000}

// shown reports whether a name may be on a tile of a zoom.
func (a *placedName) shown(zoom uint32) bool {
	if a.territory.Level != geo.LevelCommune || zoom >= 10 {
		return true
	}
	least, some := leastPopulation[zoom]
	return some && a.territory.Population >= least
}

// nameCellBits sets how dense names are: of each level at most one in each of 4
// by 4 squares of 128 pixels.
const nameCellBits = 2

// appendTo appends the layer of names to a tile.
func (n *names) appendTo(tile []byte, t geo.Tile) []byte {
	written, d := newLayer(namesLayer), newDrawing(t, 0)
	for _, drawn := range drawnLevels {
		if !drawn.named || t.Z < drawn.from && drawn.level != geo.LevelCommune {
			continue
		}
		for _, name := range thinned(n.on(t, drawn.level), t.Z) {
			written.point(d.at(name.key.Position()))
			written.describe(name.territory)
			written.number("rank", name.rank)
			written.feature(0)
		}
	}
	return written.appendTo(tile)
}

// on returns the names of a level on a tile.
func (n *names) on(t geo.Tile, level geo.Level) []placedName {
	all := n.byLevel[level]
	first, last := t.Keys()
	byKey := func(a placedName, key geo.Key) int { return cmp.Compare(a.key, key) }
	from, _ := slices.BinarySearchFunc(all, first, byKey)
	to := len(all)
	if last < ^geo.Key(0) {
		to, _ = slices.BinarySearchFunc(all, last+1, byKey)
	}
	return all[from:to]
}

// thinned returns the names that have room on a tile of a zoom, which is where
// all of them are. At [MaxTerritoriesZoom], which stands for all deeper ones,
// that is every name.
func thinned(onTile []placedName, zoom uint32) []*placedName {
	var kept []*placedName
	var best [1 << (2 * nameCellBits)]*placedName
	for i := range onTile {
		name := &onTile[i]
		// The bits of the key that follow the tile's own say which square.
		square := name.key << (2 * zoom) >> (64 - 2*nameCellBits)
		switch {
		case !name.shown(zoom):
		case zoom == MaxTerritoriesZoom:
			kept = append(kept, name)
		case best[square] == nil || name.before(best[square]):
			best[square] = name
		}
	}
	for _, name := range best {
		if name != nil {
			kept = append(kept, name)
		}
	}
	return kept
}
