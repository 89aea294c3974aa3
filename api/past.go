package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/web"
)

// past writes the page with a revision of an element as it was, or beside another one.
func (p *pages) past(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	e, err := p.withHistory(c)
	if err != nil {
		return err
	}
	return p.writePast(c, language, page, e, web.Past{})
}

// writePast writes that page; view says what came of restoring the revision.
func (p *pages) writePast(c *gin.Context, language web.Language, page *bytes.Buffer, e *pastElement, view web.Past) error {
	ctx := c.Request.Context()
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil || number < 1 || number > maxRevision || strconv.Itoa(number) != c.Param("number") {
		return errNoResource
	}
	with, err := readRevisionNumber(c.Request.URL.Query(), "with")
	if err != nil {
		return err
	}
	revision, err := p.revision(ctx, e, number)
	if err != nil {
		return err
	}
	view.Name, view.Slug, view.ID, view.Status = e.Name, e.Slug, e.ID.String(), string(e.Status)
	view.Revision, view.Present = p.revisionView(revision, &e.Element), e.Revision
	if number < e.Revision {
		view.After = number + 1
	}
	view.MayRestore = e.may(data.ActEdit) && number != e.Revision
	said := p.saying(ctx, language)
	if with == 0 || with == number {
		view.Members, err = said.all(&revision.Element)
		view.Places = placesOf(&revision.Element)
	} else {
		var other *toldRevision
		if other, err = p.revision(ctx, e, with); err != nil {
			return err
		}
		against := p.revisionView(other, &e.Element)
		view.Against = &against
		before, after := &revision.Element, &other.Element
		if with < number {
			before, after = after, before
		}
		view.Members, view.Same, err = said.both(before, after)
		if slices.Contains(data.Changed(before, after), "geometry") {
			if view.Places = placesOf(before, after); len(view.Places) == 2 {
				view.Distance = before.Geometry.Representative().DistanceMeters(after.Geometry.Representative())
			}
		}
	}
	if err != nil {
		return err
	}
	return p.renderer(c).Past(page, language, view)
}

// revision returns a revision that who asks may read; of any other the error wraps
// store.ErrNotFound.
func (s *Server) revision(ctx context.Context, e *pastElement, number int) (*toldRevision, error) {
	all, _, err := s.history(ctx, &e.Element, number+1, 1, e.may)
	if err == nil && (len(all) == 0 || all[0].Number != number || !all[0].readable) {
		err = fmt.Errorf("revision %d of element %s: %w", number, e.ID, store.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// placesOf returns where elements are, without those whose place is unknown.
func placesOf(elements ...*data.Element) (all []web.Place) {
	for _, e := range elements {
		if !e.Geometry.IsZero() {
			at := e.Geometry.Representative()
			all = append(all, web.Place{Lon: at.Lon, Lat: at.Lat})
		}
	}
	return all
}

// restore writes what a revision said as the next one.
func (p *pages) restore(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	e, err := p.withHistory(c)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(c.Param("number"))
	read, wrong := strconv.Atoi(c.PostForm("revision"))
	if err != nil || wrong != nil || read < 1 || number < 1 || number > maxRevision {
		return errForm
	}
	now := time.Now()
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	written, err := p.commons.Restore(c.Request.Context(), who(c).account.ID, e.ID, number, read, c.PostForm("comment"), now)
	if reason := whyNot(err); reason != "" {
		c.Status(wrongStatus(reason))
		return p.writePast(c, language, page, e, web.Past{Comment: c.PostForm("comment"), Wrong: reason})
	}
	if err != nil {
		return err
	}
	p.shows(c.Request.Context(), written.Sequence)
	didWith(c, language, &written.Element, "restored")
	return nil
}

// whyNot says why an act upon an element was not done, in a word for which pages have a
// sentence; empty when it was done, or for an error of another sort.
func whyNot(err error) string {
	switch {
	case errors.Is(err, store.ErrConflict):
		return "changed"
	case errors.Is(err, commons.ErrUnchanged):
		return "unchanged"
	}
	broken := data.FieldErrors(err)
	switch {
	case len(broken) == 0:
		return ""
	case slices.ContainsFunc(broken, func(b *data.FieldError) bool { return b.Field == "comment" }):
		return "comment"
	}
	return "invalid"
}

// wrongStatus is the HTTP status of a page that says why not.
func wrongStatus(reason string) int {
	switch reason {
	case "changed":
		return http.StatusPreconditionFailed
	case "unchanged":
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// elementDone lists what the page of an element says has just been done.
var elementDone = []string{"published", "saved", "verified", "restored", "hidden", "shown"}

// didWith leads to the page of an element, which tells what was done.
func didWith(c *gin.Context, language web.Language, e *data.Element, done string) {
	c.Redirect(http.StatusSeeOther, language.Path(web.ElementPath(e.ID.String(), e.Slug))+"?done="+done)
}
