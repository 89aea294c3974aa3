package api

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/index"
	"maillage/web"
)

// Bounds of a history.
const (
	historyPage    = 30 // revisions
	maxHistoryPage = 100
	maxRevision    = 1_000_000_000 // the highest number that is looked for
)

// toldRevision is a revision as the history tells of it.
type toldRevision struct {
	store.Revision
	author   web.Author
	readable bool     // whether who asks may read what it said
	before   int      // the number of the one before, when they may read that; 0 for none
	changed  []string // the members that differ from that one
}

// history returns at most limit revisions of an element before a number, the last
// first, 0 being from the present one on, as they are told to somebody who may do these
// acts. What they may not know of is left out. older is the number before which there
// may be others, 0 for none.
func (s *Server) history(ctx context.Context, e *data.Element, before, limit int, may func(data.Act) bool) (all []toldRevision, older int, err error) {
	rows, err := s.store.RevisionsBefore(ctx, e.Num, before, limit+1) // the last one only to compare with
	if err != nil {
		return nil, 0, err
	}
	authors := map[data.ID]web.Author{}
	for i := range rows[:min(len(rows), limit)] {
		told := toldRevision{Revision: rows[i]}
		past := &told.Element
		if !e.ShowsRevision(past, may) {
			continue
		}
		told.readable = e.ReadsRevision(past, may) && !past.IsEmptied()
		if i+1 < len(rows) && e.ReadsRevision(&rows[i+1].Element, may) && !rows[i+1].Element.IsEmptied() {
			told.before = rows[i+1].Number
			if told.readable {
				told.changed = data.Changed(&rows[i+1].Element, past)
			}
		}
		if told.author, err = s.authorOf(ctx, &told.Revision, authors); err != nil {
			return nil, 0, err
		}
		all = append(all, told)
	}
	if len(rows) > limit {
		older = rows[limit-1].Number
	}
	return all, older, nil
}

// authorOf returns who wrote a revision; known are those that were looked up.
func (s *Server) authorOf(ctx context.Context, r *store.Revision, known map[data.ID]web.Author) (web.Author, error) {
	if r.By.IsZero() {
		if r.Reason == data.ReasonImport {
			return web.Author{Source: r.Element.Source.Name}, nil
		}
		return web.Author{}, nil
	}
	if author, ok := known[r.By]; ok {
		return author, nil
	}
	name, err := s.accountName(ctx, r.By)
	author := web.Author{Name: name, Former: name == ""}
	known[r.By] = author
	return author, err
}

// revisionView returns a revision as pages show it, on the clock of where the element
// is.
func (s *Server) revisionView(told *toldRevision, present *data.Element) web.Revision {
	return web.Revision{
		Number: told.Number, Before: told.before, At: told.At.In(s.clockOf(present)), Author: told.author, Reason: string(told.Reason), Comment: told.Comment,
		Changed: told.changed, Readable: told.readable, Emptied: told.Element.IsEmptied(), IsPresent: told.Number == present.Revision,
	}
}

// clockOf returns the clock of where an element is, UTC where that is not known.
func (s *Server) clockOf(e *data.Element) *time.Location {
	if snapshot := s.engine.Snapshot(); snapshot != nil {
		if clock, known := clockOf(e, snapshot.Gazetteer()); known {
			return clock
		}
	}
	return time.UTC
}

// pastElement is an element whose past who asks may read.
type pastElement struct {
	data.Element
	can map[string]bool
}

// may reports whether who asks may act upon the element as it is now.
func (e *pastElement) may(act data.Act) bool { return e.can[string(act)] }

// withHistory returns the element that an address names. Of one whose past who asks may
// not read, the error wraps store.ErrNotFound.
func (p *pages) withHistory(c *gin.Context) (*pastElement, error) {
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errNoResource, err)
	}
	e, can, err := p.readableElement(c, id)
	if err != nil {
		return nil, err
	}
	past := &pastElement{e, can}
	if !past.HasHistory(past.may) {
		return nil, fmt.Errorf("history of element %s: %w", id, store.ErrNotFound)
	}
	return past, nil
}

// readRevisionNumber returns a parameter that is the number of a revision, 0 when it
// is not there.
func readRevisionNumber(values url.Values, name string) (int, error) {
	text := values.Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxRevision {
		return 0, index.Refuse(name, index.RuleNumber, "value", text, "least", "1", "most", strconv.Itoa(maxRevision))
	}
	return n, nil
}

// elementHistory writes the page with the revisions of an element.
func (p *pages) elementHistory(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	e, err := p.withHistory(c)
	if err != nil {
		return err
	}
	view := web.History{Name: e.Name, Slug: e.Slug, ID: e.ID.String(), Status: string(e.Status)}
	if view.Before, err = readRevisionNumber(c.Request.URL.Query(), "before"); err != nil {
		return err
	}
	all, older, err := p.history(c.Request.Context(), &e.Element, view.Before, historyPage, e.may)
	if err != nil {
		return err
	}
	view.Older = older
	for i := range all {
		view.Revisions = append(view.Revisions, p.revisionView(&all[i], &e.Element))
	}
	return p.renderer(c).History(page, language, view)
}
