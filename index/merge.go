package index

import (
	"math"
	"slices"
	"strings"

	"maillage/geo"
)

// mergeParts returns one segment of all the living entries of parts, as
// newSegment would build it. It only reads parts, and besides the result takes
// about 20 bytes an entry.
func mergeParts(parts []part) *segment {
	m := newMerger(parts)
	s := newArrays(len(m.order))
	for entry, o := range m.order {
		from := parts[o.part].segment
		s.nums[entry], s.ids[entry] = from.nums[o.entry], from.ids[o.entry]
		s.lons[entry], s.lats[entry] = from.lons[o.entry], from.lats[o.entry]
		s.createdTimes[entry], s.updatedTimes[entry] = from.createdTimes[o.entry], from.updatedTimes[o.entry]
		s.qualities[entry], s.hashes[entry] = from.qualities[o.entry], from.hashes[o.entry]
		if from.placed(o.entry) {
			s.addPosition(from.keys[o.entry])
		}
	}
	m.mergeNames(s)
	m.mergeShapes(s)
	m.mergeNums(s)
	s.marked = m.mergeMarked()
	for d := range dimensions {
		s.Columns[d] = m.mergeColumn(d)
	}
	s.keys, s.sums = slices.Clip(s.keys), slices.Clip(s.sums)
	s.guideAhead()
	return s
}

// origin names an entry of one of several parts.
type origin struct{ part, entry uint32 }

// merger knows where each entry of several parts goes.
type merger struct {
	parts   []part
	order   []origin   // where each entry of the result comes from
	renamed [][]uint32 // of each part: what its entries are called in the result, or nowhere

	entries, other, found []uint32 // reused from one posting list to the next
	writer                postingsWriter
}

// nowhere is the new name of what is left out.
const nowhere = math.MaxUint32

// newMerger orders the living entries of parts as a segment does.
func newMerger(parts []part) *merger {
	m := &merger{parts: parts, renamed: make([][]uint32, len(parts))}
	living := 0
	for i, p := range parts {
		m.renamed[i] = make([]uint32, p.size())
		living += p.livingCount()
	}
	m.order = make([]origin, 0, living)
	next := make([]uint32, len(parts))
	for {
		first := -1
		for i, p := range parts {
			for int(next[i]) < p.size() && p.isDead(next[i]) {
				m.renamed[i][next[i]] = nowhere
				next[i]++
			}
			if int(next[i]) < p.size() && (first < 0 || p.before(next[i], parts[first].segment, next[first])) {
				first = i
			}
		}
		if first < 0 {
			return m
		}
		m.renamed[first][next[first]] = uint32(len(m.order))
		m.order = append(m.order, origin{uint32(first), next[first]})
		next[first]++
	}
}

// before reports whether an entry of s comes before one of t in a segment of
// both.
func (s *segment) before(entry uint32, t *segment, other uint32) bool {
	placed, otherPlaced := s.placed(entry), t.placed(other)
	if placed != otherPlaced {
		return placed
	}
	if placed && s.keys[entry] != t.keys[other] {
		return s.keys[entry] < t.keys[other]
	}
	return s.nums[entry] < t.nums[other]
}

func (m *merger) mergeNames(s *segment) {
	length := 0
	for _, p := range m.parts {
		length += len(p.names.bytes)
	}
	s.names.bytes = make([]byte, 0, length)
	for _, o := range m.order {
		s.names.append(m.parts[o.part].name(o.entry))
	}
}

func (m *merger) mergeShapes(s *segment) {
	type shaped struct {
		entry    uint32
		geometry geo.Geometry
		binary   string
		corners  geo.Corners
	}
	var all []shaped
	for i, p := range m.parts {
		for n, entry := range p.shaped {
			if entry = m.renamed[i][entry]; entry != nowhere {
				all = append(all, shaped{entry, p.geometries[n], p.outlines.at(n), geo.Corners(p.corners.at(n))})
			}
		}
	}
	slices.SortFunc(all, func(a, b shaped) int { return int(a.entry) - int(b.entry) })
	for _, one := range all {
		s.addShape(one.entry, one.geometry, one.binary, one.corners)
	}
}

// mergeNums orders the entries of s by num.
func (m *merger) mergeNums(s *segment) {
	s.byNum = make([]uint32, 0, s.size())
	next := make([]int, len(m.parts))
	for {
		first, firstEntry := -1, uint32(nowhere)
		for i, p := range m.parts {
			for next[i] < p.size() && m.renamed[i][p.byNum[next[i]]] == nowhere {
				next[i]++
			}
			if next[i] == p.size() {
				continue
			}
			entry := m.renamed[i][p.byNum[next[i]]]
			if first < 0 || s.nums[entry] < s.nums[firstEntry] {
				first, firstEntry = i, entry
			}
		}
		if first < 0 {
			return
		}
		s.byNum = append(s.byNum, firstEntry)
		next[first]++
	}
}

// mergeColumn returns the column of a dimension. Values that no living entry
// has are left out.
func (m *merger) mergeColumn(d dimension) column {
	c := column{values: textList{starts: []uint32{0}}, starts: []uint32{0}}
	m.writer.words = make([]uint32, 0, m.postingsLength(d))
	next := make([]int, len(m.parts)) // of the values of each part
	renamed := make([][]uint32, len(m.parts))
	for i, p := range m.parts {
		renamed[i] = make([]uint32, p.Columns[d].size())
	}
	for {
		value, any := m.firstValue(d, next)
		if !any {
			break
		}
		m.found = m.found[:0]
		number := uint32(c.size())
		for i, p := range m.parts {
			if from := &p.Columns[d]; next[i] < from.size() && from.value(next[i]) == value {
				m.addEntries(i, from, next[i])
				renamed[i][next[i]] = number
				next[i]++
			}
		}
		if len(m.found) == 0 {
			continue // nothing living refers to its number, which the next value gets
		}
		c.values.append(value)
		c.counts = append(c.counts, uint32(len(m.found)))
		m.writer.write(m.found)
		c.starts = append(c.starts, uint32(len(m.writer.words)))
	}
	c.postings = m.writer.words
	c.clip()
	c.derive()
	if hasForward[d] {
		m.mergeForward(d, &c, renamed)
	}
	return c
}

// postingsLength returns how many words the posting lists of a dimension take in
// all parts; merged, they rarely take more.
func (m *merger) postingsLength(d dimension) int {
	length := 0
	for _, p := range m.parts {
		length += len(p.Columns[d].postings)
	}
	return length
}

// firstValue returns the first of the values that the parts have next, and
// whether there is one.
func (m *merger) firstValue(d dimension, next []int) (first string, any bool) {
	for i, p := range m.parts {
		if c := &p.Columns[d]; next[i] < c.size() {
			if value := c.value(next[i]); !any || strings.Compare(value, first) < 0 {
				first, any = value, true
			}
		}
	}
	return first, any
}

// addEntries adds to m.found the living entries of a part that have a value, as
// they are called in the result. The order of a part is kept in the result, so
// lists stay ascending.
func (m *merger) addEntries(part int, c *column, value int) {
	m.entries = appendPostings(m.entries[:0], c.words(value), c.cardinality(value))
	living := m.entries[:0]
	for _, entry := range m.entries {
		if entry = m.renamed[part][entry]; entry != nowhere {
			living = append(living, entry)
		}
	}
	if len(m.found) == 0 || len(living) == 0 || m.found[len(m.found)-1] < living[0] {
		m.found = append(m.found, living...)
		return
	}
	m.other = appendMerged(m.other[:0], m.found, living)
	m.found, m.other = m.other, m.found
}

// appendMerged appends the members of two ascending lists in order.
func appendMerged(to, a, b []uint32) []uint32 {
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			to, a = append(to, a[0]), a[1:]
		} else {
			to, b = append(to, b[0]), b[1:]
		}
	}
	return append(append(to, a...), b...)
}

// mergeForward writes the values of each entry; renamed holds, for each part,
// what its values are called in c.
func (m *merger) mergeForward(d dimension, c *column, renamed [][]uint32) {
	c.ownStarts = make([]uint32, 1, len(m.order)+1)
	for _, o := range m.order {
		for _, n := range m.parts[o.part].Columns[d].at(o.entry) {
			c.own = append(c.own, renamed[o.part][n])
		}
		c.ownStarts = append(c.ownStarts, uint32(len(c.own)))
	}
	c.own = slices.Clip(c.own)
	c.dropRegularStarts()
}

// clip gives back memory that was held for values to come; of the posting lists,
// which are long, only when it is worth a copy.
func (c *column) clip() {
	if cap(c.postings)-len(c.postings) > len(c.postings)/8 {
		c.postings = slices.Clone(c.postings)
	}
	c.values.starts, c.values.bytes = slices.Clone(c.values.starts), slices.Clone(c.values.bytes)
	c.counts, c.starts = slices.Clone(c.counts), slices.Clone(c.starts)
}
