package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/api/mail"
	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// inviteToSite writes the page by which somebody invites others: to the site, or to
// look at an element.
func (p *pages) inviteToSite(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.inviteView(c, language)
	if err != nil {
		return err
	}
	if c.Query("done") == "sent" {
		view.Done = "sent"
	}
	return p.renderer(c).Invite(page, language, view)
}

// inviteView returns that page, with a link made for the moment.
func (p *pages) inviteView(c *gin.Context, language web.Language) (web.Invite, error) {
	view := web.Invite{Sends: p.sends(c.Request), Most: data.MaxInvitationMessage}
	if asked := c.Query("element"); asked != "" {
		id, err := data.ParseID(asked)
		if err != nil {
			return view, errNoResource
		}
		e, can, err := p.readableElement(c, id)
		if err != nil {
			return view, err
		}
		if !e.Public() {
			return view, errNoResource
		}
		view.ID, view.Slug, view.Name = e.ID.String(), e.Slug, e.Name
		view.MayMembers = can[string(data.ActAdminister)] && e.HasMembers()
		site, _ := p.site(c.Request)
		view.Link = site + language.Path("/e/"+e.ID.String())
	} else {
		link, err := p.siteInvitation(c, language)
		if err != nil {
			return view, err
		}
		view.Link = link
	}
	var err error
	view.QR, err = newQR(view.Link)
	return view, err
}

// siteInvitation returns a link by which who asks invites to the site.
func (p *pages) siteInvitation(c *gin.Context, language web.Language) (string, error) {
	token, err := p.commons.InviteToSite(c.Request.Context(), who(c).account.ID, time.Now())
	if err != nil {
		return "", err
	}
	site, _ := p.site(c.Request)
	return site + language.Path(web.SignUpPath) + "?" + url.Values{"by": {token}}.Encode(), nil
}

// mailSiteInvitation mails an invitation to the site. Whether the address has an account
// nobody learns.
func (p *pages) mailSiteInvitation(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	asks, now := who(c), time.Now()
	given := data.SiteInvitation{Email: data.TidyEmail(c.PostForm("email")), Message: strings.TrimSpace(strings.ReplaceAll(c.PostForm("message"), "\r\n", "\n"))}
	if !p.sends(c.Request) {
		return errForm
	}
	account, field := map[string]web.Mistake(nil), map[string]web.Mistake(nil)
	if err := given.Validate(); err != nil {
		account, _ = mistakesOf(err)
		field, _ = formMistakes(err)
		c.Status(http.StatusUnprocessableEntity)
	} else if wait := takeAll(now, attempt{{p.limits.siteInvites, asks.account.ID.String()}, {p.limits.linksTo, given.Email}}); wait > 0 {
		account = tooMany(c, "email", wait)
	}
	if account != nil || field != nil {
		view, err := p.inviteView(c, language)
		if err != nil {
			return err
		}
		view.Email, view.Message, view.Account, view.Mistakes = given.Email, given.Message, account, field
		return p.renderer(c).Invite(page, language, view)
	}
	link, err := p.siteInvitation(c, language)
	if err != nil {
		return err
	}
	facts := map[string]string{"who": oneLine(asks.account.Name), "link": link, "message": ""}
	if given.Message != "" {
		facts["message"] = "\n\n> " + strings.ReplaceAll(given.Message, "\n", "\n> ")
	}
	subject, text, err := p.renderer(c).Mail(language, "invite", facts)
	if err != nil {
		return err
	}
	err = p.post(c, "invite", mail.Message{To: given.Email, Subject: subject, Text: text}, func(context.Context) error { return nil })
	if err == nil {
		c.Redirect(http.StatusSeeOther, language.Path(web.InvitePath)+"?done=sent")
	}
	return err
}

// invited puts into the page of a form who invites by a token, and counts those who
// send it: when as many have followed somebody's invitations as may, it says so.
func (p *pages) invited(c *gin.Context, view *web.Ask, token string, now time.Time) (counted attempt, err error) {
	if token == "" {
		return nil, nil
	}
	account, err := p.commons.WhoInvites(c.Request.Context(), token, now)
	if errors.Is(err, commons.ErrLink) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	follows := attempt{{p.limits.invited, account.ID.String()}}
	if takeAll(now, follows) > 0 {
		view.Spent = true
		return nil, nil
	}
	view.By, view.InvitedBy = token, account.Name
	if c.Request.Method != http.MethodPost { // looking at it spends nothing
		follows.giveBack()
		return nil, nil
	}
	return follows, nil
}
