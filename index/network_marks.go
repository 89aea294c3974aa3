package index

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
)

// tagMark is the parameter of a mark by tag, the only ones that the engine tells of:
// a map knows the kind and the type of its elements.
const tagMark = "tag"

// markedByTag returns marks when one of them is by tag, else none.
func markedByTag(marks []data.NetworkMark) []data.NetworkMark {
	if slices.ContainsFunc(marks, func(m data.NetworkMark) bool { return m.Parameter == tagMark }) {
		return marks
	}
	return nil
}

// marking says which mark by tag of a network the entries of a segment have. Nobody
// changes it.
type marking struct {
	numbers []int             // of the marks, from 1
	having  []*roaring.Bitmap // beside them
}

// marking returns the marks by tag that n gives in s; nil for none. n may be nil.
func (n *network) marking(s *segment) *marking {
	if n == nil {
		return nil
	}
	var m *marking
	for i, mark := range n.Marks {
		if mark.Parameter != tagMark {
			continue
		}
		if having := s.Columns[byTag].having(data.TagKey(mark.Value)); having != nil {
			if m == nil {
				m = &marking{}
			}
			m.numbers, m.having = append(m.numbers, i+1), append(m.having, having)
		}
	}
	return m
}

// of returns the number of the first mark that an entry has, 0 for none.
func (m *marking) of(entry uint32) int {
	if m != nil {
		for i, having := range m.having {
			if having.Contains(entry) {
				return m.numbers[i]
			}
		}
	}
	return 0
}
