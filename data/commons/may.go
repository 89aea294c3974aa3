package commons

import (
	"errors"
	"fmt"

	"maillage/data"
	"maillage/data/store"
)

// ErrForbidden marks an act that who asks for it may not do.
var ErrForbidden = errors.New("you may not do this")

// may returns nil when an account may act upon an element as it is, else an error
// that wraps [ErrForbidden], or [store.ErrNotFound] when the account may not even
// know of it.
func may(tx *store.Tx, by data.ID, act data.Act, e *data.Element) error {
	relations, err := relationsTo(tx, by, e)
	if err != nil {
		return err
	}
	switch {
	case e.Num != 0 && !e.Public() && !data.May(data.ActReadHidden, relations...):
		return notFound(e.ID)
	case !data.May(act, relations...):
		return ErrForbidden
	}
	return nil
}

// mayRead returns nil when an account may read what an element once said, else an
// error that wraps [ErrForbidden].
func mayRead(tx *store.Tx, by data.ID, known, past *data.Element) error {
	relations, err := relationsTo(tx, by, known)
	if err == nil && !known.ReadsRevision(past, func(act data.Act) bool { return data.May(act, relations...) }) {
		err = ErrForbidden
	}
	return err
}

// relationsTo returns what an account is to an element.
func relationsTo(tx *store.Tx, by data.ID, e *data.Element) ([]data.Relation, error) {
	account, _, err := tx.Account(by)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	membership, err := tx.Membership(e.Num, by)
	if err != nil {
		return nil, err
	}
	stewardship, err := tx.Stewardship(e.Num)
	return data.RelationsTo(&account, e, membership, stewardship), err
}

// mayLink returns nil when an account may tie an element to each of these.
func mayLink(tx *store.Tx, by data.ID, targets []data.ID) error {
	known, err := tx.ElementsByID(targets)
	if err != nil {
		return err
	}
	for _, id := range targets {
		target, ok := known[id]
		if !ok || !target.Public() {
			return &data.FieldError{Field: "links", Rule: "link_target"}
		}
		switch err := may(tx, by, data.ActLinkTo, &target); {
		case errors.Is(err, ErrForbidden):
			return &data.FieldError{Field: "links", Rule: "link_theirs", Facts: data.Facts{"name": target.Name}}
		case err != nil:
			return err
		}
	}
	return nil
}

func notFound(id data.ID) error { return fmt.Errorf("element %s: %w", id, store.ErrNotFound) }
