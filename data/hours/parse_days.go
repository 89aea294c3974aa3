package hours

import (
	"cmp"
	"slices"
	"time"
)

// longest is how many days each month can have.
var longest = [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// seasons reads "Apr-Oct", "Jul,Aug", "May 15-Sep 30", "Dec 25,26".
func (p *parser) seasons() ([]Season, error) {
	var all []Season
	for {
		month, ok := p.month()
		if !ok {
			return all, nil
		}
		for again := true; again; again = p.sameMonth() {
			season, err := p.season(month)
			if err != nil {
				return nil, err
			}
			all = append(all, season)
		}
		if _, next := monthOf[p.look(1).text]; !p.is(',') || !next {
			return all, nil
		}
		p.next++
	}
}

// sameMonth passes a comma before another day of the month: "Dec 25,26".
func (p *parser) sameMonth() bool {
	if p.is(',') && p.look(1).kind == tokenNumber && !p.isClock(1) && p.look(-1).kind == tokenNumber {
		p.next++
		return true
	}
	return false
}

func (p *parser) month() (time.Month, bool) {
	month, ok := monthOf[p.look(0).text]
	if ok && p.is(tokenWord) {
		p.next++
		return month, true
	}
	return 0, false
}

// season reads what follows the name of a month.
func (p *parser) season(month time.Month) (Season, error) {
	from, err := p.yearDay(month)
	if err != nil {
		return Season{}, err
	}
	if !p.is('-') {
		return Season{from, from}, nil
	}
	p.next++
	other, named := p.month()
	if !named {
		other = month
	}
	to, err := p.yearDay(other)
	switch {
	case err != nil:
		return Season{}, err
	case (from.Day == 0) != (to.Day == 0), !named && to.Day <= from.Day:
		return Season{}, p.fail(MistakeSeason)
	}
	return Season{from, to}, nil
}

// yearDay reads the day after a month, if there is one.
func (p *parser) yearDay(month time.Month) (YearDay, error) {
	if !p.is(tokenNumber) || p.isClock(0) || p.look(1).kind == '/' {
		return YearDay{Month: month}, nil
	}
	day, ok := p.number(2, 1, longest[month])
	if !ok {
		return YearDay{}, p.fail(MistakeYearDay)
	}
	return YearDay{month, day}, nil
}

// days reads "Mo-Fr", "Sa[1,-1]", "Su,PH"; every day where there are none.
func (p *parser) days() (Days, error) {
	var d Days
	for {
		ok, err := p.addDays(&d)
		if err != nil {
			return Days{}, err
		}
		if !ok {
			d.Weekdays = EveryDay
			return d, nil
		}
		if !p.is(',') || !p.isDay(1) {
			p.take(':')
			slices.SortFunc(d.Nth, func(a, b NthDay) int {
				return cmp.Or(cmp.Compare(position(a.Weekday), position(b.Weekday)), cmp.Compare(order(a.Nth), order(b.Nth)))
			})
			d.Nth = slices.Compact(d.Nth)
			return d, nil
		}
		p.next++
	}
}

// order is that of weeks in a month, those from its end after those from its start.
func order(nth int) int {
	if nth < 0 {
		return 20 + nth
	}
	return nth
}

func (p *parser) isDay(ahead int) bool {
	word := p.look(ahead)
	_, weekday := weekdayOf[word.text]
	return word.kind == tokenWord && (weekday || word.text == "ph")
}

// addDays reads one entry of a list of days; false when there is none.
func (p *parser) addDays(d *Days) (bool, error) {
	if !p.isDay(0) {
		return false, nil
	}
	if p.takeWord("ph") {
		d.Public = true
		if p.isDay(0) {
			return false, p.fail(MistakePublic)
		}
		return true, nil
	}
	first := weekdayOf[p.look(0).text]
	p.next++
	if p.take('[') {
		return true, p.nth(d, first)
	}
	last := first
	if p.is('-') && p.isDay(1) && p.look(1).text != "ph" {
		last = weekdayOf[p.look(1).text]
		p.next += 2
	}
	for day := first; ; day = (day + 1) % 7 {
		d.Weekdays |= bit(day)
		if day == last {
			return true, nil
		}
	}
}

// nth reads what follows the bracket of "Sa[1,3-4,-1]".
func (p *parser) nth(d *Days, weekday time.Weekday) error {
	for {
		sign, most := 1, 5
		if p.take('-') {
			sign, most = -1, 2
		}
		first, ok := p.number(1, 1, most)
		last := first
		if ok && sign > 0 && p.take('-') {
			last, ok = p.number(1, first, 5)
		}
		if !ok {
			return p.fail(MistakeWeek)
		}
		for n := first; n <= last; n++ {
			d.Nth = append(d.Nth, NthDay{weekday, sign * n})
		}
		if p.take(']') {
			return nil
		}
		if !p.take(',') {
			return p.fail(MistakeBracket)
		}
	}
}
