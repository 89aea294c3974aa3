package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// AskErasure has an account erased once [data.ErasureGrace] is over, unless its
// owner logs in before; all its sessions end. The error may be an
// [*data.AccountError].
func (c *Commons) AskErasure(ctx context.Context, id data.ID, contributions data.Contributions, now time.Time) (data.Account, error) {
	if err := contributions.Validate(); err != nil {
		return data.Account{}, err
	}
	return c.change(ctx, id, func(tx *store.Tx, a *data.Account, hash string) (string, error) {
		a.ErasesAt, a.Contributions = now.Add(data.ErasureGrace).UTC().Truncate(time.Second), contributions
		return hash, tx.DeleteSessionsOf(id, data.ID{})
	})
}

// EraseDue erases the accounts whose time has come at now, each in a transaction
// of its own, and returns how many.
func (c *Commons) EraseDue(ctx context.Context, now time.Time) (n int, err error) {
	accounts, err := c.store.AccountsToErase(ctx, now)
	if err != nil {
		return 0, err
	}
	for _, account := range accounts {
		erased := false
		_, err := c.store.Update(ctx, func(tx *store.Tx) error {
			present, _, err := tx.Account(account.ID)
			if err != nil || present.ErasesAt.IsZero() || present.ErasesAt.After(now) { // its owner has come back at the last moment
				return err
			}
			erased = true
			return erase(tx, data.Erasure{Account: present.ID, Contributions: present.Contributions, At: now})
		})
		if err != nil {
			return n, fmt.Errorf("cannot erase an account: %w", err)
		}
		if erased {
			n++
		}
	}
	if n > 0 {
		if _, err := c.ForgetPhotos(ctx, now); err != nil {
			return n, fmt.Errorf("accounts are erased, but not all of their photos yet: %w", err)
		}
		if err := c.store.FoldLog(ctx); err != nil {
			return n, fmt.Errorf("accounts are erased, but not from the log of the database yet: %w", err)
		}
	}
	return n, nil
}

// ReplayErasures erases accounts again that a restored backup has brought back.
func (c *Commons) ReplayErasures(ctx context.Context, erasures []data.Erasure) error {
	for _, erasure := range erasures {
		if _, err := c.store.Update(ctx, func(tx *store.Tx) error { return erase(tx, erasure) }); err != nil {
			return fmt.Errorf("cannot erase an account again: %w", err)
		}
	}
	if _, err := c.store.ForgetPhotos(ctx, time.Time{}); err != nil { // those that now are nobody's
		return fmt.Errorf("cannot erase photos again: %w", err)
	}
	return nil
}

func erase(tx *store.Tx, erasure data.Erasure) error {
	elements, err := tx.ElementsPersonalTo(erasure.Account)
	if err != nil {
		return err
	}
	if err := empty(tx, elements, erasure.At); err != nil {
		return err
	}
	if erasure.Contributions == data.HideContributions {
		if elements, err = tx.ElementsOnlyBy(erasure.Account); err != nil {
			return err
		}
		if err := errors.Join(empty(tx, elements, erasure.At), tx.EmptyComments(erasure.Account), tx.DeleteNotesBy(erasure.Account)); err != nil {
			return err
		}
	}
	if err := leaveNetworks(tx, erasure); err != nil {
		return err
	}
	return tx.DeleteAccount(erasure)
}

func empty(tx *store.Tx, elements []data.Element, at time.Time) error {
	for i := range elements {
		if err := tx.EmptyElement(elements[i].Emptied(at), data.ReasonErased); err != nil {
			return err
		}
	}
	return nil
}
