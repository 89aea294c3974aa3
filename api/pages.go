package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// pages serves what people read, in every language: the same answers as the
// API's, rendered.
type pages struct {
	*Server
	templates *web.Renderer
}

// pages adds the routes of the pages.
func (s *Server) pages(r *gin.Engine) {
	renderer, err := web.New(web.Site{PublicURL: s.publicURL})
	if err != nil { // templates are built in; the public URL was checked where it was given
		panic(err)
	}
	p := &pages{s, renderer}
	s.writer = p
	r.NoRoute(p.failing(errNoResource))
	r.NoMethod(p.failing(errMethod))
	r.GET("/en", func(c *gin.Context) {
		c.Redirect(http.StatusMovedPermanently, withQuery("/en/", c.Request.URL.RawQuery))
	})
	for _, language := range web.Languages {
		r.GET(language.Path("/"), p.ready(p.handle(language, p.explore)))
		r.GET(language.Path("/e/:id"), p.handle(language, p.element))
		r.GET(language.Path("/e/:id/:slug"), p.handle(language, p.element))
		r.GET(language.Path("/t/:code"), p.ready(p.handle(language, p.territory)))
		r.GET(language.Path(web.APIPath), p.handle(language, p.api))
		r.GET(language.Path(web.LegalPath), p.handle(language, p.legal))
		r.GET(language.Path(web.PrivacyPath), p.handle(language, p.privacy))
		r.GET(language.Path(web.CharterPath), p.handle(language, p.charter))
		r.GET(language.Path(web.SettingsPath), p.private(language, p.settings))
		r.POST(language.Path(web.SettingsPath), p.private(language, p.changeSettings))
		r.POST(language.Path(web.SettingsPath+"/mail"), p.private(language, p.tryMail))
		r.POST(language.Path(web.SettingsPath+"/enter"), p.private(language, p.enter))
		r.POST(language.Path(web.SettingsPath+"/leave"), p.private(language, p.leave))
		for _, form := range []string{"/mail", "/enter", "/leave"} {
			r.GET(language.Path(web.SettingsPath+form), toPageOfForm(language, web.SettingsPath))
		}
		r.GET(language.Path(web.WaitingPath), p.private(language, p.waiting))
		r.POST(language.Path(web.WaitingPath), p.private(language, p.handOver))
		p.people(r, language)
		p.follows(r, language)
		p.writing(r, language)
		p.composing(r, language)
		p.pasts(r, language)
		p.belonging(r, language)
		p.networkPages(r, language)
		p.sharing(r, language)
		p.networkTeam(r, language)
	}
}

// pasts adds the routes of what became of elements, and of what one may do with them.
func (p *pages) pasts(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.HistoryPath+":id"), p.handle(language, p.elementHistory))
	r.GET(language.Path(web.HistoryPath+":id/:number"), p.handle(language, p.past))
	r.POST(language.Path(web.HistoryPath+":id/:number"), p.member(language, p.restore))
	r.POST(language.Path(web.VerifyPath+":id"), p.private(language, p.verify))
	r.GET(language.Path(web.VerifyPath+":id"), func(c *gin.Context) {
		toPageOfForm(language, web.ElementPath(c.Param("id"), ""))(c)
	})
	r.GET(language.Path(web.HidePath+":id"), p.private(language, p.askToHide))
	r.POST(language.Path(web.HidePath+":id"), p.member(language, p.hide))
}

// people adds the routes of the pages for people with an account.
func (p *pages) people(r *gin.Engine, language web.Language) {
	for path, forgot := range map[string]bool{web.SignUpPath: false, web.ForgotPath: true} {
		r.GET(language.Path(path), p.private(language, p.ask(forgot)))
		r.POST(language.Path(path), p.private(language, p.askForLink(forgot)))
	}
	r.GET(language.Path(web.LogInPath), p.private(language, p.logIn))
	r.POST(language.Path(web.LogInPath), p.private(language, p.enterAccount))
	r.POST(language.Path(web.LogOutPath), p.private(language, p.leave))
	r.GET(language.Path(web.LogOutPath), toPageOfForm(language, web.AccountPath))
	r.GET(language.Path(web.LinkPath), p.private(language, p.opened))
	r.POST(language.Path(web.LinkPath), p.private(language, p.follow))
	r.GET(language.Path(web.AccountPath), p.member(language, p.account))
	r.GET(language.Path(web.ProfilePath), p.member(language, p.profile))
	r.POST(language.Path(web.ProfilePath), p.private(language, p.setProfile))
	r.GET(language.Path(web.MinePath), p.member(language, p.mine))
	r.GET(language.Path(web.InvitePath), p.member(language, p.inviteToSite))
	r.POST(language.Path(web.InvitePath), p.member(language, p.mailSiteInvitation))
	for form, answer := range map[string]accountForm{
		"profile": p.changeProfile, "email": p.changeAddress, "password": p.changePassword, "session": p.endSession, "sessions": p.endSessions,
		"erase": p.eraseAccount,
	} {
		r.POST(language.Path(web.AccountPath+"/"+form), p.member(language, p.change(form, answer)))
		r.GET(language.Path(web.AccountPath+"/"+form), toPageOfForm(language, web.AccountPath))
	}
	r.GET(language.Path(web.AccountPath+"/export"), p.member(language, p.exportAccount))
	if p.outbox.keeps {
		r.GET(language.Path(web.MailsPath), p.private(language, p.mails))
	}
}

// toPageOfForm leads from the address that a form is sent to, where its mistakes are
// told too, to the page that holds it: for who loads that address again, or asks for
// it in the other language.
func toPageOfForm(language web.Language, page string) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		c.Redirect(http.StatusSeeOther, language.Path(page))
	}
}

// renderer returns what renders pages for the site as it is now, and for who asks.
func (p *pages) renderer(c *gin.Context) *web.Renderer {
	renderer := p.templates.With(p.now().site)
	if asks := who(c); asks.isIn() {
		unseen, err := p.store.UnseenNotifications(c.Request.Context(), asks.account.ID)
		if err != nil { // the page is worth having without
			p.log.Warn("notifications are not counted", "error", err)
		}
		renderer = renderer.For(&web.Viewer{Name: asks.account.Name, Unseen: unseen})
	}
	return renderer
}

// handle turns a function that writes a page into a gin handler that answers it,
// or the page of a problem.
func (p *pages) handle(language web.Language, write func(*gin.Context, web.Language, *bytes.Buffer) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if address, ok := p.now().elsewhere(language, c.Request); ok {
			if c.Writer.Header().Get("Cache-Control") == "" { // a private page has one
				c.Header("Cache-Control", revalidate)
			}
			c.Redirect(http.StatusFound, address)
			return
		}
		var page bytes.Buffer
		status := 0 // of a problem
		asOf, sequence := p.now(), int64(0)
		if snapshot := p.engine.Snapshot(); snapshot != nil {
			sequence = snapshot.Sequence()
		}
		err := p.greet(c)
		if err == nil {
			err = write(c, language, &page)
		}
		if err != nil {
			wrong := p.worded(p.problem(c.Request.Context(), err), language)
			status = wrong.Status
			page.Reset()
			view := p.problemView(c, wrong)
			if errors.Is(err, errNotReady) {
				view.Starting = true
				done, total := p.engine.Progress()
				view.Done, view.Total = int(done), int(total)
				c.Header("Refresh", refreshWhileStarting)
			}
			if err := p.renderer(c).Problem(&page, language, view); err != nil {
				p.log.Error("page of a problem failed", "route", visitOf(c.Request.Context()).route, "error", err)
			}
			maps.Copy(c.Writer.Header(), wrong.GetHeaders())
		}
		if c.Writer.Written() { // a redirection
			return
		}
		if status == http.StatusServiceUnavailable {
			c.Header("Cache-Control", "no-store")
		} else if c.Writer.Header().Get("Cache-Control") == "" {
			c.Header("Cache-Control", revalidate)
		}
		if status == 0 && c.Writer.Status() == http.StatusOK && p.keepReady(c, sequence, asOf, page.Bytes()) {
			return
		}
		c.Data(cmp.Or(status, c.Writer.Status()), "text/html; charset=utf-8", page.Bytes())
	}
}

// refreshWhileStarting is after how many seconds a browser asks again for a page
// that came while the server was starting.
const refreshWhileStarting = "3"

// pageParameters are the parameters of a page that belong to its query. Others
// are for the islands, or hang on links from elsewhere: they change nothing.
var pageParameters = []string{
	"q", "kind", "type", "tag", "anyTag", "notTag", "in", "bbox", "near", "radius", "by", "of", "since", "network", "sort", "limit", "cursor",
}

func readPageQuery(raw string) (index.Query, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return index.ParseQuery(raw) // which says what is wrong
	}
	for name := range values {
		if !slices.Contains(pageParameters, name) && !strings.HasPrefix(name, index.FieldPrefix) {
			values.Del(name)
		}
	}
	return index.ParseQuery(values.Encode())
}

// pageFacets are what the explore page lets people narrow by, in its order.
var pageFacets = []index.Facet{index.FacetKind, index.FacetTag, index.FacetTerritory, index.FacetType}

// explore writes the page with the search and its results.
func (p *pages) explore(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	return p.search(c, language, page, c.Request.URL.RawQuery, nil)
}

// search writes the page with a search and its results, one about a network unless
// that is nil.
func (p *pages) search(c *gin.Context, language web.Language, page *bytes.Buffer, raw string, n *data.Network) error {
	query, err := readPageQuery(raw)
	if err != nil {
		return err
	}
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	counted := query
	counted.Facets = pageFacets
	answer, err := p.find(c.Request.Context(), snapshot, counted, language)
	if err != nil {
		return err
	}
	view := exploreView(query, answer, snapshot.Gazetteer(), language, time.Now())
	for _, id := range query.Of {
		if e, err := p.publicElement(c.Request.Context(), id); err == nil {
			view.Names[id.String()] = e.Name
		} else if !isNotFound(err) {
			return err
		}
	}
	view.Spellings = spellings(c.Request.URL.Query())
	view.Named = named(snapshot, view.Query, language)
	if err := p.nameNetwork(c.Request.Context(), snapshot, query, &view); err != nil {
		return err
	}
	if n != nil {
		view.Query = withoutNetwork(view.Query)
		if view.Network, err = p.networkView(c, n); err != nil {
			return err
		}
		view.NetworkGroups = groupViews(answer.Network)
		if view.Start, err = p.startOfNetwork(c.Request.Context(), snapshot, n, query); err != nil {
			return err
		}
		return p.renderer(c).Network(page, language, view)
	}
	now := p.now()
	view.Start, view.Welcome = now.startOf(snapshot.Gazetteer()), now.welcome[language]
	return p.renderer(c).Explore(page, language, view)
}

// element writes an element's own page, at its one address.
func (p *pages) element(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx := c.Request.Context()
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return fmt.Errorf("%w: %v", errNoResource, err)
	}
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	e, can, err := p.readableElement(c, id)
	if err != nil {
		return err
	}
	if path := language.Path(web.ElementPath(e.ID.String(), e.Slug)); path != c.Request.URL.EscapedPath() {
		moved(c, path)
		return nil
	}
	links, err := p.links(ctx, e.Links)
	if err != nil {
		return err
	}
	view := elementView(&e, links, data.TerritoriesOf(&e, snapshot.Gazetteer()), time.Now(), language)
	followed := data.Follow{Sort: data.FollowElement, Key: e.ID.String()}
	author, err := p.telling(c, &e)
	if err != nil {
		return err
	}
	if !author.IsZero() {
		view.ReferencedPath = "/?" + url.Values{"by": {author.String()}}.Encode()
		followed = data.Follow{Sort: data.FollowAccount, Key: author.String()}
	}
	if e.Public() {
		if view.Follow, err = p.followButton(c, followed, e.Name); err != nil {
			return err
		}
	}
	view.Can, view.HasHistory = can, e.HasHistory(func(act data.Act) bool { return can[string(act)] })
	if err := p.addBelonging(c, snapshot, &e, &view, language); err != nil {
		return err
	}
	if done := c.Query("done"); who(c).isIn() && slices.Contains(elementDone, done) {
		view.Done = done
	}
	return p.renderer(c).Element(page, language, view)
}

// links names what an element is tied to, which is at most data.MaxList others;
// what is not public is left out.
func (p *pages) links(ctx context.Context, links []data.Link) ([]web.Link, error) {
	var named []web.Link
	for _, link := range links {
		target, err := p.publicElement(ctx, link.Target)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		named = append(named, web.Link{Rel: link.Rel, ID: target.ID.String(), Slug: target.Slug, Name: target.Name})
	}
	return named, nil
}

// moved sends a reader to the one address of a page, with the query string: not
// for good, as names change and territories merge.
func moved(c *gin.Context, path string) {
	c.Header("Cache-Control", revalidate)
	c.Redirect(http.StatusFound, withQuery(path, c.Request.URL.RawQuery))
}

func withQuery(path, raw string) string {
	if raw == "" {
		return path
	}
	return path + "?" + raw
}
