package index

import (
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// shape says which parts a snapshot may have. Each is several times larger than
// the next, so that there are few of them and an entry is merged a logarithmic
// number of times.
type shape struct {
	ratio int // how many times larger than the next
	fold  int // entries that the follower merges itself, in between; more go to the background
	most  int // parts; the follower merges larger ones, too, when there are more
}

var usualShape = shape{ratio: 4, fold: 2048, most: 32}

// Shares of dead entries at which a part is rebuilt.
const (
	deadShare      = 10 // one in so many
	smallDeadShare = 2  // of a part that the follower merges itself
)

// next returns which neighbours among parts should become one, from from to
// below to; none when to is 0.
func (s shape) next(parts []part) (from, to int) {
	for i, p := range parts {
		share := deadShare
		if p.size() <= s.fold {
			share = smallDeadShare
		}
		if p.deadCount()*share > p.size() {
			return i, len(parts) // what follows is small beside it
		}
	}
	for to = len(parts); to >= 2; to-- {
		total := parts[to-1].livingCount()
		from = to - 1
		for from > 0 && parts[from-1].livingCount() < s.ratio*total {
			from--
			total += parts[from].livingCount()
		}
		if from < to-1 {
			return from, to
		}
	}
	return 0, 0
}

// merge is several neighbouring parts becoming one in the background, as they
// were when it began.
type merge struct {
	parts  []part
	merged *segment // nil: nothing is alive
}

// living returns how many entries are merged.
func (m *merge) living() int {
	total := 0
	for _, p := range m.parts {
		total += p.livingCount()
	}
	return total
}

func (m *merge) run() {
	if m.living() > 0 {
		m.merged = mergeParts(m.parts)
	}
}

// position returns where the parts of m stand among parts, and whether they are
// still there.
func (m *merge) position(parts []part) (int, bool) {
	at := slices.IndexFunc(parts, func(p part) bool { return p.segment == m.parts[0].segment })
	return at, at >= 0
}

// install returns parts with those of m replaced by its result, in which the
// entries that died meanwhile are dead too.
func (m *merge) install(parts []part) []part {
	at, there := m.position(parts)
	if !there {
		return parts // all was begun anew meanwhile
	}
	var one []part
	if m.merged != nil {
		one = m.survivors(parts[at : at+len(m.parts)])
	}
	return slices.Concat(parts[:at], one, parts[at+len(m.parts):])
}

// survivors returns the result of m without what died while it ran; now is its
// parts of this moment.
func (m *merge) survivors(now []part) []part {
	var died []uint32
	for i, before := range m.parts {
		if now[i].deadCount() == before.deadCount() {
			continue
		}
		since := now[i].dead
		if before.dead != nil {
			since = roaring.AndNot(since, before.dead)
		}
		for entries := since.Iterator(); entries.HasNext(); {
			entry, _ := m.merged.entryOf(before.num(entries.Next()))
			died = append(died, entry)
		}
	}
	if p := newPart(m.merged).without(died); p.livingCount() > 0 {
		return []part{p}
	}
	return nil
}

// tidy merges the small parts of the working snapshot, and begins a merge of
// larger ones in the background unless one is under way.
func (e *Engine) tidy() { e.tidyUpTo(e.shape.fold) }

// tidyUpTo does what tidy does, where parts with no more than so many entries are
// small, and reports whether it merged any.
func (e *Engine) tidyUpTo(small int) (tidied bool) {
	parts, taken := e.working.parts, 0
	if e.merging != nil {
		if at, there := e.merging.position(parts); there {
			taken = at + len(e.merging.parts)
		}
	}
	for {
		from, to := e.shape.next(parts[taken:])
		if to == 0 {
			break
		}
		m := &merge{parts: slices.Clone(parts[taken+from : taken+to])}
		switch {
		case m.living() <= small:
			m.run()
			parts, tidied = m.install(parts), true
		case e.merging == nil:
			e.begin(m)
			taken += to
		default: // its turn comes; until then those behind its largest are merged by themselves
			taken += from + 1
		}
	}
	if tidied {
		e.working = e.working.with(parts)
	}
	return tidied
}

// begin runs m in the background; the follower takes it from e.merged.
func (e *Engine) begin(m *merge) {
	e.merging = m
	e.spawn(func() {
		m.run()
		e.merged <- m
	})
}

// installed puts the result of m, which is finished, into the working snapshot,
// and goes on with what may be merged now.
func (e *Engine) installed(m *merge) {
	e.merging = nil
	e.working = e.working.with(m.install(e.working.parts))
	e.tidy()
}

// keepUp takes a finished merge over. While there are too many parts, it merges
// those that are not in the merge under way, whatever their size: a merge of
// millions takes so long that readers must not wait for it to see what is written.
// It waits for that merge, no longer than ctx lasts, where nothing else helps.
func (e *Engine) keepUp(ctx context.Context) {
	for e.merging != nil && len(e.working.parts) > e.shape.most {
		if e.tidyUpTo(math.MaxInt) {
			continue
		}
		select {
		case m := <-e.merged:
			e.installed(m)
		case <-ctx.Done():
			return
		}
	}
	select {
	case m := <-e.merged:
		e.installed(m)
	default:
	}
}
