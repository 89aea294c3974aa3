package index

import (
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"

	"maillage/data"
)

// Texts say the same words over and over: what a word stands for is worked out
// once and remembered, in bounded memory, for any number of goroutines.

// knownWords is how many words are remembered, at most maxWordBytes each. Two
// words with the same hash take turns.
const knownWords = 1 << 16

var (
	words     [knownWords]atomic.Pointer[knownWord]
	wordsSeed = maphash.MakeSeed()
)

// knownWord is a word as written and what it stands for.
type knownWord struct {
	written string
	term    term
}

// termOf returns the term of a word as written; its surface is empty when
// nothing is left of it (accents without a letter).
func termOf(word string) term {
	place := &words[maphash.String(wordsSeed, word)%knownWords]
	if known := place.Load(); known != nil && known.written == word {
		return known.term
	}
	word = strings.Clone(word) // not to keep the text that it stands in
	t := workOutTerm(word)
	place.Store(&knownWord{word, t})
	return t
}

// workOutTerm folds a word as data.Fold does, and stems what is left of it.
func workOutTerm(word string) term {
	surface := data.Fold(word)
	if surface == "" {
		return term{}
	}
	stream := analysis.TokenStream{{Term: []byte(surface)}}
	text := string(stemmer.Filter(stream)[0].Term)
	return term{text: text, surface: surface, variant: variant(text, surface)}
}

var stemmer = fr.NewFrenchLightStemmerFilter()

// termFilter replaces each token by its term, in memory of its own, and drops
// those of which nothing is left.
type termFilter struct{}

// Filter implements bleve's analysis.TokenFilter.
func (termFilter) Filter(stream analysis.TokenStream) analysis.TokenStream {
	kept := stream[:0]
	for _, token := range stream {
		if t := termOf(string(token.Term)); t.surface != "" {
			token.Term = []byte(t.text)
			kept = append(kept, token)
		}
	}
	return kept
}
