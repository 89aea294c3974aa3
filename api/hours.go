package api

import (
	"time"

	"maillage/data"
	"maillage/data/hours"
	"maillage/geo"
	"maillage/web"
)

// Opening is the opening hours of an element in words. It is exported so that huma
// describes it where it is embedded.
type Opening struct {
	Lines []string `json:"lines" doc:"The hours in words, a rule a line; as people wrote them when they cannot be read."`
	State string   `json:"state,omitempty" enum:"open,closed" doc:"Whether it is open now; absent when that cannot be told."`
	Now   string   `json:"now,omitempty" doc:"The same in words, with the next change." example:"Ouvert · ferme à 18 h"`
	Today string   `json:"today,omitempty" doc:"The hours of today, in words."`
	Until string   `json:"until,omitempty" doc:"Until when state, now and today hold (RFC 3339): ask again then."`
}

// opening says the hours of an element at a moment; nil when it has none.
func (s *Server) opening(e *data.Element, territories []*geo.Territory, now time.Time, l web.Language) (*Opening, error) {
	text, err := s.catalogue.Hours(l, hoursView(e.OpeningHours, territories, now))
	if err != nil || len(text.Lines) == 0 {
		return nil, err
	}
	return &Opening{text.Lines, text.State, text.Now, text.Today, text.Until}, nil
}

// hoursView returns what is known of opening hours at a moment, where a place lies
// in territories.
func hoursView(text string, territories []*geo.Territory, now time.Time) web.Hours {
	view := web.Hours{Text: text}
	h, err := hours.Parse(text)
	if err != nil { // people read it as it is
		return view
	}
	for _, rule := range h.Simplified().Rules {
		view.Rules = append(view.Rules, hoursRule(rule))
	}
	if calendar, known := hours.CalendarOf(territories); known {
		view.Clock = hoursClock(h, calendar, now)
	}
	return view
}

func hoursClock(h hours.Hours, c hours.Calendar, now time.Time) *web.HoursClock {
	local := now.In(c.Zone)
	year, month, day := local.Date()
	clock := &web.HoursClock{Now: local, Until: time.Date(year, month, day+1, 0, 0, 0, 0, c.Zone)}
	status := h.At(now, c)
	change, next, changes := h.NextChange(now, c)
	if changes && change.Before(clock.Until) {
		clock.Until = change
	}
	if changes && next != hours.Unknown {
		clock.Change = change.In(c.Zone)
	}
	switch status {
	case hours.Open:
		clock.State = "open"
	case hours.Closed:
		clock.State = "closed"
	}
	today, known := h.Today(now, c)
	clock.TodayKnown = known
	for _, rule := range today {
		clock.Today = append(clock.Today, hoursRule(rule))
	}
	return clock
}

func hoursRule(r hours.Rule) web.HoursRule {
	view := web.HoursRule{
		Also: r.Adds, SchoolHolidays: r.School, PublicHolidays: r.Days.Public, Closed: r.Off, Comment: r.Comment,
		EveryDay: r.Days.Weekdays == hours.EveryDay,
	}
	if !view.EveryDay {
		view.Days = r.Days.Weekdays.Runs()
	}
	for _, s := range r.Seasons {
		view.Seasons = append(view.Seasons, web.HoursSeason{
			FromMonth: int(s.From.Month), FromDay: s.From.Day, ToMonth: int(s.To.Month), ToDay: s.To.Day,
		})
	}
	for _, n := range r.Days.Nth {
		view.Nth = append(view.Nth, web.HoursNth{Weekday: n.Weekday, Nth: n.Nth})
	}
	for _, t := range r.Times {
		view.Times = append(view.Times, web.HoursTimes{Start: t.Start, End: t.End, OpenEnd: t.OpenEnd})
	}
	return view
}
