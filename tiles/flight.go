package tiles

import (
	"context"
	"sync"
)

// flights lets a tile that several ask for at the same time be drawn once for
// all of them. Whoever asks first draws, so that nothing is drawn that nobody
// waits for: one who leaves while queued hands over to the next.
type flights struct {
	mu    sync.Mutex
	byKey map[fingerprint]*flight
}

// flight is a tile that somebody is drawing.
type flight struct {
	over  chan struct{} // closed at the end; what follows is set before
	drawn bool          // false: whoever was to draw left or failed badly
	tile  Tile
	err   error
}

// join returns the flight of a key, and whether the caller must draw for it and
// then [flights.land] it; none when kept finds the tile.
func (f *flights) join(key fingerprint, kept func(fingerprint) (Tile, bool)) (tile Tile, under *flight, mine bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if under, found := f.byKey[key]; found {
		return Tile{}, under, false
	}
	if tile, found := kept(key); found {
		return tile, nil, false
	}
	if f.byKey == nil {
		f.byKey = map[fingerprint]*flight{}
	}
	under = &flight{over: make(chan struct{})}
	f.byKey[key] = under
	return Tile{}, under, true
}

// land ends a flight and wakes those who wait for it.
func (f *flights) land(key fingerprint, under *flight) {
	f.mu.Lock()
	delete(f.byKey, key)
	f.mu.Unlock()
	close(under.over)
}

// work is how a tile comes about.
type work struct {
	// prepare, where there is one, waits until drawing may begin, and returns
	// what is to be called at its end.
	prepare func(context.Context) (done func(), err error)
	draw    func() ([]byte, error)
}

// tile returns the tile kept under a key, or draws it when there is none. The
// error is the work's, or the context's when it ends before the drawing begins.
func (s *Server) tile(ctx context.Context, key fingerprint, e Encoding, w work) (Tile, error) {
	for {
		tile, under, mine := s.flights.join(key, s.tiles.get)
		if under == nil {
			return tile, nil
		}
		if mine {
			return s.fly(ctx, key, under, e, w)
		}
		select {
		case <-under.over:
			if under.drawn {
				return under.tile, under.err
			}
		case <-ctx.Done():
			return Tile{}, ctx.Err()
		}
	}
}

// fly draws a tile for all who wait for it, once it is prepared and there is a
// permit: what waits for its turn takes no permit from what could be drawn.
func (s *Server) fly(ctx context.Context, key fingerprint, under *flight, e Encoding, w work) (Tile, error) {
	defer s.flights.land(key, under)
	if w.prepare != nil {
		done, err := w.prepare(ctx)
		if err != nil {
			return Tile{}, err // whoever waits next tries again
		}
		defer done()
	}
	select {
	case s.permits <- struct{}{}:
		defer func() { <-s.permits }()
	case <-ctx.Done():
	}
	if err := ctx.Err(); err != nil {
		return Tile{}, err
	}
	body, err := w.draw()
	if err == nil {
		under.tile = encode(body, e)
		s.tiles.put(key, under.tile, len(under.tile.Body))
	}
	under.drawn, under.err = true, err
	return under.tile, err
}
