package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
	"maillage/tiles"
)

func TestSnippetIsCutAroundTheFirstWordFound(t *testing.T) {
	long := strings.Repeat("avant ", 40) + "le Fablab ouvre " + strings.Repeat("après ", 60)
	tests := []struct{ name, words, summary, description, want string }{
		{"without words", "", "", "Un fablab.", ""},
		{"accents, case and endings aside", "RÉPARATIONS", "", "Atelier de *réparation*.", "Atelier de réparation."},
		{"the summary shows it", "fablab", "Un fablab.", "Le fablab ouvre.", ""},
		{"the summary shows something else", "fablab", "Un lieu.", "Le fablab ouvre.", "Le fablab ouvre."},
		{"only inside another word", "port", "", "Le transport.", ""},
		{"a short word does not count beside a long one", "le fablab", "", "Le jardin. Et un fablab.", "Le jardin. Et un fablab."},
		{"short words alone count", "c++", "", "Du C++ ici.", "Du C++ ici."},
		{"far inside a long text", "fablab", "", long, "…" + strings.Repeat("avant ", 9) + "le Fablab ouvre " + strings.TrimSpace(strings.Repeat("après ", 21)) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := snippet(index.NewFinder(tt.words), &data.Element{Summary: tt.summary, Description: tt.description})
			if got != tt.want {
				t.Errorf("snippet = %q, want %q", got, tt.want)
			}
			if n := utf8.RuneCountInString(got); n > maxSnippet {
				t.Errorf("%d characters, at most %d are wanted", n, maxSnippet)
			}
		})
	}
}

// FuzzSnippet checks that a snippet is short text of the description.
func FuzzSnippet(f *testing.F) {
	f.Add("fablab", strings.Repeat("é ", 50)+"fablab "+strings.Repeat("œ", 300))
	f.Add("ß", "\xff\xfe a\u0301")
	f.Fuzz(func(t *testing.T, words, description string) {
		got := snippet(index.NewFinder(words), &data.Element{Description: description})
		if utf8.RuneCountInString(got) > maxSnippet || utf8.ValidString(description) && !utf8.ValidString(got) {
			t.Errorf("snippet(%q, %q) = %q", words, description, got)
		}
	})
}

func TestBoundsOfATerritoryCrossTheAntimeridianWhenThatIsSmaller(t *testing.T) {
	box := func(west, east float64) geo.Bounds { return geo.Bounds{West: west, South: -1, East: east, North: 1} }
	tests := []struct {
		name  string
		boxes []geo.Bounds
		want  geo.Bounds
	}{
		{"one", []geo.Bounds{box(1, 2)}, box(1, 2)},
		{"two sides of the world", []geo.Bounds{box(177, 180), box(-180, -178)}, box(177, -178)},
		{"a mainland and an island beyond", []geo.Bounds{box(27, 180), box(19, 22), box(-180, -169)}, box(19, -169)},
		{"a motherland and its overseas", []geo.Bounds{box(-5, 9), box(-61, -52), box(45, 56)}, box(-61, 56)},
		{"one inside another", []geo.Bounds{box(0, 50), box(10, 20)}, box(0, 50)},
		{"the whole Earth", []geo.Bounds{box(-180, 180)}, box(-180, 180)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := around(slices.Clone(tt.boxes)); got != tt.want {
				t.Errorf("around(%v) = %v, want %v", tt.boxes, got, tt.want)
			}
		})
	}
}

func TestTheBestEncodingTakenIsChosen(t *testing.T) {
	for header, want := range map[string]tiles.Encoding{
		"": tiles.Identity, "br": tiles.Identity, "gzip": tiles.Gzip, "gzip, deflate, br, zstd": tiles.Zstd,
		"zstd;q=0, GZIP;q=0.5": tiles.Gzip, "gzip;q=0": tiles.Identity, "gzip;q=x": tiles.Identity, ",;,": tiles.Identity,
	} {
		if got := negotiated(header); got != want {
			t.Errorf("negotiated(%q) = %q, want %q", header, got, want)
		}
	}
}

func TestTheDescriptionTellsTheParametersThatAreRead(t *testing.T) {
	h := newHouse(t)
	type parameter struct{ Name, In string }
	document := read[struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Parameters []parameter
			Responses  map[string]struct{ Content, Headers map[string]json.RawMessage }
		}
	}](h, "/api/v1/openapi.json")
	if !strings.HasPrefix(document.OpenAPI, "3.1") {
		t.Errorf("openapi = %q", document.OpenAPI)
	}
	for _, path := range []string{"/api/v1/search", "/api/v1/suggest", "/api/v1/elements/{id}", "/api/v1/territories", "/api/v1/territories/{code}", "/api/v1/locate"} {
		operation, ok := document.Paths[path]["get"]
		if !ok {
			t.Errorf("%s is not described", path)
		}
		if _, ok := operation.Responses["400"].Content["application/problem+json"]; !ok {
			t.Errorf("the problems of %s are not described: %v", path, operation.Responses)
		}
		if !slices.ContainsFunc(operation.Parameters, func(p parameter) bool { return p == parameter{"Min-Sequence", "header"} }) {
			t.Errorf("%s does not describe Min-Sequence", path)
		}
		if _, ok := operation.Responses["200"].Headers["Sequence"]; !ok {
			t.Errorf("%s does not describe Sequence", path)
		}
	}
	var described []string
	for _, parameter := range document.Paths["/api/v1/search"]["get"].Parameters {
		if parameter.In == "query" {
			described = append(described, parameter.Name)
		}
	}
	_, err := index.ParseQuery("no-such-parameter=1")
	_, list, _ := strings.Cut(err.Error(), "these are: ")
	if diff := cmp.Diff(strings.Split(list, ", "), described); diff != "" {
		t.Errorf("parameters of a query that are read, and described (-want +got):\n%s", diff)
	}
}

func TestSuggestionsCompleteNamesTagsAndTerritories(t *testing.T) {
	h := newHouse(t)
	got := read[suggestAnswer](h, "/api/v1/suggest?q=bourg&limit=3")
	if len(got.Territories) != 2 || got.Territories[0].Within != "Haute-Vienne" || got.Elements == nil || got.Tags == nil {
		t.Errorf("suggestions = %+v", got)
	}
	if got := got.Territories[0]; got.Postcode == "" {
		t.Errorf("a commune without its postcode: %+v", got)
	}
	got = read[suggestAnswer](h, "/api/v1/suggest?q=jar")
	if len(got.Elements) != 2 || len(got.Tags) != 1 || got.Tags[0].Key != "jardinpartage" || got.Tags[0].Count != 3 {
		t.Errorf("suggestions = %+v", got)
	}
}

func TestLocateSaysWhetherItGuessed(t *testing.T) {
	h := newHouse(t)
	got := read[locateAnswer](h, "/api/v1/locate?lon=1&lat=45")
	if got.Approximate || len(got.Territories) != 4 || got.Territories[0].Code != "FR-87085" {
		t.Errorf("inside a commune: %+v", got)
	}
	got = read[locateAnswer](h, "/api/v1/locate?lon=1&lat=45.26")
	if !got.Approximate || got.Territories[0].Code != "FR-87085" {
		t.Errorf("a kilometre off a commune: %+v", got)
	}
	if got := h.get("/api/v1/locate?lon=-40&lat=30"); !strings.Contains(string(got.body), `"territories":[]`) {
		t.Errorf("at sea: %s", got.body)
	}
}

func TestATerritoryTellsItsParentsAndBounds(t *testing.T) {
	h := newHouse(t)
	got := read[territoryAnswer](h, "/api/v1/territories/FR-87085")
	want := territoryAnswer{
		TerritoryRef: territoryRef{"FR-87085", "Bourg-l'Ouest", "commune"}, Population: 1200,
		Parents: []territoryRef{{"FR-87", "Haute-Vienne", "departement"}, {"FR-NAQ", "Nouvelle-Aquitaine", "region"}, {"FR", "France", "country"}},
		Bounds:  [4]float64{0.75, 44.75, 1.25, 45.25}, Label: [2]float64{1, 45},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(territoryAnswer{})); diff != "" {
		t.Errorf("territory (-want +got):\n%s", diff)
	}
	found := read[territoriesAnswer](h, "/api/v1/territories?q=87000")
	if len(found.Territories) != 1 || found.Territories[0].Code != "FR-87085" {
		t.Errorf("by postcode: %+v", found)
	}
}

func TestTileJSONEchoesTheFilterAndThePublicAddress(t *testing.T) {
	h := newHouse(t)
	got := read[tiles.TileJSON](h, "/tiles/elements.json?tag=Zéro+déchet&kind=place")
	if want := h.url + "/tiles/elements/{z}/{x}/{y}.mvt?kind=place&tag=zerodechet"; got.Tiles[0] != want {
		t.Errorf("tiles = %v, want %s", got.Tiles, want)
	}
	h.server.publicURL = "https://carte.example.org"
	got = read[tiles.TileJSON](h, "/tiles/territories.json")
	if want := "https://carte.example.org/tiles/territories/{z}/{x}/{y}.mvt"; got.Tiles[0] != want {
		t.Errorf("tiles = %v, want %s", got.Tiles, want)
	}
}

func TestEveryProblemIsWellFormed(t *testing.T) {
	for _, row := range problems {
		p := problemOf(row.is)
		if p.Status != row.status || p.Code == "" || p.Detail == "" || p.Status != statusClientGone && p.Title != http.StatusText(p.Status) {
			t.Errorf("the problem of %v = %+v", row.is, p)
		}
		if row.status >= http.StatusInternalServerError && row.detail == "" {
			t.Errorf("a %d shows the text of its error %v", row.status, row.is)
		}
	}
}

func TestTerritoriesAreNamedInTheLanguageAsked(t *testing.T) {
	germany := &geo.Territory{Code: "DE", Name: "Allemagne", Names: map[string]string{"en": "Germany"}}
	for header, want := range map[string]string{
		"": "Allemagne", "fr": "Allemagne", "fr-CA, en;q=0.8": "Allemagne", "en": "Germany", "en-GB,fr;q=0.5": "Germany",
		"de, en;q=0.7": "Germany", "br": "Allemagne", "*": "Allemagne", ";;q=": "Allemagne",
	} {
		if got := nameIn(readLanguage(header), germany); got != want {
			t.Errorf("Accept-Language %q: %s, want %s", header, got, want)
		}
	}
}
