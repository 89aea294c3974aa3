package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// features reads a GeoJSON FeatureCollection one feature after the other, never
// holding more than one.
type features struct {
	in      *allowance
	decoder *json.Decoder
}

// allowance is a reader that may be read a while, until more is allowed: it
// bounds what the decoder buffers for one value.
type allowance struct {
	from io.Reader
	left int
}

var errLargeFeature = fmt.Errorf("a feature is larger than %d bytes", MaxFeature)

func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, errLargeFeature
	}
	n, err := a.from.Read(p[:min(len(p), a.left)])
	a.left -= n
	return n, err
}

// newFeatures reads up to the list of features. Errors wrap [ErrUnreadable].
func newFeatures(r io.Reader) (*features, error) {
	f, err := newMembers(r, "features", func(string, json.RawMessage) error { return nil })
	if errors.Is(err, errNoMember) {
		return nil, unusable("the file has no features: expected a GeoJSON FeatureCollection")
	}
	return f, err
}

var errNoMember = errors.New("the member is missing")

// newMembers reads an object up to the list that its member called list is, and
// hands the members before it to other. Errors wrap [ErrUnreadable], or are of other.
func newMembers(r io.Reader, list string, other func(name string, value json.RawMessage) error) (*features, error) {
	f := newValues(r)
	if err := f.delimiter('{'); err != nil {
		return nil, err
	}
	for f.decoder.More() {
		f.in.left = MaxFeature
		key, err := f.decoder.Token()
		if err != nil {
			return nil, unreadable(err)
		}
		if key == list {
			return f, f.delimiter('[')
		}
		var value json.RawMessage
		if err := f.decoder.Decode(&value); err != nil {
			return nil, unreadable(err)
		}
		if err := other(key.(string), value); err != nil {
			return nil, err
		}
	}
	if _, err := f.decoder.Token(); err != nil {
		return nil, unreadable(err)
	}
	return nil, fmt.Errorf("%w: %w: it has no list %q", ErrUnreadable, errNoMember, list)
}

// newValues reads JSON values that follow each other.
func newValues(r io.Reader) *features {
	in := &allowance{from: r, left: MaxFeature}
	return &features{in: in, decoder: json.NewDecoder(in)}
}

func (f *features) delimiter(want json.Delim) error {
	token, err := f.decoder.Token()
	if err == nil && token != want {
		err = fmt.Errorf("expected %q in this place", want)
	}
	if err != nil {
		return unreadable(err)
	}
	return nil
}

func (f *features) more() bool {
	f.in.left = MaxFeature
	return f.decoder.More()
}

// next reads the next feature of a file of territories. Errors wrap [ErrUnreadable].
func (f *features) next() (feature, error) {
	raw, err := f.value()
	if err != nil {
		return feature{}, err
	}
	// What is JSON but no feature is one bad record, not the end of the file.
	var read feature
	if err := json.Unmarshal(raw, &read); err != nil {
		return feature{}, nil
	}
	return read, nil
}

// each hands every value of the list to read, in order, and the members behind the
// list to other; a bare list has none, and a nil other. empty says what to do when
// the list has nothing in it.
func (f *features) each(read func(n int, raw json.RawMessage) Record, other func(name string, value json.RawMessage) error, empty string) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		n := 1
		for ; f.more(); n++ {
			raw, err := f.value()
			if err != nil {
				yield(BrokenOff(n, err))
				return
			}
			if !yield(read(n, raw)) {
				return
			}
		}
		err := f.end()
		if err == nil && other != nil {
			err = f.rest(other)
		}
		if err == nil && n == 1 {
			err = unusable("%s", empty)
		}
		if err != nil {
			yield(BrokenOff(n, err))
		}
	}
}

// value reads the next value. Errors wrap [ErrUnreadable].
func (f *features) value() (json.RawMessage, error) {
	f.in.left = MaxFeature
	var raw json.RawMessage
	if err := f.decoder.Decode(&raw); err != nil {
		return nil, unreadable(err)
	}
	return raw, nil
}

// end checks that the list of features is closed: a file cut off there lacks some.
func (f *features) end() error { return f.delimiter(']') }

// rest hands the members behind the list to other, and checks that the object is
// closed: a file cut off there lacks some.
func (f *features) rest(other func(name string, value json.RawMessage) error) error {
	for f.more() {
		key, err := f.decoder.Token()
		if err != nil {
			return unreadable(err)
		}
		value, err := f.value()
		if err != nil {
			return err
		}
		if err := other(key.(string), value); err != nil {
			return err
		}
	}
	return f.delimiter('}')
}

// unreadable says why a file breaks off.
func unreadable(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it ends in the middle: it was not copied or downloaded whole, fetch it again", ErrUnreadable)
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}
