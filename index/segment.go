package index

import (
	"iter"
	"slices"
	"sort"
	"sync"

	"maillage/data"
	"maillage/geo"
)

// segment is an immutable set of entries, fewer than 2^31. Entries with a place
// come first, in the order of their Morton keys, so that a tile of any zoom is
// one range; the others follow by num. An entry is named by its position in the
// arrays.
//
// All but the last fields are what a file of the segment holds; derive makes
// the rest.
type segment struct {
	nums         []int64
	ids          []data.ID
	lons, lats   []float64
	createdTimes []int64
	updatedTimes []int64
	qualities    []uint8
	hashes       []uint64  // of the entries' content
	keys         []geo.Key // of the placed entries, ascending
	sums         []sum     // sums[i] is that of the positions of the first i placed entries
	byNum        []uint32  // the entries by num
	names        textList  // of the entries
	shaped       []uint32  // the entries that have an extent, ascending
	outlines     outlines  // beside shaped, as bytes
	corners      textList  // beside shaped: the [geo.Corners] of each, as they are drawn
	marked       marked
	Columns      [dimensions]column

	geometries []geo.Geometry // beside shaped
	runs       *runs
	levels     func() levels   // made behind the scenes
	extents    func() *extents // likewise
	shared     func() []uint8  // made when first needed: see [sharedBeginnings], of the terms
	order      order
}

// outlines is a list of geometries in their binary form.
type outlines = textList

// sum is what positions add up to.
type sum struct{ x, y uint64 }

// and returns t with one more position.
func (t sum) and(p geo.Position) sum { return sum{t.x + uint64(p.X), t.y + uint64(p.Y)} }

// sumBetween returns the sum of the positions of the entries from from to below
// to, all placed, dead ones included.
func (s *segment) sumBetween(from, to uint32) sum {
	return sum{s.sums[to].x - s.sums[from].x, s.sums[to].y - s.sums[from].y}
}

func (s *segment) size() int { return len(s.nums) }

func (s *segment) point(entry uint32) geo.Point {
	return geo.Point{Lon: s.lons[entry], Lat: s.lats[entry]}
}

func (s *segment) placed(entry uint32) bool { return int(entry) < len(s.keys) }

// placedSize returns how many entries have a place; they are the first ones.
func (s *segment) placedSize() int { return len(s.keys) }

func (s *segment) num(entry uint32) int64 { return s.nums[entry] }

func (s *segment) id(entry uint32) data.ID { return s.ids[entry] }

// name returns the name of an entry; it shares the memory of the segment.
func (s *segment) name(entry uint32) string { return s.names.at(int(entry)) }

// nameLength returns the length of the name of an entry, in bytes.
func (s *segment) nameLength(entry uint32) int {
	return int(s.names.starts[entry+1] - s.names.starts[entry])
}

// created returns when the element was made, in Unix microseconds.
func (s *segment) created(entry uint32) int64 { return s.createdTimes[entry] }

func (s *segment) quality(entry uint32) uint8 { return s.qualities[entry] }

// hash returns the hash of an entry's content, see [record.contentHash].
func (s *segment) hash(entry uint32) uint64 { return s.hashes[entry] }

// position returns where a placed entry stands.
func (s *segment) position(entry uint32) geo.Position { return s.keys[entry].Position() }

// shape returns the extent of an entry, and whether it has one.
func (s *segment) shape(entry uint32) (geo.Geometry, bool) {
	i, found := slices.BinarySearch(s.shaped, entry)
	if !found {
		return geo.Geometry{}, false
	}
	return s.geometries[i], true
}

// shapes yields the entries that have an extent, in order.
func (s *segment) shapes() iter.Seq2[uint32, geo.Geometry] {
	return func(yield func(uint32, geo.Geometry) bool) {
		for i, entry := range s.shaped {
			if !yield(entry, s.geometries[i]) {
				return
			}
		}
	}
}

// entryOf returns the entry of an element, and whether there is one.
func (s *segment) entryOf(num int64) (uint32, bool) {
	i, found := slices.BinarySearchFunc(s.byNum, num, func(entry uint32, num int64) int {
		switch other := s.nums[entry]; {
		case other < num:
			return -1
		case other > num:
			return 1
		}
		return 0
	})
	if !found {
		return 0, false
	}
	return s.byNum[i], true
}

// numbered returns the entries of the elements from first to below end, by num.
func (s *segment) numbered(first, end int64) []uint32 {
	atLeast := func(num int64) int {
		return sort.Search(len(s.byNum), func(i int) bool { return s.nums[s.byNum[i]] >= num })
	}
	from, to := atLeast(first), atLeast(end)
	return s.byNum[from:max(from, to)]
}

// span returns the entries whose keys lie between first and last, as a
// half-open range.
func (s *segment) span(first, last geo.Key) (from, to uint32) {
	i, _ := slices.BinarySearch(s.keys, first)
	if last == ^geo.Key(0) {
		return uint32(i), uint32(len(s.keys))
	}
	n, _ := slices.BinarySearch(s.keys[i:], last+1)
	return uint32(i), uint32(i + n)
}

// value returns the first value of an entry in a dimension, or "". Only kinds,
// types and tags are told so. The text shares the memory of the segment.
func (s *segment) value(d dimension, entry uint32) string {
	c := &s.Columns[d]
	if ids := c.at(entry); len(ids) > 0 {
		return c.value(int(ids[0]))
	}
	return ""
}

// arrays lists all that a file of the segment holds, in order. Bump
// [segmentFormat] when it changes.
func (s *segment) arrays() []array {
	all := []array{
		arrayOf("numbers", &s.nums),
		arrayOf("numbers", &s.byNum),
		arrayOf("ids", &s.ids),
		arrayOf("points", &s.lons),
		arrayOf("points", &s.lats),
		arrayOf("times", &s.createdTimes),
		arrayOf("times", &s.updatedTimes),
		arrayOf("qualities", &s.qualities),
		arrayOf("hashes", &s.hashes),
		arrayOf("keys", &s.keys),
		arrayOf("sums of positions", &s.sums),
		arrayOf("names", &s.names.starts),
		arrayOf("names", &s.names.bytes),
		arrayOf("shapes", &s.shaped),
		arrayOf("shapes", &s.outlines.starts),
		arrayOf("shapes", &s.outlines.bytes),
		arrayOf("corners of shapes", &s.corners.starts),
		arrayOf("corners of shapes", &s.corners.bytes),
		arrayOf("marks", &s.marked.marks),
		arrayOf("marks", &s.marked.entries),
	}
	for d := range s.Columns {
		all = append(all, s.Columns[d].arrays(dimensionNames[d])...)
	}
	return all
}

// check reports whether the arrays belong together, so that no reading of them
// goes astray.
func (s *segment) check() error {
	n := s.size()
	for _, length := range []int{
		len(s.ids), len(s.lons), len(s.lats), len(s.createdTimes), len(s.updatedTimes), len(s.qualities), len(s.hashes), len(s.byNum), s.names.size(),
	} {
		if length != n {
			return errInconsistent
		}
	}
	if n >= shapeBit || len(s.keys) > n || len(s.sums) != len(s.keys)+1 || len(s.shaped) != s.outlines.size() || len(s.shaped) != s.corners.size() ||
		checkStarts(s.names.starts, len(s.names.bytes)) != nil || checkStarts(s.outlines.starts, len(s.outlines.bytes)) != nil ||
		checkStarts(s.corners.starts, len(s.corners.bytes)) != nil {
		return errInconsistent
	}
	for _, entries := range [][]uint32{s.byNum, s.shaped} {
		for _, entry := range entries {
			if int(entry) >= n {
				return errInconsistent
			}
		}
	}
	if err := s.marked.check(n); err != nil {
		return err
	}
	for d := range s.Columns {
		if err := s.Columns[d].check(n, hasForward[d]); err != nil {
			return err
		}
	}
	return nil
}

// derive makes what files do not hold. The error is that of a shape that cannot
// be read.
func (s *segment) derive() error {
	if s.geometries == nil {
		s.geometries = make([]geo.Geometry, len(s.shaped))
		for i := range s.geometries {
			if err := s.geometries[i].UnmarshalBinary([]byte(s.outlines.at(i))); err != nil {
				return err
			}
		}
	}
	for d := range s.Columns {
		s.Columns[d].derive()
	}
	s.guide()
	return nil
}

// guide makes the ways to find entries that follow from the arrays alone, or
// sees to it that they are made when first needed.
func (s *segment) guide() {
	s.runs, s.order = newRuns(s), newOrder(s)
	s.extents = sync.OnceValue(func() *extents { return newExtents(s) })
	s.shared = sync.OnceValue(func() []uint8 { return sharedBeginnings(&s.Columns[byTerm]) })
	s.levels = sync.OnceValue(func() levels { return newLevels(s) })
}

// guideAhead is guide for a segment that is not read from a file: what is large is
// made at once, in the background.
func (s *segment) guideAhead() {
	s.guide()
	if s.placedSize() >= leastLevels {
		go s.makeGuides()
	}
}

// makeGuides makes what a large segment makes when it is first needed, so that
// hardly any tile waits for it.
func (s *segment) makeGuides() {
	if s.placedSize() >= leastLevels {
		s.extents()
		s.levels()
	}
}
