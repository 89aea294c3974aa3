package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"maillage/data"
)

func TestSomebodySaysThatAnElementIsStillRight(t *testing.T) {
	h := newHouse(t)
	sacha, anybody := h.join("sacha@example.org", "Sacha"), h.visitor()
	id := h.ids["L'Établi"]
	page := "/e/" + id.String() + "/l-etabli"
	anybody.look(page).holds(t, "Toujours exact ?", "Personne n’a encore dit ici", `action="/verify/`+id.String())

	asked := anybody.post("/verify/"+id.String(), nil)
	if want := "/login?next=" + url.QueryEscape(page); asked.status != http.StatusSeeOther || asked.header.Get("Location") != want || asked.header.Get("Set-Cookie") != "" {
		t.Errorf("by anybody = %d to %q, want %q; cookie %q", asked.status, asked.header.Get("Location"), want, asked.header.Get("Set-Cookie"))
	}
	for range 2 { // said twice, it is written once
		said := sacha.post("/verify/"+id.String(), nil)
		if said.status != http.StatusSeeOther || said.header.Get("Location") != page+"?done=verified" {
			t.Fatalf("by a member = %d to %q\n%s", said.status, said.header.Get("Location"), said.body)
		}
	}
	sacha.look(page+"?done=verified").holds(t, "Merci !", "Vérifié aujourd’hui")
	sacha.look("/en"+page+"?done=verified").holds(t, "Thank you!", "Verified today")
	anybody.look(page+"?done=<b>").lacks(t, "Merci", "<b>")
	anybody.look("/history/"+id.String()).holds(t, "Confirmée comme exacte", "par Sacha")
	if e, err := h.store.Element(t.Context(), id); err != nil || e.Revision != 2 || time.Since(e.VerifiedAt) > time.Minute {
		t.Errorf("revision %d, verified at %v, %v", e.Revision, e.VerifiedAt, err)
	}
	if got := sacha.look("/verify/" + id.String()); got.status != http.StatusSeeOther || got.header.Get("Location") != "/e/"+id.String() {
		t.Errorf("its address, loaded = %d to %q", got.status, got.header.Get("Location"))
	}
	for name, path := range map[string]string{
		"a draft": h.ids["Brouillon secret"].String(), "members only": h.ids["Réservé secret"].String(), "nothing": data.NewID().String(), "no id": "1",
	} {
		wantStatus(t, name, sacha.post("/verify/"+path, nil), http.StatusNotFound)
		wantStatus(t, name+", by anybody", anybody.post("/verify/"+path, nil), http.StatusNotFound)
	}
	if got := sacha.post("/verify/"+id.String(), nil, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
		t.Errorf("from another site = %d", got.status)
	}
}

func TestAnElementIsTakenOffTheMapAndPutBack(t *testing.T) {
	h := newHouse(t)
	camille, sacha, anybody := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha"), h.visitor()
	id := camille.create(compost)
	page, hide := "/e/"+id+"/compost-du-pre", "/hide/"+id
	camille.look(page).holds(t, hide)
	camille.look(page+"?done=published").holds(t, `/follow?what=in%3A`, "S’abonner à cette commune")
	for _, v := range []*visitor{sacha, anybody} {
		v.look(page).lacks(t, hide)
	}
	wantStatus(t, "asking, by another", sacha.look(hide), http.StatusNotFound)
	if got := anybody.look("/en" + hide); got.status != http.StatusSeeOther || got.header.Get("Location") != "/en/login?next="+url.QueryEscape("/en"+hide) {
		t.Errorf("asking, by anybody = %d to %q", got.status, got.header.Get("Location"))
	}
	wantStatus(t, "hiding, by another", sacha.post(hide, url.Values{"action": {"hide"}, "revision": {"1"}}), http.StatusNotFound)
	if got := anybody.post(hide, url.Values{"action": {"hide"}, "revision": {"1"}}); got.status != http.StatusSeeOther || got.header.Get("Location") != "/login" {
		t.Errorf("hiding, by anybody = %d to %q", got.status, got.header.Get("Location"))
	}
	camille.look(hide).holds(t, "Retirer de la carte", "disparaîtra de la carte", `name="revision" value="1"`, `name="comment"`, "noindex")
	for name, form := range map[string]url.Values{"no act": {"revision": {"1"}}, "another act": {"revision": {"1"}, "action": {"erase"}}, "no revision": {"action": {"hide"}}} {
		wantStatus(t, name, camille.post(hide, form), http.StatusBadRequest)
	}
	wantStatus(t, "of an old page", camille.post(hide, url.Values{"action": {"hide"}, "revision": {"7"}}), http.StatusPreconditionFailed)
	wrong := camille.post(hide, url.Values{"action": {"hide"}, "revision": {"1"}, "comment": {"<i>\n"}})
	wantStatus(t, "why, on two lines", wrong, http.StatusUnprocessableEntity)
	wrong.holds(t, "300 caractères", "&lt;i&gt;")

	done := camille.post(hide, url.Values{"action": {"hide"}, "revision": {"1"}, "comment": {"il a fermé"}})
	if done.status != http.StatusSeeOther || done.header.Get("Location") != page+"?done=hidden" {
		t.Fatalf("hiding = %d to %q\n%s", done.status, done.header.Get("Location"), done.body)
	}
	camille.look(page+"?done=hidden").holds(t, "n’est plus sur la carte", "Remettre sur la carte", "/history/"+id)
	camille.look("/history/"+id).holds(t, "Retirée de la carte", "il a fermé")
	for _, v := range []*visitor{sacha, anybody} {
		for _, path := range []string{page, "/history/" + id, "/history/" + id + "/1", hide} {
			wantStatus(t, "what was hidden, by others: "+path, v.look(path), http.StatusNotFound)
		}
	}
	if found := read[searchAnswer](h, "/api/v1/search?q=compost+pr%C3%A9"); found.Total != 0 {
		t.Errorf("%d are still found", found.Total)
	}
	camille.look(hide).holds(t, "Tout le monde verra de nouveau", `value="show"`)
	done = camille.post(hide, url.Values{"action": {"show"}, "revision": {"2"}})
	if done.status != http.StatusSeeOther || done.header.Get("Location") != page+"?done=shown" {
		t.Fatalf("putting back = %d to %q\n%s", done.status, done.header.Get("Location"), done.body)
	}
	history := anybody.look("/history/" + id)
	history.holds(t, "Remise sur la carte", "Retirée de la carte", "il a fermé", "n’est montré qu’aux personnes")
	wantStatus(t, "what it said while it was hidden", anybody.look("/history/"+id+"/2"), http.StatusNotFound)
}

func TestADraftIsThrownAway(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	id := camille.create(strings.Replace(compost, `"kind"`, `"status":"draft","kind"`, 1))
	camille.edit(id, 1, strings.Replace(compost, `"kind"`, `"status":"draft","summary":"x","kind"`, 1), "")
	camille.look("/e/"+id+"/compost-du-pre").holds(t, "Jeter ce brouillon")
	camille.look("/hide/"+id).holds(t, "effacés pour de bon")
	done := camille.post("/hide/"+id, url.Values{"action": {"hide"}, "revision": {"2"}})
	if done.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", done.status, done.body)
	}
	camille.look(done.header.Get("Location")).holds(t, "Le brouillon est jeté")
	for _, path := range []string{"/e/" + id, "/history/" + id, "/hide/" + id} {
		wantStatus(t, path, camille.look(path), http.StatusNotFound)
	}
}
