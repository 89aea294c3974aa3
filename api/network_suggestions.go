package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// shownSuggestions bounds the suggestions of a page.
const shownSuggestions = 100

// networkBelow is the path of a page of a network in French, by its last part.
func networkBelow(n *data.Network, page string) string { return web.NetworkPath(n.Slug) + "/" + page }

// suggestions writes the page on which editors decide what was suggested.
func (p *pages) suggestions(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	n, _, err := p.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return err
	}
	view, err := p.suggestionsView(c, &n)
	if err != nil {
		return err
	}
	if done := c.Query("done"); slices.Contains([]string{"accepted", "refused"}, done) {
		view.Done = done
		view.Decided, _ = strconv.Atoi(c.Query("decided")) // 0 for what is none
	}
	view.Unticked = c.Query("done") == "unticked"
	return p.renderer(c).Suggestions(page, language, view)
}

// suggestionsView returns that page.
func (p *pages) suggestionsView(c *gin.Context, n *data.Network) (view web.Suggestions, err error) {
	ctx := c.Request.Context()
	if view.NetworkNav, err = p.networkNav(c, n, web.NetworkHereSuggestions); err != nil {
		return view, err
	}
	waiting, err := p.store.NetworkSuggestions(ctx, n.Num, shownSuggestions)
	if err != nil {
		return view, err
	}
	nums, accounts := make([]int64, len(waiting)), make([]data.ID, len(waiting))
	for i, says := range waiting {
		nums[i], accounts[i] = says.Num, says.By
	}
	elements, err1 := p.store.ElementsByNum(ctx, nums)
	names, err2 := p.store.AccountNames(ctx, accounts)
	if err := errors.Join(err1, err2); err != nil {
		return view, err
	}
	for _, says := range waiting {
		i := slices.IndexFunc(elements, func(e data.Element) bool { return e.Num == says.Num })
		if i < 0 {
			continue
		}
		e := &elements[i]
		one := web.Suggestion{Target: web.Target{ID: e.ID.String()}, Who: names[says.By], At: says.At}
		if e.Public() {
			one.Target, one.Type, one.Locality = targetView(e), e.Type, e.Address.Locality
		}
		view.All = append(view.All, one)
	}
	view.More = max(0, view.Suggestions-len(waiting))
	return view, nil
}

// decide serves the forms of that page: the button of one suggestion, or of all those
// that are ticked.
func (p *pages) decide(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	n, _, err := p.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return err
	}
	accepts, given := c.PostForm("answer") == "accept", c.PostFormArray("element")
	switch {
	case c.PostForm("accept") != "":
		accepts, given = true, []string{c.PostForm("accept")}
	case c.PostForm("refuse") != "":
		accepts, given = false, []string{c.PostForm("refuse")}
	}
	values := url.Values{"done": {"unticked"}}
	ids, err := readIDs(given, commons.MaxCurated)
	if err != nil {
		return err
	}
	now := time.Now()
	if len(ids) > 0 {
		if err := p.mayWrite(who(c), now); err != nil {
			return err
		}
		decided, sequence, err := p.commons.Decide(c.Request.Context(), who(c).account.ID, n.Slug, ids, accepts, now)
		if err != nil {
			return err
		}
		p.shows(c.Request.Context(), sequence)
		values = url.Values{"done": {"refused"}, "decided": {strconv.Itoa(decided)}}
		if accepts {
			values.Set("done", "accepted")
		}
	}
	c.Redirect(http.StatusSeeOther, language.Path(networkBelow(&n, web.NetworkHereSuggestions))+"?"+values.Encode())
	return nil
}

// suggestionsWaiting tells somebody of suggestions to the networks that they make.
func (p *pages) suggestionsWaiting(ctx context.Context, asks *person) (all []web.Awaiting, err error) {
	counts, err := p.store.NetworkSuggestionsFor(ctx, asks.account.ID)
	if err != nil || len(counts) == 0 {
		return nil, err
	}
	mine, err := p.store.NetworksOf(ctx, asks.account.ID)
	for i := range mine {
		if count := counts[mine[i].Num]; count > 0 {
			all = append(all, web.Awaiting{Sort: "suggestions", Name: mine[i].Title, Count: count, Path: networkBelow(&mine[i], web.NetworkHereSuggestions)})
		}
	}
	return all, err
}

// networkNotified fills in what is shown of a notification about a network: nothing of
// one that an account may not read.
func (p *pages) networkNotified(ctx context.Context, account *data.Account, n *data.Notification, view *web.Notification) error {
	network, err := p.store.NetworkByNum(ctx, n.Num)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	relations, err := p.networkRelations(ctx, &person{account: *account}, &network)
	if err != nil {
		return err
	}
	reads := data.May(data.ActReadNetwork, relations...)
	switch {
	case !network.IsListed() && !reads && n.Sort != data.NotifyNetworkInvitation:
		return nil
	case n.Sort == data.NotifyNetworkInvitation || n.Sort == data.NotifyNetworkJoined || n.Sort == data.NotifyNetworkRequest:
		view.Path = networkBelow(&network, web.NetworkHerePeople)
	case n.Sort == data.NotifySuggested:
		view.Path = networkBelow(&network, web.NetworkHereSuggestions)
	case network.IsListed() || reads:
		view.Path = web.NetworkPath(network.Reference())
	}
	view.Name = network.Title
	return nil
}
