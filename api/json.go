package api

import (
	"encoding/json"
	"io"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/geo"
)

// Lists of elements are written as JSON by hand, in a fraction of the time that
// encoding/json takes; what it would write of them is the same.

// appender is what knows its JSON form by itself.
type appender interface {
	AppendJSON(b []byte) ([]byte, error)
}

// jsonFormat writes the answers of described operations.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		known, ok := v.(appender)
		if !ok {
			return huma.DefaultJSONFormat.Marshal(w, v)
		}
		buffer := buffers.Get().(*[]byte)
		b, err := known.AppendJSON((*buffer)[:0])
		if err == nil {
			_, err = w.Write(append(b, '\n'))
		}
		if cap(b) <= keptBuffer {
			*buffer = b
			buffers.Put(buffer)
		}
		return err
	},
	Unmarshal: huma.DefaultJSONFormat.Unmarshal,
}

// buffers are written over by one answer after the other. What is larger than
// keptBuffer bytes is left to the garbage collector.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

const keptBuffer = 256 << 10

// AppendJSON appends the JSON form of a to b.
func (a *searchAnswer) AppendJSON(b []byte) ([]byte, error) {
	b = append(b, `{"type":"FeatureCollection","features":[`...)
	for i := range a.Features {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = a.Features[i].AppendJSON(b); err != nil {
			return b, err
		}
	}
	rest, err := json.Marshal(struct {
		*searchAnswer
		Type     struct{} `json:"type,omitzero"`
		Features struct{} `json:"features,omitzero"`
	}{searchAnswer: a})
	if err != nil {
		return b, err
	}
	return append(append(b, `],`...), rest[1:]...), nil // its members go on in the same object
}

// AppendJSON appends the JSON form of f to b.
func (f *feature) AppendJSON(b []byte) ([]byte, error) {
	b, err := exchange.AppendFeature(b, geo.Geometry(f.Geometry), &f.Properties.Element)
	if err != nil {
		return b, err
	}
	b = b[:len(b)-len("}}")] // its properties go on
	p := f.Properties
	if p.Distance != nil {
		b = appendNumber(append(b, `,"distance":`...), *p.Distance)
	}
	if p.Snippet != "" {
		b = data.AppendText(append(b, `,"snippet":`...), p.Snippet)
	}
	if p.Score != 0 {
		b = appendNumber(append(b, `,"score":`...), p.Score)
	}
	if len(p.Territories) > 0 {
		if b, err = appendJSON(append(b, `,"territories":`...), p.Territories); err != nil {
			return b, err
		}
	}
	if len(p.Values) > 0 {
		if b, err = appendJSON(append(b, `,"values":`...), p.Values); err != nil {
			return b, err
		}
	}
	if len(p.Networks) > 0 {
		if b, err = appendJSON(append(b, `,"networks":`...), p.Networks); err != nil {
			return b, err
		}
	}
	if p.Opening != nil {
		if b, err = appendJSON(append(b, `,"opening":`...), p.Opening); err != nil {
			return b, err
		}
	}
	b = append(b, '}')
	if f.Network != nil {
		if b, err = appendJSON(append(b, `,"network":`...), f.Network); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

// appendJSON appends what encoding/json writes of v.
func appendJSON(b []byte, v any) ([]byte, error) {
	written, err := json.Marshal(v)
	return append(b, written...), err
}

// appendNumber appends a distance or a score: rounded, so never so small that
// encoding/json would write an exponent, nor so large.
func appendNumber(b []byte, v float64) []byte { return strconv.AppendFloat(b, v, 'f', -1, 64) }
