package store

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"maillage/data"
)

// The rows of the tables; see schema/ for what the columns hold.
type (
	elementRow struct {
		Num        int64
		ID         string
		SourceName sql.NullString // null unless the element has the pair
		SourceID   sql.NullString
		Kind       string
		Status     string
		Visibility string
		Name       string
		Revision   int
		CreatedAt  int64
		UpdatedAt  int64
		UpdatedBy  sql.NullString // null when no account did it
		Reason     string         // the sort of change that made the revision
		Comment    string         // what its author says of it
		Document   string
	}

	revisionRow struct {
		Num        int64
		Revision   int
		Document   sql.RawBytes
		RecordedAt int64
		RecordedBy sql.NullString
		Reason     string
		Comment    string
	}

	changeRow struct {
		bun.BaseModel `bun:"table:changes"`
		Sequence      int64        `bun:"sequence,pk"`
		Subject       data.Subject `bun:"subject"`
		Num           int64        `bun:"num"`
	}
)

// newElementRow writes e down, and why; buffer is written over. The error wraps
// [data.ErrInvalid].
func newElementRow(e *data.Element, reason data.Reason, comment string, buffer *[]byte) (elementRow, error) {
	document, err := e.AppendDocument((*buffer)[:0])
	*buffer = document
	if err != nil {
		return elementRow{}, fmt.Errorf("%w: element %s cannot be written down: %v", data.ErrInvalid, e.ID, err)
	}
	row := elementRow{
		Num: e.Num, ID: e.ID.String(), Name: e.Name,
		Kind: string(e.Kind), Status: string(e.Status), Visibility: string(e.Visibility),
		Revision: e.Revision, CreatedAt: instant(e.CreatedAt), UpdatedAt: instant(e.UpdatedAt),
		Reason: string(reason), Comment: comment, Document: string(document),
	}
	if name, id, ok := e.SourcePair(); ok {
		row.SourceName, row.SourceID = sql.NullString{String: name, Valid: true}, sql.NullString{String: id, Valid: true}
	}
	if !e.UpdatedBy.IsZero() {
		row.UpdatedBy = sql.NullString{String: e.UpdatedBy.String(), Valid: true}
	}
	return row, nil
}

// readElement is the inverse of the document that [newElementRow] writes.
func readElement(num int64, document []byte) (data.Element, error) {
	e, err := data.ParseDocument(document)
	if err != nil {
		return data.Element{}, fmt.Errorf("%w: element %d cannot be read: %v", ErrCorrupt, num, err)
	}
	return e, nil
}

func (row *revisionRow) read() (Revision, error) {
	e, err := readElement(row.Num, row.Document)
	if err != nil {
		return Revision{}, err
	}
	var by data.ID
	if err := by.UnmarshalText([]byte(row.RecordedBy.String)); err != nil {
		return Revision{}, fmt.Errorf("%w: author of revision %d of element %d: %v", ErrCorrupt, row.Revision, row.Num, err)
	}
	return Revision{row.Revision, readInstant(row.RecordedAt), by, data.Reason(row.Reason), row.Comment, e}, nil
}

// instant is a time as the tables hold it: microseconds since 1970.
func instant(t time.Time) int64 { return t.UnixMicro() }

func readInstant(microseconds int64) time.Time { return time.UnixMicro(microseconds).UTC() }
