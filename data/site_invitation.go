package data

import (
	"errors"
	"time"
)

// SiteInvitation is what somebody writes who invites another person to the site.
type SiteInvitation struct {
	Email   string // as [TidyEmail] writes it
	Message string // plain text; may be empty
}

// Bounds of an invitation to the site.
const (
	MaxInvitationMessage = 300 // characters
	SiteInvitationLife   = 14 * 24 * time.Hour
)

// Validate returns nil, or every broken rule as a joined [*AccountError] and
// [*FieldError]s.
func (i *SiteInvitation) Validate() error {
	c := &checker{}
	c.text("message", i.Message, MaxInvitationMessage)
	return errors.Join(ValidateEmail(i.Email), c.err())
}
