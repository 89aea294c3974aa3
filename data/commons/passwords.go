package commons

import (
	"context"
	"errors"
	"time"

	"maillage/data"
)

// ErrBusy says that too many passwords are being checked already.
var ErrBusy = errors.New("too many people log in at this moment: try again in a moment")

// Bounds of what passwords cost a machine that anybody may ask: each takes 19 MiB
// and a core for as long as it takes.
const (
	hashesAtOnce = 2
	hashPatience = 5 * time.Second // for one's turn
)

// hash returns the hash of a password once it is its turn. The error is [ErrBusy],
// or the context's.
func (c *Commons) hash(ctx context.Context, password string) (hash string, err error) {
	err = c.inTurn(ctx, func() { hash = data.HashPassword(password) })
	return hash, err
}

// check is [data.CheckPassword] once it is its turn.
func (c *Commons) check(ctx context.Context, password, hash string) (right, old bool, err error) {
	err = c.inTurn(ctx, func() { right, old = data.CheckPassword(password, hash) })
	return right, old, err
}

func (c *Commons) inTurn(ctx context.Context, work func()) error {
	patience := time.NewTimer(hashPatience)
	defer patience.Stop()
	select {
	case c.hashing <- struct{}{}:
		defer func() { <-c.hashing }()
		work()
		return nil
	case <-patience.C:
		return ErrBusy
	case <-ctx.Done():
		return ctx.Err()
	}
}
