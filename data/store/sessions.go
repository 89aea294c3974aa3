package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Session returns what is kept under a token, unless it has ended at now or
// there is none: then found is false. The token is what [Tx.PutSession] was
// given.
func (s *Store) Session(ctx context.Context, token string, now time.Time) (document []byte, found bool, err error) {
	const query = "SELECT document FROM sessions WHERE token = ? AND expires_at > ?"
	err = s.readers.QueryRowContext(ctx, query, token, instant(now)).Scan(&document)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("cannot read a session: %w", classify(err))
	}
	return document, true, nil
}

// PutSession keeps a session until an instant, in place of what the token had.
func (tx *Tx) PutSession(token string, document []byte, until time.Time) error {
	const statement = `INSERT INTO sessions (token, document, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET document = $2, expires_at = $3`
	if _, err := tx.exec(statement, token, document, instant(until)); err != nil {
		return fmt.Errorf("cannot write a session: %w", classify(err))
	}
	return nil
}

// DeleteSession forgets a session; one that does not exist is no error.
func (tx *Tx) DeleteSession(token string) error {
	if _, err := tx.exec("DELETE FROM sessions WHERE token = $1", token); err != nil {
		return fmt.Errorf("cannot end a session: %w", classify(err))
	}
	return nil
}

// PutAdminLink keeps the token of a link until an instant.
func (tx *Tx) PutAdminLink(token string, until time.Time) error {
	if _, err := tx.exec("INSERT INTO admin_links (token, expires_at) VALUES ($1, $2)", token, instant(until)); err != nil {
		return fmt.Errorf("cannot write a link: %w", classify(err))
	}
	return nil
}

// TakeAdminLink forgets a link and reports whether it was there and still good
// at now.
func (tx *Tx) TakeAdminLink(token string, now time.Time) (bool, error) {
	result, err := tx.exec("DELETE FROM admin_links WHERE token = $1 AND expires_at > $2", token, instant(now))
	if err != nil {
		return false, fmt.Errorf("cannot read a link: %w", classify(err))
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// DeleteExpired forgets sessions and links that have ended at now.
func (tx *Tx) DeleteExpired(now time.Time) error {
	for _, statement := range []string{
		"DELETE FROM sessions WHERE expires_at <= $1", "DELETE FROM admin_links WHERE expires_at <= $1",
	} {
		if _, err := tx.exec(statement, instant(now)); err != nil {
			return fmt.Errorf("cannot forget what has ended: %w", classify(err))
		}
	}
	return nil
}
