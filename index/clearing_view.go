package index

import (
	"context"
	"slices"
	"sort"
	"sync"

	"maillage/data"
)

// views remembers how networks that approve changes see a snapshot, made when first
// asked.
type views struct {
	mutex sync.Mutex
	known map[int64]func() *Snapshot // by network, once each
}

// of returns the view of a snapshot through a clearing of it.
func (v *views) of(s *Snapshot, c *clearing) *Snapshot {
	v.mutex.Lock()
	view := v.known[c.network.Num]
	if view == nil {
		view = sync.OnceValue(func() *Snapshot { return s.throughClearing(c) })
		if v.known == nil {
			v.known = map[int64]func() *Snapshot{}
		}
		v.known[c.network.Num] = view
	}
	v.mutex.Unlock()
	return view()
}

// throughClearing returns s with the entries that a network shows otherwise replaced by
// what it does show. Of what that network does not show at all it may tell otherwise
// than s: nothing but queries of that network may be asked of it.
func (s *Snapshot) throughClearing(c *clearing) *Snapshot {
	parts, regions := slices.Clone(s.parts), s.regions.change()
	for i, p := range parts {
		var dead []uint32
		for _, entry := range p.entriesAmong(c.withheld) {
			if !p.isDead(entry) {
				dead = append(dead, entry)
				regions.removeEntry(p.segment, entry)
			}
		}
		parts[i] = p.without(dead)
	}
	for _, p := range c.parts {
		for it := p.living().Iterator(); it.HasNext(); {
			regions.addEntry(p.segment, it.Next())
		}
	}
	view := s.with(append(parts, c.parts...))
	view.regions, view.through, view.everybodys = regions.regionSums, c, s
	return view
}

// entriesAmong returns the entries that elements, ascending, have in s, by num. It leaps
// over what neither side has, so it costs no more than the shorter of the two asks for.
func (s *segment) entriesAmong(nums []int64) []uint32 {
	var found []uint32
	entries := s.byNum
	for len(nums) > 0 && len(entries) > 0 {
		switch num := s.nums[entries[0]]; {
		case num == nums[0]:
			found, nums, entries = append(found, entries[0]), nums[1:], entries[1:]
		case num > nums[0]:
			nums = nums[leap(len(nums), func(i int) bool { return nums[i] >= num }):]
		default:
			entries = entries[leap(len(entries), func(i int) bool { return s.nums[entries[i]] >= nums[0] }):]
		}
	}
	return found
}

// leap returns the first of n ascending places that is far enough, n for none; it looks
// at few of them when that is near.
func leap(n int, enough func(int) bool) int {
	step := 1
	for step < n && !enough(step) {
		step *= 2
	}
	from, to := step/2, min(step, n)
	return from + sort.Search(to-from, func(i int) bool { return enough(from + i) })
}

// Clears returns, of the network that a reference names, what tells which revisions it
// shows, see [Source.Cleared]; clears is false when it shows the present ones.
func (s *Snapshot) Clears(reference string) (network, after int64, clears bool) {
	slug, _, _ := data.ParseNetworkReference(reference)
	n := s.networks[slug]
	if n == nil || !n.Clears {
		return 0, 0, false
	}
	return n.Num, n.ClearedAfter, true
}

// Cleared reports whether s is of what a network has approved, not of everybody's map.
func (s *Selection) Cleared() bool { return s.snapshot.through != nil }

// Withheld returns the elements of which the present revisions do not count in s, by
// num: a network that approves changes shows earlier ones, or nothing. The caller must not
// change them.
func (s *Selection) Withheld() []int64 {
	if s.snapshot.through == nil {
		return nil
	}
	return s.snapshot.through.withheld
}

// Differs reports whether an element is another one for who follows a selection: it
// matches only before or only after, or shows something else.
func (s *Selection) Differs(before *Selection, num int64) bool {
	was, is := before.Has(num), s.Has(num)
	if !was || !is {
		return was || is
	}
	earlier, _ := before.snapshot.hashOf(num)
	later, _ := s.snapshot.hashOf(num)
	return earlier != later
}

// asItIsKey marks a context in which what a network has not approved shows too.
type asItIsKey struct{}

// AsItIs returns a context in which a network that approves changes answers with the
// present revisions of elements: for those who decide on them.
func AsItIs(ctx context.Context) context.Context { return context.WithValue(ctx, asItIsKey{}, true) }

// seenBy returns the snapshot that answers q: s, or what the network that q asks has
// approved of it; a later one where that was not known of s yet. The error is a
// [*QueryError], or the context's.
func (s *Snapshot) seenBy(ctx context.Context, q Query) (*Snapshot, error) {
	if q.Network == "" {
		return s, nil
	}
	waiting := ctx
	for {
		n, err := s.networkOf(ctx, q)
		switch {
		case err != nil:
			return nil, err
		case s.through != nil && s.through.network == n && ctx.Value(asItIsKey{}) == nil:
			return s, nil
		case s.through != nil:
			s = s.everybodys
		}
		if !n.Clears || ctx.Value(asItIsKey{}) != nil {
			return s, nil
		}
		s.asked.note(n.Num)
		if c := s.clearings[n.Num]; c != nil {
			return s.views.of(s, c), nil
		}
		if waiting == ctx {
			var cancel context.CancelFunc
			waiting, cancel = context.WithTimeout(ctx, clearingPatience)
			defer cancel()
		}
		if s, err = s.asked.next(waiting, s); err != nil {
			return nil, err
		}
	}
}
