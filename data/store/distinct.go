package store

import (
	"context"
	"fmt"
	"time"

	"maillage/data"
)

// DistinctFrom returns the elements of which somebody said that they are not the
// same as one, though they look like it; none for an element that is not there.
func (s *Store) DistinctFrom(ctx context.Context, id data.ID) ([]data.ID, error) {
	const query = `WITH this AS (SELECT num FROM elements WHERE id = ?)
		SELECT e.id FROM this JOIN distinct_pairs p ON p.num = this.num JOIN elements e ON e.num = p.other
		UNION ALL
		SELECT e.id FROM this JOIN distinct_pairs p ON p.other = this.num JOIN elements e ON e.num = p.num
		ORDER BY 1`
	rows, err := s.readers.QueryContext(ctx, query, id.String())
	return readRows(rows, err, "what is distinct", func(scan func(...any) error) (other data.ID, err error) {
		var text string
		if err := scan(&text); err != nil {
			return other, err
		}
		if other, err = data.ParseID(text); err != nil {
			return other, fmt.Errorf("%w: %v", ErrCorrupt, err)
		}
		return other, nil
	})
}

// MarkDistinct notes that two elements, given by their nums, are not the same.
// Said again it stays as it was said first.
func (tx *Tx) MarkDistinct(num, other int64, at time.Time) error {
	const statement = "INSERT INTO distinct_pairs (num, other, marked_at) VALUES ($1, $2, $3) ON CONFLICT (num, other) DO NOTHING"
	if _, err := tx.exec(statement, min(num, other), max(num, other), instant(at)); err != nil {
		return fmt.Errorf("cannot note what is distinct: %w", classify(err))
	}
	return nil
}
