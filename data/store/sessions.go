package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"maillage/data"
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

// SessionsOf returns the sessions of an account that have not ended at now, the
// one seen last first.
func (s *Store) SessionsOf(ctx context.Context, account data.ID, now time.Time) ([]data.Session, error) {
	return s.sessionsWhere(ctx, "account = ? AND expires_at > ?", account.String(), instant(now))
}

// SessionByID returns a session by its id; the error wraps [ErrNotFound].
func (s *Store) SessionByID(ctx context.Context, id data.ID) (data.Session, error) {
	found, err := s.sessionsWhere(ctx, "id = ?", id.String())
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("session: %w", ErrNotFound)
	}
	if err != nil {
		return data.Session{}, err
	}
	return found[0], nil
}

func (s *Store) sessionsWhere(ctx context.Context, condition string, args ...any) ([]data.Session, error) {
	query := "SELECT id, account, device, created_at, seen_at, expires_at FROM sessions WHERE " + condition + " ORDER BY seen_at DESC, id DESC"
	rows, err := s.readers.QueryContext(ctx, query, args...)
	return readRows(rows, err, "sessions", func(scan func(...any) error) (session data.Session, err error) {
		var id string
		var account sql.NullString
		var created, seen, expires int64
		if err := scan(&id, &account, &session.Device, &created, &seen, &expires); err != nil {
			return session, err
		}
		session.CreatedAt, session.SeenAt, session.ExpiresAt = readInstant(created), readInstant(seen), readInstant(expires)
		return session, errors.Join(session.ID.UnmarshalText([]byte(id)), session.Account.UnmarshalText([]byte(account.String)))
	})
}

// PutSession keeps a session under a token until it expires, in place of what the
// token had.
func (tx *Tx) PutSession(token string, session data.Session, document []byte) error {
	const statement = `INSERT INTO sessions (id, token, account, device, document, created_at, seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (token) DO UPDATE SET account = $3, device = $4, document = $5, seen_at = $7, expires_at = $8`
	_, err := tx.exec(statement, session.ID.String(), token, nullID(session.Account), session.Device, document,
		instant(session.CreatedAt), instant(session.SeenAt), instant(session.ExpiresAt))
	if err != nil {
		return fmt.Errorf("cannot write a session: %w", classify(err))
	}
	return nil
}

// SeeSession notes when a session was last used.
func (tx *Tx) SeeSession(id data.ID, now time.Time) error {
	if _, err := tx.exec("UPDATE sessions SET seen_at = $2 WHERE id = $1", id.String(), instant(now)); err != nil {
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

// DeleteSessionOf forgets one session of an account, if it has it.
func (tx *Tx) DeleteSessionOf(account, id data.ID) error {
	if _, err := tx.exec("DELETE FROM sessions WHERE account = $1 AND id = $2", account.String(), id.String()); err != nil {
		return fmt.Errorf("cannot end a session: %w", classify(err))
	}
	return nil
}

// DeleteSessionsOf forgets the sessions of an account, but for one, which may be
// none.
func (tx *Tx) DeleteSessionsOf(account, but data.ID) error {
	if _, err := tx.exec("DELETE FROM sessions WHERE account = $1 AND id <> $2", account.String(), but.String()); err != nil {
		return fmt.Errorf("cannot end sessions: %w", classify(err))
	}
	return nil
}

// KeepSessionsOf forgets the sessions of an account but for so many, those used
// last.
func (tx *Tx) KeepSessionsOf(account data.ID, most int) error {
	const statement = `DELETE FROM sessions WHERE id IN
		(SELECT id FROM sessions WHERE account = $1 ORDER BY seen_at DESC, id DESC LIMIT -1 OFFSET $2)`
	if _, err := tx.exec(statement, account.String(), most); err != nil {
		return fmt.Errorf("cannot end sessions: %w", classify(err))
	}
	return nil
}

// DeleteExpired forgets sessions and links that have ended at now, and requests
// for links that have waited too long.
func (tx *Tx) DeleteExpired(now time.Time) error {
	for _, forget := range []struct {
		statement string
		before    time.Time
	}{
		{"DELETE FROM sessions WHERE expires_at <= $1", now},
		{"DELETE FROM links WHERE expires_at <= $1", now},
		{"DELETE FROM link_requests WHERE asked_at <= $1", now.Add(-data.RequestLife)},
		{"DELETE FROM invitations WHERE expires_at <= $1", now},
		{"DELETE FROM messages WHERE at <= $1", now.Add(-data.MessageLife)},
	} {
		if _, err := tx.exec(forget.statement, instant(forget.before)); err != nil {
			return fmt.Errorf("cannot forget what has ended: %w", classify(err))
		}
	}
	return nil
}
