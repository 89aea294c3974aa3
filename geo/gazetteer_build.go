package geo

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"
)

// NewGazetteer returns a gazetteer of the territories. A territory replaces an
// earlier one with the same code. It takes any value: of what
// [Territory.Validate] refuses, a polygon that cannot be one is left out, and a
// level that is none has no outline. It shares all but the outlines with the
// caller, who must not change that afterwards.
func NewGazetteer(territories []Territory) *Gazetteer {
	outlines := make([]PackedOutline, len(territories))
	for i := range territories {
		var err error
		if outlines[i], err = ReadOutline(EncodeOutline(usablePolygons(territories[i].Outline))); err != nil {
			panic("geo: an outline just written cannot be read: " + err.Error())
		}
	}
	return NewPackedGazetteer(territories, outlines)
}

func usablePolygons(outline orb.MultiPolygon) orb.MultiPolygon {
	var usable orb.MultiPolygon
	for _, polygon := range outline {
		check := shapeCheck{most: maxOutlineVertices}
		if check.polygon(polygon) == nil {
			usable = append(usable, polygon)
		}
	}
	return usable
}

// NewPackedGazetteer is [NewGazetteer] of territories whose outlines stand beside
// them; those of the territories themselves do not count.
func NewPackedGazetteer(territories []Territory, outlines []PackedOutline) *Gazetteer {
	g := &Gazetteer{places: make(map[string]*place, len(territories)), byPostcode: map[string][]*Territory{}}
	places := make([]*place, 0, len(territories))
	for i, t := range territories {
		t.Outline = nil
		p, again := g.places[t.Code]
		if !again {
			p = new(place)
			g.places[t.Code] = p
			places = append(places, p)
		}
		p.describe(&t, outlines[i])
	}
	slices.SortFunc(places, func(a, b *place) int { return cmp.Compare(a.territory.Code, b.territory.Code) })
	for _, p := range places {
		g.add(p)
	}
	sortByName(g.all)
	for _, t := range g.all { // so that children are in the order of names
		g.addToParents(g.places[t.Code])
	}
	for i, p := range places {
		g.all[i] = p.territory
	}
	return g
}

func (p *place) describe(t *Territory, outline PackedOutline) {
	p.territory, p.parcels = t, nil
	if t.Level > LevelWorld {
		return
	}
	p.parcels = make([]parcel, len(outline.polygons))
	for i, polygon := range outline.polygons {
		p.parcels[i].place, p.parcels[i].packedPolygon = p, polygon
	}
}

// add makes a place known by its outline and its postcodes.
func (g *Gazetteer) add(p *place) {
	t := p.territory
	g.all = append(g.all, t)
	for i := range p.parcels {
		box := p.parcels[i].box
		g.parcels[t.Level].Insert(box.Min, box.Max, &p.parcels[i])
	}
	for _, postcode := range t.Postcodes {
		g.byPostcode[postcode] = append(g.byPostcode[postcode], t)
	}
}

func (g *Gazetteer) addToParents(p *place) {
	t := p.territory
	p.chain = append(make([]*Territory, 0, 1+len(t.Parents)), t)
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
		if len(p.parcels) > 0 && (parent.finest == 0 || t.Level < parent.finest) {
			parent.finest = t.Level
		}
	}
	if t.Level == LevelCountry {
		g.countries = append(g.countries, t)
	}
}

// sortByName sorts as people read: accents and case do not count.
func sortByName(territories []*Territory) {
	type named struct {
		key       string
		territory *Territory
	}
	all := make([]named, len(territories))
	for i, t := range territories {
		all[i] = named{sortKey(t.Name), t}
	}
	slices.SortFunc(all, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.territory.Code, b.territory.Code))
	})
	for i := range all {
		territories[i] = all[i].territory
	}
}

func sortKey(name string) string {
	if isASCII(name) {
		return strings.ToLower(name)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
