package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// review writes the page on which editors of a network approve changes, or set them
// aside.
func (p *pages) review(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	n, err := p.networkToReview(c)
	if err != nil {
		return err
	}
	asked, err := readAskedReviews(map[string]string{"list": c.Query("list"), "cursor": c.Query("cursor")})
	if err != nil {
		return err
	}
	view := web.Review{List: asked.list, Cursor: asked.cursor}
	switch c.Query("done") {
	case "approved", "dismissed", "unticked":
		view.Done = c.Query("done")
	}
	view.Count, _ = strconv.Atoi(c.Query("count")) // 0 for what is none
	view.Moved, _ = strconv.Atoi(c.Query("moved"))
	if view.NetworkNav, err = p.networkNav(c, &n, web.NetworkHereReview); err != nil {
		return err
	}
	ctx := c.Request.Context()
	left, err := p.unapproved(ctx, &n)
	if err != nil {
		return err
	}
	for _, list := range reviewLists {
		view.Lists = append(view.Lists, web.ReviewList{Name: list, Count: len(left.list(list))})
	}
	nums, next := partOf(left.list(asked.list), asked.cursor, usualReviews)
	view.Next = next
	changes, err := p.changesOf(ctx, &n, &left, nums)
	if err != nil {
		return err
	}
	said := p.saying(ctx, language)
	for i := range changes {
		one, err := p.reviewed(said, &changes[i])
		if err != nil {
			return err
		}
		view.All = append(view.All, one)
	}
	return p.renderer(c).Review(page, language, view)
}

// reviewed tells of an element whose present revision is not approved, beside what the
// network shows of it.
func (p *pages) reviewed(said *saying, one *change) (web.Reviewed, error) {
	e := &one.Element
	view := web.Reviewed{Target: targetView(e), Type: e.Type, Locality: e.Address.Locality, Present: p.revisionView(&one.toldRevision, e), Leaves: one.leaves}
	var err error
	if one.shown == nil {
		view.Said, err = said.all(e)
	} else {
		view.Shown = one.shown.Revision
		view.Said, _, err = said.both(one.shown, e)
	}
	return view, err
}

// decideReviews serves the forms of that page: the buttons of one change, or of all those that
// are ticked.
func (p *pages) decideReviews(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	n, err := p.networkToReview(c)
	if err != nil {
		return err
	}
	asked, err := readAskedReviews(map[string]string{"list": c.PostForm("list"), "cursor": c.PostForm("cursor")})
	if err != nil {
		return errForm
	}
	review, done, given := p.commons.Approve, "approved", c.PostForm("approve")
	if _, dismisses := c.GetPostForm("dismiss"); dismisses {
		review, done, given = p.commons.Dismiss, "dismissed", c.PostForm("dismiss")
	}
	all := c.PostFormArray("revision")
	if given != "" {
		all = []string{given}
	}
	revisions, err := readRevisions(all)
	if err != nil {
		return err
	}
	values := url.Values{"done": {"unticked"}}
	if now := time.Now(); len(revisions) > 0 {
		if err := p.mayWrite(who(c), now); err != nil {
			return err
		}
		decided, sequence, err := review(c.Request.Context(), who(c).account.ID, n.Slug, revisions, now)
		if err != nil {
			return err
		}
		p.shows(c.Request.Context(), sequence)
		values = url.Values{"done": {done}, "count": {strconv.Itoa(decided.Changed)}}
		if len(decided.Moved) > 0 {
			values.Set("moved", strconv.Itoa(len(decided.Moved)))
		}
	}
	if asked.list != reviewWaiting {
		values.Set("list", asked.list)
	}
	if asked.cursor > 0 {
		values.Set("cursor", formatInt(asked.cursor))
	}
	c.Redirect(http.StatusSeeOther, language.Path(networkBelow(&n, web.NetworkHereReview))+"?"+values.Encode())
	return nil
}

// readRevisions reads revisions, each an id, a colon and a number. The error is errForm.
func readRevisions(texts []string) ([]data.RevisionOf, error) {
	if len(texts) > commons.MaxCurated {
		return nil, errForm
	}
	var all []data.RevisionOf
	for _, text := range texts {
		id, number, _ := strings.Cut(text, ":")
		element, err := data.ParseID(id)
		revision, wrong := strconv.Atoi(number)
		if err != nil || wrong != nil || revision < 1 || revision > maxRevision {
			return nil, errForm
		}
		all = append(all, data.RevisionOf{Element: element, Revision: revision})
	}
	return all, nil
}

// reviewsWaiting tells somebody of changes that wait for them in the networks that they
// make. What the engine does not know at once is told another time.
func (p *pages) reviewsWaiting(ctx context.Context, asks *person) (all []web.Awaiting, err error) {
	mine, err := p.store.NetworksOf(ctx, asks.account.ID)
	if err != nil {
		return nil, err
	}
	patience, cancel := context.WithTimeout(ctx, shownAtMost)
	defer cancel()
	for i := range mine {
		n := &mine[i]
		if !n.Clears {
			continue
		}
		relations, err := p.networkRelations(ctx, asks, n)
		if err != nil {
			return nil, err
		}
		if !data.May(data.ActEditNetwork, relations...) {
			continue
		}
		left, err := p.unapproved(patience, n)
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if count := len(left.waiting); count > 0 {
			all = append(all, web.Awaiting{Sort: "reviews", Name: n.Title, Count: count, Path: networkBelow(n, web.NetworkHereReview)})
		}
	}
	return all, nil
}
