package hours_test

import (
	"testing"
	"time"

	"maillage/data/hours"
	"maillage/geo"
)

func territories(codes ...string) []*geo.Territory {
	all := make([]*geo.Territory, len(codes))
	for i, code := range codes {
		all[i] = &geo.Territory{Code: code}
	}
	return all
}

func TestCalendarOf(t *testing.T) {
	tests := []struct {
		name  string
		codes []string
		zone  string // "" when it is unknown
	}{
		{"a town", []string{"FR-35238", "FR-35", "FR-BRE", "FR"}, "Europe/Paris"},
		{"overseas", []string{"FR-97411", "FR-974", "FR"}, "Indian/Reunion"},
		{"a collectivity", []string{"NC"}, "Pacific/Noumea"},
		{"somewhere in France", []string{"FR"}, ""},
		{"abroad", []string{"DE-BY", "DE"}, ""},
		{"nowhere", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, known := hours.CalendarOf(territories(tt.codes...))
			got := ""
			if known {
				got = c.Zone.String()
			}
			if got != tt.zone {
				t.Errorf("zone %q, want %q", got, tt.zone)
			}
		})
	}
}

func TestPublicHolidaysOfFrance(t *testing.T) {
	tests := []struct {
		name  string
		codes []string
		day   string
		want  bool
	}{
		{"Bastille Day", []string{"FR-35"}, "2026-07-14", true},
		{"a Tuesday", []string{"FR-35"}, "2026-07-21", false},
		{"Easter Monday", []string{"FR-35"}, "2026-04-06", true},
		{"an early Easter Monday", []string{"FR-35"}, "2024-04-01", true},
		{"a late one", []string{"FR-35"}, "2038-04-26", true},
		{"Ascension", []string{"FR-35"}, "2026-05-14", true},
		{"Whit Monday", []string{"FR-35"}, "2026-05-25", true},
		{"Good Friday", []string{"FR-35"}, "2026-04-03", false},
		{"Good Friday in Alsace", []string{"FR-67482", "FR-67", "FR-GES", "FR"}, "2026-04-03", true},
		{"Saint Stephen's in Moselle", []string{"FR-57"}, "2026-12-26", true},
		{"Saint Stephen's", []string{"FR-35"}, "2026-12-26", false},
		{"the abolition in Martinique", []string{"FR-972", "FR"}, "2026-05-22", true},
		{"the same day in Guadeloupe", []string{"FR-971", "FR"}, "2026-05-22", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, known := hours.CalendarOf(territories(tt.codes...))
			if !known || c.PublicHoliday == nil {
				t.Fatal("not known")
			}
			day, err := time.Parse(time.DateOnly, tt.day)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.PublicHoliday(day.Date()); got != tt.want {
				t.Errorf("%s: %v, want %v", tt.day, got, tt.want)
			}
		})
	}
	if c, known := hours.CalendarOf(territories("NC")); !known || c.PublicHoliday != nil {
		t.Error("New Caledonia's holidays are not written here, and somebody knows them")
	}
}
