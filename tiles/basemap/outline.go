package basemap

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"maillage/geo"
)

// OutlineOf returns the outlines of territories together, by their codes; an
// intercommunalité known by its communes alone is those. The error wraps
// [ErrExtract].
func OutlineOf(g *geo.Gazetteer, codes []string) (orb.MultiPolygon, error) {
	var outline orb.MultiPolygon
	for _, code := range codes {
		t, known := g.Territory(strings.TrimSpace(code))
		if !known {
			return nil, fmt.Errorf("%w: no territory has the code %q: give codes like FR-35, and import communes before you ask for one", ErrExtract, code)
		}
		before := len(outline)
		if outline = append(outline, g.Outline(t.Code)...); len(outline) == before {
			for _, child := range g.Children(t.Code) {
				outline = append(outline, g.Outline(child.Code)...)
			}
		}
		if len(outline) == before {
			return nil, fmt.Errorf("%w: %s (%s) has no outline: import its communes first", ErrExtract, t.Code, t.Name)
		}
	}
	return outline, nil
}
