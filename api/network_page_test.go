package api

import (
	"net/http"
	"strings"
	"testing"

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
