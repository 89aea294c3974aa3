package data

import (
	"maps"
	"reflect"
	"strings"
	"time"
)

// NewNetwork returns the first revision of a network that an account gives.
func NewNetwork(given Network, by ID, now time.Time) Network {
	n := given.tidied()
	n.ID, n.Num, n.Slug, n.Key = NewID(), 0, "", NewNetworkKey()
	n.Revision, n.CreatedBy, n.CreatedAt = 0, by, now.UTC().Truncate(time.Microsecond)
	n.Revise(by, now)
	n.ClearedSince = time.Time{}
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
	next.Revision, next.CreatedBy, next.CreatedAt, next.ClearedSince = n.Revision, n.CreatedBy, n.CreatedAt, n.ClearedSince
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
	n.Title, n.Summary, n.Text = strings.Join(strings.Fields(n.Title), " "), strings.Join(strings.Fields(n.Summary), " "), TidyText(n.Text)
	return n
}

// SameContent reports whether two revisions of a network say the same.
func (n *Network) SameContent(other *Network) bool {
	a, b := *n, *other
	for _, one := range []*Network{&a, &b} {
		one.Revision, one.UpdatedBy, one.UpdatedAt, one.ClearedSince = 0, ID{}, time.Time{}, time.Time{}
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
