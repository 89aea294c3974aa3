package hours

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var weekdayNames = [...]string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"} // by time.Weekday

// frenchWeekdays are read whole alone: "mar" is March.
var frenchWeekdays = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"} // by time.Weekday

var monthNames = [...]string{"", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// weekdayOf and monthOf are the words for days and months, short or whole; days in
// French, too.
var weekdayOf, monthOf = func() (map[string]time.Weekday, map[string]time.Month) {
	weekdays, months := map[string]time.Weekday{}, map[string]time.Month{}
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		for _, word := range []string{name[:2], name[:3], name, frenchWeekdays[d]} {
			weekdays[word] = d
		}
	}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		months[name[:3]], months[name] = m, m
	}
	return weekdays, months
}()

// Parse reads a text of opening hours. Small deviations that leave no doubt are
// read as meant: spaces, capitals, "9:00", "9h30", French days, a slash between stretches of a day, a dash for
// a day without any. The error is a [*SyntaxError].
func Parse(text string) (Hours, error) {
	if len(text) > MaxLength {
		return Hours{}, &SyntaxError{shortened(text), MistakeTooLong}
	}
	if !utf8.ValidString(text) {
		return Hours{}, &SyntaxError{"", MistakeCharacters}
	}
	tokens, err := scan(text)
	if err != nil {
		return Hours{}, err
	}
	p := &parser{text: text, tokens: tokens}
	var h Hours
	adds := false
	for !p.is(tokenEnd) {
		if p.take(';') {
			adds = false
			continue
		}
		rule, err := p.rule()
		if err != nil {
			return Hours{}, err
		}
		rule.Adds = adds && !rule.Off
		h.Rules = append(h.Rules, rule)
		switch {
		case p.is(',') && len(rule.Times) == 0 && !rule.Off && rule.Comment == "":
			return Hours{}, p.fail(MistakeNoHours)
		case p.take(','):
			adds = true
			if p.is(tokenEnd) || p.is(';') {
				return Hours{}, p.fail(MistakeNoRule)
			}
		case p.is(';'), p.is(tokenEnd):
			adds = false
		case p.is('|'):
			return Hours{}, p.fail(MistakeFallback)
		default:
			return Hours{}, p.fail(MistakeSemicolon)
		}
	}
	if len(h.Rules) == 0 {
		return Hours{}, p.fail(MistakeEmpty)
	}
	return h, nil
}

// parser walks over tokens; the last of them, the end, is never passed.
type parser struct {
	text   string
	tokens []token
	next   int
}

func (p *parser) look(ahead int) token { return p.tokens[min(p.next+ahead, len(p.tokens)-1)] }

func (p *parser) is(kind tokenKind) bool { return p.look(0).kind == kind }

// take passes a token of a kind, if it is the next.
func (p *parser) take(kind tokenKind) bool {
	if p.is(kind) && kind != tokenEnd {
		p.next++
		return true
	}
	return false
}

func (p *parser) fail(m Mistake) error {
	return &SyntaxError{shortened(p.text[p.look(0).at:]), m}
}

// rule reads what stands between two separators.
func (p *parser) rule() (Rule, error) {
	var r Rule
	begin := p.next
	seasons, err := p.seasons()
	if err != nil {
		return Rule{}, err
	}
	r.Seasons = seasons
	if len(seasons) > 0 {
		p.take(':')
	}
	if p.takeWord("sh") {
		r.School = true
		if p.is(',') {
			return Rule{}, p.fail(MistakeSchool)
		}
		p.take(':')
	}
	if r.Days, err = p.days(); err != nil {
		return Rule{}, err
	}
	if r.Times, err = p.times(); err != nil {
		return Rule{}, err
	}
	switch {
	case p.takeWord("off") || p.takeWord("closed") || p.next > begin && len(r.Times) == 0 && p.takeDash():
		if len(r.Times) > 0 {
			return Rule{}, p.fail(MistakeClosedHours)
		}
		r.Off = true
	case p.takeWord("open"):
		if len(r.Times) == 0 {
			r.Times = []Times{allDay}
		}
	}
	if p.is(tokenComment) && p.look(0).text != "" {
		r.Comment = p.look(0).text
		p.next++
	}
	if p.next == begin {
		return Rule{}, p.fail(MistakeUnknown)
	}
	return r, nil
}

// takeDash passes a dash that stands for no hours: "Sa -".
func (p *parser) takeDash() bool {
	after := p.look(1).kind
	return (after == ';' || after == tokenEnd) && p.take('-')
}

// takeWord passes a word, if it is the next.
func (p *parser) takeWord(word string) bool {
	if p.is(tokenWord) && p.look(0).text == word {
		p.next++
		return true
	}
	return false
}

// number passes a number of at most so many digits, and not below least or above most.
func (p *parser) number(digits, least, most int) (int, bool) {
	t := p.look(0)
	if t.kind != tokenNumber || len(t.text) > digits {
		return 0, false
	}
	n, err := strconv.Atoi(t.text)
	if err != nil || n < least || n > most {
		return 0, false
	}
	p.next++
	return n, true
}
