package api

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/png"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	smtpmock "github.com/mocktools/go-smtp-mock/v2"

	"maillage/data"
	"maillage/web"
)

func TestSettingsAreShownAtOnce(t *testing.T) {
	h := newHouse(t)
	v := h.admin()
	got := v.post("/settings", url.Values{"version": {"0"}, "name": {" Ma carte "}, "color.primary": {"#7a1f5c"}, "color.accent": {"#a94a28"}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/settings?saved=1" {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	v.look("/settings?saved=1").holds(t, "C’est enregistré.", `value="Ma carte"`, `value="#7a1f5c"`, `name="version" value="1"`)
	h.get("/").holds(t, "<title>Ma carte — ", "/theme.css?v=1")
	if kept, _, err := h.store.Settings(t.Context()); err != nil || len(kept) != 2 {
		t.Errorf("kept %v, %v: the usual accent is no setting", kept, err)
	}
	v.post("/settings", url.Values{"version": {"1"}, "name": {""}})
	h.get("/").holds(t, "<title>Maillage — ")
}

// TestTenWrongSettings lists what people get wrong and what the page answers, in
// both languages, word by word.
func TestTenWrongSettings(t *testing.T) {
	tests := []struct {
		name            string
		typed           url.Values
		key             string
		french, english string
	}{
		{
			"a name too long", url.Values{"name": {strings.Repeat("a", 61)}}, "name",
			"Ce texte a 61 caractères ; 60 au plus sont acceptés.", "This text has 61 characters; at most 60 are taken.",
		}, {
			"a colour by its name", url.Values{"color.primary": {"vert"}}, "color.primary",
			"« vert » n’est pas une couleur. Écrivez-la comme #2f6b4f : un dièse et six chiffres de 0 à f.", "“vert” is not a colour. Write it like #2f6b4f: a hash and six digits from 0 to f.",
		}, {
			"a pale colour", url.Values{"color.primary": {"#ffcc00"}}, "color.primary",
			"#ffcc00 est trop pâle pour être lue sur les pages : son contraste avec le fond est de 1,2, et il faut 4,5. Prenez une couleur plus foncée.",
			"#ffcc00 is too pale to be read on the pages: its contrast with the background is 1.2, and 4.5 is needed. Take a darker colour.",
		}, {
			"a territory that does not exist", url.Values{"start.territory": {"FR-99"}}, "start.territory",
			"Aucun territoire n’a le code « FR-99 ». Donnez un code que la carte connaît, comme FR-35 ou FR-35238.",
			"No territory has the code “FR-99”. Give a code that the map knows, like FR-35 or FR-35238.",
		}, {
			"a view outside the world", url.Values{"start.view": {"48.11,-191.68,9"}}, "start.view",
			"« 48.11,-191.68,9 » n’est pas une vue de la carte. Écrivez longitude, latitude et zoom avec des virgules, comme -1.68,48.11,9, ou copiez l’adresse de la carte : la longitude va de -180 à 180, la latitude de -85 à 85, le zoom de 0 à 20.",
			"“48.11,-191.68,9” is not a view of the map. Write longitude, latitude and zoom with commas, like -1.68,48.11,9, or copy the address of the map: longitude goes from -180 to 180, latitude from -85 to 85, zoom from 0 to 20.",
		}, {
			"an address without its host", url.Values{"contact": {"contact"}}, "contact",
			"« contact » n’est pas une adresse de courriel. Écrivez-la comme contact@exemple.org.", "“contact” is not an e-mail address. Write it like contact@example.org.",
		}, {
			"a telephone number in words", url.Values{"legal.phone": {"le soir"}}, "legal.phone",
			"« le soir » n’est pas un numéro de téléphone. Écrivez des chiffres et des espaces, comme 02 99 00 00 00.", "“le soir” is not a telephone number. Write digits and spaces, like 02 99 00 00 00.",
		}, {
			"a mail server with its scheme", url.Values{"mail.host": {"https://smtp.example.org"}, "mail.from": {"a@example.org"}}, "mail.host",
			"« https://smtp.example.org » n’est pas le nom d’un serveur. Écrivez-le comme smtp.exemple.org, sans http:// et sans port.",
			"“https://smtp.example.org” is not the name of a server. Write it like smtp.example.org, without http:// and without a port.",
		}, {
			"mails in the clear", url.Values{"mail.host": {"smtp.example.org"}, "mail.from": {"a@example.org"}, "mail.security": {"none"}}, "mail.security",
			"Sans chiffrement, n’importe qui entre ici et smtp.example.org pourrait lire le mot de passe et les courriels. Choisissez STARTTLS ou TLS ; seul un serveur sur cette machine (localhost) s’en passe.",
			"Without encryption, anybody between here and smtp.example.org could read the password and the mails. Choose STARTTLS or TLS; only a server on this machine (localhost) goes without.",
		}, {
			"mails from nobody", url.Values{"mail.host": {"smtp.example.org"}}, "mail.from",
			"L’adresse d’envoi manque : la plupart des serveurs refusent un courriel sans elle.", "The address that mails come from is missing: most servers refuse a mail without one.",
		},
	}
	h := newHouse(t)
	v := h.admin()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := maps.Clone(tt.typed)
			form.Set("version", "0")
			form.Set("tagline.fr", "Ce que j’ai tapé")
			for path, says := range map[string]string{"/settings": tt.french, "/en/settings": tt.english} {
				got := v.post(path, form)
				if got.status != http.StatusUnprocessableEntity {
					t.Errorf("POST %s = %d, want 422", path, got.status)
				}
				id := strings.ReplaceAll(tt.key, ".", "_")
				got.holds(t, `<p id="`+id+`-mistake" class="field-mistake">`+html.EscapeString(says)+"</p>", id+`-mistake " aria-invalid="true"`,
					`<a href="#`+id+`">`, html.EscapeString("Ce que j’ai tapé"), html.EscapeString(tt.typed.Get(tt.key)))
			}
		})
	}
	if kept, version, err := h.store.Settings(t.Context()); err != nil || len(kept) != 0 || version.Settings != 0 {
		t.Errorf("kept %v, version %v, %v", kept, version, err)
	}
}

// TestMistakesReadAlikeOnTheCommandLine keeps what data says in English and what
// the pages say in English the same.
func TestMistakesReadAlikeOnTheCommandLine(t *testing.T) {
	catalogue, err := web.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	wrong := data.Settings{
		data.SettingName: "-", data.SettingTaglineFR: "a\nb", data.SettingTaglineEN: "a\u202e", data.SettingWelcomeFR: "\xff", data.SettingPrimary: "vert", data.SettingAccent: "#ffcc00",
		data.SettingView: "1", data.SettingLanguages: "br", data.SettingContact: "a", data.SettingHostPhone: "a", data.SettingHostName: strings.Repeat("a", 201),
		data.SettingMailHost: "smtp.example.org", data.SettingMailPort: "0", data.SettingMailSecurity: "none", data.SettingMailPassword: "x", "colour": "x",
	}
	errs := data.SettingErrors(wrong.Validate())
	wrong = data.Settings{data.SettingMailHost: "a b", data.SettingMailSecurity: "ssl", data.SettingMailFrom: "a@example.org"}
	errs = append(errs, data.SettingErrors(wrong.Validate())...)
	errs = append(errs, &data.SettingError{Key: data.SettingTerritory, Rule: "territory", Facts: data.Facts{"value": "FR-99"}})
	rules := map[string]bool{}
	for _, err := range errs {
		rules[err.Rule] = true
		sentence, failure := catalogue.Sentence(web.English, "settings", web.Mistake{Rule: err.Rule, Facts: err.Facts})
		if got := string(err.Key) + ": " + sentence; failure != nil || got != err.Error() {
			t.Errorf("the page says %q (%v), the command line %q", got, failure, err)
		}
		if _, failure := catalogue.Sentence(web.French, "settings", web.Mistake{Rule: err.Rule, Facts: err.Facts}); failure != nil {
			t.Error(failure)
		}
	}
	if len(rules) != 19 {
		t.Errorf("%d rules were broken, want all 19: %v", len(rules), rules)
	}
}

func TestAChangeMeanwhileShowsBoth(t *testing.T) {
	h := newHouse(t)
	first, second := h.admin(), h.admin()
	if got := first.post("/settings", url.Values{"version": {"0"}, "name": {"De la première"}, "tagline.fr": {"Pareil"}}); got.status != http.StatusSeeOther {
		t.Fatalf("status %d", got.status)
	}
	got := second.post("/settings", url.Values{"version": {"0"}, "name": {"De la seconde"}, "tagline.fr": {"Pareil"}, "tagline.en": {"New"}})
	if got.status != http.StatusConflict {
		t.Errorf("status %d, want 409", got.status)
	}
	got.holds(t, "ont changé pendant que vous écriviez", `value="De la seconde"`, "<q>De la première</q>", `id="tagline_en-now"`, "rien</p>", `name="version" value="1"`)
	got.lacks(t, `id="tagline_fr-now"`)
	if again := second.post("/settings", url.Values{"version": {"1"}, "name": {"De la seconde"}}); again.status != http.StatusSeeOther {
		t.Errorf("saving again: status %d", again.status)
	}
	h.get("/").holds(t, "De la seconde")
}

func TestThePasswordIsOnlyWritten(t *testing.T) {
	h := newHouse(t)
	v := h.admin()
	mail := url.Values{"version": {"0"}, "mail.host": {"smtp.example.org"}, "mail.from": {"a@example.org"}, "mail.user": {"u"}, "mail.password": {"motdepasse"}}
	if got := v.post("/settings", mail); got.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	password := func() string {
		kept, _, err := h.store.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return kept[data.SettingMailPassword]
	}
	page := v.look("/settings")
	page.holds(t, "Retirer le mot de passe")
	mail.Set("name", strings.Repeat("a", 61))
	mail.Set("version", "1")
	for _, got := range []answer{page, v.post("/settings", mail)} {
		got.lacks(t, "motdepasse")
	}
	v.post("/settings", url.Values{"version": {"1"}, "mail.user": {"autre"}, "mail.password": {""}})
	if password() != "motdepasse" {
		t.Error("a password left empty is gone")
	}
	v.post("/settings", url.Values{"version": {"2"}, "mail.password.remove": {"yes"}})
	if password() != "" {
		t.Error("a password that was taken away is still there")
	}
	if strings.Contains(h.log.String(), "motdepasse") {
		t.Error("the log holds the password")
	}
}

// sendLogo sends the form with a file.
func (v *visitor) sendLogo(file []byte, fields map[string]string) answer {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			v.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("logo", "../../logo.png")
	if err == nil {
		_, err = part.Write(file)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	form.Close()
	return v.send(http.MethodPost, "/settings", form.FormDataContentType(), &body)
}

func TestALogoComesWithTheForm(t *testing.T) {
	h := newHouse(t)
	v := h.admin()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 800, 400))); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		file   []byte
		status int
		says   string
	}{
		{"a drawing", []byte("<svg onload=alert(1)/>"), http.StatusUnprocessableEntity, "Ce n’est pas une image PNG, JPEG ou WebP"},
		{"too heavy", bytes.Repeat([]byte{0}, 1<<20+1), http.StatusUnprocessableEntity, "1\u202f024 ko"},
		{"far too heavy", bytes.Repeat([]byte{0}, 3<<20), http.StatusRequestEntityTooLarge, "L’envoi dépasse 2 Mo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := v.sendLogo(tt.file, map[string]string{"version": "0", "name": "Pas gardé"})
			if got.status != tt.status {
				t.Errorf("status %d, want %d", got.status, tt.status)
			}
			got.holds(t, `id="logo-mistake"`, tt.says)
		})
	}
	h.get("/").lacks(t, "Pas gardé", "logo.png")
	if got := v.sendLogo(picture.Bytes(), map[string]string{"version": "0", "name": "Avec logo"}); got.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	h.get("/").holds(t, "Avec logo", "/logo.png?v=1")
	if got := v.sendLogo(nil, map[string]string{"version": "1", "logo.remove": "yes"}); got.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	h.get("/").lacks(t, "logo.png")
}

func TestABodyIsBoundedElsewhere(t *testing.T) {
	h := newHouse(t)
	got := h.visitor().send(http.MethodPost, "/", "text/plain", strings.NewReader(strings.Repeat("a", maxBody+1)))
	if got.status < 400 || got.status >= 500 {
		t.Errorf("status %d", got.status)
	}
}

func TestATestMailIsSentOrSaysWhyNot(t *testing.T) {
	h := newHouse(t)
	v := h.admin()
	server := smtpmock.New(smtpmock.ConfigurationAttr{HostAddress: "127.0.0.1", BlacklistedRcpttoEmails: []string{"bad@example.org"}})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	v.look("/settings").holds(t, "Enregistrez d’abord un serveur")
	h.set(data.Settings{
		data.SettingName: "Ma carte", data.SettingMailHost: "127.0.0.1", data.SettingMailPort: fmt.Sprint(server.PortNumber()),
		data.SettingMailSecurity: "none", data.SettingMailFrom: "carte@example.org",
	})
	sent := v.post("/settings/mail", url.Values{"to": {"camille@example.org"}})
	sent.holds(t, `role="status"`, "est parti vers camille@example.org")
	if messages, err := server.WaitForMessages(1, 5*time.Second); err != nil || !strings.Contains(messages[0].MsgRequest(), "Essai d'envoi de Ma carte") && !strings.Contains(messages[0].MsgRequest(), "Essai_d=E2=80=99envoi_de_Ma_carte") {
		t.Errorf("got %v, %v", messages, err)
	}
	for to, says := range map[string]string{
		"bad@example.org": "127.0.0.1 n’a pas pris le message", "personne": "« personne » n’est pas une adresse à laquelle écrire",
	} {
		got := v.post("/settings/mail", url.Values{"to": {to}})
		if got.status != http.StatusUnprocessableEntity {
			t.Errorf("to %s: status %d, want 422", to, got.status)
		}
		got.holds(t, `role="alert"`, says, `value="`+to+`"`)
	}
	server.Stop()
	v.post("/en/settings/mail", url.Values{"to": {"camille@example.org"}}).holds(t, "127.0.0.1 refuses the connection")
}
