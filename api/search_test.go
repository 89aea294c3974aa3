package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

// foundAnswer is the JSON of a search as a client reads it.
type foundAnswer struct {
	Type     string
	Features []foundFeature
	Total    int
	Facets   map[string][]struct {
		Value, Label string
		Count        int
	}
	More   map[string]int
	Ladder []struct {
		Territory, Name, Level string
		Count                  int
	}
	Corrected string
	Next      string
	Took      *float64
}

type foundFeature struct {
	Type       string
	ID         string
	Geometry   json.RawMessage
	Properties map[string]any
}

func (f foundAnswer) names() []string {
	names := []string{}
	for _, feature := range f.Features {
		names = append(names, feature.Properties["name"].(string))
	}
	slices.Sort(names)
	return names
}

func TestSearchFindsByEveryMeansTheSameElements(t *testing.T) {
	h := newHouse(t)
	tests := []struct {
		query string
		want  []string
	}{
		{"", []string{"Camille Dupré-Inventée", "Jardin d'en face", "Jardin des Ormes", "L'Établi", "Les Ormes solidaires", "Piste des Ormes"}},
		{"q=jardin", []string{"Camille Dupré-Inventée", "Jardin d'en face", "Jardin des Ormes"}},
		{"q=JARDINS+ormes", []string{"Jardin des Ormes"}},
		{"q=%23C%2B%2B", []string{"L'Établi"}},
		{"kind=place,project&in=FR-87085", []string{"Jardin des Ormes", "L'Établi", "Piste des Ormes"}},
		{"type=repair-cafe", []string{"L'Établi"}},
		{"tag=Jardin+partag%C3%A9&tag=compost", []string{"Jardin des Ormes"}},
		{"tag=jardinpartage&notTag=compost&kind=place", []string{"Jardin d'en face"}},
		{"bbox=1.9,44.9,2.1,45.1", []string{"Jardin d'en face"}},
		{"near=1.01,45.01&radius=100", []string{"Jardin des Ormes"}},
		{"in=FR-87086", []string{"Jardin d'en face"}},
		{"q=introuvable", []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			got := read[foundAnswer](h, "/api/v1/search?"+tt.query)
			if diff := cmp.Diff(tt.want, got.names()); diff != "" || got.Total != len(tt.want) {
				t.Errorf("total %d, names (-want +got):\n%s", got.Total, diff)
			}
			if got.Type != "FeatureCollection" || got.Took == nil {
				t.Errorf("type %q, took %v", got.Type, got.Took)
			}
			exported := read[foundAnswer](h, "/api/v1/elements.geojson?"+tt.query)
			want := slices.DeleteFunc(slices.Clone(tt.want), func(name string) bool { return strings.HasPrefix(name, "Camille") })
			if diff := cmp.Diff(want, exported.names()); diff != "" {
				t.Errorf("the export of the same query, without persons (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSearchAnswersWithFacetsLadderDistanceAndPages(t *testing.T) {
	h := newHouse(t)
	got := read[foundAnswer](h, "/api/v1/search?near=1.01,45.01&limit=2&facets=kind,tag,territory&in=FR-87085")
	if len(got.Features) != 2 || got.Total != 5 || got.Next == "" {
		t.Fatalf("%d features of %d, next %q, want 2 of 5 and more", len(got.Features), got.Total, got.Next)
	}
	if d := got.Features[0].Properties["distance"]; d != 0.0 {
		t.Errorf("distance of the nearest = %v, want 0", d)
	}
	if counts := fmt.Sprint(got.Facets["kind"]); !strings.Contains(counts, "{place place 2}") {
		t.Errorf("kinds = %v", counts)
	}
	var rungs []string
	for _, step := range got.Ladder {
		rungs = append(rungs, fmt.Sprint(step.Territory, " ", step.Name, " ", step.Level, " ", step.Count))
	}
	want := []string{
		"FR-87085 Bourg-l'Ouest commune 5", "FR-87 Haute-Vienne departement 6", "FR-NAQ Nouvelle-Aquitaine region 6",
		"FR France country 6", "world Monde world 6",
	}
	if diff := cmp.Diff(want, rungs); diff != "" {
		t.Errorf("ladder (-want +got):\n%s", diff)
	}
	names := got.names()
	for got.Next != "" {
		got = read[foundAnswer](h, "/api/v1/search?near=1.01,45.01&limit=2&in=FR-87085&cursor="+got.Next)
		names = append(names, got.names()...)
	}
	if slices.Sort(names); len(names) != 5 || len(slices.Compact(names)) != 5 {
		t.Errorf("pages hold %v, want five elements once each", names)
	}
}

func TestSearchGivesNullGeometryWithoutAPlace(t *testing.T) {
	h := newHouse(t)
	got := read[foundAnswer](h, "/api/v1/search?q=solidaires")
	if f := got.Features[0]; string(f.Geometry) != "null" || f.Properties["geometry"] != nil {
		t.Errorf("geometry %s, property geometry %v", f.Geometry, f.Properties["geometry"])
	}
}

func TestSearchShowsASnippetWhereTheSummaryDoesNot(t *testing.T) {
	h := newHouse(t)
	got := read[foundAnswer](h, "/api/v1/search?q=velos").Features
	i := slices.IndexFunc(got, func(f foundFeature) bool {
		return f.Properties["name"] == "L'Établi"
	})
	if i < 0 {
		t.Fatal("L'Établi is not found by a word of its description")
	}
	text, _ := got[i].Properties["snippet"].(string)
	if !strings.Contains(text, "répare vélos et grille-pain") || len([]rune(text)) > maxSnippet || strings.ContainsAny(text, "<*[") {
		t.Errorf("snippet = %q", text)
	}
	if text := read[foundAnswer](h, "/api/v1/search?q=ouvert").Features[0].Properties["snippet"]; text != nil {
		t.Errorf("snippet %q beside a summary that matches", text)
	}
}

func TestElementIsOneFeatureWithItsTerritories(t *testing.T) {
	h := newHouse(t)
	got := h.get("/api/v1/elements/" + h.ids["Jardin des Ormes"].String())
	var f struct {
		Type       string
		Properties struct {
			Name        string
			Territories []struct{ Code, Name, Level string }
		}
	}
	if err := json.Unmarshal(got.body, &f); err != nil || got.status != http.StatusOK {
		t.Fatalf("status %d, %v: %s", got.status, err, got.body)
	}
	if f.Type != "Feature" || f.Properties.Name != "Jardin des Ormes" || fmt.Sprint(f.Properties.Territories) !=
		"[{FR-87085 Bourg-l'Ouest commune} {FR-87 Haute-Vienne departement} {FR-NAQ Nouvelle-Aquitaine region} {FR France country}]" {
		t.Errorf("element = %+v", f)
	}
}

func TestWhatIsNotPublicAppearsNowhere(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{
		"/api/v1/search?limit=200&facets=kind,type,tag,territory", "/api/v1/search?q=secret", "/api/v1/suggest?q=secret",
		"/api/v1/suggest?q=brou", "/api/v1/elements.geojson", "/api/v1/elements.ndjson", "/tiles/elements/18/131800/94243.mvt",
		"/tiles/elements/15/16475/11780.mvt", "/tiles/elements/0/0/0.mvt",
	} {
		if got := h.get(path); strings.Contains(strings.ToLower(string(got.body)), "secret") {
			t.Errorf("GET %s tells of what is hidden:\n%s", path, got.body)
		}
	}
	for _, name := range []string{"Brouillon secret", "Réservé secret"} {
		got := h.get("/api/v1/elements/" + h.ids[name].String())
		unknown := h.get("/api/v1/elements/" + data.NewID().String())
		if got.status != http.StatusNotFound || string(got.body) != string(unknown.body) {
			t.Errorf("%s: status %d, body %s, want that of an element that does not exist: %s", name, got.status, got.body, unknown.body)
		}
	}
}

func TestAReadWaitsForTheChangeItAsksFor(t *testing.T) {
	h := newHouse(t)
	for i := range 5 {
		name := fmt.Sprintf("Nouveau numéro%d", i)
		h.add(data.Element{Kind: data.KindPlace, Name: name, Geometry: at(1, 45)})
		sequence := fmt.Sprint(h.sequence())
		got := h.get(fmt.Sprintf("/api/v1/search?q=numero%d", i), "Min-Sequence", sequence)
		if got.status != http.StatusOK || !strings.Contains(string(got.body), name) || got.header.Get("Sequence") < sequence {
			t.Errorf("status %d, Sequence %s, want %s or later and the element just written: %s", got.status, got.header.Get("Sequence"), sequence, got.body)
		}
	}
	begin := time.Now()
	got := h.get("/api/v1/search", "Min-Sequence", "999999999")
	if got.status != http.StatusServiceUnavailable || problemCode(t, got) != "behind" || got.header.Get("Retry-After") == "" {
		t.Errorf("a change that does not exist: status %d, %s", got.status, got.body)
	}
	if took := time.Since(begin); took < waitAtMost || took > 5*waitAtMost {
		t.Errorf("waited %v, want about %v", took, waitAtMost)
	}
}

func problemCode(t *testing.T, got answer) string {
	t.Helper()
	var p problem
	if err := json.Unmarshal(got.body, &p); err != nil || got.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("not a problem: %v, %s: %s", err, got.header.Get("Content-Type"), got.body)
	}
	if p.Status != got.status || p.Title == "" || p.Detail == "" || p.Type != "about:blank" {
		t.Errorf("problem = %+v with status %d", p, got.status)
	}
	return p.Code
}
