package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maillage/data"
)

func TestEditorsReviewWhatWaitsTheOldBesideTheNew(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.networkOf("camille@example.org", "Réseau", func(n *data.Network) { n.Query, n.Clears = "tag=jardinpartage", true })
	open := h.networkOf("camille@example.org", "Ouvert", func(n *data.Network) { n.Query = "tag=jardinpartage" })
	page := "/n/" + n.Slug + "/review"
	camille.look(page).holds(t, "Aucun changement n’attend")
	camille.look("/n/"+n.Slug).holds(t, page)
	camille.look("/n/"+open.Slug).lacks(t, "/review")
	if got := camille.look("/n/" + open.Slug + "/review"); got.status != http.StatusNotFound {
		t.Errorf("of a network that shows changes at once: %d", got.status)
	}
	if got := sacha.look(page); got.status != http.StatusForbidden {
		t.Errorf("another looks: %d", got.status)
	}

	edit := func(id data.ID, change func(*data.Element)) data.RevisionOf {
		t.Helper()
		e, err := h.store.Element(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		change(&e)
		h.add(e)
		h.settle()
		return data.RevisionOf{Element: id, Revision: e.Revision + 1}
	}
	first := edit(h.ids["Jardin des Ormes"], func(e *data.Element) { e.Name = "Parking <i>des</i> Ormes" })
	second := edit(h.ids["Jardin d'en face"], func(e *data.Element) { e.Tags = []string{"parking"} })
	edit(h.ids["L'Établi"], func(e *data.Element) { e.Name = "Ailleurs" })
	h.add(garden("Jardin tout neuf", 2.5, 45, "jardin partagé"))
	h.settle()
	of := func(r data.RevisionOf) string { return fmt.Sprintf("%s:%d", r.Element, r.Revision) }
	third := data.RevisionOf{Element: h.ids["Jardin tout neuf"], Revision: 1}
	camille.look("/home").holds(t, "3 changements à relire sur la carte « Réseau »", page)
	camille.look(page).holds(t, "<del>Jardin </del>", "<ins>Parking &lt;i&gt;</ins>", "Nouvelle ici", "la recherche de la carte ne la trouvera plus", of(first), of(second), of(third))
	camille.look(page).lacks(t, "Ailleurs", "<i>des")
	camille.look("/en"+page).holds(t, "Changes to review", "New here")

	if got := sacha.post(page, url.Values{"approve": {of(first)}}); got.status != http.StatusForbidden {
		t.Errorf("another approves: %d", got.status)
	}
	for _, wrong := range []string{"x", of(first) + "0000000000000", first.Element.String() + ":-1", first.Element.String(), strings.Repeat("a", 5000)} {
		if got := camille.post(page, url.Values{"approve": {wrong}}); got.status != http.StatusBadRequest {
			t.Errorf("approving %.50q: %d", wrong, got.status)
		}
	}
	if got := camille.post(page, url.Values{"approve": {first.Element.String() + ":99"}}); got.status != http.StatusNotFound {
		t.Errorf("approving a revision that is none: %d", got.status)
	}
	camille.look(camille.post(page, url.Values{"approve": {""}}).header.Get("Location")).holds(t, "Cochez d’abord un élément.")
	camille.look(camille.post(page, url.Values{"approve": {of(first)}, "revision": {of(second)}}).header.Get("Location")).holds(t, "1 changement approuvé", of(second))
	h.get("/n/"+n.Slug).holds(t, "Parking &lt;i&gt;")
	done := camille.post(page, url.Values{"approve": {""}, "revision": {of(second), of(third)}})
	camille.look(done.header.Get("Location")).holds(t, "2 changements approuvés", "Aucun changement n’attend")
	camille.look("/home").lacks(t, "à relire")
	if names := h.get("/api/v1/search?network=" + n.Slug); !strings.Contains(string(names.body), "Jardin tout neuf") || strings.Contains(string(names.body), "en face") {
		t.Errorf("the map shows %s", names.body)
	}
}
