package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrManyNetworks says that somebody answers for as many networks as one may.
var ErrManyNetworks = errors.New("you look after as many maps as one person may: delete one first")

// ErrFullNetwork says that a network says something of as many elements as it may.
var ErrFullNetwork = errors.New("as many elements were picked or hidden by hand as may be: let the map's search find them")

// ErrManyPicked says that somebody who does not edit a network has picked as many
// elements for it as one person may: others are to find room too.
var ErrManyPicked = fmt.Errorf("you have added %d elements to this map, as many as one person may: its editors can add more", data.MaxPickedBy)

// NetworkConflict says that a network has changed since it was read. It unwraps to
// [store.ErrConflict].
type NetworkConflict struct{ Present data.Network }

func (e *NetworkConflict) Error() string {
	return fmt.Sprintf("this map has changed meanwhile: revision %d is the present one", e.Present.Revision)
}

// Unwrap returns [store.ErrConflict].
func (e *NetworkConflict) Unwrap() error { return store.ErrConflict }

// MakeNetwork keeps a new network, by an account that answers for it from now on, as
// what is given says. It gets an id, a slug and the key of its link. sequence is the
// number of the log at which a node shows it. The error joins [*data.FieldError]s or
// wraps [ErrForbidden] or [ErrManyNetworks].
func (c *Commons) MakeNetwork(ctx context.Context, by data.ID, given data.Network, now time.Time) (made data.Network, sequence int64, err error) {
	made = data.NewNetwork(given, by, now)
	if err := made.Validate(); err != nil {
		return data.Network{}, 0, err
	}
	sequence, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if err := mayNetwork(tx, by, data.ActMakeNetwork, &data.Network{}); err != nil {
			return err
		}
		if n, err := tx.NetworkCountOf(by); err != nil || n >= data.MaxNetworksOf {
			return errors.Join(err, ErrManyNetworks)
		}
		if err := checkLogo(tx, by, &made, ""); err != nil {
			return err
		}
		if made.Clears {
			made.ClearedAfter = tx.LogEnd()
		}
		if err := tx.PutNetwork(&made); err != nil {
			return err
		}
		return tx.PutNetworkMember(data.Membership{Num: made.Num, Account: by, State: data.Joined, Level: data.LevelAdministrator, Since: made.CreatedAt})
	})
	return made, sequence, err
}

// EditNetwork writes the next revision of a network, as an account gives it after
// having read a revision. Who sees it, who may frame it and who contributes is changed
// by those alone who answer for it. The error joins [*data.FieldError]s, is a
// [*NetworkConflict] or wraps [store.ErrNotFound], [ErrForbidden] or [ErrUnchanged].
func (c *Commons) EditNetwork(ctx context.Context, by data.ID, slug string, revision int, given data.Network, now time.Time) (written data.Network, sequence int64, err error) {
	sequence, err = c.store.Update(ctx, func(tx *store.Tx) error {
		known, err := networkFor(tx, by, slug, data.ActEditNetwork)
		if err != nil {
			return err
		}
		if revision != known.Revision {
			return &NetworkConflict{known}
		}
		written = known.Edited(given, by, now)
		if err := written.Validate(); err != nil {
			return err
		}
		if known.SameContent(&written) {
			written = known
			return ErrUnchanged
		}
		if known.OpensOtherwise(&written) {
			if err := mayNetwork(tx, by, data.ActAdministerNetwork, &known); err != nil {
				return err
			}
		}
		if err := checkLogo(tx, by, &written, known.Look.Logo); err != nil {
			return err
		}
		if err := endRequests(tx, &known, &written); err != nil {
			return err
		}
		if written.Clears && !known.Clears {
			written.ClearedAfter = tx.LogEnd()
			if err := tx.ForgetApprovals(known.Num); err != nil {
				return err
			}
		}
		return tx.PutNetwork(&written)
	})
	return written, sequence, err
}

// checkLogo refuses a logo that is neither a photo which an account gave nor the one
// there was: a photo of somebody's draft is theirs.
func checkLogo(tx *store.Tx, by data.ID, n *data.Network, before string) error {
	if n.Look.Logo == before {
		return nil
	}
	known, err := tx.PhotosFor([]string{n.Look.Logo}, by, 0)
	if err == nil && len(known) == 0 && n.Look.Logo != "" {
		err = &data.FieldError{Field: "look.logo", Rule: "photo_gone"}
	}
	return err
}

// RenewNetworkKey gives a network another key: its earlier link leads nowhere any more.
func (c *Commons) RenewNetworkKey(ctx context.Context, by data.ID, slug string, now time.Time) (sequence int64, err error) {
	return c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActAdministerNetwork)
		if err != nil {
			return err
		}
		was := n
		n.Key = data.NewNetworkKey()
		n.Revise(by, now)
		return errors.Join(endRequests(tx, &was, &n), tx.PutNetwork(&n))
	})
}

// UnpublishNetwork makes a network a draft again.
func (c *Commons) UnpublishNetwork(ctx context.Context, by data.ID, slug string, now time.Time) (sequence int64, err error) {
	return c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActUnpublishNetwork)
		if err != nil {
			return err
		}
		was := n
		n.Status = data.StatusDraft
		n.Revise(by, now)
		return errors.Join(endRequests(tx, &was, &n), tx.PutNetwork(&n))
	})
}

// DeleteNetwork forgets a network, and all that it says of elements, for good: the
// revision that was read, or whichever is the present one when that is 0. The error is
// a [*NetworkConflict] or wraps [store.ErrNotFound] or [ErrForbidden].
func (c *Commons) DeleteNetwork(ctx context.Context, by data.ID, slug string, revision int) (sequence int64, err error) {
	return c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActAdministerNetwork)
		if err != nil {
			return err
		}
		if revision != 0 && revision != n.Revision {
			return &NetworkConflict{n}
		}
		return tx.DeleteNetwork(n.Num)
	})
}

// networkFor returns the network with a slug when an account may act upon it, else an
// error as of [mayNetwork].
func networkFor(tx *store.Tx, by data.ID, slug string, act data.Act) (data.Network, error) {
	n, err := tx.Network(slug)
	if err == nil {
		err = mayNetwork(tx, by, act, &n)
	}
	return n, err
}

// mayNetwork returns nil when an account may act upon a network, else an error that
// wraps [ErrForbidden], or [store.ErrNotFound] when it may not even know of it.
func mayNetwork(tx *store.Tx, by data.ID, act data.Act, n *data.Network) error {
	account, _, err := tx.Account(by)
	if errors.Is(err, store.ErrNotFound) {
		account, err = data.Account{}, nil
	}
	if err != nil {
		return err
	}
	m, err := tx.NetworkMember(n.Num, by)
	if err != nil {
		return err
	}
	relations := data.RelationsToNetwork(&account, n, m)
	switch {
	case data.May(act, relations...):
		return nil
	case n.Num != 0 && n.IsClosed() && !data.May(data.ActReadNetwork, relations...):
		return fmt.Errorf("network: %w", store.ErrNotFound)
	}
	return ErrForbidden
}
