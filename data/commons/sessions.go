package commons

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"maillage/data/store"
)

// AdminLinkLife is how long a link that opens the settings is good.
const AdminLinkLife = 15 * time.Minute

// NewAdminLink returns the token of a link that opens the settings once, within
// [AdminLinkLife]. Only its hash is kept.
func (c *Commons) NewAdminLink(ctx context.Context) (token string, err error) {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	token = base64.RawURLEncoding.EncodeToString(random)
	now := time.Now()
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.DeleteExpired(now); err != nil {
			return err
		}
		return tx.PutAdminLink(hashed(token), now.Add(AdminLinkLife))
	})
	if err != nil {
		return "", fmt.Errorf("cannot make a link: %w", err)
	}
	return token, nil
}

// TakeAdminLink spends a link at an instant, and reports whether it was good.
func (c *Commons) TakeAdminLink(ctx context.Context, token string, now time.Time) (good bool, err error) {
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		var err error
		good, err = tx.TakeAdminLink(hashed(token), now)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("cannot take a link: %w", err)
	}
	return good, nil
}

// hashed returns what is kept of a token. Tokens are long and random, so no salt
// and no slow hash is needed.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// KeepSession keeps a session under a token, already hashed, until an instant,
// and forgets those that have ended.
func (c *Commons) KeepSession(ctx context.Context, token string, document []byte, until time.Time) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.DeleteExpired(time.Now()); err != nil {
			return err
		}
		return tx.PutSession(token, document, until)
	})
	return err
}

// EndSession forgets the session of a token, already hashed.
func (c *Commons) EndSession(ctx context.Context, token string) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error { return tx.DeleteSession(token) })
	return err
}
