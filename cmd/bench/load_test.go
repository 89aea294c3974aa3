package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// serveTile serves the same few bytes, after a pause, and counts its answers.
func serveTile(t *testing.T, pause time.Duration) (base string, answered *atomic.Int64) {
	answered = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(pause)
		if r.URL.Path == "/missing" {
			http.NotFound(w, r)
			return
		}
		answered.Add(1)
		w.Write([]byte("tile"))
	}))
	t.Cleanup(server.Close)
	return server.URL, answered
}

func TestHammerCountsAnswers(t *testing.T) {
	base, answered := serveTile(t, 0)
	perSecond, err := hammer(t.Context(), base, "/tile", 2, 50*time.Millisecond)
	if err != nil || perSecond <= 0 {
		t.Fatalf("hammer = %v, %v", perSecond, err)
	}
	if most := float64(answered.Load()) / 0.05; perSecond > most {
		t.Errorf("%v answers a second, but the server gave at most %v", perSecond, most)
	}
	if _, err := hammer(t.Context(), base, "/missing", 1, time.Millisecond); err == nil {
		t.Error("an error page counts as a tile")
	}
}

func TestSteadyChargesForWaiting(t *testing.T) {
	base, _ := serveTile(t, 20*time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	took, err := steady(ctx, newOverHTTP(base), []string{"/a", "/b"}, 50, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(took) == 0 {
		t.Fatal("nothing was asked")
	}
	if least := summarise(took).p50; least < 20*time.Millisecond {
		t.Errorf("p50 %v, less than the server takes", least)
	}
}
