package index

import (
	"cmp"
	"slices"

	"maillage/data"
	"maillage/geo"
)

// newSegment builds a segment of records, whose nums are distinct. It keeps the
// geometries of the records, and nothing else of them.
func newSegment(records []record) *segment {
	order := segmentOrder(records)
	s := newArrays(len(records))
	for entry, i := range order {
		r := &records[i]
		s.nums[entry], s.ids[entry] = r.num, r.id
		s.lons[entry], s.lats[entry] = r.point.Lon, r.point.Lat
		s.createdTimes[entry], s.updatedTimes[entry] = r.created, r.updated
		s.qualities[entry], s.hashes[entry] = r.quality, r.hash
		s.names.append(r.name)
		if r.placed {
			s.addPosition(geo.KeyOf(r.position))
		}
		if !r.shape.IsZero() {
			s.addShape(uint32(entry), r.shape, shapeBytes(r.shape), geo.CornersOf(r.shape))
		}
	}
	s.byNum = entriesByNum(s.nums)
	s.marked = newMarked(records, order)
	var b columnBuilder
	for d := range dimensions {
		s.Columns[d] = b.build(d, records, order)
	}
	s.guideAhead()
	return s
}

// newArrays returns a segment of n entries, still all zero; what is of varying
// length is still empty.
func newArrays(n int) *segment {
	return &segment{
		nums:         make([]int64, n),
		ids:          make([]data.ID, n),
		lons:         make([]float64, n),
		lats:         make([]float64, n),
		createdTimes: make([]int64, n),
		updatedTimes: make([]int64, n),
		qualities:    make([]uint8, n),
		hashes:       make([]uint64, n),
		keys:         make([]geo.Key, 0, n),
		sums:         make([]sum, 1, n+1),
		names:        textList{starts: make([]uint32, 1, n+1)},
		geometries:   []geo.Geometry{},
	}
}

// addPosition gives the next placed entry its key.
func (s *segment) addPosition(key geo.Key) {
	s.keys = append(s.keys, key)
	s.sums = append(s.sums, s.sums[len(s.sums)-1].and(key.Position()))
}

// addShape gives an entry after all others that have one its extent.
func (s *segment) addShape(entry uint32, shape geo.Geometry, binary string, corners geo.Corners) {
	s.shaped = append(s.shaped, entry)
	s.corners.append(string(corners))
	s.outlines.append(binary)
	s.geometries = append(s.geometries, shape)
}

func shapeBytes(shape geo.Geometry) string {
	b, err := shape.MarshalBinary()
	if err != nil {
		panic("index: a geometry that was read cannot be written: " + err.Error())
	}
	return string(b)
}

// segmentOrder returns which record each entry is of.
func segmentOrder(records []record) []int {
	type ranked struct {
		placed bool
		key    geo.Key
		num    int64
		record int
	}
	all := make([]ranked, len(records))
	for i := range records {
		r := &records[i]
		all[i] = ranked{placed: r.placed, num: r.num, record: i}
		if r.placed {
			all[i].key = geo.KeyOf(r.position)
		}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(compareBools(b.placed, a.placed), cmp.Compare(a.key, b.key), cmp.Compare(a.num, b.num))
	})
	order := make([]int, len(all))
	for entry, r := range all {
		order[entry] = r.record
	}
	return order
}

// entriesByNum returns the entries in the order of their nums.
func entriesByNum(nums []int64) []uint32 {
	type numbered struct {
		num   int64
		entry uint32
	}
	all := make([]numbered, len(nums))
	for entry, num := range nums {
		all[entry] = numbered{num, uint32(entry)}
	}
	slices.SortFunc(all, func(a, b numbered) int { return cmp.Compare(a.num, b.num) })
	entries := make([]uint32, len(all))
	for i, n := range all {
		entries[i] = n.entry
	}
	return entries
}
