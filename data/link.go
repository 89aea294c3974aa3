package data

import "time"

// LinkPurpose says what a link that is sent to somebody lets them do, once.
type LinkPurpose string

// The purposes.
const (
	LinkSettings LinkPurpose = "settings" // open the settings, for who runs the machine
	LinkSignUp   LinkPurpose = "signup"   // make an account of an address
	LinkPassword LinkPurpose = "password" // choose another password
	LinkEmail    LinkPurpose = "email"    // give an account another address
)

// LinkPurposes lists every purpose.
var LinkPurposes = []LinkPurpose{LinkSettings, LinkSignUp, LinkPassword, LinkEmail}

// Life is how long a link is good once it is made.
func (p LinkPurpose) Life() time.Duration {
	switch p {
	case LinkSignUp, LinkEmail:
		return 48 * time.Hour
	case LinkPassword:
		return 2 * time.Hour
	}
	return 15 * time.Minute
}

// HandedLife is how long a link is good that people hand over to one another: it
// takes longer than a mail.
const HandedLife = 72 * time.Hour

// RequestLife is how long what somebody asked for waits for those who hand links
// over.
const RequestLife = 30 * 24 * time.Hour

// MaxNext bounds where a link leads once it is spent, in bytes: what is longer is not
// kept.
const MaxNext = 500

// AccessLink is what a link is good for.
type AccessLink struct {
	Purpose       LinkPurpose
	Email         string // that is proven by opening it; empty for the settings
	Account       ID     // whose; zero while there is none
	Administrator bool   // whether the account that it makes is one
	Next          string // a path of this site, where who asked for it was; at most MaxNext bytes
	ExpiresAt     time.Time
}

// LinkRequest is a link that somebody waits for on a site that sends no mails, until
// those who keep it hand it over.
type LinkRequest struct {
	ID       ID
	Email    string
	Account  ID     // that gets the address as its own; zero to make an account, or to choose a password
	Language string // fr or en, in which to write
	Next     string // see AccessLink
	AskedAt  time.Time
}

// SessionLife is how long somebody who logs in stays logged in. A session that a
// link to the settings opens is short.
const (
	SessionLife         = 30 * 24 * time.Hour
	SettingsSessionLife = 8 * time.Hour
)

// MaxSessions is on how many devices somebody may be logged in at once: one more
// logs out the one not used for longest.
const MaxSessions = 50

// Session is one device on which somebody is logged in.
type Session struct {
	ID        ID        `json:"id"`
	Account   ID        `json:"account"` // zero for who came by a link to the settings
	Device    string    `json:"device"`  // a browser and a system, as far as it tells; may be empty
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt"` // at most an hour behind
	ExpiresAt time.Time `json:"expiresAt"`
}
