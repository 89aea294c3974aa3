package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maillage/data"
)

func TestSomebodyAsksToBelongToANetworkOnItsPage(t *testing.T) {
	h := newHouse(t)
	camille, lou, sacha, noemi := h.join("camille@example.org", "Camille"), h.join("lou@example.org", "Lou"), h.join("sacha@example.org", "Sacha <b>"), h.join("noemi@example.org", "Noémi")
	n := h.networkOf("camille@example.org", "Jardins", nil)
	h.belongs(n, "lou@example.org", data.LevelEditor)
	page, join, people := "/n/"+n.Slug, "/n/"+n.Slug+"/join", "/n/"+n.Slug+"/people"
	for who, v := range map[string]*visitor{"a visitor": h.visitor(), "another": sacha} {
		if got := v.look(page); !strings.Contains(string(got.body), `href="`+join+`"`) {
			t.Errorf("%s finds no way to ask", who)
		}
	}
	for who, v := range map[string]*visitor{"an editor": lou, "who answers for it": camille} {
		v.look(page).lacks(t, join)
		if got := v.look(join); got.header.Get("Location") != people {
			t.Errorf("%s asks: %d to %q", who, got.status, got.header.Get("Location"))
		}
	}
	if got := h.visitor().look(join); got.header.Get("Location") != "/login?next="+url.QueryEscape(join) {
		t.Errorf("a visitor asks: %d to %q", got.status, got.header.Get("Location"))
	}
	sacha.look(join).holds(t, "Devenir membre", "Envoyer ma demande", `maxlength="500"`)
	sacha.post(join, url.Values{"message": {strings.Repeat("é", data.MaxRequest+1)}}).holds(t, `aria-invalid="true"`, "éééé")
	asked := sacha.post(join, url.Values{"message": {"Je jardine <i>à côté</i>"}})
	wantStatus(t, "asking", asked, http.StatusSeeOther)
	sacha.look(asked.header.Get("Location")).holds(t, "Votre demande est envoyée.", "Je jardine &lt;i&gt;à côté&lt;/i&gt;", "Retirer ma demande").lacks(t, "Envoyer ma demande")
	again := sacha.post(join, nil)
	wantStatus(t, "asking again", again, http.StatusConflict)
	again.holds(t, "votre demande attend déjà")
	if got := sacha.look(people); got.status != http.StatusForbidden {
		t.Errorf("who asks looks at who makes it: %d", got.status)
	}

	// Those who make it find it at home, among what concerns them and on the page of people.
	noemi.post(join, url.Values{"message": {"Et moi ?"}})
	camille.look("/home").holds(t, "2 personnes demandent à devenir membres de la carte « Jardins »")
	for _, v := range []*visitor{camille, lou} {
		v.look("/notifications").holds(t, "Sacha &lt;b&gt; demande à devenir membre de la carte « Jardins »", `href="`+people+`"`)
		v.look(people).holds(t, "Demandes", "Je jardine &lt;i&gt;à côté&lt;/i&gt;", "Et moi ?")
	}
	form := func(email, answer string) url.Values {
		return url.Values{"account": {h.accountOf(email).ID.String()}, "answer": {answer}}
	}
	if got := noemi.post(people+"/answer", form("noemi@example.org", "accept")); got.status != http.StatusForbidden {
		t.Errorf("who asks answers themselves: %d", got.status)
	}
	lou.look(lou.post(people+"/answer", form("sacha@example.org", "accept")).header.Get("Location")).holds(t, "Votre réponse est donnée.", "Sacha &lt;b&gt;", "membre").lacks(t, "Je jardine")
	camille.post(people+"/answer", form("noemi@example.org", "refuse"))
	late := lou.post(people+"/answer", form("noemi@example.org", "accept"))
	wantStatus(t, "answered twice", late, http.StatusConflict)
	late.holds(t, "Quelqu’un d’autre y a déjà répondu")
	sacha.look("/notifications").holds(t, "Lou a accepté votre demande : vous êtes membre de la carte « Jardins »")
	noemi.look("/notifications").holds(t, "Camille n’a pas donné suite à votre demande de devenir membre de la carte « Jardins »")
	sacha.look(people).holds(t, "Vous êtes membre de cette carte.")
	camille.look("/home").lacks(t, "demande à devenir membre")

	// What is asked can be taken back, is in the archive, and is bounded in a day.
	noemi.post(join, url.Values{"message": {"Encore moi"}})
	if file := archived(t, noemi.look("/account/export"))["networks.json"]; !strings.Contains(file, "Encore moi") || !strings.Contains(file, `"title": "Jardins"`) {
		t.Errorf("networks.json:\n%s", file)
	}
	noemi.look(noemi.post(join, url.Values{"action": {"withdraw"}}).header.Get("Location")).holds(t, "vous n’êtes pas membre, et ne demandez pas à l’être", "Envoyer ma demande")
	camille.look(people).lacks(t, "Encore moi")
	taken := 0
	for range 40 {
		if got := noemi.post(join, nil); got.status == http.StatusTooManyRequests {
			got.holds(t, "Réessayez plus tard")
			break
		}
		taken++
		noemi.post(join, url.Values{"action": {"withdraw"}})
	}
	if taken >= 20 {
		t.Errorf("%d more in a day are taken", taken)
	}
}

// TestNobodyAsksForWhatTheyMayNotRead compares a closed network with none at all.
func TestNobodyAsksForWhatTheyMayNotRead(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	sacha := h.join("sacha@example.org", "Sacha")
	none := sacha.look("/n/aucune/join")
	for i, tt := range []struct {
		name   string
		change func(*data.Network)
		opens  bool
	}{
		{"a draft", func(n *data.Network) { n.Status = data.StatusDraft }, false},
		{"a private one", func(n *data.Network) { n.Visibility = data.NetworkPrivate }, false},
		{"one by link", func(n *data.Network) { n.Visibility = data.NetworkByLink }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := h.networkOf("camille@example.org", fmt.Sprint("Secret ", i), tt.change)
			got, asked := sacha.look("/n/"+n.Slug+"/join"), sacha.post("/n/"+n.Slug+"/join", url.Values{"message": {"bonjour"}})
			if got.status != http.StatusNotFound || asked.status != http.StatusNotFound || got.status != none.status {
				t.Errorf("looking: %d, asking: %d", got.status, asked.status)
			}
			if all, err := h.store.NetworkRequests(t.Context(), n.Num); err != nil || len(all) != 0 {
				t.Errorf("there wait %v, %v", all, err)
			}
			if !tt.opens {
				return
			}
			join := "/n/" + n.Reference() + "/join"
			sacha.look("/n/"+n.Reference()).holds(t, join)
			sacha.look(sacha.post(join, nil).header.Get("Location")).holds(t, "Votre demande est envoyée.")
		})
	}
}
