package exchange

import (
	"encoding/json"
	"errors"
	"hash/maphash"
	"io"

	"maillage/data"
)

// FindRepeats reads a file of elements once and returns its repeated lines: a
// line is one when the same record, as [data.Element.Identity] knows it, stands
// further down in a line that is not refused. It maps each to the line that
// counts, the last. A file is thus read twice so that an earlier repeat is never
// written, and importing the file again finds nothing changed.
//
// Memory grows by some 40 bytes a line: only a 64-bit hash of what a record is
// known by is kept. The error wraps [ErrUnreadable]; the repeats up to there are returned.
func FindRepeats(r io.Reader) (map[int]int, error) {
	content, err := decompressed(r)
	if err != nil {
		return nil, err
	}
	in := &lines{from: content}
	seed := maphash.MakeSeed()
	last := map[uint64]int{} // hash of an identity to the last line it stood on
	repeats := map[int]int{} // a line to the next one of the same record
	for {
		line, err := in.next()
		switch {
		case err == io.EOF:
			return followed(repeats), nil
		case errors.Is(err, ErrUnreadable):
			return followed(repeats), err
		case err != nil: // too long: refused when it is read for good
			continue
		}
		identity := identityOf(line)
		if identity.IsZero() {
			continue
		}
		key := maphash.Comparable(seed, identity)
		if before, seen := last[key]; seen {
			if _, _, err := readElement(line); err != nil {
				continue
			}
			repeats[before] = in.number
		}
		last[key] = in.number
	}
}

// followed returns repeats with each line mapped to the end of its chain.
func followed(repeats map[int]int) map[int]int {
	ends := make(map[int]int, len(repeats))
	for line, end := range repeats {
		for next, more := repeats[end]; more; next, more = repeats[end] {
			end = next
		}
		ends[line] = end
	}
	return ends
}

// identityOf returns what a line's record is known by, without reading the rest
// of it.
func identityOf(line []byte) data.Identity {
	var e data.Element
	if saysKind(line) {
		var native struct {
			ID     data.ID     `json:"id"`
			Source data.Source `json:"source"`
		}
		if json.Unmarshal(line, &native) == nil {
			e.ID, e.Source = native.ID, native.Source
		}
	} else {
		var flat struct {
			ID     looseText `json:"id"`
			Source looseText `json:"source"`
		}
		if json.Unmarshal(line, &flat) == nil {
			e.Source = data.Source{Name: string(flat.Source), ID: string(flat.ID)}
		}
	}
	(&warnings{}).source(&e.Source)
	return e.Identity()
}
