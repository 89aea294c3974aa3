package exchange

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// textReader gives a text as UTF-8. A mark at its beginning tells UTF-8 and
// UTF-16; else the first part with a character beyond ASCII tells whether it is
// UTF-8, and if not it is Windows-1252, as Excel in Western Europe writes.
type textReader struct {
	from     *bufio.Reader
	ascii    int       // how many of the next bytes are known to be ASCII
	decided  io.Reader // nil until the encoding is known
	encoding string    // in words, empty while every character was ASCII
}

func newTextReader(from *bufio.Reader) *textReader {
	t := &textReader{from: from}
	start, _ := from.Peek(3)
	switch {
	case bytes.HasPrefix(start, []byte("\uFEFF")):
		from.Discard(3)
		t.decided, t.encoding = from, "UTF-8 with a mark"
	case isUTF16(start):
		order := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
		t.decided, t.encoding = transform.NewReader(from, order.NewDecoder()), "UTF-16"
	}
	return t
}

// Encoding returns the encoding as far as the text read so far tells.
func (t *textReader) Encoding() string {
	if t.encoding == "" {
		return "UTF-8"
	}
	return t.encoding
}

// Read reads UTF-8, but for bytes of a damaged file that are in no character.
func (t *textReader) Read(p []byte) (int, error) {
	if t.decided == nil && t.ascii == 0 {
		part, err := t.from.Peek(t.from.Size())
		if len(part) == 0 && err != nil {
			return 0, err
		}
		t.ascii = asciiPrefix(part)
		if t.ascii < len(part) {
			t.decide(part)
		}
	}
	if t.decided != nil {
		return t.decided.Read(p)
	}
	n, err := t.from.Read(p[:min(len(p), t.ascii)])
	t.ascii -= n
	return n, err
}

func (t *textReader) decide(part []byte) {
	if looksUTF8(part) {
		t.decided, t.encoding = t.from, "UTF-8"
		return
	}
	t.decided, t.encoding = transform.NewReader(t.from, charmap.Windows1252.NewDecoder()), "Windows-1252"
}

func asciiPrefix(text []byte) int {
	for i, c := range text {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(text)
}

// looksUTF8 reports whether at least as many bytes beyond ASCII are characters
// of UTF-8 as are not. The end of text may be in the middle of one.
func looksUTF8(text []byte) bool {
	characters, strays := 0, 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			if utf8.FullRune(text) {
				strays++
			}
		case size > 1:
			characters++
		}
		text = text[size:]
	}
	return characters >= strays
}
