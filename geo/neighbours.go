package geo

import (
	"cmp"
	"maps"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// TouchReachMeters is how far apart two outlines may be and still touch:
// published ones are simplified, and not always along the same points.
const TouchReachMeters = 100

// Neighbours returns, sorted by name, the territories of the same level that
// touch the one with a code; those of an intercommunalité without an outline
// are those of its communes' neighbours.
func (g *Gazetteer) Neighbours(code string) []*Territory {
	p, ok := g.places[code]
	if !ok {
		return nil
	}
	found := map[*Territory]bool{}
	if len(p.territory.Outline) > 0 {
		g.addTouching(p.territory, found)
	} else if p.territory.Level == LevelEPCI {
		for _, commune := range p.children {
			for _, near := range g.Neighbours(commune.Code) {
				if around := g.epciOf(near.Code); around != nil {
					found[around] = true
				}
			}
		}
	}
	delete(found, p.territory)
	neighbours := slices.SortedFunc(maps.Keys(found), func(a, b *Territory) int { return cmp.Compare(a.Code, b.Code) })
	sortByName(neighbours)
	return neighbours
}

func (g *Gazetteer) epciOf(commune string) *Territory {
	for _, parent := range g.Chain(commune) {
		if parent.Level == LevelEPCI {
			return parent
		}
	}
	return nil
}

// addTouching adds the territories of t's level whose outline touches t's.
func (g *Gazetteer) addTouching(t *Territory, found map[*Territory]bool) {
	margin := degrees(TouchReachMeters / EarthRadiusMeters)
	own := g.areasOf(t)
	for _, a := range own {
		box := widened(a.box, margin)
		g.areas[t.Level].Search(box.Min, box.Max, func(_, _ [2]float64, b *area) bool {
			if other := b.place.territory; other != t && !found[other] && a.isNear(b) {
				found[other] = true
			}
			return true
		})
	}
}

// areasOf returns the areas of a territory's outline.
func (g *Gazetteer) areasOf(t *Territory) []*area {
	var own []*area
	tree := &g.areas[t.Level]
	for _, polygon := range t.Outline {
		box := polygon.Bound()
		searchWithin(tree, box, func(a *area) {
			if a.place.territory == t && a.box == box && !slices.Contains(own, a) {
				own = append(own, a)
			}
		})
	}
	return own
}

func searchWithin(tree *rtree.RTreeGN[float64, *area], box orb.Bound, visit func(*area)) {
	tree.Search(box.Min, box.Max, func(_, _ [2]float64, a *area) bool {
		visit(a)
		return true
	})
}

func widened(box orb.Bound, margin float64) orb.Bound {
	// Near the poles a metre is more degrees of longitude: what is padded too
	// little there only loses a neighbour across a gap, never one that touches.
	return orb.Bound{
		Min: orb.Point{box.Min[0] - 2*margin, box.Min[1] - margin},
		Max: orb.Point{box.Max[0] + 2*margin, box.Max[1] + margin},
	}
}

// isNear reports whether the outlines of a and b touch: whether a point of one
// is within reach of an edge of the other.
func (a *area) isNear(b *area) bool { return a.hasPointNear(b) || b.hasPointNear(a) }

func (a *area) hasPointNear(b *area) bool {
	box := widened(b.box, degrees(TouchReachMeters/EarthRadiusMeters))
	for _, ring := range a.polygon {
		for _, point := range ring {
			if box.Contains(point) && b.distanceMeters(Point{point[0], point[1]}, TouchReachMeters) <= TouchReachMeters {
				return true
			}
		}
	}
	return false
}
