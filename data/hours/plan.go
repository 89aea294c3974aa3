package hours

import (
	"slices"
	"time"
)

// Status is whether a place is open.
type Status int

// The statuses.
const (
	Unknown Status = iota // the text does not tell, or depends on what nobody here knows
	Closed
	Open
)

// world is a calendar with an answer to what it leaves open: whether days are
// public holidays where it does not say, and whether schools are on holiday.
type world struct {
	Calendar
	public, school bool
}

// worlds returns what may be the case, as far as it matters to h.
func (h Hours) worlds(c Calendar) []world {
	all := []world{{c, false, false}}
	if c.PublicHoliday == nil && slices.ContainsFunc(h.Rules, func(r Rule) bool { return r.Days.Public }) {
		all = append(all, world{c, true, false})
	}
	if slices.ContainsFunc(h.Rules, func(r Rule) bool { return r.School }) {
		for _, w := range slices.Clone(all) {
			all = append(all, world{c, w.public, true})
		}
	}
	return all
}

func (w world) holiday(date time.Time) bool {
	if w.PublicHoliday == nil {
		return w.public
	}
	return w.PublicHoliday(date.Date())
}

// held returns the rules that hold on a date, those that later ones replace left
// out. Dates are noon in UTC.
func (h Hours) held(date time.Time, w world) []*Rule {
	var held []*Rule
	for i := range h.Rules {
		r := &h.Rules[i]
		if !r.matches(date, w) {
			continue
		}
		if !r.Adds {
			held = held[:0]
		}
		held = append(held, r)
	}
	return held
}

func (r *Rule) matches(date time.Time, w world) bool {
	if r.School && !w.school {
		return false
	}
	if len(r.Seasons) > 0 && !slices.ContainsFunc(r.Seasons, func(s Season) bool { return s.holds(date) }) {
		return false
	}
	return r.Days.Weekdays.Has(date.Weekday()) ||
		slices.ContainsFunc(r.Days.Nth, func(n NthDay) bool { return n.is(date) }) ||
		r.Days.Public && w.holiday(date)
}

// holds reports whether a date lies in the season.
func (s Season) holds(date time.Time) bool {
	at := 100*int(date.Month()) + date.Day()
	from, to := 100*int(s.From.Month)+s.From.Day, 100*int(s.To.Month)+s.To.Day
	if s.To.Day == 0 {
		to += 31
	}
	if from <= to {
		return from <= at && at <= to
	}
	return at >= from || at <= to
}

// is reports whether a date is that day of its month.
func (n NthDay) is(date time.Time) bool {
	if date.Weekday() != n.Weekday {
		return false
	}
	if n.Nth > 0 {
		return (date.Day()-1)/7+1 == n.Nth
	}
	last := time.Date(date.Year(), date.Month()+1, 0, 12, 0, 0, 0, time.UTC).Day()
	return -((last-date.Day())/7 + 1) == n.Nth
}

// stretch is a stretch of time.
type stretch struct{ start, end time.Time }

// plan is what begins on a date: the stretches in which it is open, and those of
// which nobody knows unless it is open then. Both are in order, with gaps between:
// texts that repeat themselves are asked no more than others.
type plan struct{ open, unknown []stretch }

// at returns the status at an instant.
func (p *plan) at(t time.Time) Status {
	switch {
	case covers(p.open, t):
		return Open
	case covers(p.unknown, t):
		return Unknown
	}
	return Closed
}

// covers reports whether one of the stretches, which are in order, holds an instant.
func covers(stretches []stretch, t time.Time) bool {
	next, _ := slices.BinarySearchFunc(stretches, t, func(s stretch, t time.Time) int {
		if s.end.After(t) {
			return 1
		}
		return -1
	})
	return next < len(stretches) && !t.Before(stretches[next].start)
}

// disjoint returns stretches in order, those that overlap or touch as one. It changes
// them.
func disjoint(stretches []stretch) []stretch {
	slices.SortFunc(stretches, func(a, b stretch) int { return a.start.Compare(b.start) })
	kept := stretches[:0]
	for _, s := range stretches {
		if last := len(kept) - 1; last < 0 || kept[last].end.Before(s.start) {
			kept = append(kept, s)
		} else if kept[last].end.Before(s.end) {
			kept[last].end = s.end
		}
	}
	return kept
}

// plan returns what begins on a date.
func (h Hours) plan(date time.Time, w world) plan {
	var p plan
	add := func(from, to int, status Status) {
		year, month, day := date.Date()
		start := time.Date(year, month, day, 0, from, 0, 0, w.Zone)
		end := time.Date(year, month, day, 0, to, 0, 0, w.Zone)
		switch {
		case !start.Before(end):
		case status == Open:
			p.open = append(p.open, stretch{start, end})
		default:
			p.unknown = append(p.unknown, stretch{start, end})
		}
	}
	for _, r := range h.held(date, w) {
		if r.Off {
			continue
		}
		if len(r.Times) == 0 {
			add(0, day, Unknown)
		}
		for _, t := range r.Times {
			status := Open
			if r.Comment != "" { // a condition, perhaps
				status = Unknown
			}
			add(t.Start, t.End, status)
			if t.OpenEnd {
				add(t.End, max(day, t.End), Unknown)
			}
		}
	}
	return plan{disjoint(p.open), disjoint(p.unknown)}
}
