package exchange

import (
	"bufio"
	"encoding/json"
	"strconv"
	"strings"
)

// openObjects begins to read a list of objects, the rows of a table.
func (r *Reading) openObjects(content *bufio.Reader, o *Options) error {
	skipMark(content)
	list := newValues(content)
	if err := list.delimiter('['); err != nil {
		return err
	}
	f := &featureReader{reading: r, options: o, ids: newDistinct(), layouts: map[string][]field{}, seen: map[string]int{}}
	r.Records = list.each(f.object, nil, "the list is empty")
	return nil
}

// object reads a row that is an object.
func (f *featureReader) object(n int, raw json.RawMessage) Record {
	var properties map[string]json.RawMessage
	if err := json.Unmarshal(raw, &properties); err != nil {
		return Refused(n, jsonError(err))
	}
	if string(properties["type"]) == `"Feature"` {
		return f.record(n, raw)
	}
	if properties["kind"] != nil && properties["name"] != nil {
		return f.native(n, nil, properties)
	}
	return f.foreign(n, "", nil, properties)
}

// propertyText returns the value of a property as a cell of a table has it: lists
// of texts between bars, an object as JSON.
func propertyText(value json.RawMessage) string {
	if len(value) == 0 {
		return ""
	}
	switch value[0] {
	case '"':
		var text string
		json.Unmarshal(value, &text)
		return text
	case '[':
		var list looseTexts
		if json.Unmarshal(value, &list) == nil && len(list) > 0 {
			return strings.Join(list, "|") + "|"
		}
		var numbers []float64
		if json.Unmarshal(value, &numbers) == nil && len(numbers) == 2 { // a position, lat before lon as in a cell
			return strconv.FormatFloat(numbers[0], 'f', -1, 64) + ", " + strconv.FormatFloat(numbers[1], 'f', -1, 64)
		}
		return ""
	case 'n':
		return ""
	}
	return string(value)
}
