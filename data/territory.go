package data

import (
	"slices"
	"strings"
	"unicode"

	"maillage/geo"
)

// TerritoriesOf returns the territories that e belongs to, narrow to wide, the
// world left out, or nil when nothing tells. They are derived, in this order,
// from its public point as [geo.Gazetteer.Locate] answers; from the commune its
// address declares; from postcode and town; from the country alone.
func TerritoriesOf(e *Element, g *geo.Gazetteer) []*geo.Territory {
	if !e.Geometry.IsZero() {
		if chain, _ := g.Locate(e.Geometry.Representative()); chain != nil {
			return chain
		}
	}
	if chain := declaredCommune(e.Address.Commune, g); chain != nil {
		return chain
	}
	if town := townOf(e.Address, g); town != nil {
		return g.Chain(town.Code)
	}
	return g.Chain(e.Address.Country)
}

// declaredCommune returns the chain of a declared code. An arrondissement is
// read as its commune; of a French commune that g does not have, the territories
// that its code begins with are told.
func declaredCommune(code string, g *geo.Gazetteer) []*geo.Territory {
	if code == "" {
		return nil
	}
	if chain := g.Chain(code); chain != nil {
		return chain
	}
	insee := geo.CommuneOfArrondissement(strings.TrimPrefix(geo.CommuneCode(strings.TrimPrefix(code, "FR-")), "FR-"))
	if chain := g.Chain("FR-" + insee); chain != nil {
		return chain
	}
	for _, parent := range geo.ParentsOfCommune(insee) {
		if chain := g.Chain(parent); chain != nil {
			return chain
		}
	}
	return nil
}

// townOf returns the commune that the postcode serves and whose name the
// address gives; without a name, the only one that the postcode serves.
func townOf(a Address, g *geo.Gazetteer) *geo.Territory {
	var served []*geo.Territory
	for _, commune := range g.ByPostcode(strings.TrimSpace(a.PostalCode)) {
		if a.Country == "" || inCountry(g.Chain(commune.Code), a.Country) {
			served = append(served, commune)
		}
	}
	town := townKey(a.Locality)
	if town == "" {
		if len(served) == 1 {
			return served[0]
		}
		return nil
	}
	for _, commune := range served {
		if townKey(commune.Name) == town {
			return commune
		}
	}
	return nil
}

func inCountry(chain []*geo.Territory, country string) bool {
	return slices.ContainsFunc(chain, func(t *geo.Territory) bool {
		// A French collectivity overseas is a country of its own to some.
		return t.Code == country || t.Level == geo.LevelCommune && strings.HasPrefix(t.Code, country+"-")
	})
}

// townKey returns what names of towns are compared by: folded letters and
// digits, Saint and Sainte spelt out, without the number of an arrondissement
// or a CEDEX behind. "PARIS 12e", "St-Denis" and "Saint-Denis cedex 2".
func townKey(name string) string {
	words := strings.FieldsFunc(Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for len(words) > 1 && isTownSuffix(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	for i, word := range words {
		switch word {
		case "st":
			words[i] = "saint"
		case "ste":
			words[i] = "sainte"
		}
	}
	return strings.Join(words, "")
}

func isTownSuffix(word string) bool {
	switch word {
	case "cedex", "arrondissement", "arr", "e", "er", "eme":
		return true
	}
	return word[0] >= '0' && word[0] <= '9'
}
