package api

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/web"
)

// set keeps settings, in place of all that were kept, and waits until they are
// sure to be shown.
func (h *house) set(settings data.Settings) {
	h.t.Helper()
	_, version, err := h.store.Settings(h.t.Context())
	if err == nil {
		_, err = h.commons.ChangeSettings(h.t.Context(), version.Settings, settings)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	time.Sleep(settingsAge)
}

func TestASiteThatNobodyHasSetUp(t *testing.T) {
	h := newHouse(t)
	page := h.get("/")
	page.holds(t, "<title>Maillage — La carte", `og:site_name" content="Maillage"`, "Code source de Maillage", `hreflang="en"`, `href="/privacy"`, `<div id="explore">`)
	page.lacks(t, "theme.css", "logo.png", "/charter", "mailto:", `id="welcome"`)
	for path, status := range map[string]int{"/logo.png": 404, "/charter": 404, "/theme.css": 200, "/legal": 200} {
		if got := h.get(path); got.status != status || got.header.Get("Set-Cookie") != "" {
			t.Errorf("GET %s = %d, cookie %q, want %d and none", path, got.status, got.header.Get("Set-Cookie"), status)
		}
	}
}

func TestASiteSaysWhoseItIs(t *testing.T) {
	h := newHouse(t)
	h.set(data.Settings{
		data.SettingName: "Communs & Cie", data.SettingTaglineFR: "Ici, on partage", data.SettingContact: "contact@example.org",
		data.SettingWelcomeFR: "**Bonjour** <script>alert(1)</script>", data.SettingCharterEN: "# Be kind",
		data.SettingPublisher: "Association <b>", data.SettingHostName: "L’hébergeur", data.SettingPublisherAddress: "1, rue A\n35000 B",
		data.SettingMailHost: "smtp.example.org", data.SettingMailFrom: "a@example.org", data.SettingMailUser: "u", data.SettingMailPassword: "motdepasse",
	})
	page := h.get("/")
	page.holds(t, "<title>Communs &amp; Cie — Ici, on partage</title>", `og:site_name" content="Communs &amp; Cie"`, ">Communs &amp; Cie</span></a>",
		"mailto:contact@example.org", "<strong>Bonjour</strong>", `id="welcome"`, `href="/charter"`, "Code source de Maillage")
	page.lacks(t, "<script>alert", "motdepasse", "smtp.example.org")
	h.get("/en/").holds(t, "Ici, on partage", "<strong>Bonjour</strong>")
	h.get("/charter").holds(t, "<h1>Charte</h1>", "<h2>Be kind</h2>")
	h.get("/sitemap/pages.xml").holds(t, "<loc>"+h.url+"/charter</loc>", "<loc>"+h.url+"/en/charter</loc>")
	h.get("/legal").holds(t, "Association &lt;b&gt;", "L’hébergeur", "<dd>1, rue A</dd><dd>35000 B</dd>", "contact@example.org")
	h.get("/privacy").holds(t, "Responsable : Association", "serveur de courriel", "contact@example.org")
	for _, path := range []string{"/", "/legal", "/privacy", "/charter", "/settings", "/theme.css", "/api/v1/openapi.json", "/api/v1/elements.ndjson"} {
		h.get(path).lacks(t, "motdepasse")
	}
	if strings.Contains(h.log.String(), "motdepasse") {
		t.Error("the log holds the password")
	}
}

func TestThePrivacyPageTellsAllThatIsKept(t *testing.T) {
	h := newHouse(t)
	h.get("/privacy").holds(t, "Les fiches</h3>", "L’historique des fiches</h3>", "Les réglages du site</h3>", "Les connexions</h3>",
		"Aucun cookie", "« Ma commune »", "n’envoie aucun courriel", "CNIL")
	page := h.get("/en/privacy")
	page.holds(t, "The entries</h3>", "No cookie", "“My town”", "sends no e-mail")
	if names := regexp.MustCompile(`<d[dt]>(privacy|settings|sessions|elements|revisions)`).FindAll(page.body, -1); names != nil {
		t.Errorf("a topic has no words: %s", names)
	}
}

func TestColoursReachEveryPage(t *testing.T) {
	h := newHouse(t)
	h.set(data.Settings{data.SettingPrimary: "#7A1F5C"})
	h.get("/").holds(t, `<link rel="stylesheet" href="/theme.css?v=1">`)
	sheet := h.get("/theme.css?v=1")
	sheet.holds(t, ":root{--leaf:#7a1f5c;", "prefers-color-scheme:dark")
	sheet.lacks(t, "--clay")
	if sheet.header.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(sheet.header.Get("Cache-Control"), "immutable") {
		t.Errorf("headers %v", sheet.header)
	}
	if old := h.get("/theme.css?v=0"); old.header.Get("Cache-Control") != revalidate {
		t.Errorf("an older sheet is kept: %v", old.header)
	}
}

// TestContrastIsMeasuredOnTheBackgroundsOfThePages keeps the colours that data
// measures against and those of the style sheet alike.
func TestContrastIsMeasuredOnTheBackgroundsOfThePages(t *testing.T) {
	sheet, err := os.ReadFile("../web/src/styles/theme.css")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := os.ReadFile("../data/color.go")
	if err != nil {
		t.Fatal(err)
	}
	grounds := regexp.MustCompile(`--(?:wash|paper): #(..)(..)(..);`).FindAllSubmatch(sheet, -1)
	if len(grounds) != 4 {
		t.Fatalf("%d backgrounds, want --wash and --paper, light and dark", len(grounds))
	}
	for _, ground := range grounds {
		if want := "Color{0x" + string(bytes.Join(ground[1:], []byte(", 0x"))) + "}"; !bytes.Contains(rules, []byte(want)) {
			t.Errorf("data/color.go does not know %s", want)
		}
	}
}

func TestTheLogoStandsInTheHeader(t *testing.T) {
	h := newHouse(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 100, 50))); err != nil {
		t.Fatal(err)
	}
	if err := h.commons.SetLogo(t.Context(), picture.Bytes()); err != nil {
		t.Fatal(err)
	}
	h.get("/").holds(t, `<img src="/logo.png?v=1"`, `<link rel="icon" type="image/png" href="/logo.png?v=1">`)
	got := h.get("/logo.png?v=1")
	if size, err := png.DecodeConfig(bytes.NewReader(got.body)); err != nil || size.Width != 100 || got.header.Get("Content-Type") != "image/png" {
		t.Errorf("the logo is %v, %v, %v", size, err, got.header)
	}
}

func TestTheMapStartsWhereTheSiteSays(t *testing.T) {
	tests := []struct {
		name     string
		settings data.Settings
		want     string
	}{
		{"a view", data.Settings{data.SettingView: "1.5,45,9.5", data.SettingTerritory: "FR-87"}, `<div id="explore" data-map="9.5/45/1.5">`},
		{"a territory", data.Settings{data.SettingTerritory: "FR-87085"}, `<div id="explore" data-box="0.75,44.75,1.25,45.25">`},
	}
	h := newHouse(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.set(tt.settings)
			h.get("/").holds(t, tt.want)
		})
	}
}

func TestALanguageThatIsOffLeadsToTheOther(t *testing.T) {
	h := newHouse(t)
	h.set(data.Settings{data.SettingLanguages: "fr"})
	for from, to := range map[string]string{"/en/?q=a": "/?q=a", "/en/legal": "/legal", "/en/nothing": "/nothing"} {
		if got := h.get(from, "Accept", "text/html"); got.status != http.StatusFound || got.header.Get("Location") != to {
			t.Errorf("GET %s = %d to %q, want 302 to %q", from, got.status, got.header.Get("Location"), to)
		}
	}
	h.get("/").lacks(t, "hreflang", ">English<")
	if got := h.get("/en/settings?link=secret"); got.status != http.StatusFound || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the redirect of a link to the settings may be kept: %d %q", got.status, got.header.Get("Cache-Control"))
	}
	h.set(data.Settings{data.SettingLanguages: "en"})
	for from, to := range map[string]string{"/": "/en/", "/legal?a=b": "/en/legal?a=b", "/nothing": "/en/nothing"} {
		if got := h.get(from, "Accept", "text/html"); got.status != http.StatusFound || got.header.Get("Location") != to {
			t.Errorf("GET %s = %d to %q, want 302 to %q", from, got.status, got.header.Get("Location"), to)
		}
	}
	h.get("/en/nothing", "Accept", "text/html").holds(t, "Page not found")
	h.get("/sitemap/elements-1.xml").lacks(t, `hreflang="fr"`)
}

func TestTheUsualLanguageIsTheOneForAnybody(t *testing.T) {
	h := newHouse(t)
	h.server.publicURL = "https://carte.example.org"
	h.set(data.Settings{data.SettingLanguages: "en,fr"})
	h.get("/").holds(t, `hreflang="x-default" href="https://carte.example.org/en/"`)
	h.set(data.Settings{data.SettingLanguages: "fr"})
	page := h.get("/")
	page.holds(t, `hreflang="x-default" href="https://carte.example.org/"`)
	page.lacks(t, `hreflang="en"`)
}

func TestTheFormHasEverySettingOnce(t *testing.T) {
	var keys []data.SettingKey
	for _, section := range web.SettingsLayout {
		for _, field := range section.Fields {
			keys = append(keys, data.SettingKey(field.Key))
		}
	}
	byName := func(keys []data.SettingKey) map[data.SettingKey]int {
		counts := map[data.SettingKey]int{}
		for _, key := range keys {
			counts[key]++
		}
		return counts
	}
	if diff := cmp.Diff(byName(data.SettingKeys()), byName(keys)); diff != "" {
		t.Errorf("(-keys +form)\n%s", diff)
	}
}
