package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/geo"
	"maillage/index"
	"maillage/tiles"
)

// house is a whole server over a small commons of its own.
type house struct {
	t       testing.TB
	store   *store.Store
	commons *commons.Commons
	engine  *index.Engine
	server  *Server
	log     *lockedBuffer
	url     string
	ids     map[string]data.ID // of the elements of the fixture, by name
	stop    func()             // lets the index follow no more
}

// newHouse starts a house whose index has caught up.
func newHouse(t testing.TB) *house {
	h := newColdHouse(t)
	h.run()
	return h
}

// newColdHouse starts a house whose index has read nothing yet.
func newColdHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, log: &lockedBuffer{}, ids: map[string]data.ID{}}
	var err error
	if h.store, err = store.Open(t.Context(), territoriesFolder(t)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.store.Close() })
	h.commons = commons.New(h.store)
	h.add(fixtureElements()...)
	if h.engine, err = index.Open(t.Context(), index.Options{Dir: t.TempDir(), Source: h.store}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.engine.Close() })
	h.server, err = New(Options{
		Store: h.store, Commons: h.commons, Engine: h.engine, Tiles: tiles.NewServer(1 << 20), Assets: fixtureAssets(), Source: fstest.MapFS{"LICENSE": {Data: []byte("free")}, "run": {Data: []byte("#!/bin/sh")}},
		Logger: slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(h.server)
	t.Cleanup(listener.Close)
	t.Cleanup(h.server.hub.end)
	h.url = listener.URL
	return h
}

// territoriesFolder returns a data folder of its own in which there are territories
// and nothing else: a copy of one that is made once, for making it takes long.
func territoriesFolder(t testing.TB) string {
	t.Helper()
	content, err := territoriesFile()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.FileName), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

var territoriesFile = sync.OnceValues(func() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "maillage-api-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	kept, err := store.Open(context.Background(), dir)
	if err != nil {
		return nil, err
	}
	err = commons.New(kept).ImportTerritories(context.Background(), fixtureTerritories())
	if err := errors.Join(err, kept.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, store.FileName))
})

// run lets the index follow the log until h.stop or the end of the test.
func (h *house) run() {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.engine.Run(ctx) }()
	h.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			h.t.Errorf("Run: %v", err)
		}
	})
	h.t.Cleanup(h.stop)
	waiting, stop := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer stop()
	if err := h.engine.Wait(waiting, h.sequence()); err != nil {
		h.t.Fatalf("the index does not catch up: %v", err)
	}
}

func (h *house) sequence() int64 {
	h.t.Helper()
	sequence, err := h.store.Sequence(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return sequence
}

// add imports elements.
func (h *house) add(elements ...data.Element) {
	h.t.Helper()
	outcomes, err := h.commons.ImportElements(h.t.Context(), elements, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		h.t.Fatal(err)
	}
	for i, outcome := range outcomes {
		if outcome.Err != nil {
			h.t.Fatalf("%s: %v", elements[i].Name, outcome.Err)
		}
		h.ids[elements[i].Name] = outcome.ID
	}
}

// answer is what a request got.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// get asks for a path; headers are name, value, name, value...
func (h *house) get(path string, headers ...string) answer {
	return h.ask(http.MethodGet, path, headers...)
}

func (h *house) ask(method, path string, headers ...string) answer {
	h.t.Helper()
	r, err := http.NewRequest(method, h.url+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if isLive(r.URL.Path) { // without an end: what comes at once is the answer
		ctx, cancel := context.WithTimeout(h.t.Context(), time.Second)
		defer cancel()
		r = r.WithContext(ctx)
	}
	got, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil && r.Context().Err() == nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{got.StatusCode, got.Header, body}
}

// read decodes the body of a success.
func read[T any](h *house, path string) T {
	h.t.Helper()
	got := h.get(path)
	var value T
	if err := json.Unmarshal(got.body, &value); err != nil || got.status != http.StatusOK {
		h.t.Fatalf("GET %s: status %d, %v:\n%s", path, got.status, err, got.body)
	}
	return value
}

// square is an outline of half a degree a side around a point.
func square(lon, lat float64) orb.MultiPolygon {
	const half = 0.25
	return orb.MultiPolygon{{{
		{lon - half, lat - half}, {lon + half, lat - half}, {lon + half, lat + half}, {lon - half, lat + half}, {lon - half, lat - half},
	}}}
}

func fixtureTerritories() []geo.Territory {
	west, east := square(1, 45), square(2, 45)
	both := append(square(1, 45), square(2, 45)...)
	return []geo.Territory{
		{Code: "FR", Level: geo.LevelCountry, Name: "France", Names: map[string]string{"en": "France"}, Outline: append(append(orb.MultiPolygon{}, both...), square(10, 45)...), Label: geo.Point{Lon: 1, Lat: 45}},
		{Code: "FR-NAQ", Level: geo.LevelRegion, Name: "Nouvelle-Aquitaine", Parents: []string{"FR"}, Outline: both, Label: geo.Point{Lon: 1, Lat: 45}},
		{Code: "FR-87", Level: geo.LevelDepartement, Name: "Haute-Vienne", Parents: []string{"FR-NAQ", "FR"}, Outline: both, Label: geo.Point{Lon: 1, Lat: 45}},
		{Code: "FR-87085", Level: geo.LevelCommune, Name: "Bourg-l'Ouest", Parents: []string{"FR-87", "FR-NAQ", "FR"}, Outline: west, Label: geo.Point{Lon: 1, Lat: 45}, Postcodes: []string{"87000"}, Population: 1200},
		{Code: "FR-87086", Level: geo.LevelCommune, Name: "Bourg-l'Est", Parents: []string{"FR-87", "FR-NAQ", "FR"}, Outline: east, Label: geo.Point{Lon: 2, Lat: 45}, Population: 300},
	}
}

func at(lon, lat float64) geo.Geometry { return geo.PointGeometry(geo.Point{Lon: lon, Lat: lat}) }

func fixtureElements() []data.Element {
	element := func(kind data.Kind, name string, where geo.Geometry, tags ...string) data.Element {
		return data.Element{Kind: kind, Name: name, Geometry: where, Tags: tags, Source: data.Source{Name: "fixture", ID: name}}
	}
	garden := element(data.KindPlace, "Jardin des Ormes", at(1.01, 45.01), "jardin partagé", "compost")
	garden.Summary = "Un jardin ouvert à tous."
	garden.Address = data.Address{Locality: "Bourg-l'Ouest", PostalCode: "87000", Country: "FR"}
	workshop := element(data.KindPlace, "L'Établi", at(1.02, 45.02), "réparation", "C++")
	workshop.Type = "repair café"
	workshop.Description = "Chaque **samedi**, on [répare](https://example.org) vélos et grille-pain. " + strings.Repeat("On discute aussi beaucoup. ", 20) + "<script>alert(1)</script>"
	shape := element(data.KindProject, "Piste des Ormes", geo.Geometry{}, "vélo")
	shape.Geometry, _ = geo.NewGeometry(orb.LineString{{1, 45}, {1.2, 45.1}})
	nowhere := element(data.KindOrganization, "Les Ormes solidaires", geo.Geometry{}, "entraide")
	nowhere.Address = data.Address{PostalCode: "87000", Locality: "Bourg-l'Ouest"}
	east := element(data.KindPlace, "Jardin d'en face", at(2, 45), "jardin partagé")
	person := element(data.KindPerson, "Camille Dupré-Inventée", at(1, 45), "jardin partagé")
	person.Precision = data.PrecisionCommune
	draft := element(data.KindPlace, "Brouillon secret", at(1.03, 45.03), "jardin partagé")
	draft.Status = data.StatusDraft
	members := element(data.KindPlace, "Réservé secret", at(1.04, 45.04), "jardin partagé")
	members.Visibility = data.VisibilityMembers
	return []data.Element{garden, workshop, shape, nowhere, east, person, draft, members}
}

func fixtureAssets() fs.FS {
	return fstest.MapFS{
		"main-BxYz12_a.js": {Data: []byte(strings.Repeat("console.log('maillage');\n", 200))},
		"icon.svg":         {Data: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")},
	}
}

// lockedBuffer collects a log that several goroutines write.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (b *lockedBuffer) reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text.Reset()
}
