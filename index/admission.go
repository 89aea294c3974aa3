package index

import (
	"context"
	"runtime"
)

// lightEntries is how many entries may be walked without waiting for a turn: a
// few milliseconds of one core.
const lightEntries = 200_000

// admission lets few heavy walks run at once, so that one of Go's processors at
// least is left to what is light. Those who wait are served in the order they came.
type admission struct {
	turns chan struct{}
}

func newAdmission() *admission {
	return &admission{turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
}

// Admit waits for the turn of work that walks that many entries of s: light work
// has it at once, heavy work takes turns. The caller calls done when it has
// finished. The error is the context's.
func (s *Snapshot) Admit(ctx context.Context, entries int) (done func(), err error) {
	if entries <= lightEntries {
		return func() {}, ctx.Err()
	}
	select {
	case s.admission.turns <- struct{}{}:
		return func() { <-s.admission.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
