package commons

import (
	"context"
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

// SetProfile keeps what somebody says of themselves, under a name, and does what they
// chose: lists them, as one element of kind person that the gazetteer places in their
// commune, changes that element, or takes it away for good, with all that it ever
// said. Written is that element, a zero one when there is none.
//
// given.Person is not read. The error joins an [*data.AccountError] for a wrong name
// and a [*data.FieldError] for each other rule that is broken, or wraps
// [ErrForbidden].
func (c *Commons) SetProfile(ctx context.Context, by data.ID, name string, given data.Profile, gazetteer *geo.Gazetteer, now time.Time) (Written, error) {
	var commune *geo.Territory
	if territory, ok := gazetteer.Territory(given.Commune); ok {
		commune = territory
	}
	if err := given.Validate(commune); err != nil {
		return Written{}, err
	}
	return c.write(ctx, func(tx *store.Tx) (*data.Element, error) {
		account, hash, err := tx.Account(by)
		if errors.Is(err, store.ErrNotFound) {
			err = ErrForbidden
		}
		if err != nil {
			return nil, err
		}
		given.Person = account.Profile.Person
		account.Name, account.Profile = data.TidyName(name), given
		if err := account.Validate(); err != nil {
			return nil, err
		}
		person, err := settlePerson(tx, &account, commune, now)
		if err != nil {
			return nil, err
		}
		return person, tx.PutAccount(account, hash)
	})
}

// settlePerson makes the person of an account what its profile says, and returns it,
// nil for none.
func settlePerson(tx *store.Tx, account *data.Account, commune *geo.Territory, now time.Time) (*data.Element, error) {
	profile := &account.Profile
	known, err := presentPerson(tx, account)
	if err != nil {
		return nil, err
	}
	switch {
	case known == nil && !profile.Listed:
		return nil, nil
	case known == nil:
		e := data.Authored(profile.Element(account.Name, commune), account.ID, now)
		profile.Person = e.ID
		if err := errors.Join(may(tx, account.ID, data.ActListOneself, &e), e.Validate()); err != nil {
			return nil, err
		}
		return &e, tx.PutElement(&e, data.ReasonCreated, "")
	case !profile.Listed && known.IsEmptied(): // hidden by others, and emptied since
		return known, nil
	case !profile.Listed:
		left, mayReturn := known.Unlisted(now)
		if mayReturn {
			profile.Person = data.ID{}
		}
		return &left, tx.EmptyElement(left, data.ReasonErased)
	case !known.Public():
		return nil, &data.FieldError{Field: "listed", Rule: "profile_hidden"}
	}
	return known, changePerson(tx, account, known, profile.Element(account.Name, commune), now)
}

// presentPerson returns the person of an account, nil for none. One that those who
// keep the instance took off the map is there until they put it back.
func presentPerson(tx *store.Tx, account *data.Account) (*data.Element, error) {
	if account.Profile.Person.IsZero() {
		return nil, nil
	}
	known, err := tx.Element(account.Profile.Person)
	if err != nil {
		return nil, err
	}
	if known.IsEmptied() && known.Status != data.StatusRejected {
		return nil, nil
	}
	if !known.IsEmptied() {
		err = may(tx, account.ID, data.ActListOneself, &known)
	}
	return &known, err
}

// changePerson writes the next revision of a person, in place, unless it says what
// the present one says.
func changePerson(tx *store.Tx, account *data.Account, known *data.Element, given data.Element, now time.Time) error {
	e := data.Edited(*known, given, account.ID, now)
	if err := e.Validate(); err != nil {
		return err
	}
	if same, err := data.SameContent(known, &e); err != nil || same {
		return err
	}
	*known = e
	return tx.PutElement(known, data.ReasonEdited, "")
}

// renamePerson gives the person of an account its name.
func renamePerson(tx *store.Tx, account *data.Account, now time.Time) error {
	known, err := presentPerson(tx, account)
	if err != nil || known == nil || known.IsEmptied() {
		return err
	}
	renamed := *known
	renamed.Name = account.Name
	return changePerson(tx, account, known, renamed, now)
}

// mayReturn lets somebody be listed again whom those who keep the instance took off
// the map, and who took back what was there; nothing else can be done with an element
// that is emptied.
func mayReturn(tx *store.Tx, known *data.Element, hidden bool, by data.ID, now time.Time) (*data.Element, error) {
	if hidden || known.Status != data.StatusRejected {
		return nil, ErrUnchanged
	}
	e := data.Hidden(*known, true, by, now)
	return &e, tx.PutElement(&e, data.ReasonShown, "")
}
