package api

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"maillage/web"
)

// sessionLife is how long somebody who came in stays in.
const sessionLife = 8 * time.Hour

// sessionAdmin marks, in a session, who may change the settings.
const sessionAdmin = "admin"

// newSessions returns what knows who is in by a cookie. The store holds tokens
// hashed.
func (s *Server) newSessions() *scs.SessionManager {
	sessions := scs.New()
	sessions.Lifetime = sessionLife
	sessions.Store = &sessionStore{s}
	sessions.HashTokenInStore = true
	sessions.Cookie.Name = "maillage_session"
	sessions.Cookie.SameSite = http.SameSiteStrictMode
	u, err := url.Parse(s.publicURL)
	sessions.Cookie.Secure = s.tls || err == nil && u.Scheme == "https"
	return sessions
}

// sessionStore keeps sessions where everything else is kept.
type sessionStore struct{ *Server }

// FindCtx returns the session of a token.
func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.store.Session(ctx, token, time.Now())
}

// CommitCtx keeps a session.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, document []byte, until time.Time) error {
	return s.commons.KeepSession(ctx, token, document, until)
}

// DeleteCtx ends a session.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.commons.EndSession(ctx, token)
}

// Find, Commit and Delete are for callers without a context; scs has one always.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit keeps a session.
func (s *sessionStore) Commit(token string, document []byte, until time.Time) error {
	return s.CommitCtx(context.Background(), token, document, until)
}

// Delete ends a session.
func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// loaded returns a context with the session of a request, a new one when it has
// none.
func (s *Server) loaded(r *http.Request) (context.Context, error) {
	token := ""
	if cookie, err := r.Cookie(s.sessions.Cookie.Name); err == nil {
		token = cookie.Value
	}
	return s.sessions.Load(r.Context(), token)
}

// isSettings reports whether an address is that of the settings or below it.
func isSettings(path string) bool {
	for _, language := range web.Languages {
		settings := language.Path(web.SettingsPath)
		if path == settings || strings.HasPrefix(path, settings+"/") {
			return true
		}
	}
	return false
}

// private is handle for pages that only who keeps the instance may see: nobody
// keeps a copy of them, and their address is told to no other site.
func (p *pages) private(language web.Language, write func(*gin.Context, web.Language, *bytes.Buffer) error) gin.HandlerFunc {
	handle := p.handle(language, func(c *gin.Context, language web.Language, page *bytes.Buffer) error {
		ctx, err := p.loaded(c.Request)
		if err != nil {
			return err
		}
		c.Request = c.Request.WithContext(ctx)
		return write(c, language, page)
	})
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		c.Header("Referrer-Policy", "same-origin")
		handle(c)
	}
}

// isIn reports whether who asks may change the settings.
func (p *pages) isIn(c *gin.Context) bool {
	return p.sessions.GetBool(c.Request.Context(), sessionAdmin)
}

// door writes the page before the settings.
func (p *pages) door(c *gin.Context, language web.Language, page *bytes.Buffer, view web.SettingsDoor) error {
	if view.Token == "" {
		c.Status(http.StatusForbidden)
	}
	return p.renderer().SettingsDoor(page, language, view)
}

// enter spends a link and opens a session.
func (p *pages) enter(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx := c.Request.Context()
	good, err := p.commons.TakeAdminLink(ctx, c.PostForm("link"), time.Now())
	if err != nil {
		return err
	}
	if !good {
		return p.door(c, language, page, web.SettingsDoor{Spent: true})
	}
	if err := p.sessions.RenewToken(ctx); err != nil { // what was before is no key to what comes
		return err
	}
	p.sessions.Put(ctx, sessionAdmin, true)
	token, until, err := p.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	p.sessions.WriteSessionCookie(ctx, c.Writer, token, until)
	c.Redirect(http.StatusSeeOther, language.Path(web.SettingsPath))
	return nil
}

// leave ends the session.
func (p *pages) leave(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	ctx := c.Request.Context()
	if p.isIn(c) {
		if err := p.sessions.Destroy(ctx); err != nil {
			return err
		}
	}
	p.sessions.WriteSessionCookie(ctx, c.Writer, "", time.Time{})
	c.Redirect(http.StatusSeeOther, language.Path("/"))
	return nil
}
