package geo

import (
	"cmp"
	"encoding/binary"
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
	owned, places := slices.Clone(territories), make([]place, len(territories))
	distinct := make([]*place, 0, len(territories))
	for i := range owned {
		t := &owned[i]
		t.Outline = nil
		p, again := g.places[t.Code]
		if !again {
			p = &places[i]
			g.places[t.Code] = p
			distinct = append(distinct, p)
		}
		p.describe(t, outlines[i])
	}
	slices.SortFunc(distinct, func(a, b *place) int { return cmp.Compare(a.territory.Code, b.territory.Code) })
	all := make([]joined, len(distinct))
	for i, p := range distinct {
		g.add(p)
		all[i] = g.join(p)
	}
	sortByName(all, func(j joined) *Territory { return j.place.territory })
	for _, j := range all { // so that children are in the order of names
		g.addToParents(j)
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

// joined is a place and its parents that exist.
type joined struct {
	place   *place
	parents []*place
}

// join makes the chain of a place.
func (g *Gazetteer) join(p *place) joined {
	t := p.territory
	p.chain = append(make([]*Territory, 0, 1+len(t.Parents)), t)
	parents := make([]*place, 0, len(t.Parents))
	for _, code := range t.Parents {
		if parent, exists := g.places[code]; exists && parent != p {
			p.chain = append(p.chain, parent.territory)
			parents = append(parents, parent)
		}
	}
	return joined{p, parents}
}

// addToParents makes a place known to its parents, a country to the world.
func (g *Gazetteer) addToParents(j joined) {
	p, t := j.place, j.place.territory
	direct := false // whether a parent has it as its child already
	for _, parent := range j.parents {
		if t.Level == LevelEPCI {
			break // a set of communes beside the tree, nobody's child
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

// sortByName sorts things as people read the names of their territories: accents
// and case do not count.
func sortByName[T any](things []T, territoryOf func(T) *Territory) {
	type named struct {
		first     uint64 // the first 8 bytes of key, ordered as it is: nearly always they tell
		key, code string
		thing     T
	}
	all := make([]named, len(things))
	for i, thing := range things {
		t := territoryOf(thing)
		var first [8]byte
		key := sortKey(t.Name)
		copy(first[:], key)
		all[i] = named{binary.BigEndian.Uint64(first[:]), key, t.Code, thing}
	}
	slices.SortFunc(all, func(a, b named) int {
		if a.first != b.first {
			return cmp.Compare(a.first, b.first)
		}
		return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.code, b.code))
	})
	for i := range all {
		things[i] = all[i].thing
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
