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

// stretch is a stretch of time with one status, Open or Unknown.
type stretch struct {
	start, end time.Time
	status     Status
}

// plan returns what begins on a date, in no order; it may overlap.
func (h Hours) plan(date time.Time, w world) []stretch {
	var plan []stretch
	add := func(from, to int, status Status) {
		year, month, day := date.Date()
		start := time.Date(year, month, day, 0, from, 0, 0, w.Zone)
		end := time.Date(year, month, day, 0, to, 0, 0, w.Zone)
		if start.Before(end) {
			plan = append(plan, stretch{start, end, status})
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
	return plan
}
