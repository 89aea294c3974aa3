package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"maillage/api/mail"
	"maillage/data"
	"maillage/data/commons"
	"maillage/data/media"
	"maillage/web"
)

// maxSettingsBody bounds what the form of the settings sends, in bytes: every
// text at its longest, and a logo.
const maxSettingsBody = 2 << 20

// settings writes the page of the settings, or the door before it.
func (p *pages) settings(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	if link := c.Query("link"); link != "" {
		return p.door(c, language, page, web.SettingsDoor{Token: link})
	}
	if !who(c).may(data.ActChangeSettings) {
		return p.door(c, language, page, web.SettingsDoor{})
	}
	view := settingsView(p.renew())
	requests, err := p.store.LinkRequests(c.Request.Context())
	if err != nil {
		return err
	}
	view.Waiting = len(requests)
	if c.Query("saved") != "" {
		view.Status = "saved"
	}
	return p.renderer(c).Settings(page, language, view)
}

// settingsView returns the page of an instance as it is.
func settingsView(now *instance) web.Settings {
	view := web.Settings{
		Version: now.version.Settings, Values: valuesOf(now.settings.WithoutSecrets()), Most: map[string]int{},
		PasswordSet: now.settings[data.SettingMailPassword] != "", MailReady: now.settings.SendsMail(),
		MailTo: now.settings[data.SettingContact],
	}
	for _, key := range data.SettingKeys() {
		view.Most[string(key)] = key.Most()
	}
	for _, key := range now.settings.LegallyMissing() {
		view.Missing = append(view.Missing, string(key))
	}
	return view
}

func valuesOf(settings data.Settings) map[string]string {
	values := make(map[string]string, len(settings))
	for key, value := range settings {
		values[string(key)] = value
	}
	return values
}

// door writes the page before the settings.
func (p *pages) door(c *gin.Context, language web.Language, page *bytes.Buffer, view web.SettingsDoor) error {
	if view.Token == "" {
		c.Status(http.StatusForbidden)
	}
	return p.renderer(c).SettingsDoor(page, language, view)
}

// changeSettings keeps what the form says, all of it or, when something is
// wrong, none.
func (p *pages) changeSettings(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	if !who(c).may(data.ActChangeSettings) {
		return p.door(c, language, page, web.SettingsDoor{})
	}
	now := p.renew()
	view := settingsView(now)
	err := c.Request.ParseMultipartForm(maxSettingsBody)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		view.Status, view.LogoMistake = "wrong", &web.Mistake{Rule: "body"}
		c.Status(http.StatusRequestEntityTooLarge)
		return p.renderer(c).Settings(page, language, view)
	}
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return fmt.Errorf("%w: %v", errForm, err)
	}
	next := formSettings(now.settings, c.Request.PostForm)
	view.Values = valuesOf(next.WithoutSecrets())
	picture, err := logoOf(c)
	if err == nil && len(picture) > 0 {
		_, err = media.Logo(picture)
	}
	if wrong, ok := errors.AsType[*media.PictureError](err); ok {
		view.LogoMistake = &web.Mistake{Rule: wrong.Rule, Facts: wrong.Facts}
	} else if err != nil {
		return err
	}
	ctx := c.Request.Context()
	if view.LogoMistake != nil {
		err = next.Tidy().Validate() // and nothing is kept
		view.Status = "wrong"
	} else {
		newLogo := len(picture) > 0 || c.Request.PostForm.Get("logo.remove") != ""
		err = p.keep(ctx, c.Request.PostForm.Get("version"), next, newLogo, picture)
	}
	if err := p.tell(err, next, &view); err != nil {
		return err
	}
	if view.Status != "" {
		c.Status(statusOf(view))
		return p.renderer(c).Settings(page, language, view)
	}
	p.renew()
	c.Redirect(http.StatusSeeOther, language.Path(web.SettingsPath)+"?saved=1")
	return nil
}

// formSettings returns settings with what a form says in place of what was kept.
// What is not in the form stays, and so does a password that is left empty.
func formSettings(kept data.Settings, form url.Values) data.Settings {
	next := kept.Clone()
	for _, section := range web.SettingsLayout {
		for _, field := range section.Fields {
			value := form.Get(field.Key)
			switch {
			case !form.Has(field.Key), field.Input == "password" && value == "":
			case field.Usual != "" && value == field.Usual:
				delete(next, data.SettingKey(field.Key))
			default:
				next[data.SettingKey(field.Key)] = value
			}
		}
	}
	if form.Get(string(data.SettingMailPassword)+".remove") != "" {
		delete(next, data.SettingMailPassword)
	}
	return next
}

// logoOf returns the picture that a form brings, nil when it brings none.
func logoOf(c *gin.Context) ([]byte, error) {
	file, _, err := c.Request.FormFile("logo")
	if err != nil {
		return nil, nil // no file was chosen
	}
	defer file.Close()
	picture, err := io.ReadAll(io.LimitReader(file, media.MaxLogoBytes+1))
	if len(picture) == 0 {
		return nil, err
	}
	return picture, err
}

// keep keeps settings in place of those of a version, as a form names it, and a
// new logo if there is one.
func (p *pages) keep(ctx context.Context, version string, next data.Settings, newLogo bool, picture []byte) error {
	n, err := strconv.ParseInt(version, 10, 64)
	if err != nil {
		n = -1 // no version: it has changed meanwhile
	}
	if newLogo {
		_, err = p.commons.ChangeSettingsAndLogo(ctx, n, next, picture)
	} else {
		_, err = p.commons.ChangeSettings(ctx, n, next)
	}
	return err
}

// tell puts into the page why settings were not kept. Any other error comes back.
func (p *pages) tell(err error, next data.Settings, view *web.Settings) error {
	if errors.Is(err, commons.ErrChangedMeanwhile) {
		now := p.renew()
		view.Status, view.Version, view.Now = "changed", now.version.Settings, map[string]string{}
		typed, kept := next.Tidy().WithoutSecrets(), now.settings.WithoutSecrets()
		for _, key := range data.SettingKeys() {
			if typed[key] != kept[key] {
				view.Now[string(key)] = kept[key]
			}
		}
		return nil
	}
	wrong := data.SettingErrors(err)
	if len(wrong) == 0 {
		return err
	}
	view.Status, view.Mistakes = "wrong", map[string]web.Mistake{}
	for _, w := range wrong {
		if _, ok := view.Mistakes[string(w.Key)]; !ok {
			view.Mistakes[string(w.Key)] = web.Mistake{Rule: w.Rule, Facts: w.Facts}
		}
	}
	return nil
}

func statusOf(view web.Settings) int {
	if view.Status == "changed" {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// tryMail sends a test mail with the settings that are kept.
func (p *pages) tryMail(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	if !who(c).may(data.ActChangeSettings) {
		return p.door(c, language, page, web.SettingsDoor{})
	}
	now := p.renew()
	view := settingsView(now)
	view.MailTo = c.PostForm("to")
	subject, text, err := p.renderer(c).MailText(language)
	if err != nil {
		return err
	}
	server := MailServer(now.settings)
	err = mail.Send(c.Request.Context(), server, mail.Message{To: view.MailTo, Subject: subject, Text: text})
	view.Status = "mail_sent"
	if err != nil {
		view.Status, view.MailFailure = "mail_failed", mailFailure(err, server, view.MailTo)
		c.Status(http.StatusUnprocessableEntity)
		p.log.Warn("test mail not sent", mailLog(err)...)
	}
	return p.renderer(c).Settings(page, language, view)
}

// MailServer returns the server that takes the mails of an instance.
func MailServer(settings data.Settings) mail.Server {
	port, err := strconv.Atoi(settings[data.SettingMailPort])
	if err != nil {
		port = 0 // the usual one
	}
	return mail.Server{
		Host: settings[data.SettingMailHost], Port: port, Security: settings[data.SettingMailSecurity],
		User: settings[data.SettingMailUser], Password: settings[data.SettingMailPassword],
		From: settings[data.SettingMailFrom], FromName: settings[data.SettingName],
	}
}

func mailFailure(err error, server mail.Server, to string) web.Mistake {
	failure := web.Mistake{Rule: string(mail.Failed), Facts: map[string]any{"host": server.Host, "to": to, "answer": ""}}
	if known, ok := errors.AsType[*mail.Error](err); ok {
		failure.Rule, failure.Facts["answer"] = string(known.Reason), known.Answer
	}
	return failure
}

// mailLog returns what a log may tell of a mail that was not sent: once the
// server talks of the mail itself, that is who was to get it, and secrets.
func mailLog(err error) []any {
	known, ok := errors.AsType[*mail.Error](err)
	switch {
	case !ok:
		return []any{"error", err}
	case known.Reason == mail.Address, known.Reason == mail.Authentication, known.Reason == mail.Rejected:
		return []any{"reason", known.Reason}
	}
	return []any{"reason", known.Reason, "error", known.Err}
}

// ExplainMail returns in one English sentence why a mail to somebody was not
// sent, as the settings page does.
func ExplainMail(err error, settings data.Settings, to string) error {
	catalogue, failure := web.NewCatalogue()
	if failure != nil {
		return failure
	}
	sentence, failure := catalogue.Sentence(web.English, "mail", mailFailure(err, MailServer(settings), to))
	if failure != nil {
		return failure
	}
	return errors.New(sentence)
}
