package api

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"maillage/data"
)

type urlset struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
		Links   []struct {
			Language string `xml:"hreflang,attr"`
			Href     string `xml:"href,attr"`
		} `xml:"http://www.w3.org/1999/xhtml link"`
	} `xml:"url"`
}

// TestTheSitemapListsEveryPageOnce follows the sitemap as a search engine does.
func TestTheSitemapListsEveryPageOnce(t *testing.T) {
	h := newHouse(t)
	robots := h.get("/robots.txt")
	robots.holds(t, "Sitemap: "+h.url+"/sitemap.xml\n", "Disallow: /*?")
	var top struct {
		Sitemaps []string `xml:"sitemap>loc"`
	}
	if err := xml.Unmarshal(h.get("/sitemap.xml").body, &top); err != nil || len(top.Sitemaps) != 3 {
		t.Fatalf("sitemaps = %v, %v", top.Sitemaps, err)
	}
	listed := map[string]bool{}
	for _, address := range top.Sitemaps {
		got := h.get(strings.TrimPrefix(address, h.url))
		var set urlset
		if err := xml.Unmarshal(got.body, &set); err != nil || got.header.Get("Content-Type") != "application/xml" {
			t.Fatalf("%s: %v\n%s", address, err, got.body)
		}
		for _, u := range set.URLs {
			path, ok := strings.CutPrefix(u.Loc, h.url)
			if !ok || listed[path] || len(u.Links) != 2 {
				t.Errorf("%s is listed twice, elsewhere, or not in both languages: %+v", u.Loc, u.Links)
			}
			listed[path] = true
			if strings.Contains(path, "/e/") && u.LastMod == "" {
				t.Errorf("%s does not say when it changed", path)
			}
			page := h.get(path, "Accept", "text/html")
			if page.status != http.StatusOK || strings.Contains(string(page.body), "noindex") {
				t.Errorf("%s is listed: status %d, or not to be indexed", path, page.status)
			}
		}
	}
	id := h.ids["Jardin des Ormes"].String()
	for _, path := range []string{"/", "/en/", "/legal", "/t/FR-87085", "/en/t/FR", "/e/" + id + "/jardin-des-ormes", "/en/e/" + id + "/jardin-des-ormes"} {
		if !listed[path] {
			t.Errorf("%s is not listed", path)
		}
	}
	for path := range listed {
		for _, hidden := range []string{"Camille Dupré-Inventée", "Brouillon secret", "Réservé secret"} {
			if strings.Contains(path, h.ids[hidden].String()) {
				t.Errorf("%s is listed", hidden)
			}
		}
	}
}

func TestASitemapIsSentOnceUntilSomethingChanges(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/sitemap.xml", "/sitemap/elements-0.xml", "/sitemap/territories-0.xml", "/sitemap/pages.xml"} {
		first := h.get(path)
		if got := h.get(path, "If-None-Match", first.header.Get("ETag")); first.status != http.StatusOK || got.status != http.StatusNotModified || len(got.body) > 0 {
			t.Errorf("GET %s = %d, then %d", path, first.status, got.status)
		}
		h.add(data.Element{Kind: data.KindPlace, Name: "Nouveau à " + path})
		h.get("/api/v1/search", "Min-Sequence", formatInt(h.sequence()))
		if got := h.get(path, "If-None-Match", first.header.Get("ETag")); got.status != http.StatusOK {
			t.Errorf("GET %s = %d after a change", path, got.status)
		}
	}
	for _, path := range []string{"/sitemap/elements-1.xml", "/sitemap/territories-9.xml", "/sitemap/elements-00.xml", "/sitemap/elements--1.xml", "/sitemap/pages-0.xml", "/sitemap/x.xml", "/sitemap/pages", "/sitemap/elements-9999999999999999999.xml"} {
		if got := h.get(path); got.status != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, got.status)
		}
	}
}

func TestASitemapWithAHostileHostStaysXML(t *testing.T) {
	h := newHouse(t)
	h.server.publicURL = "https://carte.example.org"
	got := h.get("/sitemap/pages.xml")
	got.holds(t, "<loc>https://carte.example.org/en/legal</loc>", `hreflang="fr" href="https://carte.example.org/"`)
	if got.header.Get("Cache-Control") != revalidate {
		t.Errorf("Cache-Control = %q", got.header.Get("Cache-Control"))
	}
	if own := escaped(`http://a"<b>&.example`); strings.ContainsAny(own, `"<>`) {
		t.Errorf("escaped = %s", own)
	}
}
