package basemap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/protomaps/go-pmtiles/pmtiles"

	"maillage/geo"
)

// ErrExtract marks an extraction that cannot be made as it was asked for.
var ErrExtract = errors.New("cannot extract")

// Bounds of an extraction.
const (
	// maxExtracted is how many tiles the box of an outline may have at the deepest
	// zoom: choosing them takes memory and time in proportion.
	maxExtracted = 50_000_000
	downloads    = 4    // at the same time
	overfetch    = 0.05 // what may be read in vain to ask less often, as a part
)

// Extraction is which part of an archive to take: the tiles that touch an
// outline, down to a zoom.
type Extraction struct {
	Outline orb.MultiPolygon
	MaxZoom uint32 // that of the archive when it is deeper
}

// sizeReported finds what go-pmtiles says of the size of an extract.
var sizeReported = regexp.MustCompile(`for an archive size of (.+)`)

// ExtractSize returns how large the extract will be, in words like "3.9 MB". It
// reads directories only. The error wraps [ErrExtract], or is one of reading.
func (a *Archive) ExtractSize(ctx context.Context, e Extraction) (string, error) {
	var said bytes.Buffer
	if err := a.extract(ctx, e, "", &said, func(int64) {}); err != nil {
		return "", err
	}
	found := sizeReported.FindStringSubmatch(said.String())
	if found == nil {
		return "", fmt.Errorf("%w: the size of the extract is not known", ErrExtract)
	}
	return strings.TrimSpace(found[1]), nil
}

// Extract writes the extract to a file, which appears when it is whole; one of
// that name is replaced. progress is called now and then, by several goroutines,
// with the bytes read so far and about how many it will be. The error is like
// that of ExtractSize, or of writing.
func (a *Archive) Extract(ctx context.Context, e Extraction, to string, progress func(done, total int64)) error {
	file, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".*")
	if err != nil {
		return fmt.Errorf("cannot write the extract: %w", err)
	}
	defer os.Remove(file.Name()) // does nothing once it is renamed
	if err := file.Close(); err != nil {
		return fmt.Errorf("cannot write the extract: %w", err)
	}
	err = a.extract(ctx, e, file.Name(), io.Discard, func(done int64) {
		// go-pmtiles gives the file its final size before it fetches tiles.
		if info, err := os.Stat(file.Name()); err == nil {
			progress(min(done, info.Size()), info.Size())
		}
	})
	if err != nil {
		return err
	}
	whole, err := Open(ctx, file.Name())
	if err != nil {
		return fmt.Errorf("the extract is damaged, try again: %w", err)
	}
	whole.Close()
	if err := os.Chmod(file.Name(), 0o644); err != nil {
		return fmt.Errorf("cannot write the extract: %w", err)
	}
	if err := os.Rename(file.Name(), to); err != nil {
		return fmt.Errorf("cannot write the extract: %w", err)
	}
	return nil
}

// extract runs the extraction of go-pmtiles to a file, or without one to learn
// the size. It reads through a gate of ours, which tells read how many bytes of
// tiles it let through.
func (a *Archive) extract(ctx context.Context, e Extraction, to string, said io.Writer, read func(done int64)) (err error) {
	if err := a.checkExtraction(e); err != nil {
		return err
	}
	region, err := writeRegion(e.Outline)
	if err != nil {
		return err
	}
	defer os.Remove(region)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	address, closeGate, err := a.openGate(ctx, cancel, read)
	if err != nil {
		return err
	}
	defer closeGate()
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("%w: the archive is not as it should be: %v", ErrExtract, broken)
		}
		if cause := context.Cause(ctx); cause != nil {
			err = cause // what go-pmtiles makes of it says less
		}
	}()
	maxZoom := int8(min(e.MaxZoom, a.info.MaxZoom))
	if err := pmtiles.Extract(ctx, log.New(said, "", 0), "", address, -1, maxZoom, region, "", to, downloads, overfetch, to == ""); err != nil {
		return fmt.Errorf("%w: %w", ErrExtract, err)
	}
	return nil
}

// checkExtraction tells what go-pmtiles would stumble over.
func (a *Archive) checkExtraction(e Extraction) error {
	for _, entry := range a.root {
		if entry.RunLength == 0 && !within(entry, a.header.LeafDirectoryLength) {
			return fmt.Errorf("%w: a directory lies outside of it", ErrArchive)
		}
	}
	zoom := min(e.MaxZoom, a.info.MaxZoom)
	tiles, touches := 0.0, false
	for _, polygon := range e.Outline {
		box := polygon.Bound()
		bounds := geo.Bounds{West: box.Min[0], South: box.Min[1], East: box.Max[0], North: box.Max[1]}
		touches = touches || bounds.Intersects(a.info.Bounds)
		nw, se := geo.TileAt(geo.Project(geo.Point{Lon: bounds.West, Lat: bounds.North}), zoom), geo.TileAt(geo.Project(geo.Point{Lon: bounds.East, Lat: bounds.South}), zoom)
		tiles += (float64(se.X) - float64(nw.X) + 1) * (float64(se.Y) - float64(nw.Y) + 1)
	}
	switch {
	case len(e.Outline) == 0:
		return fmt.Errorf("%w: the territory has no outline", ErrExtract)
	case !a.header.Clustered:
		return fmt.Errorf("%w: the archive's tiles are not in order: run `pmtiles cluster` on it first", ErrExtract)
	case e.MaxZoom < a.info.MinZoom:
		return fmt.Errorf("%w: the archive begins at zoom %d", ErrExtract, a.info.MinZoom)
	case !touches:
		return fmt.Errorf("%w: the archive has nothing there: it covers %v (west,south,east,north)", ErrExtract, a.info.Bounds)
	case tiles > maxExtracted:
		return fmt.Errorf("%w: the territory is too large at zoom %d: ask for a smaller --max-zoom, or use the whole archive as it is", ErrExtract, zoom)
	}
	return nil
}

// writeRegion writes an outline to a file, as go-pmtiles wants it.
func writeRegion(outline orb.MultiPolygon) (name string, err error) {
	content, err := geojson.NewGeometry(outline).MarshalJSON()
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp("", "maillage-*.geojson")
	if err != nil {
		return "", fmt.Errorf("cannot write a temporary file: %w", err)
	}
	if _, err = file.Write(content); err == nil {
		err = file.Close()
	}
	if err != nil {
		file.Close()
		os.Remove(file.Name())
		return "", fmt.Errorf("cannot write a temporary file: %w", err)
	}
	return file.Name(), nil
}
