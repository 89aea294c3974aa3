package index

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// columnBuilder makes columns, one after the other, from the values of entries.
// It keeps memory from one to the next.
type columnBuilder struct {
	distinct []metValue // in the order in which they were met
	slots    []uint32   // a hash table of distinct: 0, or one more than an index
	met      []uint32   // indices in distinct: of all entries' values, entry after entry
	ends     []uint32   // where in met those of each entry end

	sorted []prefixed
	ranks  []uint32 // beside distinct: its place in sorted
	starts []uint32 // beside distinct: where in lists its next entry goes
	lists  []uint32
	writer postingsWriter
}

// metValue is a value that entries have.
type metValue struct {
	hashed
	count uint32 // how many entries have it
	last  uint32 // one more than the last entry that has it
}

// prefixed is a text to be sorted, with its first bytes as a number, which decide
// most comparisons.
type prefixed struct {
	prefix uint64
	value  uint32 // its index among the texts
}

// fewestSlots is where hash tables begin: a power of 2, as all their sizes.
const fewestSlots = 1 << 8

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
	b.distinct, b.met, b.ends, b.sorted = b.distinct[:0], b.met[:0], b.ends[:0], b.sorted[:0]
	b.slots = slices.Grow(b.slots[:0], fewestSlots)[:fewestSlots]
	clear(b.slots)
}

// meet notes that an entry has a value.
func (b *columnBuilder) meet(entry uint32, value hashed) {
	n := b.find(value)
	v := &b.distinct[n]
	if v.last == entry+1 {
		return
	}
	v.count++
	v.last = entry + 1
	b.met = append(b.met, n)
}

// find returns the index of a value in distinct, where it is put when it is not
// there yet.
func (b *columnBuilder) find(value hashed) uint32 {
	mask := uint32(len(b.slots) - 1)
	at := value.hash & mask
	for ; b.slots[at] != 0; at = (at + 1) & mask {
		n := b.slots[at] - 1
		if known := &b.distinct[n]; known.hash == value.hash && known.text == value.text {
			return n
		}
	}
	b.distinct = append(b.distinct, metValue{hashed: value})
	b.slots[at] = uint32(len(b.distinct))
	if 2*len(b.distinct) > len(b.slots) {
		b.grow()
	}
	return uint32(len(b.distinct) - 1)
}

// grow makes the hash table four times as large.
func (b *columnBuilder) grow() {
	size := 4 * len(b.slots)
	b.slots = slices.Grow(b.slots[:0], size)[:size]
	clear(b.slots)
	mask := uint32(size - 1)
	for n := range b.distinct {
		at := b.distinct[n].hash & mask
		for b.slots[at] != 0 {
			at = (at + 1) & mask
		}
		b.slots[at] = uint32(n + 1)
	}
}

// sort orders the values, and the entries by value, by counting.
func (b *columnBuilder) sort() {
	for n := range b.distinct {
		b.sorted = append(b.sorted, prefixed{prefixOf(b.distinct[n].text), uint32(n)})
	}
	slices.SortFunc(b.sorted, func(x, y prefixed) int {
		if x.prefix != y.prefix {
			return cmp.Compare(x.prefix, y.prefix)
		}
		return strings.Compare(b.distinct[x.value].text, b.distinct[y.value].text)
	})
	b.ranks = slices.Grow(b.ranks[:0], len(b.sorted))[:len(b.sorted)]
	b.starts = slices.Grow(b.starts[:0], len(b.sorted))[:len(b.sorted)]
	start := uint32(0)
	for rank, v := range b.sorted {
		b.ranks[v.value], b.starts[v.value] = uint32(rank), start
		start += b.distinct[v.value].count
	}
	b.lists = slices.Grow(b.lists[:0], len(b.met))[:len(b.met)]
	from := uint32(0)
	for entry, end := range b.ends {
		for _, n := range b.met[from:end] {
			b.lists[b.starts[n]] = uint32(entry)
			b.starts[n]++
		}
		from = end
	}
}

// prefixOf returns the first 8 bytes of a text, ordered as it is.
func prefixOf(text string) uint64 {
	var first [8]byte
	copy(first[:], text)
	return binary.BigEndian.Uint64(first[:])
}

// pack writes the values and their posting lists.
func (b *columnBuilder) pack() column {
	b.writer.words = b.writer.words[:0]
	length, size := 0, len(b.distinct)
	for n := range b.distinct {
		length += len(b.distinct[n].text)
	}
	c := column{
		values: textList{starts: make([]uint32, 1, size+1), bytes: make([]byte, 0, length)},
		counts: make([]uint32, 0, size),
		starts: make([]uint32, 1, size+1),
	}
	for _, v := range b.sorted {
		value, end := &b.distinct[v.value], b.starts[v.value] // moved there while the entries were sorted
		b.writer.write(b.lists[end-value.count : end])
		c.values.append(value.text)
		c.counts = append(c.counts, value.count)
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
