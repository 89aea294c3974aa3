package data

import (
	"cmp"
	"strconv"
	"strings"
)

// FieldValue is a value of a field of a network, read once to be compared with many.
type FieldValue struct {
	text     string
	number   float64
	isNumber bool
}

// ReadFieldValue returns a value of a field.
func ReadFieldValue(text string) FieldValue {
	if text == "" || !strings.Contains("0123456789.+-iInN", text[:1]) { // no number begins otherwise
		return FieldValue{text: text}
	}
	number, err := strconv.ParseFloat(text, 64)
	return FieldValue{text, number, err == nil}
}

// Compare compares two values: numbers as such, all else, days for one, as texts.
func (v FieldValue) Compare(other FieldValue) int {
	if v.isNumber && other.isNumber {
		return cmp.Compare(v.number, other.number)
	}
	return strings.Compare(v.text, other.text)
}

// CompareValues compares two values of a field of a network as [FieldValue.Compare] does.
func CompareValues(a, b string) int { return ReadFieldValue(a).Compare(ReadFieldValue(b)) }
