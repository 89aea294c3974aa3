package api

import (
	"errors"
	"net/netip"
	"sort"
	"sync"
	"time"

	"maillage/index"
	"maillage/tiles"
)

// Errors of the live stream.
var (
	errManyStreams = errors.New("the server follows as many open maps as it can")
	errManyHere    = errors.New("too many open maps follow this site from one address")
)

// codeManyStreams is the code of both.
const codeManyStreams = "too_many_streams"

// livePace is how often and how many clients are told.
type livePace struct {
	message    time.Duration // least time between two messages to one client
	all        time.Duration // after a message that everything changed
	heartbeat  time.Duration
	streams    int // at once
	perAddress int // at once from one address, or one network of IPv6
}

var usualLivePace = livePace{message: time.Second, all: 5 * time.Second, heartbeat: 25 * time.Second, streams: 4096, perAddress: 64}

// hub tells open maps what changed. Clients with the same filter are one
// audience, for which the work is done once. It begins with the first of them.
type hub struct {
	engine *index.Engine
	pace   livePace
	done   chan struct{} // closed at the end

	mutex     sync.Mutex // guards the rest
	begun     bool
	ended     bool
	sequence  int64      // of the last change taken
	since     int64      // recent holds every change after this one
	recent    []movement // in the order of the log; what is in it never changes
	audiences map[string]*audience
	streams   int
	addresses map[netip.Prefix]int
}

// movement is where one change moved one element.
type movement struct {
	sequence int64
	num      int64
	was, is  *tiles.Changed // nil: nowhere, or not public
}

// audience is those who follow one filter.
type audience struct {
	filter    index.Query
	listeners map[*listener]bool
	told      int64           // the change up to which they know
	before    *index.Snapshot // the last one before what they are not told of; nil: they know all
	due       time.Time       // when they may be told again
}

// listener is one client.
type listener struct {
	audience *audience
	address  netip.Prefix
	woken    chan struct{} // holds one when something waits
	waiting  []byte        // an event; the hub's mutex guards it, and refused
	refused  bool          // whether its filter has no meaning any more
}

func newHub(engine *index.Engine) *hub {
	return &hub{
		engine: engine, pace: usualLivePace, done: make(chan struct{}),
		audiences: map[string]*audience{}, addresses: map[netip.Prefix]int{},
	}
}

// end ends all streams; there are no others after it.
func (h *hub) end() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if !h.ended {
		h.ended = true
		close(h.done)
	}
}

// open returns how many streams there are.
func (h *hub) open() int {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.streams
}

// join adds a client, and returns what it is told first: what changed after the
// change that it names, whatever its filter; nothing when it names none (nil).
// The error is errManyStreams or errManyHere.
func (h *hub) join(filter index.Query, address netip.Prefix, after *int64) (*listener, news, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.ended || h.streams >= h.pace.streams {
		return nil, news{}, errManyStreams
	}
	if address.IsValid() && h.addresses[address] >= h.pace.perAddress {
		return nil, news{}, errManyHere
	}
	if !h.begun {
		h.begun = true
		begin := h.engine.Snapshot()
		h.sequence, h.since = begin.Sequence(), begin.Sequence()
		go h.run(begin)
	}
	a := h.audiences[filter.String()]
	if a == nil {
		a = &audience{filter: filter, listeners: map[*listener]bool{}, told: h.sequence}
		h.audiences[filter.String()] = a
	}
	l := &listener{audience: a, address: address, woken: make(chan struct{}, 1)}
	a.listeners[l] = true
	h.streams++
	h.addresses[address]++
	return l, h.missed(after, a.told), nil
}

// missed returns what happened between two changes.
func (h *hub) missed(after *int64, until int64) news {
	switch {
	case after == nil:
		return news{Sequence: until}
	case *after < h.since || *after > h.engine.Snapshot().Sequence(): // forgotten, or of data that was replaced
		return news{Sequence: until, All: true}
	}
	elements, places := map[int64]bool{}, map[tiles.Changed]bool{}
	for _, m := range h.movementsAfter(*after) {
		if m.sequence <= until {
			m.addTo(elements, places)
		}
	}
	return newsOf(until, elements, places)
}

// leave removes a client.
func (h *hub) leave(l *listener) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	a := l.audience
	delete(a.listeners, l)
	if len(a.listeners) == 0 && h.audiences[a.filter.String()] == a {
		delete(h.audiences, a.filter.String())
	}
	h.streams--
	if h.addresses[l.address]--; h.addresses[l.address] == 0 {
		delete(h.addresses, l.address)
	}
}

// next returns what l is to be told now, nil for nothing; false ends it.
func (h *hub) next(l *listener) (event []byte, goOn bool) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	event, l.waiting = l.waiting, nil
	return event, !l.refused
}

// movementsAfter returns those after a change of the log.
func (h *hub) movementsAfter(sequence int64) []movement {
	first := sort.Search(len(h.recent), func(i int) bool { return h.recent[i].sequence > sequence })
	return h.recent[first:]
}

// tell leaves a message for l. One that it has not taken yet becomes a message
// of everything: what waits for a slow client does not grow.
func (l *listener) tell(told news, event []byte) {
	if l.waiting != nil {
		event = news{Sequence: told.Sequence, All: true}.event()
	}
	l.waiting = event
	l.wake()
}

func (l *listener) wake() {
	select {
	case l.woken <- struct{}{}:
	default:
	}
}
