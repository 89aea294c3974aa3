package index

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

func TestHeavyWalksTakeTurnsAndLightOnesPass(t *testing.T) {
	s := &Snapshot{admission: &admission{turns: make(chan struct{}, 1)}}
	heavy, err := s.Admit(t.Context(), lightEntries+1)
	if err != nil {
		t.Fatal(err)
	}
	if light, err := s.Admit(t.Context(), lightEntries); err != nil {
		t.Errorf("light work beside heavy work: %v", err)
	} else {
		light()
	}

	impatient, leave := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer leave()
	if _, err := s.Admit(impatient, lightEntries+1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the second heavy work got %v, want to wait until its client leaves", err)
	}

	var waiting sync.WaitGroup
	waiting.Go(func() {
		next, err := s.Admit(t.Context(), lightEntries+1)
		if err != nil {
			t.Error(err)
			return
		}
		next()
	})
	heavy()
	waiting.Wait()
}

func TestNothingIsAnsweredToAClientThatLeft(t *testing.T) {
	b := newBench(t, squareWorld())
	b.write(named(1, "Jardin de la mare", "jardin"))
	s := b.snapshot()
	left, leave := context.WithCancel(t.Context())
	leave()
	for _, raw := range []string{"", "q=jardin", "q=jarrdinn", "tag=jardin&facets=tag,kind", "near=1,41", "in=AA"} {
		q, err := ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Search(left, q); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: %v, want the search to end", raw, err)
		}
	}
	if _, err := s.Suggest(left, "jar", 5); !errors.Is(err, context.Canceled) {
		t.Errorf("suggest: %v, want it to end", err)
	}
}

// leaving is a context whose client leaves after so many looks at it.
type leaving struct {
	context.Context
	looks int
}

func (l *leaving) Err() error {
	if l.looks--; l.looks < 0 {
		return context.Canceled
	}
	return nil
}

func TestALongWalkEndsSoonAfterItsClientLeft(t *testing.T) {
	p := newPart(segmentOf(20 * walkStep))
	visited := 0
	err := walk(&leaving{t.Context(), 3}, p.living(), func(entries []uint32) { visited += len(entries) })
	if !errors.Is(err, context.Canceled) || visited > 4*walkStep {
		t.Errorf("%d entries visited, then %v; want at most %d, then canceled", visited, err, 4*walkStep)
	}
}
