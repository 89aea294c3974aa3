package data

import (
	"reflect"
	"slices"
	"strings"
	"time"
)

// bookkeeping are the members of an element that say nothing of it: its numbers, who
// wrote it and when.
var bookkeeping = []string{"id", "num", "slug", "createdBy", "createdAt", "updatedBy", "updatedAt", "verifiedAt", "revision"}

// members are the members of an element that say something of it, in the order in
// which they stand in its JSON form.
var members = membersOf(reflect.TypeFor[Element]())

// member is a member of an element: where it stands in the type, and its JSON name.
type member struct {
	index int
	name  string
}

func membersOf(t reflect.Type) (all []member) {
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if !slices.Contains(bookkeeping, name) {
			all = append(all, member{i, name})
		}
	}
	return all
}

// Members lists the JSON names of what an element says, its bookkeeping left out, in
// their order.
func Members() []string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.name
	}
	return names
}

// Changed returns the names of those of [Members] in which a and b differ.
func Changed(a, b *Element) (names []string) {
	first, second := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	for _, m := range members {
		if !same(first.Field(m.index), second.Field(m.index)) {
			names = append(names, m.name)
		}
	}
	return names
}

// same reports whether two values of one type say the same: no list is an empty
// list, and an instant is the same in every zone.
func same(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Slice, reflect.Map:
		if a.Len() == 0 && b.Len() == 0 {
			return true
		}
	case reflect.Pointer:
		if one, ok := a.Interface().(*Offer); ok && one != nil {
			if other := b.Interface().(*Offer); other != nil {
				return one.says(other)
			}
		}
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// says reports whether two offers say the same.
func (o *Offer) says(other *Offer) bool {
	a, b := *o, *other
	until := a.ValidThrough.Equal(b.ValidThrough)
	a.ValidThrough, b.ValidThrough = time.Time{}, time.Time{}
	return until && a == b
}

// IsEmptied reports whether nothing is left of what e once said: see
// [Element.Emptied].
func (e *Element) IsEmptied() bool { return e.Name == erasedName && e.Status != StatusPublished }
