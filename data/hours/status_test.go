package hours_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"maillage/data/hours"
)

// start is a Monday.
var start = time.Date(2026, 3, 23, 12, 0, 0, 0, time.UTC)

var paris = hours.Calendar{Zone: zone("Europe/Paris"), PublicHoliday: func(_ int, month time.Month, day int) bool {
	return month == time.April && day == 6 || month == time.May && day == 1 || month == time.December && day == 25
}}

func zone(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return location
}

func parsed(t *testing.T, text string) hours.Hours {
	t.Helper()
	h, err := hours.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func names(s hours.Status) string { return [...]string{"unknown", "closed", "open"}[s] }

// TestAPlaceIsOpenOrNot tells what people expect of hours: the status at a moment
// on the clock of Paris, and when it changes.
func TestAPlaceIsOpenOrNot(t *testing.T) {
	unknown := hours.Calendar{Zone: paris.Zone}
	tests := []struct {
		name, text string
		calendar   hours.Calendar
		at         string // local
		want       string // status, then the next one with its moment
	}{
		{"in the morning", "Mo-Fr 09:00-12:00,14:00-18:00", paris, "2026-03-23 10:00", "open, closed 2026-03-23 12:00"},
		{"at the minute of opening", "Mo-Fr 09:00-12:00", paris, "2026-03-23 09:00", "open, closed 2026-03-23 12:00"},
		{"at the minute of closing", "Mo-Fr 09:00-12:00,14:00-18:00", paris, "2026-03-23 12:00", "closed, open 2026-03-23 14:00"},
		{"over the weekend", "Mo-Fr 09:00-12:00", paris, "2026-03-27 12:00", "closed, open 2026-03-30 09:00"},
		{"stretches that touch are one", "Mo 09:00-12:00,12:00-18:00", paris, "2026-03-23 10:00", "open, closed 2026-03-23 18:00"},
		{"a later rule replaces the day", "Mo-Fr 09:00-18:00; We 14:00-16:00", paris, "2026-03-25 10:00", "closed, open 2026-03-25 14:00"},
		{"a rule that adds", "Mo-Fr 09:00-12:00, We 14:00-16:00", paris, "2026-03-25 10:00", "open, closed 2026-03-25 12:00"},
		{"closed in August", "Mo-Fr 09:00-12:00; Aug off", paris, "2026-08-03 10:00", "closed, open 2026-09-01 09:00"},
		{"a season over the new year", "Nov-Feb Sa 10:00-12:00", paris, "2026-02-28 11:00", "open, closed 2026-02-28 12:00"},
		{"days over the new year", "Mo-Su 10:00-12:00; Dec 24-Jan 02 off", paris, "2026-12-24 11:00", "closed, open 2027-01-03 10:00"},
		{"the first Saturday", "Sa[1] 10:00-12:00", paris, "2026-04-04 12:00", "closed, open 2026-05-02 10:00"},
		{"the last Sunday", "Su[-1] 10:00-12:00", paris, "2026-03-23 12:00", "closed, open 2026-03-29 10:00"},
		{"a fifth Saturday", "Sa[5] 10:00-12:00", paris, "2026-03-23 12:00", "closed, open 2026-05-30 10:00"},
		{"once a year", "Mar 23 10:00-12:00", paris, "2026-03-23 12:00", "closed, open 2027-03-23 10:00"},
		{"on leap days alone", "Feb 29 10:00-12:00", paris, "2026-03-23 12:00", "closed"},

		{"after midnight it is still yesterday's evening", "Fr 22:00-02:00", paris, "2026-03-28 01:00", "open, closed 2026-03-28 02:00"},
		{"until midnight", "Fr 22:00-24:00", paris, "2026-03-27 23:59", "open, closed 2026-03-28 00:00"},
		{"evenings into a day off", "Fr 22:00-02:00; Sa off", paris, "2026-03-28 01:00", "open, closed 2026-03-28 02:00"},
		{"day after day without a break", "Mo-Su 00:00-24:00", paris, "2026-03-23 12:00", "open"},
		{"always", "24/7", paris, "2026-03-23 12:00", "open"},
		{"never", "off", paris, "2026-03-23 12:00", "closed"},
		{"nothing is said of Sundays", "Mo-Sa 10:00-12:00", paris, "2026-03-29 11:00", "closed, open 2026-03-30 10:00"},

		{"on a public holiday", "Mo-Fr 09:00-12:00; PH off", paris, "2026-04-06 10:00", "closed, open 2026-04-07 09:00"},
		{"on a public holiday of which nothing is said", "Mo-Fr 09:00-12:00", paris, "2026-04-06 10:00", "open, closed 2026-04-06 12:00"},
		{"only on public holidays", "PH 09:00-12:00", paris, "2026-04-06 08:00", "closed, open 2026-04-06 09:00"},
		{"public holidays that nobody here knows", "Mo-Fr 09:00-12:00; PH off", unknown, "2026-03-23 10:00", "unknown, closed 2026-03-23 12:00"},
		{"they do not matter at night", "Mo-Fr 09:00-12:00; PH off", unknown, "2026-03-23 03:00", "closed, unknown 2026-03-23 09:00"},
		{"school holidays", "We 14:00-18:00; SH We 10:00-18:00", paris, "2026-03-25 11:00", "unknown, open 2026-03-25 14:00"},
		{"when school holidays change nothing", "We 14:00-18:00; SH We 10:00-18:00", paris, "2026-03-25 15:00", "open, closed 2026-03-25 18:00"},

		{"before an open end", "Fr 17:00+", paris, "2026-03-27 12:00", "closed, unknown 2026-03-27 17:00"},
		{"after the start of an open end", "Fr 17:00+", paris, "2026-03-27 20:00", "unknown, closed 2026-03-28 00:00"},
		{"before a least end", "Fr 17:00-22:00+", paris, "2026-03-27 20:00", "open, unknown 2026-03-27 22:00"},
		{"on a condition", `Mo 09:00-12:00 "sur rendez-vous"`, paris, "2026-03-23 10:00", "unknown, closed 2026-03-23 12:00"},
		{"days without hours", "Mo-Fr", paris, "2026-03-23 10:00", "unknown, closed 2026-03-28 00:00"},

		{"the night on which an hour is missing", "Sa 22:00-04:00", paris, "2026-03-29 01:30", "open, closed 2026-03-29 04:00"},
		{"hours within the missing one", "Su 02:15-02:45", paris, "2026-03-29 01:00", "closed, open 2026-03-29 03:15"},
		{"the night on which an hour comes twice", "Sa 22:00-04:00", paris, "2026-10-25 01:30", "open, closed 2026-10-25 04:00"},
		{"the day after", "Mo-Fr 09:00-12:00", paris, "2026-10-25 12:00", "closed, open 2026-10-26 09:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, tt.calendar.Zone)
			if err != nil {
				t.Fatal(err)
			}
			h := parsed(t, tt.text)
			got := names(h.At(at, tt.calendar))
			if next, then, ok := h.NextChange(at, tt.calendar); ok {
				got += fmt.Sprintf(", %s %s", names(then), next.In(tt.calendar.Zone).Format("2006-01-02 15:04"))
			}
			if got != tt.want {
				t.Errorf("%q at %s: %s, want %s", tt.text, tt.at, got, tt.want)
			}
		})
	}
}

func TestToday(t *testing.T) {
	tests := []struct{ name, text, day, want string }{
		{"two stretches", "Mo-Fr 09:00-12:00,14:00-18:00", "2026-03-23", "09:00-12:00,14:00-18:00"},
		{"none", "Mo-Fr 09:00-12:00", "2026-03-28", ""},
		{"a holiday", "Mo-Fr 09:00-12:00; PH off", "2026-04-06", ""},
		{"a condition", `Mo 09:00-12:00, Mo 14:00-15:00 "sur rendez-vous"`, "2026-03-23", `09:00-12:00 | 14:00-15:00 "sur rendez-vous"`},
		{"school holidays perhaps", "Mo 09:00-12:00; SH off", "2026-03-23", "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.ParseInLocation(time.DateOnly, tt.day, paris.Zone)
			if err != nil {
				t.Fatal(err)
			}
			rules, known := parsed(t, tt.text).Today(at, paris)
			got := ""
			for i, r := range rules {
				if i > 0 {
					got += " | "
				}
				r.Days, r.Seasons, r.Adds = hours.Days{Weekdays: 1}, nil, false
				got += r.String()[len("Mo "):]
			}
			if !known {
				got = "unknown"
			}
			if got != tt.want {
				t.Errorf("%q on %s: %q, want %q", tt.text, tt.day, got, tt.want)
			}
		})
	}
}

// TestStatusAgreesWithALookAtEveryRule compares with the rules as they are
// written, one quarter of an hour after the other, on a clock that never jumps.
func TestStatusAgreesWithALookAtEveryRule(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	steady := hours.Calendar{Zone: time.UTC, PublicHoliday: paris.PublicHoliday}
	for range 60 {
		text := someHours(r)
		h := parsed(t, text)
		simple := h.Simplified()
		at := start.Add(time.Duration(r.IntN(4*365*24)) * 15 * time.Minute)
		want := looked(h, at, steady)
		if got := h.At(at, steady); got != want {
			t.Fatalf("seed %d: %q at %v: %s, want %s", seed, text, at, names(got), names(want))
		}
		next, then, ok := h.NextChange(at, steady)
		for step := at; step.Before(at.AddDate(0, 0, 8)); step = step.Add(15 * time.Minute) {
			status := looked(h, step, steady)
			if got := simple.At(step, steady); got != status {
				t.Fatalf("seed %d: %q simplified to %q at %v: %s, want %s", seed, text, simple, step, names(got), names(status))
			}
			switch due := ok && !next.After(step); {
			case !due && status != want:
				t.Fatalf("seed %d: %q from %v: changes at %v, told %v", seed, text, at, step, next)
			case due && status != then:
				t.Fatalf("seed %d: %q from %v: %s at %v, told %s", seed, text, at, names(status), next, names(then))
			}
			if ok && !next.After(step) {
				break
			}
		}
	}
}

// looked is the status by the letter of the rules.
func looked(h hours.Hours, at time.Time, c hours.Calendar) hours.Status {
	told := map[hours.Status]bool{}
	for _, school := range []bool{false, true} {
		told[lookedIn(h, at, c, school)] = true
	}
	if len(told) > 1 {
		return hours.Unknown
	}
	return lookedIn(h, at, c, false)
}

func lookedIn(h hours.Hours, at time.Time, c hours.Calendar, school bool) hours.Status {
	status := hours.Closed
	for _, ago := range []int{0, 1} {
		date := at.AddDate(0, 0, -ago)
		minute := at.Hour()*60 + at.Minute() + ago*24*60
		today := hours.Closed
		for _, r := range h.Rules {
			if !speaksOf(r, date, c, school) {
				continue
			}
			if !r.Adds {
				today = hours.Closed
			}
			open, maybe := false, len(r.Times) == 0 && !r.Off && minute < 24*60
			for _, t := range r.Times {
				within := t.Start <= minute && minute < t.End
				open = open || within && r.Comment == ""
				maybe = maybe || within || t.OpenEnd && t.Start <= minute && minute < 24*60
			}
			if open {
				today = hours.Open
			} else if maybe && today == hours.Closed {
				today = hours.Unknown
			}
		}
		if today == hours.Open || status == hours.Closed {
			status = today
		}
	}
	return status
}

func speaksOf(r hours.Rule, date time.Time, c hours.Calendar, school bool) bool {
	inSeason := len(r.Seasons) == 0
	for _, s := range r.Seasons {
		// From day to day through the season, as a calendar on the wall.
		for d := time.Date(2024, s.From.Month, max(s.From.Day, 1), 0, 0, 0, 0, time.UTC); ; d = d.AddDate(0, 0, 1) {
			inSeason = inSeason || d.Month() == date.Month() && d.Day() == date.Day()
			last := d.AddDate(0, 0, 1).Month() != s.To.Month
			if d.Month() == s.To.Month && (d.Day() == s.To.Day || s.To.Day == 0 && last) {
				break
			}
		}
	}
	named := r.Days.Weekdays.Has(date.Weekday()) || r.Days.Public && c.PublicHoliday(date.Date())
	for _, n := range r.Days.Nth {
		var same []int // the days of the month that are that weekday
		for d := time.Date(date.Year(), date.Month(), 1, 0, 0, 0, 0, time.UTC); d.Month() == date.Month(); d = d.AddDate(0, 0, 1) {
			if d.Weekday() == n.Weekday {
				same = append(same, d.Day())
			}
		}
		i := n.Nth - 1
		if n.Nth < 0 {
			i = len(same) + n.Nth
		}
		named = named || i >= 0 && i < len(same) && same[i] == date.Day()
	}
	return inSeason && named && (school || !r.School)
}

func TestTheNextChangeIsFoundInShortTime(t *testing.T) {
	// As many stretches as a text can hold, every day of the year, in a season that
	// is open without a break.
	text := "24/7"
	for len(text) < hours.MaxLength-30 {
		text += ", Mo-Su 00:00-23:00"
	}
	h := parsed(t, text)
	begin := time.Now()
	if _, _, ok := h.NextChange(start, paris); ok {
		t.Errorf("it changes")
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("took %v", took)
	} else {
		t.Logf("took %v", took)
	}
}
