package maillage

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors lists the rooms from the ground up. A room may import those below its
// floor, never its own floor or a higher one.
var floors = []string{"geo", "data", "index", "tiles", "api", "cmd"}

// beside lists what stands next to the floors: who may import it, and what of
// ours it may import.
var beside = map[string]struct{ from, imports []string }{
	"web": {from: []string{"api", "cmd"}},
}

// inside says, for the floors that have several packages, what each may import
// of its own floor. All of them may import what lies below.
var inside = map[string][]string{
	"data":                        {},
	"data/store":                  {"data"},
	"data/hours":                  {},
	"data/media":                  {},
	"data/text":                   {"data"},
	"data/fetch":                  {},
	"data/geocode":                {"data", "data/fetch"},
	"data/exchange":               {"data", "data/hours"},
	"data/exchange/openstreetmap": {"data", "data/exchange"},
	"data/commons":                {"data", "data/media", "data/store"},
	"data/demo":                   {"data"},
	"data/generate":               {"data"},
	"tiles":                       {},
	"tiles/basemap":               {},
	"api":                         {"api/mail"},
	"api/control":                 {},
	"api/mail":                    {},
}

// owners says which rooms may import a third-party module, tests excepted.
// A module that is not listed may be imported by nobody.
var owners = map[string][]string{
	"github.com/RoaringBitmap/roaring":    {"index"},
	"github.com/alecthomas/kong":          {"cmd"},
	"github.com/alexedwards/scs":          {"api"},
	"github.com/blevesearch/bleve":        {"index"},
	"github.com/danielgtaylor/huma":       {"api"},
	"github.com/gin-gonic/gin":            {"api"},
	"github.com/google/uuid":              {"data"},
	"github.com/gorilla/feeds":            {"data/exchange"},
	"github.com/jackc/pgx":                {"cmd/bench"},
	"github.com/klauspost/compress":       {"tiles", "api"},
	"github.com/microcosm-cc/bluemonday":  {"data/text"},
	"github.com/paulmach/orb":             {"geo", "data/exchange", "data/exchange/openstreetmap", "data/generate", "index", "tiles"},
	"github.com/paulmach/osm":             {"data/exchange/openstreetmap"},
	"github.com/pressly/goose":            {"data/store"},
	"github.com/prometheus/client_golang": {"api"},
	"github.com/protomaps/go-pmtiles":     {"tiles/basemap"},
	"github.com/sams96/rgeo":              {"geo"},
	"github.com/schollz/progressbar":      {"cmd"},
	"github.com/tidwall/rtree":            {"geo", "index"},
	"github.com/uptrace/bun":              {"data/store"},
	"github.com/wneessen/go-mail":         {"api/mail"},
	"github.com/yuin/goldmark":            {"data/text"},
	"golang.org/x/crypto":                 {"data"},
	"golang.org/x/image":                  {"data/media"},
	"golang.org/x/sync":                   {"index", "tiles"},
	"rsc.io/qr":                           {"api"},
	"golang.org/x/sys":                    {"data/store"},
	"golang.org/x/term":                   {"cmd"},
	"golang.org/x/text":                   {"geo", "data", "api"},
	"modernc.org/sqlite":                  {"data/store"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

// TestLayers keeps the arrows of ARCHITECTURE.md pointing one way.
func TestLayers(t *testing.T) {
	for _, p := range packages(t) {
		room := strings.TrimPrefix(p.ImportPath, "maillage/")
		for _, imported := range p.Imports {
			if imported == "maillage" && top(room) != "cmd" {
				t.Errorf("%s may not import the root: cmd hands its source code down", room)
			}
			if ours, ok := strings.CutPrefix(imported, "maillage/"); ok {
				checkOwn(t, room, ours)
			} else if strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") {
				checkForeign(t, room, imported)
			}
		}
	}
}

func checkOwn(t *testing.T, room, imported string) {
	t.Helper()
	if side, ok := beside[top(imported)]; ok && slices.Contains(side.from, top(room)) {
		return
	}
	if side, ok := beside[top(room)]; ok && !slices.Contains(side.imports, top(imported)) {
		t.Errorf("%s may not import %s: it imports nothing of ours", room, imported)
		return
	}
	if top(room) == top(imported) {
		if !slices.Contains(inside[room], imported) {
			t.Errorf("%s may not import %s: rooms of one floor know only those that inside lists", room, imported)
		}
		return
	}
	if slices.Index(floors, top(imported)) >= slices.Index(floors, top(room)) {
		t.Errorf("%s may not import %s: arrows point down, %s", room, imported, strings.Join(floors, " <- "))
	}
}

func checkForeign(t *testing.T, room, imported string) {
	t.Helper()
	for module, rooms := range owners {
		if !strings.HasPrefix(imported, module) {
			continue
		}
		if !slices.Contains(rooms, room) && !slices.Contains(rooms, top(room)) {
			t.Errorf("%s may not import %s: it belongs to %s", room, imported, strings.Join(rooms, ", "))
		}
		return
	}
	t.Errorf("%s imports %s, which no room owns: list it in owners", room, imported)
}

func top(path string) string { return strings.SplitN(path, "/", 2)[0] }

// packages lists the packages of the project, without their tests.
func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath != "maillage" {
			all = append(all, p)
		}
	}
}
