package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	in := &allowance{from: r, left: MaxFeature}
	f := &features{in: in, decoder: json.NewDecoder(in)}
	if err := f.delimiter('{'); err != nil {
		return nil, err
	}
	for f.decoder.More() {
		f.in.left = MaxFeature
		key, err := f.decoder.Token()
		if err != nil {
			return nil, unreadable(err)
		}
		if key == "features" {
			return f, f.delimiter('[')
		}
		var ignored json.RawMessage
		if err := f.decoder.Decode(&ignored); err != nil {
			return nil, unreadable(err)
		}
	}
	return nil, unreadable(errors.New("it has no features: expected a GeoJSON FeatureCollection"))
}

func (f *features) delimiter(want json.Delim) error {
	token, err := f.decoder.Token()
	if err == nil && token != want {
		err = fmt.Errorf("expected %q: the file is no GeoJSON FeatureCollection", want)
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

// next reads the next feature. Errors wrap [ErrUnreadable].
func (f *features) next() (feature, error) {
	f.in.left = MaxFeature
	var raw json.RawMessage
	if err := f.decoder.Decode(&raw); err != nil {
		return feature{}, unreadable(err)
	}
	// What is JSON but no feature is one bad record, not the end of the file.
	var read feature
	if err := json.Unmarshal(raw, &read); err != nil {
		return feature{}, nil
	}
	return read, nil
}

// end checks that the list of features is closed: a file cut off there lacks some.
func (f *features) end() error { return f.delimiter(']') }

func unreadable(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}
