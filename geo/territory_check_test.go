package geo_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"maillage/geo"
)

// rennes is a territory with everything a territory may have.
func rennes() geo.Territory {
	return geo.Territory{
		Code: "FR-35238", Level: geo.LevelCommune, Name: "Rennes", Names: map[string]string{"br": "Roazhon"},
		Parents: []string{"FR-EPCI-243500139", "FR-35", "FR-BRE", "FR"},
		Outline: orb.MultiPolygon{{square(-1.75, 48.07, -1.62, 48.15)}}, Label: geo.Point{Lon: -1.68, Lat: 48.11},
		Postcodes: []string{"35000", "35200", "35700"}, Population: 230_890,
	}
}

func TestATerritoryIsValidUnless(t *testing.T) {
	tests := []struct {
		name   string
		change func(*geo.Territory)
		want   error
	}{
		{"nothing is wrong", func(*geo.Territory) {}, nil},
		{"it has the least", func(t *geo.Territory) { *t = geo.Territory{Code: "KAS", Level: geo.LevelCountry, Name: "Siachen"} }, nil},
		{"it has no code", func(t *geo.Territory) { t.Code = "" }, geo.ErrTerritory},
		{"its code is the world's", func(t *geo.Territory) { t.Code = geo.WorldCode }, geo.ErrTerritory},
		{"its code has a second line", func(t *geo.Territory) { t.Code = "FR-35\n" }, geo.ErrTerritory},
		{"its code is long", func(t *geo.Territory) { t.Code = "FR-" + strings.Repeat("1", 13) }, geo.ErrTerritory},
		{"it has no level", func(t *geo.Territory) { t.Level = 0 }, geo.ErrTerritory},
		{"it is the world", func(t *geo.Territory) { t.Level = geo.LevelWorld }, geo.ErrTerritory},
		{"its level is none", func(t *geo.Territory) { t.Level = 200 }, geo.ErrTerritory},
		{"its name is blank", func(t *geo.Territory) { t.Name = " " }, geo.ErrTerritory},
		{"its name is long", func(t *geo.Territory) { t.Name = strings.Repeat("n", 1201) }, geo.ErrTerritory},
		{"its name is no UTF-8", func(t *geo.Territory) { t.Name = "\xff" }, geo.ErrTerritory},
		{"another name is blank", func(t *geo.Territory) { t.Names["br"] = "" }, geo.ErrTerritory},
		{"it has many parents", func(t *geo.Territory) { t.Parents = strings.Fields(strings.Repeat("FR ", 11)) }, geo.ErrTerritory},
		{"it is its own parent", func(t *geo.Territory) { t.Parents = []string{t.Code} }, geo.ErrTerritory},
		{"its parent's code is none", func(t *geo.Territory) { t.Parents = []string{"Bretagne"} }, geo.ErrTerritory},
		{"a postcode is empty", func(t *geo.Territory) { t.Postcodes = []string{""} }, geo.ErrTerritory},
		{"it has many postcodes", func(t *geo.Territory) { t.Postcodes = strings.Fields(strings.Repeat("35000 ", 501)) }, geo.ErrTerritory},
		{"fewer than nobody live there", func(t *geo.Territory) { t.Population = -1 }, geo.ErrTerritory},
		{"its label is off the Earth", func(t *geo.Territory) { t.Label.Lat = math.NaN() }, geo.ErrTerritory},
		{"its outline is off the Earth", func(t *geo.Territory) { t.Outline = orb.MultiPolygon{{square(0, 0, 200, 1)}} }, geo.ErrRange},
		{"a ring of its outline is empty", func(t *geo.Territory) { t.Outline = orb.MultiPolygon{{{}}} }, geo.ErrGeometry},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			territory := rennes()
			tt.change(&territory)
			if err := territory.Validate(); !errors.Is(err, tt.want) {
				t.Errorf("Validate: %v, want %v", err, tt.want)
			}
		})
	}
}

func TestAGazetteerTakesWhateverItIsGiven(t *testing.T) {
	// Enough corners for bands.
	ring := func(scale, offset float64) orb.Ring {
		var ring orb.Ring
		for i := range 300 {
			angle := 2 * math.Pi * float64(i) / 300
			ring = append(ring, orb.Point{scale * math.Cos(angle), offset + scale*math.Sin(angle)})
		}
		return append(ring, ring[0])
	}
	broken := ring(1, 0)
	broken[7][1] = math.NaN()
	var given []geo.Territory
	for _, polygon := range []orb.Polygon{
		nil, {}, {nil}, {{}}, {{{0, 0}}}, {ring(1, 0), nil}, {ring(1, 0), broken}, {broken},
		{ring(math.Inf(1), 0)}, {ring(1e300, 0)}, {ring(1, 1e308)}, {ring(5e-324, 0)}, {ring(1e-310, 0)},
		{ring(0, 0)}, {ring(1, 0), ring(1e300, 0)}, {ring(1, 45)},
	} {
		for _, level := range []geo.Level{0, geo.LevelCommune, geo.LevelEPCI, geo.LevelCountry, geo.LevelWorld, 7, 255} {
			code := string(rune('a' + len(given)))
			given = append(given, geo.Territory{
				Code: code, Level: level, Name: "\xff", Parents: []string{code, "a", "a", "b", "", geo.WorldCode},
				Outline: orb.MultiPolygon{polygon, polygon}, Label: geo.Point{Lon: math.NaN()}, Postcodes: []string{"", ""}, Population: -1,
			})
		}
	}
	g := geo.NewGazetteer(append(given, geo.Territory{}))
	for _, p := range []geo.Point{{}, {Lat: 1e-320}, {Lat: 45.5}, {Lat: 90}, {Lon: 180, Lat: -90}} {
		g.Locate(p)
		for _, level := range append(geo.Levels, 0, 7) {
			g.Find(geo.Around(p, 1000), level)
		}
	}
	for _, territory := range g.All() {
		g.Chain(territory.Code)
		g.Children(territory.Code)
	}
	if len(g.All()) != len(given)+1 {
		t.Errorf("%d territories, want the %d given", len(g.All()), len(given)+1)
	}
}
