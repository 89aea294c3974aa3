package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestEveryMistakeGetsItsProblem(t *testing.T) {
	h := newHouse(t)
	const search, tile = "/api/v1/search?", "/tiles/elements/5/16/11.mvt?"
	tests := []struct {
		name, path  string
		status      int
		code, param string
	}{
		{"unknown parameter", search + "foo=1", 400, "bad_parameter", "foo"},
		{"limit of zero", search + "limit=0", 400, "bad_parameter", "limit"},
		{"limit beyond the most", search + "limit=201", 400, "bad_parameter", "limit"},
		{"limit that overflows", search + "limit=99999999999999999999", 400, "bad_parameter", "limit"},
		{"a parameter twice", search + "q=a&q=b", 400, "bad_parameter", "q"},
		{"words too long", search + "q=" + strings.Repeat("a", 201), 400, "bad_parameter", "q"},
		{"words that are not UTF-8", search + "q=%ff%fe", 400, "bad_parameter", "q"},
		{"percent garbage", search + "q=%zz", 400, "bad_parameter", ""},
		{"query too long", search + strings.Repeat("tag=a&", 2000), 400, "bad_parameter", ""},
		{"unknown kind", search + "kind=shop", 400, "bad_parameter", "kind"},
		{"empty tag", search + "tag=%2C%2C", 400, "bad_parameter", "tag"},
		{"17 tags", search + strings.Repeat("tag=a&", 17), 400, "bad_parameter", "tag"},
		{"a box of words", search + "bbox=a,b,c,d", 400, "bad_parameter", "bbox"},
		{"a box of NaN", search + "bbox=NaN,0,1,1", 400, "bad_parameter", "bbox"},
		{"a box upside down", search + "bbox=0,50,1,40", 400, "bad_parameter", "bbox"},
		{"coordinates swapped beyond the pole", search + "near=45,100", 400, "bad_parameter", "near"},
		{"infinite coordinates", search + "near=Inf,0", 400, "bad_parameter", "near"},
		{"huge coordinates", search + "near=1e999,0", 400, "bad_parameter", "near"},
		{"radius alone", search + "radius=10", 400, "bad_parameter", "radius"},
		{"negative radius", search + "near=0,0&radius=-1", 400, "bad_parameter", "radius"},
		{"radius of NaN", search + "near=0,0&radius=NaN", 400, "bad_parameter", "radius"},
		{"radius too wide", search + "near=0,0&radius=500001", 400, "bad_parameter", "radius"},
		{"unknown territory", search + "in=FR-00000", 400, "bad_parameter", "in"},
		{"a territory that is a path", search + "in=../../etc/passwd", 400, "bad_parameter", "in"},
		{"relevance without words", search + "sort=relevance", 400, "bad_parameter", "sort"},
		{"a cursor made up", search + "cursor=AAAA", 400, "bad_parameter", "cursor"},
		{"an unknown facet", search + "facets=password", 400, "bad_parameter", "facets"},
		{"a statement of SQL", search + "in=FR'%20OR%201=1--", 400, "bad_parameter", "in"},

		{"no id", "/api/v1/elements/1", 400, "bad_parameter", "id"},
		{"an id that nobody has", "/api/v1/elements/01900000-0000-7000-8000-0000000000ff", 404, "not_found", ""},
		{"an id with a query", "/api/v1/elements/01900000-0000-7000-8000-0000000000ff?x=1", 400, "bad_parameter", "x"},
		{"a territory that nobody knows", "/api/v1/territories/FR-99", 404, "not_found", ""},
		{"territories without words", "/api/v1/territories", 400, "bad_parameter", "q"},
		{"too many territories", "/api/v1/territories?q=a&limit=51", 400, "bad_parameter", "limit"},
		{"suggestions for too much", "/api/v1/suggest?q=" + strings.Repeat("a", 201), 400, "bad_parameter", "q"},
		{"suggestions for bytes", "/api/v1/suggest?q=%c3%28", 400, "bad_parameter", "q"},
		{"a point without latitude", "/api/v1/locate?lon=1", 400, "bad_parameter", "lat"},
		{"a point of NaN", "/api/v1/locate?lon=NaN&lat=1", 400, "bad_parameter", "lon"},
		{"a point beyond the pole", "/api/v1/locate?lon=1&lat=-90.5", 400, "bad_parameter", "lat"},
		{"an export of nothing known", "/api/v1/elements.geojson?in=FR-00000", 400, "bad_parameter", "in"},
		{"an export in no format", "/api/v1/elements.xls", 404, "not_found", ""},

		{"a tile beyond its zoom", "/tiles/elements/2/4/0.mvt", 400, "bad_tile", ""},
		{"a tile too deep", "/tiles/elements/23/0/0.mvt", 400, "bad_tile", ""},
		{"a tile of letters", "/tiles/elements/a/b/c.mvt", 400, "bad_tile", ""},
		{"a negative tile", "/tiles/elements/1/-1/0.mvt", 400, "bad_tile", ""},
		{"a tile written oddly", "/tiles/elements/01/+0/0.mvt", 400, "bad_tile", ""},
		{"a tile that overflows", "/tiles/elements/1/4294967296/0.mvt", 400, "bad_tile", ""},
		{"a tile of another format", "/tiles/elements/1/0/0.pbf", 404, "not_found", ""},
		{"a tile without a suffix", "/tiles/elements/1/0/0", 404, "not_found", ""},
		{"a tile with pages", tile + "limit=3", 400, "bad_parameter", "limit"},
		{"a tile in an order", tile + "near=1,1&sort=distance", 400, "bad_parameter", "sort"},
		{"a tile of a filter with a mistake", tile + "kind=x", 400, "bad_parameter", "kind"},
		{"a territory tile with a filter", "/tiles/territories/5/16/11.mvt?q=a", 400, "bad_parameter", "q"},
		{"a territory tile too deep", "/tiles/territories/13/0/0.mvt", 400, "bad_tile", ""},
		{"a description of tiles with a mistake", "/tiles/elements.json?sort=newest", 400, "bad_parameter", "sort"},

		{"nothing there", "/api/v2/search", 404, "not_found", ""},
		{"a path with NUL", "/api/v1/%00", 404, "not_found", ""},
		{"a path that is not UTF-8", "/%ff%fe", 404, "not_found", ""},
		{"out of the assets", "/assets/../go.mod", 404, "not_found", ""},
		{"out of the assets, encoded", "/assets/%2e%2e%2fgo.mod", 404, "not_found", ""},
		{"out of the assets, backwards", "/assets/..%5cgo.mod", 404, "not_found", ""},
		{"a folder of assets", "/assets/", 404, "not_found", ""},
		{"out of the tiles", "/tiles/elements/1/0/..%2f..%2fgo.mod.mvt", 404, "not_found", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := h.get(tt.path)
			var p problem
			if err := json.Unmarshal(got.body, &p); err != nil {
				t.Fatalf("GET %s: status %d, %v: %s", tt.path, got.status, err, got.body)
			}
			if code := problemCode(t, got); got.status != tt.status || code != tt.code || p.Param != tt.param {
				t.Errorf("GET %s = %d %s param %q, want %d %s param %q\n%s", tt.path, got.status, code, p.Param, tt.status, tt.code, tt.param, got.body)
			}
			if got.header.Get("Cache-Control") != "" || got.header.Get("ETag") != "" {
				t.Errorf("a problem may be kept: %v", got.header)
			}
		})
	}
}

func TestMethodsThatChangeThingsAreRefused(t *testing.T) {
	h := newHouse(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		for _, path := range []string{"/api/v1/search", "/api/v1/elements.ndjson", "/tiles/elements/1/0/0.mvt", "/livez"} {
			if got := h.ask(method, path); got.status != http.StatusMethodNotAllowed || problemCode(t, got) != "method_not_allowed" {
				t.Errorf("%s %s = %d %s", method, path, got.status, got.body)
			}
		}
	}
}

func TestAFailureOfOursTellsNothingOfItself(t *testing.T) {
	h := newHouse(t)
	h.stop()
	h.store.Close()
	for _, path := range []string{"/api/v1/search?q=jardin", "/api/v1/elements/" + h.ids["L'Établi"].String(), "/api/v1/elements.geojson"} {
		got := h.get(path)
		if got.status != http.StatusInternalServerError || problemCode(t, got) != "internal" {
			t.Errorf("GET %s = %d %s", path, got.status, got.body)
		}
		if text := strings.ToLower(string(got.body)); strings.Contains(text, "sql") || strings.Contains(text, "closed") {
			t.Errorf("GET %s tells what failed: %s", path, got.body)
		}
	}
	if log := h.log.String(); !strings.Contains(log, "closed") {
		t.Errorf("the log does not tell what failed:\n%s", log)
	}
}

func TestAPanicIsA500UnlessSomethingWasSent(t *testing.T) {
	h := newHouse(t)
	tests := []struct {
		name   string
		handle http.HandlerFunc
		cut    bool
		logged bool
	}{
		{"before anything is sent", func(http.ResponseWriter, *http.Request) { panic("broken") }, false, true},
		{"after headers were set", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "7")
			panic("broken")
		}, false, true},
		{"after a part", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("half")); panic("broken") }, true, true},
		{"of one that gives up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.log.reset()
			listener := httptest.NewServer(h.server.around(tt.handle))
			defer listener.Close()
			got, err := http.Get(listener.URL + "/api/v1/search")
			var body []byte
			if err == nil {
				body, err = io.ReadAll(got.Body)
				got.Body.Close()
			}
			if cut := err != nil; cut != tt.cut {
				t.Fatalf("the connection is cut: %v (%v), want %v", cut, err, tt.cut)
			}
			if !tt.cut {
				a := answer{got.StatusCode, got.Header, body}
				if a.status != http.StatusInternalServerError || problemCode(t, a) != "internal" || strings.Contains(string(body), "broken") {
					t.Errorf("answer = %d %s", a.status, body)
				}
			}
			if logged := strings.Contains(h.log.String(), "broken"); logged != tt.logged {
				t.Errorf("the panic is logged: %v, want %v\n%s", logged, tt.logged, h.log)
			}
		})
	}
}

// TestWorkWaitsItsTurn has everything that works at once busy for longer than the
// client waits.
func TestWorkWaitsItsTurn(t *testing.T) {
	h := newHouse(t)
	for range cap(h.server.turns) {
		h.server.turns <- struct{}{}
	}
	paths := []string{"/api/v1/search?q=jardin", "/api/v1/suggest?q=jar", "/api/v1/elements.ndjson", "/"}
	for _, path := range paths {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		got := httptest.NewRecorder()
		h.server.ServeHTTP(got, httptest.NewRequest(http.MethodGet, path, nil).WithContext(ctx))
		cancel()
		if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" {
			t.Errorf("GET %s = %d %v while all are busy", path, got.Code, got.Header())
		}
	}
	if got := h.get("/api/v1/territories/FR"); got.status != http.StatusOK {
		t.Errorf("a territory = %d while searches wait", got.status)
	}
	<-h.server.turns
	for _, path := range append(paths, "/api/v1/search?cursor=AAAA", "/api/v1/elements.ndjson?in=FR-00000") {
		if got := h.get(path); got.status != http.StatusOK && got.status != http.StatusBadRequest {
			t.Errorf("GET %s = %d with one turn left", path, got.status)
		}
	}
	if busy := len(h.server.turns); busy != cap(h.server.turns)-1 {
		t.Errorf("%d turns are taken once all have ended, want the %d of before", busy, cap(h.server.turns)-1)
	}
}

func TestNothingIsAnsweredBeforeTheIndexIsReady(t *testing.T) {
	h := newColdHouse(t)
	for _, path := range []string{
		"/api/v1/search", "/api/v1/suggest?q=a", "/api/v1/locate?lon=1&lat=45", "/api/v1/territories?q=a", "/api/v1/territories/FR",
		"/api/v1/elements.ndjson", "/tiles/elements/0/0/0.mvt", "/tiles/territories/0/0/0.mvt",
	} {
		got := h.get(path)
		if got.status != http.StatusServiceUnavailable || problemCode(t, got) != "not_ready" || got.header.Get("Retry-After") == "" {
			t.Errorf("GET %s = %d %s", path, got.status, got.body)
		}
	}
	if got := h.get("/livez"); got.status != http.StatusOK {
		t.Errorf("/livez = %d while the index catches up", got.status)
	}
	got := h.get("/readyz")
	var progress readiness
	if err := json.Unmarshal(got.body, &progress); err != nil || got.status != http.StatusServiceUnavailable || progress.Ready {
		t.Errorf("/readyz = %d %s", got.status, got.body)
	}
	h.run()
	if got := h.get("/readyz"); got.status != http.StatusOK || !strings.Contains(string(got.body), `"ready":true`) {
		t.Errorf("/readyz = %d %s once the index has caught up", got.status, got.body)
	}
}

func TestWhatPeopleSearchForNeverReachesTheLog(t *testing.T) {
	h := newHouse(t)
	const words, point = "maladie-rare", "1.23456,45.54321"
	for _, path := range []string{"/api/v1/search", "/api/v1/suggest", "/api/v1/elements.geojson", "/tiles/elements/3/4/2.mvt", "/tiles/elements.json", "/nowhere"} {
		h.get(path + "?q=" + words + "&near=" + url.QueryEscape(point))
		h.get(path + "?near=" + point + "&q=" + words + "&limit=x")
	}
	h.get("/api/v1/locate?lon=1.23456&lat=45.54321")
	log := h.log.String()
	if strings.Contains(log, words) || strings.Contains(log, "1.23456") {
		t.Errorf("the log knows:\n%s", log)
	}
	if !strings.Contains(log, "route=/api/v1/search status=200") {
		t.Errorf("the log does not tell of requests:\n%s", log)
	}
	if strings.Contains(log, "level=INFO") || strings.Contains(log, "level=ERROR") {
		t.Errorf("requests that succeed, or fail by their own mistake, are not worth a line:\n%s", log)
	}
}
