package hours

import (
	"strings"
	"unicode/utf8"
)

// MaxLength is the longest text that is read, in bytes.
const MaxLength = 2000

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
				return nil, &SyntaxError{shortened(text[at:]), MistakeQuote}
			}
			t.kind, t.text, size = tokenComment, strings.TrimSpace(text[at+1:at+1+end]), end+2
		case r == '–' || r == '—' || r == '‑':
			t.kind = '-'
		case r == '\n':
			t.kind = ';'
		case strings.ContainsRune(":-,;+[]/|", r):
			t.kind = tokenKind(r)
		default:
			return nil, &SyntaxError{shortened(text[at:]), MistakeUnknown}
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
