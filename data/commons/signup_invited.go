package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// SignUpInvited makes an account of the address that an invitation was mailed to, and
// takes the invitation for it. The error joins an [*data.AccountError] for each rule
// that is broken, or wraps [ErrLink], [ErrBusy] or [store.ErrTaken].
func (c *Commons) SignUpInvited(ctx context.Context, token, name, language, password string, now time.Time) (data.Account, InvitedTo, error) {
	i, to, _, err := c.PeekInvitation(ctx, token, now)
	if err == nil && !i.Mailed {
		err = ErrLink
	}
	if err != nil {
		return data.Account{}, to, err
	}
	account := data.Account{
		ID: data.NewID(), Email: i.Email, Name: data.TidyName(name), Language: language, CreatedAt: now.UTC().Truncate(time.Microsecond),
	}
	if err := errors.Join(account.Validate(), data.ValidatePassword(password, &account)); err != nil {
		return data.Account{}, to, err
	}
	hash, err := c.hash(ctx, password)
	if err != nil {
		return data.Account{}, to, err
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		i, err := tx.Invitation(hashed(token), now)
		if err != nil {
			return badInvitation(err)
		}
		if err := tx.PutAccount(account, hash); err != nil {
			return err
		}
		to, err = spend(tx, account.ID, &i, now)
		return err
	})
	if err != nil {
		return data.Account{}, to, fmt.Errorf("cannot make an account: %w", err)
	}
	return account, to, nil
}
