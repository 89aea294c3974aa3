package commons

import (
	"context"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// AddNote keeps what an account tells of how a project goes on. The error wraps
// [ErrForbidden], also for elements that have no notes, or [ErrCrowded], or joins
// [*data.FieldError]s.
func (c *Commons) AddNote(ctx context.Context, by, id data.ID, text string, now time.Time) error {
	note := data.Note{ID: data.NewID(), Author: by, Text: data.TidyText(text), At: now.UTC().Truncate(time.Microsecond)}
	if err := note.Validate(); err != nil {
		return err
	}
	return c.belonging(ctx, by, id, data.ActNote, func(tx *store.Tx, e *data.Element) error {
		if !e.HasNotes() {
			return ErrForbidden
		}
		n, err := tx.NoteCount(e.Num)
		if err != nil {
			return err
		}
		if n >= data.MaxNotes {
			return ErrCrowded
		}
		note.Num = e.Num
		return tx.PutNote(note)
	})
}

// DeleteNote deletes a note of an element: its author's own, or any by who looks after
// the element. The error wraps [ErrForbidden] or [store.ErrNotFound].
func (c *Commons) DeleteNote(ctx context.Context, by, id, note data.ID) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		e, err := tx.Element(id)
		if err != nil {
			return err
		}
		kept, err := tx.Note(e.Num, note)
		if err != nil {
			return err
		}
		relations, err := relationsTo(tx, by, &e)
		if err != nil {
			return err
		}
		if kept.Author == by && len(relations) > 0 {
			relations = append(relations, data.RelationSelf)
		}
		switch {
		case data.May(data.ActDeleteNote, relations...):
			return tx.DeleteNote(note)
		case !e.Public() && !data.May(data.ActReadHidden, relations...):
			return notFound(id)
		}
		return ErrForbidden
	})
	return err
}
