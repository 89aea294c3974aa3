package index

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"maillage/data"
)

// NetworkField asks for elements for which a network has one of some values in a field
// of its own. A value "from..to" is a range of numbers or of days, borders included;
// one of them may be left out.
type NetworkField struct {
	Field  string
	Values []string
}

// FieldPrefix begins the parameters that name a field of a network.
const FieldPrefix = "x."

// FieldParameter returns the parameter that names a field of a network, by its key.
func FieldParameter(slug, key string) string { return FieldPrefix + slug + "." + key }

func (f NetworkField) parameter(slug string) string { return FieldParameter(slug, f.Field) }

// readNetwork reads what a network is called by.
func readNetwork(q *Query, text string) error {
	if _, _, ok := data.ParseNetworkReference(text); !ok {
		return broken(RuleNetworkReference, "value", text)
	}
	q.Network = text
	return nil
}

// readField returns the reader of a parameter "x.<network>.<field>", which repeats. Its
// name stands behind that of the parameter network, which is read before it.
func readField(name string) func(*Query, []string) error {
	return func(q *Query, values []string) error {
		slug, field, _ := strings.Cut(strings.TrimPrefix(name, FieldPrefix), ".")
		if slug == "" || field == "" || data.SlugOf(slug) != slug || data.SlugOf(field) != field {
			return broken(RuleNetworkField, "value", field)
		}
		if named, _, _ := strings.Cut(q.Network, data.NetworkKeyMark); named != slug {
			return broken(RuleNeedsNetwork)
		}
		if len(values) > MaxValues || len(q.Fields) == MaxValues {
			return brokenCount(RuleValues, "count", len(values), MaxValues)
		}
		for i, value := range values {
			if utf8.RuneCountInString(value) > data.MaxNetworkValue {
				return broken(RuleTagLength, "most", strconv.Itoa(data.MaxNetworkValue))
			}
			values[i] = strings.TrimSpace(value)
		}
		q.Fields = append(q.Fields, NetworkField{Field: field, Values: sortedSet(slices.Clone(values))})
		return nil
	}
}
