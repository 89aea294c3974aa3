package index

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"math"
	"strings"
)

// cursor is where a page ended. The zero value is before everything.
type cursor struct {
	set      bool
	rank     float64
	num      int64
	sequence int64 // of the snapshot that the first page was of
}

const cursorBytes = 32

// before reports whether p comes after the cursor.
func (c cursor) before(p place) bool {
	return !c.set || comparePlaces(place{rank: c.rank, num: c.num}, p) < 0
}

// orderKey tells orders apart in which ranks mean different things: by the sort,
// the words as they were read, and the point that distances are measured from.
func orderKey(q Query, terms []string) uint64 {
	h := fnv.New64a()
	order := q.Order()
	text := string(order)
	switch order {
	case SortDistance:
		text += q.Near.String()
	case SortRelevance:
		text += strings.Join(terms, " ")
	}
	_, _ = h.Write([]byte(text))
	return h.Sum64()
}

// cursor returns the text that asks for what follows p, on pages of which the
// first was of the snapshot with that sequence.
func (p place) cursor(order uint64, sequence int64) string {
	b := make([]byte, 0, cursorBytes)
	for _, n := range [...]uint64{order, uint64(sequence), math.Float64bits(p.rank), uint64(p.num)} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// parseCursor reads q's cursor. One that was given for another order is refused:
// by it, elements would be told twice or not at all.
func parseCursor(q Query, terms []string) (cursor, error) {
	if q.Cursor == "" {
		return cursor{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) != cursorBytes || binary.BigEndian.Uint64(b) != orderKey(q, terms) {
		return cursor{}, Refuse("cursor", RuleCursor)
	}
	c := cursor{
		set:      true,
		sequence: int64(binary.BigEndian.Uint64(b[8:])),
		rank:     math.Float64frombits(binary.BigEndian.Uint64(b[16:])),
		num:      int64(binary.BigEndian.Uint64(b[24:])),
	}
	if math.IsNaN(c.rank) {
		return cursor{}, Refuse("cursor", RuleCursor)
	}
	return c, nil
}
