package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"maillage/data"
)

// fill writes elements of about 20 kB each until that fails, and returns how
// many are kept, and the failure.
func fill(t *testing.T, s *Store) (kept int, err error) {
	t.Helper()
	for range 10_000 {
		if err := putLarge(t, s); err != nil {
			return kept, err
		}
		kept++
	}
	t.Fatal("the disk never fills")
	return 0, nil
}

func putLarge(t *testing.T, s *Store) error {
	t.Helper()
	e := data.FirstRevision(data.Element{Kind: data.KindPlace, Name: "Lieu", Description: strings.Repeat("m", 10_000)}, data.NewID(), time.Unix(1_700_000_000, 0))
	_, err := s.Update(t.Context(), func(tx *Tx) error { return tx.PutElements([]*data.Element{&e}, "test") })
	return err
}

// checkSound reports whatever is wrong with the database, and with the number
// of its elements.
func checkSound(t *testing.T, dir string, want int) {
	t.Helper()
	report, err := Verify(t.Context(), filepath.Join(dir, FileName))
	if err != nil || len(report.Problems) > 0 || report.Elements != want {
		t.Errorf("Verify = %+v, %v; want %d elements and no problem", report, err, want)
	}
}

func TestAFullDatabaseRefusesWritesAndLosesNothing(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.writer.Exec("PRAGMA max_page_count = 200"); err != nil {
		t.Fatal(err)
	}
	kept, err := fill(t, s)
	if !errors.Is(err, ErrFull) || !errors.Is(s.Writable(), ErrFull) {
		t.Errorf("Update = %v, Writable = %v; want ErrFull twice", err, s.Writable())
	}
	checkSound(t, dir, kept)
	if _, err := s.writer.Exec("PRAGMA max_page_count = 100000"); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckDisk(t.Context()); err != nil || s.Writable() != nil {
		t.Errorf("CheckDisk = %v, Writable = %v once there is room", err, s.Writable())
	}
	if err := putLarge(t, s); err != nil {
		t.Errorf("Update once there is room = %v", err)
	}
	checkSound(t, dir, kept+1)
}

// TestAFullDisk fills a real one, small and in memory.
func TestAFullDisk(t *testing.T) {
	disk := smallDisk(t, 12<<20)
	dir := filepath.Join(disk, "var")
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := fill(t, s)
	t.Logf("%d elements fit: %v", kept, err)
	if !errors.Is(err, ErrFull) {
		t.Errorf("Update = %v, want ErrFull", err)
	}
	if err := s.CheckDisk(t.Context()); !errors.Is(err, ErrFull) {
		t.Errorf("CheckDisk = %v, want ErrFull", err)
	}
	if n, err := s.ElementCount(t.Context()); n != kept || err != nil {
		t.Errorf("ElementCount = %d, %v; want %d: a full disk is still read", n, err, kept)
	}
	if _, _, err := Backup(t.Context(), dir, filepath.Join(disk, "copy"), false); !errors.Is(err, ErrFull) {
		t.Errorf("Backup to the full disk = %v, want ErrFull", err)
	}
	checkSound(t, dir, kept)

	if err := syscall.Mount("", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckDisk(t.Context()); err != nil {
		t.Errorf("CheckDisk once there is room = %v", err)
	}
	if err := putLarge(t, s); err != nil {
		t.Errorf("Update once there is room = %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	checkSound(t, dir, kept+1)
}

// smallDisk returns the folder of a disk of so many bytes, or skips the test
// where none can be made.
func smallDisk(t *testing.T, bytes int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", bytes)); err != nil {
		t.Skipf("no small disk can be mounted here (%v): run as root to test a full one", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestStartingOnAFullDisk(t *testing.T) {
	disk := smallDisk(t, 8<<20)
	dir := filepath.Join(disk, "var")
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for ; kept < 20; kept++ {
		if err := putLarge(t, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(disk, "rest"), make([]byte, 16<<20), 0o600) // ends when the disk is full
	if s, err = Open(t.Context(), dir); err != nil {
		if !errors.Is(err, ErrFull) {
			t.Errorf("Open = %v, want it to name the full disk", err)
		}
		t.Logf("Open says: %v", err)
		return
	}
	defer s.Close()
	if n, err := s.ElementCount(t.Context()); n != kept || err != nil {
		t.Errorf("ElementCount = %d, %v; want %d", n, err, kept)
	}
}
