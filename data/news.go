package data

import (
	"fmt"
	"slices"
	"time"
)

// NewsWhat is what there is to tell of an element.
type NewsWhat string

// What there is.
const (
	NewsRevision NewsWhat = ""       // that there is the revision
	NewsPicked   NewsWhat = "picked" // that a network that is followed shows the element now
)

// News tells who follows something of one revision of an element or, without a num,
// of many on one day.
type News struct {
	Num      int64     `json:"num,omitempty"` // of the element; 0 for many
	Revision int       `json:"revision"`      // of the element; the number of the day since 1970 for many
	Why      Follow    `json:"why"`           // what is followed
	What     NewsWhat  `json:"what,omitempty"`
	Number   int       `json:"number"`   // of elements
	Sequence int64     `json:"sequence"` // the entry of the log; the last of many
	At       time.Time `json:"at"`
}

// IsMany reports whether n tells of many elements.
func (n *News) IsMany() bool { return n.Num == 0 }

// Bounds of the news of an account: beyond them the oldest are forgotten.
const (
	MaxNews  = 500
	NewsLife = 90 * 24 * time.Hour
)

// Digest says how often somebody is mailed their news.
type Digest string

// The choices.
const (
	DigestUnasked Digest = ""      // nobody has chosen yet: none is sent
	DigestNever   Digest = "never" // none is sent
	DigestWeekly  Digest = "weekly"
	DigestDaily   Digest = "daily"
)

// Digests lists what may be chosen.
var Digests = []Digest{DigestNever, DigestWeekly, DigestDaily}

// Validate returns nil, or an error that wraps [ErrInvalid].
func (d Digest) Validate() error {
	if !slices.Contains(Digests, d) {
		return fmt.Errorf("%w: %q is no choice of a digest", ErrInvalid, string(d))
	}
	return nil
}

// Period is the least time between two digests, 0 when none is sent.
func (d Digest) Period() time.Duration {
	switch d {
	case DigestDaily:
		return 24 * time.Hour
	case DigestWeekly:
		return 7 * 24 * time.Hour
	}
	return 0
}

// DirectPause is the least time between two mails that tell somebody what concerns
// them directly: what happens meanwhile is in the next one.
const DirectPause = 10 * time.Minute

// NewsChoices is what somebody chose about their news, and how far they know them.
type NewsChoices struct {
	Account    ID        `json:"-"`
	Digest     Digest    `json:"digest"`
	Direct     bool      `json:"direct"` // mail what concerns them directly at once
	Seen       int64     `json:"seen"`   // up to this entry of the log they have seen the news
	Digested   int64     `json:"digested"`
	DigestedAt time.Time `json:"digestedAt,omitzero"` // when the last digest went, or was chosen
	MailedAt   time.Time `json:"mailedAt,omitzero"`   // when the last direct mail went
}
