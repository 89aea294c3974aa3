package api

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/web"
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
	sent, err := h.commons.NewLink(h.t.Context(), email, time.Now())
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

// TestLoggingInTakesAsLongWithoutAnAccount compares medians: the hash takes tens
// of milliseconds, the rest next to nothing.
func TestLoggingInTakesAsLongWithoutAnAccount(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	least := func(email string) time.Duration {
		best := time.Hour
		for range 5 {
			begin := time.Now()
			h.logIn(email, "mauvais mot de passe")
			best = min(best, time.Since(begin))
		}
		return best
	}
	known, unknown := least("camille@example.org"), least("personne@example.org")
	if ratio := float64(known) / float64(unknown); ratio > 3 || ratio < 1.0/3 {
		t.Errorf("with an account %v, without one %v", known, unknown)
	}
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

func TestTryingTooOftenHasToWait(t *testing.T) {
	h := mailedHouse(t)
	h.join("camille@example.org", "Camille")
	var got answer
	for range 9 {
		_, got = h.logIn("camille@example.org", "mauvais mot de passe")
	}
	wantStatus(t, "the ninth try", got, http.StatusTooManyRequests)
	got.holds(t, "Trop d’essais de suite. Réessayez dans", `value="camille@example.org"`)
	if after := got.header.Get("Retry-After"); after == "" || after == "0" {
		t.Errorf("Retry-After %q", after)
	}
	_, got = h.logIn("camille@example.org", goodPassword)
	wantStatus(t, "the right password then", got, http.StatusTooManyRequests)
	for range 4 {
		got = h.visitor().post("/forgot", url.Values{"email": {"sacha@example.org"}})
	}
	wantStatus(t, "the fourth link to an address", got, http.StatusTooManyRequests)
	got = h.visitor().post("/en/forgot", url.Values{"email": {"sacha@example.org"}})
	got.holds(t, "Too many tries in a row")
}

func TestLoggingInRightIsNeverTooOften(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	for i := range 12 {
		if _, got := h.logIn("camille@example.org", goodPassword); got.status != http.StatusSeeOther {
			t.Fatalf("login %d: %d", i, got.status)
		}
	}
}

// TestASessionFromBeforeIsNoKey plants a token before somebody logs in.
func TestASessionFromBeforeIsNoKey(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	mallory := h.join("mallory@example.org", "Mallory")
	planted := mallory.client.Jar.Cookies(mustParse(t, h.url))[0]
	victim := h.visitor()
	got := victim.send(http.MethodPost, "/login", "application/x-www-form-urlencoded",
		strings.NewReader(url.Values{"email": {"camille@example.org"}, "login": {goodPassword}}.Encode()), "Cookie", planted.String())
	wantStatus(t, "logging in", got, http.StatusSeeOther)
	victim.look("/account").holds(t, "camille@example.org")
	if token := victim.client.Jar.Cookies(mustParse(t, h.url))[0].Value; token == planted.Value {
		t.Error("the token stays the same")
	}
	wantStatus(t, "who planted it", mallory.look("/account"), http.StatusSeeOther)
}

func TestLinksLeadOnlyToThisSite(t *testing.T) {
	for address, want := range map[string]string{
		"/settings": "/settings", "/en/?q=a": "/en/?q=a", "": "", "https://evil.example": "", "//evil.example": "", `/\evil.example`: "", "/\tevil": "",
		"javascript:alert(1)": "", "account": "", "/%zz": "",
	} {
		if got := localPath(address); got != want {
			t.Errorf("localPath(%q) = %q, want %q", address, got, want)
		}
	}
}

// TestAForgedHostGetsNoLink asks for a link as a request that says it was sent to
// another site.
func TestAForgedHostGetsNoLink(t *testing.T) {
	h := mailedHouse(t)
	r, err := http.NewRequest(http.MethodPost, h.url+"/forgot", strings.NewReader("email=camille%40example.org"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Host = "evil.example"
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if mails := h.server.outbox.all(); len(mails) != 0 || got.StatusCode != http.StatusOK {
		t.Errorf("status %d, mails %v", got.StatusCode, mails)
	}
	if waiting, err := h.store.LinkRequests(t.Context()); err != nil || len(waiting) != 1 {
		t.Errorf("waiting %v, %v", waiting, err)
	}
}

func TestWithoutMailLinksAreHandedOver(t *testing.T) {
	h := newHouse(t)
	asked := h.visitor().post("/signup", url.Values{"email": {"camille@example.org"}})
	asked.holds(t, "Ce site n’envoie pas de courriel", "camille@example.org")
	wantStatus(t, "anybody", h.visitor().look("/settings/links"), http.StatusForbidden)
	wantStatus(t, "a member", h.join("sacha@example.org", "Sacha").look("/settings/links"), http.StatusForbidden)
	keeper := h.admin()
	keeper.look("/settings").holds(t, `href="/settings/links"`, "1 personne attend un lien")
	page := keeper.look("/settings/links")
	page.holds(t, "camille@example.org")
	id := regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(string(page.body))[1]
	made := keeper.post("/settings/links", url.Values{"request": {id}})
	wantStatus(t, "making it", made, http.StatusOK)
	made.holds(t, "Votre compte sur Maillage", h.url+"/link?token=", "72 heures")
	token := linkInMail.FindStringSubmatch(string(made.body))[1]
	wantStatus(t, "making it again", keeper.post("/settings/links", url.Values{"request": {id}}), http.StatusGone)
	keeper.look("/settings/links").lacks(t, token)
	wantStatus(t, "the link", h.visitor().look("/link?token="+token), http.StatusOK)
}

func TestAnAdministratorKeepsTheSite(t *testing.T) {
	h := newHouse(t)
	yes := true
	sent, err := h.commons.Invite(t.Context(), "Camille@example.org", &yes)
	if err != nil {
		t.Fatal(err)
	}
	v := h.visitor()
	wantStatus(t, "signing up", v.post("/link", url.Values{"token": {sent.Token}, "name": {"Camille"}, "password": {goodPassword}}), http.StatusSeeOther)
	v.look("/account").holds(t, `href="/settings"`)
	v.look("/settings").holds(t, `name="version"`)
	no := false
	if _, err := h.commons.Invite(t.Context(), "camille@example.org", &no); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "an administrator no more", v.look("/settings"), http.StatusForbidden)
	wantStatus(t, "a member", h.join("sacha@example.org", "Sacha").look("/settings"), http.StatusForbidden)
}

func TestAForeignSiteDoesNothingInSomebodysName(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	for _, path := range []string{"/login", "/logout", "/signup", "/forgot", "/link", "/account/profile", "/account/email", "/account/password", "/account/session", "/account/sessions"} {
		got := v.post(path, url.Values{"name": {"Pris"}, "language": {"fr"}}, "Sec-Fetch-Site", "cross-site")
		wantStatus(t, path, got, http.StatusForbidden)
	}
	v.look("/account").holds(t, `value="Camille"`)
}

// TestHostileForms sends what nobody types.
func TestHostileForms(t *testing.T) {
	h := mailedHouse(t)
	v := h.join("camille@example.org", "Camille")
	emails := map[string]string{
		"a header": "a@example.org\r\nBcc: b@example.org", "a name": "A <a@example.org>", "a list": "a@example.org,b@example.org", "blanks": "a b@example.org",
		"a quoted part": `"a\r\n"@example.org`, "absurdly long": strings.Repeat("a", 60_000) + "@example.org", "bytes": "a\xff@example.org", "NUL": "a\x00@example.org",
		"direction": "a\u202e@example.org", "nothing": "", "no dot": "a@b", "two": "a@b@example.org", "lookalike": "аdmin@example.org", "percent": "a%0d%0aBcc@example.org\n",
	}
	for name, email := range emails {
		for _, path := range []string{"/signup", "/forgot"} {
			if name == "percent" {
				email = "a\n@example.org"
			}
			got := h.visitor().post(path, url.Values{"email": {email}})
			if got.status != http.StatusUnprocessableEntity && got.status != http.StatusRequestEntityTooLarge {
				t.Errorf("%s at %s: %d", name, path, got.status)
			}
		}
	}
	names := map[string]string{
		"direction": "Camille\u202eelpmaxe", "fillers": "\u3164\u3164", "too long": strings.Repeat("é", 61), "bytes": "a\xff", "nothing": " \t\n", "NUL": "a\x00b", "absurdly long": strings.Repeat("a", 60_000),
	}
	for name, text := range names {
		got := v.post("/account/profile", url.Values{"name": {text}, "language": {"fr"}})
		wantStatus(t, name, got, http.StatusUnprocessableEntity)
		got.holds(t, `id="profile-name-mistake"`)
	}
	wantStatus(t, "a language", v.post("/account/profile", url.Values{"name": {"A"}, "language": {"<script>"}}), http.StatusUnprocessableEntity)
	wantStatus(t, "HTML", v.post("/account/profile", url.Values{"name": {"<script>alert(1)</script>"}, "language": {"fr"}}), http.StatusSeeOther)
	v.look("/account").lacks(t, "<script>alert")
	wantStatus(t, "far too much", v.post("/account/profile", url.Values{"name": {strings.Repeat("a", 70_000)}}), http.StatusRequestEntityTooLarge)
	for name, password := range map[string]string{"too long": strings.Repeat("a b", 400), "common": "MotDePasse123", "one key": strings.Repeat("a", 12), "the address": "camille@example.org", "bytes": "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe"} {
		got := v.post("/account/password", url.Values{"present": {goodPassword}, "password": {password}})
		wantStatus(t, name, got, http.StatusUnprocessableEntity)
		got.holds(t, `id="password-password-mistake"`)
	}
	_, got := h.logIn("camille@example.org", strings.Repeat("a", 5000))
	wantStatus(t, "logging in with too long a password", got, http.StatusUnprocessableEntity)
	if mails := h.server.outbox.all(); len(mails) != 0 {
		t.Errorf("mails: %v", mails)
	}
	if accounts, err := h.store.Accounts(t.Context()); err != nil || len(accounts) != 1 {
		t.Errorf("accounts %v, %v", accounts, err)
	}
}

func TestKeptMailsAreForThisMachineAlone(t *testing.T) {
	h := newHouse(t)
	wantStatus(t, "unless asked for", h.visitor().look("/mails"), http.StatusNotFound)
	h.server.outbox.keeps = true
	h.server.handler = h.server.around(h.server.router())
	v := h.visitor()
	v.post("/signup", url.Values{"email": {"camille@example.org"}})
	_, token := h.lastMail("camille@example.org")
	v.look("/mails").holds(t, `href="/link?token=`+token+`"`, "À camille@example.org")
	wantStatus(t, "through a proxy", v.send(http.MethodGet, "/mails", "", nil, "X-Forwarded-For", "192.0.2.1"), http.StatusNotFound)
	r, err := http.NewRequest(http.MethodGet, h.url+"/mails", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "rebound.example"
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusNotFound {
		t.Errorf("under another name: %d", got.StatusCode)
	}
}

func TestAnAccountIsNoElement(t *testing.T) {
	h := newHouse(t)
	before := h.sequence()
	h.join("camille@example.org", "Camille Introuvable")
	if after := h.sequence(); after != before {
		t.Errorf("the log went from %d to %d", before, after)
	}
	for _, path := range []string{"/api/v1/search?q=introuvable", "/api/v1/suggest?q=introuvable", "/api/v1/elements.ndjson?q=introuvable", "/sitemap.xml", "/"} {
		h.get(path).lacks(t, "Camille Introuvable", "camille@example.org")
	}
}

func TestEveryRuleOfAccountsHasWords(t *testing.T) {
	catalogue := newCatalogue(t)
	facts := data.Facts{"count": 61, "most": 60, "least": 10}
	for _, rule := range data.AccountRules() {
		wrong := &data.AccountError{Field: "name", Rule: rule, Facts: facts}
		english, err := catalogue.Sentence(web.English, "account", web.Mistake{Rule: rule, Facts: facts})
		if err != nil || "name: "+english != wrong.Error() {
			t.Errorf("the page says %q (%v), the command line %q", english, err, wrong)
		}
		if french, err := catalogue.Sentence(web.French, "account", web.Mistake{Rule: rule, Facts: facts}); err != nil || strings.Contains(french, "{") {
			t.Errorf("%s in French: %q, %v", rule, french, err)
		}
	}
}

// archived returns the files of an archive by their names.
func archived(t *testing.T, got answer) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(got.body), int64(len(got.body)))
	if err != nil {
		t.Fatalf("status %d, %v\n%s", got.status, err, got.body)
	}
	files := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[file.Name] = string(content)
	}
	return files
}

func TestEverythingAboutMeIsMine(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	h.join("sacha@example.org", "Sacha")
	files := archived(t, v.look("/account/export"))
	for _, part := range []string{`"email": "camille@example.org"`, `"name": "Camille"`, `"sessions": [`} {
		if !strings.Contains(files["account.json"], part) {
			t.Errorf("account.json lacks %s:\n%s", part, files["account.json"])
		}
	}
	for name, content := range files {
		if strings.Contains(content, "sacha@example.org") || strings.Contains(content, "argon2") {
			t.Errorf("%s tells too much:\n%s", name, content)
		}
	}
	if _, ok := files["contributions.ndjson"]; !ok || len(files) != 3 {
		t.Errorf("files %v", files)
	}
	wantStatus(t, "anybody", h.visitor().look("/account/export"), http.StatusSeeOther)
}

func TestAnAccountIsErasedAfterDaysOfGrace(t *testing.T) {
	h := mailedHouse(t)
	v := h.join("camille@example.org", "Camille")
	erase := url.Values{"present": {goodPassword}, "contributions": {"keep"}}
	wantStatus(t, "without the password", v.post("/account/erase", url.Values{"present": {"x"}, "contributions": {"keep"}}), http.StatusUnprocessableEntity)
	wrong := v.post("/account/erase", url.Values{"present": {goodPassword}})
	wantStatus(t, "without a choice", wrong, http.StatusUnprocessableEntity)
	wrong.holds(t, "Choisissez ce que deviennent vos contributions.")
	got := v.post("/account/erase", erase)
	wantStatus(t, "asking for it", got, http.StatusSeeOther)
	v.look(got.header.Get("Location")).holds(t, "votre compte sera effacé dans sept jours")
	wantStatus(t, "who asked", v.look("/account"), http.StatusSeeOther)
	if subject, _ := h.lastMail("camille@example.org"); subject != "Votre compte sur Maillage va être effacé" {
		t.Errorf("mail %q", subject)
	}

	v, got = h.logIn("camille@example.org", goodPassword)
	v.look(got.header.Get("Location")).holds(t, "l’effacement de votre compte est annulé")
	eraseDue := func(after time.Duration) int {
		n, err := h.commons.EraseDue(t.Context(), time.Now().Add(after))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := eraseDue(8 * 24 * time.Hour); n != 0 {
		t.Errorf("%d accounts are erased whose owner came back", n)
	}
	v.post("/account/erase", erase)
	if n := eraseDue(data.ErasureGrace - time.Minute); n != 0 {
		t.Errorf("%d accounts are erased within the days of grace", n)
	}
	if n := eraseDue(data.ErasureGrace + time.Minute); n != 1 {
		t.Errorf("%d accounts are erased, want one", n)
	}
	_, got = h.logIn("camille@example.org", goodPassword)
	wantStatus(t, "logging in then", got, http.StatusUnprocessableEntity)
	if accounts, err := h.store.Accounts(t.Context()); err != nil || len(accounts) != 0 {
		t.Errorf("accounts %v, %v", accounts, err)
	}
	h.join("camille@example.org", "Camille").look("/account").holds(t, `value="Camille"`)
}
