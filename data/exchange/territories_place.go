package exchange

import (
	"slices"
	"strings"

	"maillage/geo"
)

// Misplaced returns the codes of the territories that lie elsewhere than the
// existing ones say: outside the known outline of their code or, for a code not
// known yet, outside their country. A few are normal, along simplified coasts;
// many tell that the file holds another level or another country, whose codes
// look alike.
func Misplaced(read []geo.Territory, existing *geo.Gazetteer) []string {
	var codes []string
	for i := range read {
		t := &read[i]
		around := t.Code
		if !existing.HasOutline(t.Code) {
			around, _, _ = strings.Cut(t.Code, "-")
		}
		chain, _ := existing.Locate(t.Label)
		if !slices.ContainsFunc(chain, func(t *geo.Territory) bool { return t.Code == around }) {
			codes = append(codes, t.Code)
		}
	}
	return codes
}
