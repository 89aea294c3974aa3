package api

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzip"

	"maillage/tiles/basemap"
)

// Bounds of the pages that are kept ready.
const (
	readyPageBytes = 8 << 20
	readyPageAge   = time.Second // then somebody makes it anew; the others get it as it is for as long again
)

// readyPages keeps the pages sent lately that are the same for everybody without a
// cookie, compressed, as of one change of the log and one state of the settings: a
// page that many open at once is made once a second, by one of them. It is safe for concurrent use.
type readyPages struct {
	sent atomic.Uint64 // how many were sent again

	mutex    sync.RWMutex // guards the rest
	sequence int64        // of the change
	instance *instance
	byAsked  map[askedPage]*readyPage
	bytes    int
	making   map[askedPage]chan struct{} // closed once the page is made
}

// askedPage is what decides which page a request without a cookie gets.
type askedPage struct {
	scheme, host, path, query string // of the address, as it came
	compressed                bool
}

func (s *Server) askedPageOf(r *http.Request) askedPage {
	return askedPage{s.scheme(r), r.Host, r.URL.Path, r.URL.RawQuery, accepts(r.Header.Get("Accept-Encoding"), basemap.Gzip)}
}

// readyPage is the answer with a page. Nobody changes what is sent.
type readyPage struct {
	route  string // the pattern of its address
	made   time.Time
	header http.Header
	body   []byte
	anew   atomic.Bool // somebody makes the next one
}

// readyPage returns the page that a request gets now, nil when none is ready or the
// request is one of somebody whose page may be another.
func (s *Server) readyPage(r *http.Request) *readyPage {
	if !isForAnybody(r) {
		return nil
	}
	snapshot := s.engine.Snapshot()
	if snapshot == nil {
		return nil
	}
	k := &s.preparedPages
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	if k.sequence != snapshot.Sequence() || len(k.byAsked) == 0 || k.instance != s.now() {
		return nil
	}
	page := k.byAsked[s.askedPageOf(r)]
	if page == nil {
		return nil
	}
	age := time.Since(page.made)
	if age > 2*readyPageAge || age > readyPageAge && page.anew.CompareAndSwap(false, true) {
		return nil
	}
	return page
}

// isForAnybody reports whether a request gets what everybody gets.
func isForAnybody(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header["Cookie"] == nil && r.Header["Min-Sequence"] == nil && !isForOne(r.Context())
}

// send answers a request with the page.
func (page *readyPage) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), page.header)
	w.WriteHeader(http.StatusOK)
	w.Write(page.body) // a client that went away is no failure
}

// readyKey marks a request whose page shows nothing but what is in the log and the
// settings.
const readyKey = "ready"

// ready has the page that a handler writes kept for others who ask for the same: who
// asks while it is made waits for it. The page must show nothing but what is in the
// log, the settings and the time.
func (p *pages) ready(handle gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !isForAnybody(c.Request) {
			handle(c)
			return
		}
		made, first := p.preparedPages.begin(p.askedPageOf(c.Request))
		if first {
			defer p.preparedPages.end(p.askedPageOf(c.Request))
		} else {
			select {
			case <-made:
			case <-c.Request.Context().Done():
				return
			}
			if page := p.readyPage(c.Request); page != nil {
				page.send(c.Writer)
				p.preparedPages.sent.Add(1)
				return
			}
		}
		c.Set(readyKey, true)
		handle(c)
	}
}

// begin says that a page is about to be made; when somebody is at it already, it
// returns what is closed at the end.
func (k *readyPages) begin(asked askedPage) (made <-chan struct{}, first bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if made, under := k.making[asked]; under {
		return made, false
	}
	if k.making == nil {
		k.making = map[askedPage]chan struct{}{}
	}
	k.making[asked] = make(chan struct{})
	return nil, true
}

// end says that a page is made, or cannot be.
func (k *readyPages) end(asked askedPage) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	close(k.making[asked])
	delete(k.making, asked)
}

// keepReady sends a whole page, and keeps it for others, where that may be; otherwise
// it does nothing and reports so. sequence is that of the snapshot before the page was
// made.
func (p *pages) keepReady(c *gin.Context, sequence int64, instance *instance, body []byte) bool {
	h := c.Writer.Header()
	if !c.GetBool(readyKey) || !isForAnybody(c.Request) || h.Get("Cache-Control") != revalidate || h["Set-Cookie"] != nil {
		return false
	}
	asked := p.askedPageOf(c.Request)
	h.Set("Content-Type", "text/html; charset=utf-8")
	if asked.compressed {
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		writer.Write(body) // into memory: neither fails
		writer.Close()
		body = packed.Bytes()
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	page := &readyPage{route: c.FullPath(), made: time.Now(), header: h.Clone(), body: body}
	p.preparedPages.put(asked, sequence, instance, page)
	page.send(c.Writer)
	return true
}

// put keeps a page as of a change and a state of the settings, unless a newer change
// was seen. All pages go when there is no room.
func (k *readyPages) put(asked askedPage, sequence int64, instance *instance, page *readyPage) {
	size := len(page.body) + len(asked.path) + len(asked.query) + 2*readyTileOverhead
	if len(asked.path)+len(asked.query)+len(asked.host) > maxReadyAddress || size > readyPageBytes {
		return
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if sequence < k.sequence {
		return
	}
	if sequence > k.sequence || k.instance != instance || k.byAsked == nil || k.bytes+size > readyPageBytes {
		k.sequence, k.instance, k.byAsked, k.bytes = sequence, instance, map[askedPage]*readyPage{}, 0
	}
	if before := k.byAsked[asked]; before != nil {
		k.bytes -= len(before.body) + len(asked.path) + len(asked.query) + 2*readyTileOverhead
	}
	k.byAsked[asked] = page
	k.bytes += size
}
