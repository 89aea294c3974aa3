package web

import (
	"fmt"
	"time"
)

// openings says with schema.org's words when a place is open. It is nil when its
// hours have something that those cannot say without a year: seasons, weeks of the
// month, school holidays, conditions, open ends.
func (h Hours) openings() []map[string]any {
	var all []map[string]any
	for _, r := range h.Rules {
		plain := !r.Also && len(r.Seasons) == 0 && !r.SchoolHolidays && len(r.Nth) == 0 && r.Comment == ""
		if !plain || len(r.Times) == 0 && !r.Closed {
			return nil
		}
		days := schemaDays(r)
		if r.Closed {
			if r.PublicHolidays { // days of the week of which nothing is said are closed
				all = append(all, opening([]string{"https://schema.org/PublicHolidays"}, "00:00", "00:00"))
			}
			continue
		}
		for _, t := range r.Times {
			if t.OpenEnd {
				return nil
			}
			closes := clockText(t.End % (24 * 60))
			if t.End == 24*60 {
				closes = "23:59"
			}
			all = append(all, opening(days, clockText(t.Start), closes))
		}
	}
	return all
}

func opening(days []string, opens, closes string) map[string]any {
	return map[string]any{"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": opens, "closes": closes}
}

// schemaDays are the days of a rule with schema.org's names.
func schemaDays(r HoursRule) []string {
	runs := r.Days
	if r.EveryDay {
		runs = [][2]time.Weekday{{time.Monday, time.Sunday}}
	}
	var days []string
	for _, run := range runs {
		for day := run[0]; ; day = (day + 1) % 7 {
			days = append(days, "https://schema.org/"+day.String())
			if day == run[1] {
				break
			}
		}
	}
	if r.PublicHolidays {
		days = append(days, "https://schema.org/PublicHolidays")
	}
	return days
}

func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
