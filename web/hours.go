package web

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Hours is what is known of when an element is open. The zero value is nothing.
type Hours struct {
	Text  string      // as people wrote it: shown when there are no rules
	Rules []HoursRule // what the text says, each rule over those before it; none when it cannot be read
	Clock *HoursClock // nil when nobody knows what time it is there
}

// HoursRule says when an element is open on some days. Without times it says that
// it is closed, or that only the days are known.
type HoursRule struct {
	Also           bool // besides the rules before it
	Seasons        []HoursSeason
	SchoolHolidays bool // in these alone
	EveryDay       bool
	Days           [][2]time.Weekday // first and last of days that follow each other
	Nth            []HoursNth
	PublicHolidays bool
	Times          []HoursTimes
	Closed         bool
	Comment        string
}

// HoursSeason is a part of the year; a day is 0 for a whole month.
type HoursSeason struct {
	FromMonth, FromDay, ToMonth, ToDay int
}

// HoursNth is a weekday of a week of the month, the last being -1.
type HoursNth struct {
	Weekday time.Weekday
	Nth     int
}

// HoursTimes is a stretch of a day, in minutes since midnight; it ends on the next
// day beyond 1440. With an open end it lasts until End at least, which is Start when
// nothing is known.
type HoursTimes struct {
	Start, End int
	OpenEnd    bool
}

// HoursClock is what a clock on the wall of the element tells.
type HoursClock struct {
	Now        time.Time // in its zone, as all times here
	State      string    // open, closed, or "" when the hours do not tell
	Change     time.Time // when it closes, or opens; zero when that is not known
	Today      []HoursRule
	TodayKnown bool      // whether Today is: when it is and has none, it is closed
	Until      time.Time // until when all this holds
}

// HoursText is opening hours in words.
type HoursText struct {
	Lines []string // a rule a line
	State string   // open, closed, or ""
	Now   string   // "Ouvert · ferme à 18 h"; "" when it cannot be told
	Today string   // "Aujourd’hui : de 9 h à 12 h"; "" when it cannot be told
	Until string   // until when Now and Today hold, in RFC 3339; "" without them
}

// Hours says opening hours in a language.
func (c *Catalogue) Hours(l Language, h Hours) (HoursText, error) { return c.words[l].hours(h) }

// hours says opening hours in words. What cannot be read is a person's own text
// and stays as it is.
func (w *words) hours(h Hours) (HoursText, error) {
	var text HoursText
	if len(h.Rules) == 0 {
		for line := range strings.SplitSeq(h.Text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				text.Lines = append(text.Lines, line)
			}
		}
		return text, nil
	}
	s := &sentence{w: w}
	for _, rule := range h.Rules {
		text.Lines = append(text.Lines, capital(s.rule(rule)))
	}
	if clock := h.Clock; clock != nil {
		text.State, text.Now, text.Today = clock.State, s.now(clock), s.today(clock)
		if text.Now != "" || text.Today != "" {
			text.Until = clock.Until.UTC().Format(time.RFC3339)
		}
	}
	return text, s.err
}

// sentence builds texts of messages, and keeps the first error.
type sentence struct {
	w   *words
	err error
}

func (s *sentence) say(key string, pairs ...any) string {
	text, err := s.w.text(key, pairs...)
	if err != nil && s.err == nil {
		s.err = err
	}
	return text
}

// and joins texts: "a, b et c".
func (s *sentence) and(texts []string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	last := len(texts) - 1
	return s.say("hours_and", "list", strings.Join(texts[:last], ", "), "last", texts[last])
}

// rule says a rule: "d’avril à octobre, le samedi de 10 h à 12 h".
func (s *sentence) rule(r HoursRule) string {
	days := joinNonEmpty(", ", s.seasons(r.Seasons), s.school(r), s.days(r))
	var text string
	switch {
	case r.Closed && days == "":
		text = s.say("hours_off")
	case r.Closed:
		text = s.say("hours_closed_on", "days", days)
	case len(r.Times) == 0 && r.Comment != "" && days != "":
		return s.also(r, s.say("hours_remark", "days", days, "comment", r.Comment))
	case len(r.Times) == 0:
		return s.also(r, joinNonEmpty("", days, r.Comment))
	case r.EveryDay && len(r.Seasons) == 0 && !r.SchoolHolidays && wholeDay(r.Times):
		text = s.say("hours_always")
	default:
		text = joinNonEmpty(" ", days, s.times(r.Times))
	}
	if r.Comment != "" {
		text = s.say("hours_on_condition", "rule", text, "comment", r.Comment)
	}
	return s.also(r, text)
}

func (s *sentence) also(r HoursRule, text string) string {
	if r.Also {
		return s.say("hours_also", "rule", text)
	}
	return text
}

func (s *sentence) school(r HoursRule) string {
	if r.SchoolHolidays {
		return s.say("hours_school")
	}
	return ""
}

// days says the days of a rule. Every day is only said before hours, or where
// nothing else is.
func (s *sentence) days(r HoursRule) string {
	var parts []string
	alone := len(r.Seasons) == 0 && !r.SchoolHolidays && !r.Closed && r.Comment == ""
	if r.EveryDay && (len(r.Times) > 0 || alone) {
		parts = append(parts, s.say("hours_every_day"))
	}
	for _, run := range r.Days {
		first, last := s.weekday(run[0]), s.weekday(run[1])
		switch (run[1] - run[0] + 7) % 7 {
		case 0:
			parts = append(parts, s.say("hours_day", "day", first))
		case 1:
			parts = append(parts, s.say("hours_day", "day", first), s.say("hours_day", "day", last))
		default:
			parts = append(parts, s.say("hours_days", "first", first, "last", last))
		}
	}
	for _, n := range r.Nth {
		parts = append(parts, s.say("hours_nth", "nth", s.w.value("hours_nth", strconv.Itoa(n.Nth)), "day", s.weekday(n.Weekday)))
	}
	if r.PublicHolidays {
		parts = append(parts, s.say("hours_public"))
	}
	return s.and(parts)
}

func (s *sentence) weekday(day time.Weekday) string {
	return s.w.value("weekday", strconv.Itoa(int(day)))
}

func (s *sentence) month(month int) string { return s.w.value("month", strconv.Itoa(month)) }

// seasons says parts of the year: "de novembre à mars et en juillet".
func (s *sentence) seasons(seasons []HoursSeason) string {
	var parts []string
	for _, season := range seasons {
		single := season.FromMonth == season.ToMonth && season.FromDay == season.ToDay
		first, last := s.month(season.FromMonth), s.month(season.ToMonth)
		switch {
		case season.FromDay > 0 && single:
			parts = append(parts, s.say("hours_on_date", "date", s.yearDay(season.FromDay, season.FromMonth)))
		case season.FromDay > 0:
			parts = append(parts, s.say("hours_dates", "first", s.yearDay(season.FromDay, season.FromMonth), "last", s.yearDay(season.ToDay, season.ToMonth)))
		case single:
			parts = append(parts, s.say("hours_month", "month", first))
		case strings.ContainsAny(first[:1], "aoAO"):
			parts = append(parts, s.say("hours_months_vowel", "first", first, "last", last))
		default:
			parts = append(parts, s.say("hours_months", "first", first, "last", last))
		}
	}
	return s.and(parts)
}

func (s *sentence) yearDay(day, month int) string {
	at := time.Date(2000, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return s.say("hours_date", "day", s.w.dayOfMonth(at), "month", s.month(month))
}

func wholeDay(times []HoursTimes) bool {
	return len(times) == 1 && times[0].Start == 0 && times[0].End == 24*60
}

// times says stretches of a day: "de 9 h à 12 h et de 14 h à 18 h".
func (s *sentence) times(times []HoursTimes) string {
	if wholeDay(times) {
		return s.say("hours_all_day")
	}
	var parts []string
	for _, t := range times {
		start, end := s.minutes(t.Start), s.minutes(t.End)
		if t.End == 24*60 {
			end = s.say("hours_midnight")
		}
		switch {
		case t.OpenEnd && t.End == t.Start:
			parts = append(parts, s.say("hours_from", "start", start))
		case t.OpenEnd:
			parts = append(parts, s.say("hours_at_least", "start", start, "end", end))
		default:
			parts = append(parts, s.say("hours_span", "start", start, "end", end))
		}
	}
	return s.and(parts)
}

func (s *sentence) minutes(minutes int) string {
	return s.w.clock(time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC))
}

// capital writes a text with a capital at its beginning.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
