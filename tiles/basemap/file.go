package basemap

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// file is an archive on this machine.
type file struct {
	*os.File
	length   int64
	modified time.Time
}

func openFile(name string) (*file, error) {
	// Stat first: opening a pipe would wait for its other end.
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is not a file: give a .pmtiles file or its web address", ErrArchive, name)
	}
	opened, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return &file{opened, info.Size(), info.ModTime()}, nil
}

func (f *file) size() int64 { return f.length }

func (f *file) identity() string { return fmt.Sprint(f.length, f.modified.UnixNano()) }

func (f *file) open(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrUnavailable, err)
	}
	if info.Size() != f.length || !info.ModTime().Equal(f.modified) {
		return nil, ErrChanged
	}
	return io.NopCloser(io.NewSectionReader(f, offset, length)), nil
}
