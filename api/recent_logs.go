package api

import (
	"bytes"
	"net/http"
	"sync"
)

// maxRecentLogs bounds the memory of [RecentLogs], in bytes.
const maxRecentLogs = 1 << 20

// RecentLogs keeps the last lines written to it, a megabyte of them, and serves
// them: a JSON handler of package slog writes one line a call. It is safe for
// concurrent use; the zero value is ready.
type RecentLogs struct {
	mu    sync.Mutex
	lines [][]byte // oldest first
	size  int      // of lines
}

// Write keeps a line. It never fails.
func (l *RecentLogs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := bytes.Clone(line[:min(len(line), maxRecentLogs)])
	l.lines, l.size = append(l.lines, kept), l.size+len(kept)
	gone := 0
	for ; l.size > maxRecentLogs; gone++ {
		l.size -= len(l.lines[gone])
		l.lines[gone] = nil
	}
	l.lines = l.lines[gone:]
	return len(line), nil
}

// ServeHTTP answers the lines, oldest first.
func (l *RecentLogs) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	l.mu.Lock()
	text := bytes.Join(l.lines, nil)
	l.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", "application/x-ndjson")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.Write(text) // a client that went away is no failure
}
