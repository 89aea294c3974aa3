package api

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"testing"
)

func TestEveryoneMayFetchTheSourceCode(t *testing.T) {
	h := newHouse(t)
	got := h.get(sourcePath)
	unzipped, err := gzip.NewReader(bytes.NewReader(got.body))
	if err != nil {
		t.Fatalf("GET %s = %d: %v", sourcePath, got.status, err)
	}
	files := map[string]int64{}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = header.Mode
	}
	if want := map[string]int64{"maillage/LICENSE": 0o644, "maillage/run": 0o755}; !maps.Equal(files, want) {
		t.Errorf("the archive holds %v, want %v", files, want)
	}
}
