package data

import (
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Settings are what the people who keep an instance say of it: a text for each
// key that is set, as they typed it. The zero value is an instance that nobody
// has set up, which works.
//
// A password may be among them: Settings written to a log or printed leave it
// out, JSON does not.
type Settings map[SettingKey]string

// SettingKey names one setting, as on the command line.
type SettingKey string

// The keys. Those that end in .fr and .en are one text in two languages; where
// one is missing, the other is shown.
const (
	SettingName      SettingKey = "name" // of the site
	SettingTaglineFR SettingKey = "tagline.fr"
	SettingTaglineEN SettingKey = "tagline.en"
	SettingPrimary   SettingKey = "color.primary" // #rrggbb
	SettingAccent    SettingKey = "color.accent"  // #rrggbb
	SettingTerritory SettingKey = "start.territory"
	SettingView      SettingKey = "start.view" // see ParseStartView
	SettingLanguages SettingKey = "languages"  // one of LanguageChoices
	SettingWelcomeFR SettingKey = "welcome.fr" // Markdown
	SettingWelcomeEN SettingKey = "welcome.en"
	SettingCharterFR SettingKey = "charter.fr" // Markdown
	SettingCharterEN SettingKey = "charter.en"
	SettingContact   SettingKey = "contact" // an e-mail address that pages show

	// What French law (LCEN, article 1-1) asks a site to say of itself.
	SettingPublisher        SettingKey = "legal.publisher"
	SettingPublisherAddress SettingKey = "legal.address"
	SettingPublisherPhone   SettingKey = "legal.phone"
	SettingRegistration     SettingKey = "legal.registration" // RNA, SIREN...
	SettingDirector         SettingKey = "legal.director"     // of publication
	SettingHostName         SettingKey = "host.name"
	SettingHostAddress      SettingKey = "host.address"
	SettingHostPhone        SettingKey = "host.phone"

	// The server that takes our mails.
	SettingMailHost     SettingKey = "mail.host"
	SettingMailPort     SettingKey = "mail.port"
	SettingMailSecurity SettingKey = "mail.security" // one of MailSecurities
	SettingMailUser     SettingKey = "mail.user"
	SettingMailPassword SettingKey = "mail.password"
	SettingMailFrom     SettingKey = "mail.from"

	// The service that finds addresses. It is asked when both are set.
	SettingGeocoderKind SettingKey = "geocoder.kind" // one of GeocoderKinds
	SettingGeocoderURL  SettingKey = "geocoder.url"  // where it takes questions
)

// Values of settings that have a closed list of them.
var (
	// LanguageChoices are the languages of the pages, the first being that of
	// whoever asks for none.
	LanguageChoices = []string{"fr,en", "en,fr", "fr", "en"}
	// MailSecurities are: encrypted from the start of the talk, from the first
	// byte, or not at all, which is for a server on the same machine.
	MailSecurities = []string{"starttls", "tls", "none"}
	// GeocoderKinds are the sorts of services that find addresses, by the program
	// whose questions and answers they use.
	GeocoderKinds = []string{"photon", "addok"}
)

// Clone returns a copy that can be changed.
func (s Settings) Clone() Settings {
	copied := make(Settings, len(s))
	maps.Copy(copied, s)
	return copied
}

// Tidy returns the settings as they are kept: without blank ends, with plain
// ends of lines, without what is empty. A password stays as it is.
func (s Settings) Tidy() Settings {
	tidy := make(Settings, len(s))
	for key, value := range s {
		if key != SettingMailPassword {
			value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
		}
		if value != "" {
			tidy[key] = value
		}
	}
	return tidy
}

// WithoutSecrets returns a copy that may be shown to who keeps the instance.
func (s Settings) WithoutSecrets() Settings {
	shown := s.Clone()
	delete(shown, SettingMailPassword)
	return shown
}

// String returns the names of what is set, without any value.
func (s Settings) String() string {
	names := make([]string, 0, len(s))
	for _, key := range slices.Sorted(maps.Keys(s)) {
		names = append(names, string(key))
	}
	return "settings[" + strings.Join(names, " ") + "]"
}

// GoString does what [Settings.String] does, for the verb %#v.
func (s Settings) GoString() string { return s.String() }

// LogValue does what [Settings.String] does, for logs.
func (s Settings) LogValue() slog.Value { return slog.StringValue(s.String()) }

// InLanguage returns one of a text's two versions: the one in language, fr or
// en, else the other.
func (s Settings) InLanguage(language string, fr, en SettingKey) string {
	first, second := fr, en
	if language == "en" {
		first, second = en, fr
	}
	if s[first] != "" {
		return s[first]
	}
	return s[second]
}

// Languages returns the languages of the pages, fr and en, the first being the
// one for whoever asks for none.
func (s Settings) Languages() []string {
	if slices.Contains(LanguageChoices, s[SettingLanguages]) {
		return strings.Split(s[SettingLanguages], ",")
	}
	return strings.Split(LanguageChoices[0], ",")
}

// StartView is where the map starts.
type StartView struct {
	Lon, Lat float64 // degrees
	Zoom     float64 // of Web Mercator, 0 to [MaxStartZoom]
}

// Bounds of a start view: the latitude is Web Mercator's.
const (
	MaxStartLat  = 85.0
	MaxStartZoom = 20.0
)

// ParseStartView reads longitude, latitude and zoom with commas between them,
// "-1.68,48.11,9", or an address of the map, "…#map=9/48.11/-1.68", or its end,
// "9/48.11/-1.68", each number in its range.
func ParseStartView(text string) (StartView, bool) {
	if _, view, ok := strings.Cut(text, "#map="); ok {
		text, _, _ = strings.Cut(view, "&")
	}
	order, separator := [3]int{0, 1, 2}, ","
	if strings.Contains(text, "/") {
		order, separator = [3]int{2, 1, 0}, "/"
	}
	parts := strings.Split(text, separator)
	if len(parts) != 3 {
		return StartView{}, false
	}
	var numbers [3]float64
	for i, part := range parts {
		n, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return StartView{}, false
		}
		numbers[order[i]] = n
	}
	v := StartView{numbers[0], numbers[1], numbers[2]}
	ok := v.Lon >= -180 && v.Lon <= 180 && v.Lat >= -MaxStartLat && v.Lat <= MaxStartLat && v.Zoom >= 0 && v.Zoom <= MaxStartZoom
	if !ok { // NaN, too
		return StartView{}, false
	}
	return v, true
}

// legallyAsked is what the legal notice of a site must say in France.
var legallyAsked = []SettingKey{
	SettingPublisher, SettingPublisherAddress, SettingPublisherPhone, SettingDirector,
	SettingHostName, SettingHostAddress, SettingHostPhone, SettingContact,
}

// LegallyMissing returns what French law asks the legal notice to say and
// nobody has said yet.
func (s Settings) LegallyMissing() []SettingKey {
	return slices.DeleteFunc(slices.Clone(legallyAsked), func(key SettingKey) bool { return s[key] != "" })
}

// SendsMail reports whether a server for mails is set.
func (s Settings) SendsMail() bool { return s[SettingMailHost] != "" && s[SettingMailFrom] != "" }

// Geocodes reports whether a service that finds addresses is set.
func (s Settings) Geocodes() bool { return s[SettingGeocoderKind] != "" && s[SettingGeocoderURL] != "" }
