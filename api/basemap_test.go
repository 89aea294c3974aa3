package api

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/protomaps/go-pmtiles/pmtiles"

	"maillage/tiles"
	"maillage/tiles/basemap"
)

// archiveFile writes an archive of one tile, 0/0/0, and nothing on the four
// below it.
func archiveFile(t *testing.T, kind pmtiles.TileType, tile string) string {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	io.WriteString(w, tile)
	w.Close()
	root := pmtiles.SerializeEntries([]pmtiles.EntryV3{{Length: uint32(packed.Len()), RunLength: 1}}, pmtiles.Gzip)
	metadata, err := pmtiles.SerializeMetadata(map[string]any{
		"name": "Essai", "attribution": `<a href="https://example.org">© Essai</a><img src=x onerror=alert(1)>`,
		"vector_layers": []map[string]any{{"id": "roads"}},
	}, pmtiles.Gzip)
	if err != nil {
		t.Fatal(err)
	}
	h := pmtiles.HeaderV3{
		RootOffset: pmtiles.HeaderV3LenBytes, RootLength: uint64(len(root)), MetadataLength: uint64(len(metadata)), TileDataLength: uint64(packed.Len()),
		InternalCompression: pmtiles.Gzip, TileCompression: pmtiles.Gzip, TileType: kind, MaxZoom: 1,
		MinLonE7: -50000000, MinLatE7: 410000000, MaxLonE7: 100000000, MaxLatE7: 510000000,
	}
	h.MetadataOffset = h.RootOffset + h.RootLength
	h.TileDataOffset = h.MetadataOffset + h.MetadataLength
	h.LeafDirectoryOffset = h.TileDataOffset
	name := filepath.Join(t.TempDir(), "a.pmtiles")
	if err := os.WriteFile(name, bytes.Join([][]byte{pmtiles.SerializeHeader(h), root, metadata, packed.Bytes()}, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// newHouseOn starts a house whose map lies on the basemap of a file.
func newHouseOn(t *testing.T, file string) *house {
	t.Helper()
	h := newHouse(t)
	ground, err := basemap.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ground.Close() })
	server, err := New(Options{
		Store: h.store, Commons: h.commons, Engine: h.engine, Tiles: tiles.NewServer(1 << 20), Basemap: ground, Assets: fixtureAssets(),
		Source: fstest.MapFS{"LICENSE": {Data: []byte("free")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(t.Context(), listener)
	h.url = "http://" + listener.Addr().String()
	return h
}

func TestTheBasemapIsDescribedAndServed(t *testing.T) {
	content := strings.Repeat("une tuile ", 100)
	h := newHouseOn(t, archiveFile(t, pmtiles.Mvt, content))
	described := read[basemapDescription](h, "/tiles/basemap.json")
	if described.Format != basemap.Vector || described.MaxZoom != 1 || described.Bounds != [4]float64{-5, 41, 10, 51} || described.VectorLayers[0].ID != "roads" ||
		!strings.Contains(described.Attribution, ">© Essai</a>") || strings.Contains(described.Attribution, "onerror") {
		t.Errorf("described as %+v", described)
	}
	path, ok := strings.CutPrefix(strings.NewReplacer("{z}", "0", "{x}", "0", "{y}", "0").Replace(described.Tiles[0]), h.url)
	if !ok {
		t.Fatalf("tiles are at %q", described.Tiles)
	}
	plain, packed := h.get(path), h.get(path, "Accept-Encoding", "br, gzip, zstd")
	if plain.status != http.StatusOK || string(plain.body) != content || plain.header.Get("Content-Encoding") != "" {
		t.Errorf("GET %s = %d %q %v", path, plain.status, plain.body, plain.header)
	}
	if packed.header.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(content) || packed.header.Get("ETag") == plain.header.Get("ETag") {
		t.Errorf("with gzip: %d bytes, %v", len(packed.body), packed.header)
	}
	for _, got := range []answer{plain, packed} {
		if got.header.Get("Content-Type") != "application/vnd.mapbox-vector-tile" || !strings.Contains(got.header.Get("Cache-Control"), "max-age=") ||
			len(got.header.Values("Vary")) != 1 || got.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("headers = %v", got.header)
		}
	}
	if again := h.get(path, "If-None-Match", plain.header.Get("ETag")); again.status != http.StatusNotModified || len(again.body) != 0 {
		t.Errorf("asked again: %d", again.status)
	}
	if head := h.ask(http.MethodHead, path); head.status != http.StatusOK || len(head.body) != 0 || head.header.Get("ETag") != plain.header.Get("ETag") {
		t.Errorf("HEAD = %d %v", head.status, head.header)
	}
	if got := h.get("/tiles/basemap/1/0/1.mvt"); got.status != http.StatusNoContent || len(got.body) != 0 {
		t.Errorf("where nothing is: %d %q", got.status, got.body)
	}
	if page := h.get("/"); !strings.Contains(string(page.body), `<body data-basemap="vector">`) {
		t.Error("the page does not tell that there is a basemap")
	}
}

func TestARasterBasemapIsServedAsImages(t *testing.T) {
	h := newHouseOn(t, archiveFile(t, pmtiles.Webp, "image"))
	if got := h.get("/tiles/basemap/0/0/0.webp"); got.status != http.StatusOK || got.header.Get("Content-Type") != "image/webp" || string(got.body) != "image" {
		t.Errorf("GET = %d %q %v", got.status, got.body, got.header)
	}
	if page := h.get("/"); !strings.Contains(string(page.body), `data-basemap="raster"`) {
		t.Error("the page does not tell that the basemap is an image")
	}
}

func TestASiteWithoutBasemapSaysSo(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/tiles/basemap.json", "/tiles/basemap/0/0/0.mvt"} {
		if got := h.get(path); got.status != http.StatusNotFound || !strings.Contains(string(got.body), "pas de fond de carte") {
			t.Errorf("GET %s = %d %s", path, got.status, got.body)
		}
	}
	if page := h.get("/"); strings.Contains(string(page.body), "data-basemap") {
		t.Error("the page tells of a basemap")
	}
}

// The addresses are sent as they are: no client tidies them up before.
func TestNoAddressOfATileLeadsToAFile(t *testing.T) {
	h := newHouseOn(t, archiveFile(t, pmtiles.Mvt, "tuile"))
	for path, want := range map[string]int{
		"/tiles/basemap/0/0/0":                                     http.StatusNotFound,
		"/tiles/basemap/0/0/0.png":                                 http.StatusNotFound,
		"/tiles/basemap/2/0/0.mvt":                                 http.StatusNotFound,
		"/tiles/basemap/1/2/0.mvt":                                 http.StatusNotFound,
		"/tiles/basemap/a/0/0.mvt":                                 http.StatusBadRequest,
		"/tiles/basemap/-1/0/0.mvt":                                http.StatusBadRequest,
		"/tiles/basemap/00/0/0.mvt":                                http.StatusBadRequest,
		"/tiles/basemap/0/0/99999999999999999999.mvt":              http.StatusBadRequest,
		"/tiles/basemap/0/0/0.mvt?path=/etc/passwd":                http.StatusBadRequest,
		"/tiles/basemap/../../../../../../etc/passwd":              http.StatusNotFound,
		"/tiles/basemap/0/0/..%2f..%2f..%2fetc%2fpasswd":           http.StatusNotFound,
		"/tiles/basemap/%2e%2e/%2e%2e/%2e%2e%2fetc.mvt":            http.StatusNotFound,
		"/tiles/basemap/0/..%2f..%2fa.pmtiles%00/0.mvt":            http.StatusNotFound,
		"/tiles/basemap/..%5c..%5c..%5cetc/0/0.mvt":                http.StatusBadRequest,
		"/tiles/basemap//0/0/0.mvt":                                http.StatusNotFound,
		"/tiles/basemap/":                                          http.StatusNotFound,
		"/tiles/basemap/a.pmtiles":                                 http.StatusNotFound,
		"/tiles/../tiles/basemap/0/0/0.mvt":                        http.StatusNotFound,
		"/tiles/basemap/%252e%252e/0/0.mvt":                        http.StatusBadRequest,
		"/tiles/basemap/0/0/0.mvt%3f":                              http.StatusNotFound,
		"/tiles/basemap/0/0/" + strings.Repeat("0", 5000) + ".mvt": http.StatusBadRequest,
	} {
		status, body := rawGet(t, strings.TrimPrefix(h.url, "http://"), path)
		if status != want || strings.Contains(body, "root:") {
			t.Errorf("GET %.80s = %d, want %d: %.200s", path, status, want, body)
		}
	}
}

// rawGet sends the address as it stands.
func rawGet(t *testing.T, host, path string) (status int, body string) {
	t.Helper()
	c, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(c, "GET %s HTTP/1.0\r\n\r\n", path)
	content, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscanf(string(content), "HTTP/1.0 %d", &status); err != nil {
		t.Fatalf("%s: %v in %q", path, err, content)
	}
	return status, string(content)
}

func TestABasemapThatFailsIsAProblemOfItsTileAlone(t *testing.T) {
	file := archiveFile(t, pmtiles.Mvt, "tuile")
	h := newHouseOn(t, file)
	if err := os.Chtimes(file, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	got := h.get("/tiles/basemap/0/0/0.mvt")
	if got.status != http.StatusServiceUnavailable || got.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(string(got.body), "basemap_unavailable") ||
		got.header.Get("Cache-Control") != "" {
		t.Errorf("GET = %d %v %s", got.status, got.header, got.body)
	}
	if got := h.get("/tiles/territories/0/0/0.mvt"); got.status != http.StatusOK {
		t.Errorf("other tiles: %d", got.status)
	}
}
