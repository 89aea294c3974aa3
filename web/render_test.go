package web

import (
	"encoding/json"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func newRenderer(t *testing.T) *Renderer {
	t.Helper()
	r, err := New(Site{PublicURL: "https://carte.example.org", SourceURL: "https://source.example.org/maillage"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func explorePage(t *testing.T, language Language, view Explore) string {
	t.Helper()
	var b strings.Builder
	if err := newRenderer(t).Explore(&b, language, view); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func elementPage(t *testing.T, language Language, view Element) string {
	t.Helper()
	var b strings.Builder
	if err := newRenderer(t).Element(&b, language, view); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func wantAll(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s\n%s", part, page)
		}
	}
}

func wantNone(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(page, part) {
			t.Errorf("the page holds %s\n%s", part, page)
		}
	}
}

func rennes() Explore {
	return Explore{
		Query: url.Values{"q": {"vélo"}, "in": {"FR-35238"}, "tag": {"reparation"}},
		Total: 2,
		Names: map[string]string{"FR-35238": "Rennes"},
		Results: []Result{
			{ID: "01900000-0000-7000-8000-000000000001", Slug: "atelier", Kind: "place", Type: "atelier vélo", Name: "L'Atelier <b>", Locality: "Rennes", Distance: 1234, Tags: []string{"vélo"}},
			{ID: "01900000-0000-7000-8000-000000000002", Kind: "event", Name: "Bourse aux vélos", Distance: -1},
		},
		Facets: []Facet{
			{Name: "kind", Values: []FacetValue{{"place", "place", 1}, {"event", "event", 1}}},
			{Name: "tag", Values: []FacetValue{{"reparation", "réparation", 2}, {"velo", "vélo", 1}}},
			{Name: "territory", Values: []FacetValue{{"FR-35047", "Bruz", 1}}},
		},
		Ladder: []Step{
			{Territory{"FR-35238", "Rennes", "commune"}, 2},
			{Territory{"FR-35", "Ille-et-Vilaine", "departement"}, 12},
			{Territory{"FR-BRE", "Bretagne", "region"}, 12},
			{Territory{"world", "Monde", "world"}, 99},
		},
		Next: "abc",
	}
}

func TestExplorePageWorksWithoutScript(t *testing.T) {
	page := explorePage(t, French, rennes())
	wantAll(t, page,
		`<html lang="fr">`, "2 résultats", `name="q"`, `value="vélo"`,
		`<input type="hidden" name="in" value="FR-35238">`, `<input type="hidden" name="tag" value="reparation">`,
		`href="/e/01900000-0000-7000-8000-000000000001/atelier"`, "L&#39;Atelier &lt;b&gt;", "1,2 km", "atelier vélo · Rennes",
		`href="/?in=FR-35238&amp;kind=place&amp;q=v%C3%A9lo&amp;tag=reparation"`, "Points d’intérêt",
		`href="/?in=FR-35&amp;q=v%C3%A9lo&amp;tag=reparation"`, "Élargir à l’Ille-et-Vilaine (12)",
		`href="/?q=v%C3%A9lo&amp;tag=reparation"`, "Chercher partout (99)",
		`href="/?cursor=abc&amp;in=FR-35238&amp;q=v%C3%A9lo&amp;tag=reparation"`, "Afficher plus",
		`content="noindex, follow"`,
	)
	// The région finds no more than the département: no step to climb.
	wantNone(t, page, "Bretagne", "<script>", "style=\"", " onclick")
}

func TestExplorePageInEnglish(t *testing.T) {
	page := explorePage(t, English, rennes())
	wantAll(t, page,
		`<html lang="en">`, "2 results", "Widen to Ille-et-Vilaine (12)", `action="/en/"`, `href="/en/e/01900000`, "Points of interest",
		`<link rel="alternate" hreflang="fr" href="https://carte.example.org/?in=FR-35238&amp;q=v%C3%A9lo&amp;tag=reparation">`,
		`href="/?in=FR-35238&amp;q=v%C3%A9lo&amp;tag=reparation" hreflang="fr"`,
	)
	wantNone(t, page, "résultats", "Élargir")
}

func TestExplorePageLeavesActiveFilters(t *testing.T) {
	page := explorePage(t, French, rennes())
	wantAll(t, page,
		`href="/?q=v%C3%A9lo&amp;tag=reparation"><span class="visually-hidden">Retirer le filtre </span>Rennes`,
		`href="/?in=FR-35238&amp;q=v%C3%A9lo"><span class="visually-hidden">Retirer le filtre </span>#réparation`,
		`href="/?in=FR-35238&amp;q=v%C3%A9lo" aria-current="true">#réparation`,
	)
}

func TestExplorePageDoesNotChangeTheQuery(t *testing.T) {
	view := rennes()
	explorePage(t, French, view)
	if got, want := view.Query.Encode(), rennes().Query.Encode(); got != want {
		t.Errorf("the query became %s, want %s", got, want)
	}
}

func TestEmptyExplorePageSaysWhatToDo(t *testing.T) {
	wantAll(t, explorePage(t, French, Explore{}), "Rien n’est encore référencé ici")
	view := Explore{Query: url.Values{"q": {"zzz"}}}
	wantAll(t, explorePage(t, French, view), "Essayez avec moins de mots", "Recommencer la recherche")
	view.Ladder = []Step{{Territory{"world", "Monde", "world"}, 4}}
	wantAll(t, explorePage(t, French, view), "Rien ne correspond à cette recherche", "Chercher partout (4)")
	wantNone(t, explorePage(t, French, view), "Retirez un filtre")
	view.Query.Set("tag", "velo")
	view.Spellings = map[string]string{"velo": "Vélo"}
	wantAll(t, explorePage(t, French, view), "Retirez un filtre", "#Vélo ×")
}

func TestExplorePageNamesTheTerritoryThatTheWordsAre(t *testing.T) {
	view := rennes()
	view.Named = &Territory{"FR-35238", "Rennes", "commune"}
	wantAll(t, explorePage(t, French, view), `<a href="/?in=FR-35238">Rennes, commune : voir tout ce qui s’y trouve</a>`)
	wantAll(t, explorePage(t, English, view), `<a href="/en/?in=FR-35238">Rennes, town: see all that is there</a>`)
}

func TestMapPathLooksAroundAnElementWithoutACommune(t *testing.T) {
	e := garden()
	e.Territories = e.Territories[1:]
	if got, want := e.MapPath(), "/?near=-1.680000%2C48.110000&radius=10000#map=15/48.110000/-1.680000&e="+e.ID; got != want {
		t.Errorf("MapPath() = %s, want %s", got, want)
	}
}

func garden() Element {
	return Element{
		ID: "01900000-0000-7000-8000-000000000003", Slug: "jardin", Kind: "event", Type: "chantier", Name: `Jardin "des" </script><script>alert(1)</script>`,
		Summary: "On bêche & on rit", Description: template.HTML("<p>Venez <em>nombreux</em>.</p>"),
		Tags: []string{"jardin, partagé"}, Place: &Place{Lon: -1.68, Lat: 48.11},
		Territories: []Territory{{"FR-35238", "Rennes", "commune"}, {"FR", "France", "country"}},
		Address:     Address{Street: "3 rue des Lices", PostalCode: "35000", Locality: "Rennes", Country: "FR"},
		Website:     "javascript:alert(1)", Email: "bonjour@example.org", Phone: "02 61 91 00 01",
		Hours: weekdays(), Wheelchair: "limited",
		Links:     []Link{{Rel: "organizer", ID: "01900000-0000-7000-8000-000000000004", Slug: "les-beches", Name: "Les Bêches"}},
		Event:     &Event{Zone: "Europe/Paris", Slots: []Slot{{"2026-05-23T19:00", "2026-05-23T21:00"}}, Capacity: 20},
		Source:    Source{Name: "demo"},
		License:   "CC0-1.0",
		UpdatedAt: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
	}
}

func TestElementPage(t *testing.T) {
	page := elementPage(t, French, garden())
	wantAll(t, page,
		"<h1>Jardin &#34;des&#34; &lt;/script&gt;", "<p>Venez <em>nombreux</em>.</p>", "On bêche &amp; on rit",
		"samedi 23 mai 2026, de 19 h à 21 h", "20 places", "Du lundi au vendredi de 9 h à 18 h", "Accessible en fauteuil roulant, en partie",
		`href="tel:0261910001"`, `href="mailto:bonjour@example.org"`, "Organisé par", `/?tag=jardin%2c%20partag%c3%a9`,
		`href="/t/FR-35238"`, "35000 Rennes", "Source : demo", "Licence : CC0 1.0, sans condition", "Mis à jour le 1er mai 2026",
		`<link rel="canonical" href="https://carte.example.org/e/01900000-0000-7000-8000-000000000003/jardin">`,
		`hreflang="en" href="https://carte.example.org/en/e/`, `data-lon="-1.68"`, `href="/?in=FR-35238#map=15/48.110000/-1.680000&amp;e=`,
		`property="og:title"`,
	)
	wantNone(t, page, "<script>alert", `href="javascript:`, "noindex")
}

func TestElementPageDescribesItselfToMachines(t *testing.T) {
	page := elementPage(t, English, garden())
	match := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(page)
	if match == nil {
		t.Fatalf("no linked data in\n%s", page)
	}
	var data map[string]any
	if err := json.Unmarshal([]byte(match[1]), &data); err != nil {
		t.Fatalf("linked data is not JSON: %v\n%s", err, match[1])
	}
	for name, want := range map[string]string{
		"@type": "Event", "name": garden().Name, "startDate": "2026-05-23T19:00:00+02:00", "endDate": "2026-05-23T21:00:00+02:00",
		"@id": "https://carte.example.org/en/e/01900000-0000-7000-8000-000000000003/jardin",
	} {
		if got := data[name]; got != want {
			t.Errorf("linked data %s = %v, want %v", name, got, want)
		}
	}
}

func TestPersonIsLeftOutOfSearchEngines(t *testing.T) {
	wantAll(t, elementPage(t, French, Element{ID: "01900000-0000-7000-8000-000000000005", Kind: "person", Name: "Ada"}), "noindex", "Lieu non précisé")
}

func TestOtherPages(t *testing.T) {
	r := newRenderer(t)
	tests := []struct {
		name  string
		write func(*strings.Builder) error
		want  []string
	}{
		{"legal notice", func(b *strings.Builder) error { return r.Legal(b, French) }, []string{"<h1>Mentions légales", "Vie privée", "https://source.example.org/maillage"}},
		{"not found", func(b *strings.Builder) error { return r.Problem(b, English, Problem{Status: 404}) }, []string{"<h1>Page not found", `href="/en/"`}},
		{"bad request", func(b *strings.Builder) error {
			return r.Problem(b, French, Problem{Status: 400, Detail: "radius <x>"})
		}, []string{"radius &lt;x&gt;"}},
		{"failure", func(b *strings.Builder) error { return r.Problem(b, French, Problem{Status: 500, Detail: "secret"}) }, []string{"Réessayez"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			if err := tt.write(&b); err != nil {
				t.Fatal(err)
			}
			wantAll(t, b.String(), tt.want...)
			wantNone(t, b.String(), "secret")
		})
	}
}

func TestNewRefusesAPublicURLThatPagesCannotUse(t *testing.T) {
	for _, address := range []string{"https://example.org/", "https://example.org?x=1", "://"} {
		if _, err := New(Site{PublicURL: address}); err == nil {
			t.Errorf("New(%q) succeeded, want an error", address)
		}
	}
}

func TestReadBundle(t *testing.T) {
	manifest := `{
		"src/main.ts": {"file": "assets/main-1.js", "css": ["assets/main-1.css"], "imports": ["_shared.js"]},
		"_shared.js": {"file": "assets/shared-1.js", "css": ["assets/shared-1.css"], "imports": ["src/main.ts"]},
		"src/icon.svg": {"file": "assets/icon-1.svg"}}`
	tests := []struct {
		name string
		dist fstest.MapFS
		want bundle
		bad  bool
	}{
		{"not built", fstest.MapFS{}, bundle{}, false},
		{"built", fstest.MapFS{"dist/manifest.json": {Data: []byte(manifest)}}, bundle{
			Script: "/assets/main-1.js", Styles: []string{"/assets/main-1.css", "/assets/shared-1.css"}, Icon: "/assets/icon-1.svg"}, false},
		{"broken", fstest.MapFS{"dist/manifest.json": {Data: []byte("{")}}, bundle{}, true},
		{"without the entry", fstest.MapFS{"dist/manifest.json": {Data: []byte("{}")}}, bundle{}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readBundle(tt.dist, mainEntry)
			if (err != nil) != tt.bad {
				t.Fatalf("readBundle error = %v, want one: %v", err, tt.bad)
			}
			if got.Script != tt.want.Script || strings.Join(got.Styles, " ") != strings.Join(tt.want.Styles, " ") || got.Icon != tt.want.Icon {
				t.Errorf("readBundle = %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestARendererServesAnotherSite(t *testing.T) {
	first := newRenderer(t)
	second := first.With(Site{PublicURL: "https://autre.example.org"})
	for renderer, want := range map[*Renderer]string{first: "https://carte.example.org/legal", second: "https://autre.example.org/legal"} {
		var b strings.Builder
		if err := renderer.Legal(&b, French); err != nil {
			t.Fatal(err)
		}
		wantAll(t, b.String(), want)
	}
}
