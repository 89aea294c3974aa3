package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

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
		content, err := decompressed(r)
		if err != nil {
			yield(Record{Line: 1, Err: err})
			return
		}
		in := &lines{from: content}
		for {
			line, err := in.next()
			if err == io.EOF {
				return
			}
			if line = bytes.TrimSpace(line); err == nil && len(line) == 0 {
				continue
			}
			if !yield(newRecord(in.number, line, err)) || errors.Is(err, ErrUnreadable) {
				return
			}
		}
	}
}

// newRecord reads a line, unless err says that it could not be had.
func newRecord(number int, line []byte, err error) Record {
	switch {
	case errors.Is(err, ErrUnreadable):
		return Record{Line: number, Err: err}
	case err != nil:
		return Record{Line: number, Err: fmt.Errorf("%w: %w", ErrRecord, err)}
	}
	e, warnings, err := readElement(line)
	if err != nil {
		return Record{Line: number, Err: fmt.Errorf("%w: %w", ErrRecord, err)}
	}
	return Record{Line: number, Element: e, Warnings: warnings}
}

// readElement reads a line in whichever form it is.
func readElement(line []byte) (data.Element, []string, error) {
	read := readFlat
	if saysKind(line) {
		read = readNative
	}
	w := &warnings{}
	e, err := read(line, w)
	if err != nil {
		return data.Element{}, nil, err
	}
	makeLenient(&e, w)
	if err := e.Validate(); err != nil {
		return data.Element{}, nil, errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return e, w.list, nil
}

// saysKind reports whether a line is an object with a member "kind".
func saysKind(line []byte) bool {
	if !bytes.Contains(line, []byte(`"kind"`)) {
		return false
	}
	var members map[string]json.RawMessage
	return json.Unmarshal(line, &members) == nil && members["kind"] != nil
}

func readNative(line []byte, _ *warnings) (data.Element, error) {
	var e data.Element
	if err := json.Unmarshal(line, &e); err != nil {
		return data.Element{}, jsonError(err)
	}
	return e, nil
}

// jsonError says what is wrong with a line in words for people, keeping the
// classes that callers tell apart.
func jsonError(err error) error {
	if errors.Is(err, geo.ErrRange) || errors.Is(err, geo.ErrGeometry) {
		return fmt.Errorf("geometry: %w", err)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return fmt.Errorf("the line holds a JSON %s, expected an object", wrong.Value)
		}
		return fmt.Errorf("%s: a JSON %s cannot stand there", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("the line is not one JSON object: %w", err)
}
