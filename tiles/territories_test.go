package tiles

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/geo"
)

// box returns a territory that is a rectangle of degrees.
func box(code string, level geo.Level, west, south, east, north float64, population int, parents ...string) geo.Territory {
	ring := orb.Ring{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}
	return geo.Territory{
		Code: code, Level: level, Name: "Pays " + code, Parents: parents, Population: population,
		Outline: orb.MultiPolygon{{ring}}, Label: geo.Point{Lon: (west + east) / 2, Lat: (south + north) / 2},
	}
}

// smallWorld is a country of two régions; one has a département of communes.
func smallWorld() *geo.Gazetteer {
	all := []geo.Territory{
		box("FR", geo.LevelCountry, 0, 40, 8, 48, 0),
		box("FR-ARA", geo.LevelRegion, 0, 40, 4, 48, 0, "FR"),
		box("FR-BRE", geo.LevelRegion, 4, 40, 8, 48, 0, "FR"),
		box("FR-01", geo.LevelDepartement, 0, 40, 2, 42, 0, "FR-ARA", "FR"),
		{Code: "FR-EPCI-200046977", Level: geo.LevelEPCI, Name: "Communauté", Parents: []string{"FR-ARA", "FR"}, Outline: orb.MultiPolygon{{{{0, 40}, {1, 40}, {1, 41}, {0, 40}}}}},
	}
	for n := range 100 {
		west, south := float64(n%10)*0.2, 40+float64(n/10)*0.2
		all = append(all, box(fmt.Sprintf("FR-01%03d", n), geo.LevelCommune, west, south, west+0.2, south+0.2, n*2000, "FR-01", "FR-ARA", "FR"))
	}
	return geo.NewGazetteer(all)
}

// levelsOn counts the features of a layer by level.
func levelsOn(t *testing.T, g *geo.Gazetteer, tile geo.Tile, layer string) map[string]int {
	t.Helper()
	body, err := NewTerritories(g).Tile(tile)
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]int{}
	for _, f := range decode(t, body)[layer] {
		levels[f.Properties.MustString("level")]++
	}
	return levels
}

func TestLevelsOfOutlinesByZoom(t *testing.T) {
	g := smallWorld()
	at := geo.Project(geo.Point{Lon: 1.1, Lat: 41.1})
	tests := []struct {
		zoom uint32
		want map[string]int
	}{
		{0, map[string]int{"country": 1}},
		{3, map[string]int{"country": 1}},
		{4, map[string]int{"country": 1, "region": 2}},
		{5, map[string]int{"country": 1, "region": 2}},
		{6, map[string]int{"country": 1, "region": 2, "departement": 1}},
		{8, map[string]int{"country": 1, "region": 1, "departement": 1, "epci": 1}},
		{12, map[string]int{"country": 1, "region": 1, "departement": 1, "commune": 1}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint("zoom ", tt.zoom), func(t *testing.T) {
			got := levelsOn(t, g, geo.TileAt(at, tt.zoom), outlinesLayer)
			if diff := gocmp.Diff(tt.want, got); diff != "" {
				t.Errorf("outlines want (-), got (+):\n%s", diff)
			}
		})
	}
}

// A country and its régions may come from two sources that run side by side: a
// map draws the finer one.
func TestACountryThatIsDrawnInPartsSaysSo(t *testing.T) {
	body, err := NewTerritories(smallWorld()).Tile(geo.Tile{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range decode(t, body)[outlinesLayer] {
		if f.Properties["level"] == "country" && f.Properties["parts"] != 1.0 {
			t.Errorf("properties = %v, want parts", f.Properties)
		}
	}
}

func TestOutlinesSayWhatTheyAre(t *testing.T) {
	body, err := NewTerritories(smallWorld()).Tile(geo.TileAt(geo.Project(geo.Point{Lon: 1.1, Lat: 41.1}), 12))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range decode(t, body)[outlinesLayer] {
		if f.Properties["level"] == "commune" {
			want := map[string]any{"code": "FR-01055", "name": "Pays FR-01055", "level": "commune"}
			if diff := gocmp.Diff(want, map[string]any(f.Properties)); diff != "" {
				t.Errorf("properties want (-), got (+):\n%s", diff)
			}
		}
	}
}

func TestOutlinesThatAreNotDrawnLeaveNoTrace(t *testing.T) {
	g := geo.NewGazetteer([]geo.Territory{
		box("AA", geo.LevelCountry, 0, 0, 20, 20, 0), box("BB", geo.LevelCountry, 1, 1, 1.001, 1.001, 0),
	})
	names := newNames(g)
	for level := range names.byLevel {
		names.byLevel[level] = nil // which are drawn however small their territory
	}
	body, err := (&Territories{gazetteer: g, names: names}).Tile(geo.Tile{})
	if err != nil {
		t.Fatal(err)
	}
	if drawn := decode(t, body)[outlinesLayer]; len(drawn) != 1 || bytes.Contains(body, []byte("BB")) {
		t.Errorf("%d outlines are drawn, want 1 and no word of the other: %q", len(drawn), body)
	}
}

// TestEveryNameIsOnOneTileOfTheLastZoom holds because deeper zooms stretch it.
func TestEveryNameIsOnOneTileOfTheLastZoom(t *testing.T) {
	g := smallWorld()
	seen := map[string]int{}
	tiles := map[geo.Tile]bool{}
	for _, territory := range g.All() {
		tiles[geo.TileAt(geo.Project(territory.Label), MaxTerritoriesZoom)] = true
	}
	drawn := NewTerritories(g)
	for tile := range tiles {
		body, err := drawn.Tile(tile)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range decode(t, body)[namesLayer] {
			seen[f.Properties.MustString("code")]++
		}
	}
	for _, territory := range g.All() {
		want := 1
		if territory.Level == geo.LevelEPCI {
			want = 0
		}
		if seen[territory.Code] != want {
			t.Errorf("the name of %s is drawn %d times, want %d", territory.Code, seen[territory.Code], want)
		}
	}
}

func TestWhereNamesCrowdTheLargestCommunesWin(t *testing.T) {
	g := smallWorld()
	body, err := NewTerritories(g).Tile(geo.TileAt(geo.Project(geo.Point{Lon: 1.9, Lat: 41.9}), 7))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]float64{}
	for _, f := range decode(t, body)[namesLayer] {
		if f.Properties["level"] == "commune" {
			names[f.Properties.MustString("code")] = f.Properties.MustFloat64("rank")
		}
	}
	if rank, found := names["FR-01099"]; !found || rank != 32-18 {
		t.Errorf("the largest commune, of 198,000 people, has rank %v, want 14 among %v", rank, names)
	}
	if len(names) > 16 {
		t.Errorf("%d names of communes on a tile, want at most 16", len(names))
	}
	if levels := levelsOn(t, g, geo.Tile{Z: 5, X: 16, Y: 11}, namesLayer); levels["commune"] != 0 {
		t.Errorf("zoom 5 names %d communes, want none", levels["commune"])
	}
}

func TestTerritoriesOfTheRealWorld(t *testing.T) {
	drawn := NewTerritories(openWorld(t))
	body, err := drawn.Tile(geo.Tile{})
	if err != nil {
		t.Fatal(err)
	}
	layers := decode(t, body)
	if n := len(layers[outlinesLayer]); n < 150 {
		t.Errorf("the world shows %d countries, want at least 150", n)
	}
	if len(body) > 100_000 {
		t.Errorf("the world takes %d bytes, want at most 100,000", len(body))
	}
	area := 0.0
	for _, f := range layers[outlinesLayer] {
		area += planar.Area(f.Geometry)
	}
	// On the square world Greenland and Antarctica are large: half is land.
	if share := area / (extent * extent); share < 0.35 || share > 0.65 {
		t.Errorf("land covers %.2f of the square world, want about half", share)
	}
}

// TestNeighbouringTilesMeet draws two tiles and compares their outlines in the
// strip that both cover: corners left out must be the same for both.
func TestNeighbouringTilesMeet(t *testing.T) {
	drawn := NewTerritories(openWorld(t))
	for _, west := range []geo.Tile{{Z: 5, X: 15, Y: 11}, {Z: 6, X: 32, Y: 22}, {Z: 7, X: 62, Y: 44}} {
		east := west
		east.X++
		left, right := map[[3]any]bool{}, map[[3]any]bool{}
		collect := func(tile geo.Tile, shift float64, into map[[3]any]bool) {
			body, err := drawn.Tile(tile)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range decode(t, body)[outlinesLayer] {
				eachPoint(f.Geometry, func(p orb.Point) {
					x := p[0] + shift
					// The cuts of either tile lie at the ends of the strip and
					// on the upper and lower edges.
					if x > 4096-62 && x < 4096+62 && p[1] > -64 && p[1] < 4160 {
						into[[3]any{f.Properties["code"], x, p[1]}] = true
					}
				})
			}
		}
		collect(west, 0, left)
		collect(east, extent, right)
		if diff := gocmp.Diff(left, right); diff != "" || len(left) == 0 {
			t.Errorf("%d corners of %v (-), of its neighbour (+):\n%s", len(left), west, diff)
		}
	}
}

func eachPoint(g orb.Geometry, visit func(orb.Point)) {
	switch g := g.(type) {
	case orb.LineString:
		for _, p := range g {
			visit(p)
		}
	case orb.MultiLineString:
		for _, line := range g {
			eachPoint(line, visit)
		}
	case orb.Polygon:
		for _, ring := range g {
			eachPoint(orb.LineString(ring), visit)
		}
	case orb.MultiPolygon:
		for _, polygon := range g {
			eachPoint(polygon, visit)
		}
	}
}

func TestTilesOfTerritoriesThatDoNotExistAreRefused(t *testing.T) {
	drawn := NewTerritories(geo.NewGazetteer(nil))
	for _, tile := range []geo.Tile{{Z: 13}, {Z: 3, X: 8}, {Z: 3, Y: 8}} {
		if _, err := drawn.Tile(tile); !errors.Is(err, ErrTile) {
			t.Errorf("Tile(%v): error %v, want ErrTile", tile, err)
		}
	}
	if body, err := drawn.Tile(geo.Tile{}); body != nil || err != nil {
		t.Errorf("with no territory: %d bytes and error %v, want none", len(body), err)
	}
}
