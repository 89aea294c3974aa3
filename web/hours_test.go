package web

import (
	"encoding/json"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var workdays = [][2]time.Weekday{{time.Monday, time.Friday}}

func weekdays() Hours {
	return Hours{Text: "Mo-Fr 09:00-18:00", Rules: []HoursRule{{Days: workdays, Times: []HoursTimes{{9 * 60, 18 * 60, false}}}}}
}

func TestElementPageSaysWhetherItIsOpen(t *testing.T) {
	e := garden()
	now := time.Date(2026, 5, 22, 10, 0, 0, 0, time.UTC)
	e.Hours.Clock = &HoursClock{
		Now: now, State: "open", Change: now.Add(8 * time.Hour), TodayKnown: true, Today: e.Hours.Rules, Until: now.Add(8 * time.Hour),
	}
	wantAll(t, elementPage(t, French, e),
		`id="hours" data-element="01900000-0000-7000-8000-000000000003" data-until="2026-05-22T18:00:00Z"`,
		`<dd class="hours-now" data-state="open">Ouvert · ferme à 18`+"\u00a0h</dd>", "Aujourd’hui\u00a0: de 9\u00a0h à 18\u00a0h", "Du lundi au vendredi de 9\u00a0h",
	)
	wantAll(t, elementPage(t, English, e), "Open · closes at 18:00", "Today: from 9:00 to 18:00", "Monday to Friday from 9:00 to 18:00")
	wantNone(t, elementPage(t, French, garden()), `id="hours"`, "Ouvert ·")
}

func TestElementPageShowsHoursThatCannotBeReadAsTheyAre(t *testing.T) {
	e := garden()
	e.Hours = Hours{Text: "le samedi <b>\n\nquand il fait beau"}
	page := elementPage(t, French, e)
	wantAll(t, page, "<dd>le samedi &lt;b&gt;</dd>", "<dd>quand il fait beau</dd>")
	wantNone(t, page, "openingHoursSpecification")
}

func TestHoursForMachines(t *testing.T) {
	at := func(day, opens, closes string) map[string]any {
		return map[string]any{"@type": "OpeningHoursSpecification", "dayOfWeek": []any{"https://schema.org/" + day}, "opens": opens, "closes": closes}
	}
	saturday := [][2]time.Weekday{{time.Saturday, time.Saturday}}
	tests := []struct {
		name  string
		rules []HoursRule
		want  []any
	}{
		{"two stretches", []HoursRule{{Days: saturday, Times: []HoursTimes{{540, 720, false}, {840, 1080, false}}}},
			[]any{at("Saturday", "09:00", "12:00"), at("Saturday", "14:00", "18:00")}},
		{"past midnight", []HoursRule{{Days: saturday, Times: []HoursTimes{{1320, 1560, false}}}}, []any{at("Saturday", "22:00", "02:00")}},
		{"until midnight", []HoursRule{{Days: saturday, Times: []HoursTimes{{0, 1440, false}}}}, []any{at("Saturday", "00:00", "23:59")}},
		{"closed on public holidays", []HoursRule{{Days: saturday, Times: []HoursTimes{{540, 720, false}}}, {PublicHolidays: true, Closed: true}},
			[]any{at("Saturday", "09:00", "12:00"), at("PublicHolidays", "00:00", "00:00")}},
		{"closed in summer, which needs a year", []HoursRule{{Days: saturday, Times: []HoursTimes{{540, 720, false}}}, {Seasons: []HoursSeason{{8, 0, 8, 0}}, Closed: true}}, nil},
		{"an open end", []HoursRule{{Days: saturday, Times: []HoursTimes{{540, 540, true}}}}, nil},
		{"a condition", []HoursRule{{Days: saturday, Times: []HoursTimes{{540, 720, false}}, Comment: "sur rendez-vous"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := Element{ID: garden().ID, Kind: "place", Name: "Le Hangar", Hours: Hours{Rules: tt.rules}}
			match := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(elementPage(t, French, e))
			if match == nil {
				t.Fatal("no linked data")
			}
			var data struct {
				Openings []any `json:"openingHoursSpecification"`
			}
			if err := json.Unmarshal([]byte(match[1]), &data); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, data.Openings); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
