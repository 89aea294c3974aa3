package data

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Account is a person as this instance knows them: who may log in, under which
// name. It is no element: an account never enters the engine. The hash of its
// password is kept beside it and is no part of it.
type Account struct {
	ID            ID        `json:"id"`
	Email         string    `json:"email"`    // as [TidyEmail] writes it; somebody reads what is sent there
	Name          string    `json:"name"`     // as [TidyName] writes it; what others read
	Language      string    `json:"language"` // fr or en, of the mails that it gets
	Administrator bool      `json:"administrator,omitempty"`
	CreatedAt     time.Time `json:"createdAt"`
	// ErasesAt is when the account is erased; zero when its owner has not asked for
	// it. What becomes of what they contributed is Contributions.
	ErasesAt      time.Time     `json:"erasesAt,omitzero"`
	Contributions Contributions `json:"contributions,omitempty"`
	Profile       Profile       `json:"profile,omitzero"` // what its owner says of themselves
}

// Contributions says what becomes of what somebody contributed, once their
// account is erased.
type Contributions string

// The choices.
const (
	KeepContributions Contributions = "keep" // as those of a former member
	HideContributions Contributions = "hide" // what nobody else has changed since is taken off the map
)

// ErasureGrace is how long an erasure that was asked for can be taken back, by
// logging in.
const ErasureGrace = 7 * 24 * time.Hour

// Bounds of what people give of themselves.
const (
	MaxEmail       = 254 // bytes
	maxLocalPart   = 64  // bytes, before the @
	MaxAccountName = 60  // characters
)

// TidyEmail returns an address as it is kept and compared: without blanks around
// it, in lower case, so that one mailbox is one account.
func TidyEmail(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// TidyName returns a name as it is kept: composed (NFC), its blanks single.
func TidyName(text string) string {
	return norm.NFC.String(strings.Join(strings.Fields(text), " "))
}

// ValidateEmail returns nil, or an [*AccountError] for what is not an address that
// mails reach: a tidy one of ASCII, a host with a dot behind its @. Quoted local
// parts, comments and names are refused, and with them all that could break a
// header.
func ValidateEmail(address string) error {
	local, host, _ := strings.Cut(address, "@")
	ok := len(address) <= MaxEmail && local != "" && len(local) <= maxLocalPart && strings.Contains(host, ".")
	for part := range strings.SplitSeq(local, ".") {
		ok = ok && part != "" && !strings.ContainsFunc(part, isNoLocalRune)
	}
	for label := range strings.SplitSeq(host, ".") {
		ok = ok && label != "" && len(label) <= 63 && !strings.ContainsFunc(label, isNoHostRune)
	}
	if !ok {
		return &AccountError{Field: "email", Rule: "email"}
	}
	return nil
}

func isNoLocalRune(r rune) bool {
	return isNoHostRune(r) && !strings.ContainsRune("!#$%&'*+/=?^`{|}~", r)
}

// ValidateAccountName returns nil, or an [*AccountError] that says what is wrong
// with a tidy name.
func ValidateAccountName(name string) error {
	wrong := func(rule string, facts Facts) error { return &AccountError{"name", rule, facts} }
	n := utf8.RuneCountInString(name)
	switch {
	case name == "":
		return wrong("name_missing", nil)
	case !utf8.ValidString(name):
		return wrong("encoding", nil)
	case strings.ContainsFunc(name, IsForbidden):
		return wrong("invisible", nil)
	case n > MaxAccountName:
		return wrong("long", Facts{"count": n, "most": MaxAccountName})
	case !strings.ContainsFunc(name, isVisible):
		return wrong("visible", nil)
	}
	return nil
}

// Validate returns nil, or every broken rule as joined [*AccountError]s.
func (a *Account) Validate() error {
	var language error
	if a.Language != "fr" && a.Language != "en" {
		language = &AccountError{Field: "language", Rule: "language"}
	}
	return errors.Join(ValidateEmail(a.Email), ValidateAccountName(a.Name), language)
}
