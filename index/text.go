package index

import (
	"iter"
	"slices"
	"unicode"
	"unicode/utf8"

	"maillage/data"
)

// Text becomes terms alike for what is indexed and what is asked: words, elided
// articles dropped, folded, lightly stemmed. There are no stop words: they would
// eat "été", "Est" and "Son".

// maxWordBytes bounds a word; what is longer is cut, alike everywhere.
const maxWordBytes = 64

// term is one analysed word.
type term struct {
	text    string // what is compared
	surface string // the folded word it stands for, before stemming
	variant string // both, see variant

	textHash, variantHash uint32 // see hashed
}

// analyze returns the terms of text in order, repeats included.
func analyze(text string) []term {
	return slices.AppendSeq(make([]term, 0, 1+len(text)/bytesPerWord), termsOf(text))
}

// bytesPerWord is about how long words are, with what stands between them.
const bytesPerWord = 6

// termsOf yields the terms of text in order, repeats included.
func termsOf(text string) iter.Seq[term] {
	return func(yield func(term) bool) {
		for start, end := range wordSpans(text) {
			if t := wordMemo.of(text[start:end]); t.surface != "" && !yield(t) {
				return
			}
		}
	}
}

// optionalWords are folded articles and prepositions that a query with other
// words does not insist on.
var optionalWords = wordSet(
	"le", "la", "les", "un", "une", "des", "du", "de", "d", "l", "au", "aux", "a", "en", "et",
	"ou", "dans", "sur", "sous", "par", "pour", "avec", "sans", "chez", "vers",
	"the", "of", "and", "in", "at", "for", "to",
)

// elided are the folded articles that French joins to the next word by an
// apostrophe: l'été is the word été.
var elided = wordSet("l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")

func wordSet(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, word := range words {
		set[word] = true
	}
	return set
}

// queryTerms returns the terms that q's words insist on.
func queryTerms(words string) []term {
	all := analyze(words)
	var needed []term
	for _, t := range all {
		if !optionalWords[t.surface] {
			needed = append(needed, t)
		}
	}
	if len(needed) == 0 {
		needed = all
	}
	seen := map[string]bool{}
	unique := needed[:0]
	for _, t := range needed {
		if !seen[t.text] {
			seen[t.text] = true
			unique = append(unique, t)
		}
	}
	return unique
}

// Finder finds the words of a query in texts. Several may use one at once.
type Finder struct{ terms []term }

// NewFinder returns what finds words, as a query has them.
func NewFinder(words string) Finder { return Finder{queryTerms(words)} }

// First returns from where to where in text, in bytes, the first word stands
// that one of the words of the query finds.
func (f Finder) First(text string) (start, end int, found bool) {
	for start, end := range wordSpans(text) {
		if t := wordMemo.of(text[start:end]); t.surface != "" && f.seeks(t.text) {
			return start, end, true
		}
	}
	return 0, 0, false
}

func (f Finder) seeks(text string) bool {
	return slices.ContainsFunc(f.terms, func(t term) bool { return t.text == text })
}

// wordSpans yields where the words of text begin and end: runs of letters and
// digits; a run keeps the "+" signs that follow it (C++), and drops the article
// elided before it.
func wordSpans(text string) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		for at := 0; at < len(text); {
			start := at
			if at = skipWord(text, at); at == start {
				_, size := utf8.DecodeRuneInString(text[at:])
				at += size
				continue
			}
			for at < len(text) && text[at] == '+' {
				at++
			}
			if !elidesNext(text, start, at) && !yield(start, cut(text, start, at)) {
				return
			}
		}
	}
}

// elidesNext reports whether text[start:end] is an article joined to the word
// after it.
func elidesNext(text string, start, end int) bool {
	r, size := utf8.DecodeRuneInString(text[end:])
	if r != '\'' && r != '’' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[end+size:])
	return unicode.IsLetter(next) && elided[data.Fold(text[start:end])]
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// skipWord returns where the run of letters and digits that begins at at ends.
func skipWord(text string, at int) int {
	for at < len(text) {
		if c := text[at]; c < utf8.RuneSelf {
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
				break
			}
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if !isWordRune(r) {
			break
		}
		at += size
	}
	return at
}

// cut returns end, or an earlier place between characters so that no word is
// longer than maxWordBytes.
func cut(text string, start, end int) int {
	if end-start <= maxWordBytes {
		return end
	}
	end = start + maxWordBytes
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return end
}
