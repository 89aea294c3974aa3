package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/store"
)

// fieldsOf gives a network a field of each sort that visitors read, and one that they
// do not.
func fieldsOf(n *data.Network) {
	n.Fields = []data.NetworkField{
		{Key: "acces", Label: "Accès", Type: data.FieldChoice, Choices: []string{"libre", "payant"}, Shown: true},
		{Key: "places", Label: "Places", Type: data.FieldNumber, Shown: true}, {Key: "contact", Label: "Contact", Type: data.FieldText},
	}
}

func TestThePageOfANetworkIsTheSearchWithinIt(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.network("camille@example.org", "Jardins de l’Ouest", "tag=jardinpartage", func(n *data.Network) {
		n.Summary, n.Text = "Où jardiner", "Venez **nombreux**.\n\n<script>alert(1)</script>"
		fieldsOf(n)
	})
	page := h.get("/n/" + n.Slug)
	page.holds(t, `<h1 id="network-title">Jardins de l’Ouest</h1>`, "Où jardiner", "<strong>nombreux</strong>", `data-network="jardins-de-l-ouest"`, `<form class="search" role="search" action="/n/jardins-de-l-ouest"`,
		`href="/api/v1/elements.atom?network=jardins-de-l-ouest"`, `href="/api/v1/elements.csv?network=jardins-de-l-ouest"`, `href="/n/jardins-de-l-ouest?kind=`, "<title>Jardins de l’Ouest")
	page.lacks(t, "<script>alert", `name="network"`, `name="robots"`)
	h.get("/en/n/"+n.Slug).holds(t, `action="/en/n/jardins-de-l-ouest"`, "About this map")
	total := read[searchAnswer](h, "/api/v1/search?network="+n.Slug).Total
	if answer := read[networkAnswer](h, networksPath+"/"+n.Slug); answer.Total != total || total == 0 || answer.Title != n.Title || len(answer.Fields) != 2 {
		t.Errorf("the page shows %d; as JSON: %+v", total, answer)
	}

	h.get("/?network="+n.Slug+"&x."+n.Slug+".acces=libre").holds(t, "Carte : Jardins de l’Ouest", "Accès : libre", `href="/">`)
	if got := h.get("/n/" + n.Slug + "?x." + n.Slug + ".contact=x"); got.status != http.StatusBadRequest {
		t.Errorf("a field that visitors do not read: %d", got.status)
	}
	for path, where := range map[string]string{
		"/n/" + n.Slug + "~" + n.Key: "/n/" + n.Slug, "/n/" + n.Slug + "~" + n.Key + "?kind=place": "/n/" + n.Slug + "?kind=place",
	} {
		if got := h.get(path); got.header.Get("Location") != where {
			t.Errorf("%s leads to %q, want %q", path, got.header.Get("Location"), where)
		}
	}
}

func TestAListOfNetworksGoesOn(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	for _, title := range []string{"Un", "Deux", "Trois"} {
		h.network("camille@example.org", title, "tag=jardinpartage", nil)
	}
	h.network("camille@example.org", "Secret", "", func(n *data.Network) { n.Visibility = data.NetworkByLink })
	var titles []string
	for path := networksPath + "?limit=2"; path != ""; {
		answer := read[networksAnswer](h, path)
		for _, n := range answer.Networks {
			titles = append(titles, n.Title)
		}
		if path = answer.Next; answer.Total != 3 {
			t.Errorf("there are %d", answer.Total)
		}
	}
	if got := strings.Join(titles, " "); got != "Trois Deux Un" {
		t.Errorf("listed: %s", got)
	}
	if _, err := h.store.Network(t.Context(), "trois"); err != nil {
		t.Fatal(err, store.ErrNotFound)
	}
}

func TestTheLookOfANetwork(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.network("camille@example.org", "Jardins", "anyTag=jardinpartage&anyTag=reparation", func(n *data.Network) {
		fieldsOf(n)
		n.Look = data.NetworkLook{
			Color: "#ffee00", Layout: data.LayoutCards, View: &data.NetworkView{Lon: 1.5, Lat: 45.25, Zoom: 9.5},
			Marks: []data.NetworkMark{{Parameter: "tag", Value: "jardin partagé", Color: "#112233", Icon: "leaf"}, {Parameter: "kind", Value: "place", Color: "#eeeeee"}},
			Groups: []data.FilterGroup{
				{Title: "Sorte", Parameter: "kind", Choices: []data.FilterChoice{{Value: "place"}, {Value: "person", Label: "Les gens"}}},
				{Title: "Sujet", Parameter: "anyTag", Choices: []data.FilterChoice{{Value: "Jardin partagé"}, {Value: "Réparation"}}},
				{Title: "Accès", Parameter: "acces", Choices: []data.FilterChoice{{Value: "libre"}, {Value: "payant"}}},
				{Title: "Secret", Parameter: "contact", Choices: []data.FilterChoice{{Value: "x"}}},
			},
		}
	})
	workshop, err := h.store.Element(t.Context(), h.ids["L'Établi"])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.commons.Annotate(t.Context(), h.accountOf("camille@example.org").ID, n.Slug, workshop.ID, nil, map[string]string{"acces": "libre", "contact": "x"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.settle()

	answer := read[searchAnswer](h, "/api/v1/search?network="+n.Slug+"&facets=kind")
	counts := map[string]int{}
	for _, group := range answer.Network.Groups {
		for _, choice := range group.Choices {
			found := read[searchAnswer](h, "/api/v1/search?network="+n.Slug+"&"+url.Values{group.Parameter: {choice.Value}}.Encode())
			if found.Total != choice.Count {
				t.Errorf("%s: %s is said to find %d and finds %d", group.Title, choice.Value, choice.Count, found.Total)
			}
			counts[group.Title+" "+choice.Label] = choice.Count
		}
	}
	want := map[string]int{"Sorte Points d’intérêt": 3, "Sorte Les gens": 1, "Sujet #Jardin partagé": 3, "Sujet #Réparation": 1, "Accès libre": 1, "Accès payant": 0}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("choices (-want +got):\n%s", diff)
	}
	found := string(h.get("/api/v1/search?network=" + n.Slug).body)
	if strings.Count(found, `"values":{"acces":"libre"}`) != 1 || strings.Contains(found, "contact") {
		t.Errorf("visitors read\n%s", found)
	}

	page := h.get("/n/" + n.Slug)
	page.holds(t, `data-layout="cards"`, `data-map="9.5/45.25/1.5"`, `<p class="filter-title">Sujet</p>`, `href="/n/jardins?anyTag=jardinpartage"`, `href="/n/jardins?x.jardins.acces=libre"`, "<dt>Accès</dt><dd>libre</dd>",
		`<link rel="stylesheet" href="/n/jardins/theme.css?v=1">`)
	page.lacks(t, "Secret", "Contact")
	theme := h.get("/n/jardins/theme.css?v=1")
	if theme.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("the colours are kept: %s", theme.header.Get("Cache-Control"))
	}
	theme.holds(t, "--leaf:", "--mark-1:#112233", "--mark-2:", "--place:", "prefers-color-scheme:dark")
	theme.lacks(t, "#ffee00;--leaf-wash") // too light to be read
}

// TestSomebodyFollowsANetworkWhileTheyMayReadIt follows a public and a private network,
// and is told of what they show.
func TestSomebodyFollowsANetworkWhileTheyMayReadIt(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	sacha, dominique := h.join("sacha@example.org", "Sacha"), h.join("dominique@example.org", "Dominique")
	open := h.network("camille@example.org", "Composter", "tag=compost", nil)
	closed := h.network("camille@example.org", "Zorglub", "tag=zorglub", func(n *data.Network) { n.Visibility = data.NetworkPrivate })
	h.belongs(closed, "sacha@example.org", data.LevelMember)

	h.visitor().look("/n/composter").holds(t, `href="/follow?what=network%3Acomposter"`)
	dominique.look("/n/composter").holds(t, `name="what" value="network:composter"`)
	wantStatus(t, "following a public one", dominique.post("/follow", followForm("network:"+open.Slug)), http.StatusSeeOther)
	wantStatus(t, "following it as a search", dominique.post("/follow", followForm("search:network="+open.Slug)), http.StatusSeeOther)
	wantStatus(t, "following a part of it", dominique.post("/follow", followForm("search:kind=place&network="+open.Slug)), http.StatusBadRequest)
	wantStatus(t, "following a private one", sacha.post("/follow", followForm("network:"+closed.Slug)), http.StatusSeeOther)
	wantStatus(t, "following one of others", dominique.post("/follow", followForm("network:"+closed.Slug)), http.StatusNotFound)
	wantStatus(t, "following none", dominique.post("/follow", followForm("network:none")), http.StatusNotFound)
	sacha.look("/follows").holds(t, "Zorglub", `href="/n/zorglub"`)
	camille := h.member("author@example.org")
	camille.create(strings.Replace(compost, `"compost"`, `"compost","zorglub"`, 1))
	h.makeNews()
	sacha.look("/home").holds(t, "Zorglub")
	dominique.look("/home").holds(t, "Composter").lacks(t, "Zorglub")

	// Who belongs to it no more is told nothing more of it.
	h.belongs(closed, "sacha@example.org", "")
	sacha.look("/follows").lacks(t, "Zorglub", "zorglub</a>")
	sacha.look("/home").lacks(t, "Zorglub")
	wantStatus(t, "following no more", dominique.post("/follow", url.Values{"what": {"network:" + open.Slug}, "end": {"yes"}}), http.StatusSeeOther)
	camille.create(strings.Replace(strings.Replace(compost, `"compost"`, `"zorglub"`, 1), "Pré", "Autre", 1))
	h.makeNews()
	news, err := h.store.NewsOf(t.Context(), h.accountOf("sacha@example.org").ID, 0)
	if err != nil || len(news) > 1 {
		t.Errorf("who belongs to a network no more has the news %+v, %v", news, err)
	}
}

// linkedDataOf returns what a page says in JSON-LD of what it is about; nil for nothing.
func linkedDataOf(t *testing.T, page answer) map[string]any {
	t.Helper()
	found := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindSubmatch(page.body)
	if found == nil {
		return nil
	}
	var said map[string]any
	if err := json.Unmarshal(found[1], &said); err != nil {
		t.Fatalf("%v\n%s", err, found[1])
	}
	return said
}

func TestSearchEnginesReadWhatAListedNetworkIs(t *testing.T) {
	const site = "https://carte.example.org"
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	made := func(title string, visibility data.NetworkVisibility) data.Network {
		return h.network("camille@example.org", title, "tag=jardinpartage", func(n *data.Network) {
			n.Visibility, n.Summary = visibility, "Où jardiner ensemble </script><script>alert(1)"
		})
	}
	listed, linked := made("Jardins & Cie </script>", data.NetworkPublic), made("Par lien", data.NetworkByLink)
	server := h.another(func(o *Options) { o.PublicURL = site })
	get := func(path string) answer {
		got := httptest.NewRecorder()
		server.ServeHTTP(got, httptest.NewRequest(http.MethodGet, path, nil))
		return answer{got.Code, got.Header(), got.Body.Bytes()}
	}
	page := get("/n/" + listed.Slug)
	page.lacks(t, "<script>alert")
	said := linkedDataOf(t, page)
	if diff := cmp.Diff([]any{"Map", "Dataset"}, said["@type"]); diff != "" || said["name"] != listed.Title || said["description"] != listed.Summary || said["url"] != site+"/n/"+listed.Slug {
		t.Errorf("it says %v", said)
	}
	files, _ := said["distribution"].([]any)
	if len(files) != 2 {
		t.Fatalf("it can be taken as %v", files)
	}
	for _, file := range files {
		file := file.(map[string]any)
		address := strings.TrimPrefix(file["contentUrl"].(string), site)
		if got := get(address); got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), file["encodingFormat"].(string)) {
			t.Errorf("%s = %d %s, said to be %s", address, got.status, got.header.Get("Content-Type"), file["encodingFormat"])
		}
	}
	if said := linkedDataOf(t, get("/en/n/"+listed.Slug)); said["url"] != site+"/en/n/"+listed.Slug || said["inLanguage"] != "en" {
		t.Errorf("in English it says %v", said)
	}
	for _, path := range []string{"/n/" + linked.Reference(), "/n/" + listed.Slug + "?kind=place", "/n/aucune"} {
		if said := linkedDataOf(t, get(path)); said != nil {
			t.Errorf("%s says %v", path, said)
		}
	}
}
