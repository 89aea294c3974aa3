package api

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/web"
)

// verify notes that somebody says of an element that it is still right. Who has not
// logged in does so first, and finds the element's page again.
func (p *pages) verify(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return fmt.Errorf("%w: %v", errNoResource, err)
	}
	e, err := p.publicElement(c.Request.Context(), id)
	if err != nil {
		return err
	}
	if !who(c).isIn() {
		c.Redirect(http.StatusSeeOther, logInFirst(language, language.Path(web.ElementPath(e.ID.String(), e.Slug))))
		return nil
	}
	now := time.Now()
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	written, err := p.commons.Verify(c.Request.Context(), who(c).account.ID, id, now)
	if err != nil {
		return err
	}
	p.shows(c.Request.Context(), written.Sequence)
	didWith(c, language, &written.Element, "verified")
	return nil
}

// hidable returns the element that an address names, which who asks may take off the
// map; of any other the error wraps store.ErrNotFound.
func (p *pages) hidable(c *gin.Context) (*data.Element, error) {
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errNoResource, err)
	}
	e, can, err := p.readableElement(c, id)
	if err == nil && (!can[string(data.ActHide)] || e.IsEmptied()) {
		err = fmt.Errorf("element %s: %w", id, store.ErrNotFound)
	}
	return &e, err
}

// askToHide writes the page that says what will happen. Who has not logged in does so
// first where everybody may see the element: they may be somebody who may hide it.
func (p *pages) askToHide(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	if !who(c).isIn() {
		e, _, err := p.target(c)
		if err == nil && e.IsEmptied() {
			err = fmt.Errorf("element %s: %w", e.ID, store.ErrNotFound)
		}
		if err == nil {
			c.Redirect(http.StatusSeeOther, logInFirst(language, c.Request.URL.RequestURI()))
		}
		return err
	}
	e, err := p.hidable(c)
	if err != nil {
		return err
	}
	return p.writeHide(c, language, page, e, web.Hide{})
}

func (p *pages) writeHide(c *gin.Context, language web.Language, page *bytes.Buffer, e *data.Element, view web.Hide) error {
	view.Name, view.Slug, view.ID, view.Status, view.Revision = e.Name, e.Slug, e.ID.String(), string(e.Status), e.Revision
	return p.renderer(c).Hide(page, language, view)
}

// hide takes an element off the map, or puts it back on it; a draft is thrown away.
func (p *pages) hide(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	e, err := p.hidable(c)
	if err != nil {
		return err
	}
	act, comment := c.PostForm("action"), c.PostForm("comment")
	revision, err := strconv.Atoi(c.PostForm("revision"))
	if err != nil || revision < 1 || act != "hide" && act != "show" {
		return errForm
	}
	now := time.Now()
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	written, err := p.commons.SetHidden(c.Request.Context(), who(c).account.ID, e.ID, revision, act == "hide", comment, now)
	if reason := whyNot(err); reason != "" {
		c.Status(wrongStatus(reason))
		return p.writeHide(c, language, page, e, web.Hide{Comment: comment, Wrong: reason})
	}
	if err != nil {
		return err
	}
	p.shows(c.Request.Context(), written.Sequence)
	switch {
	case written.Element.IsEmptied():
		did(c, language, "thrown")
	case act == "hide":
		didWith(c, language, &written.Element, "hidden")
	default:
		didWith(c, language, &written.Element, "shown")
	}
	return nil
}
