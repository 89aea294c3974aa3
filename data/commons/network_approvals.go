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

// Reviewed tells what became of changes that an editor has decided on.
type Reviewed struct {
	Changed int // of how many elements the network shows something else, or sets aside another revision
	// Moved are the present revisions of elements that have changed since they were read:
	// nothing was decided of them.
	Moved []data.RevisionOf
}

// Approve has a network that approves changes show the present revisions of elements from
// now on, where they are those that were read. Elements that may not be seen are passed
// over. sequence is the number of the log at which a node shows it. The error wraps
// [store.ErrNotFound], [ErrForbidden], [ErrNotClearing] or [data.ErrInvalid].
func (c *Commons) Approve(ctx context.Context, by data.ID, slug string, revisions []data.RevisionOf, now time.Time) (done Reviewed, sequence int64, err error) {
	return c.review(ctx, by, slug, revisions, func(tx *store.Tx, n *data.Network, e *data.Element) (bool, error) {
		return approve(tx, by, n, e, now)
	})
}

// Dismiss sets the present revisions of elements aside, where they are those that were
// read: what the network shows of them stays as it is, and they wait for nobody until
// they change again. All else is as of [Commons.Approve]; the log tells nothing of it.
func (c *Commons) Dismiss(ctx context.Context, by data.ID, slug string, revisions []data.RevisionOf, now time.Time) (done Reviewed, sequence int64, err error) {
	return c.review(ctx, by, slug, revisions, func(tx *store.Tx, n *data.Network, e *data.Element) (bool, error) {
		return dismiss(tx, by, n, e, now)
	})
}

// review decides on the present revisions of elements; decide reports whether that
// changes something.
func (c *Commons) review(ctx context.Context, by data.ID, slug string, revisions []data.RevisionOf, decide func(*store.Tx, *data.Network, *data.Element) (bool, error)) (done Reviewed, sequence int64, err error) {
	if len(revisions) > MaxCurated {
		return done, 0, errTooManyAtOnce
	}
	sequence, err = c.store.Update(ctx, func(tx *store.Tx) error {
		done = Reviewed{}
		n, err := networkFor(tx, by, slug, data.ActEditNetwork)
		if err != nil {
			return err
		}
		if !n.Clears {
			return ErrNotClearing
		}
		for _, r := range revisions {
			e, err := tx.Element(r.Element)
			switch {
			case errors.Is(err, store.ErrNotFound) || err == nil && !e.Public():
				continue
			case err != nil:
				return err
			case r.Revision != e.Revision:
				done.Moved = append(done.Moved, data.RevisionOf{Element: e.ID, Revision: e.Revision})
				continue
			}
			changed, err := decide(tx, &n, &e)
			if err != nil {
				return err
			}
			if changed {
				done.Changed++
			}
		}
		return nil
	})
	return done, sequence, err
}

// approve has a network show the present revision of an element, and reports whether it
// showed another one.
func approve(tx *store.Tx, by data.ID, n *data.Network, e *data.Element, now time.Time) (bool, error) {
	shown, err := tx.ClearedRevision(n.Num, n.ClearedAfter, e.Num)
	if err != nil || shown == e.Revision {
		return false, err
	}
	return true, tx.PutApproval(store.Approval{Network: n.Num, Num: e.Num, Revision: e.Revision, By: by, At: now})
}

// dismiss sets the present revision of an element aside, and reports whether it waited.
func dismiss(tx *store.Tx, by data.ID, n *data.Network, e *data.Element, now time.Time) (bool, error) {
	shown, err := tx.ClearedRevision(n.Num, n.ClearedAfter, e.Num)
	if err != nil || shown == e.Revision {
		return false, err
	}
	aside, err := tx.DismissedRevision(n.Num, e.Num)
	if err != nil || aside == e.Revision {
		return false, err
	}
	return true, tx.PutDismissal(store.Dismissal{Network: n.Num, Num: e.Num, Revision: e.Revision, By: by, At: now})
}
