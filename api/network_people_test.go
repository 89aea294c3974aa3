package api

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"maillage/data"
)

func TestSomebodyIsInvitedToMakeANetwork(t *testing.T) {
	h := mailedHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille Dupré"), h.join("sacha@example.org", "Sacha")
	n := h.networkOf("camille@example.org", "Réseau secret", func(n *data.Network) { n.Visibility = data.NetworkPrivate })
	page := "/n/" + n.Slug + "/people"
	for who, v := range map[string]*visitor{"nobody": h.visitor(), "another": sacha} {
		got, unknown := v.look(page), v.look("/n/aucune/people")
		if got.status != unknown.status {
			t.Errorf("%s: %d of a closed map, %d of none", who, got.status, unknown.status)
		}
		got, unknown = v.post(page+"/invite", url.Values{"level": {"administrator"}}), v.post("/n/aucune/people/invite", url.Values{"level": {"administrator"}})
		if got.status != unknown.status {
			t.Errorf("%s invites: %d to a closed map, %d to none", who, got.status, unknown.status)
		}
	}
	camille.look(page).holds(t, "Vous vous occupez de cette carte", "Inviter quelqu’un")
	camille.look(camille.post(page+"/invite", url.Values{"email": {"sacha@example.org"}, "level": {"editor"}, "roles": {"jardins, accueil"}}).header.Get("Location")).
		holds(t, "L’invitation est partie.", "sacha@example.org")
	if mails := h.mailsTo("sacha@example.org"); len(mails) == 0 {
		t.Error("no mail is sent")
	}
	sacha.look("/home").holds(t, "On vous invite à faire la carte « Réseau secret »", page)
	offer := sacha.look(page).holds(t, "Vous feriez cette carte", "jardins, accueil").lacks(t, "Inviter quelqu’un", "Camille")
	invitation := regexp.MustCompile(`name="invitation" value="([\w-]+)"`).FindSubmatch(offer.body)
	if invitation == nil {
		t.Fatal("the page offers nothing")
	}
	if got := sacha.look("/api/v1/search?network=" + n.Slug); got.status == http.StatusOK {
		t.Error("who is invited reads it already")
	}
	form := url.Values{"invitation": {string(invitation[1])}, "answer": {"accept"}}
	sacha.look(sacha.post(page+"/invited", form).header.Get("Location")).holds(t, "Bienvenue", "Vous faites cette carte", "Camille Dupré").lacks(t, "Inviter quelqu’un")
	if got := sacha.look("/api/v1/search?network=" + n.Slug); got.status != http.StatusOK {
		t.Errorf("who makes it does not read it: %d", got.status)
	}
	if got := sacha.post(page+"/invite", url.Values{"level": {"administrator"}}); got.status != http.StatusForbidden {
		t.Errorf("an editor invites: %d", got.status)
	}
	camille.post(page+"/leave", nil).holds(t, "Plus personne ne s’occuperait de cette carte")
	account := h.accountOf("sacha@example.org").ID.String()
	camille.look(camille.post(page+"/change", url.Values{"account": {account}, "level": {"administrator"}}).header.Get("Location")).holds(t, "C’est enregistré.")
	if got := camille.post(page+"/leave", nil); got.status != http.StatusSeeOther || got.header.Get("Location") != "/n" {
		t.Errorf("one of two leaves: %d to %s", got.status, got.header.Get("Location"))
	}
	if got := camille.look(page); got.status != http.StatusNotFound {
		t.Errorf("who has left looks: %d", got.status)
	}
	sacha.look("/notifications").holds(t, "Camille Dupré a changé votre rôle dans la carte « Réseau secret »")
}

func TestALinkToANetworkIsHandedOverAndMakesAnAccount(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.networkOf("camille@example.org", "Réseau <i>", func(n *data.Network) { n.Visibility = data.NetworkPrivate })
	page := "/n/" + n.Slug + "/people"
	made := camille.post(page+"/invite", url.Values{"level": {"member"}})
	made.holds(t, "Voici le lien à remettre", `class="qr"`)
	token := regexp.MustCompile(`token=([\w-]+)`).FindSubmatch(made.body)
	if token == nil {
		t.Fatalf("no link: %s", made.body)
	}
	link := "/invitation?token=" + string(token[1])
	h.visitor().look(link).holds(t, "Camille vous invite dans « Réseau &lt;i&gt; »", "Vous seriez membre de cette carte").lacks(t, `href="/n/`)
	got := sacha.post("/invitation", url.Values{"token": {string(token[1])}, "answer": {"accept"}})
	if got.header.Get("Location") != page+"?done=accepted" {
		t.Errorf("accepted: %d to %s", got.status, got.header.Get("Location"))
	}
	if got := camille.look(link); got.status != http.StatusGone {
		t.Errorf("the link is good again: %d", got.status)
	}
	for act, form := range map[string]url.Values{
		"change":   {"account": {"x"}, "level": {"member"}},
		"remove":   {"account": {""}},
		"withdraw": {"invitation": {"<script>"}},
	} {
		if got := camille.post(page+"/"+act, form); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", act, got.status)
		}
	}
	if got := camille.post(page+"/dance", nil); got.status != http.StatusNotFound {
		t.Errorf("an unknown form: %d", got.status)
	}
	camille.post(page+"/invite", url.Values{"level": {"king"}, "email": {"x"}}).holds(t, `aria-invalid="true"`)
}
