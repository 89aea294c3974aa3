package maillage

import (
	"io/fs"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestSourceIsWhole compares what is embedded with what git keeps.
func TestSourceIsWhole(t *testing.T) {
	kept, err := exec.Command("git", "ls-files").Output()
	if err != nil {
		t.Skipf("not a git checkout: %v", err)
	}
	for _, path := range strings.Fields(string(kept)) {
		if _, err := fs.Stat(Source, path); err != nil {
			t.Errorf("%s is kept by git, and not in Source: name it in source.go", path)
		}
	}
	// What the build makes must not ride along.
	err = fs.WalkDir(Source, ".", func(path string, entry fs.DirEntry, err error) error {
		if slices.Contains(strings.Split(path, "/"), "node_modules") || strings.HasPrefix(path, "web/dist/assets") {
			t.Errorf("%s is in Source", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
