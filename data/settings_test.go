package data

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// complete are settings that break no rule, with every key.
func complete() Settings {
	return Settings{
		SettingName: "Communs du Trégor", SettingTaglineFR: "Ce qui se partage", SettingTaglineEN: "What is shared",
		SettingPrimary: "#2f6b4f", SettingAccent: "#A94A28", SettingTerritory: "FR-22", SettingView: "-3.2, 48.7, 9.5", SettingLanguages: "en,fr",
		SettingWelcomeFR: "Bienvenue\n\n- un", SettingWelcomeEN: "Welcome", SettingCharterFR: "# Charte", SettingCharterEN: "# Charter",
		SettingContact: "contact@example.org", SettingPublisher: "Association du Trégor", SettingPublisherAddress: "1, rue du Port\n22300 Lannion",
		SettingPublisherPhone: "+33 2 96 00 00 00", SettingRegistration: "W220000000", SettingDirector: "Camille Dupré",
		SettingHostName: "Hébergeur", SettingHostAddress: "2, rue du Quai", SettingHostPhone: "02.96.00.00.00",
		SettingMailHost: "smtp.example.org", SettingMailPort: "587", SettingMailSecurity: "starttls", SettingMailUser: "carte",
		SettingMailPassword: " motdepasse ", SettingMailFrom: "carte@example.org",
		SettingGeocoderKind: "photon", SettingGeocoderURL: "https://photon.example.org/api",
	}
}

func TestSettingsThatBreakNoRule(t *testing.T) {
	all := complete()
	if len(all) != len(SettingKeys()) {
		t.Errorf("complete() has %d keys, there are %d", len(all), len(SettingKeys()))
	}
	for _, s := range []Settings{nil, {}, all, {SettingMailHost: "localhost", SettingMailSecurity: "none", SettingMailFrom: "a@b.org"}, {SettingMailHost: "127.0.0.1", SettingMailSecurity: "none", SettingMailFrom: "a@b.org"}} {
		if err := s.Tidy().Validate(); err != nil {
			t.Errorf("Validate(%v) = %v", s, err)
		}
	}
}

func TestSettingsThatBreakARule(t *testing.T) {
	tests := []struct {
		name  string
		key   SettingKey
		value string
		want  string
	}{
		{"a name too long", SettingName, strings.Repeat("é", 61), "name: This text has 61 characters; at most 60 are taken."},
		{"a name of two lines", SettingName, "a\nb", "name: This must be one line."},
		{"a name that shows nothing", SettingName, "-\u00ad-", "name: This name shows nothing: give it a letter or a digit."},
		{"a name that runs backwards", SettingName, "a\u202eb", "name: This text holds an invisible character. Type it again rather than pasting it."},
		{"bytes that are no text", SettingCharterFR, "\xff", "charter.fr: This text is damaged: it is not UTF-8. Type it again."},
		{"a colour by its name", SettingPrimary, "vert", "color.primary: “vert” is not a colour. Write it like #2f6b4f: a hash and six digits from 0 to f."},
		{"a pale colour", SettingPrimary, "#8fcbab", "color.primary: #8fcbab is too pale to be read on the pages: its contrast with the background is 1.5, and 4.5 is needed. Take a darker colour."},
		{"a colour that just falls short", SettingAccent, "#6f6f6f", "color.accent: #6f6f6f is too pale to be read on the pages: its contrast with the background is 4.2, and 4.5 is needed. Take a darker colour."},
		{"a view of two numbers", SettingView, "-1.68,48.11", "start.view: “-1.68,48.11” is not a view of the map. Write longitude, latitude and zoom with commas, like -1.68,48.11,9, or copy the address of the map: longitude goes from -180 to 180, latitude from -85 to 85, zoom from 0 to 20."},
		{"a view beyond the pole", SettingView, "48.11,-91.68,9", "start.view: “48.11,-91.68,9” is not a view of the map. Write longitude, latitude and zoom with commas, like -1.68,48.11,9, or copy the address of the map: longitude goes from -180 to 180, latitude from -85 to 85, zoom from 0 to 20."},
		{"a language that is not spoken", SettingLanguages, "br", "languages: “br” is not a choice of languages. Choose fr,en or en,fr, the first being the usual one, or fr or en alone."},
		{"an address without its host", SettingContact, "contact", "contact: “contact” is not an e-mail address. Write it like contact@example.org."},
		{"a telephone number in words", SettingHostPhone, "le soir", "host.phone: “le soir” is not a telephone number. Write digits and spaces, like 02 99 00 00 00."},
		{"a server with its scheme", SettingMailHost, "smtp://x.org", "mail.host: “smtp://x.org” is not the name of a server. Write it like smtp.example.org, without http:// and without a port."},
		{"a port beyond the last", SettingMailPort, "70000", "mail.port: “70000” is not a port. Write a number from 1 to 65535: usually 587 with STARTTLS, 465 with TLS."},
		{"an encryption nobody knows", SettingMailSecurity, "ssl", "mail.security: “ssl” is not a way to encrypt. Choose starttls, tls or none."},
		{"mails in the clear", SettingMailSecurity, "none", "mail.security: Without encryption, anybody between here and smtp.example.org could read the password and the mails. Choose STARTTLS or TLS; only a server on this machine (localhost) goes without."},
		{"mails from nobody", SettingMailFrom, "", "mail.from: The address that mails come from is missing: most servers refuse a mail without one."},
		{"a password of nobody", SettingMailUser, "", "mail.user: There is a password and no user name: give both, or neither."},
		{"a key that is none", "colour", "red", "colour: There is no such setting."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := complete()
			s[tt.key] = tt.value
			err := s.Validate()
			if err == nil || err.Error() != tt.want || !errors.Is(err, ErrInvalid) {
				t.Errorf("Validate = %v, want %s", err, tt.want)
			}
			if wrong := SettingErrors(fmt.Errorf("cannot: %w", err)); len(wrong) != 1 || wrong[0].Key != tt.key {
				t.Errorf("SettingErrors = %v", wrong)
			}
		})
	}
}

func TestTidySettings(t *testing.T) {
	got := Settings{SettingName: "  A ", SettingCharterFR: "a\r\nb\r\n", SettingTaglineFR: " ", SettingMailPassword: " p "}.Tidy()
	if diff := cmp.Diff(Settings{SettingName: "A", SettingCharterFR: "a\nb", SettingMailPassword: " p "}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSettingsNeverPrintTheirPassword(t *testing.T) {
	s := complete()
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("saved", "settings", s)
	shown := fmt.Sprintf("%v %+v %#v %s", s, s, s, s) + log.String() + fmt.Sprint(s.WithoutSecrets()[SettingMailPassword])
	if strings.Contains(shown, "motdepasse") {
		t.Errorf("printed as %s", shown)
	}
	if s[SettingMailPassword] == "" {
		t.Error("WithoutSecrets has changed the settings")
	}
}

func TestTextsFallBackToTheOtherLanguage(t *testing.T) {
	s := Settings{SettingTaglineEN: "Shared"}
	if got := s.InLanguage("fr", SettingTaglineFR, SettingTaglineEN); got != "Shared" {
		t.Errorf("InLanguage(fr) = %q", got)
	}
	s[SettingTaglineFR] = "Partagé"
	if got := s.InLanguage("fr", SettingTaglineFR, SettingTaglineEN) + s.InLanguage("en", SettingTaglineFR, SettingTaglineEN); got != "PartagéShared" {
		t.Errorf("InLanguage = %q", got)
	}
}

func TestLegallyMissing(t *testing.T) {
	s := complete()
	if got := s.LegallyMissing(); len(got) != 0 {
		t.Errorf("nothing is missing, got %v", got)
	}
	delete(s, SettingDirector)
	if diff := cmp.Diff([]SettingKey{SettingDirector}, s.LegallyMissing()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestParseStartView(t *testing.T) {
	want := StartView{Lon: -1.68, Lat: 48.11, Zoom: 9.5}
	for _, text := range []string{"-1.68,48.11,9.5", " -1.68 , 48.11 , 9.5 ", "https://carte.example.org/?q=a#map=9.5/48.11/-1.68&e=x", "#map=9.5/48.11/-1.68", "9.5/48.11/-1.68"} {
		if got, ok := ParseStartView(text); !ok || got != want {
			t.Errorf("ParseStartView(%q) = %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "1,2", "1,2,3,4", "a,b,c", "NaN,0,0", "0,0,NaN", "181,0,0", "0,86,0", "0,0,21", "0,0,-1", "#map=9/48"} {
		if got, ok := ParseStartView(text); ok {
			t.Errorf("ParseStartView(%q) = %v, want a refusal", text, got)
		}
	}
}

// checkTints fails unless a colour that is taken is legible wherever it stands.
func checkTints(t *testing.T, c Color) {
	t.Helper()
	light, dark := Tints(c)
	for _, pair := range []struct {
		what     string
		text, on Color
	}{
		{"on the light background", light.Color, lightGround}, {"on its light wash", light.Color, light.Wash}, {"on a light button", light.On, light.Color},
		{"on the dark background", dark.Color, darkGround}, {"on its dark wash", dark.Color, dark.Wash}, {"on a dark button", dark.On, dark.Color},
	} {
		if ratio := Contrast(pair.text, pair.on); ratio < MinContrast {
			t.Errorf("%v: %s the contrast is %.2f", c, pair.what, ratio)
		}
	}
}

func TestAColourThatIsTakenIsLegibleEverywhere(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	taken := 0
	for range 20_000 {
		n := random.Uint32()
		c := Color{uint8(n), uint8(n >> 8), uint8(n >> 16)}
		if (Settings{SettingPrimary: c.String()}).Validate() == nil {
			taken++
			checkTints(t, c)
		}
	}
	if t.Failed() || taken == 0 {
		t.Errorf("seed %d, %d colours taken", seed, taken)
	}
}

func TestContrastIsThatOfTheStandard(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#2f6b4f", "#2f6b4f", 1}} {
		a, _ := ParseColor(tt.a)
		b, _ := ParseColor(tt.b)
		if got := Contrast(a, b); got < tt.want-0.01 || got > tt.want+0.01 {
			t.Errorf("Contrast(%s, %s) = %.2f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

// FuzzSettings checks that whatever is typed, settings that are taken can be
// used, and that the others say which key is wrong, in a sentence.
func FuzzSettings(f *testing.F) {
	for key, value := range complete() {
		f.Add(string(key), value)
	}
	f.Add("start.view", "NaN,0,0")
	f.Fuzz(func(t *testing.T, key, value string) {
		s := complete()
		s[SettingKey(key)] = value
		s = s.Tidy()
		if err := s.Validate(); err != nil {
			for _, wrong := range SettingErrors(err) {
				if settingSentences[wrong.Rule] == "" {
					t.Errorf("%q has no sentence", wrong.Rule)
				}
			}
			return
		}
		if diff := cmp.Diff(s, s.Tidy()); diff != "" {
			t.Errorf("Tidy changes what is tidy:\n%s", diff)
		}
		if view := s[SettingView]; view != "" {
			if v, ok := ParseStartView(view); !ok || !(v.Lon >= -180 && v.Lon <= 180 && v.Zoom >= 0) {
				t.Errorf("view %q = %v", view, v)
			}
		}
		if primary := s[SettingPrimary]; primary != "" {
			c, _ := ParseColor(primary)
			checkTints(t, c)
		}
		if n := len(s.Languages()); n < 1 || n > 2 {
			t.Errorf("%d languages", n)
		}
	})
}
