package index

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/geo"
)

// realFile opens a file of the real data, or skips the test when there is none.
func realFile(t testing.TB, path ...string) *os.File {
	t.Helper()
	if testing.Short() {
		t.Skip("the real data takes long: it is not tried with -short")
	}
	folder := os.Getenv("MAILLAGE_TEST_DATA")
	if folder == "" {
		t.Skip("MAILLAGE_TEST_DATA is not set: the real data is not tried")
	}
	file, err := os.Open(filepath.Join(append([]string{folder}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// realTerritories reads the French territories and the world.
func realTerritories(t testing.TB) []geo.Territory {
	t.Helper()
	table, err := exchange.ReadHierarchy(realFile(t, "territories", "communes-2018-hierarchy.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := geo.World()
	if err != nil {
		t.Fatal(err)
	}
	for _, level := range []struct {
		level geo.Level
		file  string
	}{
		{geo.LevelRegion, "regions.geojson.gz"}, {geo.LevelDepartement, "departements.geojson.gz"}, {geo.LevelCommune, "communes-2018.geojson.gz"},
	} {
		var read []geo.Territory
		for territory, err := range exchange.ReadTerritories(realFile(t, "territories", level.file), "FR", level.level) {
			if err != nil {
				t.Fatal(err)
			}
			read = append(read, territory)
		}
		prepared, _ := exchange.PrepareTerritories(read, table, geo.NewGazetteer(all))
		all = append(all, prepared...)
	}
	return all
}

// TestRealSet imports the whole real set once and asks it.
func TestRealSet(t *testing.T) {
	b := importReal(t)
	t.Run("well-known questions", func(t *testing.T) { wellKnownQuestions(t, b) })
	t.Run("random questions", func(t *testing.T) { randomRealQuestions(t, b) })
}

func importReal(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, realTerritories(t))
	start := time.Now()
	var batch []data.Element
	for record := range exchange.ReadElements(realFile(t, "elements", "elements.ndjson.gz")) {
		if record.Err != nil {
			t.Errorf("line %d: %v", record.Line, record.Err)
			continue
		}
		if batch = append(batch, record.Element); len(batch) == 1000 {
			b.write(batch...)
			batch = batch[:0]
		}
	}
	b.write(batch...)
	t.Logf("stored in %v", time.Since(start))
	start = time.Now()
	total := b.snapshot().Total()
	t.Logf("%d elements indexed in %v", total, time.Since(start))
	return b
}

// randomRealQuestions compares random queries, made of the set's own words, tags
// and places, with the oracle.
func randomRealQuestions(t *testing.T, b *bench) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 3))
	b.restart()
	snapshot := b.snapshot()
	elements, err := currentElements(t.Context(), b.store)
	if err != nil {
		t.Fatal(err)
	}
	o := newOracle(elements, snapshot.Gazetteer())
	pick := func(r *rand.Rand) *oracleEntry { return &o.entries[r.IntN(len(o.entries))] }
	var words, tags []string
	for range 400 {
		e := pick(r).element
		words = append(words, strings.Fields(e.Name)...)
		tags = append(tags, e.Tags...)
	}
	code := func(r *rand.Rand) string {
		for {
			if chain := data.TerritoriesOf(&pick(r).element, snapshot.Gazetteer()); len(chain) > 0 {
				return chain[r.IntN(len(chain))].Code
			}
		}
	}
	point := func(r *rand.Rand) geo.Point {
		for {
			if p := pick(r).point; p != nil {
				return geo.Point{Lon: p.Lon + r.NormFloat64()*0.1, Lat: min(90, max(-90, p.Lat+r.NormFloat64()*0.1))}
			}
		}
	}
	t.Logf("restarted and ready for the oracle")
	start, asked := time.Now(), 0
	for asked < 1000 && time.Since(start) < 60*time.Second && !t.Failed() {
		q := randomQuery(r, words, tags, code, point)
		q.Limit = MaxLimit
		compare(t, snapshot, o, q)
		asked++
	}
	t.Logf("%d queries", asked)
}

// wellKnownQuestions have the counts that the raw file gives.
func wellKnownQuestions(t *testing.T, b *bench) {
	snapshot := b.snapshot()
	tests := []struct {
		raw        string
		withAPlace int
	}{
		{"in=FR-35", 370},
		{"near=-1.68,48.11&radius=5000", 156},
	}
	for _, tt := range tests {
		q, err := ParseQuery(tt.raw)
		if err != nil {
			t.Fatal(err)
		}
		selection, err := snapshot.Select(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		placed := 0
		selection.Places(geo.Tile{}, func(Mark) { placed++ })
		if placed != tt.withAPlace {
			t.Errorf("%s: %d elements with a place, want %d (%d in all)", tt.raw, placed, tt.withAPlace, selection.Total())
		}
	}
}
