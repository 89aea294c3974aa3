package tiles

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"maillage/data/store"
	"maillage/geo"
	"maillage/index"
)

// million is the index of the folder that MAILLAGE_BENCH_DATA names, made once.
var million = sync.OnceValues(func() (*index.Snapshot, error) {
	ctx := context.Background()
	source, err := store.OpenForReading(ctx, os.Getenv("MAILLAGE_BENCH_DATA"))
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "maillage-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	engine, err := index.Open(ctx, index.Options{Dir: dir, Source: source})
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- engine.Run(running) }()
	last, err := source.Sequence(ctx)
	if err == nil {
		err = engine.Wait(ctx, last)
	}
	snapshot := engine.Snapshot()
	stop()
	return snapshot, errors.Join(err, <-done, engine.Close())
})

// asked is a tile of a filter.
type asked struct {
	selected *index.Selection
	tile     geo.Tile
}

// BenchmarkColdTile draws tiles of any zoom around elements, each with a server
// that has kept nothing, encoded and compressed. The bitmaps of the filters are
// there. A filter has the words, tags and kinds of elements drawn by lot, so that
// common ones are common; k is the median of its matches.
func BenchmarkColdTile(b *testing.B) {
	if os.Getenv("MAILLAGE_BENCH_DATA") == "" {
		b.Skip("MAILLAGE_BENCH_DATA is not set: nothing large to draw")
	}
	snapshot, err := million()
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(4, 4))
	var marks []index.Mark
	selection(b, snapshot, "").Places(geo.Tile{}, func(m index.Mark) {
		if r.IntN(20) == 0 {
			marks = append(marks, m)
		}
	})
	filters := []struct {
		name string
		of   func(m *index.Mark) url.Values
	}{
		{"none", func(*index.Mark) url.Values { return nil }},
		{"word+tag+kind", func(m *index.Mark) url.Values {
			return url.Values{"q": {wordOf(r, m)}, "tag": {commonTag(r, snapshot)}, "kind": {string(m.Kind)}}
		}},
		{"tag", func(m *index.Mark) url.Values { return url.Values{"tag": {commonTag(r, snapshot)}} }},
		{"kind", func(m *index.Mark) url.Values { return url.Values{"kind": {string(m.Kind)}} }},
	}
	for _, f := range filters {
		mix := make([]asked, 2000)
		var totals []int
		for n := range mix {
			m := &marks[r.IntN(len(marks))]
			selected := selection(b, snapshot, f.of(m).Encode())
			mix[n] = asked{selected, geo.TileAt(m.Position, uint32(n%(MaxElementsZoom+1)))}
			if done, err := selected.Prepare(b.Context(), geo.Tile{}); err != nil {
				b.Fatal(err)
			} else {
				done()
			}
			totals = append(totals, selected.Total())
		}
		slices.Sort(totals)
		for _, clients := range []int{1, 16} {
			name := fmt.Sprintf("n=%d/filter=%s/k=%d/clients=%d", snapshot.Total(), f.name, totals[len(totals)/2], clients)
			b.Run(name, func(b *testing.B) { drawCold(b, mix, clients) })
		}
	}
}

// drawCold draws the tiles of a mix, several at a time.
func drawCold(b *testing.B, mix []asked, clients int) {
	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			for n := client; n < b.N; n += clients {
				a := mix[n%len(mix)]
				server := NewServer(DefaultCacheBytes)
				begin := time.Now()
				if _, err := server.Elements(b.Context(), a.selected, a.tile, Gzip); err != nil {
					b.Error(err)
				}
				took[n] = time.Since(begin)
			}
		})
	}
	all.Wait()
	report(b, took)
}

// BenchmarkClusterTile draws tiles of everything around elements, zoom by zoom:
// the cells that are read to begin with, the clusters, the shapes, the whole tile.
func BenchmarkClusterTile(b *testing.B) {
	if os.Getenv("MAILLAGE_BENCH_DATA") == "" {
		b.Skip("MAILLAGE_BENCH_DATA is not set: nothing large to draw")
	}
	snapshot, err := million()
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 5))
	var around []geo.Position
	everything := selection(b, snapshot, "")
	everything.Places(geo.Tile{}, func(m index.Mark) {
		if r.IntN(100) == 0 {
			around = append(around, m.Position)
		}
	})
	parts := []struct {
		name string
		of   func(geo.Tile)
	}{
		{"read", func(t geo.Tile) { newField(everything, t).release() }},
		{"clusters", func(t geo.Tile) { findClusters(everything, t) }},
		{"shapes", func(t geo.Tile) { appendShapes(nil, everything, t) }},
		{"tile", func(t geo.Tile) { Elements(everything, t) }},
	}
	for zoom := range uint32(ClusterZoom) {
		for _, part := range parts {
			b.Run(fmt.Sprintf("n=%d/z=%d/%s", snapshot.Total(), zoom, part.name), func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					t := geo.TileAt(around[r.IntN(len(around))], zoom)
					begin := time.Now()
					part.of(t)
					took = append(took, time.Since(begin))
				}
				report(b, took)
			})
		}
	}
}

// report shows how long the middle and the slowest took.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	for name, share := range map[string]float64{"p50-µs": .5, "p99-µs": .99, "max-µs": 1} {
		b.ReportMetric(float64(took[int(share*float64(len(took)-1))])/1e3, name)
	}
}

// wordOf draws a word of a name.
func wordOf(r *rand.Rand, m *index.Mark) string {
	words := strings.Fields(m.Name)
	return words[r.IntN(len(words))]
}

// commonTag draws one of the 20 commonest tags.
func commonTag(r *rand.Rand, s *index.Snapshot) string {
	tags := commonTags(s)
	return tags[r.IntN(len(tags))]
}

var commonTags = func() func(*index.Snapshot) []string {
	var once sync.Once
	var tags []string
	return func(s *index.Snapshot) []string {
		once.Do(func() {
			q, err := index.ParseQuery("facets=tag&limit=1")
			if err != nil {
				panic(err)
			}
			result, err := s.Search(context.Background(), q)
			if err != nil {
				panic(err)
			}
			for _, count := range result.Facets[index.FacetTag].Values {
				tags = append(tags, count.Value)
			}
		})
		return tags
	}
}()
