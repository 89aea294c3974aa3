package data

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// documentReader reads plain JSON from its beginning. Its methods report false
// when they meet what is not plain; what they wrote until then is of no use.
type documentReader struct {
	document []byte
	at       int // what is before it was read
}

// next returns the next byte that is no space, without taking it; 0 at the end,
// and '?' for a byte 0, neither of which is JSON.
func (r *documentReader) next() byte {
	for ; r.at < len(r.document); r.at++ {
		switch c := r.document[r.at]; c {
		case ' ', '\n', '\t', '\r':
		case 0:
			return '?'
		default:
			return c
		}
	}
	return 0
}

// take takes the next byte if it is c, and spaces before it.
func (r *documentReader) take(c byte) bool {
	if r.next() != c {
		return false
	}
	r.at++
	return true
}

// object reads an object; member reads the value of each member.
func (r *documentReader) object(member func(name []byte) bool) bool {
	if !r.take('{') {
		return false
	}
	if r.take('}') {
		return true
	}
	for {
		name, plain := r.token()
		if !plain || !r.take(':') || !member(name) {
			return false
		}
		if r.take('}') {
			return true
		}
		if !r.take(',') {
			return false
		}
	}
}

// token reads a text and returns what stands between its quotes. It is plain when
// it says what it means: valid, and nothing escaped.
func (r *documentReader) token() (inside []byte, plain bool) {
	inside, escaped, ok := r.quoted()
	return inside, ok && !escaped
}

// quoted reads a text as it stands, and whether something in it is escaped.
func (r *documentReader) quoted() (inside []byte, escaped, ok bool) {
	if !r.take('"') {
		return nil, false, false
	}
	ascii, start := true, r.at
	for i := start; i < len(r.document); i++ {
		switch c := r.document[i]; {
		case c == '"':
			inside, r.at = r.document[start:i], i+1
			return inside, escaped, ascii || utf8.Valid(inside)
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			return nil, false, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false, false
}

func (r *documentReader) text(into *string) bool {
	inside, escaped, ok := r.quoted()
	if !ok {
		return false
	}
	if escaped {
		return unescaped(inside, into)
	}
	*into = string(inside)
	return true
}

// unescaped reads what stands between quotes. Ends of lines and the like are read
// here, characters by number left to encoding/json.
func unescaped(inside []byte, into *string) bool {
	text := make([]byte, 0, len(inside))
	for rest := inside; ; {
		before, after, more := bytes.Cut(rest, []byte{'\\'})
		text = append(text, before...)
		if !more {
			*into = string(text)
			return true
		}
		switch after[0] { // quoted has seen that something follows
		case '"', '\\', '/':
			text = append(text, after[0])
		case 'n':
			text = append(text, '\n')
		case 'r':
			text = append(text, '\r')
		case 't':
			text = append(text, '\t')
		default:
			whole := append(append([]byte{'"'}, inside...), '"')
			return json.Unmarshal(whole, into) == nil
		}
		rest = after[1:]
	}
}

// word reads a text that is most likely one of a few.
func word[T ~string](r *documentReader, into *T, likely []T) bool {
	inside, plain := r.token()
	if !plain {
		return false
	}
	for _, one := range likely {
		if string(inside) == string(one) {
			*into = one
			return true
		}
	}
	*into = T(inside)
	return true
}

func (r *documentReader) list(into *[]string) bool {
	if !r.take('[') {
		return false
	}
	texts := make([]string, 0, 4)
	for first := true; !r.take(']'); first = false {
		if !first && !r.take(',') {
			return false
		}
		var text string
		if !r.text(&text) {
			return false
		}
		texts = append(texts, text)
	}
	*into = texts
	return true
}

func (r *documentReader) id(into *ID) bool {
	inside, plain := r.token()
	return plain && into.UnmarshalText(inside) == nil
}

func (r *documentReader) instant(into *time.Time) bool {
	inside, plain := r.token()
	return plain && into.UnmarshalText(inside) == nil
}

// number reads a whole number of up to 18 digits.
func (r *documentReader) number(into *int64) bool {
	r.next()
	start := r.at
	end := start
	for end < len(r.document) && (r.document[end] >= '0' && r.document[end] <= '9' || end == start && r.document[end] == '-') {
		end++
	}
	digits := bytes.TrimPrefix(r.document[start:end], []byte{'-'})
	if len(digits) == 0 || len(digits) > 18 || digits[0] == '0' && len(digits) > 1 {
		return false
	}
	value, err := strconv.ParseInt(string(r.document[start:end]), 10, 64)
	*into, r.at = value, end
	return err == nil
}

func (r *documentReader) int(into *int) bool {
	var value int64
	ok := r.number(&value)
	*into = int(value)
	return ok && int64(*into) == value
}

// skip passes over a value of any sort, of which it checks nothing but that quotes
// and brackets end.
func (r *documentReader) skip() bool {
	r.next()
	for depth := 0; r.at < len(r.document); {
		switch r.document[r.at] {
		case '"':
			if _, _, ok := r.quoted(); !ok || depth == 0 {
				return ok
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return true // of what holds the value
			}
			if depth == 0 {
				r.at++
				return true
			}
		case ',':
			if depth == 0 {
				return true
			}
		}
		r.at++
	}
	return false
}

// value leaves an object or a list to encoding/json.
func (r *documentReader) value(into any) bool {
	if first := r.next(); first != '{' && first != '[' {
		return false
	}
	depth, start := 0, r.at
	for r.at < len(r.document) {
		switch r.document[r.at] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				r.at++
				return parse(r.document[start:r.at], into)
			}
		case '"':
			if _, _, ok := r.quoted(); !ok {
				return false
			}
			continue
		}
		r.at++
	}
	return false
}

// parse is [json.Unmarshal]; what reads itself is not checked before.
func parse(text []byte, into any) bool {
	if itself, ok := into.(json.Unmarshaler); ok {
		return itself.UnmarshalJSON(text) == nil
	}
	return json.Unmarshal(text, into) == nil
}
