package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"maillage/data"
)

// networkOf keeps a network that somebody makes of nothing but what is picked.
func (h *house) networkOf(email, title string, change func(*data.Network)) data.Network {
	h.t.Helper()
	return h.network(email, title, "", change)
}

// some returns elements of the fixture that anybody may see.
func (h *house) some(count int) []data.ID {
	var ids []data.ID
	for _, name := range slices.Sorted(maps.Keys(h.ids)) {
		if len(ids) < count && h.get(elementsPath+"/"+h.ids[name].String()).status == http.StatusOK {
			ids = append(ids, h.ids[name])
		}
	}
	return ids
}

// curate asks how elements are to stand to a network, as JSON.
func (v *visitor) curate(reference, standing string, ids ...data.ID) (answer, curationDone) {
	v.t.Helper()
	body, err := json.Marshal(map[string]any{"elements": ids, "standing": standing})
	if err != nil {
		v.t.Fatal(err)
	}
	got := v.send("POST", "/api/v1/networks/"+reference+"/elements", "application/json", strings.NewReader(string(body)))
	var done curationDone
	if got.status == http.StatusOK {
		if err := json.Unmarshal(got.body, &done); err != nil {
			v.t.Fatal(err)
		}
	}
	return got, done
}

func TestElementsArePickedForANetworkAndTakenBack(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	n := h.networkOf("camille@example.org", "Réseau", nil)
	total := func() int { return read[struct{ Total int }](h, "/api/v1/search?network="+n.Slug).Total }
	ids := h.some(2)
	got, done := camille.curate(n.Slug, "picked", ids...)
	if got.status != http.StatusOK || done.Changed != 2 || len(done.Undo) != 1 || total() != 2 {
		t.Fatalf("picked: %d %s, the map shows %d", got.status, got.body, total())
	}
	if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Sequence") == "" {
		t.Errorf("headers %v", got.header)
	}
	for _, undo := range done.Undo {
		if got, done := camille.curate(n.Slug, string(undo.Standing), undo.Elements...); got.status != http.StatusOK || done.Changed != 2 || total() != 0 {
			t.Errorf("undone: %d %s, the map shows %d", got.status, got.body, total())
		}
	}
}

func TestWhoMayNotKnowOfANetworkIsToldTheSameAsOfNone(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	private := h.networkOf("camille@example.org", "Secret", func(n *data.Network) {
		n.Visibility, n.Contributors = data.NetworkPrivate, data.ContributorsEveryone
	})
	linked := h.networkOf("camille@example.org", "Lien", func(n *data.Network) {
		n.Visibility, n.Contributors = data.NetworkByLink, data.ContributorsEveryone
	})
	id := h.some(1)[0]
	unknown, _ := sacha.curate("aucune", "picked", id)
	for _, slug := range []string{private.Slug, linked.Slug, linked.Slug + "~" + strings.Repeat("a", 26), "%2e%2e", "a~b"} {
		if got, _ := sacha.curate(slug, "picked", id); got.status != http.StatusNotFound || string(got.body) != string(unknown.body) {
			t.Errorf("%s: %d %s, want as of none: %s", slug, got.status, got.body, unknown.body)
		}
	}
	if got, done := sacha.curate(linked.Reference(), "picked", id); got.status != http.StatusOK || done.Changed != 1 {
		t.Errorf("with the key: %d %s", got.status, got.body)
	}
	if got := sacha.look("/api/v1/choices"); strings.Contains(string(got.body), private.Slug) || strings.Contains(string(got.body), linked.Slug) {
		t.Errorf("choices tell of them: %s", got.body)
	}
	if got := sacha.look("/api/v1/choices?network=" + url.QueryEscape(linked.Reference())); !strings.Contains(string(got.body), linked.Slug) {
		t.Errorf("choices on the map itself lack it: %s", got.body)
	}
	if got := sacha.post("/pick", url.Values{"element": {id.String()}, "network": {private.Slug}, "standing": {"picked"}}); got.status != http.StatusNotFound {
		t.Errorf("the form: %d", got.status)
	}
	if got, _ := camille.curate(private.Slug, "picked", id); got.status != http.StatusOK {
		t.Errorf("its maker: %d %s", got.status, got.body)
	}
}

func TestWhatCannotBeCuratedIsRefused(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.networkOf("camille@example.org", "Réseau", nil)
	many := strings.TrimSuffix(strings.Repeat(`"`+data.NewID().String()+`",`, 1001), ",")
	tests := []struct {
		name   string
		who    *visitor
		body   string
		status int
		code   string
	}{
		{"nobody", h.visitor(), `{"elements":["` + data.NewID().String() + `"],"standing":"picked"}`, 401, "log_in"},
		{"another", sacha, `{"elements":["` + data.NewID().String() + `"],"standing":"picked"}`, 403, "forbidden"},
		{"no elements", camille, `{"elements":[],"standing":"picked"}`, 400, "bad_curation"},
		{"too many", camille, `{"elements":[` + many + `],"standing":"picked"}`, 400, "bad_curation"},
		{"no id", camille, `{"elements":["x"],"standing":"picked"}`, 400, "bad_curation"},
		{"an unknown standing", camille, `{"elements":["` + data.NewID().String() + `"],"standing":"<b>"}`, 400, "bad_curation"},
		{"an unknown member", camille, `{"elements":["` + data.NewID().String() + `"],"standing":"picked","by":1}`, 400, "bad_curation"},
		{"something behind", camille, `{"elements":["` + data.NewID().String() + `"],"standing":"picked"} {}`, 400, "bad_curation"},
		{"no JSON", camille, `elements=1`, 400, "bad_curation"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.who.send("POST", "/api/v1/networks/"+n.Slug+"/elements", "application/json", strings.NewReader(tt.body))
			if got.status != tt.status || !strings.Contains(string(got.body), fmt.Sprintf("%q", tt.code)) {
				t.Errorf("%d %s, want %d %s", got.status, got.body, tt.status, tt.code)
			}
		})
	}
	if got := camille.send("POST", "/api/v1/networks/"+n.Slug+"/elements", "application/json", strings.NewReader(tests[1].body), "Origin", "https://example.net", "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
		t.Errorf("from another site: %d", got.status)
	}
}

func TestWhatIsSuggestedAndShownAlreadyIsSaidSo(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.networkOf("camille@example.org", "Réseau", func(n *data.Network) { n.Contributors = data.ContributorsSuggestions })
	ids := h.some(2)
	camille.curate(n.Slug, "picked", ids[0])
	if got, done := sacha.curate(n.Slug, "suggested", ids...); done.Changed != 1 || done.Shown != 1 {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := read[struct{ Total int }](h, "/api/v1/search?network="+n.Slug).Total; got != 1 {
		t.Errorf("the map shows %d: what is suggested is not shown", got)
	}
}

func TestAPagePicksWithoutScripts(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	n := h.networkOf("camille@example.org", "Réseau <b>", nil)
	id := h.some(1)[0]
	page := "/pick?element=" + id.String()
	if got := h.visitor().look(page); got.status != http.StatusSeeOther || !strings.Contains(got.header.Get("Location"), url.QueryEscape(page)) {
		t.Errorf("nobody: %d to %s, want to log in and come back", got.status, got.header.Get("Location"))
	}
	if got := string(camille.look(page).body); !strings.Contains(got, "Réseau &lt;b&gt;") || !strings.Contains(got, "Ajouter") {
		t.Errorf("the page lacks the map: %s", got)
	}
	form := url.Values{"element": {id.String()}, "network": {n.Slug}, "standing": {"picked"}}
	got := camille.post("/pick", form)
	if got.status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.status, got.body)
	}
	if body := string(camille.look(got.header.Get("Location")).body); !strings.Contains(body, "1 fiche ajoutée à la carte") || !strings.Contains(body, "Annuler") {
		t.Errorf("what was done is not said: %s", body)
	}
	form.Set("standing", "none")
	got = camille.post("/pick", form)
	if body := string(camille.look(got.header.Get("Location")).body); !strings.Contains(body, "C’est annulé pour 1 fiche") {
		t.Errorf("what was undone is not said: %s", body)
	}
	for name, form := range map[string]url.Values{
		"no element": {"network": {n.Slug}, "standing": {"picked"}}, "no id": {"element": {"x"}, "network": {n.Slug}, "standing": {"picked"}},
		"no standing": {"element": {id.String()}, "network": {n.Slug}}, "a strange one": {"element": {id.String()}, "network": {n.Slug}, "standing": {"<b>"}},
	} {
		if got := camille.post("/pick", form); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, got.status)
		}
	}
}

func TestWhatOneEditorPicksReachesOpenMapsOfTheNetwork(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	n := h.networkOf("camille@example.org", "Réseau", nil)
	f, _ := h.follow("?network=" + n.Slug)
	id := h.some(1)[0]
	begun := time.Now()
	camille.curate(n.Slug, "picked", id)
	if told := f.next(3 * time.Second); told.Changes != 1 && !told.All {
		t.Errorf("an open map is told %+v", told)
	}
	t.Logf("told after %v", time.Since(begun))
}

func TestSuggestionsAreDecidedOnOnePage(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.networkOf("camille@example.org", "Réseau", func(n *data.Network) { n.Contributors = data.ContributorsSuggestions })
	ids := h.some(3)
	sacha.curate(n.Slug, "suggested", ids...)
	camille.look("/home").holds(t, "3 propositions attendent votre réponse pour la carte « Réseau »", "/n/reseau/suggestions")
	camille.look("/notifications").holds(t, "Des propositions attendent votre réponse pour la carte « Réseau »")
	page := "/n/" + n.Slug + "/suggestions"
	if got := sacha.look(page); got.status != http.StatusForbidden {
		t.Errorf("another looks: %d", got.status)
	}
	if got := sacha.post(page, url.Values{"accept": {ids[0].String()}}); got.status != http.StatusForbidden {
		t.Errorf("another decides: %d", got.status)
	}
	camille.look(page).holds(t, ids[0].String(), "Proposée par Camille")
	camille.look(camille.post(page, url.Values{"accept": {ids[0].String()}}).header.Get("Location")).holds(t, "1 proposition acceptée.")
	camille.look(camille.post(page, url.Values{"answer": {"accept"}}).header.Get("Location")).holds(t, "Cochez d’abord une fiche.")
	done := camille.post(page, url.Values{"answer": {"refuse"}, "element": {ids[1].String(), ids[2].String()}})
	camille.look(done.header.Get("Location")).holds(t, "2 propositions refusées.", "Aucune proposition")
	if got := read[struct{ Total int }](h, "/api/v1/search?network="+n.Slug).Total; got != 1 {
		t.Errorf("the map shows %d, want what was accepted", got)
	}
	sacha.look("/notifications").holds(t, "Camille a accepté vos propositions pour la carte « Réseau »", "n’a pas retenu")
}
