package index

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"maillage/data"
)

// TestAFullDiskHindersNoReader lets the index follow while its own files cannot
// be written: it shows everything, and finds all of it again after a restart.
func TestAFullDiskHindersNoReader(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("no small disk can be mounted here (%v): run as root to test a full one", err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	b := newBench(t, squareWorld())
	b.close()
	var log bytes.Buffer
	options := Options{Dir: filepath.Join(disk, "index"), Source: b.store, Logger: slog.New(slog.NewTextHandler(&log, nil))}
	e, err := Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	rest := filepath.Join(disk, "rest")
	os.WriteFile(rest, make([]byte, 4<<20), 0o600) // ends when the disk is full
	r := rand.New(rand.NewPCG(3, 3))
	for i := range 300 {
		element := randomElement(r, i)
		element.Status, element.Visibility = data.StatusPublished, data.VisibilityPublic
		b.write(element)
	}
	for caughtUp := false; !caughtUp; {
		if caughtUp, err = e.step(t.Context()); err != nil {
			t.Fatalf("the engine cannot follow: %v", err)
		}
	}
	want, err := e.Snapshot().Select(t.Context(), Query{Words: "jardin"})
	if err != nil || e.Snapshot().Total() != 300 {
		t.Fatalf("%d elements are shown, %v; want 300", e.Snapshot().Total(), err)
	}
	begin := time.Now()
	e.save()
	e.save()
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("two saves on a full disk took %v", took)
	}
	if n := strings.Count(log.String(), "could not be saved"); n != 1 {
		t.Errorf("the log says %d times that the index could not be saved:\n%s", n, log.String())
	}

	if err := os.Remove(rest); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("Close = %v", err)
	}
	if !strings.Contains(log.String(), "saved again") {
		t.Errorf("the log does not say that the index is saved again:\n%s", log.String())
	}
	e, err = Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for caughtUp := false; !caughtUp; {
		if caughtUp, err = e.step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got, err := e.Snapshot().Search(t.Context(), Query{Words: "jardin", Limit: 50})
	if err != nil || got.Total != want.Total() {
		t.Errorf("after a restart %d elements are found, %v; want %d", got.Total, err, want.Total())
	}
}

// brokenSource fails while it is told to.
type brokenSource struct {
	Source
	broken atomic.Bool
}

func (s *brokenSource) Changes(ctx context.Context, since int64, limit int) ([]data.Change, error) {
	if s.broken.Load() {
		return nil, errors.New("the disk is gone")
	}
	return s.Source.Changes(ctx, since, limit)
}

func TestAnEngineThatCannotFollowKeepsItsReadersAndTriesAgain(t *testing.T) {
	b := newBench(t, squareWorld())
	b.write(randomElement(rand.New(rand.NewPCG(1, 1)), 1))
	b.close()
	source := &brokenSource{Source: b.store}
	e, err := Open(t.Context(), Options{Dir: t.TempDir(), Source: source})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	eventually(t, "a snapshot", func() bool { return e.Snapshot() != nil })
	source.broken.Store(true)
	eventually(t, "trouble", func() bool { return e.Trouble() != nil })
	if e.Snapshot() == nil {
		t.Error("readers have lost their snapshot")
	}
	source.broken.Store(false)
	eventually(t, "an end of the trouble", func() bool { return e.Trouble() == nil })
	cancel()
	if err := errors.Join(<-ended, e.Close()); err != nil {
		t.Error(err)
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s does not come", what)
		}
	}
}
