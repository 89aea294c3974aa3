package commons

import (
	"context"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// AcceptInvitation spends the link of an invitation: an account belongs to the element,
// or to the network, from then on. The error wraps [ErrLink].
func (c *Commons) AcceptInvitation(ctx context.Context, by data.ID, token string, now time.Time) (InvitedTo, error) {
	return c.accept(ctx, by, now, func(tx *store.Tx) (data.Invitation, error) { return tx.Invitation(hashed(token), now) })
}

// AcceptOwnInvitation does so for an invitation to the address of the account. That of
// another address wraps [ErrForbidden].
func (c *Commons) AcceptOwnInvitation(ctx context.Context, by, invitation data.ID, now time.Time) (InvitedTo, error) {
	return c.accept(ctx, by, now, func(tx *store.Tx) (data.Invitation, error) { return ownInvitation(tx, by, invitation, now) })
}

// ownInvitation returns an invitation to the address of an account.
func ownInvitation(tx *store.Tx, by, invitation data.ID, now time.Time) (data.Invitation, error) {
	i, err := tx.InvitationByID(invitation, now)
	if err != nil {
		return i, err
	}
	account, _, err := tx.Account(by)
	if err == nil && account.Email != i.Email {
		err = ErrForbidden
	}
	return i, err
}

func (c *Commons) accept(ctx context.Context, by data.ID, now time.Time, which func(*store.Tx) (data.Invitation, error)) (to InvitedTo, err error) {
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		i, err := which(tx)
		if err == nil {
			to, err = spend(tx, by, &i, now)
		}
		return badInvitation(err)
	})
	return to, err
}

// spend takes an invitation for an account.
func spend(tx *store.Tx, by data.ID, i *data.Invitation, now time.Time) (InvitedTo, error) {
	to, err := goodInvitation(tx, i)
	if err == nil {
		err = mayAccept(tx, by, &to)
	}
	if err == nil {
		err = endInvitation(tx, i)
	}
	if err == nil {
		err = notify(tx, to.about(i.By, data.NotifyJoined, data.NotifyNetworkJoined, by, now))
	}
	if err != nil {
		return to, err
	}
	m := data.Membership{Account: by, Level: i.Level, Roles: i.Roles}
	if to.IsNetwork() {
		m.Num = to.Network.Num
		return to, joinNetwork(tx, m, now)
	}
	m.Num = to.Element.Num
	known, err := tx.Membership(m.Num, by)
	if err != nil {
		return to, err
	}
	if known.State == data.Joined {
		m, now = joinedAgain(known, m), known.Since
	}
	return to, join(tx, m, now)
}

// mayAccept returns nil when an account may take an invitation, else [ErrForbidden].
func mayAccept(tx *store.Tx, by data.ID, to *InvitedTo) error {
	if to.IsNetwork() {
		account, _, err := tx.Account(by)
		if err != nil {
			return err
		}
		relations := data.RelationsToNetwork(&account, &to.Network, data.Membership{})
		if len(relations) == 0 || !data.May(data.ActAccept, append(relations, data.RelationInvited)...) {
			return ErrForbidden
		}
		return nil
	}
	relations, err := relationsTo(tx, by, &to.Element)
	if err != nil {
		return err
	}
	if !data.May(data.ActJoin, relations...) || !data.May(data.ActAccept, append(relations, data.RelationInvited)...) || !to.Element.HasMembers() {
		return ErrForbidden
	}
	return nil
}

// joinedAgain returns what somebody is who belongs to something already and is invited
// to be m: they keep what they may do if that is more, and the roles they have.
func joinedAgain(known, m data.Membership) data.Membership {
	m.Shown = known.Shown
	m.Roles = data.TidyRoles(append(known.Roles, m.Roles...))
	m.Roles = m.Roles[:min(len(m.Roles), data.MaxRoles)]
	if known.Level.Exceeds(m.Level) {
		m.Level = known.Level
	}
	return m
}
