package commons

import (
	"context"
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// TaggedMany says what became of elements that somebody tagged together.
type TaggedMany struct {
	Changed  int
	Refused  []string // the names of those that others look after
	Sequence int64    // of the log, at which a node shows the others
}

// TagElements adds tags to elements and takes others off, by an editor of a network:
// each gets a revision of its own, where the account may edit it; the others stay as
// they are, and so do those that no rule lets have these tags. The error joins
// [*data.FieldError]s, wraps [data.ErrInvalid] or is as of [Commons.EditNetwork].
func (c *Commons) TagElements(ctx context.Context, by data.ID, slug string, ids []data.ID, add, remove []string, now time.Time) (done TaggedMany, err error) {
	if len(ids) > MaxCurated {
		return done, errTooManyAtOnce
	}
	done.Sequence, err = c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActEditNetwork)
		if err != nil {
			return err
		}
		known, err := tx.ElementsByID(ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			e, ok := known[id]
			if !ok || !e.Public() {
				continue
			}
			delete(known, id) // once
			next, changed := data.Tagged(e, add, remove, by, now)
			if !changed {
				continue
			}
			switch err := may(tx, by, data.ActEdit, &e); {
			case errors.Is(err, ErrForbidden):
				done.Refused = append(done.Refused, e.Name)
				continue
			case err != nil:
				return err
			}
			if err := errors.Join(next.Validate(), tx.PutElement(&next, data.ReasonEdited, n.Title)); err != nil {
				return err
			}
			done.Changed++
		}
		return nil
	})
	return done, err
}

// SeeNetwork notes that an editor has seen what changed in a network until now.
func (c *Commons) SeeNetwork(ctx context.Context, by data.ID, slug string, now time.Time) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActEditNetwork)
		if err != nil {
			return err
		}
		return tx.PutNetworkVisit(n.Num, by, now)
	})
	return err
}
