package api

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"maillage/data"
	"maillage/data/exchange"
)

// everyResource is an address of each resource, with whether other sites' pages
// may read it.
var everyResource = []struct {
	path   string
	shared bool
}{
	{"/api/v1/search?q=jardin", true}, {"/api/v1/suggest?q=jar", true}, {"/api/v1/territories/FR", true},
	{"/api/v1/territories?q=bourg", true}, {"/api/v1/locate?lon=1&lat=45", true}, {"/api/v1/elements.geojson", true},
	{"/api/v1/elements.ndjson", true}, {"/api/v1/elements.csv", true}, {"/api/v1/openapi.json", true}, {"/tiles/elements/0/0/0.mvt", true},
	{"/tiles/territories/0/0/0.mvt", true}, {"/tiles/elements.json", true}, {"/tiles/territories.json", true},
	{"/assets/main-BxYz12_a.js", true}, {"/livez", false}, {"/readyz", false},
}

func TestEveryResourceIsSafeAndAnswersHEAD(t *testing.T) {
	h := newHouse(t)
	for _, resource := range everyResource {
		t.Run(resource.path, func(t *testing.T) {
			got := h.get(resource.path)
			if got.status != http.StatusOK || len(got.body) == 0 {
				t.Fatalf("GET = %d, %d bytes", got.status, len(got.body))
			}
			policy := got.header.Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("policy = %q", policy)
			}
			if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Referrer-Policy") == "" {
				t.Errorf("headers = %v", got.header)
			}
			if anyone := got.header.Get("Access-Control-Allow-Origin") == "*"; anyone != resource.shared {
				t.Errorf("open to pages of other sites = %v, want %v", anyone, resource.shared)
			}
			head := h.ask(http.MethodHead, resource.path)
			if head.status != got.status || len(head.body) != 0 || head.header.Get("Content-Type") != got.header.Get("Content-Type") ||
				head.header.Get("ETag") != got.header.Get("ETag") {
				t.Errorf("HEAD = %d, %d bytes, %v", head.status, len(head.body), head.header)
			}
		})
	}
}

func TestAnswersTellAndHonourTheSequence(t *testing.T) {
	h := newHouse(t)
	element := h.ids["L'Établi"].String()
	for _, path := range []string{
		"/api/v1/search?q=jardin", "/api/v1/suggest?q=jar", "/api/v1/elements/" + element, "/api/v1/territories/FR", "/api/v1/territories?q=bourg",
		"/api/v1/locate?lon=1&lat=45", "/api/v1/elements.geojson", "/api/v1/elements.ndjson", "/api/v1/elements.csv", "/tiles/elements/0/0/0.mvt",
		"/tiles/territories/0/0/0.mvt", "/", "/e/" + element + "/l-etabli",
	} {
		latest := formatInt(h.sequence())
		if got := h.get(path, "Min-Sequence", latest); got.status != http.StatusOK || got.header.Get("Sequence") != latest {
			t.Errorf("GET %s = %d with Sequence %q, want %s", path, got.status, got.header.Get("Sequence"), latest)
		}
		if got := h.get(path, "Min-Sequence", "-1"); got.status != http.StatusBadRequest || !strings.Contains(string(got.body), "Min-Sequence") {
			t.Errorf("GET %s with Min-Sequence -1 = %d %s", path, got.status, got.body)
		}
	}
}

func TestHEADOfAnExportReadsNoElements(t *testing.T) {
	h := newHouse(t)
	h.stop()
	h.store.Close()
	for _, extension := range []string{"geojson", "ndjson", "csv"} {
		got := h.ask(http.MethodHead, exportPath+extension+"?q=jardin", "Accept-Encoding", "gzip")
		if got.status != http.StatusOK || !strings.Contains(got.header.Get("Content-Disposition"), extension) || got.header.Get("Content-Type") == "" {
			t.Errorf("HEAD of %s = %d %v", extension, got.status, got.header)
		}
		if got := h.ask(http.MethodHead, exportPath+extension+"?kind=shop"); got.status != http.StatusBadRequest {
			t.Errorf("HEAD of %s with a mistake = %d", extension, got.status)
		}
	}
}

func TestPreflightsAreAnswered(t *testing.T) {
	h := newHouse(t)
	got := h.ask(http.MethodOptions, "/api/v1/search", "Origin", "https://example.org", "Access-Control-Request-Method", "GET",
		"Access-Control-Request-Headers", "min-sequence")
	if got.status != http.StatusNoContent || got.header.Get("Access-Control-Allow-Origin") != "*" ||
		!strings.Contains(got.header.Get("Access-Control-Allow-Headers"), "Min-Sequence") ||
		!strings.Contains(got.header.Get("Access-Control-Allow-Methods"), "GET") {
		t.Errorf("OPTIONS = %d %v", got.status, got.header)
	}
}

func TestTilesAreCachedAndNegotiated(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/tiles/elements/7/64/46.mvt?tag=jardinpartage", "/tiles/territories/7/64/46.mvt"} {
		plain := h.get(path)
		if plain.status != http.StatusOK || plain.header.Get("Content-Type") != "application/vnd.mapbox-vector-tile" ||
			plain.header.Get("Cache-Control") != "public, max-age=0, must-revalidate" || plain.header.Get("Content-Encoding") != "" {
			t.Fatalf("GET %s = %d %v", path, plain.status, plain.header)
		}
		if !strings.Contains(strings.Join(plain.header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("Vary = %v", plain.header.Values("Vary"))
		}
		tag := plain.header.Get("ETag")
		for _, known := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			if got := h.get(path, "If-None-Match", known); got.status != http.StatusNotModified || len(got.body) > 0 || got.header.Get("ETag") != tag {
				t.Errorf("GET %s with If-None-Match %s = %d, ETag %s", path, known, got.status, got.header.Get("ETag"))
			}
		}
		if got := h.get(path, "If-None-Match", `"other"`); got.status != http.StatusOK {
			t.Errorf("GET %s with another tag = %d", path, got.status)
		}
		packed := h.get(path, "Accept-Encoding", "gzip")
		if packed.header.Get("ETag") == tag {
			t.Errorf("one ETag for two encodings: %s", tag)
		}
		if packed.header.Get("Content-Encoding") == "gzip" && !bytes.Equal(gunzipped(t, packed.body), plain.body) {
			t.Errorf("GET %s packed is another tile", path)
		}
	}
	empty := h.get("/tiles/elements/7/0/0.mvt")
	if empty.status != http.StatusNoContent || len(empty.body) > 0 || empty.header.Get("ETag") == "" {
		t.Errorf("an empty tile = %d %v", empty.status, empty.header)
	}
}

func TestATileChangesItsTagWhenAnElementComes(t *testing.T) {
	h := newHouse(t)
	const path = "/tiles/elements/7/64/46.mvt"
	before := h.get(path)
	h.add(data.Element{Kind: data.KindPlace, Name: "Nouveau", Geometry: at(1.1, 45.1)})
	h.get("/api/v1/search", "Min-Sequence", formatInt(h.sequence()))
	after := h.get(path, "If-None-Match", before.header.Get("ETag"))
	if after.status != http.StatusOK || bytes.Equal(before.body, after.body) {
		t.Errorf("the tile is still good (%d) after an element came", after.status)
	}
}

func gunzipped(t *testing.T, packed []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestAnswersArePackedWhereThatPays(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/api/v1/search", "/api/v1/elements.geojson", "/api/v1/elements.ndjson", "/api/v1/openapi.json", "/assets/main-BxYz12_a.js"} {
		plain, packed := h.get(path), h.get(path, "Accept-Encoding", "gzip")
		if packed.header.Get("Content-Encoding") != "gzip" {
			t.Errorf("GET %s is not packed: %v", path, packed.header)
			continue
		}
		if path != "/api/v1/search" && !bytes.Equal(gunzipped(t, packed.body), plain.body) { // a search says how long it took
			t.Errorf("GET %s packed says something else", path)
		}
	}
	if got := h.get("/assets/main-BxYz12_a.js", "Accept-Encoding", "gzip;q=0"); got.header.Get("Content-Encoding") != "" {
		t.Error("an encoding that is refused was used")
	}
}

func TestAssetsWithAHashedNameAreKeptForEver(t *testing.T) {
	h := newHouse(t)
	hashed, other := h.get("/assets/main-BxYz12_a.js"), h.get("/assets/icon.svg")
	if got := hashed.header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("Cache-Control of a hashed name = %q", got)
	}
	if got := other.header.Get("Cache-Control"); strings.Contains(got, "immutable") {
		t.Errorf("Cache-Control of a plain name = %q", got)
	}
	if got := h.get("/assets/icon.svg", "If-None-Match", other.header.Get("ETag")); got.status != http.StatusNotModified {
		t.Errorf("status %d for a file that is still good", got.status)
	}
	if got := hashed.header.Get("Content-Type"); !strings.HasPrefix(got, "text/javascript") {
		t.Errorf("Content-Type = %q", got)
	}
}

func TestAnExportIsADownloadThatImportsBackUnchanged(t *testing.T) {
	h := newHouse(t)
	got := h.get("/api/v1/elements.ndjson?in=FR-87085&sort=newest&limit=1")
	if disposition := got.header.Get("Content-Disposition"); disposition != `attachment; filename="maillage.ndjson"` {
		t.Errorf("Content-Disposition = %q", disposition)
	}
	var batch []data.Element
	for record := range exchange.ReadElements(bytes.NewReader(got.body)) {
		if record.Err != nil || record.Warnings != nil {
			t.Errorf("line %d: %v %v", record.Line, record.Err, record.Warnings)
		}
		batch = append(batch, record.Element)
	}
	outcomes, err := h.commons.ImportElements(t.Context(), batch, batch[0].UpdatedAt)
	if err != nil || len(outcomes) != 4 {
		t.Fatalf("%d elements exported, want 4; import: %v", len(outcomes), err)
	}
	for i, outcome := range outcomes {
		if outcome.Result.String() != "unchanged" {
			t.Errorf("%s: %v, want unchanged", batch[i].Name, outcome.Result)
		}
	}
	if collection := read[struct{ Note string }](h, "/api/v1/elements.geojson"); collection.Note != exchange.PersonsNote {
		t.Errorf("note = %q", collection.Note)
	}
}
