package data

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// NewNetwork returns the first revision of a network that an account gives.
func NewNetwork(given Network, by ID, now time.Time) Network {
	n := given.tidied()
	n.ID, n.Num, n.Slug, n.Key = NewID(), 0, "", NewNetworkKey()
	n.Revision, n.CreatedBy, n.CreatedAt = 0, by, now.UTC().Truncate(time.Microsecond)
	n.Revise(by, now)
	n.ClearedSince, n.ClearedAfter = time.Time{}, 0
	if n.Clears {
		n.ClearedSince = n.UpdatedAt
	}
	return n
}

// Edited returns the next revision of n, as an account gives it: what names it and
// what time has told of it stays. From the instant on at which it begins to approve,
// what is there counts as approved.
func (n *Network) Edited(given Network, by ID, now time.Time) Network {
	next := given.tidied()
	next.ID, next.Num, next.Slug, next.Key = n.ID, n.Num, n.Slug, n.Key
	next.Revision, next.CreatedBy, next.CreatedAt = n.Revision, n.CreatedBy, n.CreatedAt
	next.ClearedSince, next.ClearedAfter = n.ClearedSince, n.ClearedAfter
	next.Revise(by, now)
	if next.Clears && !n.Clears {
		next.ClearedSince = next.UpdatedAt
	}
	return next
}

// Revise notes who writes the next revision of n, and when.
func (n *Network) Revise(by ID, now time.Time) {
	n.Revision++
	n.UpdatedBy, n.UpdatedAt = by, now.UTC().Truncate(time.Microsecond)
}

func (n Network) tidied() Network {
	n.Title, n.Summary, n.Text = oneLine(n.Title), oneLine(n.Summary), TidyText(n.Text)
	n.Look.Color = strings.ToLower(n.Look.Color)
	marks := slices.Clone(n.Look.Marks)
	for i := range marks {
		marks[i].Color = strings.ToLower(marks[i].Color)
		marks[i].Value, _ = queryValue(marks[i].Parameter, marks[i].Value)
	}
	n.Look.Marks = none(marks)
	groups := slices.Clone(n.Look.Groups)
	for i := range groups {
		groups[i].Title, groups[i].Choices = oneLine(groups[i].Title), slices.Clone(groups[i].Choices)
		for k := range groups[i].Choices {
			choice := &groups[i].Choices[k]
			key, differs := queryValue(groups[i].Parameter, choice.Value)
			if choice.Label = oneLine(choice.Label); choice.Label == "" && differs {
				choice.Label = writtenChoice(groups[i].Parameter, choice.Value)
			}
			choice.Value = key
		}
	}
	n.Look.Groups, n.Frames = none(groups), none(n.Frames)
	fields := slices.Clone(n.Fields)
	for i := range fields {
		fields[i].Label = oneLine(fields[i].Label)
		if fields[i].Type != FieldChoice {
			fields[i].Choices = nil
		}
	}
	n.Fields = none(fields)
	return n
}

// writtenChoice returns a choice as people write it, a tag with its mark.
func writtenChoice(parameter, value string) string {
	if value = oneLine(value); parameter == "anyTag" && !strings.HasPrefix(value, "#") {
		return "#" + value
	}
	return value
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// none returns nil for an empty list, which says the same.
func none[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// queryValue returns a value of a parameter as a query has it, and whether people write
// it otherwise.
func queryValue(parameter, value string) (key string, differs bool) {
	value = strings.TrimSpace(value)
	switch parameter {
	case "tag", "anyTag":
		key = TagKey(value)
	case "type":
		key = SlugOf(value)
	default:
		return value, false
	}
	return key, key != value && key != strings.TrimPrefix(value, "#")
}

// SameContent reports whether two revisions of a network say the same.
func (n *Network) SameContent(other *Network) bool {
	a, b := *n, *other
	for _, one := range []*Network{&a, &b} {
		one.Revision, one.UpdatedBy, one.UpdatedAt, one.ClearedSince, one.ClearedAfter = 0, ID{}, time.Time{}, time.Time{}, 0
	}
	return reflect.DeepEqual(a, b)
}

// OpensOtherwise reports whether next is seen, framed, contributed to or approved by
// others than n.
func (n *Network) OpensOtherwise(next *Network) bool {
	return n.Status != next.Status || n.Visibility != next.Visibility || n.Contributors != next.Contributors ||
		n.Clears != next.Clears || !reflect.DeepEqual(n.Frames, next.Frames)
}

// TidyValues returns values as they are kept: without blanks around them, none empty.
func TidyValues(values map[string]string) map[string]string {
	tidy := make(map[string]string, len(values))
	for key, value := range values {
		tidy[key] = strings.TrimSpace(value)
	}
	maps.DeleteFunc(tidy, func(_, value string) bool { return value == "" })
	return tidy
}
