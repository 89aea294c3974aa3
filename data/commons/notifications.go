package commons

import (
	"context"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// notify tells an account what concerns it directly, in the transaction in which
// that happens. What somebody does themselves they are not told. The id is given
// here.
func notify(tx *store.Tx, n data.Notification) error {
	if n.Account == n.Other {
		return nil
	}
	if err := n.Validate(); err != nil {
		return err
	}
	n.ID = data.NewID()
	return tx.PutNotification(n)
}

// SeeNotifications notes that somebody has seen what they were told up to an
// instant.
func (c *Commons) SeeNotifications(ctx context.Context, by data.ID, until time.Time) error {
	return c.mine(ctx, by, func(tx *store.Tx) error { return tx.SeeNotifications(by, until) })
}

// SeeNotification notes that somebody has seen one thing that they were told; of
// another's nothing is noted.
func (c *Commons) SeeNotification(ctx context.Context, by, id data.ID) error {
	return c.mine(ctx, by, func(tx *store.Tx) error { return tx.SeeNotification(by, id) })
}
