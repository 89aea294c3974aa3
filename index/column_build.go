package index

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// columnBuilder makes columns, one after the other, from the values of entries.
// It keeps memory from one to the next.
type columnBuilder struct {
	numbers map[string]uint32 // of the values, in the order in which they were met
	values  []string
	counts  []uint32 // beside values: how many entries have it
	last    []uint32 // beside values: the last entry that has it
	met     []uint32 // the numbers of all entries' values, entry after entry
	ends    []uint32 // where in met those of each entry end

	order  []uint32 // numbers in the order of their values
	ranks  []uint32 // its inverse
	starts []uint32
	lists  []uint32
	writer postingsWriter
}

// build returns the column of a dimension of records. Repeats within a record
// count once; order within a record is kept.
func (b *columnBuilder) build(d dimension, records []record, order []int) column {
	b.reset()
	for entry, i := range order {
		for _, value := range records[i].values[d] {
			b.meet(uint32(entry), value)
		}
		b.ends = append(b.ends, uint32(len(b.met)))
	}
	b.sort()
	c := b.pack()
	if hasForward[d] {
		b.writeForward(&c)
	}
	return c
}

func (b *columnBuilder) reset() {
	if b.numbers == nil {
		b.numbers = map[string]uint32{}
	}
	clear(b.numbers)
	b.values, b.counts, b.last, b.met, b.ends = b.values[:0], b.counts[:0], b.last[:0], b.met[:0], b.ends[:0]
	b.order, b.ranks, b.starts, b.lists = b.order[:0], b.ranks[:0], b.starts[:0], b.lists[:0]
}

// meet notes that an entry has a value.
func (b *columnBuilder) meet(entry uint32, value string) {
	n, known := b.numbers[value]
	switch {
	case !known:
		n = uint32(len(b.values))
		b.numbers[value] = n
		b.values, b.counts, b.last = append(b.values, value), append(b.counts, 0), append(b.last, 0)
	case b.last[n] == entry:
		return
	}
	b.counts[n]++
	b.last[n] = entry
	b.met = append(b.met, n)
}

// sort orders the values, and the entries by value, by counting.
func (b *columnBuilder) sort() {
	for n := range b.values {
		b.order = append(b.order, uint32(n))
	}
	slices.SortFunc(b.order, func(x, y uint32) int { return strings.Compare(b.values[x], b.values[y]) })
	b.ranks = append(b.ranks, b.order...)
	b.starts = append(b.starts, b.order...)
	start := uint32(0)
	for rank, n := range b.order {
		b.ranks[n], b.starts[n] = uint32(rank), start
		start += b.counts[n]
	}
	b.lists = slices.Grow(b.lists, len(b.met))[:len(b.met)]
	from := uint32(0)
	for entry, end := range b.ends {
		for _, n := range b.met[from:end] {
			b.lists[b.starts[n]] = uint32(entry)
			b.starts[n]++
		}
		from = end
	}
}

// pack writes the values and their posting lists.
func (b *columnBuilder) pack() column {
	var c column
	b.writer.words = b.writer.words[:0]
	text := 0
	for _, value := range b.values {
		text += len(value)
	}
	c.values = textList{starts: make([]uint32, 1, len(b.values)+1), bytes: make([]byte, 0, text)}
	c.counts = make([]uint32, 0, len(b.values))
	c.starts = make([]uint32, 1, len(b.values)+1)
	for _, n := range b.order {
		end := b.starts[n] // moved there while the entries were sorted
		b.writer.write(b.lists[end-b.counts[n] : end])
		c.values.append(b.values[n])
		c.counts = append(c.counts, b.counts[n])
		c.starts = append(c.starts, uint32(len(b.writer.words)))
	}
	c.postings = slices.Clone(b.writer.words)
	c.derive()
	return c
}

// writeForward writes the values of each entry.
func (b *columnBuilder) writeForward(c *column) {
	c.own = make([]uint32, len(b.met))
	for i, n := range b.met {
		c.own[i] = b.ranks[n]
	}
	c.ownStarts = append(make([]uint32, 1, len(b.ends)+1), b.ends...)
	c.dropRegularStarts()
}

// dropRegularStarts forgets where the values of each entry start when each has
// just one.
func (c *column) dropRegularStarts() {
	for i, start := range c.ownStarts {
		if int(start) != i {
			return
		}
	}
	c.ownStarts = nil
}

// derive makes what is not kept in files.
func (c *column) derive() { c.parsed = make([]atomic.Pointer[roaring.Bitmap], c.size()) }
