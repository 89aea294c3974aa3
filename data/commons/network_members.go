package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrLastOfNetwork says that an act would leave a network with nobody who answers for
// it.
var ErrLastOfNetwork = errors.New("nobody would answer for this map any more: let somebody else answer for it first, or delete it")

// InviteToNetwork makes an invitation to belong to a network, as [Commons.InviteTo] does
// to an element. The error also wraps [store.ErrNotFound] or [ErrForbidden].
func (c *Commons) InviteToNetwork(ctx context.Context, by data.ID, slug string, given data.Invitation, now time.Time) (sent SentInvitation, err error) {
	if given, err = tidyInvitation(given); err != nil {
		return sent, err
	}
	err = c.administering(ctx, by, slug, func(tx *store.Tx, n *data.Network) error {
		sent, err = keepInvitation(tx, by, InvitedTo{Network: *n}, given, now)
		return err
	})
	return sent, err
}

// WithdrawNetworkInvitation forgets an invitation of a network.
func (c *Commons) WithdrawNetworkInvitation(ctx context.Context, by data.ID, slug string, invitation data.ID, now time.Time) error {
	return c.administering(ctx, by, slug, func(tx *store.Tx, n *data.Network) error {
		i, err := tx.InvitationByID(invitation, now)
		if err == nil && i.Network != n.Num {
			err = fmt.Errorf("invitation: %w", store.ErrNotFound)
		}
		if err != nil {
			return err
		}
		return endInvitation(tx, &i)
	})
}

// ChangeNetworkMember gives somebody who belongs to a network another level and other
// roles, and tells them. The error wraps [ErrLastOfNetwork], [store.ErrNotFound] or
// [ErrForbidden], or joins [*data.FieldError]s.
func (c *Commons) ChangeNetworkMember(ctx context.Context, by data.ID, slug string, account data.ID, level data.Level, roles []string, now time.Time) error {
	return c.administering(ctx, by, slug, func(tx *store.Tx, n *data.Network) error {
		m, err := memberOfNetwork(tx, n, account)
		if err != nil {
			return err
		}
		changed := m
		changed.Level, changed.Roles = level, data.TidyRoles(roles)
		if err := changed.Validate(); err != nil {
			return err
		}
		if !changed.LooksAfter() {
			if err := mayCeaseNetwork(tx, &m); err != nil {
				return err
			}
		}
		told := data.Notification{Account: account, Sort: data.NotifyNetworkRole, Num: n.Num, Other: by, At: now}
		return errors.Join(tx.PutNetworkMember(changed), notify(tx, told))
	})
}

// RemoveFromNetwork ends that somebody belongs to a network, and tells them, with the
// errors of [Commons.ChangeNetworkMember].
func (c *Commons) RemoveFromNetwork(ctx context.Context, by data.ID, slug string, account data.ID, now time.Time) error {
	return c.administering(ctx, by, slug, func(tx *store.Tx, n *data.Network) error {
		m, err := memberOfNetwork(tx, n, account)
		if err == nil {
			err = mayCeaseNetwork(tx, &m)
		}
		if err != nil {
			return err
		}
		told := data.Notification{Account: account, Sort: data.NotifyNetworkRemoved, Num: n.Num, Other: by, At: now}
		return errors.Join(tx.DeleteNetworkMember(n.Num, account), notify(tx, told))
	})
}

// LeaveNetwork ends that an account belongs to a network, or asks to, with the errors of
// [Commons.ChangeNetworkMember].
func (c *Commons) LeaveNetwork(ctx context.Context, by data.ID, slug string) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActLeaveNetwork)
		if err != nil {
			return err
		}
		m, err := tx.NetworkMember(n.Num, by)
		if err == nil && m.State == data.Requested {
			err = seeNetworkRequest(tx, n.Num, by)
		} else if err == nil {
			err = mayCeaseNetwork(tx, &m)
		}
		if err != nil {
			return err
		}
		return tx.DeleteNetworkMember(n.Num, by)
	})
	return err
}

// administering runs an act upon who belongs to a network, by an account that has to
// answer for it.
func (c *Commons) administering(ctx context.Context, by data.ID, slug string, how func(*store.Tx, *data.Network) error) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActAdministerNetwork)
		if err != nil {
			return err
		}
		return how(tx, &n)
	})
	return err
}

// memberOfNetwork returns what somebody is in a network; the error wraps
// [store.ErrNotFound] when that is nothing.
func memberOfNetwork(tx *store.Tx, n *data.Network, account data.ID) (data.Membership, error) {
	m, err := tx.NetworkMember(n.Num, account)
	if err == nil && m.State != data.Joined {
		err = fmt.Errorf("membership: %w", store.ErrNotFound)
	}
	return m, err
}

// mayCeaseNetwork returns nil when a member may answer for the network no more:
// [ErrLastOfNetwork] when nobody else does.
func mayCeaseNetwork(tx *store.Tx, m *data.Membership) error {
	if !m.LooksAfter() {
		return nil
	}
	keepers, err := tx.NetworkMemberCount(m.Num, data.LevelAdministrator)
	if err == nil && keepers < 2 {
		err = ErrLastOfNetwork
	}
	return err
}

// joinNetwork writes what somebody is in a network from now on, or is besides what they
// are.
func joinNetwork(tx *store.Tx, m data.Membership, now time.Time) error {
	known, err := tx.NetworkMember(m.Num, m.Account)
	if err != nil {
		return err
	}
	m.State, m.Since, m.Message = data.Joined, now, ""
	if known.State == data.Requested {
		if err := seeNetworkRequest(tx, m.Num, m.Account); err != nil {
			return err
		}
	}
	if known.State == data.Joined {
		m = joinedAgain(known, m)
		m.Since = known.Since
	} else if n, err := tx.NetworkMemberCount(m.Num, ""); err != nil || n >= data.MaxNetworkPeople {
		return errors.Join(err, ErrCrowded)
	}
	if m.LooksAfter() && !known.LooksAfter() {
		if n, err := tx.NetworkCountOf(m.Account); err != nil || n >= data.MaxNetworksOf {
			return errors.Join(err, ErrManyNetworks)
		}
	}
	if err := m.Validate(); err != nil {
		return err
	}
	return tx.PutNetworkMember(m)
}

// leaveNetworks settles the networks that nobody answers for but an account that is
// erased: whoever comes next among those who belong to one answers for it. Where there
// is nobody, it goes when nobody else could see it or the account leaves nothing;
// otherwise it stays as it is.
func leaveNetworks(tx *store.Tx, erasure data.Erasure) error {
	left, err := tx.NetworksLeftBy(erasure.Account)
	if err != nil {
		return err
	}
	for i := range left {
		n := &left[i]
		heir, err := heirOf(tx, n.Num, erasure.Account)
		switch {
		case err != nil:
		case !heir.Account.IsZero():
			heir.Level = data.LevelAdministrator
			err = tx.PutNetworkMember(heir)
		case n.IsClosed() || erasure.Contributions == data.HideContributions:
			err = tx.DeleteNetwork(n.Num)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// heirOf returns who may do most in a network besides an account, and of those who has
// belonged to it longest; the zero value when there is nobody.
func heirOf(tx *store.Tx, network int64, account data.ID) (heir data.Membership, err error) {
	members, err := tx.NetworkMembers(network)
	for _, m := range members {
		if m.Account != account && (heir.Account.IsZero() || m.Level.Exceeds(heir.Level)) {
			heir = m
		}
	}
	return heir, err
}
