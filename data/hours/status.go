package hours

import (
	"slices"
	"time"
)

// horizon is how many days ahead the next change is looked for: a year and a leap
// day, so that whatever comes every year is found.
const horizon = 367

// At tells whether a place with these hours is open at an instant.
func (h Hours) At(t time.Time, c Calendar) Status {
	date := dateOf(t, c.Zone)
	return h.window(c, date).at(t)
}

// NextChange returns the first instant after t at which the status is another, and
// that status. It is false when none comes within a year.
func (h Hours) NextChange(t time.Time, c Calendar) (time.Time, Status, bool) {
	date := dateOf(t, c.Zone)
	window := h.window(c, date)
	now := window.at(t)
	for range horizon {
		for _, change := range window.changes(t) {
			if status := window.at(change); status != now {
				return change, status, true
			}
		}
		date = date.AddDate(0, 0, 1)
		window.advance(h, date)
	}
	return time.Time{}, Unknown, false
}

// Today returns the rules that hold on the date of an instant, each with its own
// times, and whether that is known: it is not where it depends on holidays that
// nobody here knows. No rule, or one that says so, is closed.
func (h Hours) Today(t time.Time, c Calendar) ([]Rule, bool) {
	date := dateOf(t, c.Zone)
	var today []*Rule
	for i, w := range h.worlds(c) {
		held := h.held(date, w)
		if i > 0 && !slices.Equal(held, today) {
			return nil, false
		}
		today = held
	}
	rules := make([]Rule, 0, len(today))
	for _, r := range today {
		if !r.Off {
			rules = append(rules, *r)
		}
	}
	return rules, true
}

// dateOf returns the local date of an instant, as noon in UTC: no zone shortens it.
func dateOf(t time.Time, zone *time.Location) time.Time {
	return noon(t.In(zone).Date())
}

// window is the plans of two days that follow each other, in every world: what
// begins on a day ends within the next.
type window struct {
	worlds []world
	zone   *time.Location
	date   time.Time // the later of the two
	days   [][2]plan
}

func (h Hours) window(c Calendar, date time.Time) *window {
	w := &window{worlds: h.worlds(c), zone: c.Zone}
	w.days = make([][2]plan, len(w.worlds))
	w.advance(h, date.AddDate(0, 0, -1))
	w.advance(h, date)
	return w
}

// advance moves the window by a day, to date.
func (w *window) advance(h Hours, date time.Time) {
	w.date = date
	for i, world := range w.worlds {
		w.days[i] = [2]plan{w.days[i][1], h.plan(date, world)}
	}
}

// at returns the status at an instant of the window's date: what all worlds agree
// on.
func (w *window) at(t time.Time) Status {
	agreed := Unknown
	for i := range w.days {
		before, today := w.days[i][0].at(t), w.days[i][1].at(t)
		status := before
		if today == Open || before == Closed {
			status = today
		}
		if i > 0 && status != agreed {
			return Unknown
		}
		agreed = status
	}
	return agreed
}

// changes returns the instants of the window's date after t at which something
// begins or ends, in order.
func (w *window) changes(t time.Time) []time.Time {
	year, month, day := w.date.Date()
	begin := time.Date(year, month, day, 0, 0, 0, 0, w.zone)
	end := time.Date(year, month, day+1, 0, 0, 0, 0, w.zone)
	var all []time.Time
	for i := range w.days {
		for _, plan := range w.days[i] {
			for _, s := range slices.Concat(plan.open, plan.unknown) {
				for _, at := range []time.Time{s.start, s.end} {
					if at.After(t) && !at.Before(begin) && at.Before(end) {
						all = append(all, at)
					}
				}
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}
