package index

import (
	"context"
	"sync"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/geo"
)

// bench is a real store with a real engine following it.
type bench struct {
	t       *testing.T
	dir     string
	store   *store.Store
	commons *commons.Commons
	engine  *Engine
	close   func() // stops and closes the engine; again does nothing
}

func newBench(t *testing.T, territories []geo.Territory) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir()}
	var err error
	if b.store, err = store.Open(t.Context(), b.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.store.Close() })
	b.commons = commons.New(b.store)
	if err := b.commons.ImportTerritories(t.Context(), territories); err != nil {
		t.Fatal(err)
	}
	b.open()
	return b
}

func (b *bench) open() {
	b.t.Helper()
	engine, err := Open(b.t.Context(), Options{Dir: b.dir + "/index", Source: b.store})
	if err != nil {
		b.t.Fatal(err)
	}
	engine.working.kept.least = 0 // small as the segments are: what is kept must be right
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- engine.Run(ctx) }()
	b.engine = engine
	b.close = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			b.t.Error(err)
		}
		if err := engine.Close(); err != nil {
			b.t.Error(err)
		}
	})
	b.t.Cleanup(b.close)
}

// restart closes the engine and opens it again.
func (b *bench) restart() {
	b.t.Helper()
	b.close()
	b.open()
}

func (b *bench) write(elements ...data.Element) {
	b.t.Helper()
	outcomes, err := b.commons.ImportElements(b.t.Context(), elements, time.Unix(1_700_000_000, 0))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, o := range outcomes {
		if o.Err != nil {
			b.t.Fatal(o.Err)
		}
	}
}

// snapshot returns what readers see once everything written is shown.
func (b *bench) snapshot() *Snapshot {
	b.t.Helper()
	sequence, err := b.store.Sequence(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.t.Context(), 30*time.Second)
	defer cancel()
	if err := b.engine.Wait(ctx, sequence); err != nil {
		b.t.Fatal(err)
	}
	return b.engine.Snapshot()
}
