package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/protomaps/go-pmtiles/pmtiles"
)

// archive returns an archive whose every tile down to zoom 4 is an image of
// itself, as far as the map need know.
func archive(t *testing.T) []byte {
	t.Helper()
	var entries []pmtiles.EntryV3
	var content []byte
	for id := range pmtiles.ZxyToID(5, 0, 0) {
		tile := []byte(strings.Repeat("tile ", 20))
		entries = append(entries, pmtiles.EntryV3{TileID: id, Offset: uint64(len(content)), Length: uint32(len(tile)), RunLength: 1})
		content = append(content, tile...)
	}
	root := pmtiles.SerializeEntries(entries, pmtiles.Gzip)
	metadata, err := pmtiles.SerializeMetadata(map[string]any{"name": "Essai", "attribution": "© Essai"}, pmtiles.Gzip)
	if err != nil {
		t.Fatal(err)
	}
	h := pmtiles.HeaderV3{
		RootOffset: pmtiles.HeaderV3LenBytes, RootLength: uint64(len(root)), MetadataLength: uint64(len(metadata)), TileDataLength: uint64(len(content)),
		Clustered: true, InternalCompression: pmtiles.Gzip, TileCompression: pmtiles.NoCompression, TileType: pmtiles.Png, MaxZoom: 4,
		MinLonE7: -1800000000, MinLatE7: -850000000, MaxLonE7: 1800000000, MaxLatE7: 850000000,
	}
	h.MetadataOffset = h.RootOffset + h.RootLength
	h.LeafDirectoryOffset = h.MetadataOffset + h.MetadataLength
	h.TileDataOffset = h.LeafDirectoryOffset
	return bytes.Join([][]byte{pmtiles.SerializeHeader(h), root, metadata, content}, nil)
}

func TestABasemapIsExtractedThenServed(t *testing.T) {
	content := archive(t)
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}))
	t.Cleanup(files.Close)
	dir := t.TempDir()
	to := filepath.Join(dir, "out.pmtiles")
	var stdout strings.Builder
	var stderr lockedBuffer
	status := run(t.Context(), []string{"basemap", "--data", filepath.Join(dir, "none"), "--in", "FR-BRE,FR-PDL", "--from", files.URL, "-o", to}, &stdout, &stderr)
	if status != 0 || !strings.Contains(stderr.String(), "will take about") || !strings.Contains(stdout.String(), "--basemap "+to) {
		t.Fatalf("exit status %d, says:\n%s%s", status, stdout.String(), stderr.String())
	}
	if info, err := os.Stat(to); err != nil || info.Size() >= int64(len(content)) {
		t.Errorf("the extract: %v, %v", info, err)
	}

	r := start(t, "serve", "--data", filepath.Join(dir, "data"), "--listen", "127.0.0.1:0", "--basemap", to)
	for path, want := range map[string]int{
		"/tiles/basemap.json": http.StatusOK, "/tiles/basemap/0/0/0.png": http.StatusOK, "/tiles/basemap/4/7/5.png": http.StatusOK,
		"/tiles/basemap/4/0/0.png": http.StatusNoContent, "/tiles/basemap/5/0/0.png": http.StatusNotFound,
	} {
		if status, body := get(t, r.url+path); status != want {
			t.Errorf("GET %s = %d %s, want %d", path, status, body, want)
		}
	}
	if status := r.end(t); status != 0 {
		t.Errorf("exit status %d:\n%s", status, r.stderr)
	}
}

func TestAnExtractionFromAServerOfWholeFilesIsRefused(t *testing.T) {
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 1000)) }))
	t.Cleanup(files.Close)
	var stderr lockedBuffer
	to := filepath.Join(t.TempDir(), "out.pmtiles")
	if status := run(t.Context(), []string{"basemap", "--data", t.TempDir(), "--in", "FR", "--from", files.URL, "-o", to}, io.Discard, &stderr); status != 1 || !strings.Contains(stderr.String(), "no HTTP Range") {
		t.Errorf("exit status %d, says:\n%s", status, stderr.String())
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("a file was written")
	}
}
