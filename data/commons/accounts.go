package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrCredentials marks an address and a password that are not those of an account;
// which of both is wrong nobody learns.
var ErrCredentials = errors.New("the address or the password is wrong")

// SignUp spends a link that makes an account, and returns the account. The error
// joins an [*data.AccountError] for each rule that is broken, or wraps [ErrLink],
// [ErrBusy], or [store.ErrTaken] when the address has got an account meanwhile.
func (c *Commons) SignUp(ctx context.Context, token, name, language, password string, now time.Time) (data.Account, error) {
	link, err := c.PeekLink(ctx, token, now)
	if err == nil && link.Purpose != data.LinkSignUp {
		err = ErrLink
	}
	if err != nil {
		return data.Account{}, err
	}
	account := data.Account{
		ID: data.NewID(), Email: link.Email, Name: data.TidyName(name), Language: language,
		Administrator: link.Administrator, CreatedAt: now.UTC().Truncate(time.Microsecond),
	}
	if err := errors.Join(account.Validate(), data.ValidatePassword(password, &account)); err != nil {
		return data.Account{}, err
	}
	hash, err := c.hash(ctx, password)
	if err != nil {
		return data.Account{}, err
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if _, err := takeLink(tx, token, now, data.LinkSignUp); err != nil {
			return err
		}
		return tx.PutAccount(account, hash)
	})
	if err != nil {
		return data.Account{}, fmt.Errorf("cannot make an account: %w", err)
	}
	return account, nil
}

// LogIn returns the account of an address and a password. It takes as long for an
// address without an account. Logging in takes an erasure back that was asked for.
// The error wraps [ErrCredentials] or [ErrBusy].
func (c *Commons) LogIn(ctx context.Context, email, password string) (account data.Account, cancelled bool, err error) {
	account, hash, err := c.store.AccountByEmail(ctx, data.TidyEmail(email))
	switch {
	case errors.Is(err, store.ErrNotFound):
		hash = data.NoPassword
	case err != nil:
		return data.Account{}, false, err
	}
	right, old, err := c.check(ctx, password, hash)
	if err == nil && (!right || account.ID.IsZero()) {
		err = ErrCredentials
	}
	if err != nil {
		return data.Account{}, false, err
	}
	cancelled = !account.ErasesAt.IsZero()
	if !old && !cancelled {
		return account, false, nil
	}
	again := hash
	if old {
		if again, err = c.hash(ctx, password); err != nil {
			return data.Account{}, false, err
		}
	}
	account, err = c.change(ctx, account.ID, func(_ *store.Tx, a *data.Account, kept string) (string, error) {
		a.ErasesAt, a.Contributions = time.Time{}, ""
		if kept == hash { // else another password was chosen meanwhile
			kept = again
		}
		return kept, nil
	})
	return account, cancelled, err
}

// change changes an account in one transaction: how is given it and the hash of
// its password, and returns the hash from then on.
func (c *Commons) change(ctx context.Context, id data.ID, how func(*store.Tx, *data.Account, string) (string, error)) (account data.Account, err error) {
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		var hash string
		if account, hash, err = tx.Account(id); err != nil {
			return err
		}
		if hash, err = how(tx, &account, hash); err != nil {
			return err
		}
		if err := account.Validate(); err != nil {
			return err
		}
		return tx.PutAccount(account, hash)
	})
	if err != nil {
		return data.Account{}, fmt.Errorf("cannot change an account: %w", err)
	}
	return account, nil
}

// ChangeProfile changes the name of an account, also where it is listed, and the
// language of its mails. The error joins an [*data.AccountError] for each rule that is broken.
func (c *Commons) ChangeProfile(ctx context.Context, id data.ID, name, language string, now time.Time) error {
	_, err := c.change(ctx, id, func(tx *store.Tx, a *data.Account, hash string) (string, error) {
		a.Name, a.Language = data.TidyName(name), language
		if err := a.Validate(); err != nil {
			return hash, err
		}
		return hash, renamePerson(tx, a, now)
	})
	return err
}

// Confirm reports by its error whether a password is that of an account: nil,
// [ErrCredentials] or [ErrBusy].
func (c *Commons) Confirm(ctx context.Context, id data.ID, password string) error {
	account, err := c.store.Account(ctx, id)
	if err != nil {
		return err
	}
	_, _, err = c.verify(ctx, account.Email, password)
	return err
}

// verify returns an account and its hash if the password is its own.
func (c *Commons) verify(ctx context.Context, email, password string) (account data.Account, hash string, err error) {
	if account, hash, err = c.store.AccountByEmail(ctx, email); err != nil {
		return account, "", err
	}
	right, _, err := c.check(ctx, password, hash)
	if err == nil && !right {
		err = ErrCredentials
	}
	return account, hash, err
}

// ChangePassword gives an account another password, in place of the present one,
// and ends its sessions but for one. The error joins an [*data.AccountError], or
// wraps [ErrCredentials] or [ErrBusy].
func (c *Commons) ChangePassword(ctx context.Context, id data.ID, present, next string, but data.ID) (data.Account, error) {
	if err := c.Confirm(ctx, id, present); err != nil {
		return data.Account{}, err
	}
	return c.setPassword(ctx, id, next, but, func(*store.Tx) error { return nil })
}

// setPassword gives an account a password, in a transaction that first is run in,
// and ends its sessions but for one, which may be none, and its links.
func (c *Commons) setPassword(ctx context.Context, id data.ID, password string, but data.ID, first func(*store.Tx) error) (data.Account, error) {
	account, err := c.store.Account(ctx, id)
	if err != nil {
		return account, err
	}
	if err := data.ValidatePassword(password, &account); err != nil {
		return account, err
	}
	next, err := c.hash(ctx, password)
	if err != nil {
		return account, err
	}
	return c.change(ctx, id, func(tx *store.Tx, a *data.Account, _ string) (string, error) {
		if err := first(tx); err != nil {
			return "", err
		}
		a.ErasesAt, a.Contributions = time.Time{}, "" // its owner is here
		return next, errors.Join(tx.DeleteSessionsOf(id, but), tx.DeleteLinksOf(id))
	})
}

// ResetPassword spends a link and gives its account another password; all its
// sessions end. The error joins an [*data.AccountError], or wraps [ErrLink] or
// [ErrBusy].
func (c *Commons) ResetPassword(ctx context.Context, token, password string, now time.Time) (data.Account, error) {
	link, err := c.PeekLink(ctx, token, now)
	if err == nil && link.Purpose != data.LinkPassword {
		err = ErrLink
	}
	if err != nil {
		return data.Account{}, err
	}
	return c.setPassword(ctx, link.Account, password, data.ID{}, func(tx *store.Tx) error {
		_, err := takeLink(tx, token, now, data.LinkPassword)
		return err
	})
}

// NewEmailLink makes the link that gives an account another address, once it is
// opened by who reads what is sent there. taken says that another account has the
// address: then there is no link, and only the owner of the address may learn
// why. The error joins an [*data.AccountError].
func (c *Commons) NewEmailLink(ctx context.Context, id data.ID, email string, now time.Time) (sent SentLink, taken bool, err error) {
	if err := data.ValidateEmail(email); err != nil {
		return sent, false, err
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		other, _, err := tx.AccountByEmail(email)
		if !errors.Is(err, store.ErrNotFound) {
			taken, sent.Language = err == nil, other.Language
			return err
		}
		sent, err = keepLink(tx, data.AccessLink{Purpose: data.LinkEmail, Email: email, Account: id}, now, data.LinkEmail.Life())
		return err
	})
	return sent, taken, err
}

// ChangeEmail spends a link and gives its account the address; the account of
// before comes back too. The error wraps [ErrLink], also when another account has
// got the address meanwhile.
func (c *Commons) ChangeEmail(ctx context.Context, token string, now time.Time) (before, after data.Account, err error) {
	link, err := c.PeekLink(ctx, token, now)
	if err == nil && link.Purpose != data.LinkEmail {
		err = ErrLink
	}
	if err != nil {
		return before, after, err
	}
	after, err = c.change(ctx, link.Account, func(tx *store.Tx, a *data.Account, hash string) (string, error) {
		before = *a
		if _, err := takeLink(tx, token, now, data.LinkEmail); err != nil {
			return "", err
		}
		a.Email = link.Email
		return hash, tx.DeleteLinksOf(a.ID)
	})
	if errors.Is(err, store.ErrTaken) {
		err = fmt.Errorf("%w (%v)", ErrLink, err)
	}
	return before, after, err
}
