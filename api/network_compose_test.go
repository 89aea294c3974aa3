package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"maillage/data"
)

// composed makes a network by its page and returns it.
func (v *visitor) composed(form url.Values) data.Network {
	v.t.Helper()
	got := v.post("/n/new", form)
	slug, ok := strings.CutPrefix(got.header.Get("Location"), "/n/")
	if got.status != http.StatusSeeOther || !ok {
		v.t.Fatalf("POST /n/new = %d to %q\n%s", got.status, got.header.Get("Location"), got.body)
	}
	slug, _, _ = strings.Cut(slug, "/")
	return v.keptNetwork(slug)
}

func (h *house) keptNetwork(slug string) data.Network {
	h.t.Helper()
	n, err := h.store.Network(h.t.Context(), slug)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// formOf returns what a browser sends of the form of a network, changed.
func (v *visitor) formOf(n data.Network, changes ...string) url.Values {
	v.t.Helper()
	page := v.look("/n/" + n.Slug + "/edit")
	if page.status != http.StatusOK {
		v.t.Fatalf("the form: %d\n%s", page.status, page.body)
	}
	form := inputsOf(page)
	form.Set("action", "save")
	for i := 0; i < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

func TestANetworkIsMadeOfASearch(t *testing.T) {
	h := newHouse(t)
	nobody := h.visitor()
	page := nobody.look("/n/new?tag=jardin&kind=place&sort=newest&limit=5&title=Mes+jardins")
	wantStatus(t, "the page for anybody", page, http.StatusOK)
	page.holds(t, "Il vous faudra un compte", "#jardin", `value="Mes jardins"`, `href="/login?next=%2Fn%2Fnew%3Fkind%3Dplace%26tag%3Djardin%26title%3DMes%2Bjardins`)
	sent := nobody.post("/n/new", url.Values{"query": {"tag=jardin&kind=place"}, "title": {"Mes jardins"}, "visibility": {"link"}})
	if to := sent.header.Get("Location"); sent.status != http.StatusSeeOther || to != "/login?next=%2Fn%2Fnew%3Fkind%3Dplace%26tag%3Djardin%26title%3DMes%2Bjardins%26visibility%3Dlink" {
		t.Fatalf("sent by nobody: %d to %q", sent.status, to)
	}
	wantStatus(t, "a search that cannot be read", nobody.look("/n/new?kind=thing"), http.StatusBadRequest)

	v := h.join("camille@example.org", "Camille")
	v.look("/n/new?network=autre&tag=jardin").holds(t, "Une carte ne peut pas en reprendre une autre")
	empty := v.post("/n/new", url.Values{"query": {"tag=jardin"}, "title": {" "}})
	wantStatus(t, "without a title", empty, http.StatusUnprocessableEntity)
	empty.holds(t, "Ce champ est à remplir", "#jardin")

	n := v.composed(url.Values{"query": {"tag=jardin&kind=place&sort=newest&cursor=x&limit=5"}, "title": {" Mes  jardins "}, "visibility": {"public"}, "action": {"draft"}})
	want := data.Network{Slug: "mes-jardins", Title: "Mes jardins", Query: "kind=place&tag=jardin", Status: data.StatusDraft,
		Visibility: data.NetworkPublic, Contributors: data.ContributorsNobody, Revision: 1}
	if diff := cmp.Diff(want, n, cmpopts.IgnoreFields(data.Network{}, "ID", "Num", "Key", "CreatedBy", "CreatedAt", "UpdatedBy", "UpdatedAt")); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	v.look("/n/mes-jardins/edit?done=made").holds(t, "Votre carte est prête", "Mes jardins")
	v.look("/en/n/mes-jardins/edit").holds(t, "Change my map", "entries today")
	v.look("/n/new?tag=verger").holds(t, `href="/n/mes-jardins/edit?query=tag%3Dverger"`)
	v.look("/n/mes-jardins/edit?query=tag%3Dverger").holds(t, "La nouvelle recherche est reprise", `value="tag=verger"`)
	if n := v.composed(url.Values{"query": {""}, "title": {"New"}, "visibility": {"public"}, "action": {"publish"}}); n.Slug != "carte-new" || n.Status != data.StatusPublished || n.Query != "" {
		t.Errorf("published at once: %+v", n)
	}
}

func TestAFormOfANetworkSaysEverything(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	n := v.composed(url.Values{"query": {"tag=jardin"}, "title": {"Jardins"}, "visibility": {"public"}})
	form := v.formOf(n, "summary", "Tous  les jardins", "text", "Un **texte**\r\nlong", "query", "https://example.org/en/?tag=verger&sort=newest#map=3/1/2",
		"color", "#AA2200", "layout", "cards", "view", "https://example.org/#map=12.5/48,11/-1.68&open=x", "visibility", "link", "contributors", "suggestions", "clears", "yes",
		"frames", "exemple.org\nhttps://Exemple.org/\nhttps://*.example.net")
	for name, values := range map[string][]string{
		"mark-parameter": {"kind", "tag", "type"}, "mark-value": {"Événements", "#Zéro déchet", ""}, "mark-color": {"#112233", "#445566", "#000000"}, "mark-icon": {"star", "", ""},
		"field-key": {"", "", ""}, "field-label": {"Ouvert au public", "Ouvert au public", ""}, "field-type": {"choice", "number", "text"}, "field-choices": {"oui\nnon", "x", ""}, "field-shown": {"yes", "no", "yes"},
		"group-title": {"Quoi", "Ouvert ?", ""}, "group-parameter": {"anyTag", "ouvert-au-public", "kind"}, "group-choices": {"compost = On composte\nZéro déchet\n\n", "oui", ""},
	} {
		form[name] = values
	}
	got := v.post("/n/jardins/edit", form)
	if to := got.header.Get("Location"); got.status != http.StatusSeeOther || to != "/n/jardins/edit?done=saved" {
		t.Fatalf("saved: %d to %q\n%s", got.status, to, got.body)
	}
	want := data.Network{
		Slug: "jardins", Title: "Jardins", Summary: "Tous les jardins", Text: "Un **texte**\nlong", Query: "tag=verger", Status: data.StatusDraft,
		Visibility: data.NetworkByLink, Contributors: data.ContributorsSuggestions, Clears: true, Frames: []string{"https://exemple.org", "https://*.example.net"}, Revision: 2,
		Look: data.NetworkLook{
			Color: "#aa2200", Layout: data.LayoutCards, View: &data.NetworkView{Lon: -1.68, Lat: 48.11, Zoom: 12.5},
			Marks: []data.NetworkMark{{Parameter: "kind", Value: "event", Color: "#112233", Icon: "star"}, {Parameter: "tag", Value: "zerodechet", Color: "#445566"}},
			Groups: []data.FilterGroup{
				{Title: "Quoi", Parameter: "anyTag", Choices: []data.FilterChoice{{Value: "compost", Label: "On composte"}, {Value: "zerodechet", Label: "#Zéro déchet"}}},
				{Title: "Ouvert ?", Parameter: "ouvert-au-public", Choices: []data.FilterChoice{{Value: "oui"}}},
			},
		},
		Fields: []data.NetworkField{{Key: "ouvert-au-public", Label: "Ouvert au public", Type: data.FieldChoice, Choices: []string{"oui", "non"}, Shown: true},
			{Key: "ouvert-au-public-2", Label: "Ouvert au public", Type: data.FieldNumber}},
	}
	kept := h.keptNetwork("jardins")
	if diff := cmp.Diff(want, kept, cmpopts.IgnoreFields(data.Network{}, "ID", "Num", "Key", "CreatedBy", "CreatedAt", "UpdatedBy", "UpdatedAt", "ClearedSince", "ClearedAfter")); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	again := v.post("/n/jardins/edit", v.formOf(n))
	wantStatus(t, "its form, sent back", again, http.StatusOK)
	again.holds(t, "Rien n’a changé")
	more := v.post("/n/jardins/edit", v.formOf(n, "action", "field", "title", "Autre"))
	wantStatus(t, "one more line", more, http.StatusOK)
	more.holds(t, "Champ 3", `value="Autre"`)

	published := v.post("/n/jardins/edit", v.formOf(n, "action", "publish"))
	if to := published.header.Get("Location"); to != "/n/jardins/edit?done=published" {
		t.Fatalf("published: %d to %q", published.status, to)
	}
	link := "/n/jardins~" + kept.Key
	v.look("/n/jardins/edit?done=published").holds(t, link, "Changer le lien")
	wantStatus(t, "another link", v.post("/n/jardins/edit/key", nil), http.StatusSeeOther)
	v.look("/n/jardins/edit?done=key").lacks(t, link).holds(t, "Le lien d’avant ne mène plus à rien")
	v.post("/n/jardins/edit", v.formOf(n, "action", "draft"))
	if n := h.keptNetwork("jardins"); n.Status != data.StatusDraft {
		t.Errorf("the status is %q", n.Status)
	}
}

func TestTwoWhoChangeANetworkLoseNothing(t *testing.T) {
	h := newHouse(t)
	one, two := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	n := one.composed(url.Values{"query": {"tag=jardin"}, "title": {"Jardins"}, "visibility": {"public"}, "action": {"publish"}})
	h.belongs(n, "sacha@example.org", data.LevelEditor)
	mine, theirs := two.formOf(n, "title", "Vergers", "summary", "De Sacha"), one.formOf(n, "title", "Jardins ouverts", "text", "De Camille", "visibility", "link")
	if got := one.post("/n/jardins/edit", theirs); got.status != http.StatusSeeOther {
		t.Fatalf("the first: %d\n%s", got.status, got.body)
	}
	conflict := two.post("/n/jardins/edit", mine)
	wantStatus(t, "the second", conflict, http.StatusPreconditionFailed)
	conflict.holds(t, "Quelqu’un d’autre a modifié cette carte", "<q>Jardins ouverts</q>", `value="Vergers"`, `value="De Sacha"`, "De Camille")
	again := inputsOf(conflict)
	again.Set("action", "save")
	again.Set("take-title", "theirs")
	if got := two.post("/n/jardins/edit", again); got.status != http.StatusSeeOther {
		t.Fatalf("the second, again: %d\n%s", got.status, got.body)
	}
	kept := h.keptNetwork("jardins")
	if kept.Title != "Jardins ouverts" || kept.Summary != "De Sacha" || kept.Text != "De Camille" || kept.Visibility != data.NetworkByLink {
		t.Errorf("kept %+v", kept)
	}
}

func TestOthersDoNotChangeANetwork(t *testing.T) {
	h := newHouse(t)
	owner, editor, member := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha"), h.join("noa@example.org", "Noa")
	open := owner.composed(url.Values{"query": {""}, "title": {"Ouverte"}, "visibility": {"public"}, "action": {"publish"}})
	draft := owner.composed(url.Values{"query": {""}, "title": {"Secrète"}, "visibility": {"public"}})
	h.belongs(open, "sacha@example.org", data.LevelEditor)
	h.belongs(draft, "sacha@example.org", data.LevelEditor)
	nobody := h.visitor()
	for _, page := range []string{"edit", "delete"} {
		if got := nobody.look("/n/ouverte/" + page); got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/login") {
			t.Errorf("%s by nobody: %d", page, got.status)
		}
		wantStatus(t, page+" of an open one by a stranger", member.look("/n/ouverte/"+page), http.StatusForbidden)
		wantStatus(t, page+" of a draft by a stranger", member.look("/n/secrete/"+page), http.StatusNotFound)
		wantStatus(t, page+" of none", member.look("/n/aucune/"+page), http.StatusNotFound)
		wantStatus(t, page+" sent by a stranger", member.post("/n/secrete/"+page, url.Values{"title": {"x"}}), http.StatusNotFound)
	}
	wantStatus(t, "delete by an editor", editor.post("/n/ouverte/delete", nil), http.StatusForbidden)
	form := editor.formOf(open, "title", "Toujours ouverte", "visibility", "private", "contributors", "everyone", "frames", "https://x.example", "action", "draft")
	if got := editor.post("/n/ouverte/edit", form); got.status != http.StatusSeeOther {
		t.Fatalf("an editor: %d\n%s", got.status, got.body)
	}
	if n := h.keptNetwork("ouverte"); n.Title != "Toujours ouverte" || n.Visibility != data.NetworkPublic || n.Status != data.StatusPublished || n.Frames != nil || n.Contributors != data.ContributorsNobody {
		t.Errorf("an editor opened it otherwise: %+v", n)
	}
	owner.look("/n/ouverte/delete").holds(t, "On ne peut pas revenir en arrière")
	if got := owner.post("/n/ouverte/delete", nil); got.status != http.StatusSeeOther {
		t.Errorf("deleted: %d", got.status)
	}
	wantStatus(t, "the form of one that is gone", owner.look("/n/ouverte/edit"), http.StatusNotFound)
}

func TestHostileFormsOfNetworksAreToldWhatIsWrong(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	n := v.composed(url.Values{"query": {""}, "title": {"<script>alert(1)</script>"}, "visibility": {"public"}})
	v.look("/n/"+n.Slug+"/edit").lacks(t, "<script>alert")
	many := make([]string, 10_000)
	for i := range many {
		many[i] = "champ " + strconv.Itoa(i)
	}
	tests := []struct {
		name  string
		form  url.Values
		says  string
		wants int
	}{
		{"CSS in a colour", url.Values{"color": {"red;}body{display:none"}}, "n’est pas une couleur", 422},
		{"CSS in the colour of a mark", url.Values{"mark-parameter": {"kind"}, "mark-value": {"event"}, "mark-color": {"url(//x)"}}, "n’est pas une couleur", 422},
		{"a frame that ends the directive", url.Values{"frames": {"https://x.example; script-src *"}}, "n’est pas l’adresse d’un site", 422},
		{"a frame of scripts", url.Values{"frames": {"javascript:alert(1)"}}, "n’est pas l’adresse d’un site", 422},
		{"a search that is none", url.Values{"query": {"kind=thing"}}, "Ce n’est pas une recherche de ce site", 422},
		{"a search in another map", url.Values{"query": {"network=autre"}}, "Une carte ne peut pas en reprendre une autre", 422},
		{"a bidi override", url.Values{"title": {"a\u202eb"}}, "caractère invisible", 422},
		{"a long title", url.Values{"title": {strings.Repeat("é", 121)}}, "120 au plus", 422},
		{"a view nowhere", url.Values{"view": {"12/95/0"}}, "Ce n’est pas un endroit de la carte", 422},
		{"a view that is no number", url.Values{"view": {"NaN/1/2"}}, "Ce n’est pas un endroit de la carte", 422},
		{"a filter by nothing", url.Values{"group-title": {"x"}, "group-parameter": {"near"}, "group-choices": {"1,2"}}, "n’est pas parmi les choix", 422},
		{"an unknown visibility", url.Values{"visibility": {"all"}}, "n’est pas parmi les choix", 422},
		{"a logo of somebody else", url.Values{"logo": {strings.Repeat("a", 32)}}, "n’est plus gardée ici", 422},
		{"21 fields", url.Values{"field-label": many[:21], "field-type": many[:21]}, "20 au plus", 422},
		{"10,000 fields", url.Values{"field-label": many, "field-type": many}, "", 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := v.formOf(n)
			for name, values := range tt.form {
				form[name] = values
			}
			got := v.post("/n/"+n.Slug+"/edit", form)
			wantStatus(t, tt.name, got, tt.wants)
			got.holds(t, tt.says)
			if kept := h.keptNetwork(n.Slug); kept.Revision != 1 {
				t.Errorf("something was kept: %+v", kept)
			}
		})
	}
	foreign := v.send("POST", "/n/"+n.Slug+"/delete", "application/x-www-form-urlencoded", nil, "Origin", "https://x.example", "Sec-Fetch-Site", "cross-site")
	wantStatus(t, "from another site", foreign, http.StatusForbidden)
}

func TestWhatIsMadeIsShownAtOnce(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	n := v.composed(url.Values{"query": {"kind=place"}, "title": {"Lieux"}, "visibility": {"public"}, "action": {"publish"}})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := h.engine.Wait(ctx, h.sequence()); err != nil {
		t.Fatal(err)
	}
	all, asked := read[searchAnswer](h, "/api/v1/search?kind=place").Total, read[searchAnswer](h, "/api/v1/search?network="+n.Slug).Total
	if all == 0 || all != asked {
		t.Errorf("the map has %d elements, its search finds %d", asked, all)
	}
}

func TestNetworksAreWrittenAsJSON(t *testing.T) {
	h := newHouse(t)
	owner, stranger := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	write := func(v *visitor, method, path, body string, headers ...string) answer {
		return v.send(method, path, "application/json", strings.NewReader(body), headers...)
	}
	wantStatus(t, "by nobody", write(h.visitor(), "POST", networksPath, sampleNetwork), http.StatusUnauthorized)
	made := write(owner, "POST", networksPath, sampleNetwork)
	wantStatus(t, "made", made, http.StatusCreated)
	path := made.header.Get("Location")
	if path != networksPath+"/jardins-partages" || made.header.Get("ETag") != `"1"` || made.header.Get("Sequence") == "" {
		t.Fatalf("made at %q: %v\n%s", path, made.header, made.body)
	}
	tests := []struct {
		name, method, body, match string
		by                        *visitor
		want                      int
		says                      string
	}{
		{"by a stranger", "PUT", sampleNetwork, `"1"`, stranger, 403, "forbidden"},
		{"without If-Match", "PUT", sampleNetwork, "", owner, 428, "if_match_missing"},
		{"after another revision", "PUT", strings.Replace(sampleNetwork, "partagés", "ouverts", 1), `"7"`, owner, 412, `"given":{`},
		{"what it does not know", "PUT", `{"title":"x","colour":"red"}`, `"1"`, owner, 400, "bad_json"},
		{"two of them", "PUT", sampleNetwork + sampleNetwork, `"1"`, owner, 400, "something follows it"},
		{"a wrong search", "PUT", `{"title":"","query":"kind=thing","look":{"color":"red"}}`, `"1"`, owner, 422, `"field":"look.color"`},
		{"a network in a network", "PUT", `{"title":"x","query":"network=autre"}`, `"1"`, owner, 422, `"field":"query"`},
		{"another revision deleted", "DELETE", "", `"7"`, owner, 412, `"present":{`},
		{"deleted by a stranger", "DELETE", "", `"1"`, stranger, 403, "forbidden"},
		{"changed", "PUT", strings.Replace(sampleNetwork, "tag=jardin", "tag=jardin&sort=newest&limit=3", 1), `"1"`, owner, 200, `"query":"tag=jardin"`},
		{"changed in truth", "PUT", strings.Replace(sampleNetwork, "partagés", "ouverts", 1), `"1"`, owner, 200, `"revision":2`},
		{"who sees it is not said", "PUT", `{"title":"Jardins","query":"tag=jardin"}`, `"2"`, owner, 200, `"visibility":"public"`},
		{"deleted", "DELETE", "", `"3"`, owner, 204, ""},
		{"deleted twice", "DELETE", "", `"3"`, owner, 404, "not_found"},
	}
	for _, tt := range tests {
		var headers []string
		if tt.match != "" {
			headers = []string{"If-Match", tt.match}
		}
		got := write(tt.by, tt.method, path, tt.body, headers...)
		if got.status != tt.want || !strings.Contains(string(got.body), tt.says) {
			t.Errorf("%s: %d, want %d with %q\n%s", tt.name, got.status, tt.want, tt.says, got.body)
		}
	}
	large := `{"title":"x","fields":[` + strings.TrimSuffix(strings.Repeat(`{"key":"a","label":"a","type":"text"},`, 10_000), ",") + `]}`
	if got := write(owner, "POST", networksPath, large); got.status != http.StatusUnprocessableEntity || len(got.body) > 10_000 {
		t.Errorf("10,000 fields: %d, %d bytes", got.status, len(got.body))
	}
	wantStatus(t, "a huge one", write(owner, "POST", networksPath, `{"title":"`+strings.Repeat("x", 2<<20)+`"}`), http.StatusRequestEntityTooLarge)
	closed := write(owner, "POST", networksPath, `{"title":"Secrète"}`)
	wantStatus(t, "a closed one", closed, http.StatusCreated)
	wantStatus(t, "a closed one by a stranger", write(stranger, "PUT", closed.header.Get("Location"), sampleNetwork, "If-Match", `"1"`), http.StatusNotFound)
}

func TestMyNetworksAreInMyArchive(t *testing.T) {
	h := newHouse(t)
	owner, member := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	n := owner.composed(url.Values{"query": {"tag=jardin"}, "title": {"Jardins"}, "visibility": {"link"}, "action": {"publish"}})
	h.belongs(n, "sacha@example.org", data.LevelMember)
	for v, keyed := range map[*visitor]bool{owner: true, member: false} {
		file := archived(t, v.look("/account/export"))["networks.json"]
		if !strings.Contains(file, `"title": "Jardins"`) || !strings.Contains(file, `"level"`) || strings.Contains(file, n.Key) != keyed {
			t.Errorf("networks.json, with the key %v:\n%s", keyed, file)
		}
	}
}

func TestALogoIsThatOfItsNetwork(t *testing.T) {
	h := newHouse(t)
	v, other := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	n := v.composed(url.Values{"query": {""}, "title": {"Jardins"}, "visibility": {"public"}})
	photo := v.given(3)
	wantStatus(t, "saved", v.post("/n/jardins/edit", v.formOf(n, "logo", photo.Hash)), http.StatusSeeOther)
	path := data.PhotoPath(photo.Hash, data.PhotoSmall)
	v.look("/n/jardins/edit").holds(t, path)
	wantStatus(t, "the logo of a draft, to others", other.look(path), http.StatusNotFound)
	wantStatus(t, "published", v.post("/n/jardins/edit", v.formOf(n, "action", "publish")), http.StatusSeeOther)
	wantStatus(t, "the logo, to anybody", h.visitor().look(path), http.StatusOK)
	if forgotten, err := h.commons.ForgetPhotos(t.Context(), time.Now().Add(48*time.Hour)); forgotten != 0 || err != nil {
		t.Errorf("%d photos were forgotten, %v", forgotten, err)
	}
	theirs := other.composed(url.Values{"query": {""}, "title": {"Autres"}, "visibility": {"public"}})
	wantStatus(t, "the logo of somebody else", other.post("/n/autres/edit", other.formOf(theirs, "logo", photo.Hash)), http.StatusUnprocessableEntity)
	form := v.formOf(n)
	form.Del("logo")
	wantStatus(t, "taken away", v.post("/n/jardins/edit", form), http.StatusSeeOther)
	if forgotten, err := h.commons.ForgetPhotos(t.Context(), time.Now().Add(48*time.Hour)); forgotten != 1 || err != nil {
		t.Errorf("%d photos were forgotten, %v", forgotten, err)
	}
}

func TestThoseWhoKeepTheSiteTakeAMapOffIt(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	n := h.network("camille@example.org", "Jardins", "kind=place", nil)
	keeper := h.join("nina@example.org", "Nina")
	keeps := true
	if _, err := h.commons.Invite(t.Context(), "nina@example.org", &keeps); err != nil {
		t.Fatal(err)
	}
	page, link := "/n/"+n.Slug+"/unpublish", `href="/n/`+n.Slug+`/unpublish"`
	keeper.look("/n/"+n.Slug).holds(t, link, "Dépublier")
	keeper.look("/en/n/"+n.Slug).holds(t, `href="/en/n/`+n.Slug+`/unpublish"`, "Unpublish")
	camille.look("/n/"+n.Slug).lacks(t, link)
	h.get("/n/"+n.Slug).lacks(t, link)
	keeper.look(page).holds(t, "redevient un brouillon", `href="/n/`+n.Slug+`"`)
	got := keeper.post(page, url.Values{})
	if to := got.header.Get("Location"); got.status != http.StatusSeeOther || to != "/n" {
		t.Fatalf("unpublishing: %d to %q", got.status, to)
	}
	wantStatus(t, "the map for anybody", h.get("/n/"+n.Slug), http.StatusNotFound)
	camille.look("/n/"+n.Slug).holds(t, "Brouillon")
	camille.look("/n/"+n.Slug).lacks(t, link)
}
