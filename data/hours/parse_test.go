package hours_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"maillage/data/hours"
)

func TestParseReadsTheSubset(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"days and a stretch", "Mo-Fr 09:00-18:00", "Mo-Fr 09:00-18:00"},
		{"two stretches", "Mo-Fr 09:00-12:00,14:00-18:00", "Mo-Fr 09:00-12:00,14:00-18:00"},
		{"several rules", "Mo,We 09:00-12:00; Sa 10:00-17:00; Su off", "Mo,We 09:00-12:00; Sa 10:00-17:00; Su off"},
		{"closed is off", "Su closed", "Su off"},
		{"days over the end of the week", "Sa-Mo 10:00-12:00", "Mo,Sa,Su 10:00-12:00"},
		{"no days", "09:00-20:00", "Mo-Su 09:00-20:00"},
		{"always", "24/7", "24/7"},
		{"open", "open", "24/7"},
		{"always but one day", "24/7; Dec 25 off", "24/7; Dec 25 off"},
		{"public holidays", "Mo-Sa,PH 10:00-19:00; PH off", "Mo-Sa,PH 10:00-19:00; PH off"},
		{"school holidays", "We 14:00-18:00; SH Mo-Fr 10:00-18:00", "We 14:00-18:00; SH Mo-Fr 10:00-18:00"},
		{"some weeks of the month", "Sa[1,3] 09:00-12:00; Su[-1] 10:00-12:00", "Sa[1,3] 09:00-12:00; Su[-1] 10:00-12:00"},
		{"months", "Apr-Oct: Sa 10:00-12:00; Nov-Mar off", "Apr-Oct Sa 10:00-12:00; Nov-Mar off"},
		{"days of the year", "May 15-Sep 30 10:00-19:00", "May 15-Sep 30 10:00-19:00"},
		{"single days of the year", "Jan 1,Dec 25,26 off", "Jan 01,Dec 25,Dec 26 off"},
		{"over the new year", "Dec 24-Jan 2 off", "Dec 24-Jan 02 off"},
		{"an open end", "Fr 17:00+", "Fr 17:00+"},
		{"at least until", "Fr 17:00-22:00+", "Fr 17:00-22:00+"},
		{"past midnight", "Fr,Sa 22:00-02:00", "Fr,Sa 22:00-02:00"},
		{"past midnight, counted on", "Fr 22:00-26:00", "Fr 22:00-02:00"},
		{"until midnight", "Fr 18:00-00:00", "Fr 18:00-24:00"},
		{"a comment", `Mo 09:00-12:00 "sur rendez-vous"`, `Mo 09:00-12:00 "sur rendez-vous"`},
		{"only a comment", `"sur rendez-vous"`, `"sur rendez-vous"`},
		{"hours as the French write them", "Lundi-Vendredi 9h-12h, 14h30 - 18h; samedi 9 h 05 - 12h", "Mo-Fr 09:00-12:00,14:30-18:00; Sa 09:05-12:00"},
		{"such hours behind a month", "Jul 9h-12h; Dec 25,26 10h-12h", "Jul 09:00-12:00; Dec 25,Dec 26 10:00-12:00"},
		{"such an open end", "Fr 17h+", "Fr 17:00+"},
		{"days alone", "Mo-Fr", "Mo-Fr"},
		{"every day, and no more", "Mo-Su; PH off", "Mo-Su; PH off"},
		{"a season alone", "Apr-Oct", "Apr-Oct"},
		{"a rule that adds", "Mo-Fr 09:00-12:00, We 14:00-17:00", "Mo-Fr 09:00-12:00, We 14:00-17:00"},
		{"a rule that adds nothing", "Mo-Fr 09:00-12:00, PH off", "Mo-Fr 09:00-12:00; PH off"},

		{"capitals and spaces", " mo - FR  9:00 – 12:00 , 14:00-18:00 ;", "Mo-Fr 09:00-12:00,14:00-18:00"},
		{"a slash between stretches", "Mo 09:00 - 12:00 / 14:00 - 17:00; Tu 09:00 - 12:00", "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"},
		{"a dash for no hours", "Mo 09:00-12:00; Tu -; Sa -", "Mo 09:00-12:00; Tu off; Sa off"},
		{"English days", "Monday-Fri: 09:00-12:00", "Mo-Fr 09:00-12:00"},
		{"a rule a line", "Mo 09:00-12:00\nTu 10:00-12:00", "Mo 09:00-12:00; Tu 10:00-12:00"},
		{"stretches out of order", "Mo 14:00-18:00,09:00-12:00", "Mo 09:00-12:00,14:00-18:00"},
		{"a stretch twice", "Mo 09:00-12:00,09:00-12:00", "Mo 09:00-12:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, err := hours.Parse(tt.text)
			if err != nil {
				t.Fatalf("Parse(%q): %v", tt.text, err)
			}
			if got := h.String(); got != tt.want {
				t.Errorf("Parse(%q) writes %q, want %q", tt.text, got, tt.want)
			}
			wantRoundTrip(t, h)
		})
	}
}

func TestParseRefusesWhatItWouldHaveToGuess(t *testing.T) {
	tests := []struct{ name, text, at string }{
		{"nothing", "", ""},
		{"spaces", " ; ", ""},
		{"people's own words", "le samedi, quand il fait beau", "le samedi"},
		{"French months", "août fermé", "ût"},
		{"words between the hours", "Lundi de 9h a 12h", "de 9h"},
		{"minutes without a second digit", "Mo 9h5-12h", "5-12h"},
		{"a stretch of three hours", "Mo 09:00-12:00-14:00", "-14:00"},
		{"hours without minutes", "Mo 9-12", "-12"},
		{"an hour beyond the day", "Mo 09:00-49:00", "49:00"},
		{"a start beyond the day", "Mo 25:00-26:00", "-26:00"},
		{"minutes beyond the hour", "Mo 09:70-12:00", "70-12"},
		{"a single hour", "Mo 09:00", ""},
		{"hours that are none", "Mo 09:00-09:00", ""},
		{"a comma between days and hours", "Mo-Fr, 09:00-12:00", ", 09:00"},
		{"days and days of the year in one list", "Dec 25,Su off", ",Su off"},
		{"a day that a month has not", "Feb 30 off", "30 off"},
		{"a month to a day", "May-Sep 30 off", "off"},
		{"a year", "2024 Dec 25 off", "2024 Dec"},
		{"weeks of the year", "week 1-10 Mo 09:00-12:00", "week 1-10"},
		{"a sixth week", "Sa[6] 09:00-12:00", "6] 09"},
		{"the sun", "sunrise-sunset", "sunrise"},
		{"a fallback", `Mo 09:00-12:00 || "call"`, "||"},
		{"public holidays that are weekdays", "PH Mo-Fr 10:00-12:00", "Mo-Fr 10"},
		{"school holidays in a list", "SH,PH off", ",PH off"},
		{"hours at which it is closed", "Mo 12:00-14:00 off", ""},
		{"a comment without an end", `Mo 09:00-12:00 "sur`, `"sur`},
		{"two comments", `Mo 09:00-12:00 "a" "b"`, `"b"`},
		{"an interval", "09:00-17:00/01:30", ""},
		{"nothing after a comma", "Mo 09:00-12:00,", ""},
		{"broken text", "Mo \xff", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, err := hours.Parse(tt.text)
			syntax, ok := errors.AsType[*hours.SyntaxError](err)
			if !ok || !errors.Is(err, hours.ErrSyntax) {
				t.Fatalf("Parse(%q) = %q, %v, want a syntax error", tt.text, h, err)
			}
			if !strings.HasPrefix(syntax.At, tt.at) || tt.at == "" && syntax.At != "" || !slices.Contains(hours.Mistakes(), syntax.Mistake) {
				t.Errorf("Parse(%q): %v, want it at %q", tt.text, err, tt.at)
			}
			if len(h.Rules) > 0 {
				t.Errorf("Parse(%q) = %v beside the error", tt.text, h)
			}
		})
	}
}

func TestParseRefusesLongTexts(t *testing.T) {
	rule := "Mo 09:00-12:00;"
	if _, err := hours.Parse(strings.Repeat(rule, hours.MaxLength/len(rule))); err != nil {
		t.Errorf("a text of almost the length: %v", err)
	}
	if _, err := hours.Parse(strings.Repeat(rule, hours.MaxLength/len(rule)+1)); !errors.Is(err, hours.ErrSyntax) {
		t.Errorf("a longer one: %v, want a syntax error", err)
	}
}

func wantRoundTrip(t *testing.T, h hours.Hours) {
	t.Helper()
	again, err := hours.Parse(h.String())
	if err != nil {
		t.Fatalf("%q does not read: %v", h, err)
	}
	if diff := cmp.Diff(h, again); diff != "" {
		t.Errorf("%q reads otherwise (-written +read):\n%s", h, diff)
	}
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	for range 5000 {
		text := someHours(r)
		h, err := hours.Parse(text)
		if err != nil {
			t.Fatalf("seed %d: Parse(%q): %v", seed, text, err)
		}
		wantRoundTrip(t, h)
		if wantRoundTrip(t, h.Simplified()); t.Failed() {
			t.Fatalf("seed %d: %q", seed, text)
		}
	}
}

// FuzzParse reads any text: what is read is written back the same and in bounds,
// means the same when simplified, and tells a status.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"Mo-Fr 09:00-12:00,14:00-18:00; PH off", "24/7", "Apr-Oct: Sa[1,-1] 10:00-26:00 \"x\"", "SH Mo 10:00+, 14:00-15:00+", "Dec 25,26-31 off",
		"lundi", "Mo,", "Mo-", "[", "Dec 24-Jan 02 off; Su,PH open", "Feb 29 00:00-24:00",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := hours.Parse(text)
		if err != nil {
			if !errors.Is(err, hours.ErrSyntax) || len(h.Rules) > 0 || !utf8.ValidString(err.Error()) {
				t.Fatalf("Parse(%q) = %v, %v", text, h, err)
			}
			return
		}
		if len(h.Rules) == 0 || len(h.Rules) > len(text) {
			t.Fatalf("Parse(%q) has %d rules", text, len(h.Rules))
		}
		// A comment may hold what a text may: only its length is not bounded anew.
		if len(h.String()) <= hours.MaxLength {
			wantRoundTrip(t, h)
		}
		at := start
		for range 3 {
			status := h.At(at, paris)
			next, then, ok := h.NextChange(at, paris)
			if ok && (!next.After(at) || then == status || h.At(next, paris) != then) {
				t.Fatalf("%q at %v: %v, then %v at %v", text, at, status, then, next)
			}
			if simple := h.Simplified().At(at, paris); simple != status {
				t.Fatalf("%q at %v: %v, simplified to %q: %v", text, at, status, h.Simplified(), simple)
			}
			if !ok {
				return
			}
			at = next
		}
	})
}
