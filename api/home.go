package api

import (
	"bytes"
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/web"
)

// newsPage is how many elements a page of news shows.
const newsPage = 20

// home writes what is new for who asks, and what awaits them. What they look at on
// the first page counts as seen from then on.
func (p *pages) home(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	view := web.Home{Name: asks.account.Name, Page: readPageNumber(c.Query("page"))}
	var err error
	if view.Awaits, err = p.awaits(ctx, asks); err != nil {
		return err
	}
	if view.Unseen, err = p.store.UnseenNotifications(ctx, asks.account.ID); err != nil {
		return err
	}
	followed, err := p.store.Follows(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	view.Following = len(followed)
	if view.TownAsked, view.Towns, err = p.towns(c, language); err != nil {
		return err
	}
	news, err := p.store.NewsOf(ctx, asks.account.ID, 0)
	if err != nil {
		return err
	}
	choices, err := p.store.NewsChoices(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	groups := grouped(news)
	view.Pages = max(1, (len(groups)+newsPage-1)/newsPage)
	view.Page = min(view.Page, view.Pages)
	shown := groups[min(len(groups), (view.Page-1)*newsPage):min(len(groups), view.Page*newsPage)]
	if view.Groups, err = p.newsView(ctx, language, shown, choices.Seen); err != nil {
		return err
	}
	if view.Page == 1 && len(news) > 0 && news[0].Sequence > choices.Seen && isLookedAt(c.Request) {
		if err := p.commons.SeeNews(ctx, asks.account.ID, news[0].Sequence); err != nil {
			p.log.Warn("that news are seen is not noted", "request", visitOf(ctx).number(), "error", err)
		}
	}
	return p.renderer(c).Home(page, language, view)
}

// readPageNumber returns the number of a page, 1 for what is none.
func readPageNumber(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 1
	}
	return min(n, math.MaxInt32)
}

// isLookedAt reports whether somebody sees the answer: a browser that fetches pages
// ahead says that nobody may.
func isLookedAt(r *http.Request) bool {
	return !isHead(r.Context()) && r.Header.Get("Sec-Purpose") == "" && r.Header.Get("Purpose") == ""
}

// awaits returns what waits for what somebody does: each of these functions adds
// its own.
func (p *pages) awaits(ctx context.Context, asks *person) ([]web.Awaiting, error) {
	var all []web.Awaiting
	for _, waits := range []func(context.Context, *person) ([]web.Awaiting, error){
		p.invitationsWaiting, p.requestsWaiting, p.suggestionsWaiting, p.networkRequestsWaiting, p.reviewsWaiting, p.messagesWaiting, p.linksWaiting,
	} {
		more, err := waits(ctx, asks)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// linksWaiting tells those who keep the site that people wait for a link.
func (p *pages) linksWaiting(ctx context.Context, asks *person) ([]web.Awaiting, error) {
	if !asks.may(data.ActHandOverLinks) {
		return nil, nil
	}
	requests, err := p.store.LinkRequests(ctx)
	if err != nil || len(requests) == 0 {
		return nil, err
	}
	return []web.Awaiting{{Sort: "links", Count: len(requests), Path: web.WaitingPath}}, nil
}

// notifications writes what concerns who asks directly.
func (p *pages) notifications(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	all, err := p.store.Notifications(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	view := web.Notifications{}
	if view.All, err = p.notificationsView(ctx, &asks.account, all); err != nil {
		return err
	}
	for _, n := range all {
		if !n.Seen {
			view.Fresh++
		}
	}
	return p.renderer(c).Notifications(page, language, view)
}

// notificationsView returns what is shown of notifications to an account. An element
// that they may not read has no name.
func (p *pages) notificationsView(ctx context.Context, account *data.Account, all []data.Notification) ([]web.Notification, error) {
	var views []web.Notification
	elements, names := map[int64]*data.Element{}, teller{p, ctx, nil, map[data.ID]string{}}
	for _, n := range all {
		view := web.Notification{ID: n.ID.String(), Sort: string(n.Sort), Fresh: !n.Seen, At: n.At}
		var err error
		if view.Who, err = names.name(n.Other); err != nil {
			return nil, err
		}
		if n.Sort.OfNetwork() {
			if err = p.networkNotified(ctx, account, &n, &view); err != nil {
				return nil, err
			}
			views = append(views, view)
			continue
		}
		e, known := elements[n.Num]
		if !known {
			if e, err = p.readableBy(ctx, account, n.Num); err != nil {
				return nil, err
			}
			elements[n.Num] = e
		}
		if e != nil {
			view.Name, view.Path = e.Name, web.ElementPath(e.ID.String(), e.Slug)
			switch n.Sort {
			case data.NotifyInvitation, data.NotifyRequest:
				view.Path = membersPath(e.ID)
			case data.NotifyChanged, data.NotifyHidden:
				view.Path = web.HistoryPath + e.ID.String()
			}
			if n.Sort == data.NotifyContact {
				view.Path = web.MessagesPath
			}
		}
		views = append(views, view)
	}
	return views, nil
}

// seeNotifications notes that who asks has seen one notification, or all.
func (p *pages) seeNotifications(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	var err error
	if given := c.PostForm("id"); given != "" {
		id, wrong := data.ParseID(given)
		if wrong != nil {
			return errForm
		}
		err = p.commons.SeeNotification(ctx, asks.account.ID, id)
	} else {
		err = p.commons.SeeNotifications(ctx, asks.account.ID, time.Now())
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, language.Path(web.NotificationsPath))
	return nil
}
