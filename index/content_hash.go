package index

import (
	"crypto/sha256"
	"encoding/binary"
	"math"

	"maillage/data"
)

// contentHash returns a hash of all that a tile, a list or a count can show of
// r, made of e, or be narrowed by: equal content has an equal hash on every node,
// at any time.
//
// Sums of these hashes are versions (see [regionSums]), and people write what is
// hashed: so it is cut from SHA-256, of which nobody can choose the outcome.
func (r *record) contentHash(e *data.Element) uint64 {
	b := append(make([]byte, 0, 1024), contentHashFormat...)
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	texts := func(list []string) {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, s := range list {
			text(s)
		}
	}
	b = binary.BigEndian.AppendUint64(b, uint64(r.num))
	b = append(b, r.id[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(r.created))
	b = binary.BigEndian.AppendUint64(b, uint64(r.updated))
	// A source may give another website with the instant that it gave before: who follows
	// or approves changes is to see that something is another.
	b = binary.AppendUvarint(b, uint64(e.Revision))
	b = binary.AppendUvarint(b, uint64(len(r.marks)))
	for _, m := range r.marks {
		b = binary.BigEndian.AppendUint64(b, uint64(m))
	}
	b = append(b, r.quality)
	for _, s := range []string{string(e.Kind), e.Type, e.Name, e.Summary, e.Description, e.Address.PostalCode, e.Address.Locality} {
		text(s)
	}
	texts(e.Tags)
	b = binary.AppendUvarint(b, uint64(len(r.values[byTerritory])))
	for _, t := range r.values[byTerritory] {
		text(t.text)
	}
	if r.placed {
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(r.point.Lon))
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(r.point.Lat))
	}
	if !r.shape.IsZero() {
		shape, err := r.shape.MarshalBinary()
		if err != nil {
			panic(err) // a geometry that was read can be written
		}
		b = append(b, shape...)
	}
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:])
}

// contentHashFormat is hashed with the content: bump it when the analysis of
// texts changes, or what a tile shows of an element.
const contentHashFormat = "entry 3\n"
