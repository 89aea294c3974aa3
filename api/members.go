package api

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/web"
)

// membersDone lists what the page of the members says has just been done.
var membersDone = []string{
	"claimed", "asked", "proof", "answered", "changed", "removed", "left", "shown", "open", "invited", "withdrawn", "accepted", "refused",
}

// membersPage writes the page of who belongs to an element.
func (p *pages) membersPage(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.membersView(c)
	if err != nil {
		return err
	}
	if done := c.Query("done"); slices.Contains(membersDone, done) {
		view.Done = done
	}
	return p.renderer(c).Members(page, language, view)
}

// membersView returns that page for who asks.
func (p *pages) membersView(c *gin.Context) (web.Members, error) {
	ctx, asks, now := c.Request.Context(), who(c), time.Now()
	e, can, err := p.target(c)
	if err == nil && !e.HasMembers() {
		err = errNoResource
	}
	if err != nil {
		return web.Members{}, err
	}
	view := web.Members{
		Target: targetView(&e), Administers: can[string(data.ActAdminister)], AtOnce: can[string(data.ActClaim)], Sends: p.sends(c.Request),
		MaxRequest: data.MaxRequest,
	}
	for _, level := range data.Levels {
		view.Levels = append(view.Levels, string(level))
	}
	stewardship, err := p.store.Stewardship(ctx, e.Num)
	if err != nil {
		return view, err
	}
	view.Guarded, view.Open = stewardship.Guarded, stewardship.Open
	all, err := p.store.Memberships(ctx, e.Num)
	if err != nil {
		return view, err
	}
	if err := p.addMembers(c, &view, all); err != nil {
		return view, err
	}
	offered, err := p.store.InvitationsTo(ctx, asks.account.Email, now)
	if err != nil {
		return view, err
	}
	for _, i := range offered {
		if i.Num == e.Num {
			view.Offered = append(view.Offered, invitedView(&i))
		}
	}
	if view.Administers {
		invitations, err := p.store.InvitationsOf(ctx, e.Num, now)
		if err != nil {
			return view, err
		}
		for _, i := range invitations {
			if !i.Claim {
				view.Invitations = append(view.Invitations, invitedView(&i))
			}
		}
	}
	if !view.Guarded && view.Sends && view.State == "" {
		view.Proof, err = p.commons.ProvingAddress(ctx, e.ID)
	}
	return view, err
}

// addMembers adds to that page who asks, and for those who look after the element
// everybody.
func (p *pages) addMembers(c *gin.Context, view *web.Members, all []data.Membership) error {
	var joined, requested []data.Membership
	for _, m := range all {
		if m.Account == who(c).account.ID {
			view.State = string(m.State)
			own, err := p.memberViews(c, []data.Membership{m})
			if err != nil {
				return err
			}
			view.Own = own[0]
		}
		if m.State == data.Requested {
			requested = append(requested, m)
		} else {
			joined = append(joined, m)
		}
	}
	if !view.Administers {
		return nil
	}
	var err error
	if view.Members, err = p.memberViews(c, joined); err != nil {
		return err
	}
	view.Requests, err = p.memberViews(c, requested)
	return err
}

func invitedView(i *data.Invitation) web.ElementMember {
	return web.ElementMember{ID: i.ID.String(), Name: i.Email, Level: string(i.Level), Roles: i.Roles, Until: i.ExpiresAt}
}

// membersForm is a form of that page about an element: it returns what was done, or
// why not.
type membersForm func(p *pages, c *gin.Context, id data.ID, now time.Time) (done string, err error)

// membersForms are the forms of that page, by the last part of their address.
var membersForms = map[string]membersForm{
	"claim": func(p *pages, c *gin.Context, id data.ID, now time.Time) (string, error) {
		atOnce, err := p.commons.Claim(c.Request.Context(), who(c).account.ID, id, c.PostForm("message"), now)
		if atOnce {
			return "claimed", err
		}
		return "asked", err
	},
	"proof": (*pages).sendProof,
	"join": func(p *pages, c *gin.Context, id data.ID, now time.Time) (string, error) {
		return "asked", p.commons.Join(c.Request.Context(), who(c).account.ID, id, c.PostForm("message"), now)
	},
	"leave": func(p *pages, c *gin.Context, id data.ID, _ time.Time) (string, error) {
		return "left", p.commons.Leave(c.Request.Context(), who(c).account.ID, id, c.PostForm("sure") != "")
	},
	"shown": func(p *pages, c *gin.Context, id data.ID, _ time.Time) (string, error) {
		return "shown", p.commons.SetShown(c.Request.Context(), who(c).account.ID, id, c.PostForm("shown") != "")
	},
	"open": func(p *pages, c *gin.Context, id data.ID, _ time.Time) (string, error) {
		return "open", p.commons.SetOpen(c.Request.Context(), who(c).account.ID, id, c.PostForm("open") != "")
	},
	"answer": func(p *pages, c *gin.Context, id data.ID, now time.Time) (string, error) {
		account, err := formID(c, "account")
		if err != nil {
			return "", err
		}
		return "answered", p.commons.Answer(c.Request.Context(), who(c).account.ID, id, account,
			c.PostForm("answer") == "accept", data.Level(c.PostForm("level")), formRoles(c), now)
	},
	"change": func(p *pages, c *gin.Context, id data.ID, now time.Time) (string, error) {
		account, err := formID(c, "account")
		if err != nil {
			return "", err
		}
		return "changed", p.commons.ChangeMember(c.Request.Context(), who(c).account.ID, id, account,
			data.Level(c.PostForm("level")), formRoles(c), c.PostForm("sure") != "", now)
	},
	"remove": func(p *pages, c *gin.Context, id data.ID, _ time.Time) (string, error) {
		account, err := formID(c, "account")
		if err != nil {
			return "", err
		}
		return "removed", p.commons.Remove(c.Request.Context(), who(c).account.ID, id, account, c.PostForm("sure") != "")
	},
	"withdraw": func(p *pages, c *gin.Context, id data.ID, now time.Time) (string, error) {
		invitation, err := formID(c, "invitation")
		if err != nil {
			return "", err
		}
		return "withdrawn", p.commons.WithdrawInvitation(c.Request.Context(), who(c).account.ID, id, invitation, now)
	},
	"invited": func(p *pages, c *gin.Context, _ data.ID, now time.Time) (string, error) {
		invitation, err := formID(c, "invitation")
		if err != nil {
			return "", err
		}
		if c.PostForm("answer") != "accept" {
			return "refused", p.commons.RefuseOwnInvitation(c.Request.Context(), who(c).account.ID, invitation, now)
		}
		_, err = p.commons.AcceptOwnInvitation(c.Request.Context(), who(c).account.ID, invitation, now)
		return "accepted", err
	},
}

func formID(c *gin.Context, name string) (data.ID, error) {
	id, err := data.ParseID(c.PostForm(name))
	if err != nil {
		return id, errForm
	}
	return id, nil
}

// readIDs reads the ids of elements that a form sends. The error is errForm, for more than
// most too.
func readIDs(texts []string, most int) ([]data.ID, error) {
	if len(texts) > most {
		return nil, errForm
	}
	var ids []data.ID
	for _, text := range texts {
		id, err := data.ParseID(text)
		if err != nil {
			return nil, errForm
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// formRoles returns the roles of a form, which are separated by commas.
func formRoles(c *gin.Context) []string {
	return data.TidyRoles(strings.Split(c.PostForm("roles"), ","))
}

// changeMembers serves a form of the page of the members.
func (p *pages) changeMembers(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	id, err := data.ParseID(c.Param("id"))
	act := c.Param("act")
	form, ok := membersForms[act]
	if err != nil || !ok && act != "invite" {
		return errNoResource
	}
	now := time.Now()
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	if act == "invite" {
		return p.inviteToElement(c, language, page, id, now)
	}
	done, err := form(p, c, id, now)
	if err != nil {
		return p.membersTrouble(c, language, page, act, err)
	}
	address := web.MembersPath + id.String() + "?done=" + done
	if _, _, err := p.readableElement(c, id); isNotFound(err) { // what they have left they see no more
		address = web.AccountPath
	}
	c.Redirect(http.StatusSeeOther, language.Path(address))
	return nil
}
