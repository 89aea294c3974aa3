package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"maillage/data"
)

// member is a visitor who has made an account and logged in.
func (h *house) member(email string) *visitor {
	h.t.Helper()
	sent, err := h.commons.NewLink(h.t.Context(), email, "", time.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.commons.SignUp(h.t.Context(), sent.Token, "Camille", "fr", testPassword, time.Now()); err != nil {
		h.t.Fatal(err)
	}
	v := h.visitor()
	if got := v.post("/login", map[string][]string{"email": {email}, "login": {testPassword}}); got.status != http.StatusSeeOther {
		h.t.Fatalf("POST /login = %d\n%s", got.status, got.body)
	}
	return v
}

const testPassword = "un vélo dans le jardin"

const compost = `{"kind":"place","name":"Compost du Pré","tags":["compost"],"geometry":{"type":"Point","coordinates":[1.01,45.01]}}`

// written reads the element that a write answers.
func written(t *testing.T, got answer) data.Element {
	t.Helper()
	var f struct{ Properties data.Element }
	if err := json.Unmarshal(got.body, &f); err != nil {
		t.Fatalf("status %d: %v\n%s", got.status, err, got.body)
	}
	return f.Properties
}

func TestAWriteThatThisNodeDoesNotShowYetSaysSo(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	h.stop()
	if got := camille.send("POST", elementsPath, "application/json", strings.NewReader(compost)); got.status != http.StatusAccepted || got.header.Get("Location") == "" {
		t.Errorf("POST while nothing is shown = %d %v", got.status, got.header)
	}
	h.run()
	if got := camille.send("POST", elementsPath, "application/json", strings.NewReader(compost)); got.status != http.StatusCreated {
		t.Errorf("POST once all is shown again = %d, want 201\n%s", got.status, got.body)
	}
}

func TestAMemberWritesElements(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	got := camille.send("POST", elementsPath, "application/json", strings.NewReader(compost))
	if got.status != http.StatusCreated || got.header.Get("ETag") != `"1"` || got.header.Get("Sequence") == "" {
		t.Fatalf("POST = %d %v\n%s", got.status, got.header, got.body)
	}
	e := written(t, got)
	address := elementsPath + "/" + e.ID.String()
	if got.header.Get("Location") != address {
		t.Errorf("it is at %q, want %q", got.header.Get("Location"), address)
	}
	if found := read[searchAnswer](h, "/api/v1/search?tag=compost&in=FR-87085&q=pr%C3%A9"); found.Total != 1 {
		t.Errorf("once it is answered, %d are found, want 1", found.Total)
	}
	edit := strings.Replace(compost, "Compost du Pré", "Compost de la Mare", 1)
	if got = sacha.send("PUT", address, "application/json", strings.NewReader(edit), "If-Match", `"1"`); got.status != http.StatusOK || got.header.Get("ETag") != `"2"` {
		t.Fatalf("PUT = %d\n%s", got.status, got.body)
	}
	if got = camille.send("PUT", address, "application/json", strings.NewReader(compost), "If-Match", `"1"`); got.status != http.StatusPreconditionFailed {
		t.Fatalf("PUT over an old revision = %d\n%s", got.status, got.body)
	}
	var versions struct{ Present, Given data.Element }
	if err := json.Unmarshal(got.body, &versions); err != nil || versions.Present.Name != "Compost de la Mare" || versions.Given.Name != "Compost du Pré" {
		t.Errorf("the conflict tells of %q and %q, %v", versions.Present.Name, versions.Given.Name, err)
	}
	if got = sacha.send("DELETE", address, "", nil, "If-Match", `"2"`); got.status != http.StatusForbidden {
		t.Errorf("DELETE by anybody = %d", got.status)
	}
	if got = camille.send("DELETE", address, "", nil, "If-Match", `"2"`); got.status != http.StatusOK {
		t.Errorf("DELETE by its author = %d\n%s", got.status, got.body)
	}
	for v, status := range map[*visitor]int{sacha: http.StatusNotFound, h.visitor(): http.StatusNotFound, camille: http.StatusOK} {
		if got := v.send("GET", "/e/"+e.ID.String()+"/"+"compost-de-la-mare", "", nil); got.status != status {
			t.Errorf("the page of what was hidden = %d, want %d", got.status, status)
		}
	}
}

func TestWritesAreRefusedWithReasons(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	before := h.sequence()
	tests := []struct {
		name, method, path, body string
		status                   int
		code, says               string
		headers                  []string
	}{
		{"no JSON", "POST", elementsPath, "{", 400, "bad_json", "unexpected EOF", nil},
		{"an unknown member", "POST", elementsPath, `{"kind":"place","name":"A","owner":"me"}`, 400, "bad_json", "owner", nil},
		{"two elements", "POST", elementsPath, compost + compost, 400, "bad_json", "follows", nil},
		{"a bracket too many", "POST", elementsPath, compost + "]", 400, "bad_json", "follows", nil},
		{"no name", "POST", elementsPath, `{"kind":"place"}`, 422, "invalid", `"field":"name"`, nil},
		{"no kind", "POST", elementsPath, `{"name":"A"}`, 422, "invalid", `"field":"kind"`, nil},
		{"another person", "POST", elementsPath, `{"kind":"person","name":"A"}`, 422, "invalid", `"field":"kind"`, nil},
		{"a place beyond the Earth", "POST", elementsPath, `{"kind":"place","name":"A","geometry":{"type":"Point","coordinates":[1,1e9]}}`, 400, "bad_json", "", nil},
		{"no number", "POST", elementsPath, `{"kind":"place","name":"A","geometry":{"type":"Point","coordinates":[NaN,1]}}`, 400, "bad_json", "", nil},
		{"swapped coordinates", "POST", elementsPath, `{"kind":"place","name":"A","geometry":{"type":"Point","coordinates":[45,2]}}`, 422, "invalid", "swapped", nil},
		{"nowhere", "POST", elementsPath, `{"kind":"place","name":"A","geometry":{"type":"Point","coordinates":[0,0]}}`, 422, "invalid", `"field":"geometry"`, nil},
		{"10,000 tags", "POST", elementsPath, `{"kind":"place","name":"A","tags":["a"` + strings.Repeat(`,"a"`, 9999) + `]}`, 422, "invalid", `"field":"tags"`, nil},
		{"a bidirectional override", "POST", elementsPath, `{"kind":"place","name":"A\u202eB"}`, 422, "invalid", `"field":"name"`, nil},
		{"a script for an address", "POST", elementsPath, `{"kind":"place","name":"A","website":"javascript:alert(1)"}`, 422, "invalid", `"field":"website"`, nil},
		{"too much", "POST", elementsPath, `{"kind":"place","name":"` + strings.Repeat("a", maxElementBody) + `"}`, 413, "form_too_large", "", nil},
		{"no If-Match", "PUT", elementsPath + "/" + data.NewID().String(), compost, 428, "if_match_missing", "", nil},
		{"no revision", "PUT", elementsPath + "/" + data.NewID().String(), compost, 400, "if_match", "", []string{"If-Match", "*"}},
		{"no element", "PUT", elementsPath + "/" + data.NewID().String(), compost, 404, "not_found", "", []string{"If-Match", `"1"`}},
		{"a parameter that is none", "POST", elementsPath + "?colour=red", compost, 400, "bad_parameter", `"param":"colour"`, nil},
		{"two comments", "PUT", elementsPath + "/" + data.NewID().String() + "?comment=a&comment=b", compost, 400, "bad_parameter", `"param":"comment"`, []string{"If-Match", `"1"`}},
		{"a long comment", "PUT", elementsPath + "/" + data.NewID().String() + "?comment=" + strings.Repeat("a", 301), compost, 422, "invalid", `"field":"comment"`, []string{"If-Match", `"1"`}},
		{"no id", "DELETE", elementsPath + "/1", "", 400, "bad_parameter", "", nil},
		{"a foreign origin", "POST", elementsPath, compost, 403, "foreign_origin", "", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := camille.send(tt.method, tt.path, "application/json", strings.NewReader(tt.body), tt.headers...)
			if got.status != tt.status || problemCode(t, got) != tt.code || !strings.Contains(string(got.body), tt.says) {
				t.Errorf("%d, want %d %s, saying %q:\n%s", got.status, tt.status, tt.code, tt.says, got.body)
			}
		})
	}
	if got := h.visitor().send("POST", elementsPath, "application/json", strings.NewReader(compost)); got.status != http.StatusUnauthorized {
		t.Errorf("who has not logged in = %d", got.status)
	}
	if after := h.sequence(); after != before {
		t.Errorf("what was refused left %d entries in the log", after-before)
	}
}

// TestAPlaceIsShownAsExactlyAsItsAuthorSays gives the place of a commune and of a street.
func TestAPlaceIsShownAsExactlyAsItsAuthorSays(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	for _, precision := range []data.Precision{data.PrecisionCommune, data.PrecisionStreet} {
		body := strings.Replace(compost, `"kind"`, `"precision":"`+string(precision)+`","kind"`, 1)
		e := written(t, camille.send("POST", elementsPath, "application/json", strings.NewReader(body)))
		kept, err := h.store.Element(t.Context(), e.ID)
		if err != nil {
			t.Fatal(err)
		}
		shown := kept.Geometry.Representative()
		if shown.Lon == 1.01 || shown.Lat == 45.01 {
			t.Errorf("%s: the store keeps %v", precision, shown)
		}
		kept.Name = "Compost d’en face"
		again, err := json.Marshal(kept)
		if err != nil {
			t.Fatal(err)
		}
		if got := camille.send("PUT", elementsPath+"/"+e.ID.String(), "application/json", strings.NewReader(string(again)), "If-Match", `"1"`); got.status != http.StatusOK {
			t.Fatalf("PUT = %d\n%s", got.status, got.body)
		}
		if kept, err = h.store.Element(t.Context(), e.ID); err != nil || kept.Geometry.Representative() != shown {
			t.Errorf("%s: written again it moves from %v to %v, %v", precision, shown, kept.Geometry.Representative(), err)
		}
	}
}

func TestNobodyWritesWithoutEnd(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	for range 200 {
		got := camille.send("POST", elementsPath, "application/json", strings.NewReader("{}"))
		if got.status == http.StatusTooManyRequests {
			if got.header.Get("Retry-After") == "" {
				t.Error("it is not said how long to wait")
			}
			return
		}
	}
	t.Error("200 writes in a row are all taken")
}

// TestAPageForSomebodyIsNobodyElses asks for public pages with and without a session.
func TestAPageForSomebodyIsNobodyElses(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	for _, path := range []string{"/", "/t/FR", "/legal"} {
		if got := camille.send("GET", path, "", nil); got.header.Get("Cache-Control") != "private, no-store" || got.header.Get("Vary") == "" {
			t.Errorf("%s for somebody: Cache-Control %q, Vary %q", path, got.header.Get("Cache-Control"), got.header.Get("Vary"))
		}
		if got := h.get(path); got.header.Get("Cache-Control") != revalidate || !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Cookie") {
			t.Errorf("%s for anybody: Cache-Control %q, Vary %q", path, got.header.Get("Cache-Control"), got.header.Values("Vary"))
		}
	}
}
