package hours

import "slices"

// Simplified returns hours that say the same in a form fit to be read: the rules
// about days of the week that come first are brought together, so that each day is
// in one rule alone, days with the same hours share one, and the earliest day
// comes first. Days of which nothing is said are not said to be closed.
func (h Hours) Simplified() Hours {
	plain := slices.IndexFunc(h.Rules, func(r Rule) bool { return !r.plain() })
	if plain < 0 {
		plain = len(h.Rules)
	}
	var week [7][]Rule // what holds on each day, Monday first, without its days
	for _, r := range h.Rules[:plain] {
		for _, weekday := range r.Days.Weekdays.List() {
			at := position(weekday)
			if !r.Adds {
				week[at] = nil
			}
			alone := r
			alone.Days, alone.Adds = Days{}, false
			week[at] = append(week[at], alone)
		}
	}
	var rules, off []Rule
	done := Weekdays(0)
	for _, weekday := range EveryDay.List() {
		at := position(weekday)
		if len(week[at]) == 0 || done.Has(weekday) {
			continue
		}
		same := Weekdays(0)
		for _, other := range EveryDay.List() {
			if slices.EqualFunc(week[at], week[position(other)], equal) {
				same |= bit(other)
			}
		}
		done |= same
		for i, r := range merged(week[at]) {
			r.Days.Weekdays, r.Adds = same, i > 0
			if r.Off {
				off = append(off, r)
			} else {
				rules = append(rules, r)
			}
		}
	}
	return Hours{slices.Concat(rules, off, h.Rules[plain:])}
}

// merged returns the rules of a day with those without a comment as one.
func merged(rules []Rule) []Rule {
	var kept []Rule
	first := -1
	for _, r := range rules {
		switch {
		case r.Off && len(rules) > 1: // what was added to it holds
		case r.Comment != "" || len(r.Times) == 0:
			kept = append(kept, r)
		case first < 0:
			first = len(kept)
			kept = append(kept, r)
		default:
			kept[first].Times = union(kept[first].Times, r.Times)
		}
	}
	return kept
}

// union returns the stretches of both lists in order, each once.
func union(a, b []Times) []Times {
	all := slices.Concat(a, b)
	slices.SortFunc(all, compareTimes)
	return slices.Compact(all)
}

func equal(a, b Rule) bool {
	return a.Off == b.Off && a.Comment == b.Comment && slices.Equal(a.Times, b.Times)
}
