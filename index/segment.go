package index

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"maillage/data"
	"maillage/geo"
)

// segment is an immutable set of entries. Entries with a place come first, in
// the order of their Morton keys, so that a tile of any zoom is one range; the
// others follow. An entry is named by its position in the columns.
//
// The exported fields are what a checkpoint keeps; derive makes the rest.
type segment struct {
	Nums      []int64
	IDs       []data.ID
	Names     []string
	Lons      []float64
	Lats      []float64
	Created   []int64
	Qualities []uint8
	Hashes    []uint64 // of the entries' content
	Placed    int      // how many entries have a place
	Shapes    map[uint32]geo.Geometry
	Columns   [dimensions]column

	keys  []geo.Key // of the placed entries, ascending
	sums  []sum     // sums[i] is that of the positions of the first i placed entries
	byNum map[int64]uint32
	runs  *runs
}

// newSegment builds a segment of records, whose nums are distinct.
func newSegment(records []record) *segment {
	slices.SortFunc(records, func(a, b record) int {
		if a.placed != b.placed {
			if a.placed {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(geo.KeyOf(a.position), geo.KeyOf(b.position)), cmp.Compare(a.num, b.num))
	})
	s := &segment{Shapes: map[uint32]geo.Geometry{}}
	for i, r := range records {
		s.Nums = append(s.Nums, r.num)
		s.IDs = append(s.IDs, r.id)
		s.Names = append(s.Names, r.name)
		s.Lons = append(s.Lons, r.point.Lon)
		s.Lats = append(s.Lats, r.point.Lat)
		s.Created = append(s.Created, r.created)
		s.Qualities = append(s.Qualities, r.quality)
		s.Hashes = append(s.Hashes, r.hash)
		if r.placed {
			s.Placed++
		}
		if !r.shape.IsZero() {
			s.Shapes[uint32(i)] = r.shape
		}
	}
	values := make([][]labelled, len(records))
	for d := range dimensions {
		for i, r := range records {
			values[i] = r.values[d]
		}
		s.Columns[d] = newColumn(values)
	}
	s.derive()
	return s
}

// derive makes what follows from the kept columns, bitmaps excepted.
func (s *segment) derive() {
	s.keys = make([]geo.Key, s.Placed)
	s.sums = make([]sum, s.Placed+1)
	for i := range s.keys {
		p := geo.Project(s.point(uint32(i)))
		s.keys[i] = geo.KeyOf(p)
		s.sums[i+1] = sum{s.sums[i].x + uint64(p.X), s.sums[i].y + uint64(p.Y)}
	}
	s.byNum = make(map[int64]uint32, len(s.Nums))
	for i, num := range s.Nums {
		s.byNum[num] = uint32(i)
	}
	s.runs = newRuns(s)
}

// sum is what positions add up to.
type sum struct{ x, y uint64 }

// sumBetween returns the sum of the positions of the entries from from to below
// to, all placed, dead ones included.
func (s *segment) sumBetween(from, to uint32) sum {
	return sum{s.sums[to].x - s.sums[from].x, s.sums[to].y - s.sums[from].y}
}

func (s *segment) size() int { return len(s.Nums) }

func (s *segment) point(entry uint32) geo.Point {
	return geo.Point{Lon: s.Lons[entry], Lat: s.Lats[entry]}
}

func (s *segment) placed(entry uint32) bool { return int(entry) < s.Placed }

// placedSize returns how many entries have a place; they are the first ones.
func (s *segment) placedSize() int { return s.Placed }

func (s *segment) num(entry uint32) int64 { return s.Nums[entry] }

func (s *segment) id(entry uint32) data.ID { return s.IDs[entry] }

func (s *segment) name(entry uint32) string { return s.Names[entry] }

// created returns when the element was made, in Unix microseconds.
func (s *segment) created(entry uint32) int64 { return s.Created[entry] }

func (s *segment) quality(entry uint32) uint8 { return s.Qualities[entry] }

// hash returns the hash of an entry's content, see [record.contentHash].
func (s *segment) hash(entry uint32) uint64 { return s.Hashes[entry] }

// position returns where a placed entry stands.
func (s *segment) position(entry uint32) geo.Position { return s.keys[entry].Position() }

// shape returns the extent of an entry, and whether it has one.
func (s *segment) shape(entry uint32) (geo.Geometry, bool) {
	shape, ok := s.Shapes[entry]
	return shape, ok
}

// shapes yields the entries that have an extent.
func (s *segment) shapes() iter.Seq2[uint32, geo.Geometry] { return maps.All(s.Shapes) }

// entryOf returns the entry of an element, and whether there is one.
func (s *segment) entryOf(num int64) (uint32, bool) {
	entry, known := s.byNum[num]
	return entry, known
}

// span returns the entries whose keys lie between first and last, as a
// half-open range.
func (s *segment) span(first, last geo.Key) (from, to uint32) {
	i, _ := slices.BinarySearch(s.keys, first)
	j := i
	if last == ^geo.Key(0) {
		j = len(s.keys)
	} else {
		j, _ = slices.BinarySearch(s.keys, last+1)
	}
	return uint32(i), uint32(j)
}

// value returns the first value of an entry in a dimension, or "".
func (s *segment) value(d dimension, entry uint32) string {
	c := &s.Columns[d]
	if ids := c.at(entry); len(ids) > 0 {
		return c.value(int(ids[0]))
	}
	return ""
}

// origin names an entry of one of several segments.
type origin struct {
	part  int
	entry uint32
}

// mergeParts returns one segment of all the living entries of parts.
func mergeParts(parts []part) *segment {
	order := livingInOrder(parts)
	s := &segment{Shapes: map[uint32]geo.Geometry{}}
	for i, o := range order {
		from := parts[o.part].segment
		s.Nums = append(s.Nums, from.Nums[o.entry])
		s.IDs = append(s.IDs, from.IDs[o.entry])
		s.Names = append(s.Names, from.Names[o.entry])
		s.Lons = append(s.Lons, from.Lons[o.entry])
		s.Lats = append(s.Lats, from.Lats[o.entry])
		s.Created = append(s.Created, from.Created[o.entry])
		s.Qualities = append(s.Qualities, from.Qualities[o.entry])
		s.Hashes = append(s.Hashes, from.Hashes[o.entry])
		if from.placed(o.entry) {
			s.Placed++
		}
		if shape, ok := from.Shapes[o.entry]; ok {
			s.Shapes[uint32(i)] = shape
		}
	}
	columns := make([]*column, len(parts))
	for d := range dimensions {
		for i := range parts {
			columns[i] = &parts[i].Columns[d]
		}
		s.Columns[d] = mergeColumns(columns, order)
	}
	s.derive()
	return s
}

// livingInOrder lists the living entries of parts in the order of a segment.
func livingInOrder(parts []part) []origin {
	var order []origin
	for i, p := range parts {
		for entry := range uint32(p.size()) {
			if !p.isDead(entry) {
				order = append(order, origin{i, entry})
			}
		}
	}
	slices.SortFunc(order, func(a, b origin) int {
		sa, sb := parts[a.part].segment, parts[b.part].segment
		placedA, placedB := sa.placed(a.entry), sb.placed(b.entry)
		switch {
		case placedA && !placedB:
			return -1
		case placedB && !placedA:
			return 1
		case placedA:
			if c := cmp.Compare(sa.keys[a.entry], sb.keys[b.entry]); c != 0 {
				return c
			}
		}
		return cmp.Compare(sa.Nums[a.entry], sb.Nums[b.entry])
	})
	return order
}
