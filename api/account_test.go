package api

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"maillage/data"
)

const goodPassword = "un vélo dans le jardin"

// mailedHouse is a house that keeps its mails.
func mailedHouse(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.server.outbox.keeps = true
	return h
}

var linkInMail = regexp.MustCompile(`/link\?token=([\w-]+)`)

// lastMail returns the last mail to an address, and the token in it.
func (h *house) lastMail(to string) (subject, token string) {
	h.t.Helper()
	for _, kept := range h.server.outbox.all() {
		if kept.To == to {
			if found := linkInMail.FindStringSubmatch(kept.Text); found != nil {
				token = found[1]
			}
			return kept.Subject, token
		}
	}
	return "", ""
}

// join makes an account, and returns its owner, logged in.
func (h *house) join(email, name string) *visitor {
	h.t.Helper()
	sent, err := h.commons.NewLink(h.t.Context(), email, "", time.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	v := h.visitor()
	got := v.post("/link", url.Values{"token": {sent.Token}, "name": {name}, "password": {goodPassword}})
	if got.status != http.StatusSeeOther {
		h.t.Fatalf("signing up: %d\n%s", got.status, got.body)
	}
	return v
}

// logIn is a visitor who tries to log in, and what they get.
func (h *house) logIn(email, password string) (*visitor, answer) {
	v := h.visitor()
	return v, v.post("/login", url.Values{"email": {email}, "login": {password}})
}

func wantStatus(t *testing.T, what string, got answer, want int) {
	t.Helper()
	if got.status != want {
		t.Errorf("%s: status %d, want %d\n%s", what, got.status, want, got.body)
	}
}

func TestSomebodySignsUpAndLogsIn(t *testing.T) {
	h := mailedHouse(t)
	v := h.visitor()
	asked := v.post("/signup", url.Values{"email": {" Camille@Example.ORG "}})
	wantStatus(t, "asking", asked, http.StatusOK)
	asked.holds(t, "Regardez votre boîte camille@example.org")
	if asked.header.Get("Set-Cookie") != "" {
		t.Error("there is a cookie before anybody has logged in")
	}
	subject, token := h.lastMail("camille@example.org")
	if subject != "Votre compte sur Maillage" || token == "" {
		t.Fatalf("mail %q, token %q", subject, token)
	}
	for range 2 { // a mail program that looks spends nothing
		page := v.look("/link?token=" + token)
		wantStatus(t, "the link", page, http.StatusOK)
		page.holds(t, "Votre adresse camille@example.org est vérifiée", `autocomplete="new-password"`)
		if page.header.Get("Cache-Control") != "no-store" || page.header.Get("Referrer-Policy") != "same-origin" || page.header.Get("Set-Cookie") != "" {
			t.Errorf("headers %v", page.header)
		}
	}
	made := v.post("/link", url.Values{"token": {token}, "name": {"  Camille   Dupré "}, "password": {goodPassword}})
	wantStatus(t, "signing up", made, http.StatusSeeOther)
	for _, part := range []string{"maillage_session=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(made.header.Get("Set-Cookie"), part) {
			t.Errorf("the cookie %q lacks %s", made.header.Get("Set-Cookie"), part)
		}
	}
	v.look(made.header.Get("Location")).holds(t, "Bienvenue ! Votre compte est prêt.", `value="Camille Dupré"`, "Votre adresse est camille@example.org")
	wantStatus(t, "the link again", h.visitor().post("/link", url.Values{"token": {token}, "name": {"X"}, "password": {goodPassword}}), http.StatusGone)

	wantStatus(t, "logging out", v.post("/logout", nil), http.StatusSeeOther)
	out := v.look("/account")
	if out.status != http.StatusSeeOther || out.header.Get("Location") != "/login?next=%2Faccount" {
		t.Errorf("the account of nobody: %d to %q", out.status, out.header.Get("Location"))
	}
	back, got := h.logIn("CAMILLE@example.org", goodPassword)
	wantStatus(t, "logging in", got, http.StatusSeeOther)
	back.look("/account").holds(t, `value="Camille Dupré"`)
	for _, secret := range []string{token, goodPassword, "camille@example.org"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// TestNobodyLearnsWhichAccountsExist asks the same of an address that has an
// account and of one that has none.
func TestNobodyLearnsWhichAccountsExist(t *testing.T) {
	h := mailedHouse(t)
	h.join("camille@example.org", "Camille")
	same := func(what string, of func(email string) answer) {
		known, unknown := of("camille@example.org"), of("personne@example.org")
		a := strings.ReplaceAll(string(known.body), "camille", "x")
		b := strings.ReplaceAll(string(unknown.body), "personne", "x")
		if a != b || known.status != unknown.status {
			t.Errorf("%s tells them apart: %d, %d\n%s\n%s", what, known.status, unknown.status, a, b)
		}
	}
	same("logging in", func(email string) answer { _, got := h.logIn(email, "mauvais mot de passe"); return got })
	same("signing up", func(email string) answer { return h.visitor().post("/signup", url.Values{"email": {email}}) })
	same("a forgotten password", func(email string) answer { return h.visitor().post("/forgot", url.Values{"email": {email}}) })
	v := h.join("sacha@example.org", "Sacha")
	same("another address", func(email string) answer {
		return v.post("/account/email", url.Values{"address": {email}, "present": {goodPassword}})
	})
	if subject, token := h.lastMail("camille@example.org"); subject != "Votre adresse sur Maillage" || token != "" {
		t.Errorf("the owner of an address gets %q with token %q", subject, token)
	}
}

// TestLoggingInTakesAsLongWithoutAnAccount compares the quickest answers: the hash
// takes tens of milliseconds, the rest next to nothing. On a busy machine it takes
// some turns until both were quick once.
func TestLoggingInTakesAsLongWithoutAnAccount(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	quickest := func(best time.Duration, email string) time.Duration {
		h.server.limits = newLimits()
		begin := time.Now()
		h.logIn(email, "mauvais mot de passe")
		return min(best, time.Since(begin))
	}
	known, unknown := time.Hour, time.Hour
	for turn := range 30 {
		known, unknown = quickest(known, "camille@example.org"), quickest(unknown, "personne@example.org")
		if turn >= 5 && known < 3*unknown && unknown < 3*known {
			return
		}
	}
	t.Errorf("with an account %v, without one %v", known, unknown)
}

func TestAForgottenPasswordIsChosenAnew(t *testing.T) {
	h := mailedHouse(t)
	old := h.join("camille@example.org", "Camille")
	h.visitor().post("/forgot", url.Values{"email": {"camille@example.org"}})
	subject, first := h.lastMail("camille@example.org")
	if subject != "Votre mot de passe sur Maillage" {
		t.Errorf("mail %q", subject)
	}
	h.visitor().post("/signup", url.Values{"email": {"camille@example.org"}})
	_, second := h.lastMail("camille@example.org")
	wantStatus(t, "a link in whose place another one is", h.visitor().look("/link?token="+first), http.StatusGone)
	v := h.visitor()
	short := v.post("/link", url.Values{"token": {second}, "password": {"court"}})
	wantStatus(t, "a short password", short, http.StatusUnprocessableEntity)
	short.holds(t, "prenez au moins 10 caractères", `aria-invalid="true"`)
	const next = "trois mots et demi"
	wantStatus(t, "a good password", v.post("/link", url.Values{"token": {second}, "password": {next}}), http.StatusSeeOther)
	wantStatus(t, "who is in now", v.look("/account"), http.StatusOK)
	wantStatus(t, "who was in before", old.look("/account"), http.StatusSeeOther)
	_, got := h.logIn("camille@example.org", goodPassword)
	wantStatus(t, "the old password", got, http.StatusUnprocessableEntity)
	_, got = h.logIn("camille@example.org", next)
	wantStatus(t, "the new password", got, http.StatusSeeOther)
	if subject, _ := h.lastMail("camille@example.org"); subject != "Votre mot de passe a changé sur Maillage" {
		t.Errorf("the last mail is %q", subject)
	}
}

func TestAnAccountIsChanged(t *testing.T) {
	h := mailedHouse(t)
	v, other := h.join("camille@example.org", "Camille"), h.visitor()
	other.post("/login", url.Values{"email": {"camille@example.org"}, "login": {goodPassword}}, "User-Agent", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")

	wantStatus(t, "a name", v.post("/account/profile", url.Values{"name": {"Camille D."}, "language": {"en"}}), http.StatusSeeOther)
	v.look("/account?done=profile").holds(t, "C’est enregistré.", `value="Camille D."`, `<option value="en" lang="en" selected>`, "Firefox, Android", "(celui-ci)")

	wrong := v.post("/account/password", url.Values{"present": {"pas celui-ci"}, "password": {"encore un autre"}})
	wantStatus(t, "a wrong present password", wrong, http.StatusUnprocessableEntity)
	wrong.holds(t, "Ce n’est pas votre mot de passe actuel.")
	wantStatus(t, "another password", v.post("/account/password", url.Values{"present": {goodPassword}, "password": {"encore un autre"}}), http.StatusSeeOther)
	wantStatus(t, "who changed it", v.look("/account"), http.StatusOK)
	wantStatus(t, "the other device", other.look("/account"), http.StatusSeeOther)

	wantStatus(t, "another address", v.post("/account/email", url.Values{"address": {"Neuve@example.org"}, "present": {"encore un autre"}}), http.StatusSeeOther)
	v.look("/account").holds(t, "Votre adresse est camille@example.org")
	_, token := h.lastMail("neuve@example.org")
	reader := h.visitor()
	wantStatus(t, "its link", reader.post("/link", url.Values{"token": {token}}), http.StatusSeeOther)
	wantStatus(t, "who opened it", reader.look("/account"), http.StatusSeeOther) // and is not let in by that
	v.look("/account").holds(t, "Votre adresse est neuve@example.org")
	if subject, _ := h.lastMail("camille@example.org"); subject != "The address of your account has changed on Maillage" {
		t.Errorf("the old address gets %q", subject)
	}
	_, got := h.logIn("camille@example.org", "encore un autre")
	wantStatus(t, "the old address", got, http.StatusUnprocessableEntity)
}

func TestDevicesAreLoggedOut(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	devices := make([]*visitor, 3)
	for i := range devices {
		devices[i], _ = h.logIn("camille@example.org", goodPassword)
	}
	sacha := h.join("sacha@example.org", "Sacha")
	page := string(v.look("/account").body)
	ids := regexp.MustCompile(`name="session" value="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(ids) != 3 {
		t.Fatalf("%d devices besides this one\n%s", len(ids), page)
	}
	wantStatus(t, "somebody else's device", sacha.post("/account/session", url.Values{"session": {ids[0][1]}}), http.StatusSeeOther)
	wantStatus(t, "one device", v.post("/account/session", url.Values{"session": {ids[0][1]}}), http.StatusSeeOther)
	in := func() (n int) {
		for _, device := range devices {
			if device.look("/account").status == http.StatusOK {
				n++
			}
		}
		return n
	}
	if n := in(); n != 2 {
		t.Errorf("%d devices are in, want 2", n)
	}
	v.post("/account/sessions", nil)
	if n := in(); n != 0 {
		t.Errorf("%d devices are in, want none", n)
	}
	wantStatus(t, "this one", v.look("/account"), http.StatusOK)
	wantStatus(t, "no id", v.post("/account/session", url.Values{"session": {"x"}}), http.StatusBadRequest)
}

// TestWhoSignsUpComesBackToWhereTheyWere follows the links of the pages, as somebody
// does who wanted to publish and has no account yet.
func TestWhoSignsUpComesBackToWhereTheyWere(t *testing.T) {
	h := mailedHouse(t)
	v := h.visitor()
	const next = "/new?kind=place&lat=45.1&lon=1.05"
	v.look(next).holds(t, `href="/signup?next=%2Fnew%3Fkind%3Dplace%26lat%3D45.1%26lon%3D1.05"`, `href="/login?next=%2Fnew`)
	v.look(logInFirst("fr", next)).holds(t, `href="/signup?next=%2Fnew%3Fkind`, `href="/forgot?next=%2Fnew%3Fkind`, `href="/en/login?next=%2Fnew%3Fkind`)
	page := v.look("/signup?" + url.Values{"next": {next}}.Encode())
	page.holds(t, `name="next" value="/new?kind=place&amp;lat=45.1&amp;lon=1.05"`, `href="/login?next=%2Fnew%3Fkind`, `href="/en/signup?next=%2Fnew%3Fkind`)
	form := inputsOf(page)
	form.Set("email", "camille")
	form = inputsOf(v.post("/signup", form)) // with a mistake, first
	form.Set("email", "camille@example.org")
	wantStatus(t, "asking", v.post("/signup", form), http.StatusOK)
	_, token := h.lastMail("camille@example.org")
	wrong := v.post("/link", url.Values{"token": {token}, "name": {""}, "password": {"x"}})
	wrong.holds(t, `href="/en/link?token=`+token+`"`)
	made := v.post("/link", url.Values{"token": {token}, "name": {"Camille"}, "password": {goodPassword}})
	if got := made.header.Get("Location"); got != next {
		t.Errorf("an account is made, and leads to %q", got)
	}
	// Who forgot their password comes back, too.
	v.post("/forgot", url.Values{"email": {"camille@example.org"}, "next": {next}})
	_, token = h.lastMail("camille@example.org")
	if got := h.visitor().post("/link", url.Values{"token": {token}, "password": {goodPassword + "!"}}).header.Get("Location"); got != next {
		t.Errorf("another password leads to %q", got)
	}
	for _, bad := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/invitation?token=secret", "/settings/enter?link=secret", "/" + strings.Repeat("a", data.MaxNext)} {
		v := h.visitor()
		v.look("/signup?"+url.Values{"next": {bad}}.Encode()).lacks(t, `name="next"`)
		v.post("/signup", url.Values{"email": {"lou@example.org"}, "next": {bad}})
		_, token := h.lastMail("lou@example.org")
		link, err := h.commons.PeekLink(t.Context(), token, time.Now())
		if err != nil || link.Next != "" {
			t.Errorf("%s is kept as %q: %v", bad, link.Next, err)
		}
		h.server.limits = newLimits()
	}
	// What is kept is looked at again before it is followed.
	sent, err := h.commons.NewLink(t.Context(), "lou@example.org", "//evil.example", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	got := h.visitor().post("/link", url.Values{"token": {sent.Token}, "name": {"Lou"}, "password": {goodPassword}})
	if to := got.header.Get("Location"); to != "/account?done=signup" {
		t.Errorf("a kept address of elsewhere leads to %q", to)
	}
	h.server.outbox.keeps = false // links are handed over here
	h.visitor().post("/signup", url.Values{"email": {"alex@example.org"}, "next": {next}})
	requests, err := h.store.LinkRequests(t.Context())
	if err != nil || len(requests) != 1 {
		t.Fatal(requests, err)
	}
	if sent, err := h.commons.HandOverLink(t.Context(), requests[0].ID); err != nil || sent.Next != next {
		t.Errorf("a link that is handed over leads to %q: %v", sent.Next, err)
	}
}
