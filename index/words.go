package index

import (
	"hash/maphash"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"

	"maillage/data"
)

// Texts say the same words over and over, elements carry the same tags and
// types: what they stand for is remembered.
var (
	wordMemo = newMemo(1<<16, workOutTerm)
	tagMemo  = newMemo(1<<13, func(tag string) variantOf {
		return newVariant(data.TagKey(tag), strings.TrimPrefix(strings.TrimSpace(tag), "#"))
	})
	typeMemo = newMemo(1<<10, func(text string) variantOf { return newVariant(TypeKey(text), text) })
)

// hashed is a value and what hash tables find it by.
type hashed struct {
	text string
	hash uint32
}

var hashSeed = maphash.MakeSeed()

func hash(text string) hashed { return hashed{text, uint32(maphash.String(hashSeed, text))} }

// variantOf is a value, and the way in which an entry writes it.
type variantOf struct {
	value   hashed
	variant hashed // see variant
}

func newVariant(value, label string) variantOf {
	both := variant(value, label)
	return variantOf{hash(both[:len(value)]), hash(both)}
}

// workOutTerm folds a word as data.Fold does, and stems what is left of it.
func workOutTerm(word string) term {
	surface := data.Fold(word)
	if surface == "" {
		return term{}
	}
	stream := analysis.TokenStream{{Term: []byte(surface)}}
	both := newVariant(string(stemmer.Filter(stream)[0].Term), surface)
	return term{
		text:        both.value.text,
		surface:     both.variant.text[len(both.value.text)+len(variantMark):],
		variant:     both.variant.text,
		textHash:    both.value.hash,
		variantHash: both.variant.hash,
	}
}

var stemmer = fr.NewFrenchLightStemmerFilter()
