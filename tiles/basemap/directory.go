package basemap

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/protomaps/go-pmtiles/pmtiles"
)

// Bounds of what an archive may hold. Those that exist stay far below.
const (
	maxDirectory = 4 << 20  // bytes of a directory, compressed or not
	maxMetadata  = 4 << 20  // bytes of the metadata, compressed or not
	maxTile      = 8 << 20  // bytes of a tile as it is stored
	maxDecoded   = 32 << 20 // bytes of a tile without its compression
	maxDepth     = 4        // directories from the root to a tile
)

// leastEntry is the size in bytes of the shortest entry of a directory: four
// numbers.
const leastEntry = 4

// parseDirectory reads the entries of a directory, in their ascending order.
// Memory is bounded by [maxDirectory] whatever the bytes claim. The error wraps
// [ErrArchive].
func parseDirectory(stored []byte, compression pmtiles.Compression) ([]pmtiles.EntryV3, error) {
	text, err := unpack(stored, compression, maxDirectory)
	if err != nil {
		return nil, fmt.Errorf("%w: a directory: %v", ErrArchive, err)
	}
	d := decoder{rest: text}
	count := d.number()
	if d.short || count == 0 || count > uint64(len(text)/leastEntry) {
		return nil, fmt.Errorf("%w: a directory of %d bytes claims %d entries", ErrArchive, len(text), count)
	}
	entries := make([]pmtiles.EntryV3, count)
	id := uint64(0)
	for i := range entries {
		step := d.number()
		if i > 0 && step == 0 || id+step < id {
			return nil, fmt.Errorf("%w: the entries of a directory are out of order", ErrArchive)
		}
		id += step
		entries[i].TileID = id
	}
	for i := range entries {
		entries[i].RunLength = d.number32()
	}
	for i := range entries {
		entries[i].Length = d.number32()
	}
	for i := range entries {
		switch offset := d.number(); {
		case offset > 0:
			entries[i].Offset = offset - 1
		case i > 0:
			entries[i].Offset = entries[i-1].Offset + uint64(entries[i-1].Length)
		default:
			d.short = true
		}
	}
	if d.short {
		return nil, fmt.Errorf("%w: a directory ends too early or holds numbers that are too large", ErrArchive)
	}
	return entries, nil
}

// decoder reads variable-length numbers.
type decoder struct {
	rest  []byte
	short bool // whether something could not be read
}

func (d *decoder) number() uint64 {
	value, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.short = true
		return 0
	}
	d.rest = d.rest[n:]
	return value
}

func (d *decoder) number32() uint32 {
	value := d.number()
	if value > 1<<32-1 {
		d.short = true
	}
	return uint32(value)
}

// unpack returns what is stored under a compression of directories and
// metadata, at most limit bytes of it.
func unpack(stored []byte, compression pmtiles.Compression, limit int) ([]byte, error) {
	switch compression {
	case pmtiles.NoCompression:
		return stored, nil
	case pmtiles.Gzip:
		reader, err := gzip.NewReader(bytes.NewReader(stored))
		if err != nil {
			return nil, errors.New("its gzip data is damaged")
		}
		return readAtMost(reader, limit)
	}
	return nil, fmt.Errorf("the compression %d is not read, gzip and none are", compression)
}

func readAtMost(from io.Reader, limit int) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(from, int64(limit)+1))
	if err != nil {
		return nil, errors.New("its compressed data is damaged")
	}
	if len(text) > limit {
		return nil, fmt.Errorf("it unpacks to more than %d bytes", limit)
	}
	return text, nil
}
