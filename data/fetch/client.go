package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Errors of answers that do not come. Each is wrapped with what happened.
var (
	// ErrAddress marks a request that would go where it may not: a private
	// address, another scheme, a redirect to one of these or one too many.
	ErrAddress = errors.New("this address is not to be asked")
	// ErrUnavailable marks a machine that cannot be reached, or breaks off.
	ErrUnavailable = errors.New("the machine does not answer")
	// ErrSlow marks an answer that is not whole in time.
	ErrSlow = errors.New("the answer takes too long")
	// ErrSize marks an answer that holds more than is read.
	ErrSize = errors.New("the answer is too large")
)

// StatusError is an answer that says that it is none.
type StatusError struct{ Status int }

func (e *StatusError) Error() string { return fmt.Sprintf("the answer has the status %d", e.Status) }

// Options bound what a client does. All but Private are needed.
type Options struct {
	Timeout   time.Duration // of one answer, redirects and the body included
	MaxBytes  int64         // of one body, unpacked
	Redirects int           // followed for one answer, at most
	UserAgent string        // what the client says it is
	// Private are the hosts that may have an address of a private network or of
	// this machine, as addresses write them, without a port.
	Private []string
}

// Client asks other machines. It is safe for concurrent use.
type Client struct {
	options Options
	http    *http.Client
}

// New returns a client of the options.
func New(o Options) *Client {
	c := &Client{options: o}
	c.http = &http.Client{
		CheckRedirect: c.mayFollow,
		Transport: &http.Transport{
			DialContext:            c.dial,
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    4,
			IdleConnTimeout:        30 * time.Second,
			TLSHandshakeTimeout:    o.Timeout,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
	return c
}

// Get answers the body of what is at an address, with the status 200. The header
// is sent along. The error wraps one of the package's, is a [*StatusError], or is
// that ctx has ended.
func (c *Client) Get(ctx context.Context, address *url.URL, header http.Header) ([]byte, error) {
	if err := speaks(address); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	request := (&http.Request{Method: http.MethodGet, URL: address, Header: header.Clone()}).WithContext(limited)
	if request.Header == nil {
		request.Header = http.Header{}
	}
	request.Header.Set("User-Agent", c.options.UserAgent)
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, told(ctx, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, &StatusError{answer.StatusCode}
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, c.options.MaxBytes+1))
	if err != nil {
		return nil, told(ctx, err)
	}
	if int64(len(body)) > c.options.MaxBytes {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrSize, c.options.MaxBytes)
	}
	return body, nil
}

// speaks refuses an address that is not of the web, or that holds a password.
func speaks(address *url.URL) error {
	switch {
	case address.Scheme != "http" && address.Scheme != "https":
		return fmt.Errorf("%w: it begins with neither http:// nor https://", ErrAddress)
	case address.Hostname() == "":
		return fmt.Errorf("%w: it names no host", ErrAddress)
	case address.User != nil:
		return fmt.Errorf("%w: it holds a user name", ErrAddress)
	}
	return nil
}

// mayFollow decides on each redirect. Whoever is asked next is not told where the
// question came from.
func (c *Client) mayFollow(next *http.Request, before []*http.Request) error {
	if len(before) > c.options.Redirects {
		return fmt.Errorf("%w: more than %d redirects", ErrAddress, c.options.Redirects)
	}
	if before[len(before)-1].URL.Scheme == "https" && next.URL.Scheme != "https" {
		return fmt.Errorf("%w: a redirect leaves encryption", ErrAddress)
	}
	next.Header.Del("Referer")
	return speaks(next.URL)
}

// dial connects to a host whose address may be asked. It is asked for each
// connection, with the name that is asked for; the check sees the address itself.
func (c *Client) dial(ctx context.Context, network, hostPort string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return nil, err
	}
	own := slices.ContainsFunc(c.options.Private, func(name string) bool { return strings.EqualFold(name, host) })
	dialer := net.Dialer{Control: func(_, address string, _ syscall.RawConn) error { return mayDial(address, own) }}
	return dialer.DialContext(ctx, network, hostPort)
}

// told returns err without the address, which net/http writes into it.
func told(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, ErrAddress):
		return err
	case errors.As(err, &timeout) && timeout.Timeout():
		return ErrSlow
	}
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("%w: %v", ErrUnavailable, failed.Err)
	}
	return fmt.Errorf("%w: %v", ErrUnavailable, err)
}
