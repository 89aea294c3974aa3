package data

import (
	"bytes"
	"fmt"
	"time"
)

// SameContent reports whether a and b say the same, whatever their bookkeeping:
// id, num, slug, revision, who made and changed them and when. The error wraps
// [ErrInvalid]: one of them cannot be written down, see [Element.ValidateInstants].
func SameContent(a, b *Element) (bool, error) {
	first, err := a.content()
	if err != nil {
		return false, err
	}
	second, err := b.content()
	return err == nil && bytes.Equal(first, second), err
}

// content writes down what e says.
func (e *Element) content() ([]byte, error) {
	content := *e
	content.ID, content.Num, content.Slug, content.Revision = ID{}, 0, "", 0
	content.CreatedBy, content.CreatedAt = ID{}, time.Time{}
	content.UpdatedBy, content.UpdatedAt = ID{}, time.Time{}
	text, err := content.AppendDocument(nil)
	if err != nil {
		return nil, fmt.Errorf("%w: the element cannot be written down: %v", ErrInvalid, err)
	}
	return text, nil
}

// ValidateInstants returns nil, or as joined [*FieldError]s every instant of e
// that its JSON form cannot hold: those outside the years 0 to 9999, in UTC.
func (e *Element) ValidateInstants() error {
	c := &checker{}
	check := func(field string, t time.Time) {
		if year := t.UTC().Year(); year < 0 || year > 9999 {
			c.refuse(field, "year", "year", year)
		}
	}
	check("createdAt", e.CreatedAt)
	check("updatedAt", e.UpdatedAt)
	check("verifiedAt", e.VerifiedAt)
	if e.Offer != nil {
		check("offer.validThrough", e.Offer.ValidThrough)
	}
	return c.err()
}

// FirstRevision returns given as it enters the commons at an instant under id.
// What it leaves unsaid is filled in: published, public, made at that instant,
// a slug from its name. Instants become UTC.
func FirstRevision(given Element, id ID, at time.Time) Element {
	e := given
	e.ID, e.Num, e.Revision = id, 0, 1
	e.Slug = SlugOf(e.Name)
	if e.Status == "" {
		e.Status = StatusPublished
	}
	if e.Visibility == "" {
		e.Visibility = VisibilityPublic
	}
	if e.CreatedAt.IsZero() {
		e.CreatedAt = at
	}
	if e.UpdatedAt.IsZero() {
		e.UpdatedAt = at
	}
	e.inUTC()
	return e
}

// NextRevision returns what known becomes when its source gives it again at an
// instant. The source speaks for the whole record; only what it leaves unsaid
// about the record's life here stays: its status, visibility, redirection, last
// verification, and the source it came from. Id, num, author and birth never
// change. Instants become UTC.
func NextRevision(known, given Element, at time.Time) Element {
	e := given
	e.ID, e.Num, e.Revision = known.ID, known.Num, known.Revision+1
	e.CreatedBy, e.CreatedAt = known.CreatedBy, known.CreatedAt
	e.Slug = SlugOf(e.Name)
	if e.Status == "" {
		e.Status = known.Status
	}
	if e.Visibility == "" {
		e.Visibility = known.Visibility
	}
	if e.Redirect.IsZero() {
		e.Redirect = known.Redirect
	}
	if e.VerifiedAt.IsZero() {
		e.VerifiedAt = known.VerifiedAt
	}
	if _, _, ok := e.SourcePair(); !ok {
		e.Source = known.Source
	}
	if e.UpdatedAt.IsZero() {
		e.UpdatedAt = at
	}
	e.inUTC()
	return e
}

// inUTC writes every instant of e in UTC. An offer is copied, not changed: it
// may be shared with the value e was made from.
func (e *Element) inUTC() {
	e.CreatedAt, e.UpdatedAt, e.VerifiedAt = e.CreatedAt.UTC(), e.UpdatedAt.UTC(), e.VerifiedAt.UTC()
	if e.Offer != nil {
		offer := *e.Offer
		offer.ValidThrough = offer.ValidThrough.UTC()
		e.Offer = &offer
	}
}
