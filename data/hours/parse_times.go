package hours

import (
	"cmp"
	"slices"
)

// times reads "09:00-12:00,14:00-18:00", "17:00+", "24/7"; none where there are
// none.
func (p *parser) times() ([]Times, error) {
	if p.is(tokenNumber) && p.look(0).text == "24" && p.look(1).kind == '/' && p.look(2).text == "7" {
		p.next += 3
		return []Times{allDay}, nil
	}
	var all []Times
	for p.is(tokenNumber) {
		stretch, err := p.stretch()
		if err != nil {
			return nil, err
		}
		all = append(all, stretch)
		if next := p.look(1); next.kind != tokenNumber || !p.take(',') && !p.take('/') {
			break
		}
	}
	slices.SortFunc(all, compareTimes)
	return slices.Compact(all), nil
}

// compareTimes orders stretches by their start, then their end.
func compareTimes(a, b Times) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(weight(a.OpenEnd), weight(b.OpenEnd)))
}

func weight(b bool) int {
	if b {
		return 1
	}
	return 0
}

// stretch reads one of them. One that ends before it starts ends on the next day.
func (p *parser) stretch() (Times, error) {
	start, ok := p.clock(day - 1)
	if !ok {
		return Times{}, p.fail(MistakeTime)
	}
	if p.take('+') {
		return Times{start, start, true}, nil
	}
	if !p.take('-') {
		return Times{}, p.fail(MistakeNoEnd)
	}
	end, ok := p.clock(2 * day)
	if !ok {
		return Times{}, p.fail(MistakeEnd)
	}
	if end < start {
		end += day
	}
	if end == start || end-start > day || end-start == day && start > 0 {
		return Times{}, p.fail(MistakeSpan)
	}
	return Times{start, end, p.take('+')}, nil
}

// isClock reports whether a number so far ahead is the hour of a time.
func (p *parser) isClock(ahead int) bool {
	after := p.look(ahead + 1)
	return after.kind == ':' || after.kind == tokenWord && after.text == "h"
}

// clock reads "09:00", "9:00", "9h" or "9h30", of at most so many minutes.
func (p *parser) clock(most int) (int, bool) {
	hour, ok := p.number(2, 0, 48)
	if !ok {
		return 0, false
	}
	switch {
	case p.takeWord("h"):
		if !p.is(tokenNumber) {
			return hour * 60, hour*60 <= most
		}
	case !p.take(':'):
		return 0, false
	}
	if len(p.look(0).text) != 2 {
		return 0, false
	}
	minute, ok := p.number(2, 0, 59)
	return hour*60 + minute, ok && hour*60+minute <= most
}
