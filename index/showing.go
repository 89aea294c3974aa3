package index

import (
	"cmp"
	"slices"
	"strings"

	"maillage/data"
)

// ShowingNetwork is a network that shows an element.
type ShowingNetwork struct {
	Num         int64
	Slug, Title string
	Picked      bool // whether the element was picked for it by hand
	// Clears says that it shows the revisions which it has approved, as of ClearedAfter,
	// see [Source.Cleared].
	Clears       bool
	ClearedAfter int64
}

// Candidate is one revision of an element, to be held against networks. It is safe for
// several readers.
type Candidate struct {
	snapshot *Snapshot
	num      int64
	segment  *segment // of it alone
}

// Candidate returns a public element, as it is given, as s would hold it.
func (s *Snapshot) Candidate(e *data.Element) *Candidate {
	return &Candidate{snapshot: s, num: e.Num, segment: newSegment([]record{newRecord(e, s.territories)})}
}

// queriesAsked bounds the networks whose query is held against one element: the first
// ones made.
const queriesAsked = 2000

// Networks returns the networks that anybody may be told of and in which c belongs: those
// for which it was picked by hand first, then by title. Where there are very many, the
// queries of the first are asked. Whether one that approves changes has approved this
// revision is not asked.
func (c *Candidate) Networks() []ShowingNetwork {
	var listed []*network
	for _, n := range c.snapshot.networks {
		if n.Title != "" {
			listed = append(listed, n)
		}
	}
	if len(listed) > queriesAsked {
		slices.SortFunc(listed, func(a, b *network) int { return cmp.Compare(a.Num, b.Num) })
	}
	var all []ShowingNetwork
	for i, n := range listed {
		if belongs, picked := c.in(n, i < queriesAsked); belongs {
			all = append(all, ShowingNetwork{n.Num, n.Slug, n.Title, picked, n.Clears, n.ClearedAfter})
		}
	}
	slices.SortFunc(all, func(a, b ShowingNetwork) int {
		return cmp.Or(compareBools(b.Picked, a.Picked), strings.Compare(a.Title, b.Title), cmp.Compare(a.Num, b.Num))
	})
	return all
}

// IsIn reports whether c belongs in a network that anybody may be told of, by its slug.
func (c *Candidate) IsIn(slug string) bool {
	n := c.snapshot.networks[slug]
	if n == nil || n.Title == "" {
		return false
	}
	belongs, _ := c.in(n, true)
	return belongs
}

// in reports whether c belongs in n, and whether by hand; asks says whether its query
// counts.
func (c *Candidate) in(n *network, asks bool) (belongs, picked bool) {
	if _, hidden := slices.BinarySearch(n.Hidden, c.num); hidden {
		return false, false
	}
	if _, picked := slices.BinarySearch(n.Picked, c.num); picked {
		return true, true
	}
	return asks && (n.finds.key() == everythingKey || n.finds.in(c.segment, c.snapshot.kept).Contains(0)), false
}
