package data

import (
	"regexp"
	"slices"
	"strings"

	"maillage/geo"
)

// MaxTowns bounds the towns among which somebody chooses.
const MaxTowns = 40

// postcodeIn is a postcode of five digits within a text.
var postcodeIn = regexp.MustCompile(`\b\d{5}\b`)

// TownsNamed returns the communes that somebody may mean by the name and the
// postcode of a town, the most peopled first, at most [MaxTowns]. Either may be
// empty, and the name may hold the postcode: "35000 Rennes". A postcode that serves
// no commune of that name tells those it serves.
func TownsNamed(g *geo.Gazetteer, name, postcode string) []*geo.Territory {
	if found := postcodeIn.FindString(name); found != "" && postcode == "" {
		postcode, name = found, strings.Replace(name, found, "", 1)
	}
	key := townKey(name)
	var towns []*geo.Territory
	if served := g.ByPostcode(strings.TrimSpace(postcode)); len(served) > 0 {
		for _, town := range served {
			if townKey(town.Name) == key {
				return []*geo.Territory{town}
			}
		}
		towns = slices.Clone(served)
	} else if key != "" {
		towns = communesNamed(g, key)
	}
	slices.SortStableFunc(towns, func(a, b *geo.Territory) int { return b.Population - a.Population })
	return towns[:min(len(towns), MaxTowns)]
}

// communesNamed returns the communes whose names are compared by key.
func communesNamed(g *geo.Gazetteer, key string) (towns []*geo.Territory) {
	for _, t := range g.All() {
		if t.Level != geo.LevelCommune || t.Name == "" {
			continue
		}
		if first := t.Name[0]; first < 0x80 && first|0x20 != key[0] {
			continue // most are told apart by their first letter
		}
		if townKey(t.Name) == key {
			towns = append(towns, t)
		}
	}
	return towns
}

// HasCommunes reports whether a gazetteer tells the communes of a country, by its
// code.
func HasCommunes(g *geo.Gazetteer, country string) bool {
	return slices.ContainsFunc(g.All(), func(t *geo.Territory) bool {
		return t.Level == geo.LevelCommune && strings.HasPrefix(t.Code, country+"-")
	})
}
