package api

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"maillage/data"
	"maillage/data/text"
)

// maxSnippet is the length of a snippet in characters, its dots included;
// beforeWord is how much of it may stand before the word found, in bytes.
const (
	maxSnippet = 200
	beforeWord = 60
)

// snippet returns plain text of the description around the first of the words
// found in it, accents and endings aside. It is empty without words, when the
// summary shows one already, or when the description has none.
func snippet(words string, e *data.Element) string {
	sought := beginnings(words)
	if len(sought) == 0 || e.Description == "" {
		return ""
	}
	if _, shown := firstFound(e.Summary, sought); shown {
		return ""
	}
	plain := text.Plain(e.Description)
	at, found := firstFound(plain, sought)
	if !found {
		return ""
	}
	return cutAround(plain, at)
}

// beginnings returns what the words that words stand for begin with, folded:
// their plurals and final e's left out. Short words count only without others.
func beginnings(words string) []string {
	var long, short []string
	for _, word := range strings.FieldsFunc(data.Fold(words), notWord) {
		if utf8.RuneCountInString(word) < 3 {
			short = append(short, word)
			continue
		}
		if stem := strings.TrimRight(word, "sxe"); len(stem) >= 3 {
			word = stem
		}
		long = append(long, word)
	}
	if len(long) > 0 {
		return long
	}
	return short
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' }

// firstFound returns where the first word of s that begins with one of sought
// starts, in bytes.
func firstFound(s string, sought []string) (at int, found bool) {
	for at < len(s) {
		start := strings.IndexFunc(s[at:], func(r rune) bool { return !notWord(r) })
		if start < 0 {
			return 0, false
		}
		at += start
		length := strings.IndexFunc(s[at:], notWord)
		if length < 0 {
			length = len(s) - at
		}
		word := data.Fold(s[at : at+length])
		for _, beginning := range sought {
			if strings.HasPrefix(word, beginning) {
				return at, true
			}
		}
		at += length
	}
	return 0, false
}

// cutAround returns at most maxSnippet characters of s with the word at a byte
// offset, whole words where it can, dots where something was cut.
func cutAround(s string, at int) string {
	start := 0
	if at > beforeWord {
		start = at - beforeWord
		for !utf8.RuneStart(s[start]) {
			start++
		}
		if space := strings.IndexByte(s[start:at], ' '); space >= 0 {
			start += space + 1
		}
		if start > 0 {
			s, start = "…"+s[start:], 0
		}
	}
	runes := []rune(s)
	if len(runes) <= maxSnippet {
		return s
	}
	cut := string(runes[:maxSnippet-1])
	if space := strings.LastIndexByte(cut, ' '); space > len(cut)/2 {
		cut = cut[:space]
	}
	return cut + "…"
}
