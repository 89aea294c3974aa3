package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"maillage/data/store"
	"maillage/tiles"
)

// another returns a server of the house with other options.
func (h *house) another(change func(*Options)) *Server {
	h.t.Helper()
	o := Options{Store: h.store, Engine: h.engine, Tiles: tiles.NewServer(1 << 20), Source: fstest.MapFS{"LICENSE": {Data: []byte("free")}}}
	change(&o)
	s, err := New(o)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func TestMetricsKnowPatternsAlone(t *testing.T) {
	h := newHouse(t)
	s := h.another(func(o *Options) { o.Disk, o.Version = h.store, "maillage v1" })
	for _, path := range []string{"/api/v1/search?q=secret", "/nowhere/secret", "/e/secret", "/tiles/elements/3/4/2.mvt"} {
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("SECRET", "/api/v1/search", nil))
	got := httptest.NewRecorder()
	s.private().ServeHTTP(got, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := got.Body.String()
	for _, want := range []string{
		`maillage_http_requests_total{class="2xx",method="GET",route="/api/v1/search"} 1`,
		`maillage_http_requests_total{class="4xx",method="GET",route="none"} 1`,
		`maillage_http_requests_total{class="4xx",method="GET",route="/e/:id"} 1`,
		`maillage_http_requests_total{class="2xx",method="GET",route="/tiles/elements/:z/:x/:y"} 1`,
		`method="other"`,
		`maillage_http_request_seconds_count{route="/api/v1/search"}`,
		fmt.Sprintf("maillage_index_elements %d", h.engine.Snapshot().Total()),
		"maillage_index_ready 1", "maillage_index_following 1", "maillage_index_lag 0", "maillage_index_segments ",
		"maillage_index_snapshot_age_seconds ", "maillage_disk_writable 1", "maillage_disk_free_bytes ",
		"maillage_tile_cache_misses_total 1", `maillage_build_info{version="maillage v1"} 1`, "go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(strings.ToLower(text), "secret") {
		t.Errorf("the metrics tell what was asked for:\n%s", text)
	}
}

// fullDisk is a disk that takes no writes.
type fullDisk struct{}

func (fullDisk) Writable() error            { return fmt.Errorf("%w: of /srv/secret", store.ErrFull) }
func (fullDisk) FreeBytes() (uint64, error) { return 0, nil }

func TestReadinessTellsThatTheDiskIsFull(t *testing.T) {
	h := newHouse(t)
	s := h.another(func(o *Options) { o.Disk = fullDisk{} })
	got := httptest.NewRecorder()
	s.ServeHTTP(got, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	var answer readiness
	if err := json.Unmarshal(got.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	if got.Code != http.StatusOK || !answer.Ready || answer.Writable || answer.Reason != "disk_full" || strings.Contains(got.Body.String(), "srv") {
		t.Errorf("/readyz = %d %s", got.Code, got.Body)
	}
}

func TestTheSchemeIsAskedOfTrustedProxiesAlone(t *testing.T) {
	h := newHouse(t)
	s := h.another(func(o *Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
	tests := []struct{ name, from, says, want string }{
		{"a trusted proxy", "10.1.2.3:4", "https", "https://x/"},
		{"a trusted proxy, mapped", "[::ffff:10.1.2.3]:4", "https", "https://x/"},
		{"a trusted proxy that brings no TLS", "10.1.2.3:4", "http", "http://x/"},
		{"a trusted proxy that says nonsense", "10.1.2.3:4", "gopher", "http://x/"},
		{"anyone", "192.0.2.1:4", "https", "http://x/"},
		{"a unix socket", "@", "https", "http://x/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "http://x/tiles/elements.json", nil)
			r.RemoteAddr = tt.from
			r.Header.Set("X-Forwarded-Proto", tt.says)
			got := httptest.NewRecorder()
			s.ServeHTTP(got, r)
			if !strings.Contains(got.Body.String(), `"`+tt.want+"tiles/elements/") {
				t.Errorf("tiles are not at %s: %s", tt.want, got.Body)
			}
		})
	}
}

func TestOnlyASiteKnownByHTTPSAsksForItForever(t *testing.T) {
	h := newHouse(t)
	for publicURL, want := range map[string]bool{"https://example.org": true, "http://example.org": false, "": false} {
		s := h.another(func(o *Options) { o.PublicURL = publicURL })
		got := httptest.NewRecorder()
		s.ServeHTTP(got, httptest.NewRequest(http.MethodGet, "/livez", nil))
		if has := got.Header().Get("Strict-Transport-Security") != ""; has != want {
			t.Errorf("with the public URL %q, Strict-Transport-Security: %t, want %t", publicURL, has, want)
		}
	}
}

func TestAFailureCarriesTheNumberUnderWhichTheLogTellsOfIt(t *testing.T) {
	h := newHouse(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := httptest.NewRecorder()
	h.server.turns = make(chan struct{}) // every search waits
	r := httptest.NewRequest(http.MethodGet, "/api/v1/search", nil)
	deadline, stop := context.WithTimeout(t.Context(), 0)
	defer stop()
	h.server.ServeHTTP(got, r.WithContext(deadline))
	id := got.Header().Get("Request-Id")
	if got.Code < 500 || id == "" || !strings.Contains(h.log.String(), "request="+id+" route=/api/v1/search") {
		t.Errorf("status %d, Request-Id %q, log:\n%s", got.Code, id, h.log.String())
	}
	fine := httptest.NewRecorder()
	h.server.ServeHTTP(fine, httptest.NewRequest(http.MethodGet, "/livez", nil).WithContext(ctx))
	if fine.Header().Get("Request-Id") != "" {
		t.Error("an answer that is no failure has a number too")
	}
}

func TestRecentLogsAreBounded(t *testing.T) {
	var logs RecentLogs
	for i := range 30_000 {
		fmt.Fprintf(&logs, "line %d %s\n", i, strings.Repeat("x", 90))
	}
	logs.Write(make([]byte, 10)) // not text; kept all the same
	got := httptest.NewRecorder()
	logs.ServeHTTP(got, httptest.NewRequest(http.MethodGet, "/debug/logs", nil))
	text := got.Body.String()
	if len(text) > maxRecentLogs || len(text) < maxRecentLogs*9/10 || !strings.Contains(text, "line 29999 ") || strings.Contains(text, "line 0 ") {
		t.Errorf("%d bytes are kept, from %.20q", len(text), text)
	}
}

func TestConnectionsAreLoggedWithoutAddresses(t *testing.T) {
	h := newHouse(t)
	log := newConnectionLog(h.server.log)
	log.Print("http: TLS handshake error from 192.0.2.7:4711: EOF")
	log.Print("http2: server connection error from [2001:db8::7]:4711: timeout")
	text := h.log.String()
	if strings.Contains(text, "192.0.2.7") || strings.Contains(text, "2001:db8") || strings.Count(text, "from a client") != 2 {
		t.Errorf("the log says:\n%s", text)
	}
}

func TestThePrivateListenerEndsWithTheServer(t *testing.T) {
	h := newHouse(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.server.ServePrivate(ctx, listener) }()
	got, err := http.Get("http://" + listener.Addr().String() + "/debug/logs")
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusNotFound {
		t.Errorf("logs that are not kept answer %d, want 404", got.StatusCode)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
