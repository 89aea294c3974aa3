package web

import (
	"io"
	"time"
)

// Waiting is the page on which those who keep a site that sends no mail find who
// waits for a link.
type Waiting struct {
	Requests []Request
	Handed   *Handed // the link that was just made
	Gone     bool    // whether it was handed over already
}

// Request is somebody who waits.
type Request struct {
	ID, Email string
	Purpose   string // account or email
	At        time.Time
}

// Handed is a link to hand over.
type Handed struct {
	Email, Subject, Text string
}

// Waiting writes that page.
func (r *Renderer) Waiting(w io.Writer, language Language, view Waiting) error {
	return r.accountPage(w, language, "account_waiting", WaitingPath, "account_waiting_title", view)
}

// KeptMail is a mail that was not sent but kept, for those who work on the site.
type KeptMail struct {
	To, Subject string
	At          time.Time
	Lines       []MailLine
}

// MailLine is a line of a mail; Path leads to the page that it names on this site,
// if it does.
type MailLine struct {
	Text string
	Path string
}

// Mails writes the mails that were kept, the last first.
func (r *Renderer) Mails(w io.Writer, language Language, mails []KeptMail) error {
	return r.accountPage(w, language, "account_mails", MailsPath, "account_mails_title", mails)
}
