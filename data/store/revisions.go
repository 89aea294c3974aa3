package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/uptrace/bun"

	"maillage/data"
)

// Revision is an element as it was once written.
type Revision struct {
	Number  int // 1 for the first
	At      time.Time
	By      data.ID // an account; zero when no account did it
	Reason  data.Reason
	Comment string // what the author says of it
	Element data.Element
}

// Revisions returns every revision of an element, first to last. The error
// wraps [ErrNotFound].
func (s *Store) Revisions(ctx context.Context, id data.ID) ([]Revision, error) {
	const query = `SELECT r.num, r.revision, r.document, r.recorded_at, r.recorded_by, r.reason, r.comment
		FROM revisions r JOIN elements e ON e.num = r.num WHERE e.id = $1
		UNION ALL
		SELECT num, revision, document, updated_at, updated_by, reason, comment FROM elements WHERE id = $1
		ORDER BY 2`
	revisions, err := s.revisionsWhere(ctx, query, id.String())
	if err == nil && len(revisions) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("revisions of element %s: %w", id, err)
	}
	return revisions, nil
}

// RevisionsBefore returns at most limit revisions of an element before a number, the
// last one first; before 0 is from the present one on. It reads those alone, however
// many there are.
func (s *Store) RevisionsBefore(ctx context.Context, num int64, before, limit int) ([]Revision, error) {
	const query = `SELECT num, revision, document, updated_at, updated_by, reason, comment FROM elements
			WHERE num = $1 AND revision < $2
		UNION ALL
		SELECT * FROM (SELECT num, revision, document, recorded_at, recorded_by, reason, comment FROM revisions
			WHERE num = $1 AND revision < $2 ORDER BY revision DESC LIMIT $3) AS kept
		ORDER BY 2 DESC LIMIT $3`
	if before <= 0 {
		before = math.MaxInt32
	}
	revisions, err := s.revisionsWhere(ctx, query, num, before, limit)
	if err != nil {
		return nil, fmt.Errorf("revisions of element %d: %w", num, err)
	}
	return revisions, nil
}

// Revision returns one revision of an element. The error wraps [ErrNotFound].
func (s *Store) Revision(ctx context.Context, num int64, number int) (Revision, error) {
	found, err := s.RevisionsBefore(ctx, num, max(number, 0)+1, 1)
	if err == nil && (len(found) == 0 || found[0].Number != number) {
		err = fmt.Errorf("revision %d of element %d: %w", number, num, ErrNotFound)
	}
	if err != nil {
		return Revision{}, err
	}
	return found[0], nil
}

// EachRevisionBy calls do with each revision that an account wrote, in the order of
// their instants. It stops at the first error of do and returns it. No lock is held
// while do runs.
func (s *Store) EachRevisionBy(ctx context.Context, account data.ID, do func(Revision) error) error {
	const query = `SELECT * FROM (
			SELECT num, revision, document, recorded_at AS at, recorded_by, reason, comment FROM revisions WHERE recorded_by = $1
			UNION ALL
			SELECT num, revision, document, updated_at, updated_by, reason, comment FROM elements WHERE updated_by = $1
		) AS written WHERE (at, num, revision) > ($2, $3, $4) ORDER BY at, num, revision LIMIT $5`
	at, num, number, more := int64(math.MinInt64), int64(0), 0, true
	for more {
		page, err := s.revisionsWhere(ctx, query, account.String(), at, num, number, pageSize)
		if err != nil {
			return fmt.Errorf("revisions by account %s: %w", account, err)
		}
		for _, r := range page {
			if err := do(r); err != nil {
				return err
			}
			at, num, number = instant(r.At), r.Element.Num, r.Number
		}
		more = len(page) == pageSize
	}
	return nil
}

// revisionsWhere returns the revisions that a query finds, which has the columns of
// [revisionRow] in their order.
func (s *Store) revisionsWhere(ctx context.Context, query string, args ...any) ([]Revision, error) {
	rows, err := s.readers.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, classify(err)
	}
	defer rows.Close()
	var revisions []Revision
	for rows.Next() {
		var row revisionRow
		if err := rows.Scan(&row.Num, &row.Revision, &row.Document, &row.RecordedAt, &row.RecordedBy, &row.Reason, &row.Comment); err != nil {
			return nil, classify(err)
		}
		revision, err := row.read()
		if err != nil {
			return nil, err
		}
		revisions = append(revisions, revision)
	}
	return revisions, classify(rows.Err())
}

// Revision returns what an element said in a revision; the error wraps [ErrNotFound].
func (tx *Tx) Revision(num int64, revision int) (data.Element, error) {
	const query = `SELECT num, document FROM elements WHERE num = ?0 AND revision = ?1
		UNION ALL SELECT num, document FROM revisions WHERE num = ?0 AND revision = ?1`
	return oneElement(tx.ctx, tx.tx, query, num, revision)
}

// DraftCount returns how many drafts an account has.
func (tx *Tx) DraftCount(account data.ID) (n int, err error) {
	const query = "SELECT count(*) FROM elements WHERE status = ? AND updated_by = ?"
	err = tx.tx.QueryRowContext(tx.ctx, query, string(data.StatusDraft), account.String()).Scan(&n)
	return n, classify(err)
}

// ElementByNum returns the present revision of an element; the error wraps
// [ErrNotFound].
func (tx *Tx) ElementByNum(num int64) (data.Element, error) {
	return oneElement(tx.ctx, tx.tx, "SELECT num, document FROM elements WHERE num = ?0", num)
}

// oneElement returns the element that a query finds, whose first argument is its num.
func oneElement(ctx context.Context, db bun.IDB, query string, args ...any) (found data.Element, err error) {
	missing := fmt.Errorf("element %v: %w", args[0], ErrNotFound)
	err = eachRow(ctx, db, query, func(e data.Element) error {
		found, missing = e, nil
		return nil
	}, args...)
	return found, cmp.Or(err, missing)
}

// LastHiddenBy returns who last took an element off the map; no id when nobody with an
// account did.
func (tx *Tx) LastHiddenBy(num int64) (by data.ID, err error) {
	const query = `SELECT author FROM (
			SELECT updated_by AS author, revision FROM elements WHERE num = ?0 AND reason = ?1
			UNION ALL SELECT recorded_by, revision FROM revisions WHERE num = ?0 AND reason = ?1
			ORDER BY revision DESC LIMIT 1) AS hidden`
	var author sql.NullString
	err = tx.tx.QueryRowContext(tx.ctx, query, num, string(data.ReasonHidden)).Scan(&author)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !author.Valid {
		return by, nil
	}
	if err == nil {
		err = by.UnmarshalText([]byte(author.String))
	}
	return by, classify(err)
}
