package exchange

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// unescaped undoes escapes of JSON that were written twice, as some servers do:
// what should read "ê" reads "\u00ea".
func unescaped(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var out strings.Builder
	for len(text) > 0 {
		at := strings.IndexByte(text, '\\')
		if at < 0 || at+1 == len(text) {
			break
		}
		out.WriteString(text[:at])
		text = text[at:]
		size := 2
		switch text[1] {
		case 'n':
			out.WriteByte('\n')
		case 'r': // the line break is the \n that follows
		case 't':
			out.WriteByte(' ')
		case '/', '"', '\\':
			out.WriteByte(text[1])
		case 'u':
			var r rune
			r, size = escapedRune(text)
			out.WriteRune(r)
		default:
			out.WriteString(text[:2])
		}
		text = text[size:]
	}
	return out.String() + text
}

// escapedRune reads \uXXXX, or two of them that are one character.
func escapedRune(text string) (rune, int) {
	unit := func(s string) (rune, bool) {
		if len(s) < 6 || s[:2] != `\u` {
			return 0, false
		}
		v, err := strconv.ParseUint(s[2:6], 16, 16)
		return rune(v), err == nil
	}
	first, ok := unit(text)
	if !ok {
		return '\\', 1
	}
	if second, ok := unit(text[6:]); ok && utf16.IsSurrogate(first) {
		return utf16.DecodeRune(first, second), 12
	}
	return first, 6
}
