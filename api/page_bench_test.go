//go:build unix

package api

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/index"
	"maillage/tiles"
)

// BenchmarkPage measures a page of results over loopback, on the elements of the
// folder MAILLAGE_BENCH_DATA, whose index it builds first unless
// MAILLAGE_BENCH_INDEX names one. What is asked belongs to elements drawn at
// random; beside it, what the index alone takes for the same.
func BenchmarkPage(b *testing.B) {
	kept, engine, base := largeServer(b)
	transport := &http.Transport{DisableCompression: true}
	b.Cleanup(transport.CloseIdleConnections)
	random := rand.New(rand.NewPCG(1, 1))
	const facets = "&facets=kind,type,tag"
	for _, sort := range []struct {
		name string
		ask  func(e *data.Element) string
	}{
		{"everything", func(*data.Element) string { return "" }},
		{"nearest", func(e *data.Element) string { return "near=" + lonLat(e) }},
		{"word", func(e *data.Element) string { return "q=" + url.QueryEscape(longest(e.Name)) }},
		{"word-near", func(e *data.Element) string {
			return "q=" + url.QueryEscape(longest(e.Description)) + "&near=" + lonLat(e) + "&radius=50000" + facets
		}},
		{"word-facets", func(e *data.Element) string { return "q=" + url.QueryEscape(longest(e.Description)) + facets }},
		{"tag-facets", func(e *data.Element) string {
			return "tag=" + url.QueryEscape(e.Tags[random.IntN(len(e.Tags))]) + facets
		}},
	} {
		queries := make([]string, 1024)
		for i := range queries {
			queries[i] = sort.ask(drawn(b, kept, engine, random))
		}
		for _, way := range []struct {
			name string
			ask  func(query string) error
		}{
			{"index", func(query string) error {
				q, err := index.ParseQuery(query)
				if err == nil {
					_, err = engine.Snapshot().Search(b.Context(), q)
				}
				return err
			}},
			{"loopback", func(query string) error { return askPage(transport, base+"/api/v1/search?"+query, "identity") }},
			{"loopback/gzip", func(query string) error { return askPage(transport, base+"/api/v1/search?"+query, "gzip") }},
		} {
			b.Run(fmt.Sprintf("n=%d/%s/%s", engine.Snapshot().Total(), sort.name, way.name), func(b *testing.B) {
				b.ReportAllocs()
				var took []time.Duration
				begin := busy(b)
				for i := 0; b.Loop(); i++ {
					begin := time.Now()
					if err := way.ask(queries[i%len(queries)]); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(begin))
				}
				b.ReportMetric(float64((busy(b)-begin).Microseconds())/float64(len(took)), "µs-of-core/op")
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			})
		}
	}
}

// largeServer serves the elements of the folder MAILLAGE_BENCH_DATA.
func largeServer(b *testing.B) (kept *store.Store, engine *index.Engine, base string) {
	folder := os.Getenv("MAILLAGE_BENCH_DATA")
	if folder == "" {
		b.Skip("MAILLAGE_BENCH_DATA is not set: nothing large to ask")
	}
	kept, err := store.OpenForReading(b.Context(), folder)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { kept.Close() })
	engine = followed(b, kept, cmp.Or(os.Getenv("MAILLAGE_BENCH_INDEX"), filepath.Join(b.TempDir(), "index")))
	server, err := New(Options{
		Store: kept, Commons: commons.New(kept), Engine: engine, Tiles: tiles.NewServer(0), Source: fstest.MapFS{},
	})
	if err != nil {
		b.Fatal(err)
	}
	listener := httptest.NewServer(server)
	b.Cleanup(listener.Close)
	b.Cleanup(server.hub.end)
	return kept, engine, listener.URL
}

// askPage asks a server for an address and reads the answer.
func askPage(transport *http.Transport, address, encoding string) error {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept-Encoding", encoding)
	answer, err := transport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err = io.Copy(io.Discard, answer.Body); err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", address, answer.Status)
	}
	return err
}

// followed returns an engine that has caught up with its source.
func followed(b *testing.B, kept *store.Store, dir string) *index.Engine {
	b.Helper()
	engine, err := index.Open(b.Context(), index.Options{Dir: dir, Source: kept})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		engine.Close()
	})
	latest, err := kept.Sequence(b.Context())
	if err == nil {
		err = engine.Wait(b.Context(), latest)
	}
	if err != nil {
		b.Fatal(err)
	}
	return engine
}

// drawn returns an element that has a place, a tag and a description.
func drawn(b *testing.B, kept *store.Store, engine *index.Engine, random *rand.Rand) *data.Element {
	b.Helper()
	for {
		some, err := kept.ElementsByNum(b.Context(), []int64{1 + random.Int64N(int64(engine.Snapshot().Total()))})
		if err != nil {
			b.Fatal(err)
		}
		if len(some) > 0 && some[0].Public() && !some[0].Geometry.IsZero() && len(some[0].Tags) > 0 && some[0].Description != "" {
			return &some[0]
		}
	}
}

func lonLat(e *data.Element) string {
	at := e.Geometry.Representative()
	return fmt.Sprintf("%.5f,%.5f", at.Lon, at.Lat)
}

// longest returns the longest word of a text, in bytes.
func longest(text string) string {
	return slices.MaxFunc(strings.Fields(text), func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}
