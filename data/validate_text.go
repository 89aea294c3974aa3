package data

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TidyText returns a text of several lines as it is kept: without blanks around it,
// with the ends of lines that everybody uses, which forms of pages do not.
func TidyText(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func (c *checker) required(field, value string) {
	if strings.TrimSpace(value) == "" {
		c.refuse(field, "missing")
	}
}

// visible refuses a text that is there and shows nothing to tell it by.
func (c *checker) visible(field, value string) {
	if strings.TrimSpace(value) != "" && !hasLatin(value) && !strings.ContainsFunc(value, isVisible) {
		c.refuse(field, "visible")
	}
}

// hasLatin reports whether s has a letter or a digit of ASCII.
func hasLatin(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return true
		}
	}
	return false
}

// isVisible takes no fillers: characters that count as letters or symbols and
// are blank, Hangul's (Unicode Default_Ignorable_Code_Point) and Braille's.
func isVisible(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.S) &&
		!unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) && r != '\u2800'
}

// text takes several lines, but no character that [IsForbidden].
func (c *checker) text(field, value string, most int) {
	if isASCII(value) && len(value) <= most { // most texts are, and need no closer look
		return
	}
	if !utf8.ValidString(value) {
		c.refuse(field, "encoding")
		return
	}
	if n := utf8.RuneCountInString(value); n > most {
		c.refuse(field, "long", "count", n, "most", most)
	}
	for _, r := range value {
		if IsForbidden(r) {
			c.refuse(field, "invisible", "character", fmt.Sprintf("U+%04X", r))
			return
		}
	}
}

// isASCII reports whether s has nothing but what a key of ASCII prints.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func (c *checker) line(field, value string, most int) {
	c.text(field, value, most)
	if isBroken(value) {
		c.refuse(field, "line")
	}
}

// isBroken reports whether s has more than one line, or a tab.
func isBroken(s string) bool {
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\r' || s[i] == '\t' {
			return true
		}
	}
	return false
}

// IsForbidden reports whether no text of an element may hold r, because nobody
// can see it there: control characters other than tab and the ends of lines;
// Unicode's own line and paragraph separators, which some readers take for ends
// of lines and others do not; the byte order mark; the tag characters U+E0000 to
// U+E007F; and those that change the direction of the text around them (Unicode
// Bidi_Control), with which one name can be made to look like another.
func IsForbidden(r rune) bool {
	if r < unicode.MaxASCII {
		return r < ' ' && r != '\n' && r != '\r' && r != '\t'
	}
	if r >= '\u00a0' && r < '\u0600' || r >= '\u2010' && r < '\u2028' {
		return false // nearly all that is written here
	}
	return r == '\u2028' || r == '\u2029' || r == '\ufeff' || r >= 0xE0000 && r <= 0xE007F ||
		unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}
