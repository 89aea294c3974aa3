package api

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"maillage/data"
)

// project makes a project known by somebody who has logged in, and returns its id.
func (v *visitor) project(name string) string {
	v.t.Helper()
	body := `{"kind":"project","name":` + strconv.Quote(name) + `,"geometry":{"type":"Point","coordinates":[1.01,45.01]}}`
	got := v.send("POST", elementsPath, "application/json", strings.NewReader(body))
	if got.status != http.StatusCreated {
		v.t.Fatalf("POST = %d\n%s", got.status, got.body)
	}
	return written(v.t.(*testing.T), got).ID.String()
}

// act sends a form of the page of the members, and expects to be led to what was done.
func (v *visitor) act(t *testing.T, id, act string, form url.Values, done string) {
	t.Helper()
	got := v.post("/members/"+id+"/"+act, form)
	if to := got.header.Get("Location"); got.status != http.StatusSeeOther || to != "/members/"+id+"?done="+done {
		t.Fatalf("%s: %d to %q\n%s", act, got.status, to, got.body)
	}
}

var accountInForm = regexp.MustCompile(`name="account" value="([\w-]+)"`)

func TestAnAddressIsNotFloodedWithInvitations(t *testing.T) {
	h := mailedHouse(t)
	sent := map[int]int{}
	for _, name := range []string{"Camille", "Sacha"} {
		v := h.join(strings.ToLower(name)+"@example.org", name)
		id := v.project("Piste de " + name)
		v.act(t, id, "claim", nil, "claimed")
		for range 3 {
			sent[v.post("/members/"+id+"/invite", url.Values{"email": {"victim@example.org"}, "level": {"member"}}).status]++
		}
	}
	if sent[http.StatusSeeOther] != 4 || sent[http.StatusTooManyRequests] != 2 || len(h.mailsTo("victim@example.org")) != 4 {
		t.Errorf("invitations to one address in a moment: %v", sent)
	}
	wantStatus(t, "its owner asks for a link", h.visitor().post("/forgot", url.Values{"email": {"victim@example.org"}}), http.StatusOK)
	if n := len(h.mailsTo("victim@example.org")); n != 5 {
		t.Errorf("%d mails: invitations keep its owner from a link", n)
	}
}

// TestSomebodyBecomesAMember goes the whole way over HTTP.
func TestSomebodyBecomesAMember(t *testing.T) {
	h := mailedHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille Dupré"), h.join("sacha@example.org", "Sacha")
	id := camille.project("Piste du Pré")
	page := "/e/" + id + "/piste-du-pre"
	h.visitor().look(page).holds(t, "Personne ne s’occupe encore", "Je m’en occupe", `id="members"`)
	camille.act(t, id, "claim", nil, "claimed")
	h.visitor().look(page).holds(t, "Devenir membre", "Contacter", "choisi de ne pas montrer leur nom")

	login := h.visitor().look("/members/" + id)
	if to := login.header.Get("Location"); login.status != http.StatusSeeOther || to != "/login?next=%2Fmembers%2F"+id {
		t.Errorf("a visitor is led to %q", to)
	}
	sacha.look("/members/"+id).holds(t, "Envoyer ma demande").lacks(t, "Inviter quelqu", "camille@example.org")
	wrong := sacha.post("/members/"+id+"/join", url.Values{"message": {strings.Repeat("a", data.MaxRequest+1)}})
	wantStatus(t, "a message too long", wrong, http.StatusUnprocessableEntity)
	wrong.holds(t, "field-mistake", "aaaa")
	sacha.act(t, id, "join", url.Values{"message": {"Bonjour <b>à vous</b>"}}, "asked")
	again := sacha.post("/members/"+id+"/join", nil)
	wantStatus(t, "asking again", again, http.StatusConflict)
	again.holds(t, "Vous en faites déjà partie")

	camille.look("/home").holds(t, "demande à rejoindre « Piste du Pré »")
	camille.look("/account").holds(t, "demande à rejoindre « Piste du Pré »", "Ce dont je fais partie")
	camille.look(page).holds(t, "1 demande à lire")
	requests := camille.look("/members/" + id)
	requests.holds(t, "Bonjour &lt;b&gt;à vous&lt;/b&gt;", "Sacha").lacks(t, "<b>à vous", "sacha@example.org")
	account := accountInForm.FindSubmatch(requests.body)
	if account == nil {
		t.Fatal("there is no request to answer")
	}
	answer := url.Values{"account": {string(account[1])}, "level": {"member"}, "roles": {"trésorière, accueil"}, "answer": {"accept"}}
	wantStatus(t, "who asks answers themselves", sacha.post("/members/"+id+"/answer", answer), http.StatusForbidden)
	answer.Set("level", "owner")
	wantStatus(t, "a level that is none", camille.post("/members/"+id+"/answer", answer), http.StatusUnprocessableEntity)
	answer.Set("level", "member")
	camille.act(t, id, "answer", answer, "answered")
	twice := camille.post("/members/"+id+"/answer", answer)
	wantStatus(t, "answered again", twice, http.StatusConflict)
	twice.holds(t, "Quelqu’un d’autre y a déjà répondu")

	h.visitor().look(page).lacks(t, "trésorière")
	sacha.act(t, id, "shown", url.Values{"shown": {"yes"}}, "shown")
	h.visitor().look(page).holds(t, "Sacha", "trésorière, accueil").lacks(t, "Camille Dupré", "autre personne")
	sacha.look(page).holds(t, "et 1 autre personne, que les visiteurs ne voient pas", "Ma place ici")
	sacha.look("/notifications").holds(t, "Camille Dupré a accepté votre demande")

	escalate := url.Values{"account": {string(account[1])}, "level": {"administrator"}}
	for _, act := range []string{"change", "remove", "open", "invite", "answer", "withdraw"} {
		form := url.Values{"invitation": {data.NewID().String()}, "email": {"x@example.org"}}
		for name, values := range escalate {
			form[name] = values
		}
		wantStatus(t, "a member does "+act, sacha.post("/members/"+id+"/"+act, form), http.StatusForbidden)
	}
	last := camille.post("/members/"+id+"/leave", nil)
	wantStatus(t, "the last one leaves", last, http.StatusConflict)
	last.holds(t, "Plus personne ne s’occuperait de cette fiche", `name="sure" value="yes"`, "Partir quand même")
	camille.act(t, id, "leave", url.Values{"sure": {"yes"}}, "left")
	h.visitor().look(page).holds(t, "Personne ne s’occupe encore")
}

var invitationInMail = regexp.MustCompile(`/invitation\?token=[\w-]+`)

// invitation returns the path in the last mail to an address.
func (h *house) invitation(to string) string {
	h.t.Helper()
	for _, kept := range h.server.outbox.all() {
		if kept.To == to {
			return invitationInMail.FindString(kept.Text)
		}
	}
	return ""
}

// TestSomebodyNewAcceptsAnInvitation makes an account by the link of a mail.
func TestSomebodyNewAcceptsAnInvitation(t *testing.T) {
	h := mailedHouse(t)
	camille := h.join("camille@example.org", "Camille Dupré")
	id := camille.project("Piste du Pré")
	camille.act(t, id, "claim", nil, "claimed")
	wrong := camille.post("/members/"+id+"/invite", url.Values{"email": {"x@example.org\r\nBcc: y@example.org"}, "level": {"member"}})
	wantStatus(t, "an address with a header in it", wrong, http.StatusUnprocessableEntity)
	camille.act(t, id, "invite", url.Values{"email": {"Lou@Example.org"}, "level": {"editor"}, "roles": {"photographe"}}, "invited")
	link := h.invitation("lou@example.org")
	lou := h.visitor()
	for range 2 {
		page := lou.look(link)
		page.holds(t, "Camille Dupré vous invite dans « Piste du Pré »", "photographe", "Créer mon compte et accepter", "lou@example.org")
		if page.header.Get("Referrer-Policy") != "same-origin" || page.header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers %v", page.header)
		}
	}
	token := strings.TrimPrefix(link, "/invitation?token=")
	short := lou.post("/invitation", url.Values{"token": {token}, "answer": {"signup"}, "name": {"Lou"}, "password": {"court"}})
	wantStatus(t, "a short password", short, http.StatusUnprocessableEntity)
	short.holds(t, `value="Lou"`, `href="/en/invitation?token=`+token+`"`)
	made := lou.post("/invitation", url.Values{"token": {token}, "answer": {"signup"}, "name": {"Lou"}, "password": {goodPassword}})
	if made.status != http.StatusSeeOther || made.header.Get("Location") != "/members/"+id+"?done=accepted" || made.header.Get("Set-Cookie") == "" {
		t.Fatalf("signing up: %d %v\n%s", made.status, made.header, made.body)
	}
	lou.look("/members/"+id+"?done=accepted").holds(t, "Bienvenue", "photographe", "vous écrivez pour la fiche")
	wantStatus(t, "the link again", h.visitor().look(link), http.StatusGone)
	wantStatus(t, "the form again", lou.post("/invitation", url.Values{"token": {token}, "answer": {"accept"}}), http.StatusGone)
	camille.look("/notifications").holds(t, "Lou a rejoint")
	if strings.Contains(h.log.String(), token) {
		t.Error("the log holds the token")
	}

	sacha := h.join("sacha@example.org", "Sacha")
	camille.act(t, id, "invite", url.Values{"email": {"sacha@example.org"}, "level": {"member"}}, "invited")
	camille.look("/members/"+id).holds(t, "sacha@example.org").lacks(t, ">Sacha<")
	sacha.look("/home").holds(t, "On vous invite dans « Piste du Pré »")
	offered := sacha.look("/members/" + id)
	invitation := regexp.MustCompile(`name="invitation" value="([\w-]+)"`).FindSubmatch(offered.body)
	if invitation == nil {
		t.Fatalf("who is invited is not told:\n%s", offered.body)
	}
	form := url.Values{"invitation": {string(invitation[1])}, "answer": {"accept"}}
	wantStatus(t, "another one accepts", h.join("alex@example.org", "Alex").post("/members/"+id+"/invited", form), http.StatusForbidden)
	sacha.act(t, id, "invited", form, "accepted")
}

// TestAnInvitationIsHandedOver where no mail is sent.
func TestAnInvitationIsHandedOver(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	id := camille.project("Piste du Pré")
	camille.act(t, id, "claim", nil, "claimed")
	for _, email := range []string{"", "sacha@example.org"} {
		made := camille.post("/members/"+id+"/invite", url.Values{"email": {email}, "level": {"member"}})
		wantStatus(t, "inviting", made, http.StatusOK)
		link := invitationInMail.FindString(string(made.body))
		if link == "" {
			t.Fatalf("there is no link to hand over:\n%s", made.body)
		}
		camille.look("/members/"+id).lacks(t, link)
		visited := h.visitor().look(link)
		visited.holds(t, "Se connecter", "Sans compte, créez-le d’abord").lacks(t, "Créer mon compte et accepter")
		token := strings.TrimPrefix(link, "/invitation?token=")
		signup := h.visitor().post("/invitation", url.Values{"token": {token}, "answer": {"signup"}, "name": {"Lou"}, "password": {goodPassword}})
		wantStatus(t, "an account of an address that nothing proves", signup, http.StatusGone)
		wantStatus(t, "who has not logged in accepts", h.visitor().post("/invitation", url.Values{"token": {token}, "answer": {"accept"}}), http.StatusBadRequest)
		sacha.look(link).holds(t, "Accepter")
		refused := sacha.post("/invitation", url.Values{"token": {token}, "answer": {"refuse"}})
		wantStatus(t, "refusing", refused, http.StatusOK)
		refused.holds(t, "L’invitation est refusée")
		wantStatus(t, "refused, then accepted", sacha.post("/invitation", url.Values{"token": {token}, "answer": {"accept"}}), http.StatusGone)
	}
}

// TestMembersOfWhatIsHiddenOrNoGroup asks for pages that are not there.
func TestMembersOfWhatIsHiddenOrNoGroup(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	draft, person := h.ids["Brouillon secret"].String(), h.ids["Camille Dupré-Inventée"].String()
	for _, path := range []string{
		"/members/" + draft, "/contact/" + draft, "/notes/" + draft, "/members/" + person, "/notes/" + person, "/members/x", "/notes/x", "/contact/x",
		"/members/" + data.NewID().String(),
	} {
		wantStatus(t, path, camille.look(path), http.StatusNotFound)
	}
	for _, path := range []string{"/members/" + draft + "/join", "/members/" + draft + "/nothing", "/contact/" + draft, "/notes/" + draft, "/members/x/join"} {
		got := camille.post(path, url.Values{"text": {"bonjour"}})
		wantStatus(t, "POST "+path, got, http.StatusNotFound)
		got.lacks(t, "Brouillon secret")
	}
	wantStatus(t, "a foreign origin", camille.post("/members/"+h.ids["Les Ormes solidaires"].String()+"/join", nil, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	wantStatus(t, "an id that is none", camille.post("/members/"+h.ids["Les Ormes solidaires"].String()+"/remove", url.Values{"account": {"1 OR 1"}}), http.StatusBadRequest)
}
