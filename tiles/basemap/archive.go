package basemap

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/protomaps/go-pmtiles/pmtiles"
	"golang.org/x/sync/singleflight"

	"maillage/geo"
)

// ErrTile marks the address of a tile that the archive cannot have.
var ErrTile = errors.New("the basemap has no such tile")

// readLimit bounds how long a tile or a directory may take to be read.
const readLimit = 15 * time.Second

// Archive is an open PMTiles archive. It is safe for concurrent use.
type Archive struct {
	info    Info
	version string
	header  pmtiles.HeaderV3
	root    []pmtiles.EntryV3
	source  source
	leaves  *leaves
	reading singleflight.Group // of directories
}

// Open opens the archive in a file or at a web address, http or https, of a
// server that sends parts of files. It reads and checks what tells about the
// whole: header, root directory, metadata. The error wraps [ErrArchive],
// [ErrUnavailable] or [ErrChanged], or is the context's. Close the archive when
// nobody uses it any more.
func Open(ctx context.Context, name string) (*Archive, error) {
	from, err := openSource(ctx, name)
	if err != nil {
		return nil, err
	}
	a, err := newArchive(ctx, from)
	if err != nil {
		from.Close()
		return nil, err
	}
	return a, nil
}

func newArchive(ctx context.Context, from source) (*Archive, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*readLimit)
	defer cancel()
	head, err := read(ctx, from, 0, min(from.size(), pmtiles.HeaderV3LenBytes))
	if err != nil {
		return nil, err
	}
	a := &Archive{source: from, leaves: newLeaves()}
	if a.header, err = parseHeader(head, from.size()); err != nil {
		return nil, err
	}
	root, err := read(ctx, from, int64(a.header.RootOffset), int64(a.header.RootLength))
	if err != nil {
		return nil, err
	}
	if a.root, err = parseDirectory(root, a.header.InternalCompression); err != nil {
		return nil, err
	}
	a.info = Info{
		Format: formats[a.header.TileType], Encoding: encodings[a.header.TileCompression],
		MinZoom: uint32(a.header.MinZoom), MaxZoom: uint32(a.header.MaxZoom), Bounds: boundsOf(a.header),
	}
	if a.header.MetadataLength > 0 {
		metadata, err := read(ctx, from, int64(a.header.MetadataOffset), int64(a.header.MetadataLength))
		if err != nil {
			return nil, err
		}
		if err := a.info.describe(metadata, a.header.InternalCompression); err != nil {
			return nil, err
		}
	}
	sum := sha256.Sum256(fmt.Append(nil, from.identity(), head, root))
	a.version = base64.RawURLEncoding.EncodeToString(sum[:9])
	return a, nil
}

// Info returns what the archive says of itself.
func (a *Archive) Info() Info { return a.info }

// Version returns a short text that another archive, or another state of this
// one, does not have.
func (a *Archive) Version() string { return a.version }

// Close gives back the file or the connections.
func (a *Archive) Close() error { return a.source.Close() }

// Tile returns the tile t as it is stored, in the archive's encoding, or nil
// when the archive has nothing there. The caller owns it. The error wraps
// [ErrTile], [ErrArchive], [ErrUnavailable] or [ErrChanged], or is the
// context's.
func (a *Archive) Tile(ctx context.Context, t geo.Tile) ([]byte, error) {
	if !t.Valid() {
		return nil, fmt.Errorf("%w: %v does not exist", ErrTile, t)
	}
	if t.Z < a.info.MinZoom || t.Z > a.info.MaxZoom {
		return nil, fmt.Errorf("%w: its zooms are %d to %d", ErrTile, a.info.MinZoom, a.info.MaxZoom)
	}
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	id := pmtiles.ZxyToID(uint8(t.Z), t.X, t.Y)
	entries := a.root
	for range maxDepth {
		entry, found := pmtiles.FindTile(entries, id)
		switch {
		case !found:
			return nil, nil
		case entry.RunLength > 0:
			return a.stored(ctx, entry)
		}
		var err error
		if entries, err = a.leaf(ctx, entry); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: its directories lead nowhere", ErrArchive)
}

// stored returns the bytes that an entry points to.
func (a *Archive) stored(ctx context.Context, entry pmtiles.EntryV3) ([]byte, error) {
	if entry.Length > maxTile {
		return nil, fmt.Errorf("%w: a tile of %d bytes is larger than %d", ErrArchive, entry.Length, maxTile)
	}
	if !within(entry, a.header.TileDataLength) {
		return nil, fmt.Errorf("%w: a tile lies outside of it", ErrArchive)
	}
	if entry.Length == 0 {
		return nil, nil
	}
	return read(ctx, a.source, int64(a.header.TileDataOffset+entry.Offset), int64(entry.Length))
}

// leaf returns the directory that an entry points to. Those who ask for it at
// the same time wait for one read, which goes on when one of them gives up.
func (a *Archive) leaf(ctx context.Context, entry pmtiles.EntryV3) ([]pmtiles.EntryV3, error) {
	if entry.Length == 0 || entry.Length > maxDirectory || !within(entry, a.header.LeafDirectoryLength) {
		return nil, fmt.Errorf("%w: a directory lies outside of it or is too large", ErrArchive)
	}
	if entries, kept := a.leaves.get(entry.Offset); kept {
		return entries, nil
	}
	done := a.reading.DoChan(fmt.Sprint(entry.Offset), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readLimit)
		defer cancel()
		stored, err := read(ctx, a.source, int64(a.header.LeafDirectoryOffset+entry.Offset), int64(entry.Length))
		if err != nil {
			return nil, err
		}
		entries, err := parseDirectory(stored, a.header.InternalCompression)
		if err == nil {
			a.leaves.put(entry.Offset, entries)
		}
		return entries, err
	})
	select {
	case result := <-done:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.([]pmtiles.EntryV3), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// within reports whether what an entry points to lies in a section of a length.
func within(entry pmtiles.EntryV3, section uint64) bool {
	return entry.Offset <= section && uint64(entry.Length) <= section-entry.Offset
}

// Decode returns a tile of the archive without its compression. The error wraps
// [ErrArchive].
func (a *Archive) Decode(stored []byte) ([]byte, error) {
	if len(stored) == 0 {
		return nil, nil
	}
	var from io.Reader
	var err error
	switch a.info.Encoding {
	case Gzip:
		from, err = gzip.NewReader(bytes.NewReader(stored))
	case Zstd:
		var decoder *zstd.Decoder
		decoder, err = zstd.NewReader(bytes.NewReader(stored), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxDecoded))
		if err == nil {
			defer decoder.Close()
			from = decoder
		}
	default:
		return stored, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: a tile's compressed data is damaged", ErrArchive)
	}
	tile, err := readAtMost(from, maxDecoded)
	if err != nil {
		return nil, fmt.Errorf("%w: a tile: %v", ErrArchive, err)
	}
	return tile, nil
}
