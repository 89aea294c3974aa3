package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"maillage/data"
)

// NetworkVisit returns when an account last noted that it has seen what changed in a
// network, the zero time when it never has.
func (s *Store) NetworkVisit(ctx context.Context, network int64, account data.ID) (time.Time, error) {
	var at int64
	err := s.readers.QueryRowContext(ctx, "SELECT at FROM network_visits WHERE network = ? AND account = ?", network, account.String()).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("cannot read a visit: %w", classify(err))
	}
	return readInstant(at), nil
}

// PutNetworkVisit notes when an account has seen what changed in a network.
func (tx *Tx) PutNetworkVisit(network int64, account data.ID, at time.Time) error {
	const statement = `INSERT INTO network_visits (network, account, at) VALUES ($1, $2, $3)
		ON CONFLICT (network, account) DO UPDATE SET at = $3`
	if _, err := tx.exec(statement, network, account.String(), instant(at)); err != nil {
		return fmt.Errorf("cannot note a visit: %w", classify(err))
	}
	return nil
}
