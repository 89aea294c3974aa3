package basemap

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"maillage/geo"
)

// memory is an archive in memory.
type memory []byte

func (m memory) Close() error     { return nil }
func (m memory) size() int64      { return int64(len(m)) }
func (m memory) identity() string { return "" }

func (m memory) open(_ context.Context, offset, length int64) (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(bytes.NewReader(m), offset, length)), nil
}

// served serves an archive as file servers do; around may answer in its place.
func served(t *testing.T, content []byte, around func(w http.ResponseWriter, r *http.Request, next http.Handler)) string {
	t.Helper()
	next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "a.pmtiles", time.Unix(1e9, 0), bytes.NewReader(content))
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if around == nil {
			next(w, r)
			return
		}
		around(w, r, next)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/a.pmtiles"
}

func TestARemoteArchiveIsReadInParts(t *testing.T) {
	m := usual()
	m.leafSize = 7
	var parts atomic.Int64
	a := opened(t, served(t, m.bytes(t), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		parts.Add(1)
		if r.Header.Get("Range") == "" {
			t.Error("asks for the whole file")
		}
		next.ServeHTTP(w, r)
	}))
	opening := parts.Load()
	for tile, want := range m.tiles {
		stored, err := a.Tile(t.Context(), tile)
		if err != nil {
			t.Fatalf("Tile(%v): %v", tile, err)
		}
		if got, _ := a.Decode(stored); string(got) != want {
			t.Errorf("Tile(%v) = %q, want %q", tile, got, want)
		}
	}
	directories := (len(m.tiles) + m.leafSize - 1) / m.leafSize
	if got, want := parts.Load()-opening, int64(len(m.tiles)+directories); got != want {
		t.Errorf("%d tiles took %d requests, want %d: each directory is read once", len(m.tiles), got, want)
	}
}

func TestServersThatCannotServeAnArchive(t *testing.T) {
	content := usual().bytes(t)
	for _, tt := range []struct {
		name   string
		around func(http.ResponseWriter, *http.Request, http.Handler)
		says   string
	}{
		{"whole files only", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			r.Header.Del("Range")
			next.ServeHTTP(w, r)
		}, "no HTTP Range"},
		{"nothing there", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { http.Error(w, "no", http.StatusNotFound) }, "404"},
		{"going round in circles", func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			http.Redirect(w, r, "/a.pmtiles", http.StatusFound)
		}, "redirects more than"},
		{"leading elsewhere", func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}, "redirects to file://"},
		{"another part", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.Header().Set("Content-Range", "bytes 5-5/1000")
			w.WriteHeader(http.StatusPartialContent)
		}, "another part"},
		{"a part of nothing known", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.Header().Set("Content-Range", "bytes 0-0/*")
			w.WriteHeader(http.StatusPartialContent)
		}, "does not say which part"},
		{"parts cut short", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(&shortened{ResponseWriter: w, most: 60}, r)
		}, "cannot be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address := strings.Replace(served(t, content, tt.around), "http://", "http://someone:secret@", 1)
			a, err := Open(t.Context(), address)
			if a != nil || !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "secret") {
				t.Errorf("Open = %v, %v, want an error that says %q", a, err, tt.says)
			}
		})
	}
	if a, err := Open(t.Context(), served(t, nil, nil)); a != nil || !errors.Is(err, ErrArchive) {
		t.Errorf("Open of no bytes = %v, %v, want ErrArchive", a, err)
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	if a, err := Open(t.Context(), gone.URL); a != nil || !errors.Is(err, ErrUnavailable) {
		t.Errorf("Open of a server that is gone = %v, %v, want ErrUnavailable", a, err)
	}
}

// shortened cuts the connection once so many bytes are sent.
type shortened struct {
	http.ResponseWriter
	most int
}

func (s *shortened) Write(p []byte) (int, error) {
	n, _ := s.ResponseWriter.Write(p[:min(len(p), s.most)])
	if s.most -= n; s.most == 0 {
		http.NewResponseController(s.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, nil
}

func TestAServerThatStallsIsGivenUp(t *testing.T) {
	content := usual().bytes(t)
	for name, sent := range map[string]int{"before its answer": 0, "amid its answer": 1} {
		t.Run(name, func(t *testing.T) {
			release := make(chan struct{})
			var stalls atomic.Bool
			address, _ := url.Parse(served(t, content, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if !stalls.Load() {
					next.ServeHTTP(w, r)
					return
				}
				if sent > 0 {
					part := strings.TrimPrefix(r.Header.Get("Range"), "bytes=")
					w.Header().Set("Last-Modified", time.Unix(1e9, 0).UTC().Format(http.TimeFormat))
					w.Header().Set("Content-Range", "bytes "+part+"/"+strconv.Itoa(len(content)))
					w.WriteHeader(http.StatusPartialContent)
					w.Write(content[:sent])
					http.NewResponseController(w).Flush()
				}
				<-release
			}))
			t.Cleanup(func() { close(release) })
			from, err := openRemoteWithin(t.Context(), address, 100*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			a, err := newArchive(t.Context(), from)
			if err != nil {
				t.Fatal(err)
			}
			stalls.Store(true)
			begin := time.Now()
			if tile, err := a.Tile(t.Context(), geo.Tile{}); tile != nil || !errors.Is(err, ErrUnavailable) {
				t.Errorf("Tile = %q, %v, want ErrUnavailable", tile, err)
			}
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("that took %v", took)
			}
			stalls.Store(false)
			if tile, err := a.Tile(t.Context(), geo.Tile{}); len(tile) == 0 || err != nil {
				t.Errorf("once it answers again: Tile = %q, %v", tile, err)
			}
		})
	}
}

func TestARemoteArchiveThatChangesIsNotMixed(t *testing.T) {
	old, other := usual().bytes(t), usual()
	delete(other.tiles, geo.Tile{Z: 3})
	var content atomic.Pointer[[]byte]
	content.Store(&old)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(*content.Load()))
	}))
	t.Cleanup(server.Close)
	a := opened(t, server.URL)
	changed := other.bytes(t)
	content.Store(&changed)
	if tile, err := a.Tile(t.Context(), geo.Tile{}); tile != nil || !errors.Is(err, ErrChanged) {
		t.Errorf("Tile = %q, %v, want ErrChanged", tile, err)
	}
}

func TestWhoAsksForATileMayGiveUp(t *testing.T) {
	release := make(chan struct{})
	var stalls atomic.Bool
	a := opened(t, served(t, usual().bytes(t), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if stalls.Load() {
			<-release
		}
		next.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { close(release) })
	stalls.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if tile, err := a.Tile(ctx, geo.Tile{}); tile != nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Tile = %q, %v, want that it gives up", tile, err)
	}
}
