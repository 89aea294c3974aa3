package api

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/web"
)

// waiting writes who waits for a link that is to be handed over.
func (p *pages) waiting(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	if !who(c).may(data.ActHandOverLinks) {
		return p.door(c, language, page, web.SettingsDoor{})
	}
	return p.writeWaiting(c, language, page, web.Waiting{})
}

func (p *pages) writeWaiting(c *gin.Context, language web.Language, page *bytes.Buffer, view web.Waiting) error {
	requests, err := p.store.LinkRequests(c.Request.Context())
	if err != nil {
		return err
	}
	for _, r := range requests {
		request := web.Request{ID: r.ID.String(), Email: r.Email, Purpose: "account", At: r.AskedAt}
		if !r.Account.IsZero() {
			request.Purpose = "email"
		}
		view.Requests = append(view.Requests, request)
	}
	return p.renderer(c).Waiting(page, language, view)
}

// handOver makes a link that somebody waits for and shows it, once, with the words
// that a mail would have.
func (p *pages) handOver(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	if !who(c).may(data.ActHandOverLinks) {
		return p.door(c, language, page, web.SettingsDoor{})
	}
	id, err := data.ParseID(c.PostForm("request"))
	if err != nil {
		return errForm
	}
	sent, err := p.commons.HandOverLink(c.Request.Context(), id)
	if errors.Is(err, store.ErrNotFound) {
		c.Status(http.StatusGone)
		return p.writeWaiting(c, language, page, web.Waiting{Gone: true})
	}
	if err != nil {
		return err
	}
	to := web.Language(sent.Language)
	subject, text, err := p.renderer(c).Mail(to, string(sent.Purpose), p.linkFacts(c.Request, to, sent))
	if err != nil {
		return err
	}
	return p.writeWaiting(c, language, page, web.Waiting{Handed: &web.Handed{Email: sent.Email, Subject: subject, Text: text}})
}
