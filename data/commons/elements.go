package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrUnchanged marks a revision that would say what the present one says.
var ErrUnchanged = errors.New("nothing was changed")

// ErrManyDrafts says that somebody has as many drafts as are kept.
var ErrManyDrafts = errors.New("you have too many drafts already: publish or erase some")

// maxDrafts bounds the drafts of an account.
const maxDrafts = 200

// EditConflict says that an element has changed since it was read. It unwraps to
// [store.ErrConflict].
type EditConflict struct{ Present data.Element }

func (e *EditConflict) Error() string {
	return fmt.Sprintf("this element has changed meanwhile: revision %d is the present one", e.Present.Revision)
}

// Unwrap returns [store.ErrConflict].
func (e *EditConflict) Unwrap() error { return store.ErrConflict }

// Written is what a write has left: an element, and the number of the log at which
// a node shows it.
type Written struct {
	Element  data.Element
	Sequence int64
}

// Reference makes an element known, by an account: published, or as a draft that
// nobody else sees. It gets the id that is given when that is one to be chosen, see
// [data.ID.MayBeChosen], and is free; said again by the same account under the same
// id, it is there already, and nothing is written. The error joins a
// [*data.FieldError] for each rule that is broken, or wraps [ErrForbidden] or
// [ErrManyDrafts].
func (c *Commons) Reference(ctx context.Context, by data.ID, given data.Element, now time.Time) (Written, error) {
	if err := given.ValidateAuthored(); err != nil {
		return Written{}, err
	}
	return c.write(ctx, func(tx *store.Tx) (*data.Element, error) {
		e := data.Authored(given, by, now)
		if err := may(tx, by, data.ActReference, &e); err != nil {
			return nil, err
		}
		if err := settlePhotos(tx, by, &e, 0); err != nil {
			return nil, err
		}
		if known, err := saidBefore(tx, &e); known != nil || err != nil {
			return known, err
		}
		if e.Status == data.StatusDraft {
			if n, err := tx.DraftCount(by); err != nil || n >= maxDrafts {
				return nil, errors.Join(err, ErrManyDrafts)
			}
		}
		if err := mayLink(tx, by, e.NewLinks(&data.Element{})); err != nil {
			return nil, err
		}
		return &e, tx.PutElement(&e, data.ReasonCreated, "")
	})
}

// saidBefore returns what is known already where e was made known before, as when a
// form is sent twice; nil where it was not. An id that stands for something else is
// replaced by a new one.
func saidBefore(tx *store.Tx, e *data.Element) (*data.Element, error) {
	known, err := tx.Element(e.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	first, err := tx.Revision(known.Num, 1)
	if err != nil && !errors.Is(err, store.ErrNotFound) { // it may be gone for good
		return nil, err
	}
	if again, err := e.SaidAgain(&known, &first); again || err != nil {
		return &known, err
	}
	e.ID = data.NewID()
	return nil, nil
}

// Edit writes the next revision of an element, as an account gives it after having
// read a revision, and says why in a comment, which may be empty. A draft given as
// published is published.
//
// The error joins a [*data.FieldError] for each rule that is broken, is an
// [*EditConflict] when the revision is not the present one, or wraps
// [store.ErrNotFound], [ErrForbidden] or [ErrUnchanged].
func (c *Commons) Edit(ctx context.Context, by, id data.ID, revision int, given data.Element, comment string, now time.Time) (Written, error) {
	if err := errors.Join(given.Validate(), data.ValidateComment(comment)); err != nil {
		return Written{}, err
	}
	return c.revise(ctx, by, id, revision, data.ActEdit, func(tx *store.Tx, known *data.Element) (*data.Element, error) {
		e, reason := data.Edited(*known, given, by, now), data.ReasonEdited
		if e.Status != known.Status {
			reason = data.ReasonPublished
			if err := may(tx, by, data.ActPublish, known); err != nil {
				return nil, err
			}
		}
		if err := settle(tx, by, known, &e); err != nil {
			return nil, err
		}
		return &e, tx.PutElement(&e, reason, comment)
	})
}

// Verify notes that an account says of an element that it is still right. Said
// again within a day it writes nothing. The errors are like those of [Commons.Edit].
func (c *Commons) Verify(ctx context.Context, by, id data.ID, now time.Time) (Written, error) {
	written, err := c.revise(ctx, by, id, 0, data.ActVerify, func(tx *store.Tx, known *data.Element) (*data.Element, error) {
		if !known.Public() {
			return nil, notFound(id)
		}
		if known.Kind == data.KindPerson { // they alone speak for themselves
			return nil, ErrForbidden
		}
		e, needed := data.Verified(*known, by, now)
		if !needed {
			return nil, ErrUnchanged
		}
		return &e, tx.PutElement(&e, data.ReasonVerified, "")
	})
	if errors.Is(err, ErrUnchanged) {
		return written, nil
	}
	return written, err
}

// SetHidden takes an element off the map, or puts it back on it; a draft that is
// hidden is thrown away. Its revisions stay. revision is the one that was read, 0
// for whichever. The errors are like those of [Commons.Edit].
func (c *Commons) SetHidden(ctx context.Context, by, id data.ID, revision int, hidden bool, comment string, now time.Time) (Written, error) {
	if err := data.ValidateComment(comment); err != nil {
		return Written{}, err
	}
	return c.revise(ctx, by, id, revision, data.ActHide, func(tx *store.Tx, known *data.Element) (*data.Element, error) {
		if known.Status == data.StatusDraft {
			if !hidden {
				return nil, ErrUnchanged
			}
			e := known.Emptied(now)
			return &e, tx.EmptyElement(e, data.ReasonHidden)
		}
		if known.IsEmptied() {
			return mayReturn(tx, known, hidden, by, now)
		}
		e, reason := data.Hidden(*known, hidden, by, now), data.ReasonHidden
		if e.Status == known.Status {
			return nil, ErrUnchanged
		}
		if !hidden {
			reason = data.ReasonShown
			if err := mayShow(tx, by, known); err != nil {
				return nil, err
			}
		}
		return &e, tx.PutElement(&e, reason, comment)
	})
}

// mayShow returns nil when an account may put an element back on the map: who took it
// off, and those who answer for it.
func mayShow(tx *store.Tx, by data.ID, known *data.Element) error {
	hider, err := tx.LastHiddenBy(known.Num)
	if err != nil || hider == by {
		return err
	}
	return may(tx, by, data.ActAdminister, known)
}

// Restore writes what an element said in an earlier revision as its next one.
// revision is the present one, as it was read. The errors are like those of
// [Commons.Edit].
func (c *Commons) Restore(ctx context.Context, by, id data.ID, earlier, revision int, comment string, now time.Time) (Written, error) {
	if err := data.ValidateComment(comment); err != nil {
		return Written{}, err
	}
	return c.revise(ctx, by, id, revision, data.ActEdit, func(tx *store.Tx, known *data.Element) (*data.Element, error) {
		old, err := tx.Revision(known.Num, earlier)
		if err == nil {
			err = mayRead(tx, by, known, &old)
		}
		if err != nil {
			return nil, err
		}
		e := data.Edited(*known, old, by, now)
		if err := settle(tx, by, known, &e); err != nil {
			return nil, err
		}
		return &e, tx.PutElement(&e, data.ReasonRestored, comment)
	})
}

// settle says of the photos of e what is known of them, and returns nil when an
// account may write it over what is known.
func settle(tx *store.Tx, by data.ID, known, e *data.Element) error {
	if err := errors.Join(settlePhotos(tx, by, e, known.Num), e.Validate()); err != nil { // its kind is the one it had
		return err
	}
	if same, err := data.SameContent(known, e); err != nil || same {
		return errors.Join(err, ErrUnchanged)
	}
	return mayLink(tx, by, e.NewLinks(known))
}

// revise runs an act upon one element that an account has read at a revision, 0
// for whichever. Who may not know that the element exists learns nothing of it.
func (c *Commons) revise(ctx context.Context, by, id data.ID, revision int, act data.Act, how func(*store.Tx, *data.Element) (*data.Element, error)) (Written, error) {
	return c.write(ctx, func(tx *store.Tx) (*data.Element, error) {
		known, err := tx.Element(id)
		if err != nil {
			return nil, err
		}
		if err := may(tx, by, act, &known); err != nil {
			return nil, err
		}
		if revision != 0 && revision != known.Revision {
			return nil, &EditConflict{known}
		}
		e, err := how(tx, &known)
		if e == nil {
			e = &known
		}
		return e, err
	})
}

// write runs a write of one element in a transaction.
func (c *Commons) write(ctx context.Context, how func(*store.Tx) (*data.Element, error)) (written Written, err error) {
	sequence, err := c.store.Update(ctx, func(tx *store.Tx) error {
		e, err := how(tx)
		if e != nil {
			written.Element = *e
		}
		return err
	})
	written.Sequence = sequence
	return written, err
}
