package data

import (
	"fmt"
	"time"

	"github.com/google/uuid"
)

// ID names an element for ever: a UUID, version 7 when made here, so that ids
// made later sort later. The zero value is no id.
type ID [16]byte

// NewID returns a fresh id. It reads the clock and the system's randomness, and
// panics if there is none.
func NewID() ID { return ID(uuid.Must(uuid.NewV7())) }

// ParseID reads the usual text form, 8-4-4-4-12 hexadecimal digits.
func ParseID(text string) (ID, error) {
	if len(text) != 36 {
		return ID{}, fmt.Errorf("%q is not an id: expected 36 characters like 01890a5d-ac96-774b-bcce-b302099a8057", text)
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return ID{}, fmt.Errorf("%q is not an id: %w", text, err)
	}
	return ID(id), nil
}

// ChosenLife is for how long an id may be given to what is made known under it: as
// long as a browser keeps what was typed.
const ChosenLife = 30 * 24 * time.Hour

// MayBeChosen reports whether id is one that somebody may have made for what they
// make known at an instant: a UUID, version 7, not older than [ChosenLife], by a clock
// that is at most an hour fast.
func (id ID) MayBeChosen(at time.Time) bool {
	if u := uuid.UUID(id); u.Version() != 7 || u.Variant() != uuid.RFC4122 {
		return false
	}
	var milliseconds int64
	for _, b := range id[:6] {
		milliseconds = milliseconds<<8 | int64(b)
	}
	age := at.Sub(time.UnixMilli(milliseconds))
	return age > -time.Hour && age < ChosenLife
}

// IsZero reports whether id is no id.
func (id ID) IsZero() bool { return id == ID{} }

func (id ID) String() string { return uuid.UUID(id).String() }

// MarshalText writes the usual text form; no id is empty.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText is the inverse of [ID.MarshalText].
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID{}
		return nil
	}
	if len(text) == 36 {
		if parsed, err := uuid.ParseBytes(text); err == nil {
			*id = ID(parsed)
			return nil
		}
	}
	_, err := ParseID(string(text)) // says what is wrong
	return err
}
