package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// SentInvitation is an invitation as it goes to somebody, with its token, of which
// only the hash is kept.
type SentInvitation struct {
	Token string
	data.Invitation
	Element  data.Element
	Language string // of who is invited, if they are here; empty when that is not known
}

// InviteTo makes an invitation to belong to an element, of which the address, the level,
// the roles and whether it is mailed are given. Whether the address has an account
// already nobody learns. The error wraps [ErrCrowded], or joins [*data.FieldError]s
// and [*data.AccountError]s.
func (c *Commons) InviteTo(ctx context.Context, by, id data.ID, given data.Invitation, now time.Time) (sent SentInvitation, err error) {
	given.Email, given.Roles, given.Claim = data.TidyEmail(given.Email), data.TidyRoles(given.Roles), false
	given.Mailed = given.Mailed && given.Email != ""
	if err := given.Validate(); err != nil {
		return sent, err
	}
	err = c.belonging(ctx, by, id, data.ActAdminister, func(tx *store.Tx, e *data.Element) error {
		sent, err = keepInvitation(tx, by, e, given, now)
		return err
	})
	return sent, err
}

func keepInvitation(tx *store.Tx, by data.ID, e *data.Element, given data.Invitation, now time.Time) (sent SentInvitation, err error) {
	if err := tx.DeleteExpired(now); err != nil {
		return sent, err
	}
	if n, err := tx.InvitationCount(e.Num); err != nil || n >= data.MaxInvitations {
		return sent, errors.Join(err, ErrCrowded)
	}
	given.ID, given.Num, given.By, given.ExpiresAt = data.NewID(), e.Num, by, now.Add(data.InvitationLife).UTC().Truncate(time.Second)
	sent = SentInvitation{Token: newToken(), Invitation: given, Element: *e}
	account, _, err := tx.AccountByEmail(given.Email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return sent, err
	}
	if !account.ID.IsZero() {
		sent.Language = account.Language
		if err := notify(tx, data.Notification{Account: account.ID, Sort: data.NotifyInvitation, Num: e.Num, Other: by, At: now}); err != nil {
			return sent, err
		}
	}
	return sent, tx.PutInvitation(hashed(sent.Token), given)
}

// PeekInvitation returns the invitation of a token, and its element, without spending
// it. isNew says that the link proves an address that has no account yet. The error
// wraps [ErrLink] when it is not good any more.
func (c *Commons) PeekInvitation(ctx context.Context, token string, now time.Time) (i data.Invitation, e data.Element, isNew bool, err error) {
	if _, err := c.store.Invitation(ctx, hashed(token), now); err != nil { // made up: nobody waits for that
		return i, e, false, badInvitation(err)
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if i, err = tx.Invitation(hashed(token), now); err != nil {
			return badInvitation(err)
		}
		if e, err = goodInvitation(tx, &i); err != nil || !i.Mailed {
			return err
		}
		_, _, err = tx.AccountByEmail(i.Email)
		isNew = errors.Is(err, store.ErrNotFound)
		if isNew {
			err = nil
		}
		return err
	})
	if err != nil {
		return data.Invitation{}, data.Element{}, false, err
	}
	return i, e, isNew, nil
}

func badInvitation(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w (%v)", ErrLink, err)
	}
	return err
}

// goodInvitation returns the element of an invitation, if who made it could make it
// again. The error wraps [ErrLink].
func goodInvitation(tx *store.Tx, i *data.Invitation) (data.Element, error) {
	found, err := tx.ElementByNum(i.Num)
	if err != nil {
		return found, badInvitation(err)
	}
	if i.Claim {
		email, err := provingAddress(tx, &found)
		if errors.Is(err, ErrForbidden) || errors.Is(err, ErrNoAddress) || err == nil && email != i.Email {
			err = ErrLink
		}
		return found, err
	}
	err = may(tx, i.By, data.ActAdminister, &found)
	if errors.Is(err, ErrForbidden) || errors.Is(err, store.ErrNotFound) {
		err = ErrLink
	}
	return found, err
}

// AcceptInvitation spends the link of an invitation: an account belongs to the element
// from then on. The error wraps [ErrLink].
func (c *Commons) AcceptInvitation(ctx context.Context, by data.ID, token string, now time.Time) (data.Element, error) {
	return c.accept(ctx, by, now, func(tx *store.Tx) (data.Invitation, error) { return tx.Invitation(hashed(token), now) })
}

// AcceptOwnInvitation does so for an invitation to the address of the account. That of
// another address wraps [ErrForbidden].
func (c *Commons) AcceptOwnInvitation(ctx context.Context, by, invitation data.ID, now time.Time) (data.Element, error) {
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

func (c *Commons) accept(ctx context.Context, by data.ID, now time.Time, which func(*store.Tx) (data.Invitation, error)) (e data.Element, err error) {
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		i, err := which(tx)
		if err == nil {
			e, err = spend(tx, by, &i, now)
		}
		return badInvitation(err)
	})
	return e, err
}

// spend takes an invitation for an account. Who belongs to the element already keeps
// what they may do if that is more, and the roles they have.
func spend(tx *store.Tx, by data.ID, i *data.Invitation, now time.Time) (data.Element, error) {
	e, err := goodInvitation(tx, i)
	if err != nil {
		return e, err
	}
	relations, err := relationsTo(tx, by, &e)
	if err != nil {
		return e, err
	}
	if !data.May(data.ActJoin, relations...) || !data.May(data.ActAccept, append(relations, data.RelationInvited)...) || !e.HasMembers() {
		return e, ErrForbidden
	}
	if err := endInvitation(tx, i); err != nil {
		return e, err
	}
	if err := notify(tx, data.Notification{Account: i.By, Sort: data.NotifyJoined, Num: e.Num, Other: by, At: now}); err != nil {
		return e, err
	}
	m := data.Membership{Num: e.Num, Account: by, Level: i.Level, Roles: i.Roles}
	known, err := tx.Membership(e.Num, by)
	if err != nil {
		return e, err
	}
	if known.State == data.Joined {
		m.Shown, now = known.Shown, known.Since
		m.Roles = append(known.Roles, m.Roles...)
		m.Roles = m.Roles[:min(len(m.Roles), data.MaxRoles)]
		if known.Level.Exceeds(m.Level) {
			m.Level = known.Level
		}
	}
	return e, join(tx, m, now)
}

// endInvitation forgets an invitation; whom it is for need not look at it any more.
func endInvitation(tx *store.Tx, i *data.Invitation) error {
	account, _, err := tx.AccountByEmail(i.Email)
	switch {
	case err == nil:
		err = tx.SeeNotificationsOf(account.ID, data.NotifyInvitation, i.Num, i.By)
	case errors.Is(err, store.ErrNotFound):
		err = nil
	}
	if err != nil {
		return err
	}
	return tx.DeleteInvitation(i.ID)
}

// RefuseInvitation forgets the invitation of a token.
func (c *Commons) RefuseInvitation(ctx context.Context, token string, now time.Time) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		i, err := tx.Invitation(hashed(token), now)
		if err != nil {
			return badInvitation(err)
		}
		return endInvitation(tx, &i)
	})
	return err
}

// RefuseOwnInvitation forgets an invitation to the address of an account. That to
// another address wraps [ErrForbidden].
func (c *Commons) RefuseOwnInvitation(ctx context.Context, by, invitation data.ID, now time.Time) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		i, err := ownInvitation(tx, by, invitation, now)
		if err != nil {
			return badInvitation(err)
		}
		return endInvitation(tx, &i)
	})
	return err
}

// WithdrawInvitation forgets an invitation of an element, by who looks after it.
func (c *Commons) WithdrawInvitation(ctx context.Context, by, id, invitation data.ID, now time.Time) error {
	return c.belonging(ctx, by, id, data.ActAdminister, func(tx *store.Tx, e *data.Element) error {
		i, err := tx.InvitationByID(invitation, now)
		if err == nil && i.Num != e.Num {
			err = fmt.Errorf("invitation: %w", store.ErrNotFound)
		}
		if err != nil {
			return err
		}
		return endInvitation(tx, &i)
	})
}
