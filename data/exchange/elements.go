package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"maillage/data"
	"maillage/geo"
)

// ErrRecord marks a record that was refused.
var ErrRecord = errors.New("the record is refused")

// Record is what a reader says of one line: an element and what had to be left
// out of it, or why there is none.
type Record struct {
	Line     int // 1 for the first
	Element  data.Element
	Warnings []string // one per repair that lost something: "website: ..."
	// Err wraps [ErrRecord] when this line is refused, and [ErrUnreadable] when
	// the file breaks off here; Element is the zero value then.
	Err error
}

// ReadElements reads one element per line of r, which may be gzip. Empty lines
// are passed over; every other line gives one record, in order, and an element
// without Err is valid. It stops after a record whose Err wraps [ErrUnreadable].
//
// Two forms are recognised line by line: the JSON form of [data.Element], which
// says its kind, and the flat form described in docs/import-elements.md.
func ReadElements(r io.Reader) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		content, err := Decompressed(r)
		if err != nil {
			yield(Record{Line: 1, Err: err})
			return
		}
		readLines(content, &Options{})(yield)
	}
}

// newRecord reads a line, unless err says that it could not be had.
func newRecord(number int, line []byte, err error, o *Options) Record {
	switch {
	case errors.Is(err, ErrUnreadable):
		return Record{Line: number, Err: err}
	case err != nil:
		return Refused(number, err)
	}
	w := &warnings{}
	e, err := readElement(line, o, w)
	if err != nil {
		return Refused(number, err)
	}
	return Taken(number, e, w.list)
}

// readElement reads a line in whichever form it is. It is not checked.
func readElement(line []byte, o *Options, w *warnings) (data.Element, error) {
	if e, ok := data.ParsePlainDocument(line); ok && e.Kind != "" {
		return e, nil
	}
	if saysKind(line) {
		return readNative(line, w)
	}
	e, err := readFlat(line, o, w)
	if err == nil {
		o.fill(&e)
	}
	return e, err
}

// saysKind reports whether a line is an object with a member "kind".
func saysKind(line []byte) bool {
	if !bytes.Contains(line, []byte(`"kind"`)) {
		return false
	}
	var members map[string]json.RawMessage
	return json.Unmarshal(line, &members) == nil && members["kind"] != nil
}

func readNative(line []byte, w *warnings) (data.Element, error) {
	if e, err := data.ParseDocument(line); err == nil {
		return e, nil
	}
	return readMembers(line, w)
}

// readMembers reads the members of an element one by one and leaves out the
// optional ones that cannot be read. A place that is not on the Earth can be
// read, and is wrong.
func readMembers(line []byte, w *warnings) (data.Element, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil {
		return data.Element{}, jsonError(err)
	}
	var e data.Element
	for _, name := range slices.Sorted(maps.Keys(members)) {
		member, err := json.Marshal(map[string]json.RawMessage{name: members[name]})
		if err != nil {
			return data.Element{}, memberError(name, err)
		}
		before := e
		err = json.Unmarshal(member, &e)
		if err == nil {
			continue
		}
		if optional[name] == nil || errors.Is(err, geo.ErrRange) {
			return data.Element{}, memberError(name, err)
		}
		e = before
		w.list = append(w.list, memberError(name, err).Error()+", left out")
	}
	return e, nil
}

// memberError says what is wrong with a member of a line, in words for people.
func memberError(name string, err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s: a JSON %s cannot stand there", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// jsonError says why a line is no object, in words for people.
func jsonError(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("the line holds a JSON %s, expected an object", wrong.Value)
	}
	return fmt.Errorf("the line is not one JSON object: %w", err)
}
