package web

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// linkedData returns the JSON-LD of a page, by its type.
func linkedData(t *testing.T, page string) map[string]map[string]any {
	t.Helper()
	all := map[string]map[string]any{}
	for _, found := range regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindAllStringSubmatch(page, -1) {
		var data map[string]any
		if err := json.Unmarshal([]byte(found[1]), &data); err != nil {
			t.Fatalf("%v: %s", err, found[1])
		}
		if data["@context"] != "https://schema.org" {
			t.Errorf("context of %s", found[1])
		}
		all[data["@type"].(string)] = data
	}
	return all
}

func TestTheFirstPageTellsOfItsSearch(t *testing.T) {
	page := explorePage(t, English, Explore{Query: url.Values{}})
	site := linkedData(t, page)["WebSite"]
	if site["url"] != "https://carte.example.org/en/" || !strings.Contains(page, `"https://carte.example.org/en/?q={search_term_string}"`) {
		t.Errorf("site = %v", site)
	}
	wantAll(t, page, `<link rel="canonical" href="https://carte.example.org/en/">`, `hreflang="x-default"`, `href="/api/v1/elements.atom"`)
	if len(linkedData(t, explorePage(t, French, rennes()))) != 0 {
		t.Error("a search tells of the site")
	}
}

func TestSearchEnginesLearnTheNameOfTheSite(t *testing.T) {
	r := newRenderer(t).With(Site{PublicURL: "https://carte.example.org", Name: "Communs & Cie", Taglines: map[Language]string{French: "Ici, on partage"}})
	var page strings.Builder
	if err := r.Explore(&page, French, Explore{Query: url.Values{}}); err != nil {
		t.Fatal(err)
	}
	site := linkedData(t, page.String())["WebSite"]
	if site["name"] != "Communs & Cie" || site["description"] != "Ici, on partage" {
		t.Errorf("site = %v", site)
	}
}

func TestEveryPageHasOneAddressInEveryLanguage(t *testing.T) {
	r := newRenderer(t)
	for path, write := range map[string]func(*strings.Builder, Language) error{
		"/legal": func(b *strings.Builder, l Language) error { return r.Legal(b, l) },
		"/api":   func(b *strings.Builder, l Language) error { return r.API(b, l, API{}) },
		"/t/FR-35": func(b *strings.Builder, l Language) error {
			return r.Territory(b, l, TerritoryPage{Territory: Territory{"FR-35", "Ille-et-Vilaine", "departement"}, Total: 1})
		},
	} {
		for _, l := range Languages {
			var b strings.Builder
			if err := write(&b, l); err != nil {
				t.Fatal(err)
			}
			wantAll(t, b.String(), `<link rel="canonical" href="https://carte.example.org`+l.Path(path)+`">`,
				`hreflang="fr" href="https://carte.example.org`+path+`"`, `hreflang="en" href="https://carte.example.org/en`+path+`"`,
				`hreflang="x-default" href="https://carte.example.org`+path+`"`, `property="og:url"`)
			wantNone(t, b.String(), "noindex", "<script>", " style=")
		}
	}
}

func TestATerritoryIsDescribedToMachines(t *testing.T) {
	var b strings.Builder
	view := TerritoryPage{
		Territory: Territory{"FR-35238", "Rennes </script>", "commune"}, Total: 2, Place: Place{-1.68, 48.11},
		Parents: []Territory{{"FR-35", "Ille-et-Vilaine", "departement"}, {"FR", "France", "country"}},
	}
	if err := newRenderer(t).Territory(&b, French, view); err != nil {
		t.Fatal(err)
	}
	found := linkedData(t, b.String())
	city, trail := found["City"], found["BreadcrumbList"]
	if city["name"] != "Rennes </script>" || city["identifier"] != "FR-35238" || city["@id"] != "https://carte.example.org/t/FR-35238" {
		t.Errorf("city = %v", city)
	}
	items, _ := trail["itemListElement"].([]any)
	if len(items) != 3 || items[0].(map[string]any)["name"] != "France" || items[1].(map[string]any)["item"] != "https://carte.example.org/t/FR-35" {
		t.Errorf("trail = %v", trail)
	}
}

func TestManyChildrenAreListedByLetterToo(t *testing.T) {
	view := TerritoryPage{Territory: Territory{"FR-35", "Ille-et-Vilaine", "departement"}, ChildrenLevel: "commune"}
	for _, name := range []string{"Acigné", "Âge", "Bruz", "Élan", "Erbrée"} {
		for n := range 6 {
			view.Children = append(view.Children, Counted{Territory{"FR-" + name, name, "commune"}, n})
		}
	}
	letters := ""
	for _, group := range view.Letters() {
		letters += group.Letter
	}
	if busiest := view.Busiest(); letters != "ABE" || len(busiest) != mostChildren || busiest[0].Count != 5 || busiest[len(busiest)-1].Count != 1 {
		t.Errorf("letters %s, busiest %v", letters, busiest)
	}
	if view.Children = view.Children[:3]; len(view.Letters()) != 0 || len(view.Busiest()) != 3 {
		t.Error("few children are listed twice")
	}
}

func TestAPageWithoutScriptLeadsEverywhere(t *testing.T) {
	page := explorePage(t, French, rennes())
	wantAll(t, page, `href="/t/FR-35238"`, `sort=newest`, `href="/?in=FR-35238&amp;q=v%C3%A9lo&amp;sort=relevance&amp;tag=reparation" aria-current="true"`,
		`href="/api/v1/elements.atom?in=FR-35238&amp;q=v%C3%A9lo&amp;tag=reparation"`, `href="/api/v1/elements.csv?in=FR-35238`)
}
