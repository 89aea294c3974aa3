package data

import (
	"reflect"
)

// changedFields are what a revision may say otherwise than the one before, by the
// names that people are told.
var changedFields = []struct {
	name string
	of   func(*Element) any
}{
	{"kind", func(e *Element) any { return [2]string{string(e.Kind), e.Type} }},
	{"name", func(e *Element) any { return e.Name }},
	{"summary", func(e *Element) any { return e.Summary }},
	{"description", func(e *Element) any { return e.Description }},
	{"tags", func(e *Element) any { return e.Tags }},
	{"place", func(e *Element) any { return e.place() }},
	{"address", func(e *Element) any { return e.Address }},
	{"website", func(e *Element) any { return e.Website }},
	{"email", func(e *Element) any { return e.Email }},
	{"phone", func(e *Element) any { return e.Phone }},
	{"sameAs", func(e *Element) any { return e.SameAs }},
	{"openingHours", func(e *Element) any { return e.OpeningHours }},
	{"image", func(e *Element) any { return e.Image }},
	{"accessibility", func(e *Element) any { return e.Accessibility }},
	{"links", func(e *Element) any { return e.Links }},
	{"schedule", func(e *Element) any { return [2]any{e.Schedule, e.EventStatus} }},
	{"capacity", func(e *Element) any { return e.Capacity }},
	{"offer", func(e *Element) any { return e.Offer }},
	{"progress", func(e *Element) any { return e.Progress }},
	{"license", func(e *Element) any { return e.License }},
}

// place writes down where e is, and how exactly that is said.
func (e *Element) place() string {
	text, err := e.Geometry.MarshalJSON()
	if err != nil { // of a geometry that no element may have
		return string(e.Precision)
	}
	return string(e.Precision) + " " + string(text)
}

// ChangedFields names what after says otherwise than before, in a fixed order. What
// the commons note by themselves, dates and authors, is none of it.
func ChangedFields(before, after *Element) []string {
	var names []string
	for _, field := range changedFields {
		a, b := field.of(before), field.of(after)
		if !reflect.DeepEqual(a, b) && !(isEmptyList(a) && isEmptyList(b)) {
			names = append(names, field.name)
		}
	}
	return names
}

// isEmptyList holds for lists and tables without entries, whether nil or not.
func isEmptyList(value any) bool {
	v := reflect.ValueOf(value)
	return (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0
}

// FieldNames lists the names that [ChangedFields] gives.
func FieldNames() []string {
	names := make([]string, len(changedFields))
	for i, field := range changedFields {
		names[i] = field.name
	}
	return names
}
