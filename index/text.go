package index

import (
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"

	"maillage/data"
)

// analyzer turns text into terms, the same for what is indexed, what is asked
// and what bleve ranks: words, elided articles dropped, folded, lightly stemmed.
// There are no stop words: they would eat "été", "Est" and "Son".
var analyzer = &analysis.DefaultAnalyzer{
	Tokenizer:    wordTokenizer{},
	TokenFilters: []analysis.TokenFilter{foldFilter{}, fr.NewFrenchLightStemmerFilter()},
}

// maxWordBytes bounds a word; what is longer is cut, alike everywhere.
const maxWordBytes = 64

// term is one analysed word.
type term struct {
	text    string // what is compared
	surface string // the folded word it stands for, before stemming
}

// analyze returns the terms of text in order, repeats included.
func analyze(text string) []term {
	stream := foldFilter{}.Filter(wordTokenizer{}.Tokenize([]byte(text)))
	terms := make([]term, len(stream))
	for i, token := range stream {
		terms[i].surface = string(token.Term)
	}
	for i, token := range fr.NewFrenchLightStemmerFilter().Filter(stream) {
		terms[i].text = string(token.Term)
	}
	return terms
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

// FirstMatch returns where in text, in bytes, the first word stands that one of
// the words of a query finds.
func FirstMatch(text, words string) (at int, found bool) {
	sought := map[string]bool{}
	for _, t := range queryTerms(words) {
		sought[t.text] = true
	}
	for _, token := range analyzer.Analyze([]byte(text)) {
		if sought[string(token.Term)] {
			return token.Start, true
		}
	}
	return 0, false
}

// wordTokenizer cuts text into runs of letters and digits; a run keeps the "+"
// signs that follow it (C++), and drops the article elided before it.
type wordTokenizer struct{}

// Tokenize implements bleve's analysis.Tokenizer.
func (wordTokenizer) Tokenize(text []byte) analysis.TokenStream {
	stream := make(analysis.TokenStream, 0, len(text)/6+1)
	for at := 0; at < len(text); {
		start := at
		at = skip(text, at, isWordRune)
		if at == start {
			_, size := utf8.DecodeRune(text[at:])
			at += size
			continue
		}
		at = skip(text, at, func(r rune) bool { return r == '+' })
		if elidesNext(text, start, at) {
			continue
		}
		stream = append(stream, &analysis.Token{
			Term:     text[start:cut(text, start, at)],
			Start:    start,
			End:      at,
			Position: len(stream) + 1,
			Type:     analysis.AlphaNumeric,
		})
	}
	return stream
}

// elidesNext reports whether text[start:end] is an article joined to the word
// after it.
func elidesNext(text []byte, start, end int) bool {
	r, size := utf8.DecodeRune(text[end:])
	if r != '\'' && r != '’' {
		return false
	}
	next, _ := utf8.DecodeRune(text[end+size:])
	return unicode.IsLetter(next) && elided[data.Fold(string(text[start:end]))]
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func skip(text []byte, at int, while func(rune) bool) int {
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if !while(r) {
			break
		}
		at += size
	}
	return at
}

// cut returns end, or an earlier place between characters so that no word is
// longer than maxWordBytes.
func cut(text []byte, start, end int) int {
	if end-start <= maxWordBytes {
		return end
	}
	end = start + maxWordBytes
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return end
}

// foldFilter folds each token as data.Fold does, and gives it memory of its own,
// which the stemmer may then change. A token of which nothing is left (accents
// without a letter) is dropped.
type foldFilter struct{}

// Filter implements bleve's analysis.TokenFilter.
func (foldFilter) Filter(stream analysis.TokenStream) analysis.TokenStream {
	kept := stream[:0]
	for _, token := range stream {
		if token.Term = []byte(data.Fold(string(token.Term))); len(token.Term) > 0 {
			kept = append(kept, token)
		}
	}
	return kept
}
