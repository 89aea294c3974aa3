package geo

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/sams96/rgeo"
)

// World returns the countries of the Earth and their first-level divisions, by
// code, from Natural Earth at 1:10,000,000 (public domain) as the rgeo module
// embeds it; of France the régions and the départements. Names are French, and
// English where that differs. It takes a second or so: unpack it once.
//
// A country is what ISO 3166-1 says. Land that Natural Earth draws apart and
// ISO does not know is part of a country that has a code (Northern Cyprus of
// Cyprus), or stands under Natural Earth's three letters when nobody lives there
// and several claim it; Crimea is part of Ukraine.
// Divisions that share an ISO 3166-2 code are one; those without get one made of
// Natural Earth's own ("XK-X5889"). A country with a single division has none.
func World() ([]Territory, error) {
	features, err := readWorld(rgeo.Provinces10())
	if err != nil {
		return nil, fmt.Errorf("reading the embedded world map: %w", err)
	}
	pieces := map[string][]worldFeature{} // by code of the territory they make
	country := map[string]string{}        // codes by Natural Earth's three letters
	for _, f := range features {
		if f.isCountry() {
			code := f.countryCode()
			country[f.ADM0] = code
			pieces[code] = append(pieces[code], f)
		}
	}
	parents := map[string]string{}
	siblings := map[string][]string{}
	for _, f := range features {
		if f.isCountry() || f.Name == "" || country[f.ADM0] == "" {
			continue
		}
		code, parent := f.divisionCode(country[f.ADM0])
		if parent == "FR" && DepartementCode(strings.TrimPrefix(code, "FR-")) == "" {
			continue // Clipperton: France, but of no région
		}
		if len(pieces[code]) == 0 {
			siblings[parent] = append(siblings[parent], code)
		}
		pieces[code], parents[code] = append(pieces[code], f), parent
	}
	for _, codes := range siblings {
		if len(codes) == 1 {
			delete(pieces, codes[0])
		}
	}
	return assemble(pieces, parents), nil
}

// assemble makes a territory of each list of pieces.
func assemble(pieces map[string][]worldFeature, parents map[string]string) []Territory {
	made := map[string]*Territory{}
	for code, features := range pieces {
		t := joinPieces(code, features)
		t.Level = LevelCountry
		if parent, ok := parents[code]; ok {
			t.Level, t.Parents = LevelRegion, []string{parent}
		}
		made[code] = t
	}
	for _, code := range movedDivisions {
		moveLand(made, code)
	}
	addFrenchRegions(made)
	var world []Territory
	for _, code := range slices.Sorted(maps.Keys(made)) {
		t := made[code]
		t.Label = LabelOf(t.Outline)
		world = append(world, *t)
	}
	return world
}

// joinPieces makes one territory of features: their land together, under the
// name that most of them have, of several such names that of the largest.
func joinPieces(code string, features []worldFeature) *Territory {
	outlines := make([]orb.MultiPolygon, len(features))
	votes := map[string]int{}
	for i, f := range features {
		outlines[i] = f.outline
		votes[f.french()]++
	}
	named := slices.MaxFunc(features, func(a, b worldFeature) int {
		return cmp.Or(cmp.Compare(votes[a.french()], votes[b.french()]),
			cmp.Compare(math.Abs(planar.Area(a.outline)), math.Abs(planar.Area(b.outline))),
			cmp.Compare(b.ADM1, a.ADM1))
	})
	french, english := named.french(), cmp.Or(named.NameEnglish, named.Name)
	if names, ok := worldNames[code]; ok {
		french, english = names[0], names[1]
	}
	t := &Territory{Code: code}
	setNames(t, french, english)
	t.Outline = outlines[0]
	if len(outlines) > 1 {
		t.Outline = DissolveOutlines(outlines)
	}
	return t
}

func setNames(t *Territory, french, english string) {
	t.Name, t.Names = capitalized(french), nil
	if english = capitalized(english); english != "" && english != t.Name {
		t.Names = map[string]string{"en": english}
	}
}

// capitalized gives a name its capital: "île de Man" stands alone on a page.
func capitalized(name string) string {
	name = strings.TrimSpace(name)
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + name[size:]
}

// moveLand gives the land of a division to the country it is part of, out of
// the outline of the one that occupies it.
func moveLand(made map[string]*Territory, code string) {
	division, ok := made[code]
	if !ok {
		return
	}
	label := LabelOf(division.Outline)
	owner := made[division.Parents[0]]
	for _, t := range made {
		if t.Level != LevelCountry || t == owner {
			continue
		}
		for i, polygon := range t.Outline {
			if newArea(polygon).contains(label) {
				t.Outline = slices.Delete(slices.Clone(t.Outline), i, i+1)
				owner.Outline = DissolveOutlines([]orb.MultiPolygon{owner.Outline, {polygon}})
				return
			}
		}
	}
}

// addFrenchRegions puts the régions between France and its départements.
// Overseas a département is its région.
func addFrenchRegions(made map[string]*Territory) {
	for _, region := range FrenchRegions {
		var outlines []orb.MultiPolygon
		for _, insee := range region.Departements {
			t, ok := made["FR-"+insee]
			if !ok {
				continue
			}
			outlines = append(outlines, t.Outline)
			if t.Code != region.Code {
				t.Level, t.Parents = LevelDepartement, []string{region.Code, "FR"}
			}
		}
		t := &Territory{Code: region.Code, Level: LevelRegion, Parents: []string{"FR"}}
		setNames(t, region.Name, region.English)
		t.Outline = DissolveOutlines(outlines)
		made[region.Code] = t
	}
}
