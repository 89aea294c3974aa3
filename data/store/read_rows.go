package store

import (
	"database/sql"
	"fmt"
)

// readRows reads what a query answers, row by row: scan is that of the row. What the
// rows are is said in errors.
func readRows[T any](rows *sql.Rows, err error, what string, one func(scan func(columns ...any) error) (T, error)) ([]T, error) {
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", what, classify(err))
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		row, err := one(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", what, classify(err))
		}
		all = append(all, row)
	}
	return all, classify(rows.Err())
}
