package exchange

import (
	"encoding/json"
	"errors"
	"hash/maphash"
	"io"

	"maillage/data"
)

// FindRepeats reads a file of elements once and returns its repeated lines: a
// line is one when the same record, known by its source and its id there, stands
// further down. It maps each to the line that counts, the last. A file is thus
// read twice so that an earlier repeat is never written, and importing the file
// again finds nothing changed.
//
// Memory grows by some 40 bytes a line: only a 64-bit hash of what names a record is
// kept. The error wraps [ErrUnreadable]; the repeats up to there are returned.
func FindRepeats(r io.Reader) (map[int]int, error) {
	content, err := decompressed(r)
	if err != nil {
		return nil, err
	}
	in := &lines{from: content}
	seed := maphash.MakeSeed()
	last := map[uint64]int{} // hash of a record's name to the last line it stood on
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
		name := recordName(line)
		if name == "" {
			continue
		}
		key := maphash.String(seed, name)
		if before, seen := last[key]; seen {
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

// recordName returns what a line's record is recognised by; empty for none.
func recordName(line []byte) string {
	var named struct {
		ID     looseText       `json:"id"`
		Source json.RawMessage `json:"source"`
	}
	if json.Unmarshal(line, &named) != nil || len(named.Source) == 0 {
		return string(named.ID)
	}
	if named.Source[0] != '{' {
		var source looseText
		if json.Unmarshal(named.Source, &source) != nil || source == "" || named.ID == "" {
			return ""
		}
		return string(source) + "\x00" + string(named.ID)
	}
	var source data.Source
	if json.Unmarshal(named.Source, &source) != nil || source.Name == "" || source.ID == "" {
		return string(named.ID)
	}
	return source.Name + "\x00" + source.ID
}
