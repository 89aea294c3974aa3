package api

import (
	"bytes"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/web"
)

// ask returns the page on which somebody asks for a link.
func (p *pages) ask(forgot bool) func(*gin.Context, web.Language, *bytes.Buffer) error {
	return func(c *gin.Context, language web.Language, page *bytes.Buffer) error {
		view := web.Ask{Forgot: forgot, Next: lastingPath(c.Query("next"))}
		if _, err := p.invited(c, &view, c.Query("by"), time.Now()); err != nil {
			return err
		}
		return p.renderer(c).Ask(page, language, view)
	}
}

// askForLink has a link sent to an address, or noted down for those who hand links
// over. The answer is the same whether the address has an account or not: who reads
// what is sent there learns it.
func (p *pages) askForLink(forgot bool) func(*gin.Context, web.Language, *bytes.Buffer) error {
	return func(c *gin.Context, language web.Language, page *bytes.Buffer) error {
		view := web.Ask{Forgot: forgot, Email: data.TidyEmail(c.PostForm("email")), Next: lastingPath(c.PostForm("next"))}
		var err error
		if view.Mistakes, err = mistakesOf(data.ValidateEmail(view.Email)); err != nil {
			return err
		}
		if view.Mistakes != nil {
			c.Status(http.StatusUnprocessableEntity)
			return p.renderer(c).Ask(page, language, view)
		}
		now := time.Now()
		acts := attempt{{p.limits.links, networkOf(c.ClientIP()).String()}, {p.limits.linksTo, view.Email}}
		follows, err := p.invited(c, &view, c.PostForm("by"), now)
		if err != nil {
			return err
		}
		if wait := takeAll(now, acts); wait > 0 {
			follows.giveBack()
			view.Mistakes = tooMany(c, "email", wait)
			return p.renderer(c).Ask(page, language, view)
		}
		request := data.LinkRequest{Email: view.Email, Language: string(language), AskedAt: now, Next: view.Next}
		view.Asked, view.Handed = true, !p.sends(c.Request)
		view.Kept = !view.Handed && p.readsMails(c.Request)
		if view.Handed {
			err = p.commons.AskForLink(c.Request.Context(), request)
		} else {
			var sent commons.SentLink
			if sent, err = p.commons.NewLink(c.Request.Context(), view.Email, view.Next, now); err == nil {
				err = p.sendLink(c, language, sent, &request)
			}
		}
		if err != nil {
			return err
		}
		return p.renderer(c).Ask(page, language, view)
	}
}

// sendLink sends a link to the address that it is for.
func (p *pages) sendLink(c *gin.Context, language web.Language, sent commons.SentLink, orElse *data.LinkRequest) error {
	if sent.Language != "" {
		language = web.Language(sent.Language)
	}
	return p.send(c, language, sent.Email, string(sent.Purpose), p.linkFacts(c.Request, language, sent), orElse)
}

// linkFacts are what a mail says of its link.
func (p *pages) linkFacts(r *http.Request, language web.Language, sent commons.SentLink) map[string]string {
	hours := math.Round(time.Until(sent.ExpiresAt).Hours())
	return map[string]string{"link": p.linkAddress(r, language, sent.Token), "hours": strconv.Itoa(int(hours))}
}

// opened writes the page that a link leads to. Looking at it spends nothing: mail
// programs do so by themselves.
func (p *pages) opened(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view := web.Opened{Token: c.Query("token")}
	if _, _, err := p.peek(c, &view); err != nil {
		return err
	}
	if view.Purpose == "" {
		c.Status(http.StatusGone)
	}
	return p.renderer(c).Opened(page, language, view)
}

// peek puts into a page what its link is good for, and reports whether it is. next is
// where it leads once it is spent, empty when nobody said.
func (p *pages) peek(c *gin.Context, view *web.Opened) (next string, good bool, err error) {
	link, err := p.commons.PeekLink(c.Request.Context(), view.Token, time.Now())
	if errors.Is(err, commons.ErrLink) || err == nil && link.Purpose == data.LinkSettings {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	view.Purpose, view.Email = string(link.Purpose), link.Email
	return lastingPath(link.Next), true, nil
}

// follow spends a link: it makes an account, or gives one another password or
// address.
func (p *pages) follow(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, now := c.Request.Context(), time.Now()
	view := web.Opened{Token: c.PostForm("token"), Name: c.PostForm("name")}
	if wait := takeAll(now, attempt{{p.limits.openedLink, networkOf(c.ClientIP()).String()}}); wait > 0 {
		view.Purpose, view.Mistakes = string(data.LinkPassword), tooMany(c, "password", wait)
		return p.renderer(c).Opened(page, language, view)
	}
	next, good, err := p.peek(c, &view)
	if err != nil {
		return err
	}
	var account data.Account
	done := "signup"
	switch data.LinkPurpose(view.Purpose) {
	case data.LinkSignUp:
		account, err = p.commons.SignUp(ctx, view.Token, view.Name, string(language), c.PostForm("password"), now)
	case data.LinkPassword:
		account, err = p.commons.ResetPassword(ctx, view.Token, c.PostForm("password"), now)
		done = "password"
	case data.LinkEmail:
		return p.takeAddress(c, language, page, view)
	}
	switch {
	case !good || errors.Is(err, commons.ErrLink):
		return p.badLink(c, language, page)
	case errors.Is(err, store.ErrTaken):
		view.Mistakes = map[string]web.Mistake{"name": {Rule: "taken"}}
	case err != nil:
		if view.Mistakes, err = mistakesOf(err); err != nil {
			return err
		}
	}
	if view.Mistakes != nil {
		c.Status(http.StatusUnprocessableEntity)
		return p.renderer(c).Opened(page, language, view)
	}
	if done == "password" {
		if err := p.tellPassword(c, &account); err != nil {
			return err
		}
	}
	if err := p.open(c, &account); err != nil {
		return err
	}
	if next == "" {
		next = language.Path(web.AccountPath) + "?done=" + done
	}
	c.Redirect(http.StatusSeeOther, next)
	return nil
}

func (p *pages) badLink(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	c.Status(http.StatusGone)
	return p.renderer(c).Opened(page, language, web.Opened{})
}

// takeAddress gives an account the address that its link proves. Who opens it is
// not logged in by that.
func (p *pages) takeAddress(c *gin.Context, language web.Language, page *bytes.Buffer, view web.Opened) error {
	before, after, err := p.commons.ChangeEmail(c.Request.Context(), view.Token, time.Now())
	if errors.Is(err, commons.ErrLink) {
		return p.badLink(c, language, page)
	}
	if err != nil {
		return err
	}
	if p.sends(c.Request) {
		if err := p.send(c, web.Language(after.Language), before.Email, "address_changed", nil, nil); err != nil {
			return err
		}
	}
	c.Redirect(http.StatusSeeOther, language.Path(web.AccountPath)+"?done=address")
	return nil
}

// tellPassword tells the owner of an account that its password has changed.
func (p *pages) tellPassword(c *gin.Context, account *data.Account) error {
	if !p.sends(c.Request) {
		return nil
	}
	site, _ := p.site(c.Request)
	language := web.Language(account.Language)
	return p.send(c, language, account.Email, "password_changed", map[string]string{"link": site + language.Path(web.ForgotPath)}, nil)
}
