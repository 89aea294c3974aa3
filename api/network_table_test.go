package api

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"maillage/data"
)

var tableNames = regexp.MustCompile(`<th scope="row"><a href="[^"]*">([^<]*)</a>`)

// inTable returns the names in a table, in its order.
func inTable(a answer) []string {
	var names []string
	for _, found := range tableNames.FindAllStringSubmatch(string(a.body), -1) {
		names = append(names, strings.ReplaceAll(found[1], "&#39;", "'"))
	}
	return names
}

func TestEditorsWorkThroughANetworkInATable(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	n := h.network("camille@example.org", "Jardins", "tag=jardinpartage", fieldsOf)
	path := "/n/" + n.Slug + "/table"
	whole := camille.look(path)
	wantStatus(t, "an editor reads the table", whole, http.StatusOK)
	names := inTable(whole)
	if total := read[searchAnswer](h, "/api/v1/search?network="+n.Slug).Total; len(names) != total || total < 2 {
		t.Fatalf("the table has %q, the map shows %d", names, total)
	}
	sorted := inTable(camille.look(path + "?sort=name"))
	backwards := inTable(camille.look(path + "?sort=name&order=desc"))
	slices.Reverse(backwards)
	if !slices.IsSortedFunc(sorted, func(a, b string) int { return strings.Compare(data.Fold(a), data.Fold(b)) }) || !slices.Equal(sorted, backwards) {
		t.Errorf("by name: %q, and backwards, turned: %q", sorted, backwards)
	}
	camille.look(path+"?sort=name").holds(t, `aria-sort="ascending"`, "Accès", "Contact")

	garden := h.ids["Jardin des Ormes"].String()
	says := camille.post(path+"/"+garden, url.Values{"note": {"rappeler <b>lundi</b>"}, "x.places": {"12"}, "x.acces": {"libre"}, "back": {"sort=name"}})
	if says.status != http.StatusSeeOther || says.header.Get("Location") != path+"?sort=name" {
		t.Fatalf("a note: %d to %q", says.status, says.header.Get("Location"))
	}
	camille.look(path).holds(t, "rappeler &lt;b&gt;lundi", "<td>12</td>")
	for _, anybody := range []string{"/n/" + n.Slug, "/api/v1/search?network=" + n.Slug, "/e/" + garden, "/n/" + n.Slug + "/print"} {
		if strings.Contains(string(h.get(anybody).body), "rappeler") {
			t.Error("a note for editors is read by anybody")
		}
	}
	wrong := camille.post(path+"/"+garden, url.Values{"note": {"autre"}, "x.places": {"beaucoup"}})
	wantStatus(t, "a number that is none", wrong, http.StatusUnprocessableEntity)
	wrong.holds(t, "« beaucoup » ne convient pas", "autre")

	h.get("/api/v1/elements.csv?network="+n.Slug).holds(t, ",x.acces,x.places\r\n", ",libre,12\r\n")
	exported := h.get("/api/v1/elements.geojson?network=" + n.Slug)
	exported.holds(t, `"values":{"acces":"libre","places":"12"}}}`)
	exported.lacks(t, "contact")
	h.get("/api/v1/elements.csv").lacks(t, "x.acces")

	tagged := camille.post(path, url.Values{"act": {"tag"}, "element": {garden}, "tags": {"Nourricier, #compost"}, "back": {"sort=name"}})
	if where := tagged.header.Get("Location"); !strings.Contains(where, "count=1") || !strings.Contains(where, "sort=name") {
		t.Errorf("tagging leads to %q", where)
	}
	h.get("/api/v1/elements/"+garden).holds(t, "Nourricier")
	camille.look(path+"?list=changed").holds(t, "Jardin des Ormes")
	camille.post(path, url.Values{"act": {"seen"}})
	if left := inTable(camille.look(path + "?list=changed")); len(left) != 0 {
		t.Errorf("what was seen has changed: %q", left)
	}

	camille.post(path, url.Values{"act": {"hide"}, "element": {garden}})
	if hidden := inTable(camille.look(path + "?list=hidden")); !slices.Equal(hidden, []string{"Jardin des Ormes"}) {
		t.Errorf("hidden: %q", hidden)
	}
	if slices.Contains(inTable(camille.look(path)), "Jardin des Ormes") {
		t.Error("what is hidden is on the map")
	}
	camille.post(path, url.Values{"act": {"leave"}, "element": {garden}})
	if !slices.Contains(inTable(camille.look(path)), "Jardin des Ormes") {
		t.Error("what is left to the search is not on the map")
	}

	for name, form := range map[string]url.Values{
		"an act that is none": {"act": {"erase"}, "element": {garden}}, "an id that is none": {"act": {"hide"}, "element": {"x"}},
	} {
		if got := camille.post(path, form); got.status < 400 || got.status >= 500 {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	wantStatus(t, "somebody else reads the table", sacha.look(path), http.StatusForbidden)
	wantStatus(t, "somebody else writes in it", sacha.post(path, url.Values{"act": {"hide"}, "element": {garden}}), http.StatusForbidden)
	wantStatus(t, "somebody else reads a note", sacha.look(path+"/"+garden), http.StatusForbidden)
	wantStatus(t, "nobody in particular", h.visitor().look(path), http.StatusSeeOther)
	closed := h.network("camille@example.org", "Secret", "tag=jardinpartage", func(n *data.Network) { n.Visibility = data.NetworkPrivate })
	for _, below := range []string{"/table", "/table/" + garden, "/print"} {
		wantStatus(t, "a closed one: "+below, sacha.look("/n/"+closed.Slug+below), http.StatusNotFound)
	}
	wantStatus(t, "a closed one on its editor's paper", camille.look("/n/"+closed.Slug+"/print"), http.StatusOK)
}

func TestANetworkIsPrintedWithItsMapItsListAndItsCode(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.network("camille@example.org", "Jardins", "tag=jardinpartage", nil)
	page := h.get("/n/" + n.Slug + "/print")
	wantStatus(t, "on paper", page, http.StatusOK)
	page.holds(t, "Jardin des Ormes", `class="print-map"`, `class="qr"`, h.url+"/n/jardins", `<meta name="robots"`)
	for number := range read[searchAnswer](h, "/api/v1/search?kind=place&network="+n.Slug).Total {
		page.holds(t, fmt.Sprintf(`<li value="%d">`, number+1))
	}
	empty := h.network("camille@example.org", "Vide", "", nil)
	page = h.get("/en/n/" + empty.Slug + "/print")
	wantStatus(t, "nothing on paper", page, http.StatusOK)
	page.lacks(t, `class="print-map"`)
}

func TestTheTableOfANetworkThatApprovesTellsWhatIsApprovedFromWhatIsThere(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	n := h.network("camille@example.org", "Relue", "tag=jardinpartage", func(n *data.Network) { n.Clears = true })
	open := h.network("camille@example.org", "Ouverte", "tag=jardinpartage", nil)
	path := "/n/" + n.Slug + "/table"
	e, err := h.store.Element(t.Context(), h.ids["Jardin des Ormes"])
	if err != nil {
		t.Fatal(err)
	}
	e.Name, e.Address.Locality = "Friche des Ormes", "Ailleurs"
	h.add(e, garden("Jardin neuf", 2.5, 45, "jardin partagé"))
	h.settle()
	approved, present := camille.look(path+"?sort=name"), camille.look(path+"?sort=name&contents=present")
	approved.holds(t, "Jardin des Ormes", `href="/n/`+n.Slug+`/review">un changement est à relire`, `aria-current="true">Ce que montre la carte`)
	approved.lacks(t, "Friche", "Ailleurs", "Jardin neuf")
	present.holds(t, "Friche des Ormes", "Ailleurs", "Jardin neuf", ">un changement est à relire", `name="contents" value="present"`, "contents=present&amp;order=desc")
	present.lacks(t, "Jardin des Ormes")
	if total := read[searchAnswer](h, "/api/v1/search?network="+n.Slug).Total; len(inTable(approved)) != total || len(inTable(present)) != total+1 {
		t.Errorf("approved are %q, present %q; the map shows %d", inTable(approved), inTable(present), total)
	}
	camille.post("/n/"+n.Slug+"/review", url.Values{"dismiss": {fmt.Sprintf("%s:%d", e.ID, e.Revision+1)}})
	camille.look(path).holds(t, "Jardin des Ormes", "un changement est mis de côté")
	plain := camille.look("/n/" + open.Slug + "/table?contents=present")
	plain.holds(t, "Friche des Ormes")
	plain.lacks(t, "Ce que montre la carte", "contents=")
}
