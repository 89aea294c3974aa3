package api

import (
	"bytes"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// networkPeople writes the page of who makes a network.
func (p *pages) networkPeople(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.networkPeopleView(c)
	if err != nil {
		return err
	}
	if done := c.Query("done"); slices.Contains(membersDone, done) {
		view.Done = done
	}
	return p.renderer(c).NetworkPeople(page, language, view)
}

// networkPeopleView returns that page: for those who belong to the network, and for who
// is invited to.
func (p *pages) networkPeopleView(c *gin.Context) (view web.NetworkPeople, err error) {
	ctx, asks, now := c.Request.Context(), who(c), time.Now()
	n, err := p.store.Network(ctx, c.Param(networkParameter))
	if isNotFound(err) {
		err = errNoNetwork
	}
	if err != nil {
		return view, err
	}
	offered, err := p.store.InvitationsTo(ctx, asks.account.Email, now)
	if err != nil {
		return view, err
	}
	for _, i := range offered {
		if i.Network == n.Num {
			view.Offered = append(view.Offered, invitedView(&i))
		}
	}
	if view.NetworkNav, err = p.networkNav(c, &n, web.NetworkHerePeople); err != nil {
		return view, err
	}
	if !view.Member && len(view.Offered) == 0 {
		if n.IsListed() {
			return view, commons.ErrForbidden
		}
		return view, errNoNetwork
	}
	view.Answers = view.Can[string(data.ActAnswerNetwork)]
	view.Administers, view.Sends = view.Can[string(data.ActAdministerNetwork)], p.sends(c.Request)
	for _, level := range data.Levels {
		view.Levels = append(view.Levels, string(level))
	}
	if !view.Member {
		return view, nil
	}
	return view, p.addNetworkPeople(c, &n, &view, now)
}

// addNetworkPeople adds to that page everybody who belongs to the network and, for those
// who answer for it, who is invited.
func (p *pages) addNetworkPeople(c *gin.Context, n *data.Network, view *web.NetworkPeople, now time.Time) error {
	all, err := p.store.NetworkMembers(c.Request.Context(), n.Num)
	if err != nil {
		return err
	}
	if view.Members.Members, err = p.memberViews(c, all); err != nil {
		return err
	}
	for _, m := range view.Members.Members {
		if m.Self {
			view.Own, view.State = m, string(data.Joined)
		}
	}
	if view.Answers {
		requests, err := p.store.NetworkRequests(c.Request.Context(), n.Num)
		if err != nil {
			return err
		}
		if view.Requests, err = p.memberViews(c, requests); err != nil {
			return err
		}
	}
	if !view.Administers {
		return nil
	}
	invitations, err := p.store.NetworkInvitations(c.Request.Context(), n.Num, now)
	for _, i := range invitations {
		view.Invitations = append(view.Invitations, invitedView(&i))
	}
	return err
}

// networkPeopleForms are the forms of that page, by the last part of their address: each
// returns what was done.
var networkPeopleForms = map[string]func(p *pages, c *gin.Context, slug string, now time.Time) (done string, err error){
	"leave": func(p *pages, c *gin.Context, slug string, _ time.Time) (string, error) {
		return "left", p.commons.LeaveNetwork(c.Request.Context(), who(c).account.ID, slug)
	},
	"change": func(p *pages, c *gin.Context, slug string, now time.Time) (string, error) {
		account, err := formID(c, "account")
		if err != nil {
			return "", err
		}
		return "changed", p.commons.ChangeNetworkMember(c.Request.Context(), who(c).account.ID, slug, account, data.Level(c.PostForm("level")), formRoles(c), now)
	},
	"remove": func(p *pages, c *gin.Context, slug string, now time.Time) (string, error) {
		account, err := formID(c, "account")
		if err != nil {
			return "", err
		}
		return "removed", p.commons.RemoveFromNetwork(c.Request.Context(), who(c).account.ID, slug, account, now)
	},
	"withdraw": func(p *pages, c *gin.Context, slug string, now time.Time) (string, error) {
		invitation, err := formID(c, "invitation")
		if err != nil {
			return "", err
		}
		return "withdrawn", p.commons.WithdrawNetworkInvitation(c.Request.Context(), who(c).account.ID, slug, invitation, now)
	},
	"answer": func(p *pages, c *gin.Context, slug string, now time.Time) (string, error) {
		account, err := formID(c, "account")
		if err != nil {
			return "", err
		}
		return "answered", p.commons.AnswerNetwork(c.Request.Context(), who(c).account.ID, slug, account, c.PostForm("answer") == "accept", now)
	},
	"invited": func(p *pages, c *gin.Context, _ string, now time.Time) (string, error) {
		return membersForms["invited"](p, c, data.ID{}, now)
	},
}

// changeNetworkPeople serves a form of that page.
func (p *pages) changeNetworkPeople(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	slug, act, now := c.Param(networkParameter), c.Param("act"), time.Now()
	form, ok := networkPeopleForms[act]
	if !ok && act != "invite" {
		return errNoResource
	}
	before, err := p.networkPeopleView(c) // who may not open the page sends none of its forms
	if err != nil {
		return err
	}
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	if act == "invite" {
		return p.inviteToNetwork(c, language, page, slug, now)
	}
	done, err := form(p, c, slug, now)
	if err != nil {
		return p.networkPeopleTrouble(c, language, page, act, err)
	}
	address := before.Below(web.NetworkHerePeople) + "?done=" + done
	if done == "left" || done == "refused" { // the page may be theirs no more
		address = web.NetworksPath
	}
	c.Redirect(http.StatusSeeOther, language.Path(address))
	return nil
}

// inviteToNetwork makes an invitation to a network.
func (p *pages) inviteToNetwork(c *gin.Context, language web.Language, page *bytes.Buffer, slug string, now time.Time) error {
	return p.invite(c, language, inviting{
		invite: func(given data.Invitation, now time.Time) (commons.SentInvitation, error) {
			return p.commons.InviteToNetwork(c.Request.Context(), who(c).account.ID, slug, given, now)
		},
		trouble: func(form string, err error) error { return p.networkPeopleTrouble(c, language, page, form, err) },
		made: func(address, email string, code *web.QR) error {
			view, err := p.networkPeopleView(c)
			if err != nil {
				return err
			}
			view.Made, view.MadeFor, view.MadeQR = address, email, code
			return p.renderer(c).NetworkPeople(page, language, view)
		},
		path: web.NetworkPath(slug) + "/" + web.NetworkHerePeople,
	}, now)
}

// networkPeopleTrouble writes the page with what is wrong with a form of it; an error
// that the page cannot tell comes back.
func (p *pages) networkPeopleTrouble(c *gin.Context, language web.Language, page *bytes.Buffer, form string, err error) error {
	trouble, known := formTroubleOf(err)
	if !known {
		return err
	}
	view, err := p.networkPeopleView(c)
	if err != nil {
		return err
	}
	trouble.tell(c, form, &view.Members)
	return p.renderer(c).NetworkPeople(page, language, view)
}
