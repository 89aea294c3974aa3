package index

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"maillage/data"
)

// This file reads and writes the parameters that ask for what is known of a record
// besides its content: who made it known, what it is tied to, when it was written.

// identifiers wraps a parameter that lists ids, which repeats or takes commas.
func identifiers(into func(*Query) *[]data.ID) func(*Query, []string) error {
	return func(q *Query, values []string) error {
		parts, err := splitList(values)
		if err != nil {
			return err
		}
		target := into(q)
		for _, part := range parts {
			id, err := data.ParseID(part)
			if err != nil || id.IsZero() {
				return broken(RuleIdentifier, "value", part)
			}
			*target = append(*target, id)
		}
		slices.SortFunc(*target, func(a, b data.ID) int { return bytes.Compare(a[:], b[:]) })
		*target = slices.Compact(*target)
		return nil
	}
}

func joinIDs(ids []data.ID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	return strings.Join(texts, ",")
}

// Forms of since. A date is its midnight in UTC.
const (
	sinceSeconds = "2006-01-02T15:04:05Z"
	sinceMillis  = "2006-01-02T15:04:05.000Z"
)

// readSince reads a date or an RFC 3339 instant. What is finer than a millisecond,
// which is all that pages can tell apart, is left out.
func readSince(q *Query, text string) error {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		// A plus sign that nobody escaped arrives as a space.
		at, err = time.Parse(time.RFC3339, strings.ReplaceAll(text, " ", "+"))
	}
	at = at.UTC().Truncate(time.Millisecond)
	if err != nil || at.Year() < 1970 || at.Year() > 9999 {
		return broken(RuleInstant, "value", text)
	}
	q.Since = at
	return nil
}

// sinceText writes since in its shortest form.
func sinceText(at time.Time) string {
	at = at.UTC()
	switch {
	case at.Equal(at.Truncate(24 * time.Hour)):
		return at.Format(time.DateOnly)
	case at.Nanosecond() == 0:
		return at.Format(sinceSeconds)
	}
	return at.Format(sinceMillis)
}
