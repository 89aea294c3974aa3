package data

import (
	"fmt"

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
