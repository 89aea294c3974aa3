package hours

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxLength is the longest text that is read, in bytes.
const MaxLength = 2000

// ErrSyntax marks a text that is not in the subset.
var ErrSyntax = errors.New("not opening hours that can be read")

// SyntaxError says where a text leaves the subset. It unwraps to [ErrSyntax].
type SyntaxError struct {
	At     string // the text from there on, shortened; empty at its end
	Reason string // what is wrong, or was expected
}

func (e *SyntaxError) Error() string {
	if e.At == "" {
		return fmt.Sprintf("%v: at the end: %s", ErrSyntax, e.Reason)
	}
	return fmt.Sprintf("%v: at %q: %s", ErrSyntax, e.At, e.Reason)
}

// Unwrap returns [ErrSyntax].
func (e *SyntaxError) Unwrap() error { return ErrSyntax }

// token is a piece of a text.
type token struct {
	kind tokenKind
	text string // of a word in lower case; of a comment without its quotes
	at   int    // where it begins, in bytes
}

type tokenKind byte

const (
	tokenEnd     tokenKind = 0
	tokenNumber  tokenKind = '0'
	tokenWord    tokenKind = 'a'
	tokenComment tokenKind = '"'
	// Any other kind is the character itself: : - , ; + [ ] / and | of fallbacks.
)

// scan cuts a text into tokens, the last being its end.
func scan(text string) ([]token, error) {
	var tokens []token
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		t := token{at: at}
		switch {
		case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u202f' || r == '\r':
			at += size
			continue
		case r >= '0' && r <= '9':
			t.kind, t.text = tokenNumber, text[at:at+span(text[at:], isDigit)]
			size = len(t.text)
		case isLetter(text[at]):
			word := text[at : at+span(text[at:], isLetter)]
			t.kind, t.text, size = tokenWord, strings.ToLower(word), len(word)
		case r == '"':
			end := strings.IndexByte(text[at+1:], '"')
			if end < 0 {
				return nil, &SyntaxError{shortened(text[at:]), "a comment begins with a quotation mark and never ends"}
			}
			t.kind, t.text, size = tokenComment, strings.TrimSpace(text[at+1:at+1+end]), end+2
		case r == '–' || r == '—' || r == '‑':
			t.kind = '-'
		case r == '\n':
			t.kind = ';'
		case strings.ContainsRune(":-,;+[]/|", r):
			t.kind = tokenKind(r)
		default:
			return nil, &SyntaxError{shortened(text[at:]), "expected days, months, hours or a comment in quotation marks"}
		}
		tokens = append(tokens, t)
		at += size
	}
	return append(tokens, token{at: len(text)}), nil
}

// span returns how many leading bytes of s are of a class.
func span(s string, is func(byte) bool) int {
	for i := range len(s) {
		if !is(s[i]) {
			return i
		}
	}
	return len(s)
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// shortened returns the beginning of a text for a message.
func shortened(s string) string {
	const most = 30
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
