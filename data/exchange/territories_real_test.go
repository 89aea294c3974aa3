package exchange_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/data/exchange"
	"maillage/geo"
)

// realFile returns the path of a real file, and skips the test where there are none.
func realFile(t testing.TB, name string) string {
	t.Helper()
	folder := os.Getenv("MAILLAGE_TEST_DATA")
	if folder == "" {
		t.Skip("MAILLAGE_TEST_DATA is not set: no real files to test with")
	}
	path := filepath.Join(folder, "territories", name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("MAILLAGE_TEST_DATA is set, but %v", err)
	}
	return path
}

// france is the gazetteer of the real régions, départements, communes and
// intercommunalités, built once.
var france = sync.OnceValues(func() (*geo.Gazetteer, error) {
	folder := filepath.Join(os.Getenv("MAILLAGE_TEST_DATA"), "territories")
	file, err := os.Open(filepath.Join(folder, "communes-2018-hierarchy.csv.gz"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	table, err := exchange.ReadHierarchy(file)
	if err != nil || len(table.Refused) > 0 {
		return nil, fmt.Errorf("%w, refused: %v", err, table.Refused)
	}
	all := []geo.Territory{{Code: "FR", Level: geo.LevelCountry, Name: "France"}}
	for _, source := range []struct {
		name  string
		level geo.Level
	}{{"regions.geojson.gz", geo.LevelRegion}, {"departements.geojson.gz", geo.LevelDepartement}, {"communes-2018.geojson.gz", geo.LevelCommune}} {
		read, err := readAll(filepath.Join(folder, source.name), source.level)
		if err != nil {
			return nil, err
		}
		prepared, report := exchange.PrepareTerritories(read, table, geo.NewGazetteer(all))
		if len(report.Orphans)+len(report.Unlisted) > 0 {
			return nil, fmt.Errorf("%s: %+v", source.name, report)
		}
		all = append(all, prepared...)
	}
	return geo.NewGazetteer(all), nil
})

func readAll(path string, level geo.Level) ([]geo.Territory, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all []geo.Territory
	for territory, err := range exchange.ReadTerritories(file, "FR", level) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, territory)
	}
	return all, nil
}

// pointCase is a real element: where it is, the commune that its publisher
// declares, the one whose outline holds it, empty for none.
type pointCase struct {
	id                string
	at                geo.Point
	declared, outline string
}

func pointCases(t testing.TB) []pointCase {
	t.Helper()
	file, err := os.Open(realFile(t, "point-to-commune-cases.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var cases []pointCase
	for _, row := range rows[1:] {
		lat, _ := strconv.ParseFloat(row[1], 64)
		lon, _ := strconv.ParseFloat(row[2], 64)
		cases = append(cases, pointCase{row[0], geo.Point{Lon: lon, Lat: lat}, row[3], row[4]})
	}
	return cases
}

func TestRealPointsLieInTheirCommunes(t *testing.T) {
	cases := pointCases(t)
	g, err := france()
	if err != nil {
		t.Fatal(err)
	}
	held, agreed, off := 0, 0, 0
	for _, c := range cases {
		chain, approximate := g.Locate(c.at)
		commune := ""
		if len(chain) > 0 {
			commune = chain[0].Code
		}
		if commune == "FR-"+geo.CommuneOfArrondissement(c.declared) {
			agreed++
		}
		if c.outline == "" {
			off++
			if chain != nil && !approximate {
				t.Errorf("%s at %v lies in no outline, but exactly in %s", c.id, c.at, commune)
			}
			continue
		}
		held++
		if commune != "FR-"+c.outline || approximate {
			t.Errorf("%s at %v is in %s, approximate %v; its outline is that of %s", c.id, c.at, commune, approximate, c.outline)
		}
	}
	if held != 6996 || off != 16 {
		t.Errorf("%d points in an outline and %d in none, want 6,996 and 16", held, off)
	}
	if share := float64(agreed) / float64(len(cases)); share < 0.98 {
		t.Errorf("%.2f %% are in the commune that their publisher declares, want 98", 100*share)
	}
	t.Logf("%d of %d points are in the commune that their publisher declares", agreed, len(cases))
}

func TestRealTreeOfFrance(t *testing.T) {
	realFile(t, "communes-2018.geojson.gz")
	g, err := france()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[geo.Level]int{}
	for _, territory := range g.All() {
		counts[territory.Level]++
		if chain, approximate := g.Locate(territory.Label); g.HasOutline(territory.Code) && (chain == nil || approximate) {
			t.Errorf("the label of %s, %v, lies in nothing", territory.Code, territory.Label)
		}
	}
	want := map[geo.Level]int{geo.LevelCommune: 35357, geo.LevelEPCI: 1259, geo.LevelDepartement: 96, geo.LevelRegion: 18, geo.LevelCountry: 1}
	for level, n := range want {
		if counts[level] != n {
			t.Errorf("%d territories of level %s, want %d", counts[level], level, n)
		}
	}
	for _, tt := range []struct{ code, chain string }{
		{"FR-35238", "FR-35238 FR-EPCI-243500139 FR-35 FR-BRE FR"},
		{"FR-97411", "FR-97411 FR-EPCI-249740119 FR-974 FR"},
		{"FR-69123", "FR-69123 FR-EPCI-200046977 FR-69 FR-ARA FR"},
		{"FR-01059", "FR-01059 FR-01 FR-ARA FR"}, // merged since: of no intercommunalité
	} {
		var got []string
		for _, territory := range g.Chain(tt.code) {
			got = append(got, territory.Code)
		}
		if strings.Join(got, " ") != tt.chain {
			t.Errorf("chain of %s = %q, want %q", tt.code, got, tt.chain)
		}
	}
	for code, n := range map[string]int{"FR": 18, "FR-BRE": 4, "FR-974": 24, "FR-EPCI-243500139": 43} {
		if got := len(g.Children(code)); got != n {
			t.Errorf("%s has %d children, want %d", code, got, n)
		}
	}
	if metropolis, _ := g.Territory("FR-EPCI-243500139"); len(g.Outline(metropolis.Code)) != 1 || metropolis.Name != "Rennes Métropole" {
		t.Errorf("%s, 43 neighbours, is in %d pieces", metropolis.Name, len(g.Outline(metropolis.Code)))
	}
}

// What is found in packed outlines is what their points, unpacked, say: where
// every territory has its name, and at random places of France and around.
func TestRealOutlinesAnswerPackedAsUnpacked(t *testing.T) {
	realFile(t, "communes-2018.geojson.gz")
	g, err := france()
	if err != nil {
		t.Fatal(err)
	}
	var points []geo.Point
	for _, territory := range g.All() {
		points = append(points, territory.Label)
	}
	const seed = 21
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 100_000 {
		points = append(points, geo.Point{Lon: -5 + 15*r.Float64(), Lat: 41 + 10.5*r.Float64()})
	}
	unpacked := map[string]orb.MultiPolygon{}
	exact := 0
	for _, p := range points {
		want := ""
		for _, near := range g.Find(geo.Around(p, 1), geo.LevelCommune) {
			if unpacked[near.Code] == nil {
				unpacked[near.Code] = g.Outline(near.Code)
			}
			if want == "" && planar.MultiPolygonContains(unpacked[near.Code], orb.Point{p.Lon, p.Lat}) {
				want = near.Code
			}
		}
		chain, approximate := g.Locate(p)
		if want != "" {
			exact++
		}
		if found := len(chain) > 0 && chain[0].Level == geo.LevelCommune && !approximate; found != (want != "") || found && chain[0].Code != want {
			t.Fatalf("%v lies in the outline of %q, Locate says %v, approximate %v", p, want, chain, approximate)
		}
	}
	if exact < 60_000 {
		t.Errorf("%d of %d points are in a commune: too few to tell", exact, len(points))
	}
}

// BenchmarkLocate measures real points in the real communes of France.
func BenchmarkLocate(b *testing.B) {
	cases := pointCases(b)
	g, err := france()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("points=inland", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			g.Locate(cases[i%len(cases)].at)
		}
	})
	b.Run("points=off the coast", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			g.Locate(geo.Point{Lon: -3.353, Lat: 47.7091})
		}
	})
}

// BenchmarkNewGazetteer measures what a gazetteer of all of France takes to
// build and keep, outlines included.
func BenchmarkNewGazetteer(b *testing.B) {
	realFile(b, "communes-2018.geojson.gz")
	g, err := france()
	if err != nil {
		b.Fatal(err)
	}
	var encoded [][]byte
	var territories []geo.Territory
	for _, territory := range g.All() {
		encoded = append(encoded, geo.EncodeOutline(g.Outline(territory.Code)))
		territories = append(territories, *territory)
	}
	for b.Loop() {
		before := heap()
		outlines := make([]geo.PackedOutline, len(encoded))
		for i := range encoded {
			if outlines[i], err = geo.ReadOutline(slices.Clone(encoded[i])); err != nil {
				b.Fatal(err)
			}
		}
		built := geo.NewPackedGazetteer(territories, outlines)
		outlines = nil
		b.ReportMetric(float64(heap()-before)/1e6, "MB")
		runtime.KeepAlive(built)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
