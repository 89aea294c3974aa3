package api

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"maillage/data"
	"maillage/geo"
)

// written returns the element that a form led to.
func (h *house) written(got answer) data.Element {
	h.t.Helper()
	found := regexp.MustCompile(`/(?:e|edit)/([0-9a-f-]{36})`).FindStringSubmatch(got.header.Get("Location"))
	if got.status != http.StatusSeeOther || found == nil {
		h.t.Fatalf("status %d, to %q:\n%s", got.status, got.header.Get("Location"), got.body)
	}
	id, err := data.ParseID(found[1])
	if err != nil {
		h.t.Fatal(err)
	}
	e, err := h.store.Element(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return e
}

func TestAFormBecomesAnElement(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	west := geo.Point{Lon: 1, Lat: 45}
	tests := []struct {
		name string
		form url.Values
		want data.Element
	}{
		{"a name and a town", url.Values{"kind": {"place"}, "name": {" Jardin "}, "town": {"bourg l'ouest"}},
			data.Element{Kind: data.KindPlace, Name: "Jardin", Geometry: geo.PointGeometry(west), Precision: data.PrecisionCommune,
				Address: data.Address{Locality: "Bourg-l'Ouest", PostalCode: "87000", Commune: "FR-87085"}}},
		{"a pair in the place of the latitude", url.Values{"kind": {"place"}, "name": {"Puits"}, "lat": {"45.1, 1.05"}, "precision": {"exact"}},
			data.Element{Kind: data.KindPlace, Name: "Puits", Geometry: at(1.05, 45.1), Precision: data.PrecisionExact,
				Address: data.Address{Locality: "Bourg-l'Ouest", PostalCode: "87000", Commune: "FR-87085"}}},
		{"a pasted link over what was there", url.Values{"kind": {"place"}, "name": {"Puits"}, "lat": {"https://www.openstreetmap.org/#map=17/45.1/1.05"}, "lon": {"2"}},
			data.Element{Kind: data.KindPlace, Name: "Puits", Geometry: at(1.05, 45.1), Precision: data.PrecisionExact,
				Address: data.Address{Locality: "Bourg-l'Ouest", PostalCode: "87000", Commune: "FR-87085"}}},
		{"no place", url.Values{"kind": {"project"}, "name": {"Chorale"}, "progress": {"idea"}, "tags": {"chant, Chant, #musique #C++"}},
			data.Element{Kind: data.KindProject, Name: "Chorale", Progress: data.ProgressIdea, Tags: []string{"chant", "musique", "C++"}}},
		{"an ad shows its commune", url.Values{"kind": {"classified"}, "name": {"Vélo"}, "intent": {"offer"}, "basis": {"sell"}, "price": {"1 200,50 €"},
			"lat": {"45.1"}, "lon": {"1,05"}, "validThrough": {"2026-12-24"}},
			data.Element{Kind: data.KindClassified, Name: "Vélo", Geometry: geo.PointGeometry(west), Precision: data.PrecisionCommune,
				Address: data.Address{Locality: "Bourg-l'Ouest", PostalCode: "87000", Commune: "FR-87085"},
				Offer:   &data.Offer{Intent: data.IntentOffer, Basis: data.BasisSell, Price: 1200.5, Unit: "EUR", ValidThrough: mustTime("2026-12-24T22:59:59Z")}}},
		{"an event of two days", url.Values{"kind": {"event"}, "name": {"Fête"}, "town": {"87000"}, "start": {"2026-12-01T19:00", "", "2026-12-02T10:00:00"}, "end": {"", "", "2026-12-02T12:00"}, "capacity": {"30"}},
			data.Element{Kind: data.KindEvent, Name: "Fête", Geometry: geo.PointGeometry(west), Precision: data.PrecisionCommune,
				Address:  data.Address{Locality: "Bourg-l'Ouest", PostalCode: "87000", Commune: "FR-87085"},
				Capacity: 30, Schedule: &data.Schedule{Zone: "Europe/Paris", Slots: []data.Slot{{Start: "2026-12-01T19:00"}, {Start: "2026-12-02T10:00", End: "2026-12-02T12:00"}}}}},
		{"everything else", url.Values{"kind": {"organization"}, "name": {"Les Ormes"}, "website": {"ormes.example.org"}, "sameAs": {"https://a.example.org\r\n\r\nhttps://b.example.org"},
			"wheelchair": {"limited"}, "hours": {"Mo 09:00-12:00"}, "license": {"CC0-1.0"}, "description": {"a\r\n\r\nb"}, "link": {"partOf:" + h.ids["Jardin des Ormes"].String()}},
			data.Element{Kind: data.KindOrganization, Name: "Les Ormes", Website: "https://ormes.example.org", SameAs: []string{"https://a.example.org", "https://b.example.org"},
				Accessibility: map[string]string{"wheelchair": "limited"}, OpeningHours: "Mo 09:00-12:00", License: "CC0-1.0", Description: "a\n\nb",
				Links: []data.Link{{Rel: "partOf", Target: h.ids["Jardin des Ormes"]}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := h.written(v.post("/new", tt.form))
			if tt.want.License == "" {
				tt.want.License = data.UsualLicense
			}
			tt.want.Status, tt.want.Visibility = data.StatusPublished, data.VisibilityPublic
			if diff := cmp.Diff(tt.want, got, cmp.Comparer(sameShape), cmpopts.EquateEmpty(),
				cmpopts.IgnoreFields(data.Element{}, "ID", "Num", "Slug", "CreatedBy", "CreatedAt", "UpdatedBy", "UpdatedAt", "VerifiedAt", "Revision")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			// The form that it fills says the same: sent back, it changes nothing.
			page := v.look("/edit/" + got.ID.String())
			wantStatus(t, "its form", page, http.StatusOK)
			again := v.post("/edit/"+got.ID.String(), inputsOf(page))
			wantStatus(t, "its form, sent back", again, http.StatusOK)
			again.holds(t, "Rien n’a changé")
		})
	}
}

func sameShape(a, b geo.Geometry) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() == b.IsZero()
	}
	x, _ := a.MarshalJSON()
	y, _ := b.MarshalJSON()
	return string(x) == string(y)
}

var (
	inputTag    = regexp.MustCompile(`<input [^>]*name="([^"]+)"[^>]*>`)
	textareaTag = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>`)
	selectTag   = regexp.MustCompile(`(?s)<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>`)
	valueOf     = regexp.MustCompile(`value="([^"]*)"`)
)

// inputsOf returns what a browser sends of the form of a page.
func inputsOf(page answer) url.Values {
	values := url.Values{"action": {"publish"}}
	unescape := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&#43;", "+", "&amp;", "&").Replace
	for _, tag := range inputTag.FindAllStringSubmatch(string(page.body), -1) {
		if (strings.Contains(tag[0], `type="radio"`) || strings.Contains(tag[0], `type="checkbox"`)) && !strings.Contains(tag[0], " checked") {
			continue
		}
		if value := valueOf.FindStringSubmatch(tag[0]); value != nil {
			values.Add(tag[1], unescape(value[1]))
		}
	}
	for _, tag := range textareaTag.FindAllStringSubmatch(string(page.body), -1) {
		values.Add(tag[1], strings.ReplaceAll(unescape(tag[2]), "\n", "\r\n"))
	}
	for _, tag := range selectTag.FindAllStringSubmatch(string(page.body), -1) {
		for _, option := range strings.Split(tag[2], "<option") {
			if strings.Contains(option, " selected") {
				values.Add(tag[1], unescape(valueOf.FindStringSubmatch(option)[1]))
			}
		}
	}
	return values
}

func TestAWrongFormTellsWhatToMendAndLosesNothing(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	before := h.sequence()
	tests := []struct {
		name  string
		form  url.Values
		holds []string
	}{
		{"no name", url.Values{"kind": {"place"}, "summary": {"Un <b>lieu</b>"}}, []string{`<a href="#form-name">Nom</a> — Ce champ est à remplir.`, "autofocus", "Un &lt;b&gt;lieu&lt;/b&gt;"}},
		{"a name that runs backwards", url.Values{"kind": {"place"}, "name": {"a\u202eb"}}, []string{"U&#43;202E"}},
		{"a town nobody knows", url.Values{"kind": {"place"}, "name": {"A"}, "town": {"Nulle-Part"}}, []string{"Nulle-Part\u202f» ni n’a ce code postal"}},
		{"swapped coordinates", url.Values{"kind": {"place"}, "name": {"A"}, "lat": {"1"}, "lon": {"45"}}, []string{"sans doute inversées", "Essayez la latitude 45 et la longitude 1"}},
		{"nowhere", url.Values{"kind": {"place"}, "name": {"A"}, "lat": {"0"}, "lon": {"0"}}, []string{"en plein océan"}},
		{"no number", url.Values{"kind": {"place"}, "name": {"A"}, "lat": {"NaN"}, "lon": {"NaN"}}, []string{"n’est pas sur la Terre"}},
		{"half a place", url.Values{"kind": {"place"}, "name": {"A"}, "lat": {"45.1"}}, []string{"Donnez la latitude et la longitude"}},
		{"beyond the pole", url.Values{"kind": {"place"}, "name": {"A"}, "lat": {"95"}, "lon": {"3"}}, []string{"n’est pas sur la Terre"}},
		{"a drawing of something else", url.Values{"kind": {"place"}, "name": {"A"}, "geometry": {`{"type":"Fox"}`}}, []string{"Ce tracé ne se lit pas"}},
		{"a script for an address", url.Values{"kind": {"place"}, "name": {"A"}, "website": {"javascript:alert(1)"}}, []string{"n’est pas une adresse web"}},
		{"10,000 tags", url.Values{"kind": {"place"}, "name": {"A"}, "tags": {manyTags()}}, []string{"100 au plus"}},
		{"a price in words", url.Values{"kind": {"classified"}, "name": {"A"}, "intent": {"offer"}, "basis": {"sell"}, "price": {"cher"}}, []string{"«\u202fcher\u202f» n’est pas un nombre"}},
		{"an endless price", url.Values{"kind": {"classified"}, "name": {"A"}, "intent": {"offer"}, "basis": {"sell"}, "price": {"Inf"}}, []string{"n’est pas un nombre"}},
		{"an ad of nothing", url.Values{"kind": {"classified"}, "name": {"A"}}, []string{"2 champs sont à revoir"}},
		{"an end before its start", url.Values{"kind": {"event"}, "name": {"A"}, "start": {"2026-12-01T19:00"}, "end": {"2026-12-01T18:00"}}, []string{`<a href="#form-start-1">Début</a> — La fin est avant le début`, `id="form-start-1-mistake"`}},
		{"an end without a start", url.Values{"kind": {"event"}, "name": {"A"}, "start": {""}, "end": {"2026-12-01T18:00"}}, []string{"donnez le début"}},
		{"a zone of nowhere", url.Values{"kind": {"event"}, "name": {"A"}, "start": {"2026-12-01T19:00"}, "timezone": {"Mars/Base"}}, []string{"n’est pas un fuseau horaire"}},
		{"a link to nothing", url.Values{"kind": {"place"}, "name": {"A"}, "link": {"partOf:" + data.NewID().String()}}, []string{"Ce lien ne mène"}},
		{"a link to a draft of others", url.Values{"kind": {"place"}, "name": {"A"}, "link": {"partOf:" + h.ids["Brouillon secret"].String()}}, []string{"Ce lien ne mène"}},
		{"a link that cannot be read", url.Values{"kind": {"place"}, "name": {"A"}, "link": {"<script>"}}, []string{"Ce lien ne se lit pas"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := v.post("/new", tt.form)
			wantStatus(t, tt.name, got, http.StatusUnprocessableEntity)
			got.holds(t, tt.holds...)
			got.lacks(t, "<script>", "Brouillon secret")
			for name, values := range inputsOf(got) {
				if typed := tt.form[name]; len(typed) == 1 && name != "link" && name != "start" && !slices.Equal(tidied(typed), tidied(values)) {
					t.Errorf("%s: typed %.60q, and the page has %.60q", name, typed, values)
				}
			}
			english := v.post("/en/new", tt.form)
			wantStatus(t, "in English", english, http.StatusUnprocessableEntity)
			english.lacks(t, "sont à revoir", "field-mistake\">Ce")
		})
	}
	if after := h.sequence(); after != before {
		t.Errorf("the log went from %d to %d", before, after)
	}
}

func manyTags() string {
	var b strings.Builder
	for i := range 10_000 {
		b.WriteString("t")
		b.WriteString(strings.Repeat("a", i%7))
		b.WriteString(formatInt(int64(i)))
		b.WriteString(",")
	}
	return b.String()
}

func TestAFormIsFilledInBeforeLoggingInAndSentAfterwards(t *testing.T) {
	h := newHouse(t)
	nobody := h.visitor()
	page := nobody.look("/new?kind=place&name=Jardin&lat=45.1&lon=1.05&kind=x")
	wantStatus(t, "the form", page, http.StatusOK)
	page.holds(t, "Pour publier, il faut un compte", `value="Jardin"`, `value="45.1"`, "/login?next=%2Fnew%3Fkind%3Dplace")
	if page.header.Get("Set-Cookie") != "" {
		t.Error("a form sets a cookie")
	}
	refused := nobody.post("/new", url.Values{"kind": {"place"}, "name": {"Jardin secret"}, "action": {"publish"}})
	wantStatus(t, "sent by nobody", refused, http.StatusUnauthorized)
	page.lacks(t, "Rien n’est encore publié")
	refused.holds(t, "Rien n’est encore publié", "Pour publier, il faut un compte", `value="Jardin secret"`, "/signup?next=%2Fnew%3Fkind%3Dplace")
	h.get("/new").holds(t, `href="/new?kind=event"`)
	wantStatus(t, "a kind that nobody references", h.get("/new?kind=thing"), http.StatusOK)
	if got := nobody.look("/new?kind=person"); got.status != http.StatusSeeOther || got.header.Get("Location") != "/profile" {
		t.Errorf("people list themselves at %q", got.header.Get("Location"))
	}
}

func TestADraftIsItsAuthorsAlone(t *testing.T) {
	h := newHouse(t)
	author, other := h.join("camille@example.org", "Camille"), h.join("dominique@example.org", "Dominique")
	e := h.written(author.post("/new", url.Values{"kind": {"place"}, "name": {"Puits caché"}, "town": {"87000"}, "action": {"draft"}}))
	path := "/edit/" + e.ID.String()
	author.look(path+"?done=draft").holds(t, "Votre brouillon est gardé", "Puits caché")
	for what, got := range map[string]answer{
		"another's form": other.look(path), "another's page": other.look("/e/" + e.ID.String()), "anybody's form": h.get(path),
		"another's edit": other.post(path, url.Values{"revision": {"1"}, "name": {"À moi"}}),
	} {
		wantStatus(t, what, got, http.StatusNotFound)
		got.lacks(t, "Puits caché")
	}
	for _, path := range []string{"/?q=caché", "/api/v1/search?q=cach%C3%A9", "/api/v1/elements.ndjson", "/sitemap.xml"} {
		h.get(path).lacks(t, "Puits caché")
	}
	form := inputsOf(author.look(path))
	form.Set("action", "publish")
	published := author.post(path, form)
	if got := h.written(published); got.Status != data.StatusPublished || !strings.Contains(published.header.Get("Location"), "?done=published") {
		t.Errorf("published: %s, %s", got.Status, published.header.Get("Location"))
	}
	author.look(published.header.Get("Location")).holds(t, "C’est publié")
	h.get(published.header.Get("Location")).lacks(t, "C’est publié")
}

func TestAFormDoesNotTellWhetherADraftIsGuessed(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	draft := strings.Replace(compost, `{"kind"`, `{"status":"draft","phone":"06 00 00 00 01","kind"`, 1)
	e := written(t, camille.send("POST", elementsPath, "application/json", strings.NewReader(draft)))
	address := elementsPath + "/" + e.ID.String()
	published := camille.send("PUT", address, "application/json", strings.NewReader(strings.Replace(compost, `{"kind"`, `{"status":"published","kind"`, 1)), "If-Match", `"1"`)
	wantStatus(t, "publishing", published, http.StatusOK)
	for name, v := range map[string]*visitor{"anybody": h.visitor(), "a member": h.member("sacha@example.org")} {
		for _, revision := range []string{"1", "0", "-1", "9223372036854775807"} {
			guess := func(phone string) answer {
				got := v.post("/edit/"+e.ID.String(), url.Values{"kind": {"place"}, "name": {"Compost du Pré"}, "phone": {phone}, "revision": {revision}})
				wantStatus(t, name+" guesses", got, http.StatusPreconditionFailed)
				return got
			}
			guess("06 00 00 00 01").holds(t, "06 00 00 00 01")
			guess("06 00 00 00 02").holds(t, "06 00 00 00 02")
		}
	}
}

func TestTwoWhoEditAtOnceLoseNothing(t *testing.T) {
	h := newHouse(t)
	one, two := h.join("camille@example.org", "Camille"), h.join("dominique@example.org", "Dominique")
	e := h.written(one.post("/new", url.Values{"kind": {"place"}, "name": {"Jardin"}, "town": {"87000"}, "summary": {"Ouvert"}, "phone": {"1"}}))
	path := "/edit/" + e.ID.String()
	first, second := inputsOf(one.look(path)), inputsOf(two.look(path))

	first.Set("name", "Jardin des voisins")
	first.Set("tags", "compost")
	h.written(one.post(path, first))

	second.Set("name", "Jardin partagé")
	second.Set("summary", "Ouvert le samedi")
	conflict := two.post(path, second)
	wantStatus(t, "the second", conflict, http.StatusPreconditionFailed)
	conflict.holds(t, "Quelqu’un d’autre a modifié", "<q>Jardin des voisins</q>", `name="take-name"`, `value="Jardin partagé"`, `value="compost"`, "Ouvert le samedi", `name="revision" value="2"`)
	conflict.lacks(t, "take-summary", "take-tags", "take-town")

	again := inputsOf(conflict)
	again.Set("take-name", "theirs")
	got := h.written(two.post(path, again))
	if got.Name != "Jardin des voisins" || got.Summary != "Ouvert le samedi" || !slices.Equal(got.Tags, []string{"compost"}) || got.Revision != 3 {
		t.Errorf("together they wrote %q, %q, %q, revision %d", got.Name, got.Summary, got.Tags, got.Revision)
	}
}

func TestAnImportIsEditedWithoutLosingWhatAFormCannotSay(t *testing.T) {
	h := newHouse(t)
	rich := data.Element{
		Kind: data.KindEvent, Name: "Bal, danse & C#", Tags: []string{"bal, trad", "C#"}, Description: "Deux fins \n\n", Geometry: at(1.0300000001, 45.0300000001),
		Address: data.Address{Locality: "BOURG CEDEX 2", PostalCode: "87099", Commune: "FR-87085"}, EventStatus: data.EventScheduled,
		Schedule: &data.Schedule{Zone: "Europe/London", Slots: []data.Slot{{Start: "2026-12-01T19:00"}}}, License: "Une licence",
		ExternalIDs: map[string]string{"osm": "node/1"}, Source: data.Source{Name: "un fichier", ID: "1"}, Accessibility: map[string]string{"deaf": "yes"},
	}
	h.add(rich)
	v := h.join("camille@example.org", "Camille")
	path := "/edit/" + h.ids[rich.Name].String()
	page := v.look(path)
	page.holds(t, "Ces informations viennent de", "un fichier")
	form := inputsOf(page)
	v.post(path, form).holds(t, "Rien n’a changé")
	form.Set("summary", "Un bal")
	before, err := h.store.Element(t.Context(), h.ids[rich.Name])
	if err != nil {
		t.Fatal(err)
	}
	got := h.written(v.post(path, form))
	before.Summary = "Un bal"
	if diff := cmp.Diff(before, got, cmp.Comparer(sameShape), cmpopts.IgnoreFields(data.Element{}, "UpdatedBy", "UpdatedAt", "Revision")); diff != "" {
		t.Errorf("one sentence changed more (-want +got):\n%s", diff)
	}
}

func TestElementsAreTiedToOthersByTheirNames(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	form := url.Values{"kind": {"event"}, "name": {"Chantier"}, "linkSearch": {"Jardin des Or"}, "linkRel": {"organizer"}, "action": {"search"}}
	page := v.post("/new", form)
	wantStatus(t, "searching", page, http.StatusOK)
	page.holds(t, "Jardin des Ormes", "organizer:"+h.ids["Jardin des Ormes"].String(), `value="Chantier"`)
	page.lacks(t, "field-mistake")
	v.post("/new", url.Values{"kind": {"event"}, "linkSearch": {"Camille Dupré"}, "action": {"search"}}).lacks(t, "Dupré-Inventée")
	v.post("/new", url.Values{"kind": {"event"}, "linkSearch": {"zzzz"}, "action": {"search"}}).holds(t, "Rien de ce nom")
}

func TestAFormThatIsTooMuchIsRefused(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	wantStatus(t, "too large", v.post("/new", url.Values{"kind": {"place"}, "description": {strings.Repeat("a", maxFormBody)}}), http.StatusRequestEntityTooLarge)
	wantStatus(t, "too many lines", v.post("/new", url.Values{"kind": {"event"}, "start": make([]string, maxRepeated+1)}), http.StatusBadRequest)
	wantStatus(t, "nothing of that id", v.look("/edit/"+data.NewID().String()), http.StatusNotFound)
	wantStatus(t, "no id", v.look("/edit/1"), http.StatusNotFound)
	wantStatus(t, "a person of others", v.look("/edit/"+h.ids["Camille Dupré-Inventée"].String()), http.StatusForbidden)
}

// mustTime reads an instant that a test writes.
func mustTime(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestAFormBringsItsPhotos(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	mediaType, body := form(t, map[string]string{"kind": "place", "name": "Jardin", "action": "publish"}, shot(t, 40))
	untold := v.send(http.MethodPost, "/new", mediaType, body)
	wantStatus(t, "a photo that does not say what it shows", untold, http.StatusUnprocessableEntity)
	untold.holds(t, "Dites en quelques mots", `value="Jardin"`)
	inputs := inputsOf(untold)
	hash := inputs.Get("photo")
	inputs.Set("caption-"+hash, "Des rangs de poireaux")
	e := h.written(v.post("/new", inputs))
	if len(e.Image) != 1 || e.Image[0].Photo != hash || e.Image[0].Caption != "Des rangs de poireaux" {
		t.Fatalf("its images are %+v", e.Image)
	}
	path := "/edit/" + e.ID.String()
	inputs = inputsOf(v.look(path))
	v.post(path, inputs).holds(t, "Rien n’a changé")
	inputs.Del("photo")
	if e = h.written(v.post(path, inputs)); len(e.Image) != 0 {
		t.Errorf("a photo that was taken away is there: %+v", e.Image)
	}
	mediaType, body = form(t, map[string]string{"kind": "place", "name": "Puits", "action": "publish"}, []byte("<script>"))
	wrong := v.send(http.MethodPost, "/new", mediaType, body)
	wantStatus(t, "no photo", wrong, http.StatusUnprocessableEntity)
	wrong.holds(t, "Ce n’est pas une photo", `value="Puits"`)
	mediaType, body = form(t, map[string]string{"kind": "place", "name": "Puits"}, shot(t, 50))
	wantStatus(t, "sent by nobody", h.visitor().send(http.MethodPost, "/new", mediaType, body), http.StatusUnauthorized)
}

func TestWhatIsNotTheSameIsRemembered(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	twin := h.ids["Jardin des Ormes"]
	e := h.written(v.post("/new", url.Values{"kind": {"place"}, "name": {"Jardin des Ormes"}, "lat": {"45.01"}, "lon": {"1.01"}, "precision": {"exact"}, "notsame": {twin.String(), "x", data.NewID().String()}}))
	ask := "/api/v1/duplicates?kind=place&name=Jardin+des+Ormes&lon=1.01&lat=45.01"
	h.get(ask).holds(t, twin.String())
	h.get(ask+"&except="+e.ID.String()).lacks(t, twin.String())
}

func TestWhoSaysOfTooManyThatTheyAreNotTheSameIsHeardNoMore(t *testing.T) {
	h := newHouse(t)
	h.server.limits.distinct.burst = 1
	v := h.join("camille@example.org", "Camille")
	twins := []string{h.ids["Jardin des Ormes"].String(), h.ids["L'Établi"].String()}
	e := h.written(v.post("/new", url.Values{"kind": {"place"}, "name": {"Jardin des Ormes"}, "lat": {"45.01"}, "lon": {"1.01"}, "notsame": twins}))
	distinct, err := h.store.DistinctFrom(t.Context(), e.ID)
	if err != nil || len(distinct) != 1 || distinct[0].String() != twins[0] {
		t.Errorf("%v are noted, %v, want %s alone", distinct, err, twins[0])
	}
}

func TestTheLicenceOfWhatIsPublishedIsAlwaysTold(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	for name, form := range map[string]url.Values{"none": {"kind": {"place"}}, "an empty one": {"kind": {"place"}, "license": {" "}}} {
		refused := v.post("/new", form)
		wantStatus(t, name, refused, http.StatusUnprocessableEntity)
		refused.holds(t, "donnée ouverte, sous Licence Ouverte 2.0")
	}
	v.post("/new", url.Values{"kind": {"place"}, "license": {"ODbL-1.0"}}).holds(t, "donnée ouverte, sous ODbL 1.0")
	v.look("/edit/"+h.ids["Jardin des Ormes"].String()).holds(t, `name="name"`).lacks(t, "donnée ouverte, sous") // an import tells none
}

func TestAFormSentTwicePublishesOnce(t *testing.T) {
	h := newHouse(t)
	v, other := h.join("camille@example.org", "Camille"), h.join("dominique@example.org", "Dominique")
	form := inputsOf(v.look("/new?kind=place"))
	if form.Get("id") == "" || form.Get("id") == inputsOf(v.look("/new?kind=place")).Get("id") {
		t.Fatalf("the form is to be kept as %q", form["id"])
	}
	wrong := v.post("/new", form)
	wantStatus(t, "without a name", wrong, http.StatusUnprocessableEntity)
	if again := inputsOf(wrong).Get("id"); again != form.Get("id") {
		t.Errorf("after a mistake the form is to be kept as %q, not %q", again, form.Get("id"))
	}
	form.Set("name", "Jardin")
	first := h.written(v.post("/new", form))
	before := h.sequence()
	if again := h.written(v.post("/new", form)); again.ID != first.ID || again.ID.String() != form.Get("id") || h.sequence() != before {
		t.Errorf("sent twice it is %s and %s, the log at %d and %d", first.ID, again.ID, before, h.sequence())
	}
	if theirs := h.written(other.post("/new", form)); theirs.ID == first.ID {
		t.Error("another's form overwrites it")
	}
	form.Set("id", "<script>")
	h.written(v.post("/new", form))

	given := `{"id":"` + data.NewID().String() + `","kind":"place","name":"Puits"}`
	one := written(t, v.send("POST", elementsPath, "application/json", strings.NewReader(given)))
	if two := written(t, v.send("POST", elementsPath, "application/json", strings.NewReader(given))); one.ID != two.ID || !strings.Contains(given, one.ID.String()) {
		t.Errorf("the API keeps it as %s and %s", one.ID, two.ID)
	}
}
