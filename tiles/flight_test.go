package tiles

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"maillage/geo"
)

// TestWhoeverLeavesTheQueueIsNotDrawnFor has all permits taken while tiles are
// asked for.
func TestWhoeverLeavesTheQueueIsNotDrawnFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watched{world: *towns(random(t), 100)}
		s := NewServer(DefaultCacheBytes)
		for range cap(s.permits) {
			s.permits <- struct{}{}
		}
		ask := func(ctx context.Context) <-chan error {
			answered := make(chan error, 1)
			go func() {
				tile, err := s.Elements(ctx, w, geo.Tile{}, Gzip)
				if err == nil && tile.Body == nil {
					err = errors.New("nothing was drawn")
				}
				answered <- err
			}()
			synctest.Wait() // until it is in the queue
			return answered
		}
		bounded, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		gone, leave := context.WithCancel(t.Context())
		first, second, third := ask(gone), ask(bounded), ask(t.Context())
		leave()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the one that left: error %v, want context.Canceled", err)
		}
		begin := time.Now()
		if err := <-second; !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 20*time.Second {
			t.Errorf("the one with 20 s: error %v after %v", err, time.Since(begin))
		}
		synctest.Wait()
		if w.asked() != 0 {
			t.Errorf("%d questions were asked without a permit, want none", w.asked())
		}
		<-s.permits
		if err := <-third; err != nil || w.cells.Load() != 1 {
			t.Errorf("the one that stayed: error %v, %d drawings, want 1", err, w.cells.Load())
		}
		if len(s.flights.byKey) != 0 || len(s.permits) != cap(s.permits)-1 {
			t.Errorf("%d drawings are left over, %d permits of %d are taken", len(s.flights.byKey), len(s.permits), cap(s.permits)-1)
		}
	})
}

func TestADrawingThatPanicsLeavesTheNextOneItsTurn(t *testing.T) {
	s := NewServer(DefaultCacheBytes)
	draw := func(draw func() ([]byte, error)) (failure any, tile Tile, err error) {
		defer func() { failure = recover() }()
		tile, err = s.tile(t.Context(), fingerprint{1}, Identity, work{draw: draw})
		return nil, tile, err
	}
	if failure, _, _ := draw(func() ([]byte, error) { panic("broken") }); failure != "broken" {
		t.Errorf("panic %v, want the drawing's", failure)
	}
	if failure, tile, err := draw(func() ([]byte, error) { return []byte("tile"), nil }); failure != nil || err != nil || string(tile.Body) != "tile" {
		t.Errorf("the next: %q, error %v, panic %v", tile.Body, err, failure)
	}
}
