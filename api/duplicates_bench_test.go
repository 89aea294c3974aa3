//go:build unix

package api

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"maillage/data"
)

// BenchmarkDuplicates measures, over loopback, what is asked while somebody types an
// element that is there already: one of the folder MAILLAGE_BENCH_DATA, by its name
// at its place, in its commune alone, or with its telephone and website.
func BenchmarkDuplicates(b *testing.B) {
	kept, engine, base := largeServer(b)
	transport := &http.Transport{DisableCompression: true}
	b.Cleanup(transport.CloseIdleConnections)
	random := rand.New(rand.NewPCG(1, 1))
	for _, sort := range []struct {
		name string
		form func(e *data.Element, form url.Values)
	}{
		{"placed", func(e *data.Element, form url.Values) {
			at := e.Geometry.Representative()
			form.Set("lon", fmt.Sprint(at.Lon))
			form.Set("lat", fmt.Sprint(at.Lat))
		}},
		{"commune", func(e *data.Element, form url.Values) {
			if chain := data.TerritoriesOf(e, engine.Snapshot().Gazetteer()); len(chain) > 0 {
				form.Set("commune", chain[0].Code)
			}
		}},
		{"identified", func(e *data.Element, form url.Values) {
			form.Set("phone", e.Phone)
			form.Set("website", e.Website)
		}},
	} {
		addresses := make([]string, 2048)
		for i := range addresses {
			e := drawn(b, kept, engine, random)
			form := url.Values{"kind": {string(e.Kind)}, "name": {e.Name}}
			sort.form(e, form)
			addresses[i] = base + "/api/v1/duplicates?" + form.Encode()
		}
		b.Run(fmt.Sprintf("n=%d/%s", engine.Snapshot().Total(), sort.name), func(b *testing.B) {
			var took []time.Duration
			begin := busy(b)
			for i := 0; b.Loop(); i++ {
				begin := time.Now()
				if err := askPage(transport, addresses[i%len(addresses)], "identity"); err != nil {
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
