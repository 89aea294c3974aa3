package data

import (
	"cmp"
	"strconv"
	"strings"
)

// CompareValues compares two values of a field of a network: numbers as such, all else,
// days for one, as texts.
func CompareValues(a, b string) int {
	x, wrongX := strconv.ParseFloat(a, 64)
	y, wrongY := strconv.ParseFloat(b, 64)
	if wrongX == nil && wrongY == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}
