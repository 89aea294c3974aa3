package tiles

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
)

// livingLog is a source for the engine that is written to while it is followed.
type livingLog struct {
	mu       sync.Mutex
	elements []data.Element // by num - 1
	changes  []data.Change
}

func (l *livingLog) Networks(context.Context, ...int64) ([]data.NetworkScope, error) {
	return nil, nil
}

func (l *livingLog) Cleared(context.Context, int64, int64, []int64) ([]data.Element, error) {
	return nil, nil
}

func (l *livingLog) Uncleared(context.Context, int64, int64) ([]int64, error) {
	return nil, nil
}

func (l *livingLog) Sequence(context.Context) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int64(len(l.changes)), nil
}

func (l *livingLog) Changes(_ context.Context, since int64, limit int) ([]data.Change, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	end := min(int(since)+limit, len(l.changes))
	return slices.Clone(l.changes[since:end]), nil
}

func (l *livingLog) ElementsByNum(_ context.Context, nums []int64) ([]data.Element, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	elements := make([]data.Element, len(nums))
	for i, num := range nums {
		elements[i] = l.elements[num-1]
	}
	return elements, nil
}

func (l *livingLog) Gazetteer(context.Context) (*geo.Gazetteer, int64, error) {
	return geo.NewGazetteer(nil), 0, nil
}

func (l *livingLog) Identity(context.Context) (string, error) { return "log", nil }

// write keeps e in place of the element with a num, or as a new one when that
// is 0, and returns the number of the change.
func (l *livingLog) write(num int64, e data.Element) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if num == 0 {
		num = int64(len(l.elements) + 1)
		l.elements = append(l.elements, data.Element{ID: data.NewID()})
	}
	e.Num, e.ID = num, l.elements[num-1].ID
	l.elements[num-1] = e
	sequence := int64(len(l.changes) + 1)
	l.changes = append(l.changes, data.Change{Sequence: sequence, Subject: data.SubjectElement, Num: num})
	return sequence
}

// follow starts an engine on a source.
func follow(t testing.TB, source index.Source) *index.Engine {
	t.Helper()
	e, err := index.Open(t.Context(), index.Options{Dir: t.TempDir(), Source: source})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// writeAtRandom writes n changes: new elements, others that move, change or go.
func writeAtRandom(l *livingLog, r *rand.Rand, n int) (last int64) {
	for _, e := range inventedElements(r, n) {
		num := int64(0)
		if known := len(l.elements); known > 600 || known > 300 && r.IntN(3) > 0 {
			num = int64(1 + r.IntN(known))
		}
		last = l.write(num, e)
	}
	return last
}

// TestTilesAreRightWhileElementsAreWritten compares, on snapshot after snapshot,
// the clusters of every tile with those of the plain rule on the whole world, and
// adds up what all tiles hold.
func TestTilesAreRightWhileElementsAreWritten(t *testing.T) {
	r := random(t)
	log := &livingLog{}
	first := unlessShort(400, 100)
	writeAtRandom(log, r, first)
	engine := follow(t, log)
	if err := engine.Wait(t.Context(), int64(first)); err != nil {
		t.Fatal(err)
	}
	var writer sync.WaitGroup
	stop := make(chan struct{})
	writer.Go(func() {
		r := rand.New(rand.NewPCG(r.Uint64(), 1))
		for {
			select {
			case <-stop:
				return
			default:
				engine.Wait(context.Background(), writeAtRandom(log, r, 1+r.IntN(30)))
			}
		}
	})
	defer writer.Wait()
	defer close(stop)
	const zooms = MaxElementsZoom + 1
	rounds := unlessShort(2*zooms, zooms)
	for round := range rounds {
		zoom := uint32(round * zooms / rounds)
		snapshot := engine.Snapshot()
		selected := selection(t, snapshot, []string{"", "kind=place"}[round%2])
		checkZoom(t, selected, zoom)
		if err := engine.Wait(t.Context(), snapshot.Sequence()+1); err != nil {
			t.Fatal(err)
		}
	}
}

// checkZoom fails unless the tiles of a zoom hold what the matches have to be
// drawn as.
func checkZoom(t *testing.T, s *index.Selection, zoom uint32) {
	t.Helper()
	positions := positionsOf(s)
	checkCounts(t, s, len(positions), zoom)
	if zoom >= ClusterZoom {
		return
	}
	var found []plainCluster
	for tile := range tilesAround(positions, zoom) {
		for _, c := range findClusters(s, tile) {
			found = append(found, plainCluster{c.id, c.count, c.position})
		}
	}
	slices.SortFunc(found, comparePlain)
	if diff := gocmp.Diff(plainClusters(s, zoom), found); diff != "" {
		t.Fatalf("zoom %d: clusters of the rule (-), of the tiles (+):\n%s", zoom, diff)
	}
	close, pixels := 0, math.Ldexp(512, int(zoom)-32)
	for n, a := range found {
		for _, b := range found[:n] {
			dx := (float64(a.Position.X) - float64(b.Position.X)) * pixels
			dy := (float64(a.Position.Y) - float64(b.Position.Y)) * pixels
			if math.Hypot(dx, dy) < 0.7*56 {
				close++
			}
		}
	}
	if close > 1+len(found)/20 {
		t.Errorf("zoom %d: %d pairs of %d clusters are closer than 0.7 radii", zoom, close, len(found))
	}
}

// TestTagsAndTilesOutliveTheEngine compares an engine that has followed changes
// one by one with another that read all of them at its start: what one has sent
// is good for the other, byte by byte.
func TestTagsAndTilesOutliveTheEngine(t *testing.T) {
	r := random(t)
	log := &livingLog{}
	older := follow(t, log)
	for range 20 {
		if err := older.Wait(t.Context(), writeAtRandom(log, r, 50)); err != nil {
			t.Fatal(err)
		}
	}
	newer := follow(t, log)
	if err := newer.Wait(t.Context(), 1000); err != nil {
		t.Fatal(err)
	}
	one, other := NewServer(DefaultCacheBytes), NewServer(DefaultCacheBytes)
	for _, raw := range []string{"", "kind=project"} {
		a, b := selection(t, older.Snapshot(), raw), selection(t, newer.Snapshot(), raw)
		positions := positionsOf(a)
		for zoom := range uint32(MaxElementsZoom + 1) {
			for range 5 {
				tile := geo.TileAt(positions[r.IntN(len(positions))], zoom)
				if err := sameTile(t, one, other, a, b, tile); err != nil {
					t.Errorf("tile %v of %q: %v", tile, raw, err)
				}
			}
		}
	}
}

// sameTile returns in what way two servers answer differently, nil when they do
// not.
func sameTile(t *testing.T, one, other *Server, a, b Source, tile geo.Tile) error {
	t.Helper()
	tagA, err := ElementsETag(a, tile, Gzip)
	if err != nil {
		return err
	}
	tagB, err := ElementsETag(b, tile, Gzip)
	if err != nil {
		return err
	}
	if tagA != tagB {
		return fmt.Errorf("entity tags %s and %s", tagA, tagB)
	}
	bodyA, err := one.Elements(t.Context(), a, tile, Gzip)
	if err != nil {
		return err
	}
	bodyB, err := other.Elements(t.Context(), b, tile, Gzip)
	if err != nil {
		return err
	}
	if diff := gocmp.Diff(bodyA, bodyB); diff != "" {
		return fmt.Errorf("one (-), other (+):\n%s", diff)
	}
	return nil
}
