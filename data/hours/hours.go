package hours

import "time"

// Hours is what a text of opening hours says: at least one rule, the later ones
// before the earlier. It is not changed once read.
type Hours struct {
	Rules []Rule
}

// Rule says what holds on some days.
type Rule struct {
	Adds    bool     // adds to the rules before it instead of replacing them on its days; never of an Off
	Seasons []Season // the parts of the year in which it holds; none for the whole year
	School  bool     // holds in school holidays alone
	Days    Days
	Off     bool    // closed on these days; then there are no Times
	Times   []Times // in the order of their starts; none when only the days are told
	Comment string  // a condition or a remark, as people wrote it: "sur rendez-vous"
}

// Season is a part of every year, from its first to its last day, which may lie
// in the next year: from October to March.
type Season struct {
	From, To YearDay
}

// YearDay is a month, or a day of it.
type YearDay struct {
	Month time.Month
	Day   int // 1 to 31; 0 for the month whole
}

// Days are days of the week, some weeks of the month perhaps, and public
// holidays: those that any of its fields names.
type Days struct {
	Weekdays Weekdays
	Nth      []NthDay
	Public   bool // public holidays
}

// NthDay is a weekday of some week of the month: the first Saturday.
type NthDay struct {
	Weekday time.Weekday
	Nth     int // 1 to 5 from the start of the month, -1 and -2 from its end
}

// Weekdays is a set of days of the week, Monday being the lowest bit.
type Weekdays uint8

// EveryDay holds all days of the week.
const EveryDay Weekdays = 1<<7 - 1

// Has reports whether the set holds a day.
func (w Weekdays) Has(day time.Weekday) bool { return w&bit(day) != 0 }

// List returns the days of the set, Monday first.
func (w Weekdays) List() []time.Weekday {
	var days []time.Weekday
	for i := range 7 {
		if day := time.Weekday((i + 1) % 7); w.Has(day) {
			days = append(days, day)
		}
	}
	return days
}

// position counts days from Monday: 0 to 6.
func position(day time.Weekday) int { return (int(day) + 6) % 7 }

func bit(day time.Weekday) Weekdays { return 1 << position(day) }

// Times is a stretch of a day.
type Times struct {
	Start int // minutes since midnight, below a day
	End   int // after Start, by a day at most; beyond a day it lies in the next one
	// OpenEnd says that it may last longer. End equals Start when nothing tells how
	// long it lasts at least.
	OpenEnd bool
}

// day is a whole day, in minutes.
const day = 24 * 60

var allDay = Times{Start: 0, End: day}

// plain reports whether a rule names days of the week and nothing rarer.
func (r *Rule) plain() bool {
	return len(r.Seasons) == 0 && !r.School && len(r.Days.Nth) == 0 && !r.Days.Public
}
