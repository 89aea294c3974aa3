package api

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// visitor is a browser: it keeps cookies and follows nothing by itself.
type visitor struct {
	*house
	client *http.Client
}

func (h *house) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &visitor{h, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// admin is a visitor who has come in.
func (h *house) admin() *visitor {
	h.t.Helper()
	v := h.visitor()
	if got := v.post("/settings/enter", url.Values{"link": {h.link()}}); got.status != http.StatusSeeOther {
		h.t.Fatalf("POST /settings/enter = %d\n%s", got.status, got.body)
	}
	return v
}

func (h *house) link() string {
	h.t.Helper()
	token, err := h.commons.NewAdminLink(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

// send sends a request; headers are name, value, name, value...
func (v *visitor) send(method, path, mediaType string, body io.Reader, headers ...string) answer {
	v.t.Helper()
	r, err := http.NewRequest(method, v.url+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := v.client.Do(r)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer got.Body.Close()
	content, err := io.ReadAll(got.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, content}
}

func (v *visitor) look(path string) answer { return v.send(http.MethodGet, path, "", nil) }

func (v *visitor) post(path string, form url.Values, headers ...string) answer {
	v.t.Helper()
	return v.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), headers...)
}

func TestALinkOpensTheSettingsOnce(t *testing.T) {
	h := newHouse(t)
	v, link := h.visitor(), h.link()
	for range 2 { // a preview of the link spends nothing
		page := v.look("/settings?link=" + link)
		page.holds(t, `value="`+link+`"`, "Ouvrir les réglages")
		if page.status != http.StatusOK || page.header.Get("Set-Cookie") != "" || page.header.Get("Cache-Control") != "no-store" {
			t.Errorf("status %d, headers %v", page.status, page.header)
		}
	}
	entered := v.post("/settings/enter", url.Values{"link": {link}})
	cookie := entered.header.Get("Set-Cookie")
	if entered.status != http.StatusSeeOther || entered.header.Get("Location") != "/settings" {
		t.Fatalf("status %d to %q", entered.status, entered.header.Get("Location"))
	}
	for _, part := range []string{"maillage_session=", "HttpOnly", "SameSite=Lax", "Max-Age=28800", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q lacks %s", cookie, part)
		}
	}
	v.look("/settings").holds(t, "Réglages du site", `name="version"`)
	again := h.visitor().post("/settings/enter", url.Values{"link": {link}})
	if again.status != http.StatusForbidden || again.header.Get("Set-Cookie") != "" {
		t.Errorf("a link that was used: status %d, cookie %q", again.status, again.header.Get("Set-Cookie"))
	}
	again.holds(t, "Ce lien ne vaut plus", "maillage admin link")
	if strings.Contains(h.log.String(), link) {
		t.Error("the log holds the link")
	}
}

func TestThePublicCookieIsOnlyForEncryptedConnections(t *testing.T) {
	h := newHouse(t)
	h.server.publicURL = "https://carte.example.org"
	if !h.server.newSessions().Cookie.Secure {
		t.Error("the cookie of an https site is not Secure")
	}
}

func TestTheSettingsAreClosed(t *testing.T) {
	h := newHouse(t)
	name := url.Values{"version": {"0"}, "name": {"Pris"}, "to": {"a@example.org"}}
	tests := []struct {
		name string
		ask  func() answer
	}{
		{"to anybody who looks", func() answer { return h.visitor().look("/settings") }},
		{"to anybody who looks in English", func() answer { return h.visitor().look("/en/settings") }},
		{"to anybody who changes", func() answer { return h.visitor().post("/settings", name) }},
		{"to anybody who sends mail", func() answer { return h.visitor().post("/settings/mail", name) }},
		{"to a link that was made up", func() answer {
			return h.visitor().post("/settings/enter", url.Values{"link": {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}})
		}},
		{"to a cookie that was made up", func() answer {
			return h.visitor().send(http.MethodGet, "/settings", "", nil, "Cookie", "maillage_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
		}},
		{"once somebody has left", func() answer {
			v := h.admin()
			jar := *v.client
			cookies := jar.Jar.Cookies(mustParse(t, h.url))
			if got := v.post("/settings/leave", nil); got.status != http.StatusSeeOther || !strings.Contains(got.header.Get("Set-Cookie"), "Max-Age=0") {
				t.Errorf("leaving: %d %v", got.status, got.header)
			}
			return h.visitor().send(http.MethodGet, "/settings", "", nil, "Cookie", cookies[0].String())
		}},
		{"once a session has ended", func() answer {
			v := h.admin()
			h.endSessions()
			return v.look("/settings")
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.ask()
			if got.status != http.StatusForbidden {
				t.Errorf("status %d, want 403\n%s", got.status, got.body)
			}
			got.holds(t, "maillage admin link")
			got.lacks(t, `name="version"`)
		})
	}
	if kept, _, err := h.store.Settings(t.Context()); err != nil || len(kept) != 0 {
		t.Errorf("kept %v, %v", kept, err)
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// endSessions ends every session, as time does.
func (h *house) endSessions() {
	h.t.Helper()
	_, err := h.store.Update(context.Background(), func(tx *store.Tx) error { return tx.DeleteExpired(time.Now().Add(data.SessionLife)) })
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestAnotherSiteChangesNothingHere(t *testing.T) {
	h := newHouse(t)
	v := h.admin()
	for name, headers := range map[string][]string{
		"as browsers say it":       {"Sec-Fetch-Site", "cross-site"},
		"as older browsers say it": {"Origin", "https://evil.example"},
		"without an origin":        {"Origin", "null"},
	} {
		got := v.post("/settings", url.Values{"version": {"0"}, "name": {"Pris"}}, append(headers, "Accept-Language", "fr")...)
		if got.status != http.StatusForbidden || !strings.Contains(string(got.body), "vient d’un autre site") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if got := v.post("/settings", url.Values{"version": {"0"}, "name": {"Ma carte"}}, "Sec-Fetch-Site", "same-origin"); got.status != http.StatusSeeOther {
		t.Errorf("from this site: %d\n%s", got.status, got.body)
	}
}
