package data

import (
	"fmt"
	"strings"
	"time"
)

// Erasure says that an account was erased, and what became of what it had
// contributed. It names nobody: the id alone is left.
type Erasure struct {
	Account       ID
	Contributions Contributions
	At            time.Time
}

// String returns the erasure as one line: the instant, the choice, the id.
func (e Erasure) String() string {
	return fmt.Sprintf("%s %s %s", e.At.UTC().Format(time.RFC3339), e.Contributions, e.Account)
}

// ParseErasure reads what [Erasure.String] wrote.
func ParseErasure(line string) (Erasure, error) {
	parts := strings.Split(strings.TrimSpace(line), " ")
	if len(parts) != 3 {
		return Erasure{}, fmt.Errorf("%w: %q is not an erasure: expected an instant, keep or hide, and an id", ErrInvalid, shortened(line))
	}
	at, err := time.Parse(time.RFC3339, parts[0])
	if err != nil || at.Year() < 1 || at.Year() > 9999 {
		return Erasure{}, fmt.Errorf("%w: %q is not the instant of an erasure", ErrInvalid, shortened(parts[0]))
	}
	e := Erasure{Contributions: Contributions(parts[1]), At: at.UTC()}
	if err := e.Contributions.Validate(); err != nil {
		return Erasure{}, err
	}
	e.Account, err = ParseID(parts[2])
	if err != nil {
		return Erasure{}, fmt.Errorf("%w: the id of an erasure: %v", ErrInvalid, err)
	}
	return e, nil
}

// shortened bounds what an error repeats of a file.
func shortened(text string) string { return text[:min(len(text), 80)] }

// Validate returns nil, or an [*AccountError] for what is no choice.
func (c Contributions) Validate() error {
	if c != KeepContributions && c != HideContributions {
		return &AccountError{Field: "contributions", Rule: "contributions"}
	}
	return nil
}

// erasedName is the name of an element that nothing is left of; nobody is shown it.
const erasedName = "∅"

// Emptied returns what is left of an element when the one person who wrote it
// takes it away for good: its ids and its kind, hidden. It is the next revision,
// which no account made.
func (e *Element) Emptied(now time.Time) Element {
	left := Element{
		ID: e.ID, Num: e.Num, Kind: e.Kind, Name: erasedName, Status: StatusArchived,
		Revision: e.Revision + 1, CreatedAt: e.CreatedAt, UpdatedAt: now,
	}
	if e.Offer != nil {
		left.Offer = &Offer{Intent: e.Offer.Intent, Basis: e.Offer.Basis}
	}
	return left
}
