package api

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/api/mail"
	"maillage/data"
	"maillage/web"
)

// outbox sends mails while nobody waits for it: an answer takes as long whether
// there is something to send or not. Where mails are looked at rather than sent,
// it keeps them.
type outbox struct {
	slots   chan struct{} // one for each mail that is being sent
	sending sync.WaitGroup
	keeps   bool // keep mails, send none

	mu   sync.Mutex
	kept []keptMail // the last first
}

type keptMail struct {
	mail.Message
	at time.Time
}

// Bounds of the outbox.
const (
	mailsAtOnce = 16
	maxKept     = 50
)

func newOutbox(keeps bool) *outbox {
	return &outbox{slots: make(chan struct{}, mailsAtOnce), keeps: keeps}
}

func (o *outbox) keep(message mail.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept = slices.Insert(o.kept, 0, keptMail{message, time.Now()})
	o.kept = o.kept[:min(len(o.kept), maxKept)]
}

func (o *outbox) all() []keptMail {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.kept)
}

// site returns the address under which mails may link to this site: the public one,
// or that of a browser on this machine. What a request says of its host counts for
// nothing else: whoever sends it chooses it.
func (s *Server) site(r *http.Request) (address string, ok bool) {
	if s.publicURL != "" {
		return s.publicURL, true
	}
	return s.scheme(r) + "://" + r.Host, isLoopback(r.Host)
}

// isLoopback reports whether a host, with a port or without, is this machine. What
// is no number is no port: something else might read another host there.
func isLoopback(hostport string) bool {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		host, port = hostport, "0"
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return false
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || err == nil && address.Zone() == "" && address.Unmap().IsLoopback()
}

// sends reports whether a request may have mails sent; else links are handed over.
func (p *pages) sends(r *http.Request) bool {
	_, ok := p.site(r)
	return ok && (p.outbox.keeps || p.now().settings.SendsMail())
}

// linkAddress returns the address of a page of this site with a token, for a mail.
func (p *pages) linkAddress(r *http.Request, language web.Language, token string) string {
	site, _ := p.site(r)
	return site + language.Path(web.LinkPath) + "?token=" + url.QueryEscape(token)
}

// send writes a mail of a sort and hands it over in the background. When that
// fails, orElse is kept, unless it is nil, for those who hand links over.
func (p *pages) send(c *gin.Context, language web.Language, to, sort string, facts map[string]string, orElse *data.LinkRequest) error {
	subject, text, err := p.renderer(c).Mail(language, sort, facts)
	if err != nil {
		return err
	}
	message := mail.Message{To: to, Subject: subject, Text: text}
	return p.post(c, sort, message, func(ctx context.Context) error { return p.keepRequest(ctx, orElse) })
}

// post hands a mail of a sort over in the background. When that fails, orElse is
// called.
func (p *pages) post(c *gin.Context, sort string, message mail.Message, orElse func(context.Context) error) error {
	if p.outbox.keeps {
		p.outbox.keep(message)
		return nil
	}
	server := MailServer(p.now().settings)
	visit := visitOf(c.Request.Context()).number()
	select {
	case p.outbox.slots <- struct{}{}:
	default: // the mail server is slow: what was to be said is kept
		p.log.Warn("mail not sent: too many are on their way", "request", visit, "sort", sort)
		return orElse(c.Request.Context())
	}
	p.outbox.sending.Go(func() {
		defer func() { <-p.outbox.slots }()
		ctx, cancel := context.WithTimeout(context.Background(), mail.Limit+answerLimit)
		defer cancel()
		if err := mail.Send(ctx, server, message); err != nil {
			p.log.Warn("mail not sent", append([]any{"request", visit, "sort", sort}, mailLog(err)...)...)
			if err := orElse(ctx); err != nil {
				p.log.Warn("what a mail was to say is not kept", "request", visit, "sort", sort, "error", err)
			}
		}
	})
	return nil
}

func (p *pages) keepRequest(ctx context.Context, request *data.LinkRequest) error {
	if request == nil {
		return nil
	}
	return p.commons.AskForLink(ctx, *request)
}

// proxyHeaders are what proxies add to requests, one or the other.
var proxyHeaders = []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-Ip"}

// readsMails reports whether a request may read the mails that were kept: one of a
// browser on this very machine. What a proxy brings, or a page of another name that
// leads here, may not.
func (p *pages) readsMails(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !p.outbox.keeps || !from.Addr().Unmap().IsLoopback() || !isLoopback(r.Host) {
		return false
	}
	return !slices.ContainsFunc(proxyHeaders, func(header string) bool { return r.Header.Get(header) != "" })
}

// mails writes the mails that were kept.
func (p *pages) mails(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	if !p.readsMails(c.Request) {
		return errNoResource
	}
	site, _ := p.site(c.Request)
	var kept []web.KeptMail
	for _, one := range p.outbox.all() {
		view := web.KeptMail{To: one.To, Subject: one.Subject, At: one.at}
		for line := range strings.SplitSeq(one.Text, "\n") {
			path, ok := strings.CutPrefix(line, site+"/")
			if ok {
				path = "/" + path
			} else {
				path = ""
			}
			view.Lines = append(view.Lines, web.MailLine{Text: line, Path: path})
		}
		kept = append(kept, view)
	}
	return p.renderer(c).Mails(page, language, kept)
}
