package basemap

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/protomaps/go-pmtiles/pmtiles"

	"maillage/geo"
)

// box is the outline of a box of degrees.
func box(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
}

// corner lies in the tile 3/7/0 alone.
var corner = Extraction{Outline: box(140, 80.5, 170, 84), MaxZoom: 15}

func TestAnExtractHoldsTheTilesOfItsTerritory(t *testing.T) {
	m := usual()
	m.leafSize = 7
	content := m.bytes(t)
	for name, from := range map[string]string{"a file": written(t, content), "a web server": served(t, content, nil)} {
		t.Run(name, func(t *testing.T) {
			a := opened(t, from)
			size, err := a.ExtractSize(t.Context(), corner)
			if err != nil || !strings.HasSuffix(size, " B") {
				t.Errorf("ExtractSize = %q, %v", size, err)
			}
			to := filepath.Join(t.TempDir(), "out.pmtiles")
			var done, total atomic.Int64
			if err := a.Extract(t.Context(), corner, to, func(d, all int64) { done.Store(d); total.Store(all) }); err != nil {
				t.Fatal(err)
			}
			if info, _ := os.Stat(to); total.Load() != info.Size() || done.Load() == 0 {
				t.Errorf("progress ended at %d of %d, the file has %d bytes", done.Load(), total.Load(), info.Size())
			}
			extract := opened(t, to)
			if got := extract.Info(); got.Attribution != a.Info().Attribution || got.MaxZoom != 3 || got.Bounds.West != 140 {
				t.Errorf("the extract is %+v", got)
			}
			for tile, want := range m.tiles {
				stored, err := extract.Tile(t.Context(), tile)
				if err != nil {
					t.Fatal(err)
				}
				decoded, _ := extract.Decode(stored)
				above := tile.X == 1<<tile.Z-1 && tile.Y == 0
				if above && string(decoded) != want || !above && stored != nil {
					t.Errorf("tile %v = %q", tile, decoded)
				}
			}
			onlyFile(t, to)
		})
	}
}

// onlyFile checks that nothing else was left beside a file.
func onlyFile(t *testing.T, name string) {
	t.Helper()
	all, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range all {
		if entry.Name() != filepath.Base(name) {
			t.Errorf("%s is left behind", entry.Name())
		}
	}
}

func TestExtractionsThatCannotBe(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*made)
		wanted Extraction
		says   string
	}{
		{"no outline", nil, Extraction{MaxZoom: 3}, "no outline"},
		{"not in order", func(m *made) { m.change = func(h *pmtiles.HeaderV3) { h.Clustered = false } }, corner, "pmtiles cluster"},
		{"elsewhere", func(m *made) {
			m.change = func(h *pmtiles.HeaderV3) { h.MinLonE7, h.MinLatE7, h.MaxLonE7, h.MaxLatE7 = 0, 0, 10000000, 10000000 }
		}, corner, "has nothing there"},
		{"the world in detail", func(m *made) { m.change = func(h *pmtiles.HeaderV3) { h.MaxZoom = 15 } }, Extraction{box(-179, -80, 179, 80), 15}, "smaller --max-zoom"},
		{"less than there is", func(m *made) { m.change = func(h *pmtiles.HeaderV3) { h.MinZoom = 2 } }, Extraction{corner.Outline, 1}, "begins at zoom 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := usual()
			if tt.change != nil {
				tt.change(&m)
			}
			to := filepath.Join(t.TempDir(), "out.pmtiles")
			err := opened(t, written(t, m.bytes(t))).Extract(t.Context(), tt.wanted, to, func(int64, int64) {})
			if !errors.Is(err, ErrExtract) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Extract: %v, want an error that says %q", err, tt.says)
			}
			if _, err := os.Stat(to); err == nil {
				t.Error("a file was written")
			}
			onlyFile(t, to)
		})
	}
}

// What is wrong inside of an archive ends its extraction, nothing more.
func TestExtractionsFromHostileArchives(t *testing.T) {
	for name, tt := range map[string]struct {
		leaf []byte
		says string
	}{
		"a leaf that is no directory":     {[]byte("nothing"), "damaged"},
		"a leaf that points to a leaf":    {pmtiles.SerializeEntries([]pmtiles.EntryV3{{Length: 10}}, pmtiles.Gzip), "nested"},
		"a leaf that claims much":         {compressed(t, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, pmtiles.Gzip), "claims"},
		"a tile that lies outside":        {pmtiles.SerializeEntries([]pmtiles.EntryV3{{Offset: 1 << 40, Length: 10, RunLength: 1}}, pmtiles.Gzip), "outside of itself"},
		"a tile that is larger than life": {pmtiles.SerializeEntries([]pmtiles.EntryV3{{Length: 1<<32 - 1, RunLength: 1}}, pmtiles.Gzip), "outside of itself"},
	} {
		t.Run(name, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "out.pmtiles")
			m := usual()
			m.leaf = tt.leaf
			err := opened(t, written(t, m.bytes(t))).Extract(t.Context(), corner, to, func(int64, int64) {})
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Extract: %v, want an error that says %q", err, tt.says)
			}
			onlyFile(t, to)
		})
	}
}

func TestADownloadThatFailsLeavesNothing(t *testing.T) {
	content := usual().bytes(t)
	h, err := pmtiles.DeserializeHeader(content)
	if err != nil {
		t.Fatal(err)
	}
	tiles := func(r *http.Request) bool {
		return firstByte(r) >= int64(h.TileDataOffset)
	}
	for name, around := range map[string]func(http.ResponseWriter, *http.Request, http.Handler){
		"the server cuts": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if tiles(r) {
				w = &shortened{w, 3}
			}
			next.ServeHTTP(w, r)
		},
		"the server fails": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if tiles(r) {
				http.Error(w, "no", http.StatusInternalServerError)
				return
			}
			next.ServeHTTP(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "out.pmtiles")
			err := opened(t, served(t, content, around)).Extract(t.Context(), corner, to, func(int64, int64) {})
			if !errors.Is(err, ErrUnavailable) {
				t.Errorf("Extract: %v, want ErrUnavailable", err)
			}
			onlyFile(t, to)
		})
	}
	t.Run("the person stops", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		a := opened(t, served(t, content, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if tiles(r) {
				cancel()
				<-release
			}
			next.ServeHTTP(w, r)
		}))
		t.Cleanup(func() { close(release) })
		to := filepath.Join(t.TempDir(), "out.pmtiles")
		begin := time.Now()
		if err := a.Extract(ctx, corner, to, func(int64, int64) {}); !errors.Is(err, context.Canceled) {
			t.Errorf("Extract: %v, want that it was stopped", err)
		}
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("stopping took %v", took)
		}
		onlyFile(t, to)
	})
}

func firstByte(r *http.Request) int64 {
	first, _, _, _ := parseContentRange(strings.Replace(r.Header.Get("Range"), "bytes=", "bytes ", 1) + "/999999999")
	return first
}

func TestARealExtract(t *testing.T) {
	dir := os.Getenv("MAILLAGE_TEST_DATA")
	if dir == "" {
		t.Skip("MAILLAGE_TEST_DATA names no folder of real archives")
	}
	a := opened(t, filepath.Join(dir, "pmtiles", "firenze-vector.pmtiles"))
	to := filepath.Join(t.TempDir(), "out.pmtiles")
	if err := a.Extract(t.Context(), Extraction{box(11.24, 43.76, 11.26, 43.78), 14}, to, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	extract := opened(t, to)
	middle := geo.TileAt(geo.Project(geo.Point{Lon: 11.25, Lat: 43.77}), 14)
	want, err := a.Tile(t.Context(), middle)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := extract.Tile(t.Context(), middle); len(want) == 0 || !bytes.Equal(got, want) || err != nil {
		t.Errorf("the tile %v has %d bytes, %v, want %d", middle, len(got), err, len(want))
	}
}
