package api

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"maillage/data/commons"
	"maillage/web"
)

// listNames are the names of mail lists on pages.
var listNames = map[commons.MailList]string{commons.DigestList: "digest", commons.DirectList: "direct"}

// isUnsubscribe reports whether an address is the one that mail programs call to end
// a list (RFC 8058): they come from elsewhere, and bring a token that says all.
func isUnsubscribe(path string) bool {
	for _, language := range web.Languages {
		if path == language.Path(web.UnsubscribePath) {
			return true
		}
	}
	return false
}

// unsubscribePage asks whether to end a list. Looking at it ends nothing: mail
// programs look at links by themselves.
func (p *pages) unsubscribePage(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view := web.Unsubscribe{Token: c.Query("token")}
	_, list, err := p.commons.PeekUnsubscribe(c.Request.Context(), view.Token)
	return p.unsubscribed(c, language, page, view, list, err)
}

// unsubscribe ends the list of a token, for who brings it: no login is asked for.
func (p *pages) unsubscribe(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	token := c.PostForm("token")
	if token == "" {
		token = c.Query("token") // a mail program sends the address as it stands in the mail
	}
	list, err := p.commons.Unsubscribe(c.Request.Context(), token)
	return p.unsubscribed(c, language, page, web.Unsubscribe{Done: true}, list, err)
}

func (p *pages) unsubscribed(c *gin.Context, language web.Language, page *bytes.Buffer, view web.Unsubscribe, list commons.MailList, err error) error {
	if errors.Is(err, commons.ErrLink) {
		c.Status(http.StatusGone)
		return p.renderer(c).Unsubscribe(page, language, web.Unsubscribe{})
	}
	if err != nil {
		return err
	}
	view.List = listNames[list]
	return p.renderer(c).Unsubscribe(page, language, view)
}
