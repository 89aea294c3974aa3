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
	byKey map[string]*flight
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
func (f *flights) join(key string, kept func(string) (Tile, bool)) (tile Tile, under *flight, mine bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if under, found := f.byKey[key]; found {
		return Tile{}, under, false
	}
	if tile, found := kept(key); found {
		return tile, nil, false
	}
	if f.byKey == nil {
		f.byKey = map[string]*flight{}
	}
	under = &flight{over: make(chan struct{})}
	f.byKey[key] = under
	return Tile{}, under, true
}

// land ends a flight and wakes those who wait for it.
func (f *flights) land(key string, under *flight) {
	f.mu.Lock()
	delete(f.byKey, key)
	f.mu.Unlock()
	close(under.over)
}

// tile returns the tile kept under a key, or draws it when there is none. The
// error is draw's, or the context's when it ends before the drawing begins.
func (s *Server) tile(ctx context.Context, key string, e Encoding, draw func() ([]byte, error)) (Tile, error) {
	for {
		tile, under, mine := s.flights.join(key, s.tiles.get)
		if under == nil {
			return tile, nil
		}
		if mine {
			return s.fly(ctx, key, under, e, draw)
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

// fly draws a tile for all who wait for it, once there is a permit.
func (s *Server) fly(ctx context.Context, key string, under *flight, e Encoding, draw func() ([]byte, error)) (Tile, error) {
	defer s.flights.land(key, under)
	select {
	case s.permits <- struct{}{}:
		defer func() { <-s.permits }()
	case <-ctx.Done():
	}
	if err := ctx.Err(); err != nil {
		return Tile{}, err
	}
	body, err := draw()
	if err == nil {
		under.tile = encode(body, e)
		s.tiles.put(key, under.tile, len(under.tile.Body))
	}
	under.drawn, under.err = true, err
	return under.tile, err
}
