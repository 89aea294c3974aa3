package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrManyFollows says that somebody follows as much as they may.
var ErrManyFollows = errors.New("you follow too many things already: stop following some first")

// mine runs in in a transaction if by is an account, which may do as it likes with
// what it follows and is told; else the error wraps [ErrForbidden].
func (c *Commons) mine(ctx context.Context, by data.ID, in func(*store.Tx) error) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		relations := []data.Relation{data.RelationMember, data.RelationSelf}
		if _, _, err := tx.Account(by); errors.Is(err, store.ErrNotFound) {
			relations = nil
		} else if err != nil {
			return err
		}
		if !data.May(data.ActFollow, relations...) {
			return ErrForbidden
		}
		return in(tx)
	})
	return err
}

// Follow has an account follow something from an instant on; what it follows
// already it goes on following. Nobody else learns of it. The error wraps
// [store.ErrNotFound] when there is no such thing that anyone may see,
// [ErrManyFollows], [ErrForbidden] or [data.ErrInvalid].
func (c *Commons) Follow(ctx context.Context, by data.ID, what data.Follow, now time.Time) error {
	what, err := data.ParseFollow(what.String())
	if err != nil {
		return err
	}
	return c.mine(ctx, by, func(tx *store.Tx) error {
		if err := canBeFollowed(tx, by, what); err != nil {
			return err
		}
		kept, err := tx.PutFollow(by, what, now, data.MaxFollows)
		if err == nil && !kept {
			err = ErrManyFollows
		}
		return err
	})
}

// canBeFollowed returns nil when there is such a thing, and an account may read it.
func canBeFollowed(tx *store.Tx, by data.ID, what data.Follow) error {
	missing := fmt.Errorf("%s: %w", what.Sort, store.ErrNotFound)
	switch what.Sort {
	case data.FollowElement:
		id, err := data.ParseID(what.Key)
		if err != nil {
			return err
		}
		e, err := tx.Element(id)
		if err == nil && !e.Public() {
			err = missing
		}
		return err
	case data.FollowAccount:
		id, err := data.ParseID(what.Key)
		if err != nil {
			return err
		}
		_, _, err = tx.Account(id)
		return err
	case data.FollowNetwork:
		slug, key, _ := data.ParseNetworkReference(what.Key)
		n, err := tx.Network(slug)
		if err != nil || n.IsOpenTo(key) {
			return err
		}
		m, err := tx.NetworkMember(n.Num, by)
		if err == nil && !readsNetwork(by, &n, m) {
			err = missing
		}
		return err
	case data.FollowTerritory:
		known, err := tx.HasTerritory(what.Key)
		if err == nil && !known {
			err = missing
		}
		return err
	}
	return nil
}

// Unfollow has an account follow something no more, and forgets the news of it.
func (c *Commons) Unfollow(ctx context.Context, by data.ID, what data.Follow) error {
	return c.mine(ctx, by, func(tx *store.Tx) error { return tx.DeleteFollow(by, what) })
}

// ChooseNews has an account choose how it is mailed its news, and whether it is
// mailed what concerns it directly. What there was before is not mailed. The error
// wraps [data.ErrInvalid] or [ErrForbidden].
func (c *Commons) ChooseNews(ctx context.Context, by data.ID, digest data.Digest, direct bool, now time.Time) error {
	if err := digest.Validate(); err != nil {
		return err
	}
	return c.mine(ctx, by, func(tx *store.Tx) error {
		choices, err := tx.NewsChoices(by)
		if err != nil {
			return err
		}
		if digest != choices.Digest {
			choices.Digest, choices.DigestedAt = digest, now
			if choices.Digested, err = tx.LastNews(by); err != nil {
				return err
			}
		}
		if direct && !choices.Direct {
			if _, err := tx.MailNotifications(by); err != nil {
				return err
			}
		}
		choices.Direct = direct
		return tx.PutNewsChoices(choices)
	})
}

// SeeNews notes that somebody has seen their news up to an entry of the log.
func (c *Commons) SeeNews(ctx context.Context, by data.ID, sequence int64) error {
	return c.mine(ctx, by, func(tx *store.Tx) error {
		choices, err := tx.NewsChoices(by)
		if err != nil || choices.Seen >= sequence {
			return err
		}
		choices.Seen = sequence
		return tx.PutNewsChoices(choices)
	})
}
