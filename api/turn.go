package api

import (
	"context"
	"sync"
)

// turnsPerProcessor is how many searches and exports are worked on at once for
// each of Go's processors; others wait.
const turnsPerProcessor = 4

// turn waits until there is room for more work, which end gives back; it may be
// called again. Nobody keeps a turn while a client reads: slow ones hold nobody
// up. The error is the context's.
func (s *Server) turn(ctx context.Context) (end func(), err error) {
	select {
	case s.turns <- struct{}{}:
		return sync.OnceFunc(func() { <-s.turns }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
