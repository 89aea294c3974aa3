package basemap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// Errors of archives.
var (
	// ErrArchive marks what is no archive whose tiles can be shown.
	ErrArchive = errors.New("not a basemap that can be shown")
	// ErrUnavailable marks an archive whose bytes do not come.
	ErrUnavailable = errors.New("the basemap's archive cannot be read")
	// ErrChanged marks an archive that is another one than when it was opened.
	ErrChanged = errors.New("the basemap's archive has changed since it was opened: restart to read the new one")
)

// source is the bytes of an archive. It is safe for concurrent use.
type source interface {
	io.Closer
	// size returns how many bytes there are.
	size() int64
	// identity returns a text that other bytes would hardly have.
	identity() string
	// open returns the bytes of a range that lies within the size; fewer when
	// they cannot be had, with an error. Reading ends with ctx. The error wraps
	// [ErrUnavailable] or [ErrChanged], or is the context's.
	open(ctx context.Context, offset, length int64) (io.ReadCloser, error)
}

// openSource opens a file or, when the name is one, a web address.
func openSource(ctx context.Context, name string) (source, error) {
	if address, err := url.Parse(name); err == nil && strings.Contains(name, "://") {
		switch address.Scheme {
		case "http", "https":
			return openRemote(ctx, address)
		}
		return nil, fmt.Errorf("%w: %s:// is no address that is read: give a file, or one that begins with https:// or http://", ErrArchive, address.Scheme)
	}
	return openFile(name)
}

// read returns the bytes of a range, whole.
func read(ctx context.Context, from source, offset, length int64) ([]byte, error) {
	content, err := from.open(ctx, offset, length)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	bytes := make([]byte, length)
	if _, err := io.ReadFull(content, bytes); err != nil {
		if ended := ctx.Err(); ended != nil {
			return nil, ended
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("%w: it ends before byte %d", ErrUnavailable, offset+length)
		}
		if errors.Is(err, ErrUnavailable) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %v", ErrUnavailable, err)
	}
	return bytes, nil
}
