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
	"maillage/data/store"
)

// networkSurfaces are the addresses at which a network may be asked; %s stands for its
// reference, which queries and paths write alike.
func networkSurfaces() []string {
	paths := []string{
		"/n/%s", "/en/n/%s", "/n/%s?kind=place", "/n/%s/theme.css", "/n/%s/theme.css?v=1", networksPath + "/%s", "/n/%s/print", "/n/%s/share", "/embed/%s",
		"/?network=%s", "/en/?network=%s&kind=place", "/api/v1/search?network=%s&facets=kind,tag,territory,type", "/api/v1/search?network=%s&limit=1&near=1,45&sort=distance",
		"/tiles/elements.json?network=%s",
	}
	for _, format := range []string{"geojson", "csv", "ndjson", "atom"} {
		paths = append(paths, "/api/v1/elements."+format+"?network=%s")
	}
	for _, tile := range []string{"0/0/0", "5/16/11", "10/514/366"} {
		paths = append(paths, "/tiles/elements/"+tile+".mvt?network=%s", "/tiles/elements/"+tile+".mvt?kind=place&network=%s")
	}
	return paths
}

// TestWhoMayNotReadANetworkIsToldNothingOfIt asks every surface for networks that are
// closed or by a link, as everybody: who may not read one gets what they would get of
// one that never was; who may gets it for themselves alone.
func TestWhoMayNotReadANetworkIsToldNothingOfIt(t *testing.T) {
	h := newHouse(t)
	owner, member, former, stranger, keeper := h.join("owner@example.org", "Owner"), h.join("member@example.org", "Member"), h.join("former@example.org", "Former"), h.join("stranger@example.org", "Stranger"), h.join("keeper@example.org", "Keeper")
	account := h.accountOf("keeper@example.org")
	account.Administrator = true
	if _, err := h.store.Update(t.Context(), func(tx *store.Tx) error { return tx.PutAccount(account, data.NoPassword) }); err != nil {
		t.Fatal(err)
	}
	anybody := h.visitor()
	secret := func(status data.Status, visibility data.NetworkVisibility) data.Network {
		n := h.network("owner@example.org", "Zorglub "+string(status)+" "+string(visibility), "tag=jardinpartage", func(n *data.Network) {
			n.Status, n.Visibility, n.Summary = status, visibility, "zorglub"
			n.Look.Color = "#2f6b4f"
			fieldsOf(n)
		})
		h.belongs(n, "member@example.org", data.LevelMember)
		h.belongs(n, "former@example.org", data.LevelEditor)
		h.belongs(n, "former@example.org", "")
		return n
	}
	listsBefore := listing(h, anybody)
	for _, n := range []data.Network{
		secret(data.StatusPublished, data.NetworkPrivate), secret(data.StatusDraft, data.NetworkPublic), secret(data.StatusDraft, data.NetworkByLink), secret(data.StatusPublished, data.NetworkByLink),
	} {
		references := []string{n.Slug}
		if n.IsClosed() { // a key opens nothing of it
			references = append(references, n.Slug+data.NetworkKeyMark+n.Key)
		} else {
			references = append(references, n.Slug+data.NetworkKeyMark+strings.Repeat("a", 26))
		}
		for _, reference := range references {
			never := "n" + reference[1:]
			spaced := strings.NewReplacer("-", " ").Replace // in the search box of the page that says so
			alike := strings.NewReplacer(n.Slug, never[:len(n.Slug)], spaced(n.Slug), spaced(never[:len(n.Slug)])).Replace
			for _, surface := range networkSurfaces() {
				path, other := fmt.Sprintf(surface, reference), fmt.Sprintf(surface, never)
				// Those who may, first: what is kept ready for them must not be for others.
				for name, v := range map[string]*visitor{"the owner": owner, "a member": member} {
					got := v.look(path)
					if strings.HasPrefix(path, "/embed/") { // other sites show what everybody may see
						continue
					}
					if got.status != http.StatusOK && got.status != http.StatusNoContent && got.status != http.StatusFound {
						t.Errorf("%s to %s = %d\n%s", path, name, got.status, cutTo(string(got.body), 300))
					}
					if caching := got.header.Get("Cache-Control"); !strings.HasPrefix(caching, "private") || !slices.ContainsFunc(got.header.Values("Vary"), func(v string) bool { return strings.Contains(v, "Cookie") }) {
						t.Errorf("%s to %s may be kept: %q, %q", path, name, caching, got.header.Values("Vary"))
					}
					if tag := got.header.Get("ETag"); tag != "" {
						if again := anybody.send("GET", path, "", nil, "If-None-Match", tag); again.status == http.StatusNotModified || again.status == http.StatusOK {
							t.Errorf("%s with the ETag of %s = %d to anybody", path, name, again.status)
						}
					}
				}
				for name, v := range map[string]*visitor{"anybody": anybody, "a stranger": stranger, "a former editor": former, "who keeps the site": keeper} {
					got, want := v.look(path), v.look(other)
					if got.status != want.status || got.status < 400 {
						t.Errorf("%s to %s = %d, want %d as of one that never was", path, name, got.status, want.status)
					}
					here, there := moving.ReplaceAllString(alike(string(got.body)), ""), moving.ReplaceAllString(string(want.body), "")
					if here != there {
						here, there = difference(here, there)
						t.Errorf("%s to %s says\n%s\nand of one that never was\n%s", path, name, here, there)
					}
				}
			}
		}
		if strings.Contains(h.log.String(), n.Key) {
			t.Errorf("the log holds the key of %s", n.Slug)
		}
	}
	for name, v := range map[string]*visitor{"anybody": anybody, "a stranger": stranger, "who keeps the site": keeper} {
		for path, before := range listsBefore {
			if got := listing(h, v)[path]; got != before && v == anybody {
				was, is := difference(before, got)
				t.Errorf("%s says before\n%s\nand after\n%s", path, was, is)
			} else if strings.Contains(strings.ToLower(got), "zorglub ") {
				t.Errorf("%s tells %s of a network", path, name)
			}
		}
	}
	owner.look("/n").holds(t, "Mes cartes", "Zorglub published private", "brouillon", "par lien")
}

// listing returns what lists and suggestions say that could name a network.
func listing(h *house, v *visitor) map[string]string {
	said := map[string]string{}
	for _, path := range []string{
		"/n", "/en/n", networksPath, "/api/v1/suggest?q=zorg", "/api/v1/suggest?q=zorglub+published", "/sitemap/pages.xml", "/sitemap.xml", "/api", "/api/v1/search?q=zorglub",
		"/e/" + h.ids["Jardin des Ormes"].String() + "/jardin-des-ormes",
	} {
		said[path] = moving.ReplaceAllString(string(v.look(path).body), "")
	}
	return said
}

// newID is what an empty form calls what is made by it.
var newID = regexp.MustCompile(`name="id" value="[^"]*"`)

// TestWhoMayNotReadANetworkChangesNothingOfIt sends everything that can be asked of a
// network to those that are closed or by a link, by their slugs alone: who may not read
// one is answered as of one that never was.
func TestWhoMayNotReadANetworkChangesNothingOfIt(t *testing.T) {
	h := newHouse(t)
	h.join("owner@example.org", "Owner")
	stranger, former := h.join("stranger@example.org", "Stranger"), h.join("former@example.org", "Former")
	h.server.limits.writes = newLimiter(10_000, time.Second)
	h.server.limits.suggestions = newLimiter(10_000, time.Second)
	h.server.limits.joins = newLimiter(10_000, time.Second)
	id := h.ids["Jardin des Ormes"].String()
	type form = url.Values
	asked := []struct {
		method, path, json string
		form               form
	}{
		{"GET", "/n/%s/edit", "", nil}, {"GET", "/n/%s/people", "", nil}, {"GET", "/n/%s/suggestions", "", nil}, {"GET", "/n/%s/table", "", nil},
		{"GET", "/n/%s/table/" + id, "", nil}, {"GET", "/n/%s/review", "", nil}, {"GET", "/n/%s/delete", "", nil}, {"GET", "/n/%s/unpublish", "", nil},
		{"GET", "/oembed?url=" + url.QueryEscape(h.url+"/n/%s"), "", nil}, {"GET", "/api/v1/choices?network=%s", "", nil},
		{"GET", "/api/v1/live?network=%s", "", nil}, {"GET", "/api/v1/elements/" + id + "?network=%s", "", nil},
		{"GET", "/follow?what=network:%s", "", nil}, {"POST", "/follow", "", form{"what": {"network:%s"}}},
		{"GET", "/new?kind=place&network=%s", "", nil}, {"GET", "/pick?element=" + id + "&network=%s", "", nil},
		{"POST", "/pick", "", form{"element": {id}, "network": {"%s"}, "standing": {"picked"}}},
		{"POST", "/n/%s/edit", "", form{"title": {"Pris"}, "revision": {"1"}}}, {"POST", "/n/%s/edit/key", "", form{}},
		{"POST", "/n/%s/delete", "", form{}}, {"POST", "/n/%s/unpublish", "", form{}},
		{"POST", "/n/%s/people/leave", "", form{}}, {"POST", "/n/%s/people/invite", "", form{"level": {"administrator"}}},
		{"POST", "/n/%s/people/change", "", form{"account": {h.accountOf("stranger@example.org").ID.String()}, "level": {"administrator"}}},
		{"POST", "/n/%s/suggestions", "", form{"accept": {id}}}, {"POST", "/n/%s/review", "", form{"approve": {id + ":1"}}},
		{"POST", "/n/%s/table", "", form{"act": {"pick"}, "element": {id}}}, {"POST", "/n/%s/table", "", form{"act": {"leave"}, "element": {id}}},
		{"POST", "/n/%s/table", "", form{"act": {"seen"}}}, {"POST", "/n/%s/table", "", form{"act": {"tag"}, "element": {id}, "tags": {"pris"}}},
		{"POST", "/n/%s/table", "", form{}}, {"POST", "/n/%s/table/" + id, "", form{"note": {"pris"}}},
		{"POST", networksPath + "/%s/elements", `{"elements":["` + id + `"],"standing":"picked"}`, nil},
		{"POST", networksPath + "/%s/elements", `{"elements":["` + id + `"],"standing":"suggested"}`, nil},
		{"GET", "/n/%s/join", "", nil}, {"POST", "/n/%s/join", "", form{"message": {"bonjour"}}}, {"POST", "/n/%s/join", "", form{"action": {"withdraw"}}},
		{"POST", "/n/%s/people/answer", "", form{"account": {h.accountOf("stranger@example.org").ID.String()}, "answer": {"accept"}}},
		{"GET", networksPath + "/%s/review", "", nil}, {"POST", networksPath + "/%s/review", `{"revisions":[{"element":"` + id + `","revision":1}]}`, nil},
		{"GET", "/e/" + id + "/jardin-des-ormes?network=%s", "", nil}, {"GET", "/n/%s/edit?query=kind%3Dplace", "", nil},
		{"PUT", networksPath + "/%s", `{"title":"Pris"}`, nil}, {"DELETE", networksPath + "/%s", "", nil},
	}
	for _, contributors := range []data.Contributors{data.ContributorsSuggestions, data.ContributorsEveryone} {
		for _, state := range []struct {
			status     data.Status
			visibility data.NetworkVisibility
		}{{data.StatusPublished, data.NetworkPrivate}, {data.StatusDraft, data.NetworkPublic}, {data.StatusPublished, data.NetworkByLink}} {
			n := h.network("owner@example.org", "Zorglub", "tag=jardinpartage", func(n *data.Network) {
				n.Status, n.Visibility, n.Contributors, n.Clears = state.status, state.visibility, contributors, true
			})
			h.belongs(n, "former@example.org", data.LevelEditor)
			h.belongs(n, "former@example.org", "")
			for _, one := range asked {
				name := fmt.Sprintf("%s %s, %s and %s", one.method, one.path, state.status, state.visibility)
				for who, v := range map[string]*visitor{"a stranger": stranger, "a former editor": former} {
					ask := func(slug string) answer {
						path := strings.ReplaceAll(one.path, "%s", slug)
						switch {
						case isLive(strings.Split(path, "?")[0]):
							return h.get(path, "Cookie", v.cookies())
						case one.form != nil:
							sent := form{}
							for key, values := range one.form {
								sent.Set(key, strings.ReplaceAll(values[0], "%s", slug))
							}
							return v.post(path, sent)
						case one.json != "" || one.method == "DELETE":
							return v.send(one.method, path, "application/json", strings.NewReader(one.json), "If-Match", `"1"`)
						}
						return v.look(path)
					}
					never := "n" + n.Slug[1:]
					got, want := ask(n.Slug), ask(never)
					said := func(a answer) string { return newID.ReplaceAllString(moving.ReplaceAllString(string(a.body), ""), "") }
					here, there := strings.ReplaceAll(said(got), n.Slug, never), said(want)
					if got.status != want.status || here != there || strings.ReplaceAll(got.header.Get("Location"), n.Slug, never) != want.header.Get("Location") {
						here, there = difference(here, there)
						t.Errorf("%s by %s = %d, want %d as of one that never was; it says\n%s\nand of that\n%s", name, who, got.status, want.status, here, there)
					}
				}
			}
			if kept := h.keptNetwork(n.Slug); kept.Revision != n.Revision || kept.Key != n.Key {
				t.Errorf("a network that is %s and %s has changed: %+v", state.status, state.visibility, kept)
			}
			if says, err := h.store.NetworkElements(t.Context(), n.Num); err != nil || len(says) > 0 {
				t.Errorf("a network that is %s and %s says %v, %v", state.status, state.visibility, says, err)
			}
			if _, err := h.commons.DeleteNetwork(t.Context(), h.accountOf("owner@example.org").ID, n.Slug, 0); err != nil {
				t.Fatal(err)
			}
			h.settle()
		}
	}
}

// TestALinkOpensANetworkUntilItIsRenewed follows the link of a network.
func TestALinkOpensANetworkUntilItIsRenewed(t *testing.T) {
	h := newHouse(t)
	h.join("owner@example.org", "Owner")
	n := h.network("owner@example.org", "Zorglub", "tag=jardinpartage", func(n *data.Network) { n.Visibility = data.NetworkByLink })
	reference := n.Reference()
	h.get("/n/"+reference).holds(t, "Zorglub", `name="robots" content="noindex`)
	for _, surface := range networkSurfaces() {
		if got := h.get(fmt.Sprintf(surface, reference)); got.status != http.StatusOK && got.status != http.StatusNoContent {
			t.Errorf("%s = %d", surface, got.status)
		}
	}
	if _, err := h.commons.RenewNetworkKey(t.Context(), h.accountOf("owner@example.org").ID, n.Slug, n.UpdatedAt); err != nil {
		t.Fatal(err)
	}
	h.settle()
	for _, surface := range networkSurfaces() {
		if got := h.get(fmt.Sprintf(surface, reference)); got.status < 400 {
			t.Errorf("by its former link %s = %d", surface, got.status)
		}
	}
	if strings.Contains(h.log.String(), n.Key) {
		t.Error("the log holds the key")
	}
}
