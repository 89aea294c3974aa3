package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
	"maillage/web"
)

// create makes an element known by a visitor and returns its id.
func (v *visitor) create(document string) string {
	v.t.Helper()
	got := v.send("POST", elementsPath, "application/json", strings.NewReader(document))
	if got.status != http.StatusCreated {
		v.t.Fatalf("POST = %d\n%s", got.status, got.body)
	}
	return strings.TrimPrefix(got.header.Get("Location"), elementsPath+"/")
}

// edit writes the revision after one.
func (v *visitor) edit(id string, revision int, document, comment string) {
	v.t.Helper()
	address := elementsPath + "/" + id + "?" + url.Values{"comment": {comment}}.Encode()
	if got := v.send("PUT", address, "application/json", strings.NewReader(document), "If-Match", fmt.Sprintf(`"%d"`, revision)); got.status != http.StatusOK {
		v.t.Fatalf("PUT = %d\n%s", got.status, got.body)
	}
}

func TestAnElementHasAHistoryThatCanBeComparedAndRestored(t *testing.T) {
	h := newHouse(t)
	camille, sacha, anybody := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha"), h.visitor()
	id := camille.create(strings.Replace(compost, `"kind"`, `"openingHours":"Sa 09:00-12:00","kind"`, 1))
	moved := strings.NewReplacer(`"kind"`, `"openingHours":"Su 09:00-12:00","kind"`, "Compost du Pré", "Compost de la Mare", "1.01", "1.02", `["compost"]`, `["compost","mare"]`).Replace(compost)
	sacha.edit(id, 1, moved, "il a <b>déménagé</b>")

	page := anybody.look("/history/" + id)
	wantStatus(t, "the history", page, http.StatusOK)
	page.holds(t, "Créée", "Modifiée", "par Camille", "par Sacha", "il a &lt;b&gt;déménagé&lt;/b&gt;", "Nom, Mots-clés, Lieu, Horaires", `content="noindex`,
		"/history/"+id+"/2?with=1")
	page.lacks(t, "sacha@example.org", "<b>déménagé")
	if page.header.Get("Cache-Control") != revalidate {
		t.Errorf("Cache-Control = %q", page.header.Get("Cache-Control"))
	}
	anybody.look("/e/"+id+"/compost-de-la-mare").holds(t, "/history/"+id)

	first := anybody.look("/history/" + id + "/1")
	wantStatus(t, "a revision", first, http.StatusOK)
	first.holds(t, "Compost du Pré", "#compost", "latitude 45,01, longitude 1,01", "Connectez-vous pour restaurer", "noindex")
	first.lacks(t, "#mare", `name="revision"`)

	for _, path := range []string{"/history/" + id + "/2?with=1", "/history/" + id + "/1?with=2"} {
		compared := anybody.look(path)
		wantStatus(t, path, compared, http.StatusOK)
		compared.holds(t, "Compost <del>du Pré</del>", "Compost <ins>de la Mare</ins>", "<ins>dimanche</ins>", "<ins>#mare</ins>", "Déplacé de 790 m", "Identique dans les deux",
			`data-other-lon="1.02"`)
	}
	anybody.look("/en/history/"+id+"/2?with=1").holds(t, "What changes", "The same in both")
	anybody.look("/history/"+id+"/1?with=1").lacks(t, "<del>")

	sacha.look("/history/"+id+"/1").holds(t, "Restaurer cette version", `name="revision" value="2"`)
	restored := sacha.post("/history/"+id+"/1", url.Values{"revision": {"2"}, "comment": {"c’était mieux"}})
	if restored.status != http.StatusSeeOther || restored.header.Get("Location") != "/e/"+id+"/compost-du-pre?done=restored" {
		t.Fatalf("restoring = %d to %q\n%s", restored.status, restored.header.Get("Location"), restored.body)
	}
	sacha.look(restored.header.Get("Location")).holds(t, "Compost du Pré", "de nouveau en place")
	anybody.look("/history/"+id).holds(t, "Version restaurée", "c’était mieux")
	anybody.look("/history/"+id+"/3?with=1").holds(t, "Les deux versions disent la même chose")

	for name, tt := range map[string]struct {
		number string
		form   url.Values
		status int
		says   string
	}{
		"of an old page":    {"2", url.Values{"revision": {"2"}}, http.StatusPreconditionFailed, "quelqu’un a modifié cette fiche"},
		"what it says now":  {"1", url.Values{"revision": {"3"}}, http.StatusConflict, "rien à changer"},
		"why, at length":    {"2", url.Values{"revision": {"3"}, "comment": {strings.Repeat("é", 301)}}, http.StatusUnprocessableEntity, "300 caractères"},
		"why, unseen":       {"2", url.Values{"revision": {"3"}, "comment": {"a\u202eb"}}, http.StatusUnprocessableEntity, "invisible"},
		"without a number":  {"2", url.Values{}, http.StatusBadRequest, ""},
		"none":              {"9", url.Values{"revision": {"3"}}, http.StatusNotFound, ""},
		"a negative number": {"-1", url.Values{"revision": {"3"}}, http.StatusBadRequest, ""},
	} {
		got := sacha.post("/history/"+id+"/"+tt.number, tt.form)
		wantStatus(t, "restoring "+name, got, tt.status)
		got.holds(t, tt.says)
	}
	if got := anybody.post("/history/"+id+"/2", url.Values{"revision": {"3"}}); got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/login") {
		t.Errorf("restoring by anybody = %d to %q", got.status, got.header.Get("Location"))
	}
	if got := sacha.post("/history/"+id+"/2", url.Values{"revision": {"3"}}, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
		t.Errorf("restoring from another site = %d", got.status)
	}
	if e, err := h.store.Element(t.Context(), idOf(id)); err != nil || e.Revision != 3 {
		t.Errorf("what was refused wrote revision %d, %v", e.Revision, err)
	}

	answer := read[historyAnswer](h, elementsPath+"/"+id+"/history?limit=2")
	if len(answer.Revisions) != 2 || answer.Next != "2" || answer.Revisions[0].Reason != "restored" || answer.Revisions[1].Author != "Sacha" ||
		strings.Join(answer.Revisions[1].Changed, ",") != "name,tags,geometry,openingHours" {
		t.Errorf("the history as JSON = %+v", answer)
	}
	if rest := read[historyAnswer](h, elementsPath+"/"+id+"/history?limit=2&cursor=2"); len(rest.Revisions) != 1 || rest.Next != "" || rest.Revisions[0].Author != "Camille" {
		t.Errorf("its next page = %+v", rest)
	}
}

func TestThePastOfADraftIsItsAuthors(t *testing.T) {
	h := newHouse(t)
	camille, sacha, anybody := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha"), h.visitor()
	secret := strings.Replace(compost, `"kind"`, `"status":"draft","summary":"secret","kind"`, 1)
	id := camille.create(secret)
	for _, path := range []string{"/history/" + id, "/history/" + id + "/1", elementsPath + "/" + id + "/history"} {
		wantStatus(t, "of a draft, by anybody: "+path, anybody.look(path), http.StatusNotFound)
		wantStatus(t, "of a draft, by another: "+path, sacha.look(path), http.StatusNotFound)
	}
	camille.look("/history/"+id+"/1").holds(t, "secret")
	camille.edit(id, 1, strings.Replace(compost, `"kind"`, `"status":"published","kind"`, 1), "")
	for _, v := range []*visitor{anybody, sacha} {
		history := v.look("/history/" + id)
		history.holds(t, "Publiée")
		history.lacks(t, "secret", "Créée", "/1?", "with=1")
		for _, path := range []string{"/history/" + id + "/1", "/history/" + id + "/2?with=1"} {
			wantStatus(t, "what the draft said: "+path, v.look(path), http.StatusNotFound)
		}
	}
	if got := read[historyAnswer](h, elementsPath+"/"+id+"/history"); len(got.Revisions) != 1 || got.Revisions[0].Changed != nil {
		t.Errorf("the draft is told of: %+v", got)
	}
	camille.look("/history/"+id).holds(t, "Créée", "with=1")
	wantStatus(t, "restoring what a draft said", sacha.post("/history/"+id+"/1", url.Values{"revision": {"2"}}), http.StatusForbidden)
}

func TestThePastOfAPersonIsTheirs(t *testing.T) {
	h := newHouse(t)
	id := h.ids["Camille Dupré-Inventée"].String()
	for _, path := range []string{"/history/" + id, "/history/" + id + "/1", elementsPath + "/" + id + "/history"} {
		wantStatus(t, path, h.get(path), http.StatusNotFound)
	}
	h.get("/e/"+id+"/camille-dupre-inventee").lacks(t, "/history/")
}

func TestAnImportAndAFormerMemberAreNamedInTheHistory(t *testing.T) {
	h := newHouse(t)
	imported := h.ids["L'Établi"].String()
	h.get("/history/"+imported).holds(t, "Importée", "importé de fixture")

	camille, now := h.join("camille@example.org", "Camille"), time.Now()
	id := camille.create(compost)
	account, _, err := h.commons.LogIn(t.Context(), "camille@example.org", goodPassword)
	if err == nil {
		_, err = h.commons.AskErasure(t.Context(), account.ID, data.KeepContributions, now)
	}
	if err == nil {
		_, err = h.commons.EraseDue(t.Context(), now.AddDate(0, 0, 8))
	}
	if err != nil {
		t.Fatal(err)
	}
	page := h.get("/history/" + id)
	page.holds(t, "Créée", "ancien membre")
	page.lacks(t, "Camille")
	if got := read[historyAnswer](h, elementsPath+"/"+id+"/history"); !got.Revisions[0].Former || got.Revisions[0].Author != "" {
		t.Errorf("the history as JSON = %+v", got)
	}
}

func TestAddressesOfHistoriesThatLeadNowhere(t *testing.T) {
	h := newHouse(t)
	id := h.ids["L'Établi"].String()
	for path, status := range map[string]int{
		"/history/1": 404, "/history/" + data.NewID().String(): 404, "/history/" + h.ids["Brouillon secret"].String(): 404,
		"/history/" + h.ids["Réservé secret"].String(): 404,
		"/history/" + id + "?before=0":                 400, "/history/" + id + "?before=x": 400, "/history/" + id + "?before=99999999999999999999": 400,
		"/history/" + id + "?before=1": 200,
		"/history/" + id + "/0":        404, "/history/" + id + "/x": 404, "/history/" + id + "/2": 404, "/history/" + id + "/01": 404,
		"/history/" + id + "/-1": 404, "/history/" + id + "/9223372036854775807": 404, "/history/" + id + "/1?with=-1": 400,
		"/history/" + id + "/1?with=2": 404, "/history/" + id + "/1?with=<script>": 400,
		elementsPath + "/" + id + "/history?limit=0": 400, elementsPath + "/" + id + "/history?limit=101": 400,
		elementsPath + "/" + id + "/history?cursor=x": 400, elementsPath + "/" + id + "/history?page=1": 400, elementsPath + "/x/history": 400,
	} {
		got := h.get(path)
		wantStatus(t, path, got, status)
		got.lacks(t, "<script>alert", "secret")
	}
}

// TestALongHistoryIsReadInPages writes many revisions and times the pages.
func TestTheHistoryTellsAddressesAndPhotosInWords(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	mediaType, body := form(t, map[string]string{"kind": "place", "name": "Jardin", "town": "Bourg-l'Ouest", "action": "publish"}, shot(t, 40))
	inputs := inputsOf(v.send(http.MethodPost, "/new", mediaType, body))
	hash := inputs.Get("photo")
	inputs.Set("caption-"+hash, "Des rangs de poireaux")
	e := h.written(v.post("/new", inputs))
	if e.Address.Commune == "" {
		t.Fatal("its commune is not known")
	}
	told := h.get("/history/" + e.ID.String() + "/1")
	told.holds(t, "<dt>Lieu</dt>", `<p class="said">Des rangs de poireaux</p>`, `<p class="said">87000 Bourg-l&#39;Ouest</p>`)
	told.lacks(t, hash, e.Address.Commune)
}

func TestALongHistoryIsReadInPages(t *testing.T) {
	n := 50_000
	if testing.Short() {
		n = 2_000
	}
	h := newHouse(t)
	h.stop() // pages of a history read the store
	e, err := h.store.Element(t.Context(), h.ids["L'Établi"])
	if err != nil {
		t.Fatal(err)
	}
	e.Description = strings.Repeat("On répare des vélos. ", 10)
	for e.Revision < n {
		_, err := h.store.Update(t.Context(), func(tx *store.Tx) error {
			for range min(5_000, n-e.Revision) {
				e.Revision++
				e.Summary = fmt.Sprint("la ", e.Revision, "e fois")
				if err := tx.PutElement(&e, data.ReasonEdited, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	id := e.ID.String()
	for _, path := range []string{
		"/history/" + id, "/history/" + id + "?before=25000", "/history/" + id + "?before=40", "/history/" + id + "/1", fmt.Sprintf("/history/%s/%d?with=1", id, n),
		elementsPath + "/" + id + "/history?limit=100",
	} {
		begin := time.Now()
		wantStatus(t, path, h.get(path), http.StatusOK)
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("%s takes %v", path, took)
		} else {
			t.Logf("%s: %v", path, took)
		}
	}
	h.get("/history/"+id).holds(t, "Versions plus anciennes", fmt.Sprintf("before=%d", n-29))
}

func TestComparingIsBounded(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	words := func(a, b string) string { return strings.Repeat(a+" ", 5_000) + strings.Repeat(b+" ", 4_000) }
	with := func(description string) string {
		return strings.Replace(compost, `"kind"`, `"description":"`+description+`","kind"`, 1)
	}
	id := camille.create(with(words("a", "b")))
	camille.edit(id, 1, with(words("b", "a")), "")
	camille.edit(id, 2, with("&lt;img src=x onerror=alert(1)> <script>alert(1)</script>"), "")
	begin := time.Now()
	for _, path := range []string{"/2?with=1", "/3?with=2", "/3"} {
		got := camille.look("/history/" + id + path)
		wantStatus(t, path, got, http.StatusOK)
		got.lacks(t, "<script>alert", "<img")
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("comparing takes %v", took)
	}
}

func TestEveryMemberAndReasonHasWords(t *testing.T) {
	h := newHouse(t)
	renderer, err := web.New(web.Site{})
	if err != nil {
		t.Fatal(err)
	}
	view := web.History{Name: "x", ID: data.NewID().String()}
	for _, member := range data.Members() {
		view.Revisions = append(view.Revisions, web.Revision{Number: 1, Reason: "edited", Changed: []string{member}})
	}
	for _, reason := range data.Reasons {
		view.Revisions = append(view.Revisions, web.Revision{Number: 1, Reason: string(reason)})
	}
	for _, language := range web.Languages {
		var page strings.Builder
		if err := renderer.History(&page, language, view); err != nil {
			t.Fatal(err)
		}
		for _, reason := range data.Reasons {
			if strings.Contains(page.String(), "<strong>"+string(reason)+"</strong>") {
				t.Errorf("%s: the reason %s has no words", language, reason)
			}
		}
		for _, member := range data.Members() {
			if strings.Contains(page.String(), ": "+member+"</p>") || strings.Contains(page.String(), " "+member+"</p>") {
				t.Errorf("%s: the member %s has no words", language, member)
			}
		}
	}
	for _, status := range data.Statuses {
		if h.server.catalogue.Choice(web.French, "status", string(status)) == string(status) {
			t.Errorf("the status %s has no words", status)
		}
	}
}
