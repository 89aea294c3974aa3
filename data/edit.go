package data

import (
	"errors"
	"slices"
	"time"
)

// Reason is the sort of change that made a revision.
type Reason string

// The reasons.
const (
	ReasonImport    Reason = "import"
	ReasonErased    Reason = "erased" // its author took it away for good
	ReasonCreated   Reason = "created"
	ReasonEdited    Reason = "edited"
	ReasonPublished Reason = "published" // was a draft
	ReasonVerified  Reason = "verified"  // somebody said that it is still right
	ReasonHidden    Reason = "hidden"    // taken off the map
	ReasonShown     Reason = "shown"     // put back on it
	ReasonRestored  Reason = "restored"  // an earlier revision, again
)

// Reasons lists every reason.
var Reasons = []Reason{
	ReasonImport, ReasonErased, ReasonCreated, ReasonEdited, ReasonPublished, ReasonVerified, ReasonHidden, ReasonShown, ReasonRestored,
}

// MaxComment bounds what an author says of a change, in characters.
const MaxComment = 300

// ValidateComment returns nil, or as joined [*FieldError]s what is wrong with what an
// author says of a change.
func ValidateComment(comment string) error {
	c := &checker{}
	c.line("comment", comment, MaxComment)
	return c.err()
}

// verifiedAgain is how long nobody needs to say again that an element is right.
const verifiedAgain = 24 * time.Hour

// Authored returns given as somebody makes it known at an instant: a draft, or
// published. What is the house's to say, an author cannot say: source, dates, an id
// that is not [ID.MayBeChosen].
func Authored(given Element, author ID, at time.Time) Element {
	e := given
	e.Source, e.Redirect, e.VerifiedAt = Source{}, ID{}, time.Time{}
	e.CreatedBy, e.CreatedAt, e.UpdatedBy, e.UpdatedAt = author, at, author, at
	if e.Status != StatusDraft {
		e.Status, e.VerifiedAt = StatusPublished, at
	}
	e.Visibility = VisibilityPublic
	if !e.ID.MayBeChosen(at) {
		e.ID = NewID()
	}
	return FirstRevision(e, e.ID, at)
}

// SaidAgain reports whether e is what the same author made known already under the
// same id: known, whose first revision said first. What was taken off the map since
// is not there to be seen, and can be made known anew.
func (e *Element) SaidAgain(known, first *Element) (bool, error) {
	if e.ID != known.ID || e.CreatedBy != known.CreatedBy || known.Status == StatusArchived {
		return false, nil
	}
	said := *e
	said.VerifiedAt = first.VerifiedAt
	return SameContent(&said, first)
}

// Edited returns what known becomes when somebody writes given over it at an
// instant. Its kind, its ids, its source, its author and its birth stay; so does
// what it takes an act of its own to change. A draft becomes public when given
// is published; nothing becomes a draft again.
func Edited(known, given Element, author ID, at time.Time) Element {
	e := given
	e.Kind, e.Source, e.Redirect, e.Visibility = known.Kind, known.Source, known.Redirect, known.Visibility
	e.Status, e.VerifiedAt = known.Status, known.VerifiedAt
	if known.Status == StatusDraft && given.Status == StatusPublished {
		e.Status, e.VerifiedAt = StatusPublished, at
	}
	e.UpdatedBy, e.UpdatedAt = author, at
	return NextRevision(known, e, at)
}

// Verified returns what known becomes when somebody says at an instant that it is
// still right, and whether there is any need to write that down.
func Verified(known Element, author ID, at time.Time) (Element, bool) {
	if at.Sub(known.VerifiedAt) < verifiedAgain {
		return known, false
	}
	e := known
	e.VerifiedAt, e.UpdatedBy, e.UpdatedAt = at, author, at
	return NextRevision(known, e, at), true
}

// Hidden returns what known becomes when somebody takes it off the map, or puts it
// back on it.
func Hidden(known Element, hidden bool, author ID, at time.Time) Element {
	e := known
	e.Status = StatusPublished
	if hidden {
		e.Status = StatusArchived
	}
	e.UpdatedBy, e.UpdatedAt = author, at
	return NextRevision(known, e, at)
}

// NewLinks returns the elements that e is tied to and before was not.
func (e *Element) NewLinks(before *Element) []ID {
	var added []ID
	for _, link := range e.Links {
		known := slices.ContainsFunc(before.Links, func(l Link) bool { return l.Target == link.Target })
		if !known && !slices.Contains(added, link.Target) {
			added = append(added, link.Target)
		}
	}
	return added
}

// ValidateAuthored returns nil, or as joined [*FieldError]s what people cannot say of
// an element when they make it known, beyond what [Element.Validate] checks.
func (e *Element) ValidateAuthored() error {
	c := &checker{}
	if e.Kind == KindPerson {
		c.refuse("kind", "kind_person")
	}
	return errors.Join(e.Validate(), c.err())
}
