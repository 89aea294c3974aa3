package geo

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
	"golang.org/x/text/unicode/norm"
)

// LocateReachMeters is how far outside of every outline a point may lie and
// still belong to the nearest territory: coasts are simplified, and jetties,
// boats and beaches belong to a commune.
const LocateReachMeters = 5000

// Gazetteer knows the territories: which ones hold a point, which one a code
// names, who is whose parent. It is immutable and safe for concurrent use;
// nobody may change the territories and slices it returns.
type Gazetteer struct {
	all        []*Territory // by code
	places     map[string]*place
	countries  []*Territory // by name
	byPostcode map[string][]*Territory
	areas      [LevelWorld + 1]rtree.RTreeGN[float64, *area] // by level
}

// place is a territory and what the others say about it.
type place struct {
	territory *Territory
	chain     []*Territory // itself, then its parents that exist
	children  []*Territory // by name
	finest    Level        // the finest level that has outlines below it; 0 when there is none
}

// NewGazetteer returns a gazetteer of the territories, which it keeps: the
// caller must not change them afterwards. A territory replaces an earlier one
// with the same code. It takes any value: of what [Territory.Validate] refuses,
// a polygon that cannot be one is left out, and a level that is none has no
// outline.
func NewGazetteer(territories []Territory) *Gazetteer {
	g := &Gazetteer{places: make(map[string]*place, len(territories)), byPostcode: map[string][]*Territory{}}
	for _, t := range territories {
		g.places[t.Code] = &place{territory: &t}
	}
	for _, code := range slices.Sorted(maps.Keys(g.places)) {
		g.all = append(g.all, g.places[code].territory)
	}
	for _, t := range g.all {
		g.addAreas(g.places[t.Code])
	}
	for _, t := range g.all {
		g.addToParents(g.places[t.Code])
		for _, postcode := range t.Postcodes {
			g.byPostcode[postcode] = append(g.byPostcode[postcode], t)
		}
	}
	sortByName(g.countries)
	for _, p := range g.places {
		sortByName(p.children)
	}
	return g
}

func (g *Gazetteer) addAreas(p *place) {
	t := p.territory
	var outline orb.MultiPolygon
	for _, polygon := range t.Outline {
		check := shapeCheck{most: maxOutlineVertices}
		if t.Level > LevelWorld || check.polygon(polygon) != nil {
			continue
		}
		a := newArea(p, polygon)
		outline = append(outline, a.polygon) // its memory, not a second copy
		g.areas[t.Level].Insert(a.box.Min, a.box.Max, a)
	}
	t.Outline = outline
}

func (g *Gazetteer) addToParents(p *place) {
	t := p.territory
	p.chain = []*Territory{t}
	direct := false // whether a parent has it as its child already
	for _, code := range t.Parents {
		parent, exists := g.places[code]
		if !exists || parent == p {
			continue
		}
		p.chain = append(p.chain, parent.territory)
		if t.Level == LevelEPCI {
			continue // a set of communes beside the tree, nobody's child
		}
		if parent.territory.Level == LevelEPCI || !direct {
			parent.children = append(parent.children, t)
			direct = direct || parent.territory.Level != LevelEPCI
		}
		if len(t.Outline) > 0 && (parent.finest == 0 || t.Level < parent.finest) {
			parent.finest = t.Level
		}
	}
	if t.Level == LevelCountry {
		g.countries = append(g.countries, t)
	}
}

// sortByName sorts as people read: accents and case do not count.
func sortByName(territories []*Territory) {
	keys := make(map[*Territory]string, len(territories))
	for _, t := range territories {
		keys[t] = sortKey(t.Name)
	}
	slices.SortFunc(territories, func(a, b *Territory) int {
		return cmp.Or(cmp.Compare(keys[a], keys[b]), cmp.Compare(a.Code, b.Code))
	})
}

func sortKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))
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
		if found, approximate = g.nearest(p, LevelCommune, LevelCountry, nil); found == nil {
			return nil, false
		}
	}
	if finest := found.finest; finest != 0 && finest < found.territory.Level {
		if nearest, away := g.nearest(p, finest, finest, found.territory); nearest != nil {
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
		g.areas[level].Search(at, at, func(_, _ [2]float64, a *area) bool {
			if (found == nil || a.place.territory.Code < found.territory.Code) && a.contains(p) {
				found = a.place
			}
			return true
		})
		if found != nil {
			return found
		}
	}
	return nil
}

// nearest returns the place nearest to p, of the levels given and below a
// parent unless that is nil, and whether it is any distance away; nil when none
// is in reach. At equal distance the finest level wins, then the smallest code.
func (g *Gazetteer) nearest(p Point, finest, widest Level, below *Territory) (found *place, away bool) {
	least := float64(LocateReachMeters)
	around := Around(p, LocateReachMeters)
	for level := finest; level <= widest; level++ {
		if level == LevelEPCI {
			continue
		}
		for _, box := range around.Split() {
			from := shiftTowards(p, box)
			search(&g.areas[level], box, func(a *area) {
				if below != nil && !slices.Contains(a.place.chain, below) {
					return
				}
				d := a.distanceMeters(from, least)
				closer := d < least || d == least && (found == nil ||
					found.territory.Level == level && a.place.territory.Code < found.territory.Code)
				if closer {
					found, least = a.place, d
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

// search calls visit with every area of the tree whose box meets b, which does
// not cross the antimeridian.
func search(tree *rtree.RTreeGN[float64, *area], b Bounds, visit func(*area)) {
	tree.Search([2]float64{b.West, b.South}, [2]float64{b.East, b.North}, func(_, _ [2]float64, a *area) bool {
		visit(a)
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
		search(&g.areas[level], box, func(a *area) {
			if t := a.place.territory; !seen[t] && a.touches(bound) {
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
