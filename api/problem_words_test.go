package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"maillage/index"
	"maillage/web"
)

func newCatalogue(t *testing.T) *web.Catalogue {
	t.Helper()
	catalogue, err := web.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}

func TestEveryRuleHasWordsInBothLanguages(t *testing.T) {
	catalogue := newCatalogue(t)
	for _, rule := range index.Rules() {
		values := map[string]string{"value": "<v>", "most": "9", "least": "1", "count": "12", "length": "300", "allowed": "a, b", "known": "c, d"}
		english, ok := catalogue.Rule(web.English, string(rule), values)
		if inIndex := (&index.QueryError{Param: "p", Rule: rule, Values: values}).Error(); !ok || "p: "+english != inIndex {
			t.Errorf("%s in English: %q, want what the index says: %q", rule, english, inIndex)
		}
		french, ok := catalogue.Rule(web.French, string(rule), values)
		if !ok || french == english || strings.Contains(french, "{") {
			t.Errorf("%s in French: %q", rule, french)
		}
	}
}

func TestEveryProblemHasWordsInBothLanguages(t *testing.T) {
	s := &Server{catalogue: newCatalogue(t)}
	for _, row := range problems {
		p := problemOf(row.is)
		english, french := s.worded(p, web.English), s.worded(p, web.French)
		if english.Detail == french.Detail || english.Title == french.Title {
			t.Errorf("%s %q has no words of its own: %q, %q", p.Code, p.name, english.Title, french.Detail)
		}
		if english.Code != french.Code || english.Status != p.Status {
			t.Errorf("%s means something else in another language", p.Code)
		}
	}
	for _, status := range []int{400, 404, 405, 500, 502, 503, 507} {
		if title, _ := s.catalogue.Status(web.English, strconv.Itoa(status)); title != http.StatusText(status) {
			t.Errorf("title of %d = %q, want %q", status, title, http.StatusText(status))
		}
	}
}

func TestProblemsSpeakTheLanguageAskedFor(t *testing.T) {
	h := newHouse(t)
	tests := []struct{ asked, path, language, title, detail string }{
		{"en", "/api/v1/search?limit=0", "en", "Bad Request", `limit: "0" is not a number from 1 to 200`},
		{"fr-CA, en;q=0.5", "/api/v1/search?limit=0", "fr", "Adresse mal formée", "limit\u00a0: « 0 » n’est pas un nombre de 1 à 200"},
		{"", "/tiles/elements/99/0/0.mvt", "fr", "Adresse mal formée", "Cette partie de carte n’existe pas"},
		{"de, en", "/api/v1/elements.ndjson?in=FR-00000", "en", "Bad Request", `in: no territory has the code "FR-00000" here`},
		{"en-GB", "/api/v1/territories/XX", "en", "Not Found", "No territory has this code."},
		{"fr", "/api/v1/search?q=%zz", "fr", "Adresse mal formée", "l’adresse ne peut pas être lue"},
		{"fr", "/api/v1/search?kind={most}", "fr", "Adresse mal formée", "kind\u00a0: « {most} » n’est pas"},
	}
	for _, tt := range tests {
		got := h.get(tt.path, "Accept-Language", tt.asked)
		var p problem
		if err := json.Unmarshal(got.body, &p); err != nil {
			t.Fatalf("GET %s: %v: %s", tt.path, err, got.body)
		}
		if p.Title != tt.title || !strings.HasPrefix(p.Detail, tt.detail) || got.header.Get("Content-Language") != tt.language {
			t.Errorf("GET %s for %q = %q: %q in %q, want %q: %q", tt.path, tt.asked, p.Title, p.Detail, got.header.Get("Content-Language"), tt.title, tt.detail)
		}
		if !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Accept-Language") {
			t.Errorf("GET %s: Vary = %v", tt.path, got.header.Values("Vary"))
		}
	}
}

func TestAProblemRepeatsLittleOfWhatWasSent(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/api/v1/search?kind=" + strings.Repeat("é", 3000), "/api/v1/search?" + strings.Repeat("x", 5000) + "=1", "/api/v1/elements/" + strings.Repeat("9", 5000)} {
		if got := h.get(path); got.status != http.StatusBadRequest || len(got.body) > 1000 {
			t.Errorf("GET %.40s… = %d, %d bytes", path, got.status, len(got.body))
		}
	}
}
