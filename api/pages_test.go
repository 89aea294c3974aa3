package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"maillage/data"
)

// holds reports whether a page has every one of the parts.
func (a answer) holds(t *testing.T, parts ...string) answer {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(string(a.body), part) {
			t.Errorf("status %d: the page lacks %q\n%s", a.status, part, a.body)
		}
	}
	return a
}

func (a answer) lacks(t *testing.T, parts ...string) answer {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(string(a.body), part) {
			t.Errorf("status %d: the page holds %q\n%s", a.status, part, a.body)
		}
	}
	return a
}

func TestExplorePageShowsWhatTheSearchFinds(t *testing.T) {
	h := newHouse(t)
	page := h.get("/?q=jardin&in=FR-87085")
	if page.status != http.StatusOK || page.header.Get("Content-Type") != "text/html; charset=utf-8" || page.header.Get("Sequence") == "" {
		t.Fatalf("status %d, headers %v", page.status, page.header)
	}
	id := h.ids["Jardin des Ormes"].String()
	page.holds(t, `<html lang="fr">`, "Jardin des Ormes", `href="/e/`+id+`/jardin-des-ormes"`, "Un jardin ouvert à tous.",
		"Bourg-l&#39;Ouest", `name="in" value="FR-87085"`, "Élargir", `href="/?in=FR-87&amp;q=jardin"`)
	page.lacks(t, "Jardin d&#39;en face", "Brouillon secret", "Réservé secret")
	h.get("/en/?q=jardin").holds(t, `<html lang="en">`, "Points of interest", `href="/en/e/`+id)
}

func TestExplorePageGoesOn(t *testing.T) {
	h := newHouse(t)
	first := h.get("/?limit=2")
	first.holds(t, "Afficher plus", "cursor=")
	_, rest, _ := strings.Cut(string(first.body), `rel="next" href="`)
	path, _, _ := strings.Cut(rest, `"`)
	second := h.get(strings.ReplaceAll(path, "&amp;", "&"))
	second.holds(t, "noindex")
	for name := range h.ids {
		link := "/e/" + h.ids[name].String()
		if strings.Contains(string(first.body), link) && strings.Contains(string(second.body), link) {
			t.Errorf("%s is on both pages", name)
		}
	}
}

func TestPagesPassOverWhatOtherSitesHangOnLinks(t *testing.T) {
	h := newHouse(t)
	if got := h.get("/?q=jardin&utm_source=letter&fbclid=1"); got.status != http.StatusOK {
		t.Errorf("status %d\n%s", got.status, got.body)
	}
}

func TestElementPage(t *testing.T) {
	h := newHouse(t)
	path := "/e/" + h.ids["L'Établi"].String() + "/l-etabli"
	page := h.get(path)
	if page.status != http.StatusOK {
		t.Fatalf("status %d\n%s", page.status, page.body)
	}
	page.holds(t, "<h1>L&#39;Établi</h1>", "<strong>samedi</strong>", `/?tag=C%2b%2b`, "Bourg-l&#39;Ouest", `data-lon="1.02"`, "application/ld+json")
	page.lacks(t, "<script>alert")
	h.get("/en"+path).holds(t, `<html lang="en">`, "See on the map")
}

func TestElementPageNamesWhatItIsTiedTo(t *testing.T) {
	h := newHouse(t)
	walk := data.Element{Kind: data.KindEvent, Name: "Balade", Source: data.Source{Name: "fixture", ID: "Balade"}, Links: []data.Link{
		{Rel: "organizer", Target: h.ids["Les Ormes solidaires"]}, {Rel: "partOf", Target: h.ids["Brouillon secret"]},
		{Rel: "partOf", Target: data.NewID()},
	}}
	h.add(walk)
	page := h.get("/e/" + h.ids["Balade"].String() + "/balade")
	page.holds(t, "Organisé par", "Les Ormes solidaires", "Dates à venir")
	page.lacks(t, "Brouillon secret", "Fait partie de")
}

func TestElementHasOneAddress(t *testing.T) {
	h := newHouse(t)
	path := "/e/" + h.ids["Jardin des Ormes"].String()
	for from, to := range map[string]string{
		path: path + "/jardin-des-ormes", path + "/autre": path + "/jardin-des-ormes", "/en" + path: "/en" + path + "/jardin-des-ormes",
	} {
		got := h.get(from)
		if got.status != http.StatusFound || got.header.Get("Location") != to || got.header.Get("Cache-Control") != revalidate {
			t.Errorf("GET %s = %d to %q, want 302 to %q and no 301: names change\n%v", from, got.status, got.header.Get("Location"), to, got.header)
		}
	}
	if got := h.get("/en?q=a"); got.status != http.StatusMovedPermanently || got.header.Get("Location") != "/en/?q=a" {
		t.Errorf("GET /en?q=a = %d to %q, want 301 to /en/?q=a", got.status, got.header.Get("Location"))
	}
}

func TestMistakesGetAPage(t *testing.T) {
	h := newHouse(t)
	html := []string{"Accept", "text/html,*/*;q=0.8"}
	tests := []struct {
		name, path string
		status     int
		says       string
	}{
		{"no such element", "/e/01900000-0000-7000-8000-0000000000ff/x", 404, "Page introuvable"},
		{"no id at all", "/en/e/1", 404, "Page not found"},
		{"a draft", "/e/" + h.ids["Brouillon secret"].String() + "/brouillon-secret", 404, "Page introuvable"},
		{"a member's", "/e/" + h.ids["Réservé secret"].String() + "/reserve-secret", 404, "Page introuvable"},
		{"a query that cannot be read", "/?near=nowhere", 400, "near"},
		{"markup in a query", "/?kind=%3Cscript%3Ealert(1)%3C/script%3E", 400, "kind"},
		{"nothing there", "/nothing/here", 404, "Page introuvable"},
		{"nothing there in English", "/en/nothing", 404, "Page not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := h.get(tt.path, html...)
			if got.status != tt.status || got.header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("GET %s = %d %s, want %d", tt.path, got.status, got.header.Get("Content-Type"), tt.status)
			}
			got.holds(t, tt.says)
			got.lacks(t, "<script>alert", "secret</h1>")
		})
	}
	if got := h.get("/nothing/here"); got.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("a program got %s", got.header.Get("Content-Type"))
	}
}

func TestPagesBeforeTheIndexIsReadySayHowFarItIs(t *testing.T) {
	h := newColdHouse(t)
	changes := fmt.Sprint(h.sequence())
	for path, want := range map[string]string{
		"/": "Il relit ses données : 0 changements sur " + changes, "/en/?q=a": "It is reading its data: 0 of " + changes + " changes",
		"/e/0199a0b0-0000-7000-8000-000000000000": "Le serveur démarre",
	} {
		got := h.get(path)
		if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" || got.header.Get("Refresh") == "" || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("GET %s: status %d, headers %v", path, got.status, got.header)
		}
		got.holds(t, want)
	}
	if log := h.log.String(); strings.Contains(log, "level=ERROR") {
		t.Errorf("the log takes a start for a failure:\n%s", log)
	}
	h.run()
	if got := h.get("/"); got.status != http.StatusOK || got.header.Get("Refresh") != "" {
		t.Errorf("GET / = %d, Refresh %q once the index has caught up", got.status, got.header.Get("Refresh"))
	}
}
