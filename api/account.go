package api

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// accountDone lists what the page of an account says has just been done.
var accountDone = []string{"profile", "email", "email_handed", "password", "session", "sessions", "signup", "address", "back", "thrown"}

// accountView returns the page of the account of who asks.
func (p *pages) accountView(c *gin.Context) (web.Account, error) {
	asks := who(c)
	view := web.Account{
		Name: asks.account.Name, Email: asks.account.Email, Language: asks.account.Language,
		Administrator: asks.may(data.ActChangeSettings), Handed: !p.sends(c.Request),
	}
	var err error
	if view.Awaits, err = p.awaits(c.Request.Context(), asks); err != nil {
		return view, err
	}
	if view.Belongs, err = p.belongings(c.Request.Context(), &asks.account); err != nil {
		return view, err
	}
	sessions, err := p.store.SessionsOf(c.Request.Context(), asks.account.ID, time.Now())
	for _, session := range sessions {
		view.Devices = append(view.Devices, web.Device{
			ID: session.ID.String(), Name: session.Device, Since: session.CreatedAt, Seen: session.SeenAt, IsPresent: session.ID == asks.session,
		})
	}
	return view, err
}

// account writes that page.
func (p *pages) account(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.accountView(c)
	if err != nil {
		return err
	}
	if done := c.Query("done"); slices.Contains(accountDone, done) {
		view.Done = done
	}
	return p.renderer(c).Account(page, language, view)
}

// did leads back to the page of the account, which tells what was done.
func did(c *gin.Context, language web.Language, done string) {
	c.Redirect(http.StatusSeeOther, language.Path(web.AccountPath)+"?done="+done)
}

// accountForm is a form of that page: it returns what was done, empty when it leads
// elsewhere, or what is wrong, by field, or an error of another sort.
type accountForm func(c *gin.Context, asks *person, language web.Language) (done string, wrong map[string]web.Mistake, err error)

// change serves a form of the page of the account.
func (p *pages) change(form string, answer accountForm) func(*gin.Context, web.Language, *bytes.Buffer) error {
	return func(c *gin.Context, language web.Language, page *bytes.Buffer) error {
		asks := who(c)
		if !asks.may(data.ActChangeAccount) {
			return errForm
		}
		done, wrong, err := answer(c, asks, language)
		if err != nil {
			if wrong, err = mistakesOf(err); err != nil {
				return err
			}
		}
		if wrong == nil {
			if done != "" { // else it leads elsewhere by itself
				did(c, language, done)
			}
			return nil
		}
		view, err := p.accountView(c)
		if err != nil {
			return err
		}
		view.Form, view.Mistakes, view.Address = form, wrong, data.TidyEmail(c.PostForm("address"))
		if form == "profile" {
			view.Name, view.Language = c.PostForm("name"), c.PostForm("language")
		}
		if c.Writer.Status() == http.StatusOK {
			c.Status(http.StatusUnprocessableEntity)
		}
		return p.renderer(c).Account(page, language, view)
	}
}

// changeProfile changes the name and the language.
func (p *pages) changeProfile(c *gin.Context, asks *person, _ web.Language) (string, map[string]web.Mistake, error) {
	return "profile", nil, p.commons.ChangeProfile(c.Request.Context(), asks.account.ID, c.PostForm("name"), c.PostForm("language"), time.Now())
}

// confirmed runs an act that asks for the present password, whose failures are
// attempt like those of logging in.
func (p *pages) confirmed(c *gin.Context, asks *person, act func() error) (map[string]web.Mistake, error) {
	acts := p.tries(c, asks.account.Email)
	if wait := takeAll(time.Now(), acts); wait > 0 {
		return tooMany(c, "present", wait), nil
	}
	err := act()
	if errors.Is(err, commons.ErrCredentials) {
		return map[string]web.Mistake{"present": {Rule: "present"}}, nil
	}
	acts.giveBack()
	return nil, err
}

// changePassword changes the password and ends the other sessions.
func (p *pages) changePassword(c *gin.Context, asks *person, _ web.Language) (string, map[string]web.Mistake, error) {
	wrong, err := p.confirmed(c, asks, func() error {
		account, err := p.commons.ChangePassword(c.Request.Context(), asks.account.ID, c.PostForm("present"), c.PostForm("password"), asks.session)
		if err == nil {
			err = p.tellPassword(c, &account)
		}
		return err
	})
	return "password", wrong, err
}

// changeAddress has a link sent to another address, by which the account takes it.
func (p *pages) changeAddress(c *gin.Context, asks *person, language web.Language) (string, map[string]web.Mistake, error) {
	ctx, now, address := c.Request.Context(), time.Now(), data.TidyEmail(c.PostForm("address"))
	wrong, _ := mistakesOf(data.ValidateEmail(address))
	if mistake, ok := wrong["email"]; ok {
		return "", map[string]web.Mistake{"address": mistake}, nil
	}
	if address == asks.account.Email {
		return "", map[string]web.Mistake{"address": {Rule: "same"}}, nil
	}
	wrong, err := p.confirmed(c, asks, func() error { return p.commons.Confirm(ctx, asks.account.ID, c.PostForm("present")) })
	if wrong != nil || err != nil {
		return "", wrong, err
	}
	if wait := takeAll(now, attempt{{p.limits.links, networkOf(c.ClientIP()).String()}, {p.limits.linksTo, address}}); wait > 0 {
		return "", tooMany(c, "address", wait), nil
	}
	request := data.LinkRequest{Email: address, Account: asks.account.ID, Language: string(language), AskedAt: now}
	if !p.sends(c.Request) {
		return "email_handed", nil, p.commons.AskForLink(ctx, request)
	}
	sent, taken, err := p.commons.NewEmailLink(ctx, asks.account.ID, address, now)
	switch {
	case err != nil:
	case taken:
		err = p.send(c, web.Language(sent.Language), address, "taken", nil, nil)
	default:
		err = p.sendLink(c, language, sent, &request)
	}
	return "email", nil, err
}

// endSession logs one device out.
func (p *pages) endSession(c *gin.Context, asks *person, _ web.Language) (string, map[string]web.Mistake, error) {
	id, err := data.ParseID(c.PostForm("session"))
	if err != nil {
		return "", nil, errForm
	}
	return "session", nil, p.commons.EndSessionOf(c.Request.Context(), asks.account.ID, id)
}

// endSessions logs all other devices out.
func (p *pages) endSessions(c *gin.Context, asks *person, _ web.Language) (string, map[string]web.Mistake, error) {
	return "sessions", nil, p.commons.EndOtherSessions(c.Request.Context(), asks.account.ID, asks.session)
}
