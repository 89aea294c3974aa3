package basemap

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/protomaps/go-pmtiles/pmtiles"

	"maillage/geo"
)

func TestEveryTileIsFound(t *testing.T) {
	for name, change := range map[string]func(*made){
		"in the root":           func(*made) {},
		"in leaves":             func(m *made) { m.leafSize = 7 },
		"zstd":                  func(m *made) { m.compression = pmtiles.Zstd },
		"not compressed":        func(m *made) { m.compression = pmtiles.NoCompression },
		"raster of no encoding": func(m *made) { m.kind, m.compression = pmtiles.Png, pmtiles.UnknownCompression },
	} {
		t.Run(name, func(t *testing.T) {
			m := usual()
			change(&m)
			a := opened(t, written(t, m.bytes(t)))
			var all sync.WaitGroup
			for tile, want := range m.tiles {
				all.Go(func() {
					stored, err := a.Tile(t.Context(), tile)
					if err != nil {
						t.Errorf("Tile(%v): %v", tile, err)
						return
					}
					if got, err := a.Decode(stored); string(got) != want || err != nil {
						t.Errorf("Tile(%v) = %q, %v, want %q", tile, got, err, want)
					}
				})
			}
			all.Wait()
		})
	}
}

func TestWhatAnArchiveHasNot(t *testing.T) {
	m := usual()
	m.leafSize = 7
	delete(m.tiles, geo.Tile{Z: 3, X: 7, Y: 0})
	delete(m.tiles, geo.Tile{Z: 1, X: 0, Y: 1})
	m.change = func(h *pmtiles.HeaderV3) { h.MinZoom = 1 }
	a := opened(t, written(t, m.bytes(t)))
	for _, tile := range []geo.Tile{{Z: 3, X: 7, Y: 0}, {Z: 1, X: 0, Y: 1}} {
		if got, err := a.Tile(t.Context(), tile); got != nil || err != nil {
			t.Errorf("Tile(%v) = %q, %v, want nothing", tile, got, err)
		}
	}
	for _, tile := range []geo.Tile{{Z: 0}, {Z: 4}, {Z: 2, X: 4}, {Z: 2, Y: 4}, {Z: 99}, {Z: 1 << 31, X: 1<<32 - 1, Y: 1<<32 - 1}} {
		if got, err := a.Tile(t.Context(), tile); got != nil || !errors.Is(err, ErrTile) {
			t.Errorf("Tile(%v) = %q, %v, want ErrTile", tile, got, err)
		}
	}
}

func TestAnArchiveSaysWhatItIs(t *testing.T) {
	m := usual()
	m.change = func(h *pmtiles.HeaderV3) {
		h.MinLonE7, h.MinLatE7, h.MaxLonE7, h.MaxLatE7 = 111540260, 437270125, 113289395, 438325455
	}
	got := opened(t, written(t, m.bytes(t))).Info()
	want := Info{
		Format: formats[pmtiles.Mvt], Encoding: Gzip, MaxZoom: 3,
		Bounds: geo.Bounds{West: 11.154026, South: 43.7270125, East: 11.3289395, North: 43.8325455},
		Name:   "Essai", Attribution: `<a href="https://example.org" rel="nofollow noreferrer noopener" target="_blank">© Essai</a>`,
		Layers: []string{"roads", "water"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBoundsThatMakeNoSenseAreTheWholeMap(t *testing.T) {
	for _, corners := range [][4]int32{{}, {10, 0, -10, 10}, {0, 10, 10, -10}, {-2100000000, 0, 0, 1}, {0, 0, 2000000000, 1}, {0, 0, 1, 2000000000}} {
		m := usual()
		m.change = func(h *pmtiles.HeaderV3) {
			h.MinLonE7, h.MinLatE7, h.MaxLonE7, h.MaxLatE7 = corners[0], corners[1], corners[2], corners[3]
		}
		want := geo.Bounds{West: -180, South: -geo.MaxLatitude, East: 180, North: geo.MaxLatitude}
		if got := opened(t, written(t, m.bytes(t))).Info().Bounds; got != want {
			t.Errorf("corners %v: bounds %v, want %v", corners, got, want)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	header := func(change func(*pmtiles.HeaderV3)) func(*testing.T) []byte {
		return func(t *testing.T) []byte {
			m := usual()
			m.change = change
			return m.bytes(t)
		}
	}
	for _, tt := range []struct {
		name    string
		content func(*testing.T) []byte
		says    string
	}{
		{"nothing", func(*testing.T) []byte { return nil }, "empty or cut short"},
		{"a text", func(*testing.T) []byte { return []byte("<html>not found</html>") }, "does not begin like a PMTiles archive"},
		{"a long text", func(*testing.T) []byte { return []byte(strings.Repeat("text ", 100)) }, "does not begin like a PMTiles archive"},
		{"version 4", func(t *testing.T) []byte { b := usual().bytes(t); b[7] = 4; return b }, "version 4, only version 3"},
		{"version 2", func(t *testing.T) []byte { b := usual().bytes(t); b[7] = 2; return b }, "version 2, only version 3"},
		{"MapLibre tiles", header(func(h *pmtiles.HeaderV3) { h.TileType = pmtiles.Mlt }), "mlt"},
		{"unknown tiles", header(func(h *pmtiles.HeaderV3) { h.TileType = 99 }), "unknown type 99"},
		{"brotli", header(func(h *pmtiles.HeaderV3) { h.TileCompression = pmtiles.Brotli }), "compressed in a way"},
		{"brotli inside", header(func(h *pmtiles.HeaderV3) { h.InternalCompression = pmtiles.Brotli }), "gzip and none"},
		{"zooms the wrong way round", header(func(h *pmtiles.HeaderV3) { h.MinZoom = 9 }), "zooms, 9 to 3"},
		{"too deep", header(func(h *pmtiles.HeaderV3) { h.MaxZoom = 200 }), "zooms, 0 to 200"},
		{"root beyond the end", header(func(h *pmtiles.HeaderV3) { h.RootOffset = 1 << 62 }), "cut short"},
		{"root of no bytes", header(func(h *pmtiles.HeaderV3) { h.RootLength = 0 }), "no root directory"},
		{"root of all bytes", header(func(h *pmtiles.HeaderV3) { h.RootLength = 1 << 63 }), "larger than"},
		{"offset and length that overflow", header(func(h *pmtiles.HeaderV3) { h.TileDataOffset, h.TileDataLength = 1<<64-1, 1<<63-1 }), "cut short"},
		{"metadata of another form", func(t *testing.T) []byte { m := usual(); m.metadata = "[1,2]"; return m.bytes(t) }, "metadata is not a JSON object"},
		{"metadata that is a bomb", func(t *testing.T) []byte {
			m := usual()
			m.metadata = strings.Repeat(" ", maxMetadata+1)
			return m.bytes(t)
		}, "unpacks to more than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Open(t.Context(), written(t, tt.content(t)))
			if a != nil || !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Open = %v, %v, want an error that says %q", a, err, tt.says)
			}
		})
	}
}

func TestWhatIsNoFile(t *testing.T) {
	for name, want := range map[string]error{
		t.TempDir():                           ErrArchive,
		"/dev/zero":                           ErrArchive,
		filepath.Join(t.TempDir(), "missing"): ErrUnavailable,
		"ftp://example.org/a.pmtiles":         ErrArchive,
		"file:///etc/passwd":                  ErrArchive,
		t.TempDir() + "/\x00":                 ErrUnavailable,
	} {
		if a, err := Open(t.Context(), name); a != nil || !errors.Is(err, want) {
			t.Errorf("Open(%q) = %v, %v, want %v", name, a, err, want)
		}
	}
}

// A file cut anywhere is refused when it is opened, whatever is missing.
func TestATruncatedArchiveIsRefusedAtEveryLength(t *testing.T) {
	m := usual()
	m.leafSize = 20
	whole := m.bytes(t)
	for length := range whole {
		if a, err := Open(t.Context(), written(t, whole[:length])); a != nil || !errors.Is(err, ErrArchive) {
			t.Fatalf("Open of %d of %d bytes = %v, %v, want ErrArchive", length, len(whole), a, err)
		}
	}
}

func TestDirectoriesThatLeadNowhereEnd(t *testing.T) {
	m := usual()
	m.leafSize = 1000
	leaf := func(entries ...pmtiles.EntryV3) func(*testing.T) *Archive {
		return func(t *testing.T) *Archive {
			a := opened(t, written(t, m.bytes(t)))
			a.root = entries
			return a
		}
	}
	itself := opened(t, written(t, m.bytes(t))).root[0]
	for name, archive := range map[string]func(*testing.T) *Archive{
		"a directory of itself": func(t *testing.T) *Archive {
			a := leaf(itself)(t)
			a.leaves.put(itself.Offset, []pmtiles.EntryV3{itself})
			return a
		},
		"a directory outside":          leaf(pmtiles.EntryV3{Offset: 1 << 40, Length: 10}),
		"a directory of no bytes":      leaf(pmtiles.EntryV3{}),
		"a directory that is too long": leaf(pmtiles.EntryV3{Length: 1<<32 - 1}),
		"a tile outside":               leaf(pmtiles.EntryV3{Offset: 1<<64 - 1, Length: 10, RunLength: 1 << 31}),
		"a tile that is too large":     leaf(pmtiles.EntryV3{Length: maxTile + 1, RunLength: 1}),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := archive(t).Tile(t.Context(), geo.Tile{}); got != nil || !errors.Is(err, ErrArchive) {
				t.Errorf("Tile = %q, %v, want ErrArchive", got, err)
			}
		})
	}
}

func TestATileThatIsABombIsNotUnpacked(t *testing.T) {
	for _, how := range []pmtiles.Compression{pmtiles.Gzip, pmtiles.Zstd} {
		m := usual()
		m.compression = how
		m.tiles = map[geo.Tile]string{{}: strings.Repeat("0", maxDecoded+1)}
		a := opened(t, written(t, m.bytes(t)))
		stored, err := a.Tile(t.Context(), geo.Tile{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := a.Decode(stored); got != nil || !errors.Is(err, ErrArchive) {
			t.Errorf("compression %v: Decode = %d bytes, %v, want ErrArchive", how, len(got), err)
		}
		if got, err := a.Decode(stored[:len(stored)/2]); got != nil || !errors.Is(err, ErrArchive) {
			t.Errorf("compression %v: Decode of half = %d bytes, %v, want ErrArchive", how, len(got), err)
		}
	}
}

func TestAFileThatChangesIsNotRead(t *testing.T) {
	name := written(t, usual().bytes(t))
	a := opened(t, name)
	if err := os.Chtimes(name, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Tile(t.Context(), geo.Tile{}); got != nil || !errors.Is(err, ErrChanged) {
		t.Errorf("Tile = %q, %v, want ErrChanged", got, err)
	}
	if again := opened(t, name); again.Version() == a.Version() {
		t.Errorf("both states have the version %s", a.Version())
	}
}

func TestFewLeavesAreKept(t *testing.T) {
	l := newLeaves()
	large := make([]pmtiles.EntryV3, maxLeafEntries/2)
	for offset := range uint64(3) {
		l.put(offset, large)
		l.get(0) // stays in use
	}
	for offset, want := range map[uint64]bool{0: true, 1: false, 2: true} {
		if _, kept := l.get(offset); kept != want {
			t.Errorf("directory %d kept = %v, want %v", offset, kept, want)
		}
	}
}

// FuzzArchive reads any bytes as an archive: nothing is given with an error, and
// a tile is never longer than the file.
func FuzzArchive(f *testing.F) {
	m := usual()
	f.Add(m.bytes(f), uint8(0), uint32(0), uint32(0))
	m.leafSize = 7
	f.Add(m.bytes(f), uint8(3), uint32(5), uint32(2))
	f.Fuzz(func(t *testing.T, content []byte, z uint8, x, y uint32) {
		a, err := newArchive(t.Context(), memory(content))
		if err != nil {
			if a != nil || !errors.Is(err, ErrArchive) && !errors.Is(err, ErrUnavailable) {
				t.Fatalf("Open = %v, %v", a, err)
			}
			return
		}
		tile, err := a.Tile(t.Context(), geo.Tile{Z: uint32(z), X: x, Y: y})
		if tile != nil && err != nil || len(tile) > len(content) {
			t.Fatalf("Tile = %d bytes of %d, %v", len(tile), len(content), err)
		}
		if decoded, err := a.Decode(tile); decoded != nil && err != nil || len(decoded) > maxDecoded {
			t.Fatalf("Decode = %d bytes, %v", len(decoded), err)
		}
	})
}

// FuzzDirectory reads any bytes as a directory: what is read is in order, is no
// longer than the bytes allow, and comes back when go-pmtiles writes it.
func FuzzDirectory(f *testing.F) {
	f.Add(pmtiles.SerializeEntries([]pmtiles.EntryV3{{TileID: 1, Length: 5, RunLength: 2}, {TileID: 9, Offset: 5, Length: 7, RunLength: 0}}, pmtiles.NoCompression))
	f.Fuzz(func(t *testing.T, content []byte) {
		entries, err := parseDirectory(content, pmtiles.NoCompression)
		if err != nil {
			if entries != nil || !errors.Is(err, ErrArchive) {
				t.Fatalf("parseDirectory = %v, %v", entries, err)
			}
			return
		}
		if len(entries) > len(content)/leastEntry {
			t.Fatalf("%d entries of %d bytes", len(entries), len(content))
		}
		again, err := parseDirectory(pmtiles.SerializeEntries(entries, pmtiles.NoCompression), pmtiles.NoCompression)
		if diff := cmp.Diff(entries, again); diff != "" || err != nil {
			t.Fatalf("written and read again: %v\n%s", err, diff)
		}
	})
}

func TestRealArchives(t *testing.T) {
	dir := os.Getenv("MAILLAGE_TEST_DATA")
	if dir == "" {
		t.Skip("MAILLAGE_TEST_DATA names no folder of real archives")
	}
	for name, want := range map[string]string{
		"firenze-vector.pmtiles": "", "toner-raster-z3.pmtiles": "", "js-fixtures/test_fixture_1.pmtiles": "", "js-fixtures/test_fixture_2.pmtiles": "",
		"js-fixtures/empty.pmtiles": "empty or cut short", "js-fixtures/invalid.pmtiles": "does not begin like",
		"js-fixtures/invalid_v4.pmtiles": "version 4", "js-fixtures/test_fixture_mlt.pmtiles": "mlt",
	} {
		t.Run(name, func(t *testing.T) {
			a, err := Open(t.Context(), filepath.Join(dir, "pmtiles", name))
			if want != "" {
				if !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), want) {
					t.Errorf("Open: %v, want an error that says %q", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			stored, err := a.Tile(t.Context(), geo.Tile{})
			if err != nil || len(stored) == 0 {
				t.Fatalf("Tile = %d bytes, %v", len(stored), err)
			}
			if tile, err := a.Decode(stored); err != nil || len(tile) == 0 {
				t.Errorf("Decode = %d bytes, %v", len(tile), err)
			}
		})
	}
}
