package web

import (
	"fmt"
	"io"
	"strings"
)

// SettingsPath is the path of the settings in French.
const SettingsPath = "/settings"

// Settings is the page on which an instance is set up. Maps are by the key of a
// setting.
type Settings struct {
	Version     int64             // of the settings that are changed
	Values      map[string]string // as kept, or as typed when something is wrong
	Most        map[string]int    // characters
	Mistakes    map[string]Mistake
	Now         map[string]string // what is kept by now where it is not what was typed, after a change meanwhile
	Status      string            // "", saved, wrong, changed, mail_sent or mail_failed
	LogoMistake *Mistake
	PasswordSet bool
	Missing     []string // keys that the legal notice still lacks
	MailReady   bool     // whether a test mail can be sent
	MailTo      string   // where the test mail goes
	MailFailure Mistake  // its rule is the reason; "" when nothing failed
	Waiting     int      // how many people wait for a link to be handed over
}

// Mistake is a broken rule, by the word that has a sentence in the messages.
type Mistake struct {
	Rule  string
	Facts map[string]any // what the sentence names: texts, ints and float64s
}

// Setting is a setting as a field of the form.
type Setting struct {
	Key     string
	Input   string   // text, textarea, email, tel, url, color, password or select
	Choices []string // of a select
	Usual   string   // what the field shows when nothing is set, of a colour and of a choice not to have something
}

// SettingsSection is a part of the form.
type SettingsSection struct {
	Name   string
	Fields []Setting
}

// SettingsLayout is the form: every setting once.
var SettingsLayout = []SettingsSection{
	{"identity", []Setting{
		{Key: "name", Input: "text"}, {Key: "tagline.fr", Input: "text"}, {Key: "tagline.en", Input: "text"},
		{Key: "color.primary", Input: "color", Usual: "#2f6b4f"}, {Key: "color.accent", Input: "color", Usual: "#a94a28"},
	}},
	{"start", []Setting{
		{Key: "start.territory", Input: "text"}, {Key: "start.view", Input: "text"},
		{Key: "languages", Input: "select", Choices: []string{"fr,en", "en,fr", "fr", "en"}},
	}},
	{"texts", []Setting{
		{Key: "welcome.fr", Input: "textarea"}, {Key: "welcome.en", Input: "textarea"},
		{Key: "charter.fr", Input: "textarea"}, {Key: "charter.en", Input: "textarea"},
	}},
	{"legal", []Setting{
		{Key: "contact", Input: "email"},
		{Key: "legal.publisher", Input: "text"}, {Key: "legal.address", Input: "textarea"}, {Key: "legal.phone", Input: "tel"},
		{Key: "legal.registration", Input: "text"}, {Key: "legal.director", Input: "text"},
		{Key: "host.name", Input: "text"}, {Key: "host.address", Input: "textarea"}, {Key: "host.phone", Input: "tel"},
	}},
	{"mail", []Setting{
		{Key: "mail.host", Input: "text"}, {Key: "mail.port", Input: "text"},
		{Key: "mail.security", Input: "select", Choices: []string{"starttls", "tls", "none"}},
		{Key: "mail.user", Input: "text"}, {Key: "mail.password", Input: "password"}, {Key: "mail.from", Input: "email"},
	}},
	{"geocoder", []Setting{
		{Key: "geocoder.kind", Input: "select", Choices: []string{"off", "photon", "addok"}, Usual: "off"}, {Key: "geocoder.url", Input: "url"},
	}},
}

// Wrong counts the mistakes.
func (s Settings) Wrong() int {
	if s.LogoMistake != nil {
		return len(s.Mistakes) + 1
	}
	return len(s.Mistakes)
}

// settingField is what the template of a field reads.
type settingField struct {
	Setting
	ID          string // of the input
	Value       string
	Most        int
	Mistake     *Mistake
	Differs     bool   // whether what is kept by now is not Value
	Now         string // what is kept by now, then
	PasswordSet bool
}

// settingsSection is what the template of a section reads.
type settingsSection struct {
	Name   string
	Fields []settingField
	Set    int  // how many of the fields are filled in
	Open   bool // whether it is to be seen at once
}

// Sections lists the form as the template reads it.
func (s Settings) Sections() []settingsSection {
	sections := make([]settingsSection, len(SettingsLayout))
	for i, layout := range SettingsLayout {
		section := settingsSection{Name: layout.Name, Open: i == 0}
		for _, setting := range layout.Fields {
			field := s.field(setting)
			if field.Value != "" || field.Input == "password" && s.PasswordSet {
				section.Set++
			}
			section.Open = section.Open || field.Mistake != nil || field.Differs
			section.Fields = append(section.Fields, field)
		}
		section.Open = section.Open || layout.Name == "mail" && s.MailFailure.Rule != ""
		sections[i] = section
	}
	return sections
}

func (s Settings) field(setting Setting) settingField {
	field := settingField{Setting: setting, ID: messageName(setting.Key), Value: s.Values[setting.Key], Most: s.Most[setting.Key]}
	if mistake, ok := s.Mistakes[setting.Key]; ok {
		field.Mistake = &mistake
	}
	field.Now, field.Differs = s.Now[setting.Key]
	if setting.Input == "password" {
		field.Value, field.PasswordSet = "", s.PasswordSet // never sent back
	}
	return field
}

// messageName returns a key as the names of messages write it.
func messageName(key string) string { return strings.NewReplacer(".", "_", ",", "_").Replace(key) }

// Settings writes the page on which the instance is set up.
func (r *Renderer) Settings(w io.Writer, language Language, view Settings) error {
	return r.write(w, "settings", page{
		Language: language, Path: SettingsPath, Title: r.title(language, "settings_title"), Type: "website", NoIndex: true, Content: view,
	})
}

// SettingsDoor is the page before the settings: with a token it asks whether to
// go in, without one it says how to get one.
type SettingsDoor struct {
	Token string
	Spent bool // whether a link was tried that is no longer good
}

// SettingsDoor writes the page before the settings.
func (r *Renderer) SettingsDoor(w io.Writer, language Language, view SettingsDoor) error {
	return r.write(w, "settings_door", page{
		Language: language, Path: SettingsPath, Title: r.title(language, "settings_title"), Type: "website", NoIndex: true, Content: view,
	})
}

// MailText returns the subject and the text of the mail by which a setting up is
// tried.
func (r *Renderer) MailText(language Language) (subject, text string, err error) {
	words, name := r.words[language], r.name(language)
	if subject, err = words.text("mail_test_subject", "name", name); err != nil {
		return "", "", err
	}
	text, err = words.text("mail_test_text", "name", name)
	return subject, text, err
}

// Sentence returns the sentence of a mistake in a language: of "settings", of an
// "account", of a "field" of an element, or of "mail" when one was not sent. The
// error is that nobody gave it words.
func (c *Catalogue) Sentence(l Language, of string, m Mistake) (string, error) {
	return c.words[l].mistake(of, m)
}

func (w *words) mistake(of string, m Mistake) (string, error) {
	values := map[string]string{}
	for name, value := range m.Facts {
		switch value := value.(type) {
		case int:
			values[name] = w.number(value)
		case float64:
			decimals := 1
			if of == "field" {
				decimals = 5 // degrees
			}
			values[name] = w.decimal(value, decimals)
		default:
			values[name] = fmt.Sprint(value)
		}
	}
	switch of {
	case "mail":
		return w.filled("mail_failed_"+m.Rule, values)
	case "account":
		return w.filled("account_wrong_"+m.Rule, values)
	case "photo":
		return w.filled("photo_wrong_"+m.Rule, values)
	case "field":
		values["only"] = w.value("kinds", values["only"])
		return w.filled("field_wrong_"+m.Rule, values)
	}
	return w.filled("settings_wrong_"+m.Rule, values)
}

// hint returns what helps to fill in a field, "" when nothing needs to be said.
func (w *words) hint(key string) string { return w.messages["setting_hint_"+messageName(key)] }
