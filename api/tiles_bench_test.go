//go:build unix

package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"
)

// BenchmarkHotTile asks for a tile that is kept: without a network, which tells
// what the handlers take; and over loopback, where both ends share the cores.
func BenchmarkHotTile(b *testing.B) {
	h := newHouse(b)
	const path = "/tiles/elements/5/16/11.mvt"
	ask := func(url string) *http.Request {
		r, err := http.NewRequest(http.MethodGet, url+path, nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		return r
	}
	b.Run("handlers", func(b *testing.B) {
		b.ReportAllocs()
		r := ask("")
		for b.Loop() {
			w := httptest.NewRecorder()
			if h.server.ServeHTTP(w, r); w.Code != http.StatusOK {
				b.Fatal(w.Code)
			}
		}
	})
	b.Run("handlers/unchanged", func(b *testing.B) {
		b.ReportAllocs()
		r, w := ask(""), httptest.NewRecorder()
		h.server.ServeHTTP(w, r)
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		for b.Loop() {
			w := httptest.NewRecorder()
			if h.server.ServeHTTP(w, r); w.Code != http.StatusNotModified {
				b.Fatal(w.Code)
			}
		}
	})
	b.Run("loopback", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(8)
		begin := busy(b)
		transport := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
		defer transport.CloseIdleConnections()
		b.RunParallel(func(p *testing.PB) {
			r := ask(h.url)
			for p.Next() {
				answer, err := transport.RoundTrip(r)
				if err != nil {
					b.Error(err)
					return
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		b.ReportMetric(float64(busy(b)-begin)/1e3/float64(b.N), "µs-of-core/op")
	})
}

// busy returns how long the cores have worked for this process: unlike the time
// that passes, it says the same on a machine that others use.
func busy(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
