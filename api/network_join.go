package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/web"
)

// Joining is what is written of who asks to belong to a network; commons.Commons does it
// and says what each means.
type Joining interface {
	JoinNetwork(ctx context.Context, by data.ID, reference, message string, now time.Time) error
	AnswerNetwork(ctx context.Context, by data.ID, slug string, account data.ID, accepts bool, now time.Time) error
}

// JoiningStore is what is read of that; data/store has it.
type JoiningStore interface {
	NetworkRequests(ctx context.Context, network int64) ([]data.Membership, error)
	NetworkRequestsOf(ctx context.Context, account data.ID) ([]data.Membership, error)
	NetworkRequestsFor(ctx context.Context, account data.ID) (map[int64]int, error)
}

// joining adds the routes of the page on which somebody asks to belong to a network.
func (p *pages) joining(r *gin.Engine, language web.Language) {
	path := language.Path(web.NetworkPath(":"+networkParameter) + "/" + web.NetworkHereJoin)
	r.GET(path, p.member(language, p.networkJoin))
	r.POST(path, p.member(language, p.joinNetwork))
}

// networkJoin writes that page.
func (p *pages) networkJoin(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.networkJoinView(c)
	if err != nil {
		return err
	}
	if view.Member {
		c.Redirect(http.StatusSeeOther, language.Path(view.Below(web.NetworkHerePeople)))
		return nil
	}
	if done := c.Query("done"); done == "asked" && view.State != "" || done == "left" && view.State == "" {
		view.Done = done
	}
	return p.renderer(c).NetworkJoin(page, language, view)
}

// networkJoinView returns that page, of a network that is open to who asks.
func (p *pages) networkJoinView(c *gin.Context) (view web.NetworkJoin, err error) {
	snapshot, err := p.shown(c)
	if err != nil {
		return view, err
	}
	ctx := c.Request.Context()
	n, err := p.openNetwork(ctx, snapshot, c.Param(networkParameter))
	if err != nil {
		return view, err
	}
	if view.NetworkNav, err = p.networkNav(c, &n, web.NetworkHereJoin); err != nil {
		return view, err
	}
	m, err := p.store.NetworkMember(ctx, n.Num, who(c).account.ID)
	view.State, view.Since, view.Message, view.MaxRequest = string(m.State), m.Since, m.Message, data.MaxRequest
	return view, err
}

// joinNetwork serves the forms of that page: asking, and taking it back.
func (p *pages) joinNetwork(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.networkJoinView(c)
	if err != nil {
		return err
	}
	ctx, by, now := c.Request.Context(), who(c).account.ID, time.Now()
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	done := "asked"
	if c.PostForm("action") == "withdraw" {
		done, err = "left", p.commons.LeaveNetwork(ctx, by, view.Slug)
	} else {
		err = p.askToJoin(ctx, by, view.Reference, c.PostForm("message"), now)
	}
	if err != nil {
		return p.joinTrouble(c, language, page, view, err)
	}
	c.Redirect(http.StatusSeeOther, language.Path(view.JoinPath())+"?done="+done)
	return nil
}

// askToJoin asks that somebody may belong to a network, so often a day.
func (p *pages) askToJoin(ctx context.Context, by data.ID, reference, message string, now time.Time) error {
	if wait := p.limits.joins.take(by.String(), now); wait > 0 {
		return &waitError{errManyMails, wait}
	}
	err := p.commons.JoinNetwork(ctx, by, reference, message, now)
	if err != nil {
		p.limits.joins.giveBack(by.String())
	}
	return err
}

// joinTrouble writes that page with what is wrong; an error that it cannot tell comes
// back.
func (p *pages) joinTrouble(c *gin.Context, language web.Language, page *bytes.Buffer, view web.NetworkJoin, err error) error {
	trouble, known := formTroubleOf(err)
	if !known {
		return err
	}
	var told web.Members
	trouble.tell(c, "join", &told)
	view.Trouble, view.Mistakes = told.Trouble, told.Mistakes
	view.Typed = c.PostForm("message")
	return p.renderer(c).NetworkJoin(page, language, view)
}

// networkRequestsWaiting tells somebody of people who ask to belong to the networks that
// they make.
func (p *pages) networkRequestsWaiting(ctx context.Context, asks *person) (all []web.Awaiting, err error) {
	counts, err := p.store.NetworkRequestsFor(ctx, asks.account.ID)
	if err != nil || len(counts) == 0 {
		return nil, err
	}
	mine, err := p.store.NetworksOf(ctx, asks.account.ID)
	for i := range mine {
		if count := counts[mine[i].Num]; count > 0 {
			all = append(all, web.Awaiting{Sort: "network_requests", Name: mine[i].Title, Count: count, Path: networkBelow(&mine[i], web.NetworkHerePeople)})
		}
	}
	return all, err
}
