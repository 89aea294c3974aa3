package api

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"maillage/tiles"
)

// Bounds of what is kept ready.
const (
	readyTileBytes    = 8 << 20 // and never more than drawn tiles may take
	readyTileOverhead = 1 << 10 // about what one takes besides its body and its address
	maxReadyAddress   = 1 << 10 // bytes; tiles of longer addresses are not kept ready
)

// readyTiles keeps the tiles sent lately, ready to be sent again, all as of one
// change of the log: whoever asks for one of them gets it before anything else is
// done with the request. It forgets all when there is a newer change or no room;
// the drawings themselves are kept by [tiles.Server]. It is safe for concurrent use.
type readyTiles struct {
	most int           // bytes
	sent atomic.Uint64 // how many were sent again

	mutex    sync.RWMutex // guards the rest
	sequence int64        // of the change
	byAsked  map[askedTile]*readyTile
	bytes    int
}

// askedTile is what decides which tile a request gets, as of one change.
type askedTile struct {
	path, query string // of the address, as it came
	encoding    tiles.Encoding
}

func askedTileOf(r *http.Request) askedTile {
	return askedTile{r.URL.Path, r.URL.RawQuery, negotiated(r.Header.Get("Accept-Encoding"))}
}

// get returns the tile as of a change, nil when it is not ready.
func (k *readyTiles) get(asked askedTile, sequence int64) *readyTile {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	if k.sequence != sequence {
		return nil
	}
	return k.byAsked[asked]
}

// put keeps a tile ready as of a change, unless a newer change was seen.
func (k *readyTiles) put(asked askedTile, sequence int64, tile *readyTile) {
	size := len(tile.body) + len(asked.path) + len(asked.query) + readyTileOverhead
	if len(asked.path)+len(asked.query) > maxReadyAddress || size > k.most {
		return
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if sequence < k.sequence || k.byAsked[asked] != nil && sequence == k.sequence {
		return
	}
	if sequence > k.sequence || k.byAsked == nil || k.bytes+size > k.most {
		k.sequence, k.byAsked, k.bytes = sequence, map[askedTile]*readyTile{}, 0
	}
	k.byAsked[asked] = tile
	k.bytes += size
}

// readyTile is the answer with a tile.
type readyTile struct {
	route  string // the pattern of its address
	tag    string
	always headers // of an answer that says that the client's is still good, too
	filled headers // of one with a body
	body   []byte  // nil when nothing is on the tile
}

func newReadyTile(route string, sequence int64, tag string, tile tiles.Tile) *readyTile {
	t := &readyTile{route: route, tag: tag, always: tileHeaders(sequence, tag), body: tile.Body}
	t.filled.add("Content-Type", tileMediaType)
	t.filled.add("Content-Length", strconv.Itoa(len(tile.Body)))
	if tile.Encoding != tiles.Identity {
		t.filled.add("Content-Encoding", string(tile.Encoding))
	}
	return t
}

// tileHeaders returns the headers of every answer with a tile.
func tileHeaders(sequence int64, tag string) (h headers) {
	h.add("Sequence", formatInt(sequence))
	h.add("ETag", tag)
	h.add("Cache-Control", revalidate)
	h.add("Vary", "Accept-Encoding")
	return h
}

// send answers a request with the tile, or that the client's is still good.
func (t *readyTile) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	t.always.set(h)
	switch {
	case matchesTag(r.Header.Get("If-None-Match"), t.tag):
		w.WriteHeader(http.StatusNotModified)
	case t.body == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		t.filled.set(h)
		w.Write(t.body) // a client that went away is no failure
	}
}

// readyFirst answers with tiles and pages that are ready, and has next answer all else.
func (s *Server) readyFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tile := s.readyTile(r); tile != nil {
			w.(*recorder).visit.route = tile.route
			tile.send(w, r)
			s.prepared.sent.Add(1)
			return
		}
		if page := s.readyPage(r); page != nil {
			w.(*recorder).visit.route = page.route
			page.send(w)
			s.preparedPages.sent.Add(1)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// readyTile returns the tile that a request gets now, nil when it is not ready or
// the request is another one.
func (s *Server) readyTile(r *http.Request) *readyTile {
	if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, "/tiles/") || r.Header["Min-Sequence"] != nil {
		return nil
	}
	snapshot := s.engine.Snapshot()
	if snapshot == nil {
		return nil
	}
	return s.prepared.get(askedTileOf(r), snapshot.Sequence())
}
