package index

import (
	"slices"
	"strconv"

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

// marking says which mark by tag the entries of a segment have. Nobody changes it.
type marking struct {
	numbers []int             // of the marks, from 1
	having  []*roaring.Bitmap // beside them
}

// MarkedBy returns s as it would be if a network in its query drew by marks: those by
// tag are told of in [Mark.Drawn]. Who composes a network sees so what nobody else does
// yet. There may be a network or none.
func (s *Selection) MarkedBy(marks []data.NetworkMark) *Selection {
	other := *s
	other.marks = marks
	for i, mark := range marks {
		if mark.Parameter == tagMark {
			other.marksKey += "\n" + strconv.Itoa(i+1) + ":" + data.TagKey(mark.Value)
		}
	}
	return &other
}

// marking returns the marks by tag that s tells of in a segment; nil for none.
func (s *Selection) marking(in *segment) *marking {
	marks := s.marks
	if marks == nil && s.filter.network != nil {
		marks = s.filter.network.Marks
	}
	var m *marking
	for i, mark := range marks {
		if mark.Parameter != tagMark {
			continue
		}
		if having := in.Columns[byTag].having(data.TagKey(mark.Value)); having != nil {
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
