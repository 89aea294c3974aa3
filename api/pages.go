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
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/web"
)

// pages serves what people read, in every language: the same answers as the
// API's, rendered.
type pages struct {
	*Server
	templates *web.Renderer
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
	if e.Public() {
		if err := p.addNetworks(ctx, snapshot, &e, c.Request.URL.Query(), &view); err != nil {
			return err
		}
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
