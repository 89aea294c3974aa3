package hours

import (
	"time"

	"maillage/geo"
)

// Calendar is what must be known of where a place is to tell when it is open.
type Calendar struct {
	// Zone is that of the clock on its wall.
	Zone *time.Location
	// PublicHoliday reports whether a day is a public holiday there; nil when
	// nobody knows.
	PublicHoliday func(year int, month time.Month, day int) bool
}

// CalendarOf returns the calendar of a place from the territories that it lies in,
// in any order, and whether it is known: it is in France, metropolitan or overseas,
// but for lands of several zones.
func CalendarOf(territories []*geo.Territory) (Calendar, bool) {
	for _, t := range territories {
		zone := geo.FrenchZone(t.Code)
		if zone == "" {
			continue
		}
		location, err := time.LoadLocation(zone)
		if err != nil { // the machine and the program have no list of zones
			return Calendar{}, false
		}
		return Calendar{location, frenchHolidays(territories)}, true
	}
	return Calendar{}, false
}

// monthDay is a day of every year.
type monthDay struct {
	month time.Month
	day   int
}

// frenchHolidaysEverywhere are the holidays of France with a date of their own:
// article L3133-1 of the Code du travail.
var frenchHolidaysEverywhere = map[monthDay]bool{
	{time.January, 1}: true, {time.May, 1}: true, {time.May, 8}: true, {time.July, 14}: true,
	{time.August, 15}: true, {time.November, 1}: true, {time.November, 11}: true, {time.December, 25}: true,
}

// abolitions are the days on which the abolition of slavery is remembered, by
// territory: article L3422-2 and its decree.
var abolitions = map[string]monthDay{
	"FR-971": {time.May, 27}, "FR-972": {time.May, 22}, "FR-973": {time.June, 10}, "FR-974": {time.December, 20},
	"FR-976": {time.April, 27}, "BL": {time.October, 9}, "MF": {time.May, 28},
}

// ownHolidays are lands of France whose further holidays are not written here.
var ownHolidays = map[string]bool{"PM": true, "WF": true, "NC": true}

// frenchHolidays returns the public holidays of a place in France, or nil.
func frenchHolidays(territories []*geo.Territory) func(int, time.Month, int) bool {
	var abolition monthDay
	alsaceMoselle := false
	for _, t := range territories {
		if ownHolidays[t.Code] {
			return nil
		}
		if day, ok := abolitions[t.Code]; ok {
			abolition = day
		}
		alsaceMoselle = alsaceMoselle || t.Code == "FR-57" || t.Code == "FR-67" || t.Code == "FR-68"
	}
	return func(year int, month time.Month, day int) bool {
		if d := (monthDay{month, day}); frenchHolidaysEverywhere[d] || d == abolition {
			return true
		}
		fromEaster := int(noon(year, month, day).Sub(easter(year)) / (24 * time.Hour))
		switch fromEaster {
		case 1, 39, 50: // Easter Monday, Ascension, Whit Monday
			return true
		case -2: // Good Friday
			return alsaceMoselle
		}
		return alsaceMoselle && month == time.December && day == 26
	}
}

func noon(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

// easter returns noon of Easter Sunday, by the anonymous Gregorian algorithm.
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return noon(year, time.Month(n/31), n%31+1)
}
