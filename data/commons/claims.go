package commons

import (
	"context"
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrNoAddress says that an element publishes no address of its own that could prove
// who looks after it.
var ErrNoAddress = errors.New("no address of this element is known that could prove it")

// Claim says that an account looks after an element that nobody does: its author
// does from then on, and who keeps the instance; anybody else asks to, with a
// message, and who keeps the instance answers. at once says which it was. The error
// wraps [ErrForbidden] when somebody looks after it, [ErrAlready] or [ErrCrowded], or
// joins [*data.FieldError]s.
func (c *Commons) Claim(ctx context.Context, by, id data.ID, message string, now time.Time) (atOnce bool, err error) {
	err = c.belonging(ctx, by, id, data.ActJoin, func(tx *store.Tx, e *data.Element) error {
		stewardship, err := tx.Stewardship(e.Num)
		if err != nil {
			return err
		}
		if stewardship.Guarded {
			return ErrForbidden
		}
		relations, err := relationsTo(tx, by, e)
		if err != nil {
			return err
		}
		if atOnce = data.May(data.ActClaim, relations...); atOnce {
			known, err := tx.Membership(e.Num, by)
			if err != nil {
				return err
			}
			return join(tx, data.Membership{Num: e.Num, Account: by, Level: data.LevelAdministrator, Roles: known.Roles, Shown: known.Shown}, now)
		}
		return request(tx, e, data.Membership{Num: e.Num, Account: by, Level: data.LevelAdministrator, Message: message}, now)
	})
	return atOnce, err
}

// ClaimByMail makes the invitation that goes to the address that an element publishes:
// who reads what is sent there looks after the element. The address has to come from
// the element's source, and nobody may look after it yet: an address that somebody
// wrote here proves nothing. The error wraps [ErrNoAddress] or [ErrForbidden].
func (c *Commons) ClaimByMail(ctx context.Context, by, id data.ID, now time.Time) (sent SentInvitation, err error) {
	err = c.belonging(ctx, by, id, data.ActJoin, func(tx *store.Tx, e *data.Element) error {
		email, err := provingAddress(tx, e)
		if err != nil {
			return err
		}
		invitation := data.Invitation{Email: email, Level: data.LevelAdministrator, Claim: true, Mailed: true}
		sent, err = keepInvitation(tx, by, InvitedTo{Element: *e}, invitation, now)
		return err
	})
	return sent, err
}

// ProvingAddress returns the address to which a link may go that proves who looks after
// an element, empty when there is none. It writes nothing.
func (c *Commons) ProvingAddress(ctx context.Context, id data.ID) (string, error) {
	e, err := c.store.Element(ctx, id)
	if err != nil {
		return "", err
	}
	stewardship, err := c.store.Stewardship(ctx, e.Num)
	if err != nil || stewardship.Guarded {
		return "", err
	}
	imported, err := c.store.LastImport(ctx, e.Num)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	return e.ProvingAddress(&imported), nil
}

// provingAddress does so in a transaction; the error wraps [ErrNoAddress] when there is
// none, or [ErrForbidden] when somebody looks after the element.
func provingAddress(tx *store.Tx, e *data.Element) (string, error) {
	stewardship, err := tx.Stewardship(e.Num)
	if err != nil {
		return "", err
	}
	if stewardship.Guarded {
		return "", ErrForbidden
	}
	imported, err := tx.LastImport(e.Num)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	email := e.ProvingAddress(&imported)
	if email == "" {
		return "", ErrNoAddress
	}
	return email, nil
}
