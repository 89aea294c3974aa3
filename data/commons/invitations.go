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
	To       InvitedTo
	Language string // of who is invited, if they are here; empty when that is not known
}

// InvitedTo is what an invitation is to: the network, if that has a num, else the
// element.
type InvitedTo struct {
	Element data.Element
	Network data.Network
}

// IsNetwork reports whether it is a network.
func (to *InvitedTo) IsNetwork() bool { return to.Network.Num != 0 }

// Name returns what it is called.
func (to *InvitedTo) Name() string {
	if to.IsNetwork() {
		return to.Network.Title
	}
	return to.Element.Name
}

// about returns a notification about it, of one sort for elements and of another for
// networks.
func (to *InvitedTo) about(account data.ID, ofElement, ofNetwork data.NotificationSort, other data.ID, now time.Time) data.Notification {
	if to.IsNetwork() {
		return data.Notification{Account: account, Sort: ofNetwork, Num: to.Network.Num, Other: other, At: now}
	}
	return data.Notification{Account: account, Sort: ofElement, Num: to.Element.Num, Other: other, At: now}
}

// InviteTo makes an invitation to belong to an element, of which the address, the level,
// the roles and whether it is mailed are given. Whether the address has an account
// already nobody learns. The error wraps [ErrCrowded], or joins [*data.FieldError]s
// and [*data.AccountError]s.
func (c *Commons) InviteTo(ctx context.Context, by, id data.ID, given data.Invitation, now time.Time) (sent SentInvitation, err error) {
	if given, err = tidyInvitation(given); err != nil {
		return sent, err
	}
	err = c.belonging(ctx, by, id, data.ActAdminister, func(tx *store.Tx, e *data.Element) error {
		sent, err = keepInvitation(tx, by, InvitedTo{Element: *e}, given, now)
		return err
	})
	return sent, err
}

// tidyInvitation returns an invitation as somebody may give it, or what is wrong with
// it.
func tidyInvitation(given data.Invitation) (data.Invitation, error) {
	given.Email, given.Roles, given.Claim = data.TidyEmail(given.Email), data.TidyRoles(given.Roles), false
	given.Mailed = given.Mailed && given.Email != ""
	return given, given.Validate()
}

func keepInvitation(tx *store.Tx, by data.ID, to InvitedTo, given data.Invitation, now time.Time) (sent SentInvitation, err error) {
	if err := tx.DeleteExpired(now); err != nil {
		return sent, err
	}
	if n, err := tx.InvitationCount(to.Element.Num, to.Network.Num); err != nil || n >= data.MaxInvitations {
		return sent, errors.Join(err, ErrCrowded)
	}
	given.Num, given.Network = to.Element.Num, to.Network.Num
	given.ID, given.By, given.ExpiresAt = data.NewID(), by, now.Add(data.InvitationLife).UTC().Truncate(time.Second)
	sent = SentInvitation{Token: newToken(), Invitation: given, To: to}
	account, _, err := tx.AccountByEmail(given.Email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return sent, err
	}
	if !account.ID.IsZero() {
		sent.Language = account.Language
		if err := notify(tx, to.about(account.ID, data.NotifyInvitation, data.NotifyNetworkInvitation, by, now)); err != nil {
			return sent, err
		}
	}
	return sent, tx.PutInvitation(hashed(sent.Token), given)
}

// PeekInvitation returns the invitation of a token, and what it is to, without spending
// it. isNew says that the link proves an address that has no account yet. The error
// wraps [ErrLink] when it is not good any more.
func (c *Commons) PeekInvitation(ctx context.Context, token string, now time.Time) (i data.Invitation, to InvitedTo, isNew bool, err error) {
	if _, err := c.store.Invitation(ctx, hashed(token), now); err != nil { // made up: nobody waits for that
		return i, to, false, badInvitation(err)
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if i, err = tx.Invitation(hashed(token), now); err != nil {
			return badInvitation(err)
		}
		if to, err = goodInvitation(tx, &i); err != nil || !i.Mailed {
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
		return data.Invitation{}, InvitedTo{}, false, err
	}
	return i, to, isNew, nil
}

func badInvitation(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w (%v)", ErrLink, err)
	}
	return err
}

// goodInvitation returns what an invitation is to, if who made it could make it again.
// The error wraps [ErrLink].
func goodInvitation(tx *store.Tx, i *data.Invitation) (to InvitedTo, err error) {
	if i.Network != 0 {
		if to.Network, err = tx.NetworkByNum(i.Network); err == nil {
			err = mayNetwork(tx, i.By, data.ActAdministerNetwork, &to.Network)
		}
		return to, asLink(err)
	}
	if to.Element, err = tx.ElementByNum(i.Num); err != nil {
		return to, badInvitation(err)
	}
	if i.Claim {
		email, err := provingAddress(tx, &to.Element)
		if errors.Is(err, ErrForbidden) || errors.Is(err, ErrNoAddress) || err == nil && email != i.Email {
			err = ErrLink
		}
		return to, err
	}
	return to, asLink(may(tx, i.By, data.ActAdminister, &to.Element))
}

// asLink returns the error of who may not invite any more as one of the link.
func asLink(err error) error {
	if errors.Is(err, ErrForbidden) || errors.Is(err, store.ErrNotFound) {
		return ErrLink
	}
	return err
}

// endInvitation forgets an invitation; whom it is for need not look at it any more.
func endInvitation(tx *store.Tx, i *data.Invitation) error {
	account, _, err := tx.AccountByEmail(i.Email)
	switch {
	case err == nil:
		told := data.NotifyInvitation
		if i.Network != 0 {
			told = data.NotifyNetworkInvitation
		}
		err = tx.SeeNotificationsOf(account.ID, told, max(i.Num, i.Network), i.By)
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
