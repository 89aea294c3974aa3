package api

import (
	"strings"
	"unicode/utf8"

	"maillage/data"
	"maillage/data/text"
	"maillage/index"
)

// maxSnippet is the length of a snippet in characters, its dots included;
// beforeWord is how much of it may stand before the word found, in bytes.
const (
	maxSnippet = 200
	beforeWord = 60
)

// snippet returns plain text of the description around the first of the words
// found in it. It is empty when the summary shows one already, or when the
// description has none.
func snippet(words index.Finder, e *data.Element) string {
	if e.Description == "" {
		return ""
	}
	if _, _, shown := words.First(e.Summary); shown {
		return ""
	}
	plain := text.Plain(e.Description)
	at, _, found := words.First(plain)
	if !found {
		return ""
	}
	return cutAround(plain, at)
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
