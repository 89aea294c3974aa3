package api

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// logIn writes the page on which somebody logs in; who has done so finds their
// account.
func (p *pages) logIn(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view := web.LogIn{Next: localPath(c.Query("next"))}
	if who(c).isIn() {
		c.Redirect(http.StatusSeeOther, nextAddress(language, view.Next))
		return nil
	}
	if done := c.Query("done"); done == "out" || done == "erasing" {
		view.Done = done
	}
	return p.renderer(c).LogIn(page, language, view)
}

// localPath returns the address of a page of this site, empty for any other.
func localPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") ||
		strings.ContainsFunc(address, func(r rune) bool { return r == '\\' || r <= ' ' || r == 0x7f }) {
		return ""
	}
	return address
}

// lastingPath returns the address of a page of this site to which a link that is kept
// may lead; empty for any other. An address with a token is none: of tokens only the
// hash is kept.
func lastingPath(address string) string {
	u, err := url.Parse(localPath(address))
	if err != nil || len(address) > data.MaxNext || u.Query().Has("token") || u.Query().Has("link") {
		return ""
	}
	return localPath(address)
}

func nextAddress(language web.Language, next string) string {
	if next == "" {
		return language.Path(web.AccountPath)
	}
	return next
}

// enterAccount opens the session of whoever gives the address and the password of
// an account.
func (p *pages) enterAccount(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, now := c.Request.Context(), time.Now()
	view := web.LogIn{Email: data.TidyEmail(c.PostForm("email")), Next: localPath(c.PostForm("next"))}
	acts := p.tries(c, view.Email)
	if wait := takeAll(now, acts); wait > 0 {
		view.Mistakes = tooMany(c, "login", wait)
		return p.renderer(c).LogIn(page, language, view)
	}
	account, cancelled, err := p.commons.LogIn(ctx, view.Email, c.PostForm("login"))
	if errors.Is(err, commons.ErrCredentials) {
		view.Mistakes = map[string]web.Mistake{"login": {Rule: "credentials"}}
		c.Status(http.StatusUnprocessableEntity)
		return p.renderer(c).LogIn(page, language, view)
	}
	acts.giveBack() // only failures count
	if err != nil {
		return err
	}
	if err := p.open(c, &account); err != nil {
		return err
	}
	if cancelled {
		did(c, language, "back")
		return nil
	}
	c.Redirect(http.StatusSeeOther, nextAddress(language, view.Next))
	return nil
}

// tries is what counts a try at the password of an address. What is no
// address is none of anybody's.
func (p *pages) tries(c *gin.Context, email string) attempt {
	network := networkOf(c.ClientIP()).String()
	acts := attempt{{p.limits.logins, network}}
	if data.ValidateEmail(email) == nil {
		acts = append(acts, attempt{{p.limits.tries, network + " " + email}, {p.limits.account, email}}...)
	}
	return acts
}
