package data

import (
	"errors"
	"time"
)

// Bounds of invitations.
const (
	InvitationLife = 14 * 24 * time.Hour
	MaxInvitations = 100 // that wait, of one element or network
)

// Invitation asks somebody to belong to an element or to a network, by a link that is
// good once. It is good only as long as who made it could make it again.
type Invitation struct {
	ID  ID    `json:"id"`
	Num int64 `json:"num,omitempty"` // of the element; 0 when it is to a network
	// Network is the num of the network; 0 when it is to an element.
	Network int64    `json:"network,omitempty"`
	Email   string   `json:"email,omitempty"` // a tidy address; empty for a link to hand over
	Level   Level    `json:"level"`
	Roles   []string `json:"roles,omitempty"`
	By      ID       `json:"by"` // the account that made it
	// Claim says that By asked for it themselves: the link goes to the address that
	// the element publishes, and whoever reads that may look after the element.
	Claim bool `json:"claim,omitempty"`
	// Mailed says that nobody but who reads Email has seen the link: opening it
	// proves the address.
	Mailed    bool      `json:"mailed,omitempty"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// Validate returns nil, or every broken rule as joined [*FieldError]s and
// [*AccountError]s.
func (i *Invitation) Validate() error {
	c := &checker{}
	oneOf(c, "level", i.Level, Levels)
	c.roles(i.Roles)
	if i.Email == "" {
		return c.err()
	}
	return errors.Join(ValidateEmail(i.Email), c.err())
}

// ProvingAddress returns the address that e publishes whose reader may be taken to look
// after it: its source gave it, in imported, the last revision that it wrote. What
// somebody wrote here proves nothing. Empty when there is none.
func (e *Element) ProvingAddress(imported *Element) string {
	email := TidyEmail(imported.Email)
	if ValidateEmail(email) != nil || TidyEmail(e.Email) != email || !e.Public() {
		return ""
	}
	return email
}
