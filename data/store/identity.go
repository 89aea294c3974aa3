package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/uptrace/bun"
)

// Identity returns a text, random, that names this database: it is made once
// and never changes. What is derived from the database and kept beside it, a
// cache, notes it down to notice later that the database is another one. A copy
// of the file, a restored backup too, has the identity of the original.
func (s *Store) Identity(ctx context.Context) (string, error) {
	var identity string
	if err := s.readers.QueryRowContext(ctx, "SELECT value FROM identity WHERE number = 1").Scan(&identity); err != nil {
		return "", fmt.Errorf("cannot read the identity of the database: %w", classify(err))
	}
	return identity, nil
}

// giveIdentity gives the database an identity unless it has one.
func giveIdentity(ctx context.Context, db *bun.DB) error {
	_, err := db.ExecContext(ctx, "INSERT INTO identity (number, value) VALUES (1, ?) ON CONFLICT (number) DO NOTHING", rand.Text())
	return err
}
