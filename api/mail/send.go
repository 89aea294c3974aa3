package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"net"
	address "net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Limit is how long sending takes at most.
const Limit = 15 * time.Second

// Server is what takes mails.
type Server struct {
	Host           string
	Port           int    // 0 for the usual one: 587, 465 with tls, 25 with none
	Security       string // starttls, tls or none; empty is starttls
	User, Password string // empty for a server that asks for none
	From           string // the address that mails come from
	FromName       string // who that is, for people; may be empty

	authorities *x509.CertPool // who vouches for the server; nil: those of the system
}

// Message is a mail of plain text.
type Message struct {
	To, Subject, Text string
	// Unsubscribe is the address by which who gets such mails again and again ends
	// them with one click of their mail program (RFC 8058); empty for a mail that
	// somebody asked for.
	Unsubscribe string
	// ReplyTo is the address of who is answered; empty for nobody but the sender's.
	ReplyTo string
}

// Send hands a message to the server. The error is an [*Error].
func Send(ctx context.Context, server Server, message Message) error {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	mail, err := server.write(message)
	if err != nil {
		return &Error{Reason: Address, Err: err}
	}
	client, err := server.client()
	if err != nil {
		return &Error{Reason: Failed, Err: err}
	}
	connected, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return newError(err)
	}
	defer connected.Close()
	if err := client.SendWithSMTPClient(connected, mail); err != nil {
		return newError(err)
	}
	connected.Quit() // the mail is handed over: how the server says goodbye is nobody's concern
	return nil
}

func (s *Server) write(message Message) (*gomail.Msg, error) {
	mail := gomail.NewMsg()
	from := address.Address{Name: s.FromName, Address: s.From} // which quotes what a name may hold
	if err := mail.From(from.String()); err != nil {
		return nil, err
	}
	if err := mail.To(message.To); err != nil {
		return nil, err
	}
	mail.SetMessageIDWithValue(rand.Text() + "@" + s.domain()) // the usual one tells the machine's name
	mail.SetDate()
	mail.Subject(message.Subject)
	if message.Unsubscribe != "" {
		mail.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+message.Unsubscribe+">")
		mail.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
		mail.SetGenHeader("Auto-Submitted", "auto-generated")
	}
	if message.ReplyTo != "" {
		if err := mail.ReplyTo(message.ReplyTo); err != nil {
			return nil, err
		}
	}
	mail.SetBodyString(gomail.TypeTextPlain, message.Text)
	return mail, nil
}

// domain returns the host of the sender's address.
func (s *Server) domain() string {
	_, domain, _ := strings.Cut(s.From, "@")
	return domain
}

func (s *Server) client() (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.port()), gomail.WithTimeout(Limit), gomail.WithHELO(s.domain()),
		gomail.WithDialContextFunc(s.dial), gomail.WithTLSConfig(s.encryption()),
		gomail.WithoutNoop(), gomail.WithoutRset(), // one mail a connection
	}
	if s.Security == "tls" || s.Security == "none" {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS)) // dial has encrypted, or nobody has to
	} else {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		options = append(options, gomail.WithUsername(s.User), gomail.WithPassword(s.Password), gomail.WithOpportunisticSMTPAuth(s.logins()...))
	}
	return gomail.NewClient(s.Host, options...)
}

// logins are the ways to log in, the better ones first.
func (s *Server) logins() []gomail.SMTPAuthType {
	if s.Security == "none" {
		return []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc}
	}
	return []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
}

func (s *Server) port() int {
	switch {
	case s.Port != 0:
		return s.Port
	case s.Security == "tls":
		return 465
	case s.Security == "none":
		return 25
	}
	return 587
}

func (s *Server) encryption() *tls.Config {
	return &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.authorities}
}

// dial connects to the server, encrypted from the first byte if that is what is
// set.
func (s *Server) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	raw, err := (&net.Dialer{}).DialContext(ctx, network, net.JoinHostPort(s.Host, strconv.Itoa(s.port())))
	if err != nil {
		return nil, err
	}
	end, _ := ctx.Deadline()
	bounded := &boundedConnection{Conn: raw, end: end, left: MaxAnswer}
	if err := bounded.SetDeadline(end); err != nil || s.Security != "tls" {
		return bounded, err
	}
	encrypted := tls.Client(bounded, s.encryption())
	if err := encrypted.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, err
	}
	return encrypted, nil
}
