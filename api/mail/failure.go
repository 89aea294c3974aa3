package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// Reason says why a mail was not sent, in a stable word that pages have a
// sentence for.
type Reason string

// The reasons.
const (
	Address        Reason = "address"        // the sender's or the receiver's cannot be read
	Unknown        Reason = "unknown"        // no machine has the server's name
	Refused        Reason = "refused"        // nothing listens there
	Timeout        Reason = "timeout"        // no answer in time
	Encryption     Reason = "encryption"     // the server does not encrypt that way
	Certificate    Reason = "certificate"    // the server cannot prove who it is
	Authentication Reason = "authentication" // the user name or the password is wrong
	Rejected       Reason = "rejected"       // the server does not take this mail
	Failed         Reason = "failed"         // anything else
)

// Error says why a mail was not sent.
type Error struct {
	Reason Reason
	Answer string // what the server said, if it did: one line, at most 200 characters
	Err    error
}

func (e *Error) Error() string {
	return "cannot send the mail (" + string(e.Reason) + "): " + e.Err.Error()
}

// Unwrap returns what went wrong below.
func (e *Error) Unwrap() error { return e.Err }

func newError(err error) *Error {
	e := &Error{Reason: reasonOf(err), Err: err}
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		e.Answer = line(strconv.Itoa(answer.Code) + " " + answer.Msg)
	} else if e.Reason == Rejected { // what go-mail hides in a text of its own
		answer, _, _ := strings.Cut(err.Error(), ", affected")
		e.Answer = line(answer)
	}
	return e
}

func reasonOf(err error) Reason {
	if _, ok := errors.AsType[*gomail.SendError](err); ok && !isTimeout(err) {
		return Rejected
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Certificate
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return Encryption
	}
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		return answered(answer.Code)
	}
	switch text := err.Error(); {
	case isTimeout(err):
		return Timeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case isUnknownHost(err):
		return Unknown
	// go-mail has no value for these.
	case strings.Contains(text, "STARTTLS"), strings.HasPrefix(text, "tls:"), strings.HasPrefix(text, "remote error: tls:"):
		return Encryption
	case errors.Is(err, gomail.ErrNoSupportedAuthDiscovered), strings.Contains(text, "SMTP AUTH"):
		return Authentication
	}
	return Failed
}

// answered returns the reason that a code of RFC 4954 and 5321 tells, while
// nothing was sent yet.
func answered(code int) Reason {
	switch code {
	case 530, 534, 535, 538:
		return Authentication
	case 454: // TLS not available
		return Encryption
	}
	return Rejected
}

func isTimeout(err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return ok && network.Timeout() || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}

func isUnknownHost(err error) bool {
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}

// line returns a text that somebody else wrote as one line of bounded length.
func line(text string) string {
	const most = 200
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
