package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maillage/data"
	"maillage/geo"
)

// profileForm is what a browser sends of the form of a profile.
func profileForm(pairs ...string) url.Values {
	form := url.Values{"name": {"Camille"}, "summary": {"Je répare des xylophones."}, "tags": {"xylophone, couture"}, "town": {"Bourg-l'Ouest"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// person returns the person by which somebody is listed; the zero one for none.
func (h *house) person(email string) data.Element {
	h.t.Helper()
	id := h.accountOf(email).Profile.Person
	if id.IsZero() {
		return data.Element{}
	}
	e, err := h.store.Element(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return e
}

func TestSomebodyAppearsOnTheMapByTheirChoiceAlone(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	if got := h.get("/profile"); got.status != http.StatusSeeOther || !strings.Contains(got.header.Get("Location"), "/login") {
		t.Errorf("anybody: %d to %q", got.status, got.header.Get("Location"))
	}
	camille.look("/account").holds(t, `href="/profile"`)
	camille.look("/profile").holds(t, "Vous n’êtes pas sur la carte", `name="listed" value="yes">`)
	saved := camille.post("/profile", profileForm())
	if saved.status != http.StatusSeeOther || saved.header.Get("Location") != "/profile?done=saved" {
		t.Fatalf("status %d to %q\n%s", saved.status, saved.header.Get("Location"), saved.body)
	}
	if e := h.person("camille@example.org"); !e.ID.IsZero() {
		t.Fatalf("who has not chosen to be listed is %+v", e)
	}
	preview := camille.post("/profile", profileForm("action", "preview", "town", "87000", "summary", "Autre chose"))
	wantStatus(t, "looking where", preview, http.StatusOK)
	preview.holds(t, "vous apparaîtrez à Bourg-l’Ouest, sans adresse", "Autre chose")
	if a := h.accountOf("camille@example.org"); a.Profile.Summary != "Je répare des xylophones." {
		t.Errorf("looking where has kept %+v", a.Profile)
	}
	camille.look("/profile?done=saved").holds(t, "C’est enregistré", "xylophone, couture", "vous apparaîtrez à Bourg-l’Ouest")

	listed := camille.post("/profile", profileForm("listed", "yes"))
	if listed.header.Get("Location") != "/profile?done=listed" {
		t.Fatalf("status %d to %q\n%s", listed.status, listed.header.Get("Location"), listed.body)
	}
	e := h.person("camille@example.org")
	if !e.Public() || e.Geometry.Representative() != (geo.Point{Lon: 1, Lat: 45}) || e.Precision != data.PrecisionCommune {
		t.Fatalf("listed as %+v", e)
	}
	if found := read[searchAnswer](h, "/api/v1/search?q=xylophones"); found.Total != 1 {
		t.Errorf("%d are found, want 1", found.Total)
	}
	address := "/e/" + e.ID.String() + "/" + e.Slug
	camille.look(address).holds(t, `href="/profile"`, "Je répare des xylophones")
	h.visitor().look(address).lacks(t, `href="/profile"`, "/edit/", "Toujours exact", "/history/")
	camille.look(address).lacks(t, "/edit/", "/hide/")
	camille.look("/profile").holds(t, "Vous apparaissez à Bourg-l’Ouest, sans adresse", address)
	camille.look("/en/profile").holds(t, "You appear in Bourg-l&#39;Ouest, without an address")

	gone := camille.post("/profile", profileForm())
	if gone.header.Get("Location") != "/profile?done=unlisted" {
		t.Errorf("to %q", gone.header.Get("Location"))
	}
	if found := read[searchAnswer](h, "/api/v1/search?q=xylophones"); found.Total != 0 {
		t.Errorf("%d are found, want none", found.Total)
	}
	wantStatus(t, "their page", h.get(address), http.StatusNotFound)
	wantStatus(t, "their page, to themselves", camille.look(address), http.StatusNotFound)
	camille.look("/profile").holds(t, "Je répare des xylophones") // to say it again
}

// TestNoPositionIsSmuggledIntoAProfile sends every input that other forms have.
func TestNoPositionIsSmuggledIntoAProfile(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	sacha := h.join("sacha@example.org", "Sacha")
	form := profileForm("listed", "yes", "lat", "45.0123", "lon", "1.0456", "precision", "exact", "street", "3 rue Haute",
		"geometry", `{"type":"Point","coordinates":[1.0456,45.0123]}`, "postcode", "87000", "email", "a@example.org", "phone", "0102030405",
		"photo", strings.Repeat("a", 64), "link", "partOf:"+h.ids["L'Établi"].String(), "id", h.ids["Camille Dupré-Inventée"].String(), "person", h.ids["Camille Dupré-Inventée"].String(), "kind", "place", "status", "draft")
	wantStatus(t, "a form with a position", camille.post("/profile", form), http.StatusSeeOther)
	e := h.person("camille@example.org")
	if e.Kind != data.KindPerson || e.Geometry.Representative() != (geo.Point{Lon: 1, Lat: 45}) || e.Precision != data.PrecisionCommune || e.Address.Street != "" ||
		e.Email != "" || e.Phone != "" || len(e.Links)+len(e.Image) > 0 || e.ID == h.ids["Camille Dupré-Inventée"] {
		t.Errorf("it becomes %+v", e)
	}
	// Nor by the other ways in which elements are written, nor by others.
	exact := `{"kind":"person","name":"Camille","precision":"commune","geometry":{"type":"Point","coordinates":[1.0456,45.0123]}}`
	address := elementsPath + "/" + e.ID.String()
	for _, v := range []*visitor{camille, sacha} {
		wantStatus(t, "PUT", v.send("PUT", address, "application/json", strings.NewReader(exact), "If-Match", `"1"`), http.StatusForbidden)
		wantStatus(t, "DELETE", v.send("DELETE", address, "", nil, "If-Match", `"1"`), http.StatusForbidden)
		wantStatus(t, "POST", v.send("POST", elementsPath, "application/json", strings.NewReader(exact)), http.StatusUnprocessableEntity)
		wantStatus(t, "edit", v.look("/edit/"+e.ID.String()), http.StatusForbidden)
		wantStatus(t, "verify", v.post("/verify/"+e.ID.String(), url.Values{}), http.StatusForbidden)
		wantStatus(t, "restore", v.post("/history/"+e.ID.String()+"/1", url.Values{"revision": {"1"}}), map[bool]int{true: http.StatusForbidden, false: http.StatusNotFound}[v == camille])
	}
	if again := h.person("camille@example.org"); again.Revision != 1 {
		t.Errorf("it became %+v", again)
	}
	wantStatus(t, "from another site", camille.send(http.MethodPost, "/profile", "application/x-www-form-urlencoded", strings.NewReader(profileForm().Encode()), "Origin", "https://evil.example"), http.StatusForbidden)
}

func TestAWrongProfileTellsWhatToMend(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	before := h.sequence()
	tests := []struct {
		name  string
		form  url.Values
		holds string
	}{
		{"listed nowhere", profileForm("listed", "yes", "town", ""), "Indiquez votre commune"},
		{"a town that nobody knows", profileForm("town", "Atlantis"), "Aucune commune connue ici ne s’appelle « Atlantis »"},
		{"a commune by its code alone", profileForm("town", "", "commune", "FR-87085", "listed", "yes"), "Indiquez votre commune"},
		{"no name", profileForm("name", " "), "Le nom manque"},
		{"a name that turns around", profileForm("name", "a\u202eb"), "caractère invisible"},
		{"scripts", profileForm("website", "javascript:alert(1)"), "website-mistake"},
		{"a control character", profileForm("summary", "a\x00b"), "caractère invisible"},
		{"not UTF-8", profileForm("summary", "a\xffb"), "abîmé"},
		{"long", profileForm("description", strings.Repeat("a", data.MaxOfOneself+1)), "au plus sont acceptés"},
		{"thousands of tags", profileForm("tags", manyTags()[:20_000]), "100 au plus"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := camille.post("/profile", tt.form)
			wantStatus(t, tt.name, got, http.StatusUnprocessableEntity)
			got.holds(t, tt.holds, "Rien n’est enregistré")
			got.lacks(t, "<script>alert")
		})
	}
	wantStatus(t, "too large", camille.post("/profile", profileForm("summary", strings.Repeat("a", maxBody))), http.StatusRequestEntityTooLarge)
	if h.sequence() != before || h.accountOf("camille@example.org").Profile.Summary != "" {
		t.Error("something of it was kept")
	}
}

func TestAProfileWhoseSessionHasEndedIsNotLost(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	camille.post("/logout", nil)
	got := camille.post("/profile", profileForm("summary", "Je répare des <b>vélos</b>", "listed", "yes"))
	wantStatus(t, "sent after the end", got, http.StatusUnauthorized)
	got.holds(t, "vous n’êtes plus connecté·e", `href="/login"`, "Je répare des &lt;b&gt;vélos&lt;/b&gt;", `name="listed" value="yes" checked`)
	if h.accountOf("camille@example.org").Profile.Summary != "" {
		t.Error("it was kept all the same")
	}
	wantStatus(t, "looked at after the end", camille.look("/profile"), http.StatusSeeOther)
}

func TestAPersonTellsWhatTheyReferencedIfTheyChoose(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	camille.post("/profile", profileForm("listed", "yes"))
	e := h.person("camille@example.org")
	address := "/e/" + e.ID.String() + "/" + e.Slug
	by := "/?by=" + h.accountOf("camille@example.org").ID.String()
	h.visitor().look(address).lacks(t, by, h.accountOf("camille@example.org").ID.String())
	camille.post("/profile", profileForm("listed", "yes", "tells", "yes"))
	h.visitor().look(address).holds(t, by, "Ce que Camille a référencé", `/follow?what=account%3A`+h.accountOf("camille@example.org").ID.String())
	camille.post("/profile", profileForm("listed", "yes"))
	h.visitor().look(address).lacks(t, by)
}
