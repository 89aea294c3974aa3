package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maillage/data"
)

func TestWhatIsPublishedForANetworkIsAddedOrSuggestedToIt(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	open := h.networkOf("camille@example.org", "Ouverte", func(n *data.Network) { n.Contributors = data.ContributorsEveryone })
	asked := h.networkOf("camille@example.org", "Sur proposition", func(n *data.Network) {
		n.Contributors, n.Visibility = data.ContributorsSuggestions, data.NetworkByLink
	})
	shut := h.networkOf("camille@example.org", "Fermée", nil)
	secret := h.networkOf("camille@example.org", "Secrète", func(n *data.Network) {
		n.Contributors, n.Visibility = data.ContributorsEveryone, data.NetworkPrivate
	})
	adds, suggests := "sera aussi ajouté à la carte", "sera aussi proposé à la carte"
	for _, tt := range []struct {
		name      string
		who       *visitor
		reference string
		adds      bool
		suggests  bool
	}{
		{"nobody, everyone's", h.visitor(), open.Reference(), true, false},
		{"nobody, by suggestions", h.visitor(), asked.Reference(), false, true},
		{"nobody, without the key", h.visitor(), asked.Slug, false, false},
		{"nobody, private", h.visitor(), secret.Slug, false, false},
		{"anybody, nobody's", sacha, shut.Slug, false, false},
		{"its maker", camille, secret.Slug, true, false},
		{"none", camille, "<script>", false, false},
	} {
		body := string(tt.who.look("/new?" + url.Values{"kind": {"place"}, "network": {tt.reference}}.Encode()).body)
		if strings.Contains(body, adds) != tt.adds || strings.Contains(body, suggests) != tt.suggests {
			t.Errorf("%s: the form says that it adds: %v, suggests: %v", tt.name, strings.Contains(body, adds), strings.Contains(body, suggests))
		}
	}
	sacha.look("/new?network="+open.Slug).holds(t, "network="+open.Slug)
	total := func(reference string) int {
		return read[struct{ Total int }](h, "/api/v1/search?network="+url.QueryEscape(reference)).Total
	}
	publish := func(name, reference, action string) answer {
		form := url.Values{"kind": {"place"}, "name": {name}, "type": {"jardin"}, "lat": {"45.01"}, "lon": {"1.01"}, "license": {data.UsualLicense}, "network": {reference}, "action": {action}}
		got := sacha.post("/new", form)
		if got.status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", name, got.status, got.body)
		}
		return got
	}
	publish("Verger du Pré", open.Slug, "publish")
	publish("Mare aux chênes", asked.Reference(), "publish")
	publish("Lavoir du bourg", secret.Slug, "publish")
	draft := publish("Potager des écoles", open.Slug, "draft")
	if open, asked := total(open.Slug), total(asked.Reference()); open != 1 || asked != 0 {
		t.Errorf("the maps show %d and %d", open, asked)
	}
	if n, err := h.store.SuggestionCount(t.Context(), asked.Num); err != nil || n != 1 {
		t.Errorf("%d wait, %v", n, err)
	}
	if says, err := h.store.NetworkElements(t.Context(), secret.Num); err != nil || len(says) != 0 {
		t.Errorf("a closed map has %v, %v", says, err)
	}
	sacha.look(draft.header.Get("Location")).holds(t, adds)
	h.visitor().look("/n/"+open.Slug).holds(t, `href="/new?network=`+open.Slug)
	h.visitor().look("/n/"+shut.Slug).lacks(t, `href="/new?network=`)
}
