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
	lines := json.NewEncoder(out)
	n, err := eachExported(elements, func(_ int, e *data.Element) error { return lines.Encode(e) })
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

// WriteGeoJSON writes elements to w as one GeoJSON FeatureCollection, with
// [PersonsNote] in a member "note" before the features, one feature a line, and
// behind them what the features were taken from: see [Sources].
// Persons are left out. It returns how many it wrote, and the first error of
// elements or of w: what is written then is no whole document.
func WriteGeoJSON(w io.Writer, elements iter.Seq2[data.Element, error]) (int, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	fmt.Fprintf(out, "{\"type\":\"FeatureCollection\",\"note\":%q,\"features\":[", PersonsNote)
	features := json.NewEncoder(out) // ends each with a line
	var sources Sources
	n, err := eachExported(elements, func(before int, e *data.Element) error {
		if before > 0 {
			out.WriteByte(',')
		} else {
			out.WriteByte('\n')
		}
		sources.Add(e)
		return features.Encode(NewFeature(*e))
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
