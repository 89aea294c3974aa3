package index

import (
	"iter"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// dimension is one of the ways in which entries are told apart.
type dimension int

const (
	byKind      dimension = iota // data.Kind
	byType                       // TypeKey
	byTag                        // data.TagKey
	byTerritory                  // codes of the entry's territories, narrow to wide
	byTerm                       // terms of all texts
	byNameTerm                   // terms of the name
	byTagTerm                    // terms of the tags
	byNameWord                   // folded words of the name, for completion
	byFirstWord                  // the first of them
	byTypeLabel                  // variants of types, see variant
	byTagLabel                   // variants of tags
	byTermLabel                  // variants of the terms of names and tags
	dimensions
)

// dimensionNames are the dimensions as sizes are told.
var dimensionNames = [dimensions]string{
	"kinds", "types", "tags", "territories", "terms", "terms of names", "terms of tags", "words of names", "first words of names",
	"spellings of types", "spellings of tags", "spellings of terms",
}

// hasForward says in which dimensions a column also tells the values of an
// entry.
var hasForward = [dimensions]bool{byKind: true, byType: true, byTag: true}

// labelsOf names, for a dimension whose values people do not see as they are
// compared, the one that holds how entries write them.
var labelsOf = [dimensions]dimension{byType: byTypeLabel, byTag: byTagLabel, byTerm: byTermLabel}

// variant is a value as an entry writes it, in one text: sorted, all variants of
// a value stand together.
func variant(value, label string) string { return value + variantMark + label }

// variantMark stands in no value.
const variantMark = "\x00"

// column holds, for one dimension, which entries of a segment have each value.
// It is made of flat arrays.
type column struct {
	values   textList // sorted, distinct
	counts   []uint32 // beside values: how many entries have it, at least 1
	starts   []uint32 // the entries with value n are postings[starts[n]:starts[n+1]]
	postings []uint32 // see postingsWriter

	// Of some dimensions: entry i has the value numbers own[ownStarts[i]:ownStarts[i+1]],
	// or just own[i] when ownStarts is empty.
	ownStarts []uint32
	own       []uint32

	parsed []atomic.Pointer[roaring.Bitmap] // beside values: bitmaps that somebody has asked for
}

// size returns how many values there are.
func (c *column) size() int { return c.values.size() }

// value returns the n-th value; values are sorted and distinct. The text shares
// the memory of the column.
func (c *column) value(n int) string { return c.values.at(n) }

// cardinality returns how many entries have the n-th value, living or dead.
func (c *column) cardinality(n int) int { return int(c.counts[n]) }

// words returns the posting list of the n-th value.
func (c *column) words(n int) []uint32 { return c.postings[c.starts[n]:c.starts[n+1]] }

// bitmap returns the entries with the n-th value, living or dead. The caller
// must not change it.
func (c *column) bitmap(n int) *roaring.Bitmap {
	if known := c.parsed[n].Load(); known != nil {
		return known
	}
	words, count := c.words(n), c.cardinality(n)
	b := readPostings(words, count)
	if len(words) < count { // shared by all who ask; few entries are faster made than kept
		c.parsed[n].Store(b)
	}
	return b
}

// firstFrom returns the number of the first value not before text.
func (c *column) firstFrom(text string) int { return c.values.firstFrom(text) }

// beginning yields the numbers of the values that begin with text, in order.
func (c *column) beginning(text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := c.firstFrom(text); n < c.size() && strings.HasPrefix(c.value(n), text); n++ {
			if !yield(n) {
				return
			}
		}
	}
}

// at returns the value numbers of an entry, in the order in which the element
// has them. Only kinds, types and tags are told so.
func (c *column) at(entry uint32) []uint32 {
	if len(c.ownStarts) == 0 {
		return c.own[entry : entry+1]
	}
	return c.own[c.ownStarts[entry]:c.ownStarts[entry+1]]
}

// number returns where a value stands among the values, and whether it does.
func (c *column) number(value string) (int, bool) {
	n := c.firstFrom(value)
	return n, n < c.size() && c.value(n) == value
}

// numberFrom is number for a value that is not before the one numbered from. It
// is quick when the two are near.
func (c *column) numberFrom(from int, value string) (int, bool) {
	step := 1
	for from+step < c.size() && c.value(from+step) < value {
		from += step
		step *= 2
	}
	rest := min(step+1, c.size()-from)
	n := from + sort.Search(rest, func(i int) bool { return c.value(from+i) >= value })
	return n, n < c.size() && c.value(n) == value
}

// having returns the entries with a value, nil if none has it. The caller must
// not change it.
func (c *column) having(value string) *roaring.Bitmap {
	if i, found := c.number(value); found {
		return c.bitmap(i)
	}
	return nil
}

// havingAny returns the entries with at least one of the values, freshly made.
func (c *column) havingAny(values []string) *roaring.Bitmap {
	var found []*roaring.Bitmap
	for _, value := range values {
		if b := c.having(value); b != nil {
			found = append(found, b)
		}
	}
	return roaring.FastOr(found...)
}

// havingAll returns the entries with every value, freshly made.
func (c *column) havingAll(values []string) *roaring.Bitmap {
	sets := make([]*roaring.Bitmap, 0, len(values))
	for _, value := range values {
		having := c.having(value)
		if having == nil {
			return roaring.New()
		}
		sets = append(sets, having)
	}
	return roaring.FastAnd(sets...)
}

// arrays lists what a column of a dimension is made of.
func (c *column) arrays(name string) []array {
	return []array{
		arrayOf(name+": dictionary", &c.values.starts),
		arrayOf(name+": dictionary", &c.values.bytes),
		arrayOf(name+": dictionary", &c.counts),
		arrayOf(name+": dictionary", &c.starts),
		arrayOf(name+": entries", &c.postings),
		arrayOf(name+": of each entry", &c.ownStarts),
		arrayOf(name+": of each entry", &c.own),
	}
}

// check reports whether the arrays of a column of so many entries belong
// together.
func (c *column) check(entries int, forward bool) error {
	size := c.size()
	if checkStarts(c.values.starts, len(c.values.bytes)) != nil || checkStarts(c.starts, len(c.postings)) != nil ||
		len(c.counts) != size || max(len(c.starts), 1)-1 != size {
		return errInconsistent
	}
	for n, count := range c.counts {
		if words := len(c.words(n)); count == 0 || int(count) > entries || words == 0 || words > int(count) {
			return errInconsistent
		}
	}
	return c.checkForward(entries, forward)
}

func (c *column) checkForward(entries int, forward bool) error {
	switch {
	case !forward && len(c.ownStarts)+len(c.own) > 0,
		forward && len(c.ownStarts) == 0 && len(c.own) != entries,
		len(c.ownStarts) > 0 && len(c.ownStarts) != entries+1:
		return errInconsistent
	}
	for _, n := range c.own {
		if int(n) >= c.size() {
			return errInconsistent
		}
	}
	if len(c.ownStarts) == 0 {
		return nil
	}
	return checkStarts(c.ownStarts, len(c.own))
}
