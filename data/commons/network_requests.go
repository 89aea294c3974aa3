package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// JoinNetwork asks, with a message, that an account may belong to the network that a
// reference opens to anybody; those who make it are told. The error joins
// [*data.FieldError]s or wraps [ErrAlready], [ErrCrowded], [store.ErrNotFound] or
// [ErrForbidden].
func (c *Commons) JoinNetwork(ctx context.Context, by data.ID, reference, message string, now time.Time) error {
	slug, key, _ := data.ParseNetworkReference(reference)
	m := data.Membership{Account: by, State: data.Requested, Level: data.LevelMember, Since: now, Message: data.TidyText(message)}
	if err := m.Validate(); err != nil {
		return err
	}
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActJoinNetwork)
		if err == nil && !n.IsOpenTo(key) {
			err = fmt.Errorf("network: %w", store.ErrNotFound)
		}
		if err != nil {
			return err
		}
		m.Num = n.Num
		return requestNetwork(tx, m, now)
	})
	return err
}

// requestNetwork keeps that somebody asks to belong to a network, and tells those who
// make it.
func requestNetwork(tx *store.Tx, m data.Membership, now time.Time) error {
	known, err := tx.NetworkMember(m.Num, m.Account)
	if err != nil {
		return err
	}
	if known.State != "" {
		return ErrAlready
	}
	waiting, err := tx.NetworkRequestCount(m.Num)
	if err != nil {
		return err
	}
	own, err := tx.NetworkRequestCountOf(m.Account)
	if err != nil {
		return err
	}
	if waiting >= data.MaxRequests || own >= data.MaxRequestsOf {
		return ErrCrowded
	}
	if err := tx.PutNetworkMember(m); err != nil {
		return err
	}
	editors, err := editorsOf(tx, m.Num)
	for _, editor := range editors {
		err = errors.Join(err, notify(tx, data.Notification{Account: editor, Sort: data.NotifyNetworkRequest, Num: m.Num, Other: m.Account, At: now}))
	}
	return err
}

// AnswerNetwork lets somebody who asks for it into a network, as a member, or does not,
// and tells them. The error wraps [store.ErrNotFound] when nothing was asked,
// [ErrCrowded] or [ErrForbidden].
func (c *Commons) AnswerNetwork(ctx context.Context, by data.ID, slug string, account data.ID, accepts bool, now time.Time) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActAnswerNetwork)
		if err != nil {
			return err
		}
		m, err := tx.NetworkMember(n.Num, account)
		if err == nil && m.State != data.Requested {
			err = fmt.Errorf("membership: %w", store.ErrNotFound)
		}
		if err == nil {
			err = seeNetworkRequest(tx, n.Num, account)
		}
		if err != nil {
			return err
		}
		told := data.Notification{Account: account, Sort: data.NotifyNetworkDeclined, Num: n.Num, Other: by, At: now}
		if !accepts {
			return errors.Join(tx.DeleteNetworkMember(n.Num, account), notify(tx, told))
		}
		told.Sort = data.NotifyNetworkAccepted
		return errors.Join(joinNetwork(tx, data.Membership{Num: n.Num, Account: account, Level: data.LevelMember}, now), notify(tx, told))
	})
	return err
}

// seeNetworkRequest notes that a request is answered or taken back: nobody who was told
// of it needs to look any more.
func seeNetworkRequest(tx *store.Tx, network int64, account data.ID) error {
	members, err := tx.NetworkMembers(network)
	for _, m := range members {
		if m.Level != data.LevelMember {
			err = errors.Join(err, tx.SeeNotificationsOf(m.Account, data.NotifyNetworkRequest, network, account))
		}
	}
	return err
}

// endRequests forgets who asks to belong to a network that those who could read it as it
// was may not read any more: it says nothing to them, nor they to it.
func endRequests(tx *store.Tx, was, is *data.Network) error {
	if is.StaysOpen(was) {
		return nil
	}
	return tx.DeleteNetworkRequests(is.Num)
}
