package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/web"
)

// What a session holds.
const (
	sessionOperator = "operator" // true for who came by a link to the settings
	sessionAccount  = "account"  // the id of who logged in, as text
	sessionID       = "session"  // the id of the session itself, as text
	sessionDevice   = "device"   // see deviceOf
)

// seenAge is how much later a session must be used for that to be noted.
const seenAge = time.Hour

// newSessions returns what knows who is in by a cookie. The store holds tokens
// hashed.
func (s *Server) newSessions() *scs.SessionManager {
	sessions := scs.New()
	sessions.Lifetime = data.SessionLife
	sessions.Store = &sessionStore{s}
	sessions.HashTokenInStore = true
	sessions.Cookie.Name = "maillage_session"
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

// CommitCtx keeps a session, with what of it is looked up.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, document []byte, until time.Time) error {
	_, values, err := s.sessions.Codec.Decode(document)
	if err != nil {
		return err
	}
	now := time.Now()
	session := data.Session{CreatedAt: now, SeenAt: now, ExpiresAt: until}
	text := func(name string) string { held, _ := values[name].(string); return held }
	session.ID, session.Account, session.Device = idOf(text(sessionID)), idOf(text(sessionAccount)), text(sessionDevice)
	return s.commons.KeepSession(ctx, token, session, document)
}

// idOf returns the id that a session holds as text, no id for none.
func idOf(text string) (id data.ID) {
	if id.UnmarshalText([]byte(text)) != nil {
		return data.ID{}
	}
	return id
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

// setCookie gives a browser the token of a session until an instant; an empty one
// takes it away.
func (s *Server) setCookie(c *gin.Context, token string, until time.Time) {
	cookie := &http.Cookie{
		Name: s.sessions.Cookie.Name, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: s.sessions.Cookie.Secure || s.scheme(c.Request) == "https", MaxAge: -1,
	}
	if token != "" {
		cookie.Expires, cookie.MaxAge = until.UTC(), int(time.Until(until).Round(time.Second).Seconds())
	}
	http.SetCookie(c.Writer, cookie)
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

// private is handle for pages that depend on who asks: nobody keeps a copy of
// them, and their address, which may hold a link, is told to no other site.
func (p *pages) private(language web.Language, write func(*gin.Context, web.Language, *bytes.Buffer) error) gin.HandlerFunc {
	handle := p.handle(language, func(c *gin.Context, language web.Language, page *bytes.Buffer) error {
		if c.Request.Context().Value(personKey{}) == nil { // nobody yet: a session is begun
			if err := p.load(c); err != nil {
				return err
			}
		}
		if err := c.Request.ParseForm(); err != nil {
			return formError(err)
		}
		return write(c, language, page)
	})
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		c.Header("Referrer-Policy", "same-origin")
		handle(c)
	}
}

// load recognises who asks, and puts that and their session into the context.
func (s *Server) load(c *gin.Context) error {
	ctx, err := s.loaded(c.Request)
	if err != nil {
		return err
	}
	asks, err := s.recognise(ctx)
	if err != nil {
		return err
	}
	c.Request = c.Request.WithContext(context.WithValue(ctx, personKey{}, asks))
	return nil
}

// greet recognises who asks for any page, if they bring a cookie: what they get
// then is for them alone. Without one a page is the same for all.
func (p *pages) greet(c *gin.Context) error {
	c.Writer.Header().Add("Vary", "Cookie")
	if _, err := c.Request.Cookie(p.sessions.Cookie.Name); err != nil {
		return nil
	}
	if err := p.load(c); err != nil {
		return err
	}
	if who(c).isIn() && c.Writer.Header().Get("Cache-Control") == "" {
		c.Header("Cache-Control", "private, no-store")
	}
	return nil
}

// formError says what is wrong with a form that cannot be read.
func formError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errFormSize
	}
	return errors.Join(errForm, err)
}

// member is private for pages of who has logged in; others are sent to do so
// first.
func (p *pages) member(language web.Language, write func(*gin.Context, web.Language, *bytes.Buffer) error) gin.HandlerFunc {
	return p.private(language, func(c *gin.Context, language web.Language, page *bytes.Buffer) error {
		if !who(c).isIn() {
			next := ""
			if c.Request.Method == http.MethodGet {
				next = c.Request.URL.RequestURI()
			}
			c.Redirect(http.StatusSeeOther, logInFirst(language, next))
			return nil
		}
		return write(c, language, page)
	})
}

// logInFirst returns the address at which somebody logs in, and goes on to another one
// of this site; empty for their account.
func logInFirst(language web.Language, next string) string {
	address := language.Path(web.LogInPath)
	if next == "" {
		return address
	}
	return withQuery(address, url.Values{"next": {next}}.Encode())
}

// open ends the session of a request and opens a new one, of somebody.
func (p *pages) open(c *gin.Context, account *data.Account) error {
	ctx := c.Request.Context()
	if err := p.sessions.RenewToken(ctx); err != nil { // what was before is no key to what comes
		return err
	}
	if err := p.sessions.Clear(ctx); err != nil {
		return err
	}
	p.sessions.Put(ctx, sessionID, data.NewID().String())
	p.sessions.Put(ctx, sessionDevice, deviceOf(c.Request.UserAgent()))
	if account != nil {
		p.sessions.Put(ctx, sessionAccount, account.ID.String())
	} else {
		p.sessions.Put(ctx, sessionOperator, true)
		p.sessions.SetDeadline(ctx, time.Now().Add(data.SettingsSessionLife).UTC())
	}
	token, until, err := p.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	p.setCookie(c, token, until)
	return nil
}

// enter spends a link to the settings and opens a session.
func (p *pages) enter(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	good, err := p.commons.TakeAdminLink(c.Request.Context(), c.PostForm("link"), time.Now())
	if err != nil {
		return err
	}
	if !good {
		return p.door(c, language, page, web.SettingsDoor{Spent: true})
	}
	if err := p.open(c, nil); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, language.Path(web.SettingsPath))
	return nil
}

// leave ends the session.
func (p *pages) leave(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	asks := who(c)
	if asks.operator || asks.isIn() {
		if err := p.sessions.Destroy(c.Request.Context()); err != nil {
			return err
		}
	}
	p.setCookie(c, "", time.Time{})
	address := language.Path("/")
	if asks.isIn() {
		address = language.Path(web.LogInPath) + "?done=out"
	}
	c.Redirect(http.StatusSeeOther, address)
	return nil
}
