package basemap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Bounds of a conversation with a web server.
const (
	connectLimit = 10 * time.Second
	answerLimit  = 15 * time.Second // until its answer begins, and between two parts of it
	maxRedirects = 5
)

// remote is an archive on a web server that sends parts of files.
type remote struct {
	address *url.URL
	client  *http.Client
	limit   time.Duration // for an answer to begin, and between two parts of it
	length  int64
	version string // what the server calls this state of the file; "" when it does not say
}

func openRemote(ctx context.Context, address *url.URL) (*remote, error) {
	return openRemoteWithin(ctx, address, answerLimit)
}

func openRemoteWithin(ctx context.Context, address *url.URL, limit time.Duration) (*remote, error) {
	r := &remote{address: address, limit: limit, length: -1, client: &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connectLimit}).DialContext,
			TLSHandshakeTimeout:   connectLimit,
			ResponseHeaderTimeout: limit,
			ForceAttemptHTTP2:     true,
			MaxIdleConnsPerHost:   8,
			IdleConnTimeout:       time.Minute,
			DisableCompression:    true,
		},
		CheckRedirect: checkRedirect,
	}}
	content, err := r.open(ctx, 0, 1) // which tells the length
	if err != nil {
		r.Close()
		return nil, err
	}
	content.Close()
	return r, nil
}

func checkRedirect(next *http.Request, before []*http.Request) error {
	switch {
	case len(before) > maxRedirects:
		return fmt.Errorf("it redirects more than %d times", maxRedirects)
	case next.URL.Scheme != "https" && (next.URL.Scheme != "http" || before[0].URL.Scheme == "https"):
		return fmt.Errorf("it redirects to %s://, which is not followed", next.URL.Scheme)
	}
	return nil
}

func (r *remote) size() int64 { return r.length }

func (r *remote) identity() string { return fmt.Sprint(r.length, " ", r.version) }

// Close gives back the connections.
func (r *remote) Close() error {
	r.client.CloseIdleConnections()
	return nil
}

// open asks for a range. The first answer tells the length and the version of
// the file, which are those of every later one.
func (r *remote) open(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.address.String(), nil)
	if err != nil {
		cancel(nil)
		return nil, r.unavailable(err)
	}
	request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", offset, offset+length-1))
	request.Header.Set("Accept-Encoding", "identity")
	answer, err := r.client.Do(request)
	if err != nil {
		cancel(nil)
		return nil, r.unavailable(err)
	}
	if err := r.check(answer, offset, length); err != nil {
		answer.Body.Close()
		cancel(nil)
		return nil, err
	}
	b := &body{ReadCloser: answer.Body, cancel: cancel, limit: r.limit}
	b.timer = time.AfterFunc(r.limit, func() { cancel(errStalled) })
	b.failed = func(err error) error {
		if context.Cause(ctx) == errStalled {
			err = errStalled
		}
		return r.unavailable(err)
	}
	return b, nil
}

// check tells whether an answer is the range that was asked for, of the file
// that was opened.
func (r *remote) check(answer *http.Response, offset, length int64) error {
	switch answer.StatusCode {
	case http.StatusPartialContent:
	case http.StatusOK:
		if answer.ContentLength == 0 {
			return r.empty()
		}
		return fmt.Errorf("%w: %s sends whole files only (no HTTP Range): put the archive on a server that sends parts, or download it and give the file",
			ErrUnavailable, r.address.Host)
	case http.StatusRequestedRangeNotSatisfiable:
		if r.length < 0 {
			return r.empty()
		}
		return ErrChanged
	default:
		return fmt.Errorf("%w: %s answers %s", ErrUnavailable, r.address.Redacted(), answer.Status)
	}
	first, last, total, ok := parseContentRange(answer.Header.Get("Content-Range"))
	version := answer.Header.Get("ETag")
	if version == "" {
		version = answer.Header.Get("Last-Modified")
	}
	switch {
	case !ok:
		return fmt.Errorf("%w: %s does not say which part it sends, of how much", ErrUnavailable, r.address.Host)
	case r.length < 0:
		r.length, r.version = total, version
	case total != r.length || version != r.version:
		return ErrChanged
	}
	if first != offset || last != offset+length-1 {
		return fmt.Errorf("%w: %s sends another part than it was asked for", ErrUnavailable, r.address.Host)
	}
	return nil
}

func (r *remote) empty() error {
	return fmt.Errorf("%w: %s is empty", ErrArchive, r.address.Redacted())
}

// parseContentRange reads "bytes 0-9/100".
func parseContentRange(header string) (first, last, total int64, ok bool) {
	text, ok := strings.CutPrefix(header, "bytes ")
	part, whole, found := strings.Cut(text, "/")
	from, to, dashed := strings.Cut(part, "-")
	if !ok || !found || !dashed {
		return 0, 0, 0, false
	}
	for _, number := range []struct {
		text string
		to   *int64
	}{{from, &first}, {to, &last}, {whole, &total}} {
		n, err := strconv.ParseUint(number.text, 10, 63)
		if err != nil {
			return 0, 0, 0, false
		}
		*number.to = int64(n)
	}
	return first, last, total, first <= last && last < total
}

// unavailable says what went wrong without what the address may hold of
// passwords.
func (r *remote) unavailable(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return fmt.Errorf("%w: %s: %v", ErrUnavailable, r.address.Redacted(), err)
}

// errStalled says that nothing came for too long.
var errStalled = errors.New("the server stopped sending")

// body is the rest of an answer; a read that waits too long fails.
type body struct {
	io.ReadCloser
	timer  *time.Timer
	limit  time.Duration
	cancel context.CancelCauseFunc
	failed func(error) error
}

func (b *body) Read(p []byte) (int, error) {
	b.timer.Reset(b.limit)
	n, err := b.ReadCloser.Read(p)
	b.timer.Stop()
	if err != nil && err != io.EOF {
		err = b.failed(err)
	}
	return n, err
}

// Close ends the answer, whether it was read or not.
func (b *body) Close() error {
	b.timer.Stop()
	b.cancel(nil)
	return b.ReadCloser.Close()
}
