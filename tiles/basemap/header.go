package basemap

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/protomaps/go-pmtiles/pmtiles"

	"maillage/data/text"
	"maillage/geo"
)

// Format is what the tiles of an archive are.
type Format struct {
	Name        string // vector or raster
	ContentType string
	Suffix      string // of a tile's address
}

// The names of formats.
const (
	Vector = "vector"
	Raster = "raster"
)

var formats = map[pmtiles.TileType]Format{
	pmtiles.Mvt:  {Vector, "application/vnd.mapbox-vector-tile", ".mvt"},
	pmtiles.Png:  {Raster, "image/png", ".png"},
	pmtiles.Jpeg: {Raster, "image/jpeg", ".jpg"},
	pmtiles.Webp: {Raster, "image/webp", ".webp"},
	pmtiles.Avif: {Raster, "image/avif", ".avif"},
}

// Encoding is how the tiles of an archive are compressed, as HTTP's
// Content-Encoding names it.
type Encoding string

// The encodings.
const (
	Identity Encoding = ""
	Gzip     Encoding = "gzip"
	Zstd     Encoding = "zstd"
)

var encodings = map[pmtiles.Compression]Encoding{
	pmtiles.NoCompression: Identity, pmtiles.Gzip: Gzip, pmtiles.Zstd: Zstd,
}

// Info is what an archive says of itself, checked.
type Info struct {
	Format   Format
	Encoding Encoding // of every tile
	MinZoom  uint32
	MaxZoom  uint32
	Bounds   geo.Bounds // of the tiles; never wraps
	// Name and Attribution are "" when the archive has none. Attribution is HTML
	// of plain text and links, safe on a page.
	Name, Attribution string
	Layers            []string // of vector tiles, as far as it names them
}

// magic begins every archive.
const magic = "PMTiles"

// parseHeader reads the first bytes of an archive of a size. The error wraps
// [ErrArchive].
func parseHeader(head []byte, size int64) (pmtiles.HeaderV3, error) {
	if len(head) >= len(magic) && string(head[:len(magic)]) != magic {
		return pmtiles.HeaderV3{}, fmt.Errorf("%w: it does not begin like a PMTiles archive: give a .pmtiles file", ErrArchive)
	}
	if len(head) < pmtiles.HeaderV3LenBytes {
		return pmtiles.HeaderV3{}, fmt.Errorf("%w: it has %d bytes, a PMTiles archive begins with %d: it is empty or cut short", ErrArchive, size, pmtiles.HeaderV3LenBytes)
	}
	if version := head[len(magic)]; version != 3 {
		return pmtiles.HeaderV3{}, fmt.Errorf("%w: it is PMTiles version %d, only version 3 is read: convert it with the tool pmtiles", ErrArchive, version)
	}
	h, err := pmtiles.DeserializeHeader(head)
	if err != nil {
		return h, fmt.Errorf("%w: %v", ErrArchive, err)
	}
	for _, part := range []struct {
		name                string
		offset, length, max uint64
	}{
		{"root directory", h.RootOffset, h.RootLength, maxDirectory},
		{"metadata", h.MetadataOffset, h.MetadataLength, maxMetadata},
		{"leaf directories", h.LeafDirectoryOffset, h.LeafDirectoryLength, math.MaxInt64},
		{"tiles", h.TileDataOffset, h.TileDataLength, math.MaxInt64},
	} {
		if part.length > part.max {
			return h, fmt.Errorf("%w: its %s of %d bytes is larger than %d", ErrArchive, part.name, part.length, part.max)
		}
		if part.offset > uint64(size) || part.length > uint64(size)-part.offset {
			return h, fmt.Errorf("%w: its %s should end at byte %d and it has %d: it is cut short, get it again", ErrArchive, part.name, part.offset+part.length, size)
		}
	}
	if h.RootLength == 0 {
		return h, fmt.Errorf("%w: it has no root directory", ErrArchive)
	}
	return h, checkTiles(&h)
}

// checkTiles tells whether the tiles are of a kind that is shown.
func checkTiles(h *pmtiles.HeaderV3) error {
	format, known := formats[h.TileType]
	switch {
	case h.TileType == pmtiles.Mlt:
		return fmt.Errorf("%w: its tiles are MapLibre Tiles (mlt), which are not drawn: take an archive of Mapbox Vector Tiles (mvt)", ErrArchive)
	case !known:
		return fmt.Errorf("%w: its tiles are of the unknown type %d: mvt, png, jpeg, webp and avif are shown", ErrArchive, h.TileType)
	}
	if h.TileCompression == pmtiles.UnknownCompression && format.Name == Raster {
		h.TileCompression = pmtiles.NoCompression // images have their own
	}
	if _, known := encodings[h.TileCompression]; !known {
		return fmt.Errorf("%w: its tiles are compressed in a way that is not read (%d): gzip, zstd and none are", ErrArchive, h.TileCompression)
	}
	if h.MinZoom > h.MaxZoom || h.MaxZoom > geo.MaxZoom {
		return fmt.Errorf("%w: its zooms, %d to %d, are not within 0 to %d", ErrArchive, h.MinZoom, h.MaxZoom, geo.MaxZoom)
	}
	return nil
}

// boundsOf returns the box of the tiles, that of the whole map when the header
// has none that makes sense.
func boundsOf(h pmtiles.HeaderV3) geo.Bounds {
	const unit = 1e7
	b, err := geo.NewBounds(float64(h.MinLonE7)/unit, float64(h.MinLatE7)/unit, float64(h.MaxLonE7)/unit, float64(h.MaxLatE7)/unit)
	b.East = float64(h.MaxLonE7) / unit // 180 stays the eastern border
	if err != nil || b.West < -180 || b.West >= b.East || b.South >= b.North || b.East > 180 {
		b = geo.WorldBounds
	}
	b.South, b.North = max(b.South, -geo.MaxLatitude), min(b.North, geo.MaxLatitude)
	return b
}

// Bounds of what is shown of the metadata.
const (
	maxNameRunes        = 200
	maxAttributionBytes = 2000
	maxLayers           = 100
)

// describe adds what the metadata says. The error wraps [ErrArchive].
func (i *Info) describe(stored []byte, compression pmtiles.Compression) error {
	content, err := unpack(stored, compression, maxMetadata)
	if err != nil {
		return fmt.Errorf("%w: its metadata: %v", ErrArchive, err)
	}
	if len(bytes.TrimSpace(content)) == 0 {
		return nil
	}
	var read struct {
		Name        any `json:"name"`
		Attribution any `json:"attribution"`
		Layers      []struct {
			ID string `json:"id"`
		} `json:"vector_layers"`
	}
	if err := json.Unmarshal(content, &read); err != nil {
		return fmt.Errorf("%w: its metadata is not a JSON object as the format wants it: %v", ErrArchive, err)
	}
	name, _ := read.Name.(string)
	i.Name = oneLine(name, maxNameRunes)
	if attribution, _ := read.Attribution.(string); len(attribution) <= maxAttributionBytes {
		i.Attribution = text.Credit(attribution)
	}
	for _, layer := range read.Layers[:min(len(read.Layers), maxLayers)] {
		i.Layers = append(i.Layers, oneLine(layer.ID, maxNameRunes))
	}
	return nil
}

// oneLine returns the printable characters of s, at most n.
func oneLine(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n])
	}
	return s
}
