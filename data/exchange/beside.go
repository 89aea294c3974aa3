package exchange

import (
	"encoding/json"

	"maillage/data"
)

// Beside is what somebody keeps of elements beside what these say themselves, and writes
// with them: in columns of their own behind the others, or as the member "values" of a
// feature. The zero value is nothing.
type Beside struct {
	Names  []string                    // of what is kept, in the order of the columns
	Values map[int64]map[string]string // by num of the element and then by name
}

// cells appends the values of an element in the order of the names.
func (b Beside) cells(cells []string, e *data.Element) []string {
	for _, name := range b.Names {
		cells = append(cells, guarded(b.Values[e.Num][name]))
	}
	return cells
}

// appendTo appends the values of an element to its feature, which is written whole.
func (b Beside) appendTo(feature []byte, e *data.Element) ([]byte, error) {
	values := b.Values[e.Num]
	if len(values) == 0 {
		return feature, nil
	}
	text, err := json.Marshal(values)
	if err != nil {
		return feature, err
	}
	const end = "}}" // of the properties and of the feature
	feature = append(feature[:len(feature)-len(end)], `,"values":`...)
	return append(append(feature, text...), end...), nil
}
