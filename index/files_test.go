package index

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
)

// countingSource tells how many changes an engine reads.
type countingSource struct {
	Source
	changes int
}

func (s *countingSource) Changes(ctx context.Context, since int64, limit int) ([]data.Change, error) {
	changes, err := s.Source.Changes(ctx, since, limit)
	s.changes += len(changes)
	return changes, err
}

// reopen opens a second engine on the bench's folder once the first is closed,
// lets it catch up, and returns it with what it read and logged.
func reopen(t *testing.T, b *bench) (e *Engine, read int, log string) {
	t.Helper()
	var lines bytes.Buffer
	source := &countingSource{Source: b.store}
	e, err := Open(t.Context(), Options{Dir: b.dir + "/index", Source: source, Logger: slog.New(slog.NewTextHandler(&lines, nil))})
	if err != nil {
		t.Fatal(err)
	}
	before := source.changes
	for caughtUp := false; !caughtUp; {
		if caughtUp, err = e.step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	read = source.changes - before
	return e, read, lines.String()
}

func closedBench(t *testing.T, elements int) *bench {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	b := newBench(t, squareWorld())
	for i := range elements {
		b.write(randomElement(r, i))
	}
	b.snapshot()
	b.close()
	return b
}

func TestRestartReplaysOnlyTheTail(t *testing.T) {
	b := closedBench(t, 60)
	want := b.engine.Snapshot().Total()
	e := randomElement(rand.New(rand.NewPCG(5, 5)), 1000)
	e.Status, e.Visibility = data.StatusPublished, data.VisibilityPublic
	b.write(e)

	engine, read, _ := reopen(t, b)
	defer engine.Close()
	if read != 1 {
		t.Errorf("%d changes read after a restart, want the 1 that came since", read)
	}
	if got := engine.Snapshot().Total(); got != want+1 {
		t.Errorf("%d elements after the restart, want %d", got, want+1)
	}
}

func TestADamagedFolderIsBuiltAnew(t *testing.T) {
	tests := []struct {
		name   string
		damage func(t *testing.T, dir string)
	}{
		{"manifest cut short", func(t *testing.T, dir string) { cutFile(t, filepath.Join(dir, manifestName)) }},
		{"manifest with a flipped bit", func(t *testing.T, dir string) { flipBit(t, filepath.Join(dir, manifestName)) }},
		{"manifest of another version", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, manifestName), "maillage-index-0 whatever follows")
		}},
		{"empty manifest", func(t *testing.T, dir string) { write(t, filepath.Join(dir, manifestName), "") }},
		{"no manifest", func(t *testing.T, dir string) { remove(t, filepath.Join(dir, manifestName)) }},
		{"segment cut short", func(t *testing.T, dir string) { cutFile(t, aSegment(t, dir)) }},
		{"segment with a flipped bit", func(t *testing.T, dir string) { flipBit(t, aSegment(t, dir)) }},
		{"empty segment", func(t *testing.T, dir string) { write(t, aSegment(t, dir), "") }},
		{"no segment", func(t *testing.T, dir string) { remove(t, aSegment(t, dir)) }},
		{"segment of another folder in its place", func(t *testing.T, dir string) {
			other := newBench(t, squareWorld())
			e := randomElement(rand.New(rand.NewPCG(5, 5)), 1000)
			e.Status, e.Visibility = data.StatusPublished, data.VisibilityPublic
			other.write(e)
			other.snapshot()
			other.close()
			content, err := os.ReadFile(aSegment(t, other.dir+"/index"))
			if err != nil {
				t.Fatal(err)
			}
			write(t, aSegment(t, dir), string(content))
		}},
		{"nothing at all", func(t *testing.T, dir string) { remove(t, dir) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := closedBench(t, 40)
			want := b.engine.Snapshot()
			tt.damage(t, b.dir+"/index")
			engine, read, log := reopen(t, b)
			defer engine.Close()
			columns := strings.Contains(tt.name, "manifest") || strings.Contains(tt.name, "segment")
			if read == 0 && columns {
				t.Error("no change was read again")
			}
			if columns && tt.name != "no manifest" && !strings.Contains(log, "built anew") {
				t.Errorf("the log does not say that the index is built anew: %q", log)
			}
			q := Query{Words: "jardin"}
			a, err := want.Select(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			result, err := engine.Snapshot().Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if result.Total != a.Total() || len(result.Hits) > 0 && result.Hits[0].Score == 0 {
				t.Errorf("%d elements found again, want %d; best score %+v", result.Total, a.Total(), result.Hits)
			}
		})
	}
}

// aSegment returns the file of a segment of the index in dir: one that the manifest
// names, as a merge on its way may have left another.
func aSegment(t *testing.T, dir string) string {
	t.Helper()
	saved, err := readManifest(dir)
	if err != nil || len(saved.Segments) == 0 {
		t.Fatalf("%s names no segment: %v", dir, err)
	}
	return filepath.Join(dir, saved.Segments[0].File)
}

func cutFile(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()/2); err != nil {
		t.Fatal(err)
	}
}

func flipBit(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)*2/3] ^= 1
	write(t, path, string(b))
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func TestImportingTerritoriesDerivesAllAgain(t *testing.T) {
	world := squareWorld()
	var countries []geo.Territory
	for _, territory := range world {
		if territory.Level == geo.LevelCountry {
			countries = append(countries, territory)
		}
	}
	b := newBench(t, countries)
	e := randomElement(rand.New(rand.NewPCG(1, 1)), 1)
	e.Status, e.Visibility = data.StatusPublished, data.VisibilityPublic
	e.Geometry = geo.PointGeometry(geo.Point{Lon: 0.5, Lat: 40.5})
	b.write(e)
	before := b.snapshot()
	if _, err := before.Search(t.Context(), Query{In: []string{"AA-00000"}}); err == nil {
		t.Error("a commune is known before it was imported")
	}
	if err := b.commons.ImportTerritories(t.Context(), world); err != nil {
		t.Fatal(err)
	}
	result, err := b.snapshot().Search(t.Context(), Query{In: []string{"AA-00000"}})
	if err != nil {
		t.Fatal(err)
	}
	if result.Total != 1 {
		t.Errorf("%d elements in the commune after its import, want 1", result.Total)
	}
	if after := b.snapshot(); after.TerritoriesVersion() <= before.TerritoriesVersion() {
		t.Errorf("territories' version stays %d", after.TerritoriesVersion())
	}
}

// TestReadersSeeAllWhileTerritoriesAreImported: while everything is derived
// again, readers keep what they had.
func TestReadersSeeAllWhileTerritoriesAreImported(t *testing.T) {
	b := newBench(t, squareWorld())
	for i := range 30 {
		b.write(named(i, "Jardin"))
	}
	b.snapshot()
	watching, stop := context.WithCancel(t.Context())
	var watcher sync.WaitGroup
	watcher.Go(func() {
		for watching.Err() == nil {
			if n := b.engine.Snapshot().Total(); n != 30 {
				t.Errorf("readers see %d elements, want 30", n)
				return
			}
		}
	})
	for i := range 5 {
		world := squareWorld()
		world[0].Population = i + 1
		if err := b.commons.ImportTerritories(t.Context(), world); err != nil {
			t.Fatal(err)
		}
		b.snapshot()
	}
	stop()
	watcher.Wait()
}

func TestStoppingWhileCatchingUpIsNoFailure(t *testing.T) {
	b := closedBench(t, 30)
	remove(t, b.dir+"/index")
	engine, err := Open(t.Context(), Options{Dir: b.dir + "/index", Source: b.store})
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := engine.Run(stopped); err != nil {
		t.Errorf("Run: %v", err)
	}
	if err := engine.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestTheIndexOfAnotherStoreIsBuiltAnew(t *testing.T) {
	first, second := closedBench(t, 30), closedBench(t, 5)
	for range 40 { // so that its log is longer than what the foreign index holds
		second.write(named(77, fmt.Sprint("Jardin ", rand.Int())))
	}
	remove(t, second.dir+"/index")
	if err := os.CopyFS(second.dir+"/index", os.DirFS(first.dir+"/index")); err != nil {
		t.Fatal(err)
	}
	engine, _, log := reopen(t, second)
	defer engine.Close()
	elements, err := currentElements(t.Context(), second.store)
	if err != nil {
		t.Fatal(err)
	}
	want := len(newOracle(elements, engine.Snapshot().Gazetteer()).entries)
	if got := engine.Snapshot().Total(); got != want || !strings.Contains(log, "built anew") {
		t.Errorf("%d elements, want %d; log %q", got, want, log)
	}
}

func TestWaitGivesUpWithItsContext(t *testing.T) {
	b := newBench(t, squareWorld())
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if err := b.engine.Wait(ctx, 1<<40); err == nil {
		t.Error("Wait returned nil for a change that never came")
	}
}
