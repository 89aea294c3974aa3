package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"maillage/data"
)

const selectNotes = "SELECT id, num, author, text, at FROM notes WHERE "

// PutNote keeps a note.
func (tx *Tx) PutNote(n data.Note) error {
	const statement = "INSERT INTO notes (id, num, author, text, at) VALUES ($1, $2, $3, $4, $5)"
	if _, err := tx.exec(statement, n.ID.String(), n.Num, n.Author.String(), n.Text, instant(n.At)); err != nil {
		return fmt.Errorf("cannot write a note: %w", classify(err))
	}
	return nil
}

// Note returns a note of an element; the error wraps [ErrNotFound].
func (tx *Tx) Note(num int64, id data.ID) (data.Note, error) {
	all, err := notesWhere(tx.ctx, tx.tx, "num = ? AND id = ?", num, id.String())
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("note: %w", ErrNotFound)
	}
	if err != nil {
		return data.Note{}, err
	}
	return all[0], nil
}

// NoteCount returns how many notes an element has.
func (tx *Tx) NoteCount(num int64) (int, error) {
	return tx.count("SELECT count(*) FROM notes WHERE num = ?", num)
}

// DeleteNote forgets a note.
func (tx *Tx) DeleteNote(id data.ID) error {
	if _, err := tx.exec("DELETE FROM notes WHERE id = $1", id.String()); err != nil {
		return fmt.Errorf("cannot delete a note: %w", classify(err))
	}
	return nil
}

// DeleteNotesBy forgets the notes of an account.
func (tx *Tx) DeleteNotesBy(account data.ID) error {
	if _, err := tx.exec("DELETE FROM notes WHERE author = $1", account.String()); err != nil {
		return fmt.Errorf("cannot delete notes: %w", classify(err))
	}
	return nil
}

// Notes returns the notes of an element, the last first and at most limit.
func (s *Store) Notes(ctx context.Context, num int64, limit int) ([]data.Note, error) {
	return notesWhere(ctx, s.readers, "num = ? ORDER BY at DESC, id DESC LIMIT ?", num, limit)
}

// NotesBy returns the notes that an account wrote, the first first.
func (s *Store) NotesBy(ctx context.Context, account data.ID) ([]data.Note, error) {
	return notesWhere(ctx, s.readers, "author = ? ORDER BY at, id", account.String())
}

func notesWhere(ctx context.Context, db bun.IDB, condition string, args ...any) ([]data.Note, error) {
	rows, err := db.QueryContext(ctx, selectNotes+condition, args...)
	return readRows(rows, err, "notes", func(scan func(...any) error) (n data.Note, err error) {
		var id, author string
		var at int64
		if err := scan(&id, &n.Num, &author, &n.Text, &at); err != nil {
			return n, err
		}
		n.At = readInstant(at)
		return n, errors.Join(n.ID.UnmarshalText([]byte(id)), n.Author.UnmarshalText([]byte(author)))
	})
}
