package hours

import (
	"fmt"
	"strings"
	"time"
)

// String writes h in the canonical form of OpenStreetMap's syntax, which [Parse]
// reads back as h. A comment is written between quotation marks, and may hold none.
func (h Hours) String() string {
	var b strings.Builder
	for i, rule := range h.Rules {
		switch {
		case i == 0:
		case rule.Adds:
			b.WriteString(", ")
		default:
			b.WriteString("; ")
		}
		b.WriteString(rule.String())
	}
	return b.String()
}

// String writes a rule without what ties it to others.
func (r Rule) String() string {
	var parts []string
	add := func(part string) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	always := len(r.Times) == 1 && r.Times[0] == allDay && len(r.Seasons) == 0 && !r.School && !r.Adds && r.Days.all()
	add(joined(r.Seasons, Season.String))
	if r.School {
		add("SH")
	}
	switch {
	case !r.Days.all():
		add(r.Days.String())
	case len(r.Seasons) > 0 || r.School || r.Off || always: // which holds every day by itself
	case len(r.Times) > 0 || r.Comment == "":
		add("Mo-Su")
	}
	switch {
	case always:
		add("24/7")
	case r.Off:
		add("off")
	default:
		add(joined(r.Times, Times.String))
	}
	if r.Comment != "" {
		add(`"` + r.Comment + `"`)
	}
	return strings.Join(parts, " ")
}

func joined[T any](list []T, write func(T) string) string {
	texts := make([]string, len(list))
	for i, entry := range list {
		texts[i] = write(entry)
	}
	return strings.Join(texts, ",")
}

// String writes "May 15-Sep 30".
func (s Season) String() string {
	switch {
	case s.From == s.To:
		return s.From.String()
	case s.From.Month == s.To.Month && s.From.Day < s.To.Day:
		return fmt.Sprintf("%s-%02d", s.From, s.To.Day)
	}
	return s.From.String() + "-" + s.To.String()
}

// String writes "May" or "May 15".
func (d YearDay) String() string {
	if d.Day == 0 {
		return monthNames[d.Month]
	}
	return fmt.Sprintf("%s %02d", monthNames[d.Month], d.Day)
}

// all reports whether d is every day of the week, and says no more.
func (d Days) all() bool { return d.Weekdays == EveryDay && len(d.Nth) == 0 && !d.Public }

// String writes "Mo-Fr,Sa[1],PH".
func (d Days) String() string {
	var parts []string
	for _, run := range d.Weekdays.Runs() {
		switch first, last := run[0], run[1]; position(last) - position(first) {
		case 0:
			parts = append(parts, weekdayNames[first])
		case 1:
			parts = append(parts, weekdayNames[first], weekdayNames[last])
		default:
			parts = append(parts, weekdayNames[first]+"-"+weekdayNames[last])
		}
	}
	for i := 0; i < len(d.Nth); {
		weekday := d.Nth[i].Weekday
		var weeks []string
		for ; i < len(d.Nth) && d.Nth[i].Weekday == weekday; i++ {
			weeks = append(weeks, fmt.Sprint(d.Nth[i].Nth))
		}
		parts = append(parts, weekdayNames[weekday]+"["+strings.Join(weeks, ",")+"]")
	}
	if d.Public {
		parts = append(parts, "PH")
	}
	return strings.Join(parts, ",")
}

// Runs returns the days that follow each other, each run by its first and last
// day, Monday first.
func (w Weekdays) Runs() [][2]time.Weekday {
	var runs [][2]time.Weekday
	for _, day := range w.List() {
		if n := len(runs); n > 0 && position(runs[n-1][1])+1 == position(day) {
			runs[n-1][1] = day
			continue
		}
		runs = append(runs, [2]time.Weekday{day, day})
	}
	return runs
}

// String writes "09:00-12:00", "17:00+".
func (t Times) String() string {
	text := clockText(t.Start)
	if t.End != t.Start {
		end := t.End
		if end > day {
			end -= day
		}
		text += "-" + clockText(end)
	}
	if t.OpenEnd {
		text += "+"
	}
	return text
}

func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
