package api

import (
	"bytes"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// notes writes the page of the notes of an element.
func (p *pages) notes(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.notesView(c)
	if err != nil {
		return err
	}
	return p.renderer(c).Notes(page, language, view)
}

// notesView returns that page for who asks.
func (p *pages) notesView(c *gin.Context) (web.Notes, error) {
	e, can, err := p.target(c)
	if err == nil && !e.HasNotes() {
		err = errNoResource
	}
	if err != nil {
		return web.Notes{}, err
	}
	view := web.Notes{Target: targetView(&e), Writes: who(c).isIn() && can[string(data.ActNote)], Most: data.MaxNote}
	view.Notes, err = p.noteViews(c, &e, can, data.MaxNotes)
	return view, err
}

// addNote keeps a note.
func (p *pages) addNote(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return errNoResource
	}
	now := time.Now()
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	err = p.commons.AddNote(c.Request.Context(), who(c).account.ID, id, c.PostForm("text"), now)
	mistake, wrong := fieldMistakes(err)["text"]
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, language.Path(web.NotesPath+id.String()))
		return nil
	case !wrong && !errors.Is(err, commons.ErrCrowded):
		return err
	}
	view, err := p.notesView(c)
	if err != nil {
		return err
	}
	view.Typed = c.PostForm("text")
	if wrong {
		view.Mistake = &mistake
		c.Status(http.StatusUnprocessableEntity)
	} else {
		view.Trouble = "notes_many"
		c.Status(http.StatusConflict)
	}
	return p.renderer(c).Notes(page, language, view)
}

// deleteNote deletes a note.
func (p *pages) deleteNote(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return errNoResource
	}
	note, err := formID(c, "note")
	if err != nil {
		return err
	}
	if err := p.commons.DeleteNote(c.Request.Context(), who(c).account.ID, id, note); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, language.Path(web.NotesPath+id.String()))
	return nil
}
