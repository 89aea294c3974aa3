package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/index"
	"maillage/web"
)

// errCannotFollow marks what nobody can follow.
var errCannotFollow = errors.New("this cannot be followed")

// Follows is what is written of what people follow; commons.Commons does it and
// says what each means.
type Follows interface {
	Follow(ctx context.Context, by data.ID, what data.Follow, now time.Time) error
	Unfollow(ctx context.Context, by data.ID, what data.Follow) error
	ChooseNews(ctx context.Context, by data.ID, digest data.Digest, direct bool, now time.Time) error
	SeeNews(ctx context.Context, by data.ID, sequence int64) error
	SeeNotifications(ctx context.Context, by data.ID, until time.Time) error
	SeeNotification(ctx context.Context, by, id data.ID) error

	MakeNews(ctx context.Context, sight commons.Sight, now time.Time) (more bool, err error)
	ForgetOldNews(ctx context.Context, now time.Time) error
	DigestsDue(ctx context.Context, now time.Time, sooner bool) ([]data.NewsChoices, error)
	ClaimDigest(ctx context.Context, due data.NewsChoices, now time.Time) (until int64, claimed bool, err error)
	DirectMailsDue(ctx context.Context, now time.Time, sooner bool) ([]data.NewsChoices, error)
	ClaimDirectMail(ctx context.Context, account data.ID, now time.Time) ([]data.Notification, error)

	UnsubscribeToken(ctx context.Context, account data.ID, list commons.MailList) (string, error)
	PeekUnsubscribe(ctx context.Context, token string) (data.ID, commons.MailList, error)
	Unsubscribe(ctx context.Context, token string) (commons.MailList, error)
}

// FollowStore is what is read of what people follow; data/store has it.
type FollowStore interface {
	Follows(ctx context.Context, account data.ID) ([]data.Followed, error)
	IsFollowing(ctx context.Context, account data.ID, what data.Follow) (bool, error)
	NewsOf(ctx context.Context, account data.ID, since int64) ([]data.News, error)
	NewsChoices(ctx context.Context, account data.ID) (data.NewsChoices, error)
	Notifications(ctx context.Context, account data.ID) ([]data.Notification, error)
	UnseenNotifications(ctx context.Context, account data.ID) (int, error)
	RevisionsOf(ctx context.Context, keys []store.RevisionKey) (map[store.RevisionKey]store.Revision, error)
}

// follows adds the routes of the pages about what somebody follows.
func (p *pages) follows(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.FollowPath), p.member(language, p.followPage))
	r.POST(language.Path(web.FollowPath), p.member(language, p.toggleFollow))
	r.GET(language.Path(web.FollowsPath), p.member(language, p.followList))
	r.POST(language.Path(web.FollowMailPath), p.member(language, p.chooseNews))
	r.GET(language.Path(web.FollowMailPath), toPageOfForm(language, web.FollowsPath))
	r.GET(language.Path(web.HomePath), p.member(language, p.home))
	r.GET(language.Path(web.NotificationsPath), p.member(language, p.notifications))
	r.POST(language.Path(web.NotificationsPath), p.member(language, p.seeNotifications))
	r.GET(language.Path(web.UnsubscribePath), p.private(language, p.unsubscribePage))
	r.POST(language.Path(web.UnsubscribePath), p.private(language, p.unsubscribe))
}

// readFollow reads what somebody wants to follow. A search is written as index
// does, and one of a tag or a territory alone is that tag or territory. Where
// somebody stands is no part of what can be followed. The error wraps
// errCannotFollow, or is an [*index.QueryError].
func readFollow(text string) (data.Follow, error) {
	what, err := data.ParseFollow(text)
	if err != nil {
		return data.Follow{}, errCannotFollow
	}
	if what.Sort != data.FollowSearch {
		return what, nil
	}
	query, err := readPageQuery(what.Key)
	if err != nil {
		return data.Follow{}, err
	}
	query = query.Filter()
	if query.Bounds != nil || query.Near != nil {
		return data.Follow{}, errCannotFollow
	}
	what.Key = query.String()
	if query.Network != "" {
		if what.Key != (index.Query{Network: query.Network}).String() { // who may read a part of a closed one changes
			return data.Follow{}, errCannotFollow
		}
		return data.Follow{Sort: data.FollowNetwork, Key: query.Network}, nil
	}
	switch {
	case len(query.Tags) == 1 && what.Key == (index.Query{Tags: query.Tags}).String():
		what = data.Follow{Sort: data.FollowTag, Key: query.Tags[0]}
	case len(query.In) == 1 && what.Key == (index.Query{In: query.In}).String():
		what = data.Follow{Sort: data.FollowTerritory, Key: query.In[0]}
	}
	if what, err = data.ParseFollow(what.String()); err != nil {
		return data.Follow{}, errCannotFollow
	}
	return what, nil
}

// followButton returns the button by which who asks follows something, on the page
// where they are.
func (p *pages) followButton(c *gin.Context, what data.Follow, name string) (*web.Follow, error) {
	asks := who(c)
	button := &web.Follow{What: what.String(), Name: name, In: asks.isIn(), Back: c.Request.URL.RequestURI()}
	if !button.In {
		return button, nil
	}
	var err error
	if button.Following, err = p.store.IsFollowing(c.Request.Context(), asks.account.ID, what); err != nil || !button.Following {
		return button, err
	}
	choices, err := p.store.NewsChoices(c.Request.Context(), asks.account.ID)
	button.Offer = choices.Digest == data.DigestUnasked && p.mailsNews()
	return button, err
}

// toggleFollow follows something, or does so no more, and leads back to where the
// button was.
func (p *pages) toggleFollow(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	what, err := readFollow(c.PostForm("what"))
	if err != nil {
		return err
	}
	if err := p.mayWrite(asks, time.Now()); err != nil {
		return err
	}
	if c.PostForm("end") != "" {
		err = p.commons.Unfollow(ctx, asks.account.ID, what)
	} else {
		err = p.commons.Follow(ctx, asks.account.ID, what, time.Now())
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, backTo(c, language, web.Follow{What: what.String()}.Path()))
	return nil
}

// backTo returns the page of this site that a form says it was on, another one, in
// French, when it says none.
func backTo(c *gin.Context, language web.Language, otherwise string) string {
	if back := localPath(c.PostForm("back")); back != "" {
		return back
	}
	return language.Path(otherwise)
}

// followPage writes the page of one thing that can be followed: where those come who
// had to log in first.
func (p *pages) followPage(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	what, err := readFollow(c.Query("what"))
	if err != nil {
		return err
	}
	view, err := p.followed(c, language, what)
	if err != nil {
		return err
	}
	gone := view.Path == ""
	if what.Sort == data.FollowAccount {
		name, err := p.accountName(c.Request.Context(), idOf(what.Key))
		if err != nil {
			return err
		}
		gone = name == ""
	}
	if gone && !view.Button.Following {
		return store.ErrNotFound
	}
	return p.renderer(c).FollowPage(page, language, web.FollowPage{Followed: view})
}

// followed returns a thing that somebody follows, or may, with its button.
func (p *pages) followed(c *gin.Context, language web.Language, what data.Follow) (web.Followed, error) {
	names, err := p.namesOf(c.Request.Context(), language, []data.Follow{what})
	if err != nil {
		return web.Followed{}, err
	}
	view := names[what]
	button, err := p.followButton(c, what, view.Name)
	if err != nil {
		return view, err
	}
	view.Button = *button
	return view, nil
}

// followList writes the list of what who asks follows.
func (p *pages) followList(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	all, err := p.store.Follows(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	what := make([]data.Follow, len(all))
	for i, one := range all {
		what[i] = one.Follow
	}
	names, err := p.namesOf(ctx, language, what)
	if err != nil {
		return err
	}
	view := web.Follows{Most: data.MaxFollows}
	for _, one := range what {
		followed := names[one]
		followed.Button = web.Follow{What: one.String(), Name: followed.Name, In: true, Following: true, Back: language.Path(web.FollowsPath)}
		view.All = append(view.All, followed)
	}
	if view.Mail, err = p.newsMail(ctx, asks); err != nil {
		return err
	}
	if c.Query("done") == "mail" {
		view.Done = "mail"
	}
	if view.TownAsked, view.Towns, err = p.towns(c, language); err != nil {
		return err
	}
	return p.renderer(c).Follows(page, language, view)
}

// maxTownAsked bounds the name of a place that is looked for, in bytes.
const maxTownAsked = 200

// towns returns the territories that the name or the postcode of a request's "town"
// finds, with a button each.
func (p *pages) towns(c *gin.Context, language web.Language) (asked string, found []web.Followed, err error) {
	asked = strings.TrimSpace(c.Query("town"))
	snapshot := p.engine.Snapshot()
	if asked == "" || len(asked) > maxTownAsked || snapshot == nil {
		return "", nil, nil
	}
	for _, t := range snapshot.FindTerritories(asked, usualSuggestions) {
		one, err := p.followed(c, language, data.Follow{Sort: data.FollowTerritory, Key: t.Code})
		if err != nil {
			return "", nil, err
		}
		found = append(found, one)
	}
	return asked, found, nil
}

// newsMail returns how somebody wants their news by mail.
func (p *pages) newsMail(ctx context.Context, asks *person) (web.NewsMail, error) {
	choices, err := p.store.NewsChoices(ctx, asks.account.ID)
	return web.NewsMail{Sends: p.mailsNews(), Digest: string(choices.Digest), Direct: choices.Direct}, err
}

// chooseNews keeps how who asks wants their news by mail: both choices, or the
// digest alone.
func (p *pages) chooseNews(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	direct := c.PostForm("direct") != ""
	if c.PostForm("whole") == "" {
		choices, err := p.store.NewsChoices(ctx, asks.account.ID)
		if err != nil {
			return err
		}
		direct = choices.Direct
	}
	err := p.commons.ChooseNews(ctx, asks.account.ID, data.Digest(c.PostForm("digest")), direct, time.Now())
	if errors.Is(err, data.ErrInvalid) {
		return errForm
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, backTo(c, language, web.FollowsPath+"?done=mail"))
	return nil
}
