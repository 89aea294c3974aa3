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
	"maillage/index"
	"maillage/web"
)

// shownReviews bounds the changes of a page.
const shownReviews = 50

// waitingFor is what waits for the approval of a network: elements of which it shows, or
// would show, another revision than the present one.
type waitingFor struct {
	nums  []int64          // ascending
	would func(int64) bool // whether it would show the present revision of an element
}

// waitsForReview returns that, as the engine shows it.
func (s *Server) waitsForReview(ctx context.Context, n *data.Network) (waiting waitingFor, err error) {
	snapshot := s.engine.Snapshot()
	if snapshot == nil || !n.Clears {
		return waiting, nil
	}
	ctx = index.LetIn(ctx, n.Slug) // who asks makes it
	shown, err := snapshot.Select(ctx, index.Query{Network: n.Slug})
	if isUnknownNetwork(err) { // new, and the index does not show it yet
		return waiting, nil
	}
	if err != nil || len(shown.Withheld()) == 0 {
		return waiting, err
	}
	present, err := snapshot.Select(index.AsItIs(ctx), index.Query{Network: n.Slug})
	if err != nil {
		return waiting, err
	}
	return waitingFor{shown.Withheld(), present.Has}, nil
}

// review writes the page on which editors of a network approve changes.
func (p *pages) review(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	n, err := p.networkToReview(c)
	if err != nil {
		return err
	}
	view := web.Review{Done: c.Query("done") == "approved", Unticked: c.Query("done") == "unticked"}
	view.Approved, _ = strconv.Atoi(c.Query("approved")) // 0 for what is none
	if view.NetworkNav, err = p.networkNav(c, &n, web.NetworkHereReview); err != nil {
		return err
	}
	ctx := c.Request.Context()
	waiting, err := p.waitsForReview(ctx, &n)
	if err != nil {
		return err
	}
	shown := waiting.nums[:min(len(waiting.nums), shownReviews)]
	view.More = len(waiting.nums) - len(shown)
	cleared, err := p.store.Cleared(ctx, n.Num, n.ClearedAfter, shown)
	if err != nil {
		return err
	}
	before := map[int64]*data.Element{}
	for i := range cleared {
		before[cleared[i].Num] = &cleared[i]
	}
	r := reviewing{p, p.saying(ctx, language), map[data.ID]web.Author{}}
	for _, num := range shown {
		one, known, err := r.reviewed(ctx, num, before[num])
		if err != nil {
			return err
		}
		if one.Leaves = !waiting.would(num); known {
			view.All = append(view.All, one)
		}
	}
	return p.renderer(c).Review(page, language, view)
}

// networkToReview returns the network that an address names, if who asks may approve
// changes of it; one that shows changes at once has no such page.
func (p *pages) networkToReview(c *gin.Context) (data.Network, error) {
	n, err := p.networkToAct(c, data.ActEditNetwork)
	if err == nil && !n.Clears {
		err = errNoResource
	}
	return n, err
}

// reviewing writes what waits.
type reviewing struct {
	*pages
	said    *saying
	authors map[data.ID]web.Author
}

// reviewed tells of an element whose present revision waits, beside the one that the
// network shows, nil for none; known is false when it is gone or approved meanwhile.
func (r *reviewing) reviewed(ctx context.Context, num int64, before *data.Element) (one web.Reviewed, known bool, err error) {
	rows, err := r.store.RevisionsBefore(ctx, num, 0, 1)
	if err != nil || len(rows) == 0 || !rows[0].Element.Public() || before != nil && before.Revision == rows[0].Element.Revision {
		return one, false, err
	}
	told := toldRevision{Revision: rows[0]}
	if told.author, err = r.authorOf(ctx, &told.Revision, r.authors); err != nil {
		return one, false, err
	}
	e := &told.Element
	one = web.Reviewed{Target: targetView(e), Type: e.Type, Locality: e.Address.Locality, Present: r.revisionView(&told, e)}
	if before == nil {
		one.Said, err = r.said.all(e)
	} else {
		one.Shown = before.Revision
		one.Said, _, err = r.said.both(before, e)
	}
	return one, true, err
}

// approve serves the forms of that page: the button of one change, or of all those that
// are ticked.
func (p *pages) approve(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	n, err := p.networkToReview(c)
	if err != nil {
		return err
	}
	given := c.PostFormArray("revision")
	if one := c.PostForm("approve"); one != "" {
		given = []string{one}
	}
	revisions, err := readRevisions(given)
	if err != nil {
		return err
	}
	values := url.Values{"done": {"unticked"}}
	if now := time.Now(); len(revisions) > 0 {
		if err := p.mayWrite(who(c), now); err != nil {
			return err
		}
		changed, sequence, err := p.commons.Approve(c.Request.Context(), who(c).account.ID, n.Slug, revisions, now)
		if err != nil {
			return err
		}
		p.shows(c.Request.Context(), sequence)
		values = url.Values{"done": {"approved"}, "approved": {strconv.Itoa(changed)}}
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
		waiting, err := p.waitsForReview(patience, n)
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if count := len(waiting.nums); count > 0 {
			all = append(all, web.Awaiting{Sort: "reviews", Name: n.Title, Count: count, Path: networkBelow(n, web.NetworkHereReview)})
		}
	}
	return all, nil
}
