package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"maillage/data"
)

// shownOn returns the maps that the answer about an element names.
func (h *house) shownOn(id data.ID) string {
	h.t.Helper()
	var titles []string
	for _, n := range read[feature](h, elementsPath+"/"+id.String()).Properties.Networks {
		titles = append(titles, n.Title)
	}
	return strings.Join(titles, ", ")
}

func TestTheMapsThatShowAnElementAreNamed(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	by := h.accountOf("camille@example.org").ID
	network := func(title, query string, change func(*data.Network)) data.Network {
		return h.network("camille@example.org", title, query, change)
	}
	network("Compost <b>", "tag=compost", nil)
	network("Tout", "kind=place,person,organization", nil)
	network("Vélos", "tag=velo", nil)
	network("Secret brouillon", "tag=compost", func(n *data.Network) { n.Status = data.StatusDraft })
	network("Secret privé", "tag=compost", func(n *data.Network) { n.Visibility = data.NetworkPrivate })
	network("Secret par lien", "tag=compost", func(n *data.Network) { n.Visibility = data.NetworkByLink })
	picks, hides := network("À la main", "", nil), network("Sans celui-ci", "tag=compost", nil)
	id := h.ids["Jardin des Ormes"]
	for slug, standing := range map[string]data.Standing{picks.Slug: data.StandingPicked, hides.Slug: data.StandingHidden} {
		if _, _, err := h.commons.Curate(t.Context(), by, slug, []data.ID{id}, standing, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	h.settle()
	if got := h.shownOn(id); got != "À la main, Compost <b>, Tout" {
		t.Errorf("the maps are %s", got)
	}
	page := h.visitor().look("/e/" + id.String() + "/jardin-des-ormes")
	page.holds(t, "Sur les cartes", `<a href="/n/`+picks.Slug+`">À la main</a>`, "Compost &lt;b&gt;").lacks(t, "Secret", "Sans celui-ci", ">Vélos<")
	for range shownNetworks {
		network("Encore", "tag=compost", nil)
	}
	h.visitor().look("/e/"+id.String()+"/jardin-des-ormes").holds(t, "et 3 autres cartes")
	h.visitor().look("/e/"+h.ids["Piste des Ormes"].String()+"/piste-des-ormes").holds(t, "Vélos").lacks(t, "À la main")
}

// TestAMapThatApprovesIsNamedWhereItShowsTheElement holds that what an element says now
// does not make it part of a map that has not approved it.
func TestAMapThatApprovesIsNamedWhereItShowsTheElement(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	n := h.network("camille@example.org", "Relue", "tag=compost", func(n *data.Network) { n.Clears = true })
	h.add(data.Element{Kind: data.KindPlace, Name: "Tout neuf", Tags: []string{"compost"}, Geometry: at(1.05, 45.05), Source: data.Source{Name: "fixture", ID: "neuf"}})
	h.settle()
	fresh := h.ids["Tout neuf"]
	if got := h.shownOn(h.ids["Jardin des Ormes"]); got != "Relue" {
		t.Errorf("what was there is on %q", got)
	}
	if got := h.shownOn(fresh); got != "" {
		t.Errorf("before it is approved it is on %q", got)
	}
	if _, _, err := h.commons.Approve(t.Context(), h.accountOf("camille@example.org").ID, n.Slug, []data.RevisionOf{{Element: fresh, Revision: 1}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.settle()
	if got := h.shownOn(fresh); got != "Relue" {
		t.Errorf("once it is approved it is on %q", got)
	}
}

func TestWhatAMapKeepsOfAnElementIsReadOnItsPage(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	fields := []data.NetworkField{
		{Key: "places", Label: "Places <i>", Type: data.FieldNumber, Shown: true}, {Key: "depuis", Label: "Depuis", Type: data.FieldDate, Shown: true},
		{Key: "abrite", Label: "Abrité", Type: data.FieldYesNo, Shown: true}, {Key: "site", Label: "Site", Type: data.FieldLink, Shown: true},
		{Key: "acces", Label: "Accès", Type: data.FieldChoice, Choices: []string{"libre", "sur <b>rendez-vous</b>"}, Shown: true},
		{Key: "clef", Label: "Où est la clef", Type: data.FieldText},
	}
	values := map[string]string{
		"places": "1200", "depuis": "2024-03-01", "abrite": "yes", "site": "https://jardin.example/a?b=c", "acces": "sur <b>rendez-vous</b>", "clef": "sous le pot",
	}
	id := h.ids["Jardin des Ormes"]
	references := map[data.NetworkVisibility]string{}
	for _, visibility := range data.NetworkVisibilities {
		n := h.network("camille@example.org", "Jardins "+string(visibility), "tag=compost", func(n *data.Network) { n.Fields, n.Visibility = fields, visibility })
		if _, err := h.commons.Annotate(t.Context(), h.accountOf("camille@example.org").ID, n.Slug, id, nil, values, time.Now()); err != nil {
			t.Fatal(err)
		}
		references[visibility] = n.Reference()
	}
	h.settle()
	path := func(id data.ID, visibility data.NetworkVisibility) string {
		return "/e/" + id.String() + "/jardin-des-ormes?network=" + references[visibility]
	}
	shown := []string{
		"Sur la carte « Jardins ", "Places &lt;i&gt;", "<dd>1\u202f200</dd>", "1er mars 2024", "<dd>oui</dd>", `href="https://jardin.example/a?b=c"`,
		">jardin.example</a>", "sur &lt;b&gt;rendez-vous&lt;/b&gt;",
	}
	for _, visibility := range []data.NetworkVisibility{data.NetworkPublic, data.NetworkByLink} {
		h.visitor().look(path(id, visibility)).holds(t, shown...).lacks(t, "sous le pot", "Où est la clef")
		got := read[feature](h, elementsPath+"/"+id.String()+"?network="+url.QueryEscape(references[visibility]))
		if got.Network == nil || len(got.Network.Fields) != 5 || got.Properties.Values["acces"] != values["acces"] || got.Properties.Values["clef"] != "" {
			t.Errorf("%s: the answer says %+v, %v", visibility, got.Network, got.Properties.Values)
		}
	}
	h.visitor().look("/n/"+references[data.NetworkPublic]).holds(t, `href="/e/`+id.String()+`/jardin-des-ormes?network=`+references[data.NetworkPublic]+`"`)
	h.visitor().look("/embed/"+references[data.NetworkPublic]).holds(t, `/jardin-des-ormes?network=`+references[data.NetworkPublic]+`"`, "sur &lt;b&gt;rendez-vous")
	h.visitor().look("/e/"+id.String()+"/jardin-des-ormes").lacks(t, "1\u202f200", "Sur la carte «")

	// Of a closed one visitors are told as little as of none.
	own := camille.look(path(id, data.NetworkPrivate)).holds(t, shown...)
	if cache := own.header.Get("Cache-Control"); !strings.Contains(cache, "private") {
		t.Errorf("its maker's page is kept by others: %q", cache)
	}
	for what, address := range map[string]string{
		"a closed one": path(id, data.NetworkPrivate), "none": "/e/" + id.String() + "/jardin-des-ormes?network=aucune", "no reference": "/e/" + id.String() + "/jardin-des-ormes?network=%3Cscript%3E",
		"an element that it does not show": strings.Replace(path(h.ids["Piste des Ormes"], data.NetworkPublic), "jardin-des", "piste-des", 1),
	} {
		got := h.visitor().look(address)
		wantStatus(t, what, got, http.StatusOK)
		got.lacks(t, "Sur la carte «", "1\u202f200", "<script>alert")
	}
}
