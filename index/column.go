package index

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// dimension is one of the ways in which entries are told apart.
type dimension int

const (
	byKind      dimension = iota // data.Kind
	byType                       // TypeKey; label: the type as written
	byTag                        // data.TagKey; label: the tag as most often written
	byTerritory                  // codes of the entry's territories, narrow to wide
	byTerm                       // terms of all texts; label: a word it stands for
	byNameTerm                   // terms of the name
	byTagTerm                    // terms of the tags
	byNameWord                   // folded words of the name, for completion
	dimensions
)

// column holds, for one dimension, which values each entry of a segment has and
// which entries have each value. Its fields are what a checkpoint keeps.
type column struct {
	Values []string // sorted, distinct
	Labels []string // beside Values: how people see the value; empty where nobody does
	Uses   []int    // beside Values: how many entries wrote Labels so, for choosing among labels
	Start  []uint32 // entry i has the value numbers IDs[Start[i]:Start[i+1]]
	IDs    []uint32

	bitmaps []*roaring.Bitmap // beside Values: the entries that have it
}

// labelled is a value with its label, as an entry brings it.
type labelled struct{ value, label string }

// newColumn builds a column from each entry's values. Repeats within an entry
// count once; order within an entry is kept.
func newColumn(entries [][]labelled) column {
	uses := map[string]map[string]int{}
	for _, values := range entries {
		for _, v := range values {
			if uses[v.value] == nil {
				uses[v.value] = map[string]int{}
			}
			uses[v.value][v.label]++
		}
	}
	c := column{Start: make([]uint32, 1, len(entries)+1)}
	for value := range uses {
		c.Values = append(c.Values, value)
	}
	slices.Sort(c.Values)
	c.Labels, c.Uses = make([]string, len(c.Values)), make([]int, len(c.Values))
	number := make(map[string]uint32, len(c.Values))
	for i, value := range c.Values {
		number[value] = uint32(i)
		c.Labels[i], c.Uses[i] = commonest(uses[value])
	}
	for _, values := range entries {
		first := len(c.IDs)
		for _, v := range values {
			if id := number[v.value]; !slices.Contains(c.IDs[first:], id) {
				c.IDs = append(c.IDs, id)
			}
		}
		c.Start = append(c.Start, uint32(len(c.IDs)))
	}
	c.fillBitmaps()
	return c
}

// commonest returns the label used most, the smallest of equals.
func commonest(uses map[string]int) (label string, count int) {
	for l, n := range uses {
		if n > count || n == count && l < label {
			label, count = l, n
		}
	}
	return label, count
}

// fillBitmaps derives the bitmaps from the values of the entries.
func (c *column) fillBitmaps() {
	c.bitmaps = make([]*roaring.Bitmap, len(c.Values))
	for i := range c.bitmaps {
		c.bitmaps[i] = roaring.New()
	}
	for entry := range len(c.Start) - 1 {
		for _, id := range c.IDs[c.Start[entry]:c.Start[entry+1]] {
			c.bitmaps[id].Add(uint32(entry))
		}
	}
	for _, b := range c.bitmaps {
		b.RunOptimize()
	}
}

// size returns how many values there are.
func (c *column) size() int { return len(c.Values) }

// value returns the n-th value; values are sorted and distinct.
func (c *column) value(n int) string { return c.Values[n] }

// label returns how people see the n-th value, "" where nobody does.
func (c *column) label(n int) string { return c.Labels[n] }

// labelUses returns how many entries wrote the n-th value as its label.
func (c *column) labelUses(n int) int { return c.Uses[n] }

// bitmap returns the entries with the n-th value, living or dead. The caller
// must not change it.
func (c *column) bitmap(n int) *roaring.Bitmap { return c.bitmaps[n] }

// cardinality returns how many entries have the n-th value, living or dead.
func (c *column) cardinality(n int) int { return int(c.bitmaps[n].GetCardinality()) }

// firstFrom returns the number of the first value not before text.
func (c *column) firstFrom(text string) int {
	n, _ := slices.BinarySearch(c.Values, text)
	return n
}

// at returns the value numbers of an entry.
func (c *column) at(entry uint32) []uint32 { return c.IDs[c.Start[entry]:c.Start[entry+1]] }

// having returns the entries with a value, nil if none has it. The caller must
// not change it.
func (c *column) having(value string) *roaring.Bitmap {
	if i, found := c.number(value); found {
		return c.bitmap(i)
	}
	return nil
}

// number returns where a value stands in Values.
func (c *column) number(value string) (int, bool) { return slices.BinarySearch(c.Values, value) }

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

// mergeColumns returns the column of the entries named by order: entry i of the
// result is entry order[i].entry of the column order[i].part.
func mergeColumns(columns []*column, order []origin) column {
	var merged column
	for _, c := range columns {
		merged.Values = append(merged.Values, c.Values...)
	}
	merged.Values = slices.Clone(sortedSet(merged.Values))
	merged.Labels, merged.Uses = make([]string, len(merged.Values)), make([]int, len(merged.Values))

	renumber := make([][]uint32, len(columns))
	for part, c := range columns {
		renumber[part] = make([]uint32, len(c.Values))
		for i, value := range c.Values {
			id, _ := slices.BinarySearch(merged.Values, value)
			renumber[part][i] = uint32(id)
			if c.Uses[i] > merged.Uses[id] || c.Uses[i] == merged.Uses[id] && c.Labels[i] < merged.Labels[id] {
				merged.Labels[id], merged.Uses[id] = c.Labels[i], c.Uses[i]
			}
		}
	}
	merged.Start = make([]uint32, 1, len(order)+1)
	for _, o := range order {
		for _, id := range columns[o.part].at(o.entry) {
			merged.IDs = append(merged.IDs, renumber[o.part][id])
		}
		merged.Start = append(merged.Start, uint32(len(merged.IDs)))
	}
	merged.fillBitmaps()
	merged.dropUnused()
	return merged
}

// dropUnused forgets the values that no entry has any more.
func (c *column) dropUnused() {
	keep := make([]uint32, len(c.Values))
	kept := 0
	for i, b := range c.bitmaps {
		if b.IsEmpty() {
			continue
		}
		keep[i] = uint32(kept)
		c.Values[kept], c.Labels[kept], c.Uses[kept], c.bitmaps[kept] = c.Values[i], c.Labels[i], c.Uses[i], b
		kept++
	}
	c.Values, c.Labels, c.Uses, c.bitmaps = c.Values[:kept], c.Labels[:kept], c.Uses[:kept], c.bitmaps[:kept]
	for i, id := range c.IDs {
		c.IDs[i] = keep[id]
	}
}
