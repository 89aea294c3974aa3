package data

import (
	"slices"
	"strings"
	"time"
)

// Tagged returns the next revision of e with tags added and others taken off, as an
// account writes it: tags that are compared alike are one. changed says whether
// anything is otherwise then.
func Tagged(e Element, add, remove []string, by ID, now time.Time) (next Element, changed bool) {
	tags := slices.DeleteFunc(slices.Clone(e.Tags), func(tag string) bool { return hasTag(remove, tag) })
	for _, tag := range add {
		if tag = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(tag), "#")); TagKey(tag) != "" && !hasTag(tags, tag) {
			tags = append(tags, tag)
		}
	}
	if slices.Equal(tags, e.Tags) {
		return e, false
	}
	given := e
	given.Tags = tags
	return Edited(e, given, by, now), true
}

func hasTag(tags []string, wanted string) bool {
	key := TagKey(wanted)
	return slices.ContainsFunc(tags, func(tag string) bool { return TagKey(tag) == key })
}
