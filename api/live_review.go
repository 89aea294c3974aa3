package api

import (
	"context"
	"slices"
	"time"

	"maillage/index"
	"maillage/tiles"
)

// maxRecent bounds how many changes are remembered for those who come back.
const maxRecent = 4096

// reviewLimit bounds the work of finding out what one audience is told.
const reviewLimit = 5 * time.Second

// restEvery is how often, while nothing changes, the snapshot that the next change
// begins with is taken anew: an older one may hold segments that were merged.
const restEvery = 5 * time.Second

// run takes the changes after a snapshot and tells audiences of them, until the
// end.
func (h *hub) run(begin *index.Snapshot) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	changes := make(chan index.Change)
	go h.follow(ctx, begin, changes)
	pause := time.NewTimer(0)
	for {
		select {
		case <-h.done:
			return
		case c := <-changes:
			h.take(c)
		case <-pause.C:
		}
		// One audience after the other, so that changes are taken in between.
		if a := h.dueAudience(); a != nil {
			h.review(a)
		}
		pause.Reset(h.untilDue())
	}
}

// follow hands over what changes after a snapshot, until ctx ends.
func (h *hub) follow(ctx context.Context, before *index.Snapshot, changes chan<- index.Change) {
	for ctx.Err() == nil {
		waiting, cancel := context.WithTimeout(ctx, restEvery)
		c, err := h.engine.Follow(waiting, before)
		cancel()
		if err != nil {
			if now := h.engine.Snapshot(); now.Sequence() == before.Sequence() {
				before = now
			}
			continue
		}
		select {
		case changes <- c:
			before = c.After
		case <-ctx.Done():
		}
	}
}

// take remembers a change, and which audiences have not been told of it.
func (h *hub) take(c index.Change) {
	moved, known := movements(c)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.sequence = c.After.Sequence()
	if !known {
		h.recent, h.since = nil, h.sequence
	} else if h.recent = append(h.recent, moved...); len(h.recent) > 2*maxRecent {
		forgotten := len(h.recent) - maxRecent
		h.since = h.recent[forgotten-1].sequence
		h.recent = slices.Clone(h.recent[forgotten:])
	}
	for _, a := range h.audiences {
		if a.before == nil {
			a.before = c.Before
		}
	}
}

// movements returns where a change moved elements, those that were or are to be
// seen; false when they are unknown or too many.
func movements(c index.Change) ([]movement, bool) {
	if c.Everything || len(c.Nums) > maxRecent {
		return nil, false
	}
	moved := make([]movement, len(c.Nums))
	for i, num := range c.Nums {
		moved[i] = movement{c.After.Sequence(), num, placeOf(c.Before, num), placeOf(c.After, num)}
	}
	return moved, true
}

// within returns m as who follows a selection saw it: a network that approves changes may
// show an element elsewhere than everybody's map.
func (m movement) within(was, is *index.Selection) movement {
	if !was.Cleared() && !is.Cleared() {
		return m
	}
	m.was, m.is = placeOf(was.Snapshot(), m.num), placeOf(is.Snapshot(), m.num)
	return m
}

// placeOf returns where a snapshot shows an element, nil for nowhere.
func placeOf(s *index.Snapshot, num int64) *tiles.Changed {
	if bounds, placed := s.Extent(num); placed {
		changed := tiles.ChangedAt(bounds)
		return &changed
	}
	return nil
}

// addTo adds an element and its places to sets.
func (m movement) addTo(elements map[int64]bool, places map[tiles.Changed]bool) {
	elements[m.num] = true
	for _, p := range []*tiles.Changed{m.was, m.is} {
		if p != nil {
			places[*p] = true
		}
	}
}

// dueAudience returns one that can be told of something now, nil for none.
func (h *hub) dueAudience() *audience {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	now := time.Now()
	for _, a := range h.audiences {
		if a.before != nil && !a.due.After(now) && !h.ended {
			return a
		}
	}
	return nil
}

// untilDue returns how long nothing is to be done unless something changes.
func (h *hub) untilDue() time.Duration {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	soonest := time.Hour
	for _, a := range h.audiences {
		if a.before != nil {
			soonest = min(soonest, time.Until(a.due))
		}
	}
	return soonest
}

// review finds out what an audience is not told of yet, and tells it.
func (h *hub) review(a *audience) {
	h.mutex.Lock()
	before, moved, known := a.before, h.movementsAfter(a.told), a.told >= h.since
	told := news{Sequence: h.sequence, All: true}
	a.before, a.told = nil, h.sequence
	h.mutex.Unlock()

	var err error
	if known {
		told, err = matching(a.filter, before, h.engine.Snapshot(), moved, told.Sequence)
	}

	h.mutex.Lock()
	defer h.mutex.Unlock()
	a.due = time.Now().Add(h.pace.message)
	switch {
	case err != nil: // its territory is gone: who asks again is told so
		for l := range a.listeners {
			l.refused = true
			l.wake()
		}
	case !told.isNothing():
		if told.All {
			a.due = time.Now().Add(h.pace.all)
		}
		event := told.event()
		for l := range a.listeners {
			l.tell(told, event)
		}
	}
}

// matching returns the news, up to a change of the log, of those elements that a
// filter finds before or after. Of one that it found only in between, for less
// than the time between two messages, nothing is said. The error is an
// [*index.QueryError].
func matching(filter index.Query, before, after *index.Snapshot, moved []movement, until int64) (news, error) {
	ctx, cancel := context.WithTimeout(index.LetInEverywhere(context.Background()), reviewLimit) // those who follow were let in
	defer cancel()
	all := news{Sequence: until, All: true}
	was, err := resolved(ctx, before, filter)
	if ctx.Err() != nil {
		return all, nil // too much work: the client finds out what changed
	} else if err != nil {
		return news{}, err
	}
	is, err := resolved(ctx, after, filter)
	if ctx.Err() != nil {
		return all, nil
	} else if err != nil {
		return news{}, err
	}
	if was.Key() != is.Key() { // its words are read in another way now
		return all, nil
	}
	elements, places := map[int64]bool{}, map[tiles.Changed]bool{}
	for _, m := range moved {
		if elements[m.num] || is.Differs(was, m.num) {
			m.within(was, is).addTo(elements, places)
		}
		if len(places) > maxPlaces {
			return all, nil
		}
	}
	return newsOf(until, elements, places), nil
}

// resolved returns the matches of a filter, found.
func resolved(ctx context.Context, s *index.Snapshot, filter index.Query) (*index.Selection, error) {
	selection, err := s.Select(ctx, filter)
	if err == nil {
		err = selection.Resolve(ctx)
	}
	return selection, err
}
