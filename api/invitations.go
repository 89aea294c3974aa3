package api

import (
	"bytes"
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/api/mail"
	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/web"
)

// errManyMails says that somebody has had many mails sent to others.
var errManyMails = errors.New("you have written to many people in a short time")

// inviting is a page on which people are invited to belong to something.
type inviting struct {
	invite  func(given data.Invitation, now time.Time) (commons.SentInvitation, error)
	trouble func(form string, err error) error              // writes the page with what is wrong
	made    func(address, email string, code *web.QR) error // writes it with a link to hand over
	path    string                                          // of the page, in French
}

// invite makes an invitation, as a form says. It is mailed, or shown to who makes it,
// who hands it over: by choice, or where no mail is sent.
func (p *pages) invite(c *gin.Context, language web.Language, to inviting, now time.Time) error {
	given := data.Invitation{Email: data.TidyEmail(c.PostForm("email")), Level: data.Level(c.PostForm("level")), Roles: formRoles(c)}
	given.Mailed = given.Email != "" && p.sends(c.Request)
	acts := attempt{{p.limits.invites, who(c).account.ID.String()}}
	if given.Mailed {
		acts = append(acts, attempt{{p.limits.invitesTo, given.Email}}...)
	}
	if err := given.Validate(); err != nil {
		return to.trouble("invite", err)
	}
	if wait := takeAll(now, acts); wait > 0 {
		return to.trouble("invite", &waitError{errManyMails, wait})
	}
	sent, err := to.invite(given, now)
	if err != nil {
		acts.giveBack()
		return to.trouble("invite", err)
	}
	if sent.Mailed {
		if err := p.mailInvitation(c, language, &sent, "invitation"); err != nil {
			return err
		}
		c.Redirect(http.StatusSeeOther, language.Path(to.path)+"?done=invited")
		return nil
	}
	address := p.invitationAddress(c.Request, language, sent.Token)
	code, err := newQR(address)
	if err != nil {
		return err
	}
	return to.made(address, sent.Email, code)
}

// inviteToElement makes an invitation to an element.
func (p *pages) inviteToElement(c *gin.Context, language web.Language, page *bytes.Buffer, id data.ID, now time.Time) error {
	return p.invite(c, language, inviting{
		invite: func(given data.Invitation, now time.Time) (commons.SentInvitation, error) {
			return p.commons.InviteTo(c.Request.Context(), who(c).account.ID, id, given, now)
		},
		trouble: func(form string, err error) error { return p.membersTrouble(c, language, page, form, err) },
		made: func(address, email string, code *web.QR) error {
			view, err := p.membersView(c)
			if err != nil {
				return err
			}
			view.Made, view.MadeFor, view.MadeQR = address, email, code
			return p.renderer(c).Members(page, language, view)
		},
		path: web.MembersPath + id.String(),
	}, now)
}

// sendProof sends a link to the address that an element publishes.
func (p *pages) sendProof(c *gin.Context, id data.ID, now time.Time) (string, error) {
	asks := who(c)
	if !p.sends(c.Request) {
		return "", commons.ErrNoAddress
	}
	address, err := p.commons.ProvingAddress(c.Request.Context(), id)
	if err != nil {
		return "", err
	}
	if wait := takeAll(now, attempt{{p.limits.invites, asks.account.ID.String()}, {p.limits.invitesTo, address}}); wait > 0 {
		return "", &waitError{errManyMails, wait}
	}
	sent, err := p.commons.ClaimByMail(c.Request.Context(), asks.account.ID, id, now)
	if err != nil {
		return "", err
	}
	return "proof", p.mailInvitation(c, languageOfPath(c.Request.URL.Path), &sent, "claim")
}

// invitationAddress returns the address of an invitation.
func (p *pages) invitationAddress(r *http.Request, language web.Language, token string) string {
	site, _ := p.site(r)
	return site + language.Path(web.InvitationPath) + "?token=" + url.QueryEscape(token)
}

// mailInvitation sends an invitation to its address.
func (p *pages) mailInvitation(c *gin.Context, language web.Language, sent *commons.SentInvitation, sort string) error {
	if sent.Language != "" {
		language = web.Language(sent.Language)
	}
	facts := map[string]string{
		"who": who(c).account.Name, "name": oneLine(sent.To.Name()), "link": p.invitationAddress(c.Request, language, sent.Token),
		"days": strconv.Itoa(int(math.Round(time.Until(sent.ExpiresAt).Hours() / 24))),
	}
	subject, text, err := p.renderer(c).Mail(language, sort, facts)
	if err != nil {
		return err
	}
	return p.post(c, sort, mail.Message{To: sent.Email, Subject: subject, Text: text}, func(context.Context) error { return nil })
}

// oneLine returns text without ends of lines: it may stand in the head of a mail.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// invitation writes the page that the link of an invitation leads to. Looking at it
// spends nothing.
func (p *pages) invitation(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.invitationView(c, c.Query("token"))
	if err != nil {
		return err
	}
	if view.ID == "" {
		c.Status(http.StatusGone)
	}
	return p.renderer(c).Invitation(page, language, view)
}

// invitationView returns that page; of no element when the link is not good.
func (p *pages) invitationView(c *gin.Context, token string) (web.Invitation, error) {
	ctx := c.Request.Context()
	i, to, isNew, err := p.commons.PeekInvitation(ctx, token, time.Now())
	if errors.Is(err, commons.ErrLink) {
		return web.Invitation{}, nil
	}
	if err != nil {
		return web.Invitation{}, err
	}
	language := languageOfPath(c.Request.URL.Path)
	view := web.Invitation{
		Target: targetView(&to.Element), Token: token, Level: string(i.Level), Roles: i.Roles, In: who(c).isIn(), IsNew: isNew,
		Back: language.Path(web.InvitationPath) + "?" + url.Values{"token": {token}}.Encode(),
	}
	if to.IsNetwork() {
		view.Target, view.OfNetwork = web.Target{ID: to.Network.ID.String(), Name: to.Network.Title}, true
		if to.Network.IsListed() {
			view.Slug = to.Network.Slug
		}
	}
	if isNew {
		view.Email = i.Email
	}
	if !i.Claim {
		view.By, err = p.accountName(ctx, i.By)
	}
	return view, err
}

// answerInvitation takes or refuses an invitation, or makes an account by it.
func (p *pages) answerInvitation(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, asks, now, token := c.Request.Context(), who(c), time.Now(), c.PostForm("token")
	if wait := takeAll(now, attempt{{p.limits.openedLink, networkOf(c.ClientIP()).String()}}); wait > 0 {
		return &waitError{errManyWrites, wait}
	}
	var to commons.InvitedTo
	var err error
	switch answer := c.PostForm("answer"); {
	case answer == "refuse":
		if err = p.commons.RefuseInvitation(ctx, token, now); err == nil {
			return p.renderer(c).Invitation(page, language, web.Invitation{Done: "refused"})
		}
	case answer == "accept" && asks.isIn():
		to, err = p.commons.AcceptInvitation(ctx, asks.account.ID, token, now)
	case answer == "signup" && !asks.isIn():
		var account data.Account
		if account, to, err = p.commons.SignUpInvited(ctx, token, c.PostForm("name"), string(language), c.PostForm("password"), now); err == nil {
			err = p.open(c, &account)
		}
	default:
		return errForm
	}
	if mistakes, other := mistakesOf(err); mistakes != nil {
		view, err := p.invitationView(c, token)
		if err != nil {
			return err
		}
		view.Typed, view.Mistakes = c.PostForm("name"), mistakes
		c.Status(http.StatusUnprocessableEntity)
		return p.renderer(c).Invitation(page, language, view)
	} else if errors.Is(other, commons.ErrLink) || errors.Is(other, store.ErrTaken) {
		c.Status(http.StatusGone)
		return p.renderer(c).Invitation(page, language, web.Invitation{})
	} else if other != nil {
		return other
	}
	path := web.MembersPath + to.Element.ID.String()
	if to.IsNetwork() {
		path = networkBelow(&to.Network, web.NetworkHerePeople)
	}
	c.Redirect(http.StatusSeeOther, language.Path(path)+"?done=accepted")
	return nil
}
