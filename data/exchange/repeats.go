package exchange

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"hash/maphash"
	"io"

	"maillage/data"
)

// FindRepeats reads a file of elements once, as [Open] does, and returns its
// repeated records: one is repeated when the same record, as
// [data.Element.Identity] knows it, stands further down and is not refused. It
// maps the number of each to that of the one that counts, the last. A file is
// thus read twice so that an earlier repeat is never written, and importing the
// file again finds nothing changed.
//
// Memory grows by some 40 bytes a record: only a 64-bit hash of what a record is
// known by is kept. The error wraps [ErrUnreadable]; the repeats up to there are returned.
func FindRepeats(r io.Reader, o Options) (map[int]int, error) {
	content, err := Decompressed(r)
	if err != nil {
		return nil, err
	}
	format, err := o.formatOf(content)
	if err != nil {
		return nil, err
	}
	if format == FormatNDJSON {
		return repeatedLines(content, &o)
	}
	reading, err := Open(content, o)
	if err != nil {
		return nil, err
	}
	found := newRepeats()
	for record := range reading.Records {
		if errors.Is(record.Err, ErrUnreadable) {
			return found.ends(), record.Err
		}
		if identity := record.Element.Identity(); record.Err == nil && !identity.IsZero() {
			found.add(identity, record.Line)
		}
	}
	return found.ends(), nil
}

// repeatedLines is [FindRepeats] for lines of JSON: nothing is checked but what a
// line is known by.
func repeatedLines(content *bufio.Reader, o *Options) (map[int]int, error) {
	in := &lines{from: content}
	found := newRepeats()
	for {
		line, err := in.next()
		switch {
		case err == io.EOF:
			return found.ends(), nil
		case errors.Is(err, ErrUnreadable):
			return found.ends(), err
		case err != nil: // too long: refused when it is read for good
			continue
		}
		identity := identityOf(line, o)
		if identity.IsZero() || found.seen(identity) && newRecord(in.number, line, nil, o).Err != nil {
			continue
		}
		found.add(identity, in.number)
	}
}

// repeats gathers which records come again.
type repeats struct {
	seed maphash.Seed
	last map[uint64]int // hash of an identity to the last record of it
	next map[int]int    // a record to the next one of the same identity
}

func newRepeats() *repeats {
	return &repeats{maphash.MakeSeed(), map[uint64]int{}, map[int]int{}}
}

func (r *repeats) seen(identity data.Identity) bool {
	_, seen := r.last[maphash.Comparable(r.seed, identity)]
	return seen
}

func (r *repeats) add(identity data.Identity, number int) {
	key := maphash.Comparable(r.seed, identity)
	if before, seen := r.last[key]; seen {
		r.next[before] = number
	}
	r.last[key] = number
}

func (r *repeats) ends() map[int]int { return followed(r.next) }

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

// identityOf returns what a line's record is known by.
func identityOf(line []byte, o *Options) data.Identity {
	e, plain := data.SkimPlainDocument(line)
	if !plain || e.Kind == "" {
		e = knownBy(line, o)
	}
	(&warnings{}).source(&e.Source)
	return e.Identity()
}

// knownBy returns an element with nothing but what a line's record is known by.
func knownBy(line []byte, o *Options) (e data.Element) {
	if saysKind(line) {
		var native struct {
			ID     data.ID     `json:"id"`
			Source data.Source `json:"source"`
		}
		if json.Unmarshal(line, &native) == nil {
			e.ID, e.Source = native.ID, native.Source
		}
		return e
	}
	var flat struct {
		ID     looseText `json:"id"`
		Source looseText `json:"source"`
	}
	if json.Unmarshal(line, &flat) == nil {
		e.Source = data.Source{Name: cmp.Or(string(flat.Source), o.Source.Name), ID: string(flat.ID)}
	}
	return e
}
