package api

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"maillage/data"
	"maillage/web"
)

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

// TestProxiesAloneSayWhoAsks tries passwords as a client who writes where it comes
// from, each time another place.
func TestProxiesAloneSayWhoAsks(t *testing.T) {
	h := newHouse(t)
	s := h.another(func(o *Options) {
		o.Commons, o.TrustedProxies = h.commons, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	tests := []struct {
		name, from, header string
		want               int // of the ninth try
	}{
		{"a trusted proxy", "10.1.2.3:4", "X-Forwarded-For", http.StatusUnprocessableEntity},
		{"a client behind it", "10.1.2.3:4", "X-Real-Ip", http.StatusTooManyRequests},
		{"anybody", "198.51.100.1:4", "X-Forwarded-For", http.StatusTooManyRequests},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got *httptest.ResponseRecorder
			for try := range 9 {
				form := url.Values{"email": {"camille" + strconv.Itoa(i) + "@example.org"}, "login": {"mauvais mot de passe"}}
				r := httptest.NewRequest(http.MethodPost, "http://x/login", strings.NewReader(form.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.RemoteAddr = tt.from
				r.Header.Set(tt.header, "192.0.2."+strconv.Itoa(try+1))
				got = httptest.NewRecorder()
				s.ServeHTTP(got, r)
			}
			if got.Code != tt.want {
				t.Errorf("status %d, want %d", got.Code, tt.want)
			}
		})
	}
}

func TestThisMachineHasFewNames(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:8080": true, "127.0.0.1:8080": true, "127.0.0.1": true, "[::1]:8080": true, "[::1]": true, "[::ffff:127.0.0.1]:80": true,
		"": false, "evil.example": false, "localhost.evil.example": false, "localhost:80@evil.example": false, "127.0.0.1:80.evil.example": false,
		"localhost:evil.example": false, "127.0.0.1:": false, "[::1%25evil]:80": false, "192.0.2.1:80": false, "127.0.0.1:99999": false,
	} {
		if got := isLoopback(host); got != want {
			t.Errorf("isLoopback(%q) = %t, want %t", host, got, want)
		}
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

// TestAMailThatIsNotSentBecomesALinkToHandOver has no mail go out, and looks for
// what those who run the server and those who keep the site find.
func TestAMailThatIsNotSentBecomesALinkToHandOver(t *testing.T) {
	h := newHouse(t)
	h.set(data.Settings{data.SettingMailHost: "127.0.0.1", data.SettingMailSecurity: "none", data.SettingMailFrom: "carte@example.org"})
	h.server.outbox.slots = nil // as when all are taken
	wantStatus(t, "asking", h.visitor().post("/signup", url.Values{"email": {"camille@example.org"}}), http.StatusOK)
	if log := h.log.String(); !regexp.MustCompile(`mail not sent.* request=\w{12} `).MatchString(log) || strings.Contains(log, "camille") {
		t.Errorf("the log does not name the request alone:\n%s", log)
	}
	h.admin().look("/settings/links").holds(t, "camille@example.org")
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
	v.post("/signup", url.Values{"email": {"lou@example.org"}}).holds(t, `href="/mails"`)
	v.look("/mails").holds(t, `href="/link?token=`+token+`"`, "À camille@example.org")
	for _, header := range proxyHeaders {
		wantStatus(t, "through a proxy that adds "+header, v.send(http.MethodGet, "/mails", "", nil, header, "192.0.2.1"), http.StatusNotFound)
	}
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
