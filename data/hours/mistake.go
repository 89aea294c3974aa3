package hours

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Mistake names what keeps a text from being read. It is stable: messages in other
// languages are found by it.
type Mistake string

// The mistakes.
const (
	MistakeTooLong     Mistake = "too_long"
	MistakeCharacters  Mistake = "characters"   // bytes that are not UTF-8
	MistakeEmpty       Mistake = "empty"        // no rule at all
	MistakeUnknown     Mistake = "unknown"      // what is no day, month, hour or comment
	MistakeQuote       Mistake = "quote"        // a comment that never ends
	MistakeNoHours     Mistake = "no_hours"     // days and a comma
	MistakeNoRule      Mistake = "no_rule"      // a comma and nothing behind it
	MistakeFallback    Mistake = "fallback"     // ||
	MistakeSemicolon   Mistake = "semicolon"    // two rules with nothing between them
	MistakeSchool      Mistake = "school"       // SH in a list
	MistakePublic      Mistake = "public"       // PH before days, without a comma
	MistakeClosedHours Mistake = "closed_hours" // 12:00-14:00 off
	MistakeSeason      Mistake = "season"       // a month to a day
	MistakeYearDay     Mistake = "year_day"     // Feb 30, a year
	MistakeWeek        Mistake = "week"         // the 6th Monday of the month
	MistakeBracket     Mistake = "bracket"
	MistakeTime        Mistake = "time"
	MistakeNoEnd       Mistake = "no_end" // 09:00 alone
	MistakeEnd         Mistake = "end"    // 09:00-x
	MistakeSpan        Mistake = "span"   // 09:00-09:00
)

// mistakeTexts says each mistake in English.
var mistakeTexts = map[Mistake]string{
	MistakeTooLong:     fmt.Sprintf("a text this long is not read: at most %d bytes are", MaxLength),
	MistakeCharacters:  "the text is not UTF-8",
	MistakeEmpty:       "there is no rule",
	MistakeUnknown:     "expected days, months, hours or a comment in quotation marks",
	MistakeQuote:       "a comment begins with a quotation mark and never ends",
	MistakeNoHours:     "hours are missing before the comma",
	MistakeNoRule:      "a rule is missing after the comma",
	MistakeFallback:    "fallback rules (||) are not read",
	MistakeSemicolon:   "expected a semicolon before the next rule",
	MistakeSchool:      "school holidays (SH) stand alone, or before days of the week: write a rule for each",
	MistakePublic:      "expected a comma after public holidays (PH)",
	MistakeClosedHours: "hours at which it is closed are not read: give those at which it is open",
	MistakeSeason:      "expected two months, or two days of the year, like Apr-Oct or May 15-Sep 30",
	MistakeYearDay:     "this month has no such day; years are not read",
	MistakeWeek:        "expected weeks of the month: 1 to 5, -1 for the last, -2 for the one before",
	MistakeBracket:     "expected a closing bracket",
	MistakeTime:        "expected hours like 09:00-12:00",
	MistakeNoEnd:       "expected hours like 09:00-12:00: the end is missing",
	MistakeEnd:         "expected the hour at which it closes, like 12:00",
	MistakeSpan:        "these hours are none, or longer than a day",
}

// Mistakes lists every mistake, in no order.
func Mistakes() []Mistake {
	all := make([]Mistake, 0, len(mistakeTexts))
	for m := range mistakeTexts {
		all = append(all, m)
	}
	return all
}

// ErrSyntax marks a text that is not in the subset.
var ErrSyntax = errors.New("not opening hours that can be read")

// SyntaxError says where a text leaves the subset. It unwraps to [ErrSyntax].
type SyntaxError struct {
	At      string // the text from there on, shortened; empty at its end
	Mistake Mistake
}

func (e *SyntaxError) Error() string {
	if e.At == "" {
		return fmt.Sprintf("%v: at the end: %s", ErrSyntax, mistakeTexts[e.Mistake])
	}
	return fmt.Sprintf("%v: at %q: %s", ErrSyntax, e.At, mistakeTexts[e.Mistake])
}

// Unwrap returns [ErrSyntax].
func (e *SyntaxError) Unwrap() error { return ErrSyntax }

// shortened returns the beginning of a text for a message.
func shortened(s string) string {
	const most = 30
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
