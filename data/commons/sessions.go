package commons

import (
	"context"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// KeepSession keeps a session under a token, already hashed, until it expires, and
// forgets those that have ended, and those of its account beyond [data.MaxSessions].
func (c *Commons) KeepSession(ctx context.Context, token string, session data.Session, document []byte) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.DeleteExpired(session.SeenAt); err != nil {
			return err
		}
		if err := tx.PutSession(token, session, document); err != nil || session.Account.IsZero() {
			return err
		}
		return tx.KeepSessionsOf(session.Account, data.MaxSessions)
	})
	return err
}

// SeeSession notes that a session is used at an instant.
func (c *Commons) SeeSession(ctx context.Context, id data.ID, now time.Time) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error { return tx.SeeSession(id, now) })
	return err
}

// EndSession forgets the session of a token, already hashed.
func (c *Commons) EndSession(ctx context.Context, token string) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error { return tx.DeleteSession(token) })
	return err
}

// EndSessionOf forgets one session of an account, if it has it.
func (c *Commons) EndSessionOf(ctx context.Context, account, session data.ID) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error { return tx.DeleteSessionOf(account, session) })
	return err
}

// EndOtherSessions forgets the sessions of an account but for one.
func (c *Commons) EndOtherSessions(ctx context.Context, account, but data.ID) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error { return tx.DeleteSessionsOf(account, but) })
	return err
}
