package data

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// latin spells out the Latin letters that Unicode does not decompose.
var latin = map[rune]string{
	'œ': "oe", 'Œ': "oe", 'æ': "ae", 'Æ': "ae", 'ß': "ss", 'ẞ': "ss", 'ø': "o", 'Ø': "o",
	'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th",
	'ı': "i", 'ħ': "h", 'Ħ': "h",
}

// Fold returns s in lower case without accents: Latin letters become ASCII,
// letters of other scripts and everything else stay. Two texts that people read
// as the same word fold to the same text.
func Fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if int(r) >= len(european) {
			return foldAny(s)
		}
		b.WriteString(european[r])
	}
	return b.String()
}

// european holds what the characters up to the end of Latin Extended-A fold to,
// one by one: none of them joins with its neighbours.
var european = func() (table [0x180]string) {
	for r := range table {
		table[r] = foldAny(string(rune(r)))
	}
	return table
}()

// foldAny is [Fold] for any text, slower.
func foldAny(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if plain, ok := latin[r]; ok {
			b.WriteString(plain)
		} else if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String())
}

// TagKey returns what a hashtag is compared by: folded, letters, digits and
// "+" only. "#Zéro-déchet" and "zero dechet" are the same tag, "C++" and "C"
// are not. A tag without any such character has an empty key and is no tag.
func TagKey(tag string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
			return r
		}
		return -1
	}, Fold(tag))
}

// SlugOf returns a name as it stands in an address: folded words joined by
// hyphens, at most 80 bytes, cut at a word where one fits.
func SlugOf(name string) string {
	words := strings.FieldsFunc(Fold(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	const most = 80
	slug := ""
	for _, word := range words {
		if slug == "" {
			slug = truncate(word, most)
		} else if len(slug)+1+len(word) <= most {
			slug += "-" + word
		} else {
			break
		}
	}
	return slug
}

// truncate cuts s to at most n bytes without splitting a character.
func truncate(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
