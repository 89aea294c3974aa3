package commons

import (
	"context"
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrNobody says that nobody is known whom a message to an element could reach.
var ErrNobody = errors.New("nobody is known who could read a message to this element")

// Readers are those whom a message to an element goes to: the accounts that look after
// it or, when none does, the address that it publishes.
type Readers struct {
	Accounts []data.Account
	Email    string
}

// Contact returns whom a message of an account to an element goes to, and the message
// tidied. It keeps nothing. The error wraps [ErrForbidden], [ErrNobody] or
// [store.ErrNotFound], or joins [*data.FieldError]s.
func (c *Commons) Contact(ctx context.Context, by, id data.ID, text string, now time.Time) (data.Message, Readers, error) {
	message := data.Message{Sender: by, Text: data.TidyText(text), At: now.UTC().Truncate(time.Microsecond)}
	if err := message.Validate(); err != nil {
		return message, Readers{}, err
	}
	var readers Readers
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		e, err := tx.Element(id)
		if err != nil {
			return err
		}
		if err := may(tx, by, data.ActContact, &e); err != nil {
			return err
		}
		message.Num = e.Num
		readers, err = readersOf(tx, &e)
		return err
	})
	if err == nil && len(readers.Accounts) == 0 && readers.Email == "" {
		err = ErrNobody
	}
	return message, readers, err
}

// readersOf returns whom a message to an element goes to: a person and an ad have
// their author.
func readersOf(tx *store.Tx, e *data.Element) (readers Readers, err error) {
	ids, err := keepersOf(tx, e.Num)
	if err != nil {
		return readers, err
	}
	if len(ids) == 0 && e.Personal() && !e.CreatedBy.IsZero() {
		ids = append(ids, e.CreatedBy)
	}
	for _, id := range ids {
		account, _, err := tx.Account(id)
		switch {
		case err == nil:
			readers.Accounts = append(readers.Accounts, account)
		case !errors.Is(err, store.ErrNotFound):
			return readers, err
		}
	}
	if email := data.TidyEmail(e.Email); len(readers.Accounts) == 0 && data.ValidateEmail(email) == nil {
		readers.Email = email
	}
	return readers, nil
}

// KeepMessage keeps a message for an account until it is read, because no mail brings
// it. The error wraps [ErrCrowded] when too many wait for the account.
func (c *Commons) KeepMessage(ctx context.Context, m data.Message) error {
	m.ID = data.NewID()
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.DeleteExpired(m.At); err != nil {
			return err
		}
		kept, err := tx.PutMessage(m)
		if err == nil && !kept {
			err = ErrCrowded
		}
		if err != nil {
			return err
		}
		return notify(tx, data.Notification{Account: m.Account, Sort: data.NotifyContact, Num: m.Num, Other: m.Sender, At: m.At})
	})
	return err
}

// DropMessage forgets a message that an account has read; of another's nothing
// happens.
func (c *Commons) DropMessage(ctx context.Context, by, id data.ID) error {
	return c.mine(ctx, by, func(tx *store.Tx) error { return tx.DeleteMessage(by, id) })
}
