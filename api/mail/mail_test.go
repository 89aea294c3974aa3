package mail

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	smtpmock "github.com/mocktools/go-smtp-mock/v2"
)

var letter = Message{To: "camille@example.org", Subject: "Essai, été", Text: "Ce mail est arrivé.\n"}

// local is a server on this machine, on a port.
func local(port int) Server {
	return Server{Host: "127.0.0.1", Port: port, Security: "none", From: "carte@example.org", FromName: "La carte"}
}

func TestAMailArrives(t *testing.T) {
	server := smtpmock.New(smtpmock.ConfigurationAttr{HostAddress: "127.0.0.1"})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	if err := Send(t.Context(), local(server.PortNumber()), letter); err != nil {
		t.Fatal(err)
	}
	messages, err := server.WaitForMessages(1, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	got := messages[0].MailfromRequest() + fmt.Sprint(messages[0].RcpttoRequestResponse()) + messages[0].MsgRequest()
	for _, part := range []string{"carte@example.org", "camille@example.org", "La carte", "=?UTF-8?q?Essai,_=C3=A9t=C3=A9?=", "Ce mail est arriv=C3=A9."} {
		if !strings.Contains(got, part) {
			t.Errorf("the mail lacks %q:\n%s", part, got)
		}
	}
}

func TestTheSenderIsCalledWhateverTheSiteIs(t *testing.T) {
	for _, name := range []string{`Le jardin "des trois sources"`, `A" <other@example.com>, "B`, `a\`, "<b>", "Été, d'ici", "a@b", ""} {
		server := local(25)
		server.FromName = name
		written, err := server.write(letter)
		if err != nil {
			t.Errorf("a site called %q: %v", name, err)
			continue
		}
		if from := written.GetFrom(); len(from) != 1 || from[0].Name != name || from[0].Address != server.From {
			t.Errorf("a mail of a site called %q comes from %v", name, from)
		}
	}
}

func TestAnAnswerGoesToWhoIsNamed(t *testing.T) {
	server, message := local(25), letter
	message.ReplyTo = "sacha@example.org"
	written, err := server.write(message)
	if err != nil {
		t.Fatal(err)
	}
	if to := written.GetReplyTo(); len(to) != 1 || to[0].Address != message.ReplyTo {
		t.Errorf("an answer goes to %v", to)
	}
	message.ReplyTo = "sacha@example.org\r\nBcc: other@example.com"
	if _, err := server.write(message); err == nil {
		t.Error("an address brings a header of its own")
	}
}

// scripted listens on this machine and answers each line of a client by what
// its first word has in answers; a connection greets first.
func scripted(t *testing.T, listener net.Listener, answers map[string]string) int {
	t.Helper()
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				io.WriteString(connection, answers["greeting"])
				for lines := bufio.NewScanner(connection); lines.Scan(); {
					word, _, _ := strings.Cut(lines.Text(), " ")
					answer, ok := answers[word]
					if !ok {
						answer = "250 ok\r\n"
					}
					io.WriteString(connection, answer)
				}
			}()
		}
	}()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

const greeting = "220 mail.example.org\r\n"

func TestAFailureSaysWhy(t *testing.T) {
	closed := listen(t)
	nobody := closed.Addr().(*net.TCPAddr).Port
	closed.Close()
	tests := []struct {
		name    string
		answers map[string]string // nil: nobody listens
		change  func(*Server)
		to      string
		reason  Reason
		answer  string
	}{
		{name: "nothing listens", reason: Refused},
		{name: "no such machine", change: func(s *Server) { s.Host = "smtp.invalid" }, reason: Unknown},
		{name: "an address that is none", to: "camille", reason: Address},
		{name: "no encryption", answers: map[string]string{"greeting": greeting, "EHLO": "250 mail.example.org\r\n"}, change: func(s *Server) { s.Security = "starttls" }, reason: Encryption},
		{name: "encryption that is none", answers: map[string]string{"greeting": greeting}, change: func(s *Server) { s.Security = "tls" }, reason: Encryption},
		{name: "a wrong password", answers: map[string]string{"greeting": greeting, "EHLO": "250-mail.example.org\r\n250 AUTH PLAIN\r\n", "AUTH": "535 5.7.8 Bad\tcredentials\r\n"},
			change: func(s *Server) { s.User, s.Password = "carte", "secret" }, reason: Authentication, answer: "535 5.7.8 Bad credentials"},
		{name: "no way to log in", answers: map[string]string{"greeting": greeting, "EHLO": "250 mail.example.org\r\n"}, change: func(s *Server) { s.User = "carte" }, reason: Authentication},
		{name: "a receiver that is not taken", answers: map[string]string{"greeting": greeting, "RCPT": "550 No such person here\r\n"}, reason: Rejected, answer: `550 "No such person here"`},
		{name: "a server that turns away", answers: map[string]string{"greeting": "554 Go away\r\n"}, reason: Rejected, answer: "554 Go away"},
		{name: "a server that never ends", answers: map[string]string{"greeting": strings.Repeat("220-and so on\r\n", 200_000)}, reason: Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := local(nobody)
			if tt.answers != nil {
				server.Port = scripted(t, listen(t), tt.answers)
			}
			if tt.change != nil {
				tt.change(&server)
			}
			message := letter
			if tt.to != "" {
				message.To = tt.to
			}
			err := Send(t.Context(), server, message)
			got, ok := errors.AsType[*Error](err)
			if !ok || got.Reason != tt.reason || !strings.Contains(got.Answer, tt.answer) || strings.Contains(fmt.Sprint(err), "secret") {
				t.Errorf("Send = %v, want the reason %s and the answer %q", err, tt.reason, tt.answer)
			}
		})
	}
}

// encrypted returns a listener that a test certificate vouches for.
func encrypted(t *testing.T) (net.Listener, *httptest.Server) {
	t.Helper()
	authority := httptest.NewTLSServer(nil)
	t.Cleanup(authority.Close)
	return tls.NewListener(listen(t), &tls.Config{Certificates: authority.TLS.Certificates}), authority
}

var obliging = map[string]string{
	"greeting": greeting, "EHLO": "250-mail.example.org\r\n250 AUTH PLAIN\r\n", "AUTH": "235 in\r\n", "DATA": "354 go\r\n", "QUIT": "221 bye\r\n",
}

func TestAServerProvesWhoItIs(t *testing.T) {
	listener, authority := encrypted(t)
	server := local(scripted(t, listener, obliging))
	server.Security, server.User, server.Password = "tls", "carte", "secret"
	if err := Send(t.Context(), server, letter); reasonIn(err) != Certificate {
		t.Errorf("a certificate that nobody vouches for: %v", err)
	}
	server.authorities = x509.NewCertPool()
	server.authorities.AddCert(authority.Certificate())
	if err := Send(t.Context(), server, letter); err != nil {
		t.Errorf("a certificate that somebody vouches for: %v", err)
	}
}

func reasonIn(err error) Reason {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return ""
}

func TestASlowServerIsNotWaitedForLong(t *testing.T) {
	listener := listen(t)
	defer listener.Close() // nobody answers: the system alone accepts
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	begin := time.Now()
	err := Send(ctx, local(listener.Addr().(*net.TCPAddr).Port), letter)
	if reasonIn(err) != Timeout || time.Since(begin) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}
