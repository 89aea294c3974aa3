package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"maillage/data"
)

// pageSize is how many rows one query of a walk or of a bulk read takes.
const pageSize = 500

// Element returns the present revision of an element, whatever its status. The
// error wraps [ErrNotFound].
func (s *Store) Element(ctx context.Context, id data.ID) (data.Element, error) {
	var num int64
	var document []byte
	err := s.readers.QueryRowContext(ctx, "SELECT num, document FROM elements WHERE id = ?", id.String()).Scan(&num, &document)
	if errors.Is(err, sql.ErrNoRows) {
		return data.Element{}, fmt.Errorf("element %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return data.Element{}, fmt.Errorf("element %s: %w", id, classify(err))
	}
	return readElement(num, document)
}

// selectByNums answers a list of nums, written as JSON, in its order: so it is one
// statement for lists of any length, and read by SQLite but once a connection.
const selectByNums = `SELECT e.num, e.document FROM json_each(?) AS asked CROSS JOIN elements AS e ON e.num = asked.value`

// ElementsByNum returns the present revisions of elements in the order asked;
// nums that name none are left out.
func (s *Store) ElementsByNum(ctx context.Context, nums []int64) ([]data.Element, error) {
	// To be ready to break off costs more than reading a few elements, as it takes
	// other threads: who has left is noticed between two pages.
	unbroken := context.WithoutCancel(ctx)
	elements := make([]data.Element, 0, len(nums))
	for page := range slices.Chunk(nums, pageSize) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		asked := make([]byte, 0, 8*len(page)+2)
		for i, num := range page {
			asked = strconv.AppendInt(append(asked, "[,"[min(i, 1)]), num, 10)
		}
		rows, err := s.byNums.QueryContext(unbroken, string(append(asked, ']')))
		if err != nil {
			return nil, fmt.Errorf("cannot read elements: %w", classify(err))
		}
		err = eachOf(rows, func(e data.Element) error {
			elements = append(elements, e)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return elements, nil
}

// EachElement calls fn with the present revision of every element, by num,
// whatever its status. It stops at the first error of fn and returns it. No
// lock is held while fn runs: what is written meanwhile may or may not be seen,
// and a follower of the log sees it again there.
func (s *Store) EachElement(ctx context.Context, fn func(data.Element) error) error {
	last, more := int64(0), true
	for more {
		page := make([]data.Element, 0, pageSize)
		const query = "SELECT num, document FROM elements WHERE num > ? ORDER BY num LIMIT ?"
		err := eachRow(ctx, s.readers, query, func(e data.Element) error {
			page = append(page, e)
			return nil
		}, last, pageSize)
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := fn(e); err != nil {
				return err
			}
			last = e.Num
		}
		more = len(page) == pageSize
	}
	return nil
}

// eachRow runs a query for nums and documents and calls fn with each element.
func eachRow(ctx context.Context, db bun.IDB, query string, fn func(data.Element) error, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("cannot read elements: %w", classify(err))
	}
	return eachOf(rows, fn)
}

// eachOf calls fn with each element of rows of nums and documents, which it closes.
func eachOf(rows *sql.Rows, fn func(data.Element) error) error {
	defer rows.Close()
	var num int64
	var document sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&num, &document); err != nil {
			return fmt.Errorf("cannot read elements: %w", classify(err))
		}
		e, err := readElement(num, document)
		if err == nil {
			err = fn(e)
		}
		if err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("cannot read elements: %w", classify(err))
	}
	return nil
}

// ElementCount returns how many elements are kept, whatever their status.
func (s *Store) ElementCount(ctx context.Context) (int, error) {
	return number[int](ctx, s, "SELECT count(*) FROM elements")
}

// Sequence returns the number of the last entry of the log, 0 when it is empty.
func (s *Store) Sequence(ctx context.Context) (int64, error) {
	return number[int64](ctx, s, "SELECT value FROM counters WHERE name = 'change'")
}

// Changes returns up to limit entries of the log after since, in order.
func (s *Store) Changes(ctx context.Context, since int64, limit int) ([]data.Change, error) {
	var rows []changeRow
	err := s.readers.NewSelect().Model(&rows).Where("sequence > ?", since).Order("sequence").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot read the log: %w", classify(err))
	}
	changes := make([]data.Change, len(rows))
	for i, row := range rows {
		changes[i] = data.Change{Sequence: row.Sequence, Subject: row.Subject, Num: row.Num}
	}
	return changes, nil
}

// number runs a query that answers one number.
func number[N int | int64](ctx context.Context, s *Store, query string, args ...any) (N, error) {
	var n N
	if err := s.readers.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot read the database: %w", classify(err))
	}
	return n, nil
}
