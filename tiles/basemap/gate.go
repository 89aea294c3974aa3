package basemap

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// gate lets go-pmtiles read an archive through this machine's loopback: it knows
// no timeout, takes a whole file for a part of it, loads parts of local files
// into memory whatever their size, and believes what directories say. Here
// everything is checked as it is for tiles that are served.
type gate struct {
	archive *Archive
	path    string
	fail    context.CancelCauseFunc // ends the extraction
	done    atomic.Int64            // bytes of tiles let through
	read    func(done int64)
}

// openGate opens a gate until close is called. A failure to read ends the
// extraction by fail.
func (a *Archive) openGate(ctx context.Context, fail context.CancelCauseFunc, read func(done int64)) (address string, close func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("cannot listen on this machine's own address: %w", err)
	}
	g := &gate{archive: a, path: "/" + rand.Text(), fail: fail, read: read}
	server := &http.Server{
		Handler: g, ReadHeaderTimeout: 5 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go server.Serve(listener)
	return "http://" + listener.Addr().String() + g.path, func() { server.Close() }, nil
}

// ServeHTTP sends a part of the archive.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != g.path {
		http.NotFound(w, r)
		return
	}
	if err := g.send(w, r); err != nil {
		if !errors.Is(err, errGone) {
			g.fail(err)
		}
		panic(http.ErrAbortHandler) // so that nobody takes it for whole
	}
}

// maxLeaves bounds the directories that are read at once, in bytes.
const maxLeaves = 256 << 20

func (g *gate) send(w http.ResponseWriter, r *http.Request) error {
	var first, last int64
	size := g.archive.source.size()
	if n, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &first, &last); n != 2 || err != nil || first < 0 || first > last || last >= size {
		return fmt.Errorf("%w: it points outside of itself (%s of %d bytes)", ErrArchive, r.Header.Get("Range"), size)
	}
	h, length := g.archive.header, last-first+1
	if leaves := uint64(first); leaves >= h.LeafDirectoryOffset && leaves-h.LeafDirectoryOffset < h.LeafDirectoryLength {
		if err := g.checkLeaves(r.Context(), first, length); err != nil {
			return err
		}
	}
	content, err := g.archive.source.open(r.Context(), first, length)
	if err != nil {
		return err
	}
	defer content.Close()
	w.Header().Set("Content-Length", strconv.FormatInt(length, 10))
	w.WriteHeader(http.StatusPartialContent)
	n, err := io.Copy(g.counted(w, uint64(first) >= h.TileDataOffset), content)
	if err == nil && n < length {
		err = fmt.Errorf("%w: it ends before byte %d", ErrUnavailable, first+length)
	}
	return err
}

// checkLeaves reads the directories that lie in a part, as far as the root names
// them: those that point to others, or are damaged, are more than go-pmtiles
// can take.
func (g *gate) checkLeaves(ctx context.Context, first, length int64) error {
	if length > maxLeaves {
		return fmt.Errorf("%w: its directories are too large", ErrArchive)
	}
	for _, entry := range g.archive.root {
		at := int64(g.archive.header.LeafDirectoryOffset + entry.Offset)
		if entry.RunLength > 0 || at < first || at >= first+length {
			continue
		}
		entries, err := g.archive.leaf(ctx, entry)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.RunLength == 0 {
				return fmt.Errorf("%w: the archive's directories are nested deeper than this can take", ErrExtract)
			}
		}
	}
	return nil
}

// counted counts what is written when it is tiles.
func (g *gate) counted(w io.Writer, tiles bool) io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		n, err := w.Write(p)
		if tiles {
			g.read(g.done.Add(int64(n)))
		}
		if err != nil {
			err = errGone
		}
		return n, err
	})
}

// errGone says that the extraction wants no more; it tells why itself.
var errGone = errors.New("the extraction has ended")

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
