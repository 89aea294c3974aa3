package api

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/index"
)

// livePath is the address of the live stream.
const livePath = "/api/v1/live"

// Names of what tells a stream where to go on: a browser that reconnects by
// itself sends the header, a page that comes back the parameter.
const (
	lastEventHeader = "Last-Event-ID"
	afterParameter  = "after"
)

func isLive(path string) bool { return path == livePath }

// stream serves Server-Sent Events that say what changed among what a filter
// finds, until the client leaves or the server stops.
func (s *Server) stream(c *gin.Context) error {
	ctx := c.Request.Context()
	raw, after, err := cutAfter(c.Request.URL.RawQuery)
	if header := c.GetHeader(lastEventHeader); err == nil && header != "" {
		after, err = readAfter(lastEventHeader, header)
	}
	if err != nil {
		return err
	}
	filter, err := readFilter(raw)
	if err != nil {
		return err
	}
	snapshot, err := s.shown(c)
	if err != nil {
		return err
	}
	if _, err := selectWithin(ctx, snapshot, filter); err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx hands each message over at once
	if isHead(ctx) {
		return nil
	}
	l, missed, err := s.hub.join(filter, networkOf(c.ClientIP()), after)
	if err != nil {
		h.Del("X-Accel-Buffering")
		return err
	}
	defer s.hub.leave(l)
	visitOf(ctx).endless = true
	s.metrics.inFlight.Dec()
	defer s.metrics.inFlight.Inc()

	out := patient{c.Writer, s.timeouts.write}
	// Those whom a restart cuts off come back at different times.
	retry := fmt.Appendf(nil, "retry: %d\n\n", 2000+rand.IntN(6000))
	if !send(out, append(retry, missed.event()...)) {
		return nil
	}
	beat := time.NewTicker(s.hub.pace.heartbeat)
	defer beat.Stop()
	for goOn := true; goOn; {
		var event []byte
		select {
		case <-ctx.Done():
			return nil
		case <-s.hub.done:
			return nil
		case <-beat.C:
			event = []byte(":\n\n")
		case <-l.woken:
			event, goOn = s.hub.next(l)
		}
		if !s.stillReads(c.Request, filter.Network) { // who asks again is told so
			return nil
		}
		if len(event) > 0 && !send(out, event) {
			return nil
		}
	}
	return nil
}

// send writes a part of a stream out at once, and reports whether the client
// still takes it.
func send(out patient, part []byte) bool {
	if _, err := out.Write(part); err != nil {
		return false
	}
	return http.NewResponseController(out.ResponseWriter).Flush() == nil
}

// selectWithin selects in the time that an answer may take.
func selectWithin(ctx context.Context, snapshot *index.Snapshot, filter index.Query) (*index.Selection, error) {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	return snapshot.Select(ctx, filter)
}

// cutAfter takes the parameter after off a query string. It is nil when there is
// none.
func cutAfter(raw string) (rest string, after *int64, err error) {
	values, err := url.ParseQuery(raw)
	if err != nil || !values.Has(afterParameter) {
		return raw, nil, nil // what cannot be read is refused with the rest
	}
	given := values[afterParameter]
	if len(given) > 1 {
		return "", nil, index.Refuse(afterParameter, index.RuleRepeated, "count", strconv.Itoa(len(given)))
	}
	values.Del(afterParameter)
	after, err = readAfter(afterParameter, given[0])
	return values.Encode(), after, err
}

// readAfter reads the number of a change, from what is called name.
func readAfter(name, text string) (*int64, error) {
	sequence, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || sequence < 0 {
		return nil, index.Refuse(name, index.RuleSequence)
	}
	return &sequence, nil
}

// networkOf returns what counts as one client: an address, or the network that
// one household has in IPv6. It is not valid for this machine, where a proxy
// stands for everybody.
func networkOf(address string) netip.Prefix {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.IsLoopback() {
		return netip.Prefix{}
	}
	bits := 32
	if ip = ip.Unmap(); ip.Is6() {
		bits = 64
	}
	network, err := ip.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}
