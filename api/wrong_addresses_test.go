package api

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"maillage/web"
)

// TestWrongAddressesAreExplained asks what people get wrong, in both languages,
// as a browser does.
func TestWrongAddressesAreExplained(t *testing.T) {
	h := newHouse(t)
	const badTitle, badTitleEn = "<h1>Cette adresse n’a pas été comprise</h1>", "<h1>This address was not understood</h1>"
	tests := []struct {
		path            string // of the French page
		status          int
		french, english []string
	}{
		{"/t/XX-99", 404,
			[]string{"<h1>Page introuvable</h1>", "Aucun territoire n’a ce code. Cherchez-le plutôt par son nom ou son code postal."},
			[]string{"<h1>Page not found</h1>", "No territory has this code. Look for it by its name or postcode instead."}},
		{"/t/bourg", 404,
			[]string{"Vous cherchiez peut-être", `href="/t/FR-87085"`, `value="bourg"`},
			[]string{"You may have looked for", `href="/en/t/FR-87085"`}},
		{"/e/notanid", 404,
			[]string{"Cette adresse ne mène à rien : le lien est peut-être incomplet, ou la page a changé de place."},
			[]string{"Nothing is at this address: the link may be incomplete, or the page has moved."}},
		{"/e/01900000-0000-7000-8000-0000000000ff", 404,
			[]string{"Cette fiche n’existe pas, ou n’est pas publique : elle a peut-être été retirée."},
			[]string{"There is no such entry, or it is not public: it may have been withdrawn."}},
		{"/?in=ZZ", 400,
			[]string{badTitle, "À corriger dans l’adresse — in : aucun territoire n’a ici le code « ZZ »", `href="/"`, "Recommencer sans « in »"},
			[]string{badTitleEn, `in: no territory has the code "ZZ" here`, `href="/en/"`, "Start again without “in”"}},
		{"/?bbox=1,2,3&q=jardin", 400,
			[]string{badTitle, "bbox : « 1,2,3 » n’est pas de la forme ouest,sud,est,nord en degrés, comme -2.1,47.9,-1.3,48.3", `href="/?q=jardin"`, `value="jardin"`},
			[]string{badTitleEn, `bbox: "1,2,3" is not west,south,east,north in degrees, like -2.1,47.9,-1.3,48.3`, `href="/en/?q=jardin"`}},
		{"/?near=48,-200", 400,
			[]string{"near : la latitude -200 n’est pas entre -90 et 90 ; écrivez la longitude avant la latitude"},
			[]string{"near: latitude -200 is not between -90 and 90; write longitude before latitude"}},
		{"/?radius=5", 400,
			[]string{"radius : a besoin de near=longitude,latitude, d’où la distance se mesure"},
			[]string{"radius: needs near=longitude,latitude to be measured from"}},
		{"/?kind=foo", 400,
			[]string{"kind : « foo » n’est pas l’une des valeurs possibles : person, organization, project, event, place, classified"},
			[]string{`kind: "foo" is not one of person, organization, project, event, place, classified`}},
		{"/?kind=%3Cscript%3E", 400,
			[]string{"kind : « <script> » n’est pas l’une des valeurs possibles"}, []string{`kind: "<script>" is not one of`}},
		{"/?q=" + strings.Repeat("a", 201), 400,
			[]string{"q : a 201 caractères, 200 au plus sont permis", `value=""`},
			[]string{"q: has 201 characters, at most 200 are taken"}},
		{"/?q=%zz", 400,
			[]string{"l’adresse ne peut pas être lue : écrivez des paires nom=valeur reliées par &, et les caractères spéciaux sous la forme %XX"},
			[]string{"cannot be read: write name=value pairs joined by &, with %XX for special characters"}},
		{"/nowhere", 404,
			[]string{"Cette adresse ne mène à rien", `value="nowhere"`, `name="q"`}, []string{"Nothing is at this address"}},
		{"/%ff%fe", 404, []string{"Cette adresse ne mène à rien"}, []string{"Nothing is at this address"}},
		{"/t/%ff", 404, []string{"Aucun territoire n’a ce code."}, []string{"No territory has this code."}},
		{"/e/%ff/%00", 404, []string{"Cette adresse ne mène à rien"}, []string{"Nothing is at this address"}},
		{"/t/" + strings.Repeat("a", 5000), 404, []string{"Aucun territoire n’a ce code."}, []string{"No territory has this code."}},
	}
	for _, tt := range tests {
		for language, want := range map[web.Language][]string{web.French: tt.french, web.English: tt.english} {
			path := language.Path(tt.path)
			// The language of a page is that of its address, not of the browser.
			got := h.get(path, "Accept", "text/html,*/*;q=0.8", "Accept-Language", "de")
			text := strings.ReplaceAll(html.UnescapeString(string(got.body)), "\u00a0", " ")
			if got.status != tt.status || got.header.Get("Content-Type") != "text/html; charset=utf-8" || got.header.Get("Content-Language") != string(language) {
				t.Errorf("GET %.60s = %d %v, want %d", path, got.status, got.header, tt.status)
			}
			for _, part := range append(want, `lang="`+string(language)+`"`, `role="search"`, "noindex") {
				if !strings.Contains(text, part) {
					t.Errorf("GET %.60s lacks %q\n%s", path, part, text)
				}
			}
			got.lacks(t, "<script>")
		}
	}
}

func TestAWrongTileIsExplainedToAMap(t *testing.T) {
	h := newHouse(t)
	got := h.get("/tiles/elements/99/0/0.mvt", "Accept", "text/html", "Accept-Language", "fr")
	if got.status != http.StatusBadRequest || problemCode(t, got) != "bad_tile" {
		t.Errorf("status %d", got.status)
	}
	got.holds(t, "Cette partie de carte n’existe pas : son adresse finit par zoom/x/y.mvt")
}

func TestAMethodThatChangesThingsGetsAPageToo(t *testing.T) {
	h := newHouse(t)
	got := h.ask(http.MethodPost, "/en/t/FR", "Accept", "text/html")
	if got.status != http.StatusMethodNotAllowed {
		t.Errorf("status %d", got.status)
	}
	got.holds(t, "<h1>This page can only be read</h1>", "GET and HEAD")
}

// TestTheAddressOfAFormLeadsToItsPage asks for what a browser that shows a mistake
// asks for when its page is loaded again, or in the other language.
func TestTheAddressOfAFormLeadsToItsPage(t *testing.T) {
	h := newHouse(t)
	for path, page := range map[string]string{
		"/account/password": "/account", "/en/account/erase": "/en/account", "/logout": "/account", "/en/settings/mail": "/en/settings",
	} {
		got := h.get(path, "Accept", "text/html")
		if to := got.header.Get("Location"); got.status != http.StatusSeeOther || to != page {
			t.Errorf("%s: status %d, to %q, want %q", path, got.status, to, page)
		}
	}
}
