package geo

import (
	"cmp"
	"maps"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// LocateReachMeters is how far outside of every outline a point may lie and
// still belong to the nearest territory: coasts are simplified, and jetties,
// boats and beaches belong to a commune.
const LocateReachMeters = 5000

// Gazetteer knows the territories: which ones hold a point, which one a code
// names, who is whose parent. It is safe for concurrent use, and answers the
// same always; nobody may change the territories and slices it returns.
//
// It keeps outlines packed, to the seventh decimal as [EncodeOutline] writes
// them: its territories have none, [Gazetteer.Outline] unpacks one.
type Gazetteer struct {
	all        []*Territory // by code
	places     map[string]*place
	countries  []*Territory // by name
	byPostcode map[string][]*Territory
	parcels    [LevelWorld + 1]rtree.RTreeGN[float64, *parcel] // by level
}

// place is a territory and what the others say about it.
type place struct {
	territory *Territory
	parcels   []parcel
	chain     []*Territory // itself, then its parents that exist
	children  []*Territory // by name
	finest    Level        // the finest level that has outlines below it; 0 when there is none
}

// Locate returns the territories that hold p, from narrow to wide, the world
// left out: the finest one whose outline contains p (of several the one with
// the smallest code), then its parents.
//
// Where outlines at the finest level known below that one leave a gap at p (a
// simplified coast), the nearest of those within [LocateReachMeters] is taken
// and the answer is approximate. So it is where nothing contains p: the nearest
// outline in reach counts, and it is nil when there is none. Intercommunalités
// are sets of communes: they are found as parents, never by their own outline.
func (g *Gazetteer) Locate(p Point) (chain []*Territory, approximate bool) {
	if _, err := NewPoint(p.Lon, p.Lat); err != nil {
		return nil, false
	}
	found := g.containing(p)
	if found == nil {
		if found, approximate = g.nearest(p, LevelCommune, LevelCountry, nil, LocateReachMeters); found == nil {
			return nil, false
		}
	}
	if finest := found.finest; finest != 0 && finest < found.territory.Level {
		if nearest, away := g.nearest(p, finest, finest, found.territory, LocateReachMeters); nearest != nil {
			found, approximate = nearest, away
		}
	}
	return found.chain, approximate
}

// containing returns the finest place whose outline contains p, or nil.
func (g *Gazetteer) containing(p Point) *place {
	if p.Lon == 180 {
		p.Lon = -180 // the same meridian, on the side that is inside
	}
	at := [2]float64{p.Lon, p.Lat}
	for level := LevelCommune; level <= LevelCountry; level++ {
		if level == LevelEPCI {
			continue
		}
		var found *place
		g.parcels[level].Search(at, at, func(_, _ [2]float64, piece *parcel) bool {
			if (found == nil || piece.place.territory.Code < found.territory.Code) && piece.contains(p) {
				found = piece.place
			}
			return true
		})
		if found != nil {
			return found
		}
	}
	return nil
}

// Near reports whether p lies in a territory, or at most reach metres, a few tens
// of kilometres, off one.
func (g *Gazetteer) Near(p Point, reach float64) bool {
	if _, err := NewPoint(p.Lon, p.Lat); err != nil {
		return false
	}
	if g.containing(p) != nil {
		return true
	}
	found, _ := g.nearest(p, LevelCommune, LevelCountry, nil, reach)
	return found != nil
}

// nearest returns the place nearest to p, of the levels given and below a
// parent unless that is nil, and whether it is any distance away; nil when none
// is within reach metres. At equal distance the finest level wins, then the
// smallest code.
func (g *Gazetteer) nearest(p Point, finest, widest Level, below *Territory, reach float64) (found *place, away bool) {
	least := reach
	around := Around(p, reach)
	for level := finest; level <= widest; level++ {
		if level == LevelEPCI {
			continue
		}
		for _, box := range around.Split() {
			from := shiftTowards(p, box)
			search(&g.parcels[level], box, func(piece *parcel) {
				if below != nil && !slices.Contains(piece.place.chain, below) {
					return
				}
				d := piece.area().distanceMeters(from, least)
				closer := d < least || d == least && (found == nil ||
					found.territory.Level == level && piece.place.territory.Code < found.territory.Code)
				if closer {
					found, least = piece.place, d
				}
			})
		}
	}
	return found, least > 0
}

// shiftTowards returns p with its longitude counted on the side of box, one of
// the halves of a box around p that crosses the antimeridian.
func shiftTowards(p Point, box Bounds) Point {
	switch {
	case p.Lon-box.East > 180:
		p.Lon -= 360
	case box.West-p.Lon > 180:
		p.Lon += 360
	}
	return p
}

// search calls visit with every parcel of the tree whose box meets b, which does
// not cross the antimeridian.
func search(tree *rtree.RTreeGN[float64, *parcel], b Bounds, visit func(*parcel)) {
	tree.Search([2]float64{b.West, b.South}, [2]float64{b.East, b.North}, func(_, _ [2]float64, piece *parcel) bool {
		visit(piece)
		return true
	})
}

// Find returns the territories of a level whose outline touches b, by code.
func (g *Gazetteer) Find(b Bounds, level Level) []*Territory {
	if level > LevelWorld {
		return nil
	}
	seen := map[*Territory]bool{}
	for _, box := range b.Split() {
		bound := orb.Bound{Min: orb.Point{box.West, box.South}, Max: orb.Point{box.East, box.North}}
		search(&g.parcels[level], box, func(piece *parcel) {
			if t := piece.place.territory; !seen[t] && piece.touches(bound) {
				seen[t] = true
			}
		})
	}
	return slices.SortedFunc(maps.Keys(seen), func(a, b *Territory) int { return cmp.Compare(a.Code, b.Code) })
}

// Territory returns the territory with a code, and whether there is one.
func (g *Gazetteer) Territory(code string) (*Territory, bool) {
	if p, ok := g.places[code]; ok {
		return p.territory, true
	}
	return nil, false
}

// HasOutline reports whether there is a territory with a code that has an outline.
func (g *Gazetteer) HasOutline(code string) bool {
	p, ok := g.places[code]
	return ok && len(p.parcels) > 0
}

// Outline returns the outline of the territory with a code, freshly unpacked: it
// is the caller's. It is nil when there is none.
func (g *Gazetteer) Outline(code string) orb.MultiPolygon {
	var outline orb.MultiPolygon
	if p, ok := g.places[code]; ok {
		for i := range p.parcels {
			outline = append(outline, p.parcels[i].unpack())
		}
	}
	return outline
}

// OutlineBoxes returns the box of each polygon of the outline of the territory
// with a code, without unpacking it.
func (g *Gazetteer) OutlineBoxes(code string) []Bounds {
	var boxes []Bounds
	if p, ok := g.places[code]; ok {
		for i := range p.parcels {
			box := p.parcels[i].box
			boxes = append(boxes, Bounds{West: box.Min[0], South: box.Min[1], East: box.Max[0], North: box.Max[1]})
		}
	}
	return boxes
}

// Chain returns the territory with a code, then its parents that exist, narrow
// to wide, the world left out; nil when there is no such territory.
func (g *Gazetteer) Chain(code string) []*Territory {
	if p, ok := g.places[code]; ok {
		return p.chain
	}
	return nil
}

// Children returns, sorted by name, the territories one step below a code: the
// countries of [WorldCode], the régions of a country, the départements of a
// région (overseas its communes), the communes of a département or of an
// intercommunalité. Where a step is not loaded, the next one takes its place.
func (g *Gazetteer) Children(code string) []*Territory {
	if code == WorldCode {
		return g.countries
	}
	if p, ok := g.places[code]; ok {
		return p.children
	}
	return nil
}

// ByPostcode returns the communes that a postcode serves, by code.
func (g *Gazetteer) ByPostcode(postcode string) []*Territory { return g.byPostcode[postcode] }

// All returns every territory, by code.
func (g *Gazetteer) All() []*Territory { return g.all }
