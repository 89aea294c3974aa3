package api

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/tiles"
)

// answered returns what a server answers to GET, without its listener.
func answered(s *Server, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestATileThatIsReadyIsTheOneThatWasDrawn(t *testing.T) {
	h := newHouse(t)
	const path = "/tiles/elements/7/64/46.mvt"
	tag := h.get(path).header.Get("ETag")
	tests := []struct {
		name, path string
		headers    []string
	}{
		{"plain", path, nil},
		{"filtered", path + "?tag=jardinpartage", nil},
		{"gzip", path, []string{"Accept-Encoding", "gzip, deflate, br"}},
		{"zstd", path, []string{"Accept-Encoding", "gzip, zstd"}},
		{"still good", path, []string{"If-None-Match", tag}},
		{"no longer good", path, []string{"If-None-Match", `"other"`}},
		{"empty", "/tiles/elements/7/0/0.mvt", nil},
		{"territories", "/tiles/territories/7/64/46.mvt", []string{"Accept-Encoding", "gzip"}},
		{"an address that spells the filter otherwise", path + "?tag=%6aardinpartage", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fresh := h.another(func(*Options) {})
			drawn := answered(fresh, tt.path, tt.headers...)
			answered(fresh, tt.path, append(tt.headers, "If-None-Match", "")...) // one that is still good draws nothing
			before := fresh.prepared.sent.Load()
			ready := answered(fresh, tt.path, tt.headers...)
			if fresh.prepared.sent.Load() != before+1 {
				t.Fatal("it was not ready")
			}
			if ready.Code != drawn.Code || !bytes.Equal(ready.Body.Bytes(), drawn.Body.Bytes()) {
				t.Errorf("%d with %d bytes, drawn %d with %d", ready.Code, ready.Body.Len(), drawn.Code, drawn.Body.Len())
			}
			if diff := cmp.Diff(drawn.Header(), ready.Header()); diff != "" {
				t.Errorf("headers (-drawn +ready):\n%s", diff)
			}
		})
	}
}

func TestWhatIsNotReady(t *testing.T) {
	h := newHouse(t)
	const path = "/tiles/elements/7/64/46.mvt"
	tests := []struct {
		name string
		ask  func(s *Server) *httptest.ResponseRecorder
		code int
	}{
		{"another tile", func(s *Server) *httptest.ResponseRecorder { return answered(s, "/tiles/elements/7/64/47.mvt") }, 204},
		{"another encoding", func(s *Server) *httptest.ResponseRecorder { return answered(s, path, "Accept-Encoding", "gzip") }, 200},
		{"a change that has not come yet", func(s *Server) *httptest.ResponseRecorder {
			return answered(s, path, "Min-Sequence", "999999999")
		}, 503},
		{"a filter that is none", func(s *Server) *httptest.ResponseRecorder { return answered(s, path+"?colour=red") }, 400},
		{"another method", func(s *Server) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, nil))
			return w
		}, 405},
		{"a long address", func(s *Server) *httptest.ResponseRecorder {
			long := path + "?tag=" + strings.Repeat("%6a", maxReadyAddress/3)
			answered(s, long)
			return answered(s, long)
		}, 204},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := h.another(func(*Options) {})
			answered(s, path)
			if got := tt.ask(s); got.Code != tt.code || s.prepared.sent.Load() != 0 {
				t.Errorf("status %d, want %d; %d answers were ready", got.Code, tt.code, s.prepared.sent.Load())
			}
		})
	}
}

func TestAReadyTileIsForgottenWhenSomethingChanges(t *testing.T) {
	h := newHouse(t)
	const path = "/tiles/elements/7/64/46.mvt"
	h.get(path)
	before := h.get(path)
	h.add(data.Element{Kind: data.KindPlace, Name: "Nouveau", Geometry: at(1.1, 45.1)})
	h.get("/api/v1/search", "Min-Sequence", formatInt(h.sequence()))
	after := h.get(path)
	if bytes.Equal(before.body, after.body) || after.header.Get("Sequence") == before.header.Get("Sequence") {
		t.Errorf("the tile is the same as before, at %s", after.header.Get("Sequence"))
	}
}

func TestReadyTilesAreCountedLikeOthers(t *testing.T) {
	h := newHouse(t)
	s := h.another(func(*Options) {})
	for range 3 {
		answered(s, "/tiles/elements/7/64/46.mvt")
	}
	w := httptest.NewRecorder()
	s.private().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`maillage_http_requests_total{class="2xx",method="GET",route="/tiles/elements/:z/:x/:y"} 3`,
		"maillage_tile_cache_hits_total 2", "maillage_http_requests_in_flight 0",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

func TestReadyTilesTakeBoundedMemory(t *testing.T) {
	tile := func(n int) *readyTile { return &readyTile{body: make([]byte, n)} }
	asked := func(n int) askedTile { return askedTile{path: fmt.Sprint(n)} }
	k := readyTiles{most: 100 << 10}
	for n := range 1000 {
		k.put(asked(n), 7, tile(10<<10))
		if k.bytes > k.most || len(k.byAsked) > 10 || k.get(asked(n), 7) == nil {
			t.Fatalf("after %d tiles %d are ready, in %d bytes", n+1, len(k.byAsked), k.bytes)
		}
	}
	k.put(asked(1), 7, tile(200<<10))
	if k.get(asked(1), 7) != nil {
		t.Error("a tile larger than the bound is ready")
	}
	k.put(asked(2), 6, tile(1))
	if k.get(asked(2), 6) != nil || k.get(asked(999), 7) == nil {
		t.Error("a tile of an older change took the place of newer ones")
	}
	k.put(asked(3), 8, tile(1))
	if k.get(asked(3), 8) == nil || k.get(asked(999), 7) != nil || len(k.byAsked) != 1 {
		t.Error("tiles of an older change are ready")
	}
}

func TestNothingIsReadyWhereNoTileIsKept(t *testing.T) {
	h := newHouse(t)
	s := h.another(func(o *Options) { o.Tiles = tiles.NewServer(0) })
	for range 2 {
		answered(s, "/tiles/elements/7/64/46.mvt")
	}
	if n := s.prepared.sent.Load(); n != 0 {
		t.Errorf("%d answers were ready", n)
	}
}
