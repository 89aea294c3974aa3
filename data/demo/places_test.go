package demo_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/data"
	"maillage/data/demo"
	"maillage/geo"
)

func TestElementsLieInTheCommuneTheyDeclare(t *testing.T) {
	all := communes(demoTerritories(t, nil))
	for _, e := range demoElements(t) {
		commune, declared := all[e.Address.Commune]
		if e.Address.Commune != "" && !declared {
			t.Errorf("%s declares %s, which the demo does not have", e.Name, e.Address.Commune)
		}
		if e.Geometry.IsZero() {
			continue
		}
		if !declared {
			t.Errorf("%s has a place and declares no commune", e.Name)
			continue
		}
		for _, p := range append(vertices(e.Geometry.Shape()), representative(e)) {
			if !planar.PolygonContains(commune.Outline[0], p) {
				t.Errorf("%s: %v lies outside %s", e.Name, p, commune.Name)
			}
		}
		if e.Address.Locality != commune.Name || e.Address.PostalCode != "" && !slices.Contains(commune.Postcodes, e.Address.PostalCode) {
			t.Errorf("%s: %s %s is not %s", e.Name, e.Address.PostalCode, e.Address.Locality, commune.Name)
		}
		if e.Kind == data.KindPerson && e.Precision != data.PrecisionCommune {
			t.Errorf("%s is a person with precision %q", e.Name, e.Precision)
		}
	}
}

func representative(e data.Element) orb.Point {
	p := e.Geometry.Representative()
	return orb.Point{p.Lon, p.Lat}
}

func vertices(shape orb.Geometry) []orb.Point {
	switch shape := shape.(type) {
	case orb.Point:
		return []orb.Point{shape}
	case orb.LineString:
		return shape
	case orb.MultiLineString:
		var all []orb.Point
		for _, line := range shape {
			all = append(all, line...)
		}
		return all
	case orb.Polygon:
		return shape[0]
	case orb.MultiPolygon:
		var all []orb.Point
		for _, polygon := range shape {
			all = append(all, polygon[0]...)
		}
		return all
	}
	return nil
}

func TestSomeElementsShareOnePoint(t *testing.T) {
	at := map[orb.Point]int{}
	most := 0
	for _, e := range demoElements(t) {
		if e.Geometry.IsPoint() && e.Kind == data.KindOrganization {
			p := e.Geometry.Shape().(orb.Point)
			at[p]++
			most = max(most, at[p])
		}
	}
	if most < 3 {
		t.Errorf("at most %d organizations share a point, want a house of three or more", most)
	}
}

// TestLocateFindsEveryLevel asks the gazetteer what a person would: each
// element belongs to a commune and everything above it, those without a place
// by their declared commune, or their postcode and town.
func TestLocateFindsEveryLevel(t *testing.T) {
	territories, err := demo.Territories(nil)
	if err != nil {
		t.Fatal(err)
	}
	world, err := geo.World()
	if err != nil {
		t.Fatal(err)
	}
	g := geo.NewGazetteer(append(world, territories...))
	fablabs, gardens := map[string]bool{}, 0
	for _, e := range demoElements(t) {
		codes := map[geo.Level]string{}
		for _, territory := range data.TerritoriesOf(&e, g) {
			codes[territory.Level] = territory.Code
		}
		if e.Address.Country != "FR" {
			if codes[geo.LevelCountry] != e.Address.Country {
				t.Errorf("%s: territories %v, want the country %s", e.Name, codes, e.Address.Country)
			}
			continue
		}
		for _, level := range []geo.Level{geo.LevelCommune, geo.LevelEPCI, geo.LevelRegion, geo.LevelCountry} {
			if codes[level] == "" {
				t.Errorf("%s belongs to no %s", e.Name, level)
			}
		}
		if codes[geo.LevelDepartement] == "" && codes[geo.LevelRegion] != "FR-974" { // overseas they are one
			t.Errorf("%s belongs to no département", e.Name)
		}
		if declared := e.Address.Commune; declared != "" && declared != codes[geo.LevelCommune] {
			t.Errorf("%s declares %s and lies in %s", e.Name, declared, codes[geo.LevelCommune])
		}
		if e.Type == "fablab" {
			fablabs[codes[geo.LevelRegion]] = true
		}
		if strings.Contains(data.Fold(strings.Join(e.Tags, "|")), "jardin partage") {
			gardens++
		}
	}
	if len(fablabs) < 4 || gardens < 10 {
		t.Errorf("fablabs in %d régions, %d elements about shared gardens, want at least 4 and 10", len(fablabs), gardens)
	}
}
