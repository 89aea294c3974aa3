package index

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhatManyNetworksHaveApprovedTakesBoundedMemory asks networks that approve changes in
// turn, and at once, where there is room for one of them.
func TestWhatManyNetworksHaveApprovedTakesBoundedMemory(t *testing.T) {
	b := newBench(t, squareWorld())
	b.engine.mostCleared = 3
	b.write(tagged("1", "Jardin", "velo"), tagged("2", "Verger", "velo"))
	after, err := b.store.Sequence(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var queries []string
	for i := range 4 {
		n := openNetwork(fmt.Sprint("Reseau ", i), "tag=velo")
		n.Clears, n.ClearedAfter = true, after
		b.putNetwork(n)
		queries = append(queries, "network="+n.Slug)
	}
	b.write(tagged("1", "Spam", "spam"), tagged("2", "Spam aussi", "spam"), tagged("3", "Nouveau", "velo"))
	for range 2 {
		for _, q := range queries {
			if diff := cmp.Diff([]int64{1, 2}, b.found(t.Context(), q)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", q, diff)
			}
			if kept := len(b.engine.Snapshot().clearings); kept > 1 {
				t.Errorf("what %d networks have approved is kept, want 1", kept)
			}
		}
	}
	var all sync.WaitGroup
	for _, q := range queries {
		all.Go(func() {
			if diff := cmp.Diff([]int64{1, 2}, b.found(t.Context(), q)); diff != "" {
				t.Errorf("at once, %s (-want +got):\n%s", q, diff)
			}
		})
	}
	all.Wait()
}
