package api

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"maillage/data"
	"maillage/index"
)

// markParameter tells by which tags a tile of elements is marked, as they will be on a
// map that somebody composes: "2:vélo" for its second mark. Another one may follow.
const markParameter = "mark"

// maxMarkTag bounds the tag of a mark, in bytes.
const maxMarkTag = 200

// readTileMarks reads the marks of a tile from a query string, and returns the rest of
// it; nil for none. The error is an [*index.QueryError].
func readTileMarks(raw string) (marks []data.NetworkMark, rest string, err error) {
	if !strings.Contains(raw, markParameter+"=") {
		return nil, raw, nil
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, "", index.Refuse("", index.RuleUnreadable)
	}
	asked := values[markParameter]
	values.Del(markParameter)
	if len(asked) > data.MaxNetworkMarks {
		return nil, "", index.Refuse(markParameter, index.RuleValues, "count", strconv.Itoa(len(asked)), "most", strconv.Itoa(data.MaxNetworkMarks))
	}
	for _, text := range asked {
		number, tag, _ := strings.Cut(text, ":")
		n, err := strconv.Atoi(number)
		switch {
		case err != nil || n < 1 || n > data.MaxNetworkMarks:
			return nil, "", index.Refuse(markParameter, index.RuleNumber, "value", number, "least", "1", "most", strconv.Itoa(data.MaxNetworkMarks))
		case len(tag) > maxMarkTag || !utf8.ValidString(tag) || data.TagKey(tag) == "":
			return nil, "", index.Refuse(markParameter, index.RuleTag, "value", tag)
		}
		for len(marks) < n {
			marks = append(marks, data.NetworkMark{})
		}
		marks[n-1] = data.NetworkMark{Parameter: "tag", Value: tag}
	}
	return marks, values.Encode(), nil
}
