package web

import "time"

// now says whether an element is open: "Fermé · ouvre demain à 9 h".
func (s *sentence) now(c *HoursClock) string {
	switch c.State {
	case "open":
		return joinNonEmpty(" · ", s.say("hours_now_open"), s.change(c, "hours_closes", "hours_closes_day"))
	case "closed":
		return joinNonEmpty(" · ", s.say("hours_now_closed"), s.change(c, "hours_opens", "hours_opens_day"))
	}
	return ""
}

// change says when the state changes: with the day, unless that is today or the
// night that follows.
func (s *sentence) change(c *HoursClock, soon, later string) string {
	if c.Change.IsZero() {
		return ""
	}
	at := s.w.clock(c.Change)
	midnight := c.Change.Hour() == 0 && c.Change.Minute() == 0
	days := daysBetween(c.Now, c.Change)
	if midnight && days == 1 {
		at = s.say("hours_midnight")
	}
	const night = 5 // the hour until which people still speak of the evening before
	if days == 0 || days == 1 && (midnight || c.Change.Hour() < night && c.State == "open") {
		return s.say(soon, "time", at)
	}
	return s.say(later, "day", s.dayFrom(days, c.Change), "time", at)
}

// dayFrom names a day so many days ahead: "demain", "lundi", "le 1er avril".
func (s *sentence) dayFrom(days int, day time.Time) string {
	switch {
	case days == 1:
		return s.say("hours_tomorrow")
	case days < 7:
		return s.say("hours_day_named", "day", s.weekday(day.Weekday()))
	}
	return s.say("hours_on_date", "date", s.yearDay(day.Day(), int(day.Month())))
}

// daysBetween counts the midnights from one moment to a later one.
func daysBetween(from, to time.Time) int {
	noon := func(t time.Time) time.Time {
		year, month, day := t.Date()
		return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to).Sub(noon(from)) / (24 * time.Hour))
}

// today says the hours of today: "Aujourd’hui : de 9 h à 12 h".
func (s *sentence) today(c *HoursClock) string {
	if !c.TodayKnown {
		return ""
	}
	parts := make([]string, 0, len(c.Today))
	for _, r := range c.Today {
		text := s.times(r.Times)
		switch {
		case text == "":
			return "" // only the day is known: the lines say as much
		case r.Comment != "":
			text = s.say("hours_on_condition", "rule", text, "comment", r.Comment)
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		parts = []string{s.say("hours_off")}
	}
	return s.say("hours_today", "times", s.and(parts))
}
