package api

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
)

// secretWord stands in each secret of these tests, and in nothing else.
const secretWord = "zorglub"

// secrets writes elements that nobody may see, of every sort, and returns their ids by
// what they are: each full of the word, in the middle of Bourg-l'Ouest. Some of them
// everybody has seen before.
func (h *house) secrets(camille *visitor, photo data.Photo) map[string]data.ID {
	h.t.Helper()
	ids := map[string]data.ID{}
	root := h.ids["Les Ormes solidaires"].String()
	element := func(kind, status string) string {
		return fmt.Sprintf(`{"kind":%q,"status":%q,"name":"Zorglub","type":"zorglub","summary":"un zorglub","description":"zorglub","tags":["zorglub","compost"],
			"geometry":{"type":"Point","coordinates":[1.012,45.012]},"precision":"exact","address":{"addressLocality":"Zorglub","postalCode":"87000"},
			"website":"https://zorglub.example.org","phone":"0555010203","email":"zorglub@example.org","links":[{"rel":"partOf","target":%q}],
			"image":[{"photo":%q,"caption":"zorglub"}]%s}`, kind, status, root, photo.Hash, map[string]string{"classified": `,"offer":{"intent":"offer","basis":"give"}`}[kind])
	}
	for _, kind := range []string{"organization", "project", "event", "place", "classified"} {
		ids["a draft, "+kind] = mustID(h.t, camille.create(element(kind, "draft")))
		id := camille.create(element(kind, "published"))
		ids["hidden, "+kind] = mustID(h.t, id)
		if got := camille.send("DELETE", elementsPath+"/"+id, "", nil, "If-Match", `"1"`); got.status != http.StatusOK {
			h.t.Fatalf("DELETE = %d\n%s", got.status, got.body)
		}
	}
	thrown := camille.create(element("place", "draft"))
	ids["a draft that was thrown away"] = mustID(h.t, thrown)
	camille.send("DELETE", elementsPath+"/"+thrown, "", nil, "If-Match", `"1"`)

	imported := func(name string, change func(*data.Element)) {
		e := data.Element{Kind: data.KindPlace, Name: "Zorglub " + name, Type: "zorglub", Summary: "zorglub", Tags: []string{"zorglub"}, Geometry: at(1.012, 45.012), Website: "https://zorglub.example.org",
			Source: data.Source{Name: "zorglub", ID: name}, ExternalIDs: map[string]string{"siret": "12345678901234"}}
		change(&e)
		h.add(e)
		ids[name] = h.ids[e.Name]
	}
	for _, status := range []data.Status{data.StatusPending, data.StatusRejected, data.StatusArchived, data.StatusDraft} {
		imported(string(status)+" by an import", func(e *data.Element) { e.Status = status })
	}
	imported("members only", func(e *data.Element) { e.Visibility = data.VisibilityMembers })
	imported("led elsewhere", func(e *data.Element) { e.Redirect = h.ids["L'Établi"] })

	profile := profileForm("name", "Zorglub", "summary", "un zorglub", "tags", "zorglub", "website", "zorglub.example.org", "tells", "yes")
	camille.post("/profile", profile)
	profile.Set("listed", "yes")
	if got := camille.post("/profile", profile); got.status != http.StatusSeeOther {
		h.t.Fatalf("POST /profile = %d\n%s", got.status, got.body)
	}
	ids["somebody who is listed no more"] = h.accountOf("camille@example.org").Profile.Person
	profile.Del("listed")
	camille.post("/profile", profile)
	h.settle()
	return ids
}

func mustID(t testing.TB, text string) data.ID {
	t.Helper()
	id, err := data.ParseID(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// publicSurfaces are the addresses at which anybody may learn of elements, whatever
// their ids. Those that ask for a word ask for one that is near the secret too.
func publicSurfaces(h *house, account data.ID) []string {
	root := h.ids["Les Ormes solidaires"].String()
	paths := []string{
		"/sitemap.xml", "/sitemap/elements-0.xml", "/sitemap/territories-0.xml", "/sitemap/pages.xml", "/robots.txt", "/tiles/elements.json", "/tiles/territories.json",
		"/", "/en/", "/t/FR-87085", "/t/FR-87", "/t/FR", "/api/v1/territories?q=bourg", "/api/v1/territories/FR-87085",
		"/api/v1/suggest?q=zo", "/api/v1/suggest?q=zorglub", "/api/v1/suggest?q=zorglob", "/api/v1/suggest?q=%23zorg", "/api/v1/suggest?q=bourg",
		"/api/v1/duplicates?kind=place&name=Zorglub&lon=1.012&lat=45.012", "/api/v1/duplicates?kind=organization&name=X&website=https://zorglub.example.org&phone=0555010203&siret=12345678901234",
	}
	queries := url.Values{}
	for _, query := range []string{
		"", "q=zorglub", "q=zorglob", "q=un+zorglub", "tag=zorglub", "anyTag=zorglub", "type=zorglub", "tag=compost", "in=FR-87085", "in=FR-87085&kind=place",
		"near=1.012,45.012&radius=50", "bbox=1.011,45.011,1.013,45.013", "by=" + account.String(), "of=" + root, "since=2026-11-01", "kind=person", "kind=classified", "sort=newest&in=FR-87",
	} {
		queries.Set(query, "")
	}
	for query := range queries {
		paths = append(paths, "/api/v1/search?limit=200&facets=kind,type,tag,territory&"+query, "/?"+query, "/tiles/elements.json?"+strings.TrimPrefix(query, "sort=newest&"))
		if strings.HasPrefix(query, "sort") {
			continue
		}
		for _, format := range []string{"geojson", "csv", "ndjson", "atom"} {
			paths = append(paths, "/api/v1/elements."+format+"?"+query)
		}
		for zoom := range 17 { // the tiles over Bourg-l'Ouest, and all that is with them
			paths = append(paths, tileOver(geo.Point{Lon: 1.012, Lat: 45.012}, uint32(zoom))+"?"+query)
		}
	}
	slices.Sort(paths)
	return paths
}

// moving is what differs from one answer to the next whatever is there.
var moving = regexp.MustCompile(`"took":[0-9.e-]+|<updated>[^<]*</updated>|sequence=\d+`)

// TestSecretsShowNowhere compares what every public surface answers before there are
// secrets and after: nothing changes, not even a count.
func TestSecretsShowNowhere(t *testing.T) {
	h := newHouse(t)
	camille, sacha, anybody := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha"), h.visitor()
	sacha.post("/follow", followForm("in:FR-87085"))
	sacha.post("/follow", followForm("account:"+h.accountOf("camille@example.org").ID.String()))
	paths := publicSurfaces(h, h.accountOf("camille@example.org").ID)
	said := func(path string) string {
		got := h.get(path)
		return fmt.Sprint(got.status, "\n", moving.ReplaceAllString(string(got.body), ""))
	}
	before := map[string]string{}
	for _, path := range paths {
		before[path] = said(path)
		if !strings.HasPrefix(before[path], "200") && !strings.HasPrefix(before[path], "204") {
			t.Errorf("%s answers nothing: %s", path, cutTo(before[path], 300))
		}
	}
	photo := camille.given(40)
	secrets := h.secrets(camille, photo)
	for _, path := range paths {
		if after := said(path); after != before[path] {
			was, is := difference(before[path], after)
			t.Errorf("%s says before\n%s\nand after\n%s", path, was, is)
		}
		// An answer may repeat what was asked, and nothing more.
		if asked, _ := url.QueryUnescape(path); !strings.Contains(asked, "zorg") && strings.Contains(strings.ToLower(before[path]), secretWord) {
			t.Errorf("%s holds the word before there is any", path)
		}
	}

	// By their ids they are what never was.
	never := data.NewID()
	spaced := func(id data.ID) string { return strings.ReplaceAll(id.String(), "-", " ") } // in the search box of the page that says so
	for what, id := range secrets {
		alike := strings.NewReplacer(id.String(), never.String(), spaced(id), spaced(never)).Replace
		for _, address := range []string{
			"/api/v1/elements/%s", "/api/v1/elements/%s/history", "/e/%s", "/e/%s/zorglub", "/en/e/%s/zorglub", "/history/%s", "/history/%s/1", "/history/%s/1?with=2", "/members/%s", "/notes/%s", "/contact/%s",
			"/follow?what=element:%s", "/edit/%s", "/hide/%s", "/api/v1/duplicates?kind=place&name=Zorglub&lon=1.012&lat=45.012&except=%s", "/api/v1/search?of=%s", "/?of=%s",
		} {
			path, other := fmt.Sprintf(address, id), fmt.Sprintf(address, never)
			for name, v := range map[string]*visitor{"anybody": anybody, "somebody else": sacha} {
				got, want := v.look(path), v.look(other)
				if got.status != want.status {
					t.Errorf("%s, to %s: GET %s = %d, want %d, as for an id that never was", what, name, path, got.status, want.status)
				}
				here := moving.ReplaceAllString(alike(string(got.body)), "")
				if there := moving.ReplaceAllString(string(want.body), ""); here != there {
					here, there = difference(here, there)
					t.Errorf("%s, to %s: GET %s says\n%s\nand of an id that never was\n%s", what, name, path, here, there)
				}
			}
		}
		wantStatus(t, what+" verified", sacha.post("/verify/"+id.String(), url.Values{}), http.StatusNotFound)
		wantStatus(t, what+" deleted", sacha.send("DELETE", elementsPath+"/"+id.String(), "", nil, "If-Match", `"1"`), http.StatusNotFound)
	}
	for _, side := range []int{data.PhotoLarge, data.PhotoSmall} {
		wantStatus(t, "their photo", sacha.look(data.PhotoPath(photo.Hash, side)), http.StatusNotFound)
	}
	h.makeNews()
	for _, path := range []string{"/home", "/notifications", "/follows"} {
		if page := sacha.look(path); strings.Contains(strings.ToLower(string(page.body)), secretWord) && path != "/follows" {
			t.Errorf("%s of who follows the place and the author:\n%s", path, page.body)
		}
	}
	if strings.Contains(strings.ToLower(h.log.String()), secretWord) {
		t.Errorf("the log holds the word:\n%s", h.log.String())
	}
}

// TestTheStreamTellsOfNoSecret has an open map watch everything while secrets are
// written that never were anything else.
func TestTheStreamTellsOfNoSecret(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	all, _ := h.follow("")
	here, _ := h.follow("?in=FR-87085")
	draft := strings.Replace(compost, `"kind"`, `"status":"draft","kind"`, 1)
	id := camille.create(draft)
	wantStatus(t, "an edit of a draft", camille.send("PUT", elementsPath+"/"+id, "application/json", strings.NewReader(strings.Replace(draft, "Pré", "Bois", 1)), "If-Match", `"1"`), http.StatusOK)
	wantStatus(t, "throwing it away", camille.send("DELETE", elementsPath+"/"+id, "", nil, "If-Match", `"2"`), http.StatusOK)
	for name, change := range map[string]func(*data.Element){
		"Attend": func(e *data.Element) { e.Status = data.StatusPending }, "Membres": func(e *data.Element) { e.Visibility = data.VisibilityMembers },
	} {
		e := garden(name, 1.01, 45.01, "compost")
		change(&e)
		h.add(e)
	}
	camille.post("/profile", profileForm())
	h.settle()
	all.quiet(700 * time.Millisecond)
	here.quiet(10 * time.Millisecond)
	camille.post("/profile", profileForm("listed", "yes"))
	if n := here.next(5 * time.Second); n.Changes != 1 {
		t.Errorf("of who chose to be listed the stream tells %+v", n)
	}
}

// TestPeopleAreFoundHereAndCopiedNowhere asks every surface for somebody who chose to
// be listed.
func TestPeopleAreFoundHereAndCopiedNowhere(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Zorglub")
	camille.post("/profile", profileForm("name", "Zorglub", "summary", "un zorglub", "tags", "zorglub", "listed", "yes"))
	h.settle()
	e := h.person("camille@example.org")
	if !e.Public() {
		t.Fatalf("listed as %+v", e)
	}
	shown := map[string]bool{
		"/api/v1/search?q=zorglub&facets=tag,kind": true, "/api/v1/search?tag=zorglub": true, "/api/v1/search?kind=person&in=FR-87085": true, "/api/v1/suggest?q=zorg": true, "/?q=zorglub": true,
		"/api/v1/elements/" + e.ID.String(): true, "/e/" + e.ID.String() + "/zorglub": true,
		"/api/v1/elements.geojson": false, "/api/v1/elements.geojson?kind=person": false, "/api/v1/elements.csv?tag=zorglub": false, "/api/v1/elements.ndjson": false, "/api/v1/elements.ndjson?by=" + e.CreatedBy.String(): false,
		"/api/v1/elements.atom": false, "/api/v1/elements.atom?in=FR-87085": false, "/sitemap.xml": false, "/sitemap/elements-0.xml": false, "/sitemap/territories-0.xml": false,
		"/history/" + e.ID.String(): false, "/api/v1/elements/" + e.ID.String() + "/history": false, "/api/v1/duplicates?kind=person&name=Zorglub&lon=1&lat=45": false, "/api/v1/duplicates?kind=place&name=Zorglub&lon=1&lat=45": false,
	}
	for path, want := range shown {
		got := h.get(path)
		text := strings.ToLower(string(got.body))
		if strings.Contains(text, "parameter") && got.status == http.StatusBadRequest {
			t.Errorf("%s = %d\n%s", path, got.status, got.body)
		}
		has := strings.Contains(text, e.ID.String()) || strings.Contains(text, "un zorglub") || strings.Contains(text, `"zorglub"`)
		if has != want {
			t.Errorf("%s shows somebody who is listed: %v, want %v\n%s", path, has, want, cutTo(text, 1500))
		}
	}
	if n := h.drawn("?tag=zorglub"); n != 1 {
		t.Errorf("the map draws %d, want 1", n)
	}
	if found := read[searchAnswer](h, "/api/v1/search?by="+e.CreatedBy.String()); found.Total != 0 {
		t.Error("they are found by their account, which nobody is told")
	}
	page := string(h.get("/e/" + e.ID.String() + "/zorglub").body)
	if !strings.Contains(page, `name="robots" content="noindex`) {
		t.Error("their page asks search engines in")
	}
	for _, secret := range []string{e.CreatedBy.String(), "camille@example.org", "GeoCoordinates"} {
		for path, want := range shown {
			if want && strings.Contains(string(h.get(path).body), secret) {
				t.Errorf("%s holds %s", path, secret)
			}
		}
	}
}

// tileOver returns the address of the tile of a zoom over a place.
func tileOver(p geo.Point, zoom uint32) string {
	return "/tiles/elements/" + geo.TileAt(geo.Project(p), zoom).String() + ".mvt"
}

func cutTo(text string, n int) string { return text[:min(len(text), n)] }

// difference returns where two texts begin to differ.
func difference(a, b string) (string, string) {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	i = max(0, i-100)
	return cutTo(a[i:], 400), cutTo(b[i:], 400)
}
