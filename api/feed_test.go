package api

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"maillage/data"
)

type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID    string `xml:"id"`
		Title string `xml:"title"`
		Point string `xml:"http://www.georss.org/georss point"`
		Link  struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func readAtom(t *testing.T, got answer) atom {
	t.Helper()
	var feed atom
	if err := xml.Unmarshal(got.body, &feed); err != nil || got.status != http.StatusOK {
		t.Fatalf("status %d, %v\n%s", got.status, err, got.body)
	}
	return feed
}

func TestAFeedFollowsAQuery(t *testing.T) {
	h := newHouse(t)
	got := h.get("/api/v1/elements.atom?tag=jardin+partag%C3%A9&in=FR-87&sort=relevance&q=jardin&limit=1", "Accept-Language", "fr")
	feed := readAtom(t, got)
	if !strings.HasPrefix(got.header.Get("Content-Type"), "application/atom+xml") || got.header.Get("Content-Language") != "fr" {
		t.Errorf("headers = %v", got.header)
	}
	if feed.Title != "Maillage — jardin, #jardinpartage, Haute-Vienne" || !strings.HasPrefix(feed.ID, "urn:uuid:") {
		t.Errorf("feed = %q %q", feed.Title, feed.ID)
	}
	links := map[string]string{}
	for _, link := range feed.Links {
		links[link.Rel] = link.Href
	}
	if links["self"] != h.url+"/api/v1/elements.atom?q=jardin&tag=jardinpartage&in=FR-87" || links["alternate"] != h.url+"/?q=jardin&tag=jardinpartage&in=FR-87" {
		t.Errorf("links = %v", links)
	}
	if len(feed.Entries) != 2 {
		t.Fatalf("%d entries, want both gardens whatever the paging: %+v", len(feed.Entries), feed.Entries)
	}
	newest := feed.Entries[0]
	if newest.Title != "Jardin d'en face" || newest.ID != "urn:uuid:"+h.ids["Jardin d'en face"].String() || newest.Point != "45 2" || !strings.HasPrefix(newest.Link.Href, h.url+"/e/") {
		t.Errorf("entry = %+v", newest)
	}
	if english := readAtom(t, h.get("/api/v1/elements.atom", "Accept-Language", "en")); english.Title != "Maillage — all that is new" || !strings.Contains(english.Entries[0].Link.Href, "/en/e/") {
		t.Errorf("in English: %q, %s", english.Title, english.Entries[0].Link.Href)
	}
}

func TestAFeedKnowsNoPersonsAndNoSecrets(t *testing.T) {
	h := newHouse(t)
	all := h.get("/api/v1/elements.atom")
	if text := string(all.body); strings.Contains(text, "Camille") || strings.Contains(text, "secret") {
		t.Errorf("the feed knows too much:\n%s", text)
	}
	if feed := readAtom(t, h.get("/api/v1/elements.atom?kind=person")); len(feed.Entries) != 0 {
		t.Errorf("a feed of persons: %+v", feed.Entries)
	}
	if feed := readAtom(t, h.get("/api/v1/elements.atom?kind=person,project")); len(feed.Entries) != 1 {
		t.Errorf("a feed of persons and projects: %+v", feed.Entries)
	}
	if got := h.get("/api/v1/elements.atom?kind=person&in=FR-00000"); got.status != http.StatusBadRequest {
		t.Errorf("status %d for a mistake in a feed of persons", got.status)
	}
}

func TestAFeedIsSentOnceUntilItChanges(t *testing.T) {
	h := newHouse(t)
	const path = "/api/v1/elements.atom?kind=project"
	first := h.get(path)
	h.add(data.Element{Kind: data.KindPlace, Name: "Autre chose"})
	h.get("/api/v1/search", "Min-Sequence", formatInt(h.sequence()))
	if got := h.get(path, "If-None-Match", first.header.Get("ETag")); got.status != http.StatusNotModified || len(got.body) > 0 {
		t.Errorf("status %d when something else changed", got.status)
	}
	h.add(data.Element{Kind: data.KindProject, Name: "Un projet de plus"})
	h.get("/api/v1/search", "Min-Sequence", formatInt(h.sequence()))
	got := h.get(path, "If-None-Match", first.header.Get("ETag"))
	if got.status != http.StatusOK || readAtom(t, got).ID != readAtom(t, first).ID {
		t.Errorf("status %d, or another id, when a project came", got.status)
	}
}
