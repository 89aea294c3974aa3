package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"maillage/data"
)

func TestANetworkThatApprovesShowsWhatItApprovedWhereverItIsAsked(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.network("camille@example.org", "Jardins", "tag=jardinpartage", func(n *data.Network) { n.Clears = true })
	by, id := h.accountOf("camille@example.org").ID, h.ids["Jardin des Ormes"]
	follower, _ := h.follow("?network=" + n.Slug)
	if got := read[searchAnswer](h, "/api/v1/search?network="+n.Slug).Total; got != 3 {
		t.Fatalf("at first it shows %d", got)
	}
	given, err := h.store.Element(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	given.Name, given.Description, given.Tags = "Parking <b>gratuit</b>", "Tout autre chose", []string{"jardin partagé", "parking"}
	given.Source.ID = "Jardin des Ormes"
	h.add(given)
	fresh := given
	fresh.ID, fresh.Num, fresh.Name, fresh.Source.ID, fresh.Geometry = data.ID{}, 0, "Jardin tout neuf", "neuf", at(2.5, 45)
	h.add(fresh)
	h.settle()
	surfaces := []string{
		"/api/v1/search?facets=tag&limit=50&", "/api/v1/elements.geojson?", "/api/v1/elements.csv?", "/api/v1/elements.ndjson?", "/api/v1/elements.atom?",
		"/api/v1/elements/" + id.String() + "?", tileOver(given.Geometry.Representative(), 15) + "?", "/n/" + n.Slug + "?",
	}
	for _, path := range surfaces {
		got := h.get(path + "network=" + n.Slug)
		if text := string(got.body); got.status != http.StatusOK || !strings.Contains(text, "Jardin des Ormes") || strings.Contains(text, "arking") || strings.Contains(text, "tout neuf") || strings.Contains(text, "autre chose") {
			t.Errorf("before it is approved, %s answers %d %s", path, got.status, text)
		}
		if open := h.get(strings.TrimSuffix(strings.Replace(path, "/n/"+n.Slug, "/", 1), "&")); !strings.Contains(string(open.body), "arking") {
			t.Errorf("the open map, %s, answers %d", path, open.status)
		}
	}
	for _, path := range []string{"/n/" + n.Slug + "/print", "/embed/" + n.Slug, "/embed/" + n.Slug + "?layout=list", "/en/n/" + n.Slug, "/?network=" + n.Slug} {
		if got := h.get(path); !strings.Contains(string(got.body), "Jardin des Ormes") && got.status != http.StatusFound || strings.Contains(string(got.body), "arking") || strings.Contains(string(got.body), "tout neuf") {
			t.Errorf("before it is approved, %s answers %d %s", path, got.status, got.body)
		}
	}
	if got := h.get("/api/v1/elements/" + h.ids["Jardin tout neuf"].String() + "?network=" + n.Slug); got.status != http.StatusNotFound {
		t.Errorf("an element that is not approved at all: %d", got.status)
	}
	follower.quiet(300 * time.Millisecond)
	present, err := h.store.Element(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.commons.Approve(t.Context(), by, n.Slug, []data.RevisionOf{{Element: id, Revision: present.Revision}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.settle()
	if told := follower.next(3 * time.Second); told.Changes != 1 {
		t.Errorf("once it is approved they are told %+v", told)
	}
	for _, path := range surfaces {
		got := h.get(path + "network=" + n.Slug)
		if text := string(got.body); got.status != http.StatusOK || !strings.Contains(text, "arking") || strings.Contains(text, "tout neuf") {
			t.Errorf("once it is approved, %s answers %d %s", path, got.status, text)
		}
	}
}
