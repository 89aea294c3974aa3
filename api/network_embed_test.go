package api

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/web"
)

// linksOf returns the links of a page that begin alike.
func linksOf(page answer, prefix string) []string {
	var links []string
	for rest := string(page.body); ; {
		_, after, found := strings.Cut(rest, `href="`)
		if !found {
			return links
		}
		link, next, _ := strings.Cut(after, `"`)
		if rest = next; strings.HasPrefix(link, prefix) {
			links = append(links, html.UnescapeString(link))
		}
	}
}

func mustURL(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// gardens keeps a network of Camille's, as change makes it of one that everybody sees.
func (h *house) gardens(change func(*data.Network)) data.Network {
	h.t.Helper()
	return h.network("camille@example.org", "Jardins d'ici", "tag=jardin+partag%C3%A9", func(n *data.Network) {
		n.Summary = "Où l'on jardine ensemble."
		if change != nil {
			change(n)
		}
	})
}

func TestANetworkIsShownOnOtherSites(t *testing.T) {
	h := mailedHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.gardens(nil)
	got := h.get("/embed/" + n.Slug)
	wantStatus(t, "the page", got, http.StatusOK)
	got.holds(t, "Jardins d&#39;ici", "Jardin des Ormes", `target="_blank"`, `href="/n/jardins-d-ici"`, "Où l&#39;on jardine ensemble.")
	got.lacks(t, "Établi", "/new?network=", "Set-Cookie", "<script>")
	if policy := got.header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors *") || !strings.Contains(policy, "worker-src 'self' data:") {
		t.Errorf("policy %q", policy)
	}
	if got.header.Get("Set-Cookie") != "" || got.header.Get("Access-Control-Allow-Origin") != "*" || got.header.Get("X-Frame-Options") != "" {
		t.Errorf("headers %v", got.header)
	}
	h.get("/en/embed/"+n.Slug).holds(t, `lang="en"`, "See the whole map", `href="/en/n/jardins-d-ici"`)
	h.get("/embed/"+n.Slug+"?kind=person").holds(t, "Camille Dupré-Inventée")
	h.get("/embed/"+n.Slug+"?layout=cards").holds(t, `data-layout="cards"`)
	h.get("/embed/"+n.Slug).holds(t, `data-layout="map"`, `data-tiles="/tiles/elements/{z}/{x}/{y}.mvt?network=jardins-d-ici"`, `data-box="`)

	framed := h.gardens(func(n *data.Network) {
		n.Title, n.Frames = "Pour deux sites", []string{"https://a.example.org", "https://*.b.example.org"}
		n.Contributors, n.Look.Layout = data.ContributorsSuggestions, data.LayoutList
	})
	got = h.get("/embed/" + framed.Slug)
	if policy := got.header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'self' https://a.example.org https://*.b.example.org") {
		t.Errorf("policy %q", policy)
	}
	got.holds(t, `href="/new?network=pour-deux-sites"`, `data-layout="list"`)
}

func TestVisitorsOfOtherSitesCannotChangeWhatIsLocked(t *testing.T) {
	h := mailedHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.gardens(func(n *data.Network) {
		n.Fields = []data.NetworkField{{Key: "saison", Label: "Saison", Type: data.FieldChoice, Choices: []string{"été", "hiver"}, Shown: true}, {Key: "prive", Label: "À nous", Type: data.FieldText}}
		n.Look.Groups = []data.FilterGroup{
			{Title: "Quoi", Parameter: "kind", Choices: []data.FilterChoice{{Value: "place"}, {Value: "person", Label: "Des gens"}}},
			{Title: "Quand", Parameter: "saison", Choices: []data.FilterChoice{{Value: "été", Label: "L'été"}}},
			{Title: "Secret", Parameter: "prive", Choices: []data.FilterChoice{{Value: "x"}}},
			{Title: "Avec", Parameter: "anyTag", Choices: []data.FilterChoice{{Value: "Compost"}}},
		}
	})
	free := h.get("/embed/" + n.Slug + "?kind=place")
	free.holds(t, "Quoi", "Des gens", "Quand", "L&#39;été", "Avec", "Compost ", "anyTag=compost", `name="q"`, `href="/embed/jardins-d-ici"`, "x.jardins-d-ici.saison=%C3%A9t%C3%A9")
	free.lacks(t, "Secret", "Choisi par ce site")
	locked := h.get("/embed/" + n.Slug + "?kind=place&lock=kind,q&q=ormes")
	locked.holds(t, "Choisi par ce site", "Jardin des Ormes", "lock=kind%2Cq", "Quand")
	locked.lacks(t, "Quoi", "Des gens", `name="q"`, `href="/embed/jardins-d-ici?lock`, "Jardin d&#39;en face")
	for _, link := range linksOf(locked, "/embed/") {
		query := mustURL(t, link).Query()
		if query.Get("kind") != "place" || query.Get("q") != "ormes" || query.Get("lock") != "kind,q" {
			t.Errorf("%s changes what is locked", link)
		}
	}
	h.get("/embed/"+n.Slug+"?lock=x.jardins-d-ici.saison").lacks(t, "Quand")
	h.get("/embed/"+n.Slug+"?lock=in&in=FR-87085").lacks(t, "Territoire</summary>")
	for _, path := range []string{"?lock=knid", "?lock=kind,x.jardins-d-ici.prive", "?lock=network", "?lock=%3Cscript%3E"} {
		got := h.get("/embed/" + n.Slug + path)
		wantStatus(t, path, got, http.StatusBadRequest)
		got.holds(t, "lock", "kind", "x.jardins-d-ici.saison")
		got.lacks(t, "<script>")
	}
}

func TestWhatIsNotOpenToEverybodyIsNotOnOtherSites(t *testing.T) {
	h := mailedHouse(t)
	camille := h.join("camille@example.org", "Camille")
	unknown := h.get("/embed/rien")
	wantStatus(t, "unknown", unknown, http.StatusNotFound)
	closed := map[string]func(*data.Network){
		"a draft":   func(n *data.Network) { n.Title, n.Status = "Brouillon", data.StatusDraft },
		"private":   func(n *data.Network) { n.Title, n.Visibility = "Entre nous", data.NetworkPrivate },
		"by a link": func(n *data.Network) { n.Title, n.Visibility = "Par lien", data.NetworkByLink },
	}
	for name, given := range closed {
		n := h.gardens(given)
		for _, got := range []answer{h.get("/embed/" + n.Slug), camille.look("/embed/" + n.Slug)} {
			wantStatus(t, name, got, http.StatusNotFound)
			if string(got.body) != string(unknown.body) || got.header.Get("Content-Security-Policy") != unknown.header.Get("Content-Security-Policy") || got.header.Get("Vary") != unknown.header.Get("Vary") {
				t.Errorf("%s is told from one that is not there:\n%s", name, got.body)
			}
		}
		wantStatus(t, name+" as oEmbed", h.get("/oembed?url="+url.QueryEscape(h.url+"/n/"+n.Slug)), http.StatusNotFound)
		wantStatus(t, name+" to be shared by anybody", h.get("/n/"+n.Slug+"/share"), http.StatusNotFound)
		shared := camille.look("/n/" + n.Slug + "/share")
		wantStatus(t, name+" to be shared by its maker", shared, http.StatusOK)
		if !strings.HasPrefix(shared.header.Get("Cache-Control"), "private") {
			t.Errorf("%s may be kept by others: %v", name, shared.header)
		}
		if n.Visibility != data.NetworkByLink {
			shared.lacks(t, "<iframe", "&lt;iframe")
			continue
		}
		wantStatus(t, "with its key", h.get("/embed/"+n.Reference()), http.StatusOK)
		wantStatus(t, "with another key", h.get("/embed/"+n.Slug+"~"+data.NewNetworkKey()), http.StatusNotFound)
		wantStatus(t, "oEmbed with its key", h.get("/oembed?url="+url.QueryEscape(h.url+"/n/"+n.Reference())), http.StatusOK)
		wantStatus(t, "the page to share with its key", h.get("/n/"+n.Reference()+"/share"), http.StatusOK)
	}
	if strings.Contains(h.log.String(), "~") {
		t.Error("the log holds a key")
	}
}

func TestNothingHostileGetsIntoAnEmbed(t *testing.T) {
	h := mailedHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.gardens(func(n *data.Network) {
		n.Title, n.Summary = `"><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`
	})
	attack := url.QueryEscape(`"><script>alert(1)</script>`)
	for _, path := range []string{"/embed/" + n.Slug, "/n/" + n.Slug + "/share", "/n/" + n.Slug + "/share?as=element", "/n/" + n.Slug + "/share?as=link"} {
		for _, query := range []string{"", "q=" + attack, "tag=" + attack, "lock=" + attack, "layout=" + attack, "x." + n.Slug + ".a=" + attack, "in=" + attack, "sort=" + attack, "as=" + attack, "height=" + attack, "language=" + attack, attack + "=1", "height=NaN", "height=1e9", "height=-1", "q=%00", "q=" + strings.Repeat("a", 201), "q=%zz", strings.Repeat("tag=a&", 5000)} {
			address := path + "?" + query
			if strings.Contains(path, "?") {
				address = path + "&" + query
			}
			got := h.get(address)
			if got.status != http.StatusOK && got.status != http.StatusBadRequest {
				t.Errorf("%.80s: status %d", address, got.status)
			}
			got.lacks(t, "<script>", "<img src=x", "onerror=alert(1)>", `="javascript:`)
			if policy := got.header.Get("Content-Security-Policy"); strings.ContainsAny(policy, "<>\"\r\n") {
				t.Errorf("%.80s: policy %q", address, policy)
			}
		}
	}
	by := h.accountOf("camille@example.org").ID
	for _, frame := range []string{"https://a.example; script-src *", "https://a.example\r\nX: y", "javascript:alert(1)", "*", "https://a.example/path", "'none'", "https://"} {
		_, _, err := h.commons.MakeNetwork(t.Context(), by, data.Network{Title: "x", Status: data.StatusPublished, Visibility: data.NetworkPublic, Contributors: data.ContributorsNobody, Frames: []string{frame}}, time.Now())
		if err == nil {
			t.Errorf("the frame %q is taken", frame)
		}
	}
	for _, reference := range []string{"..%2f..%2fetc", "%00", "a;b", strings.Repeat("a", 5000), "~", "x~y", "%ff", "<script>"} {
		got := h.get("/embed/" + reference)
		wantStatus(t, reference, got, http.StatusNotFound)
		got.lacks(t, "<script>")
	}
}

func TestOEmbedAnswersAsItsSpecificationSays(t *testing.T) {
	h := mailedHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.gardens(nil)
	ask := func(address, more string) answer { return h.get("/oembed?url=" + url.QueryEscape(address) + more) }
	got := ask(h.url+"/n/"+n.Slug+"?kind=place&utm_source=x", "&maxwidth=400&maxheight=9000")
	wantStatus(t, "JSON", got, http.StatusOK)
	var said struct {
		Version, Type, Title, HTML string
		Width, Height              int
	}
	if err := json.Unmarshal(got.body, &said); err != nil {
		t.Fatal(err)
	}
	if said.Version != "1.0" || said.Type != "rich" || said.Title != n.Title || said.Width != 400 || said.Height != 600 {
		t.Errorf("%+v", said)
	}
	want := `<iframe src="` + html.EscapeString(h.url+"/embed/jardins-d-ici?kind=place") + `" title="Jardins d&#39;ici" width="400" height="600" frameborder="0" loading="lazy" sandbox="` + web.EmbedSandbox + `"></iframe>`
	if said.HTML != want {
		t.Errorf("html %s\nwant %s", said.HTML, want)
	}
	ask(h.url+"/en/n/"+n.Slug, "&format=xml").holds(t, "<?xml", "<oembed>", "<type>rich</type>", "/en/embed/jardins-d-ici")
	for address, status := range map[string]int{
		"https://elsewhere.example/n/" + n.Slug: 404, h.url + "/e/" + n.Slug: 404, h.url: 404, h.url + "/n/rien": 404, "": 404, "javascript:alert(1)": 404,
		h.url + "/n/" + n.Slug + "/share": 404, strings.Replace(h.url, "http://", "http://user@", 1) + "/n/" + n.Slug: 404, "http://%zz": 404,
		strings.Replace(h.url, "http:", "ftp:", 1) + "/n/" + n.Slug: 404, h.url + "/embed/" + n.Slug + "?lock=kind": 200, h.url + "/n/" + n.Slug + "?kind=foo": 400,
	} {
		wantStatus(t, address, ask(address, ""), status)
	}
	for more, status := range map[string]int{"&format=yaml": 501, "&format=json": 200, "&maxwidth=0": 400, "&maxwidth=-3": 400, "&maxheight=NaN": 400, "&maxheight=1": 200, "&maxwidth=1&maxwidth=2": 400, "&maxwidth=500&maxheight=750&dnt=1&format=json": 200, "&callback=x": 200, "&%zz": 400} {
		wantStatus(t, more, ask(h.url+"/n/"+n.Slug, more), status)
	}
}

func TestAPageOfANetworkSaysWhereItsOEmbedIs(t *testing.T) {
	h := mailedHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.gardens(nil)
	known := h.another(func(o *Options) { o.PublicURL = "https://carte.example.org" })
	w := httptest.NewRecorder()
	known.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "https://carte.example.org/n/"+n.Slug, nil))
	want := `<link rel="alternate" type="application/json+oembed" href="https://carte.example.org/oembed?url=` + url.QueryEscape("https://carte.example.org/n/"+n.Slug) + `&amp;format=json"`
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
		t.Errorf("status %d, without %s", w.Code, want)
	}
}

func TestTheSharePageBuildsWhatIsPasted(t *testing.T) {
	h := mailedHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.gardens(nil)
	snippet := func(query string) string {
		got := h.get("/n/" + n.Slug + "/share?" + query)
		wantStatus(t, query, got, http.StatusOK)
		_, rest, _ := strings.Cut(string(got.body), `aria-labelledby="share-snippet">`)
		code, _, _ := strings.Cut(rest, "</textarea>")
		return html.UnescapeString(code)
	}
	for query, want := range map[string]string{
		"": `<iframe src="` + h.url + `/embed/jardins-d-ici" title="Jardins d&#39;ici" width="100%" height="600" frameborder="0" loading="lazy" sandbox="` + web.EmbedSandbox + `"></iframe>`,
		"as=frame&kind=place&lock=kind&layout=list&height=450&language=en": `<iframe src="` + h.url + `/en/embed/jardins-d-ici?kind=place&amp;layout=list&amp;lock=kind" title="Jardins d&#39;ici" width="100%" height="450" frameborder="0" loading="lazy" sandbox="` + web.EmbedSandbox + `"></iframe>`,
		"as=element&kind=place&lock=kind&lock=q&height=auto": `<script src="` + h.url + `/embed.js" async></script>` + "\n" +
			`<maillage-map network="` + h.url + `/n/jardins-d-ici?kind=place" lock="kind,q" height="auto"><a href="` + h.url + `/n/jardins-d-ici?kind=place">Jardins d&#39;ici</a></maillage-map>`,
		"as=link": `<a href="` + h.url + `/n/jardins-d-ici">Jardins d&#39;ici</a>`,
	} {
		if got := snippet(query); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", query, got, want)
		}
	}
	got := h.get("/n/" + n.Slug + "/share?kind=place")
	got.holds(t, `<svg class="qr"`, "/api/v1/elements.geojson?kind=place&amp;network=jardins-d-ici", "/api/v1/elements.atom?kind=place&amp;network=jardins-d-ici", `sandbox="`+web.EmbedSandbox+`"`)
}
