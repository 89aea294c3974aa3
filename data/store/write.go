package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"maillage/data"
)

// ErrConflict marks a write that does not follow the present revision.
var ErrConflict = errors.New("the element has changed meanwhile")

var errForReading = errors.New("the data folder was opened for reading")

// Update runs fn in the one writing transaction; others wait their turn. When
// it returns nil, everything fn wrote is on the disk, all of it; when fn fails,
// its error comes back as it is and nothing is written. sequence is the number
// of the last entry of the log then: a node that has applied it shows the
// write.
//
// fn must use only its [Tx], keep it no longer than it runs, and not call
// Update. On a full disk the error wraps [ErrFull].
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) (sequence int64, err error) {
	if s.writer == nil {
		return 0, errForReading
	}
	defer func() { s.noteTrouble(err) }()
	transaction, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("cannot begin to write: %w", classify(err))
	}
	defer transaction.Rollback() // does nothing after a commit
	tx := &Tx{ctx: ctx, tx: transaction, prepared: make(map[string]*sql.Stmt)}
	if err := tx.readCounters(); err != nil {
		return 0, fmt.Errorf("cannot begin to write: %w", classify(err))
	}
	before := tx.change
	if err := fn(tx); err != nil {
		return 0, err
	}
	if err := tx.writeCounters(); err != nil {
		return 0, fmt.Errorf("cannot write: %w", classify(err))
	}
	if err := transaction.Commit(); err != nil {
		return 0, fmt.Errorf("cannot write: %w", classify(err))
	}
	if tx.change > before {
		s.followers.tell()
	}
	return tx.change, nil
}

// Tx is a writing transaction. It sees what it has written. It is used by one
// goroutine.
type Tx struct {
	ctx     context.Context
	tx      bun.Tx
	element int64 // the last num given
	change  int64 // the last number of the log

	prepared map[string]*sql.Stmt // by text
	document []byte               // of the last element written: room for the next one's
}

func (tx *Tx) readCounters() error {
	const query = "SELECT value FROM counters WHERE name = ?"
	if err := tx.tx.QueryRowContext(tx.ctx, query, "element").Scan(&tx.element); err != nil {
		return err
	}
	return tx.tx.QueryRowContext(tx.ctx, query, "change").Scan(&tx.change)
}

func (tx *Tx) writeCounters() error {
	const query = "UPDATE counters SET value = ? WHERE name = ? AND value <> ?"
	if _, err := tx.tx.ExecContext(tx.ctx, query, tx.element, "element", tx.element); err != nil {
		return err
	}
	_, err := tx.tx.ExecContext(tx.ctx, query, tx.change, "change", tx.change)
	return err
}

// Source is the pair by which a source recognises one of its records.
type Source struct{ Name, ID string }

// ElementsBySource returns the elements that came from these records, without
// those that are unknown.
func (tx *Tx) ElementsBySource(sources []Source) (map[Source]data.Element, error) {
	ids := make(map[string][]string) // by name: a batch has few names
	for _, source := range sources {
		ids[source.Name] = append(ids[source.Name], source.ID)
	}
	found := make(map[Source]data.Element, len(sources))
	for name, ids := range ids {
		for page := range slices.Chunk(ids, pageSize) {
			const query = "SELECT num, document FROM elements WHERE source_name = ? AND source_id IN ?"
			err := eachRow(tx.ctx, tx.tx, query, func(e data.Element) error {
				found[Source{e.Source.Name, e.Source.ID}] = e
				return nil
			}, name, bun.Tuple(page))
			if err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// ElementsByID returns the elements that have these ids, without those that are
// unknown.
func (tx *Tx) ElementsByID(ids []data.ID) (map[data.ID]data.Element, error) {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	found := make(map[data.ID]data.Element, len(ids))
	for page := range slices.Chunk(texts, pageSize) {
		err := eachRow(tx.ctx, tx.tx, "SELECT num, document FROM elements WHERE id IN ?", func(e data.Element) error {
			found[e.ID] = e
			return nil
		}, bun.Tuple(page))
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Element returns the present revision of an element; the error wraps [ErrNotFound].
func (tx *Tx) Element(id data.ID) (data.Element, error) {
	found, err := tx.ElementsByID([]data.ID{id})
	e, ok := found[id]
	if err == nil && !ok {
		err = fmt.Errorf("element %s: %w", id, ErrNotFound)
	}
	return e, err
}

// PutElements writes new revisions of elements, a history entry and a log entry
// for each, in the order given. An element without a num is new and gets one,
// in place; any other must be one revision further than what is kept, or the
// error wraps [ErrConflict]. reason names the sort of change in the history. An
// element that cannot be written down wraps [data.ErrInvalid].
func (tx *Tx) PutElements(elements []*data.Element, reason data.Reason) error {
	nums := make([]int64, len(elements))
	for i, e := range elements {
		if err := tx.putElement(e, reason, "", tx.change+1+int64(i)); err != nil {
			return fmt.Errorf("cannot write elements: %w", classify(err))
		}
		nums[i] = e.Num
	}
	if err := tx.appendChanges(data.SubjectElement, nums...); err != nil {
		return fmt.Errorf("cannot write elements: %w", classify(err))
	}
	return nil
}

// PutElement does so for one element, with what its author says of the change.
func (tx *Tx) PutElement(e *data.Element, reason data.Reason, comment string) error {
	err := tx.putElement(e, reason, comment, tx.change+1)
	if err == nil {
		err = tx.appendChanges(data.SubjectElement, e.Num)
	}
	if err != nil {
		return fmt.Errorf("cannot write an element: %w", classify(err))
	}
	return nil
}

// putElement writes the row of a revision that an entry of the log will tell of.
func (tx *Tx) putElement(e *data.Element, reason data.Reason, comment string, sequence int64) error {
	isNew := e.Num == 0
	if isNew {
		tx.element++
		e.Num = tx.element
	}
	row, err := newElementRow(e, reason, comment, &tx.document)
	if err != nil {
		return err
	}
	if isNew {
		_, err = tx.exec(insertElement, row.Num, row.ID, row.SourceName, row.SourceID, row.Kind, row.Status,
			row.Visibility, row.Name, row.Revision, row.CreatedAt, row.UpdatedAt, row.UpdatedBy, row.Reason, row.Comment, row.Document, sequence)
	} else {
		err = tx.replace(&row, sequence)
	}
	if err == nil {
		err = tx.usePhotos(e)
	}
	return err
}

// The statements of a write.
const (
	insertElement = `INSERT INTO elements (num, id, source_name, source_id, kind, status,
		visibility, name, revision, created_at, updated_at, updated_by, reason, comment, document, sequence)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`
	keepRevision = `INSERT INTO revisions (num, revision, document, recorded_at, recorded_by, reason, comment, sequence)
		SELECT num, revision, document, updated_at, updated_by, reason, comment, sequence FROM elements
		WHERE num = $1 AND id = $2 AND revision = $3 - 1`
	updateElement = `UPDATE elements SET source_name = $2, source_id = $3, kind = $4, status = $5,
		visibility = $6, name = $7, revision = $8, updated_at = $9, updated_by = $10, reason = $11, comment = $12, document = $13, sequence = $14
		WHERE num = $1`
	insertChanges = `INSERT INTO changes (sequence, subject, num) VALUES (?, ?, ?)` // and more rows
)

// replace keeps the revision before a row in the history and writes the row over
// it.
func (tx *Tx) replace(row *elementRow, sequence int64) error {
	result, err := tx.exec(keepRevision, row.Num, row.ID, row.Revision)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil {
		return err
	} else if n != 1 {
		return fmt.Errorf("element %s, revision %d: %w", row.ID, row.Revision, ErrConflict)
	}
	_, err = tx.exec(updateElement, row.Num, row.SourceName, row.SourceID, row.Kind, row.Status,
		row.Visibility, row.Name, row.Revision, row.UpdatedAt, row.UpdatedBy, row.Reason, row.Comment, row.Document, sequence)
	return err
}

// logPage is how many entries of the log one statement appends.
const logPage = 100

// appendChanges takes the next numbers of the log, one for each num.
func (tx *Tx) appendChanges(subject data.Subject, nums ...int64) error {
	for page := range slices.Chunk(nums, logPage) {
		values := make([]any, 0, 3*len(page))
		for _, num := range page {
			tx.change++
			values = append(values, tx.change, string(subject), num)
		}
		statement := insertChanges + strings.Repeat(", (?, ?, ?)", len(page)-1)
		if _, err := tx.exec(statement, values...); err != nil {
			return err
		}
	}
	return nil
}

// exec runs a statement that is parsed once in the transaction, however often it
// runs: a batch runs the same few thousands of times.
func (tx *Tx) exec(statement string, args ...any) (sql.Result, error) {
	prepared, ok := tx.prepared[statement]
	if !ok {
		var err error
		if prepared, err = tx.tx.Tx.PrepareContext(tx.ctx, statement); err != nil {
			return nil, err
		}
		tx.prepared[statement] = prepared // closed with the transaction
	}
	return prepared.ExecContext(tx.ctx, args...)
}
