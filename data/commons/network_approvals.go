package commons

import (
	"context"
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrNotClearing says that a network shows changes at once: there is nothing to approve.
var ErrNotClearing = errors.New("this map shows changes at once: nothing waits for approval")

// Approve has a network that approves changes show revisions of elements from now on:
// those that were read, whatever was written since. An earlier one may be approved again.
// Elements that may not be seen are passed over. It returns how many show otherwise now,
// and the number of the log at which a node shows it. The error wraps
// [store.ErrNotFound], for a revision too, [ErrForbidden], [ErrNotClearing] or
// [data.ErrInvalid].
func (c *Commons) Approve(ctx context.Context, by data.ID, slug string, revisions []data.RevisionOf, now time.Time) (changed int, sequence int64, err error) {
	if len(revisions) > MaxCurated {
		return 0, 0, errTooManyAtOnce
	}
	sequence, err = c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActEditNetwork)
		if err != nil {
			return err
		}
		if !n.Clears {
			return ErrNotClearing
		}
		for _, r := range revisions {
			e, err := tx.Element(r.Element)
			if errors.Is(err, store.ErrNotFound) || err == nil && !e.Public() {
				continue
			}
			if err != nil {
				return err
			}
			if shows, err := approve(tx, by, &n, &e, r.Revision, now); err != nil {
				return err
			} else if shows {
				changed++
			}
		}
		return nil
	})
	return changed, sequence, err
}

// approve has a network show a revision of an element, and reports whether it showed
// another one.
func approve(tx *store.Tx, by data.ID, n *data.Network, e *data.Element, revision int, now time.Time) (bool, error) {
	shown, err := tx.ClearedRevision(n.Num, n.ClearedAfter, e.Num)
	if err != nil || shown == revision {
		return false, err
	}
	said, err := tx.Revision(e.Num, revision)
	if err != nil || !said.Public() { // nobody approves a draft, by its number
		return false, err
	}
	return true, tx.PutApproval(store.Approval{Network: n.Num, Num: e.Num, Revision: revision, By: by, At: now})
}
