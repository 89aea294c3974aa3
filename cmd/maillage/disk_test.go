package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// smallDisk returns the folder of a disk of so many megabytes, or skips the test
// where none can be made.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "disk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes)); err != nil {
		t.Skipf("no small disk can be mounted here (%v): run as root to test a full one", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestAFullDiskOnlyEndsWriting fills the disk of a server, and makes it larger.
func TestAFullDiskOnlyEndsWriting(t *testing.T) {
	disk := smallDisk(t, 60)
	dir := filepath.Join(disk, "var")
	r := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--log-format", "json")
	var names []string
	for i := range 40_000 {
		names = append(names, fmt.Sprintf("Lieu %d %s", i, strings.Repeat("mot ", 60)))
	}
	file := elementsFile(t, "s", names...)
	status, said := command(t, "import", "elements", "--data", dir, file)
	if status != 1 || !strings.Contains(said, "the disk is full") || !strings.Contains(said, "lines ") {
		t.Fatalf("import: exit status %d, says:\n%s", status, said)
	}
	rest := filepath.Join(disk, "rest") // what SQLite gave back is taken too
	os.WriteFile(rest, make([]byte, 60<<20), 0o600)
	r.finds(t, "/readyz", `"writable":false,"reason":"disk_full"`)
	_, before := get(t, r.url+"/api/v1/search?limit=1")
	if !strings.Contains(before, `"total":`) || strings.Contains(before, `"total":0`) {
		t.Errorf("while the disk is full the server answers %s", before)
	}
	if status, said := command(t, "import", "elements", "--data", dir, file); status != 1 || !strings.Contains(said, "the disk is full") {
		t.Errorf("second import: exit status %d, says:\n%s", status, said)
	}
	time.Sleep(2 * diskLookEvery)
	if n := strings.Count(r.stderr.String(), "the disk is full: nothing can be written"); n != 1 {
		t.Errorf("the log says %d times that the disk is full:\n%s", n, r.stderr)
	}

	if err := os.Remove(rest); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", disk, "tmpfs", syscall.MS_REMOUNT, "size=600m"); err != nil {
		t.Fatal(err)
	}
	r.finds(t, "/readyz", `"writable":true`)
	mustRun(t, "0 rejected", "import", "elements", "--data", dir, file)
	r.finds(t, "/api/v1/search?limit=1", `"total":40000`)
	mustRun(t, "40000 elements", "verify", "--data", dir)
	if status := r.end(t); status != 0 {
		t.Errorf("exit status %d:\n%s", status, r.stderr)
	}
	t.Logf("the server says:\n%s", r.stderr)
	again := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	again.finds(t, "/api/v1/search?limit=1&q=lieu", `"total":40000`)
	again.end(t)
}
