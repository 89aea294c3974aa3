package index

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
)

// mark stands for a text that few entries have, and that is only ever asked for as
// a whole: the account that made an element known, the element that it links to,
// its website or another identifier. It is a hash, cut from SHA-256, since people
// write what is hashed and nobody may choose the outcome.
type mark uint64

func markOf(text string) mark {
	sum := sha256.Sum256([]byte(text))
	return mark(binary.BigEndian.Uint64(sum[:]))
}

// madeBy is the mark of what an account made known.
func madeBy(account data.ID) mark { return markOf("by:" + account.String()) }

// linkedTo is the mark of what links to an element.
func linkedTo(element data.ID) mark { return markOf("of:" + element.String()) }

// marksOf returns the marks of an element, ascending, each once. The beginnings of
// its texts tell their sorts apart. That a person has an account, and which, is
// theirs to tell: by an account nobody finds them.
func marksOf(e *data.Element) []mark {
	identifiers := e.Identifiers()
	made := !e.CreatedBy.IsZero() && e.Kind != data.KindPerson
	if !made && len(e.Links) == 0 && len(identifiers) == 0 {
		return nil
	}
	all := make([]mark, 0, 1+len(e.Links)+len(identifiers))
	if made {
		all = append(all, madeBy(e.CreatedBy))
	}
	for _, link := range e.Links {
		all = append(all, linkedTo(link.Target))
	}
	for _, identifier := range identifiers {
		all = append(all, markOf(identifier))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// marked holds which entries of a segment have which marks: pairs, ordered by mark
// and then by entry.
type marked struct {
	marks   []uint64
	entries []uint32 // beside marks
}

// newMarked returns the marks of records, whose entries are in that order.
func newMarked(records []record, order []int) marked {
	type pair struct {
		mark  uint64
		entry uint32
	}
	var pairs []pair
	for entry, i := range order {
		for _, m := range records[i].marks {
			pairs = append(pairs, pair{uint64(m), uint32(entry)})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.mark, b.mark), cmp.Compare(a.entry, b.entry)) })
	m := marked{make([]uint64, len(pairs)), make([]uint32, len(pairs))}
	for i, p := range pairs {
		m.marks[i], m.entries[i] = p.mark, p.entry
	}
	return m
}

// having returns the entries with a mark, ascending, living or dead. The caller
// must not change them.
func (m *marked) having(wanted mark) []uint32 {
	from := sort.Search(len(m.marks), func(i int) bool { return m.marks[i] >= uint64(wanted) })
	to := from
	for to < len(m.marks) && m.marks[to] == uint64(wanted) {
		to++
	}
	return m.entries[from:to]
}

// havingAny returns the entries with at least one of the marks that name gives ids,
// freshly made.
func (m *marked) havingAny(ids []data.ID, name func(data.ID) mark) *roaring.Bitmap {
	found := roaring.New()
	for _, id := range ids {
		found.AddMany(m.having(name(id)))
	}
	return found
}

// check reports whether the pairs are in order and name entries of a segment of
// that size.
func (m *marked) check(entries int) error {
	if len(m.marks) != len(m.entries) || !slices.IsSorted(m.marks) {
		return errInconsistent
	}
	for i, entry := range m.entries {
		if int(entry) >= entries || i > 0 && m.marks[i] == m.marks[i-1] && entry <= m.entries[i-1] {
			return errInconsistent
		}
	}
	return nil
}

// mergeMarked returns the marks of the living entries.
func (m *merger) mergeMarked() marked {
	length := 0
	for _, p := range m.parts {
		length += len(p.marked.marks)
	}
	merged := marked{make([]uint64, 0, length), make([]uint32, 0, length)}
	next := make([]int, len(m.parts))
	for {
		first, firstMark, firstEntry := -1, uint64(0), uint32(nowhere)
		for i, p := range m.parts {
			of := &p.marked
			for next[i] < len(of.marks) && m.renamed[i][of.entries[next[i]]] == nowhere {
				next[i]++
			}
			if next[i] == len(of.marks) {
				continue
			}
			mark, entry := of.marks[next[i]], m.renamed[i][of.entries[next[i]]]
			if first < 0 || mark < firstMark || mark == firstMark && entry < firstEntry {
				first, firstMark, firstEntry = i, mark, entry
			}
		}
		if first < 0 {
			return marked{slices.Clip(merged.marks), slices.Clip(merged.entries)}
		}
		merged.marks, merged.entries = append(merged.marks, firstMark), append(merged.entries, firstEntry)
		next[first]++
	}
}

// changedSince returns the entries of s that were written at an instant, in Unix
// microseconds, or later; freshly made.
func (s *segment) changedSince(instant int64) *roaring.Bitmap {
	found := roaring.New()
	from := -1 // where a range that is found begins; -1: none
	for entry, at := range s.updatedTimes {
		switch {
		case at >= instant && from < 0:
			from = entry
		case at < instant && from >= 0:
			found.AddRange(uint64(from), uint64(entry))
			from = -1
		}
	}
	if from >= 0 {
		found.AddRange(uint64(from), uint64(len(s.updatedTimes)))
	}
	return found
}
