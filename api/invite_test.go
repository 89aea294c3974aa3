package api

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"maillage/data"
)

func TestSomebodyInvitesByALinkAndByMail(t *testing.T) {
	h := mailedHouse(t)
	camille := h.join("camille@example.org", "Camille Dupré")
	page := camille.look("/invite")
	wantStatus(t, "the page", page, http.StatusOK)
	page.holds(t, `<svg class="qr"`, "Code QR de ce lien")
	found := regexp.MustCompile(`/signup\?by=([\w-]+)`).FindSubmatch(page.body)
	if found == nil {
		t.Fatalf("no link:\n%s", page.body)
	}
	visitor := h.visitor()
	visitor.look("/signup?by="+string(found[1])).holds(t, "Camille Dupré vous invite", `name="email"`)
	visitor.look("/en/signup?by="+string(found[1])).holds(t, "Camille Dupré invites you")
	for _, made := range []string{"", "x", strings.Repeat("A", 70), string(found[1]) + "A", "%00", strings.Repeat("%41", 5000)} {
		visitor.look("/signup?by="+made).lacks(t, "vous invite")
	}
	sent := camille.post("/invite", url.Values{"email": {" Sacha@Example.ORG"}, "message": {"Viens voir,\r\nc’est bien."}})
	if sent.status != http.StatusSeeOther || sent.header.Get("Location") != "/invite?done=sent" {
		t.Fatalf("status %d to %q\n%s", sent.status, sent.header.Get("Location"), sent.body)
	}
	mail := h.server.outbox.all()[0]
	for _, part := range []string{"Camille Dupré vous invite sur Maillage", "> Viens voir,\n> c’est bien.", "/signup?by="} {
		if !strings.Contains(mail.Subject+mail.Text, part) {
			t.Errorf("the mail lacks %q:\n%s", part, mail.Text)
		}
	}
	if mail.To != "sacha@example.org" || strings.Contains(mail.Text+mail.Subject, "camille@example.org") {
		t.Errorf("to %s:\n%s", mail.To, mail.Text)
	}
	element := camille.look("/invite?element=" + h.ids["L'Établi"].String())
	element.holds(t, `<svg class="qr"`, "/e/"+h.ids["L'Établi"].String())
	camille.look("/e/"+h.ids["L'Établi"].String()+"/l-etabli").holds(t, "/invite?element=")
	for _, id := range []data.ID{h.ids["Brouillon secret"], data.NewID()} {
		wantStatus(t, "an element that nobody sees", camille.look("/invite?element="+id.String()), http.StatusNotFound)
	}
	wantStatus(t, "anybody", h.get("/invite"), http.StatusSeeOther)
}

func TestALinkInvitesOnlySoMany(t *testing.T) {
	h := mailedHouse(t)
	h.server.limits.invited.burst = 1
	camille := h.join("camille@example.org", "Camille Dupré")
	token := regexp.MustCompile(`/signup\?by=([\w-]+)`).FindSubmatch(camille.look("/invite").body)[1]
	path := "/signup?by=" + string(token)
	for range 3 { // looking spends nothing
		h.visitor().look(path).holds(t, "Camille Dupré vous invite", `name="by" value="`+string(token)+`"`)
	}
	wantStatus(t, "the first", h.visitor().post("/signup", url.Values{"email": {"a@example.org"}, "by": {string(token)}}), http.StatusOK)
	h.visitor().look(path).holds(t, "Beaucoup de personnes ont déjà suivi l’invitation", `name="email"`).lacks(t, "vous invite")
	before := len(h.server.outbox.all())
	wantStatus(t, "the second", h.visitor().post("/signup", url.Values{"email": {"b@example.org"}, "by": {string(token)}}), http.StatusOK)
	if len(h.server.outbox.all()) != before+1 {
		t.Error("who was invited by a spent link cannot sign up any more")
	}
}

func TestInvitationsAreNoWayToSpam(t *testing.T) {
	h := mailedHouse(t)
	camille := h.join("camille@example.org", "Camille")
	before := len(h.server.outbox.all())
	for name, form := range map[string]url.Values{
		"a header in the address": {"email": {"a@example.org\r\nBcc: b@example.org"}}, "two addresses": {"email": {"a@example.org, b@example.org"}}, "none": {},
		"a long message":              {"email": {"a@example.org"}, "message": {strings.Repeat("é", data.MaxInvitationMessage+1)}},
		"a message that turns around": {"email": {"a@example.org"}, "message": {"a\u202eb"}}, "a control character": {"email": {"a@example.org"}, "message": {"a\x00b"}},
	} {
		got := camille.post("/invite", form)
		wantStatus(t, name, got, http.StatusUnprocessableEntity)
		got.holds(t, "field-mistake")
	}
	if n := len(h.server.outbox.all()); n != before {
		t.Errorf("%d mails went", n-before)
	}
	taken := 0
	for i := range 1000 {
		got := camille.post("/invite", url.Values{"email": {"a" + formatInt(int64(i)) + "@example.org"}})
		switch got.status {
		case http.StatusSeeOther:
			taken++
		case http.StatusTooManyRequests:
			if got.header.Get("Retry-After") == "" {
				t.Fatal("nothing says how long to wait")
			}
		default:
			t.Fatalf("status %d\n%s", got.status, got.body)
		}
	}
	if taken != 10 {
		t.Errorf("%d of 1,000 invitations went, want 10", taken)
	}
	wantStatus(t, "from another site", camille.send(http.MethodPost, "/invite", "application/x-www-form-urlencoded", strings.NewReader("email=c%40example.org"), "Origin", "https://evil.example"), http.StatusForbidden)
}
