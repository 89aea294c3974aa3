package tiles

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"maillage/data/exchange"
	"maillage/geo"
)

// worldGazetteer is the embedded world; unpacking it takes a second.
var worldGazetteer = sync.OnceValues(func() (*geo.Gazetteer, error) {
	all, err := geo.World()
	return geo.NewGazetteer(all), err
})

func openWorld(t testing.TB) *geo.Gazetteer {
	t.Helper()
	g, err := worldGazetteer()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// realGazetteer is the world with the real régions, départements and communes.
func realGazetteer(t testing.TB) *geo.Gazetteer {
	t.Helper()
	open := func(name string) *os.File {
		file, err := os.Open(testData(t, "territories", name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = file.Close() })
		return file
	}
	table, err := exchange.ReadHierarchy(open("communes-2018-hierarchy.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := geo.World()
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		level geo.Level
		file  string
	}{
		{geo.LevelRegion, "regions.geojson.gz"},
		{geo.LevelDepartement, "departements.geojson.gz"},
		{geo.LevelCommune, "communes-2018.geojson.gz"},
	} {
		var read []geo.Territory
		for territory, err := range exchange.ReadTerritories(open(step.file), "FR", step.level) {
			if err != nil {
				t.Fatal(err)
			}
			read = append(read, territory)
		}
		prepared, _ := exchange.PrepareTerritories(read, table, geo.NewGazetteer(all))
		all = append(all, prepared...)
	}
	return geo.NewGazetteer(all)
}

// BenchmarkTerritories draws, with nothing kept, the tile over Rennes at several
// zooms, and reports its size.
func BenchmarkTerritories(b *testing.B) {
	territories := NewTerritories(realGazetteer(b))
	rennes := geo.Project(geo.Point{Lon: -1.68, Lat: 48.11})
	for _, zoom := range []uint32{0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12} {
		b.Run(fmt.Sprintf("z=%d", zoom), func(b *testing.B) {
			var body []byte
			for b.Loop() {
				var err error
				if body, err = territories.Tile(geo.TileAt(rennes, zoom)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(body)), "bytes")
			b.ReportMetric(float64(len(encode(body, Gzip).Body)), "gzipped")
		})
	}
}

// BenchmarkTerritoriesKept draws the tiles of a screen through a server, as a
// map that comes back does.
func BenchmarkTerritoriesKept(b *testing.B) {
	g := openWorld(b)
	server := NewServer(DefaultCacheBytes)
	rennes := geo.Project(geo.Point{Lon: -1.68, Lat: 48.11})
	for b.Loop() {
		if _, err := server.Territories(context.Background(), g, 1, geo.TileAt(rennes, 6), Gzip); err != nil {
			b.Fatal(err)
		}
	}
}
