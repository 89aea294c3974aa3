package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
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
	camille.look(page).holds(t, "Aucun changement n’attend", "À relire <span class=\"count\">0</span>")
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
	for _, decision := range []string{"approve", "dismiss"} {
		moved := camille.post(page, url.Values{decision: {first.Element.String() + ":99"}})
		camille.look(moved.header.Get("Location")).holds(t, "1 fiche a encore changé", of(first))
	}
	camille.look(camille.post(page, url.Values{"approve": {""}}).header.Get("Location")).holds(t, "Cochez d’abord une fiche.")
	camille.look(camille.post(page, url.Values{"approve": {of(first)}, "revision": {of(second)}}).header.Get("Location")).holds(t, "1 changement approuvé", of(second))
	h.get("/n/"+n.Slug).holds(t, "Parking &lt;i&gt;")
	done := camille.post(page, url.Values{"approve": {""}, "revision": {of(second), of(third)}})
	camille.look(done.header.Get("Location")).holds(t, "2 changements approuvés", "Aucun changement n’attend")
	camille.look("/home").lacks(t, "à relire")
	edit(h.ids["Jardin des Ormes"], func(e *data.Element) { e.Name = "Friche des Ormes" })
	h.add(garden("Jardin encore neuf", 2.6, 45, "jardin partagé"))
	h.settle()
	first.Revision++
	fresh := data.RevisionOf{Element: h.ids["Jardin encore neuf"], Revision: 1}
	done = camille.post(page, url.Values{"dismiss": {""}, "revision": {of(first), of(fresh)}})
	camille.look(done.header.Get("Location")).holds(t, "2 changements mis de côté", "Aucun changement n’attend", "Mis de côté <span class=\"count\">2</span>")
	camille.look("/home").lacks(t, "à relire")
	h.get("/n/"+n.Slug).lacks(t, "Friche", "Jardin encore neuf")
	camille.look(page+"?list=dismissed").holds(t, of(first), of(fresh), "Friche")
	camille.look(page+"?list=dismissed").lacks(t, "Mettre de côté ce qui")
	edit(h.ids["Jardin des Ormes"], func(e *data.Element) { e.Name = "Friche ouverte" })
	first.Revision++
	camille.look(page).holds(t, of(first), "À relire <span class=\"count\">1</span>")
	done = camille.post(page, url.Values{"approve": {of(fresh)}, "list": {"dismissed"}})
	camille.look(done.header.Get("Location")).holds(t, "1 changement approuvé", "Rien n’est mis de côté")
	h.get("/n/"+n.Slug).holds(t, "Jardin encore neuf")
	if names := h.get("/api/v1/search?network=" + n.Slug); !strings.Contains(string(names.body), "Jardin tout neuf") || strings.Contains(string(names.body), "en face") {
		t.Errorf("the map shows %s", names.body)
	}
}

func TestEverythingThatWaitsIsReviewedPageByPage(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	n := h.networkOf("camille@example.org", "Réseau", func(n *data.Network) { n.Query, n.Clears = "tag=verger", true })
	want := map[string]bool{}
	for i := range usualReviews + 5 {
		name := fmt.Sprintf("Verger %02d", i)
		h.add(garden(name, 2.5, 45, "verger"))
		want[h.ids[name].String()] = true
	}
	h.settle()
	page := "/n/" + n.Slug + "/review"
	marks := regexp.MustCompile(`name="revision" value="([^:"]*):1"`)
	next := regexp.MustCompile(`rel="next" href="([^"]*)"`)
	read := func(path string) (ids []string, following string) {
		got := string(camille.look(path).body)
		for _, found := range marks.FindAllStringSubmatch(got, -1) {
			ids = append(ids, found[1])
		}
		if found := next.FindStringSubmatch(got); found != nil {
			following = html.UnescapeString(found[1])
		}
		return ids, following
	}
	first, second := read(page)
	if len(first) != usualReviews || second == "" {
		t.Fatalf("the first page has %d changes and goes on at %q", len(first), second)
	}
	cursor, _ := url.Parse(second)
	// What is decided on the first page shifts nothing on the second.
	if got := camille.post(page, url.Values{"approve": {""}, "revision": {first[0] + ":1", first[1] + ":1"}}); got.status != http.StatusSeeOther {
		t.Fatal(got.status)
	}
	rest, end := read(second)
	if len(rest) != 5 || end != "" {
		t.Errorf("the second page has %d changes and goes on at %q", len(rest), end)
	}
	for _, id := range append(first, rest...) {
		delete(want, id)
	}
	if len(want) > 0 {
		t.Errorf("on no page: %v", want)
	}
	var all []string
	for _, id := range rest {
		all = append(all, id+":1")
	}
	done := camille.post(page, url.Values{"approve": {""}, "revision": all, "cursor": cursor.Query()["cursor"]}).header.Get("Location")
	camille.look(done).holds(t, "5 changements approuvés", "Plus rien dans cette page", `rel="first"`)
	for _, wrong := range []string{"?cursor=x", "?cursor=-1", "?list=autre"} {
		if got := camille.look(page + wrong); got.status != http.StatusBadRequest {
			t.Errorf("%s = %d", wrong, got.status)
		}
	}
}

func TestWhatAMapDoesNotDrawIsReviewedToo(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	give := func(hours string) { // with the instant of the last change as before
		t.Helper()
		e, err := h.store.Element(t.Context(), h.ids["Jardin des Ormes"])
		if err != nil {
			t.Fatal(err)
		}
		e.OpeningHours = hours
		h.add(e)
		h.settle()
	}
	give("Mo 09:00-12:00")
	n := h.networkOf("camille@example.org", "Réseau", func(n *data.Network) { n.Query, n.Clears = "tag=jardinpartage", true })
	give("Mo 14:00-18:00")
	camille.look("/n/"+n.Slug+"/review").holds(t, `À relire <span class="count">1</span>`, "Jardin des Ormes", "Horaires")
}

func TestChangesAreReviewedAsJSON(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.networkOf("camille@example.org", "Réseau", func(n *data.Network) { n.Query, n.Clears = "tag=jardinpartage", true })
	open := h.networkOf("camille@example.org", "Ouvert", func(n *data.Network) { n.Query = "tag=jardinpartage" })
	closed := h.networkOf("camille@example.org", "Fermé", func(n *data.Network) { n.Visibility, n.Clears = data.NetworkPrivate, true })
	path := networksPath + "/" + n.Slug + "/review"
	e, err := h.store.Element(t.Context(), h.ids["Jardin des Ormes"])
	if err != nil {
		t.Fatal(err)
	}
	e.Name, e.Tags = "Parking", []string{"parking"}
	h.add(e)
	h.add(garden("Jardin neuf", 2.5, 45, "jardin partagé"))
	h.settle()
	type told struct {
		Changes []struct {
			Element data.ID
			Change  struct {
				Revision int
				Changed  []string
			}
			Leaves  bool
			Present struct{ Properties struct{ Name string } }
			Shown   *struct{ Properties struct{ Name string } }
		}
		Total int
		Next  string
	}
	list := func(query string) (answered told) {
		t.Helper()
		got := camille.look(path + query)
		if got.status != http.StatusOK || got.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("GET %s = %d %v\n%s", query, got.status, got.header, got.body)
		}
		if err := json.Unmarshal(got.body, &answered); err != nil {
			t.Fatal(err)
		}
		return answered
	}
	waits := list("")
	if len(waits.Changes) != 2 || waits.Total != 2 || waits.Next != "" {
		t.Fatalf("there waits %+v", waits)
	}
	one, fresh := waits.Changes[0], waits.Changes[1]
	if one.Present.Properties.Name != "Parking" || one.Shown == nil || one.Shown.Properties.Name != "Jardin des Ormes" || !one.Leaves || !slices.Contains(one.Change.Changed, "tags") {
		t.Errorf("the changed one is %+v", one)
	}
	if fresh.Shown != nil || fresh.Leaves || fresh.Present.Properties.Name != "Jardin neuf" {
		t.Errorf("the new one is %+v", fresh)
	}
	page := list("?limit=1")
	if after := list("?limit=1&cursor=" + page.Next); len(page.Changes) != 1 || len(after.Changes) != 1 || after.Changes[0].Element != fresh.Element || after.Next != "" {
		t.Errorf("page by page: %+v, %+v", page, after)
	}
	decide := func(v *visitor, path, decision string, status int, revisions ...data.RevisionOf) answer {
		t.Helper()
		given, err := json.Marshal(map[string]any{"decision": decision, "revisions": revisions})
		if err != nil {
			t.Fatal(err)
		}
		got := v.send("POST", path, "application/json", bytes.NewReader(given))
		if got.status != status {
			t.Errorf("%s = %d, want %d\n%s", decision, got.status, status, got.body)
		}
		return got
	}
	read, before := data.RevisionOf{Element: one.Element, Revision: one.Change.Revision}, data.RevisionOf{Element: one.Element, Revision: one.Change.Revision - 1}
	new := data.RevisionOf{Element: fresh.Element, Revision: fresh.Change.Revision}
	decide(camille, path, "approve", http.StatusConflict, before).holds(t, `"code":"moved_on"`, fmt.Sprintf(`"present":[{"element":"%s","revision":%d}]`, read.Element, read.Revision))
	decide(camille, path, "dismiss", http.StatusConflict, before)
	decide(camille, path, "approve", http.StatusOK, new, before).holds(t, `"changed":1`, `"moved":[{`)
	decide(camille, path, "dismiss", http.StatusOK, read).holds(t, `"changed":1`)
	if list("").Total != 0 || list("?list=dismissed").Total != 1 {
		t.Errorf("there waits %+v, and is set aside %+v", list(""), list("?list=dismissed"))
	}
	h.get("/api/v1/search?network="+n.Slug).holds(t, "Jardin des Ormes", "Jardin neuf")
	decide(camille, path, "approve", http.StatusOK, read).holds(t, `"changed":1`)
	h.get("/api/v1/search?network="+n.Slug).lacks(t, "Ormes", "Parking")

	for name, tt := range map[string]struct {
		v      *visitor
		slug   string
		status int
	}{
		"nobody": {h.visitor(), n.Slug, http.StatusUnauthorized}, "another": {sacha, n.Slug, http.StatusForbidden}, "of a closed one another": {sacha, closed.Slug, http.StatusNotFound},
		"of none": {camille, "aucune", http.StatusNotFound}, "of one that shows changes at once": {camille, open.Slug, http.StatusNotFound},
	} {
		path := networksPath + "/" + tt.slug + "/review"
		if got := tt.v.look(path); got.status != tt.status {
			t.Errorf("%s reads: %d, want %d", name, got.status, tt.status)
		}
		decide(tt.v, path, "approve", tt.status, read)
	}
	for _, wrong := range []string{"", "{}", `{"decision":"approve"}`, `{"decision":"keep","revisions":[{"element":"` + read.Element.String() + `","revision":1}]}`,
		`{"decision":"approve","revisions":[{"element":"x","revision":1}]}`, `{"decision":"approve","revisions":[{"element":"` + read.Element.String() + `","revision":0}]}`,
		`{"decision":"approve","revisions":[{"element":"` + read.Element.String() + `","revision":1}],"by":1}`} {
		if got := camille.send("POST", path, "application/json", strings.NewReader(wrong)); got.status != http.StatusBadRequest || !strings.Contains(string(got.body), "bad_review") {
			t.Errorf("%s = %d %s", wrong, got.status, got.body)
		}
	}
}
