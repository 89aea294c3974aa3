package geo

import (
	"cmp"
	"maps"
	"slices"

	"github.com/paulmach/orb"
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
	if len(p.parcels) > 0 {
		g.addTouching(p, found)
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
	sortByName(neighbours, func(t *Territory) *Territory { return t })
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

// addTouching adds the territories of p's level whose outline touches p's.
func (g *Gazetteer) addTouching(p *place, found map[*Territory]bool) {
	margin := degrees(TouchReachMeters / EarthRadiusMeters)
	for i := range p.parcels {
		box := widened(p.parcels[i].box, margin)
		own := newArea(p.parcels[i].unpack())
		g.parcels[p.territory.Level].Search(box.Min, box.Max, func(_, _ [2]float64, piece *parcel) bool {
			if other := piece.place; other != p && !found[other.territory] && own.isNear(newArea(piece.unpack())) {
				found[other.territory] = true
			}
			return true
		})
	}
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
