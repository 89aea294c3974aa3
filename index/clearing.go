package index

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
)

// clearing is what a network that approves changes shows otherwise than everybody's
// map: approved revisions instead of present ones, as of one moment. Only what its
// query finds of either, or what it picked, is in it. It never changes.
type clearing struct {
	network  *network
	withheld []int64 // ascending: the elements whose present entries do not count
	parts    []part  // of the revisions that count instead, where there are some
}

// sameGround reports whether what a network has approved stays right when it becomes
// another: then only what was picked or hidden may differ.
func (n *network) sameGround(other *network) bool {
	return other != nil && n.Clears == other.Clears && n.ClearedAfter == other.ClearedAfter && n.Query == other.Query
}

// with returns c, of a network as it is now, after the approved revisions of elements
// have been read again, given what everybody's map shows.
func (c *clearing) with(ctx context.Context, source Source, s *Snapshot, n *network, nums []int64) (*clearing, error) {
	next := &clearing{network: n, withheld: c.withheld, parts: c.parts}
	if len(nums) == 0 {
		return next, nil
	}
	elements, err := source.Cleared(ctx, n.Num, n.ClearedAfter, nums)
	if err != nil {
		return nil, err
	}
	read, err := newRecords(ctx, elements, s.territories)
	if err != nil {
		return nil, err
	}
	same := map[int64]bool{}
	read = slices.DeleteFunc(read, func(r record) bool {
		hash, shown := s.hashOf(r.num)
		same[r.num] = shown && hash == r.hash
		return same[r.num]
	})
	fresh, found := approvedPart(read, n, s.kept)
	for num := range s.shownBy(n, nums) {
		found[num] = true
	}
	for num := range same {
		if same[num] {
			delete(found, num)
		}
	}
	next.withheld = slices.DeleteFunc(slices.Clone(c.withheld), func(num int64) bool {
		_, again := slices.BinarySearch(nums, num)
		return again
	})
	for num := range found {
		next.withheld = append(next.withheld, num)
	}
	slices.Sort(next.withheld)
	next.parts = usualShape.folded(replaced(c.parts, nums, fresh))
	return next, nil
}

// approvedPart returns a part of those of some records that a network shows, nil when
// there are none, and their nums.
func approvedPart(records []record, n *network, kept *keptFilters) ([]part, map[int64]bool) {
	found := map[int64]bool{}
	if len(records) == 0 {
		return nil, found
	}
	p := newPart(newSegment(records))
	shown := n.in(p.segment, kept)
	var others []uint32
	for entry := range uint32(p.size()) {
		if shown.Contains(entry) {
			found[p.num(entry)] = true
		} else {
			others = append(others, entry)
		}
	}
	if len(found) == 0 {
		return nil, found
	}
	return []part{p.without(others)}, found
}

// replaced returns parts in which elements live in the fresh ones alone.
func replaced(parts []part, nums []int64, fresh []part) []part {
	next := make([]part, 0, len(parts)+len(fresh))
	for _, p := range parts {
		var dead []uint32
		for _, num := range nums {
			if entry, known := p.entryOf(num); known && !p.isDead(entry) {
				dead = append(dead, entry)
			}
		}
		if p = p.without(dead); p.livingCount() > 0 {
			next = append(next, p)
		}
	}
	return append(next, fresh...)
}

// folded returns parts merged so far that they have the shape.
func (s shape) folded(parts []part) []part {
	for {
		from, to := s.next(parts)
		if to == 0 {
			return parts
		}
		m := &merge{parts: slices.Clone(parts[from:to])}
		m.run()
		parts = m.install(parts)
	}
}

// size returns about how much memory c takes: how many elements it withholds, and how
// many entries it has.
func (c *clearing) size() int {
	size := len(c.withheld)
	for _, p := range c.parts {
		size += p.size()
	}
	return size
}

// withholds reports whether the present entry of an element does not count in c.
func (c *clearing) withholds(num int64) bool {
	_, found := slices.BinarySearch(c.withheld, num)
	return found
}

// shownBy returns which of some elements have an entry that lives in s and that a
// network shows.
func (s *Snapshot) shownBy(n *network, nums []int64) map[int64]bool {
	return s.among(nums, func(p part) *roaring.Bitmap { return n.in(p.segment, s.kept) })
}

// among returns which of some elements have an entry that lives in s and is in a set.
func (s *Snapshot) among(nums []int64, set func(part) *roaring.Bitmap) map[int64]bool {
	found := map[int64]bool{}
	for _, p := range s.parts {
		var in *roaring.Bitmap
		for _, num := range nums {
			entry, known := p.entryOf(num)
			if !known || p.isDead(entry) {
				continue
			}
			if in == nil {
				if in = set(p); in == nil {
					break
				}
			}
			if in.Contains(entry) {
				found[num] = true
			}
		}
	}
	return found
}

// followClearings gives a snapshot that nobody has seen yet what networks show
// otherwise, from what they did on the one before, given the elements that changed and
// those of which another revision was approved, both ascending.
func (e *Engine) followClearings(ctx context.Context, before, next *Snapshot, changed, approved []int64) error {
	for _, l := range e.loads {
		l.note(changed, approved)
	}
	if len(before.clearings) == 0 {
		return nil
	}
	next.clearings = make(map[int64]*clearing, len(before.clearings))
	for num, c := range before.clearings {
		n := next.networks.byNum(num)
		if !c.network.sameGround(n) {
			continue // it is loaded again when somebody asks
		}
		concerned := c.concerned(before, next, n, changed)
		touched := slices.Concat(slices.Clone(approved), concerned, differingNums(c.network.Picked, n.Picked), differingNums(c.network.Hidden, n.Hidden))
		slices.Sort(touched)
		now, err := c.with(ctx, e.options.Source, next, n, slices.Compact(touched))
		if err != nil {
			return err
		}
		next.clearings[num] = now
	}
	return nil
}

// concerned returns which of the elements that changed between two snapshots may show
// otherwise in a network: those that it withholds, shows or showed, and those of which
// it could show nothing before: what was not on everybody's map, and persons.
func (c *clearing) concerned(before, next *Snapshot, n *network, changed []int64) []int64 {
	was, is := before.shownBy(c.network, changed), next.shownBy(n, changed)
	persons := before.among(changed, func(p part) *roaring.Bitmap { return p.Columns[byKind].having(string(data.KindPerson)) })
	var nums []int64
	for _, num := range changed {
		if was[num] || is[num] || persons[num] || c.withholds(num) || !before.has(num) && next.has(num) {
			nums = append(nums, num)
		}
	}
	return nums
}

// differingNums returns what is in one of two ascending lists alone.
func differingNums(a, b []int64) []int64 {
	var only []int64
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			only, a = append(only, a[0]), a[1:]
		case len(a) == 0 || b[0] < a[0]:
			only, b = append(only, b[0]), b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return only
}
