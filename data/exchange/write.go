package exchange

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"maillage/data"
	"maillage/geo"
)

// PersonsNote is what an export says of the persons it leaves out.
const PersonsNote = "Persons are left out: they are listed by their own choice and not copied elsewhere."

// WriteNDJSON writes elements to w, one a line, in the JSON form of
// [data.Element] that [ReadElements] reads back without a loss. Persons are left
// out. It returns how many it wrote, and the first error of elements or of w.
func WriteNDJSON(w io.Writer, elements iter.Seq2[data.Element, error]) (int, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	var line []byte
	n, err := eachExported(elements, func(_ int, e *data.Element) (err error) {
		if line, err = e.AppendDocument(line[:0]); err == nil {
			_, err = out.Write(append(line, '\n'))
		}
		return err
	})
	if err != nil {
		return n, err
	}
	return n, out.Flush()
}

// Feature is an element as GeoJSON: its properties are the JSON form of
// [data.Element] without the geometry, which is null when the place is unknown.
type Feature struct {
	Type       string       `json:"type"`
	ID         data.ID      `json:"id"`
	Geometry   geo.Geometry `json:"geometry"`
	Properties data.Element `json:"properties"`
}

// NewFeature returns e as GeoJSON.
func NewFeature(e data.Element) Feature {
	f := Feature{Type: "Feature", ID: e.ID, Geometry: e.Geometry, Properties: e}
	f.Properties.Geometry = geo.Geometry{}
	return f
}

// AppendFeature appends the JSON form of a [Feature] to b: the same bytes that
// [json.Marshal] returns, in a fraction of the time. The properties have no
// geometry. The error is that of json.Marshal.
func AppendFeature(b []byte, geometry geo.Geometry, properties *data.Element) ([]byte, error) {
	b = append(b, `{"type":"Feature","id":"`...)
	if !properties.ID.IsZero() {
		b = append(b, properties.ID.String()...)
	}
	b, err := geometry.AppendJSON(append(b, `","geometry":`...))
	if err != nil {
		return b, err
	}
	b, err = properties.AppendDocument(append(b, `,"properties":`...))
	return append(b, '}'), err
}

// WriteGeoJSON writes elements to w as one GeoJSON FeatureCollection, with
// [PersonsNote] in a member "note" before the features, one feature a line, and
// behind them what the features were taken from: see [Sources].
// Persons are left out. It returns how many it wrote, and the first error of
// elements or of w: what is written then is no whole document.
func WriteGeoJSON(w io.Writer, elements iter.Seq2[data.Element, error]) (int, error) {
	return Beside{}.WriteGeoJSON(w, elements)
}

// WriteGeoJSON is [WriteGeoJSON] with what is kept beside the elements.
func (b Beside) WriteGeoJSON(w io.Writer, elements iter.Seq2[data.Element, error]) (int, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	fmt.Fprintf(out, "{\"type\":\"FeatureCollection\",\"note\":%q,\"features\":[", PersonsNote)
	var line []byte
	var sources Sources
	n, err := eachExported(elements, func(before int, e *data.Element) error {
		if before > 0 {
			out.WriteByte(',')
		} else {
			out.WriteByte('\n')
		}
		sources.Add(e)
		geometry := e.Geometry
		e.Geometry = geo.Geometry{}
		var err error
		if line, err = AppendFeature(line[:0], geometry, e); err == nil {
			line, err = b.appendTo(line, e)
		}
		if err != nil {
			return err
		}
		_, err = out.Write(append(line, '\n'))
		return err
	})
	if err != nil {
		return n, err
	}
	stated, err := json.Marshal(&sources)
	if err != nil {
		return n, err
	}
	out.WriteString("],")
	out.Write(stated[1:]) // the members of an object go on in this one
	out.WriteByte('\n')
	return n, out.Flush() // which also tells of an earlier error of out
}

// eachExported calls write with the elements that may be copied and how many came
// before.
func eachExported(elements iter.Seq2[data.Element, error], write func(before int, e *data.Element) error) (int, error) {
	n := 0
	for e, err := range elements {
		if err != nil {
			return n, err
		}
		if !e.Exported() {
			continue
		}
		if err := write(n, &e); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
