package basemap

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/protomaps/go-pmtiles/pmtiles"

	"maillage/geo"
)

// made is an archive as a test wants it.
type made struct {
	tiles       map[geo.Tile]string
	leafSize    int    // entries of a leaf directory; 0: all are in the root
	leaf        []byte // the one leaf directory, as it is, in place of all
	compression pmtiles.Compression
	kind        pmtiles.TileType
	metadata    string
	change      func(h *pmtiles.HeaderV3)
}

// usual is a vector archive of zooms 0 to 3 whose every tile says which it is.
func usual() made {
	m := made{
		tiles: map[geo.Tile]string{}, compression: pmtiles.Gzip, kind: pmtiles.Mvt,
		metadata: `{"name":"Essai","attribution":"<a href=\"https://example.org\" onclick=\"x()\">© Essai</a><script>x</script>","vector_layers":[{"id":"roads"},{"id":"water"}]}`,
	}
	for z := range uint32(4) {
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				m.tiles[geo.Tile{Z: z, X: x, Y: y}] = geo.Tile{Z: z, X: x, Y: y}.String()
			}
		}
	}
	return m
}

// bytes writes the archive, with the means of go-pmtiles.
func (m made) bytes(t testing.TB) []byte {
	t.Helper()
	var entries []pmtiles.EntryV3
	var content []byte
	last := pmtiles.ZxyToID(4, 0, 0)
	for id := range last {
		z, x, y := pmtiles.IDToZxy(id)
		tile, exists := m.tiles[geo.Tile{Z: uint32(z), X: x, Y: y}]
		if !exists {
			continue
		}
		stored := compressed(t, []byte(tile), m.compression)
		entries = append(entries, pmtiles.EntryV3{TileID: id, Offset: uint64(len(content)), Length: uint32(len(stored)), RunLength: 1})
		content = append(content, stored...)
	}
	root, leaves := pmtiles.SerializeEntries(entries, pmtiles.Gzip), []byte(nil)
	if m.leafSize > 0 {
		var pointers []pmtiles.EntryV3
		for from := 0; from < len(entries); from += m.leafSize {
			leaf := pmtiles.SerializeEntries(entries[from:min(from+m.leafSize, len(entries))], pmtiles.Gzip)
			pointers = append(pointers, pmtiles.EntryV3{TileID: entries[from].TileID, Offset: uint64(len(leaves)), Length: uint32(len(leaf))})
			leaves = append(leaves, leaf...)
		}
		root = pmtiles.SerializeEntries(pointers, pmtiles.Gzip)
	}
	if m.leaf != nil {
		root = pmtiles.SerializeEntries([]pmtiles.EntryV3{{Length: uint32(len(m.leaf))}}, pmtiles.Gzip)
		leaves = m.leaf
	}
	metadata := compressed(t, []byte(m.metadata), pmtiles.Gzip)
	h := pmtiles.HeaderV3{
		SpecVersion: 3, RootOffset: pmtiles.HeaderV3LenBytes, RootLength: uint64(len(root)),
		MetadataLength: uint64(len(metadata)), LeafDirectoryLength: uint64(len(leaves)), TileDataLength: uint64(len(content)),
		Clustered: true, InternalCompression: pmtiles.Gzip, TileCompression: m.compression, TileType: m.kind, MaxZoom: 3,
		MinLonE7: -1800000000, MinLatE7: -850000000, MaxLonE7: 1800000000, MaxLatE7: 850000000,
	}
	h.MetadataOffset = h.RootOffset + h.RootLength
	h.LeafDirectoryOffset = h.MetadataOffset + h.MetadataLength
	h.TileDataOffset = h.LeafDirectoryOffset + h.LeafDirectoryLength
	if m.change != nil {
		m.change(&h)
	}
	return bytes.Join([][]byte{pmtiles.SerializeHeader(h), root, metadata, leaves, content}, nil)
}

func compressed(t testing.TB, content []byte, how pmtiles.Compression) []byte {
	t.Helper()
	var b bytes.Buffer
	switch how {
	case pmtiles.Gzip:
		w := gzip.NewWriter(&b)
		w.Write(content)
		w.Close()
	case pmtiles.Zstd:
		w, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(content)
		w.Close()
	default:
		return content
	}
	return b.Bytes()
}

// written writes bytes to a file.
func written(t testing.TB, content []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.pmtiles")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// opened opens an archive that has to be good.
func opened(t testing.TB, name string) *Archive {
	t.Helper()
	a, err := Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}
