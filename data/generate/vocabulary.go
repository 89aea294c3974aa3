package generate

import "math/rand/v2"

// How many words and tags there are beyond the written ones.
const (
	vocabularySize = 40_000
	tagCount       = 6_000
)

// vocabulary holds the words of descriptions and the tags, the common ones first.
type vocabulary struct {
	words      []string
	wordShares distribution
	tags       []string
	tagShares  distribution
}

// newVocabulary writes the words down: the plain ones, then compounds ("éco-verger"),
// then proper names. It is the same each time.
func newVocabulary() *vocabulary {
	v := &vocabulary{}
	seen := make(map[string]bool)
	take := func(list *[]string, most int, word string) {
		if !seen[word] && len(*list) < most {
			seen[word] = true
			*list = append(*list, word)
		}
	}
	for _, word := range things {
		take(&v.words, vocabularySize, word)
	}
	for _, word := range qualities {
		take(&v.words, vocabularySize, word)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := 0; len(v.words) < vocabularySize; i++ {
		if i%3 > 0 {
			take(&v.words, vocabularySize, properWord(i))
			continue
		}
		take(&v.words, vocabularySize, prefixes[random.IntN(len(prefixes))]+things[random.IntN(len(things))])
	}
	clear(seen)
	for _, t := range topics {
		for _, tag := range t.tags {
			take(&v.tags, tagCount, tag)
		}
	}
	for _, word := range things {
		take(&v.tags, tagCount, word)
	}
	for len(v.tags) < tagCount {
		thing := things[random.IntN(len(things))]
		if random.IntN(3) > 0 {
			take(&v.tags, tagCount, thing+" "+qualities[random.IntN(len(qualities))])
		} else {
			take(&v.tags, tagCount, prefixes[random.IntN(len(prefixes))]+thing)
		}
	}
	v.wordShares = newZipf(len(v.words), 12, 1.05)
	v.tagShares = newZipf(len(v.tags), 4, 1.1)
	return v
}

// word returns a word, by its frequency.
func (v *vocabulary) word(random *rand.Rand) string { return v.words[v.wordShares.draw(random)] }

// tag returns a tag, by its frequency.
func (v *vocabulary) tag(random *rand.Rand) string { return v.tags[v.tagShares.draw(random)] }

// properName returns the name of a person or a place by its rank.
func (*vocabulary) properName(rank int) string { return properWord(rank) }

// properWord puts a name together from three syllables: number i of some 40,000.
func properWord(i int) string {
	i *= 7919 // a prime beside the lengths: names of near ranks do not look alike
	first, rest := nameStarts[i%len(nameStarts)], i/len(nameStarts)
	middle, rest := nameMiddles[rest%len(nameMiddles)], rest/len(nameMiddles)
	return first + middle + nameEnds[rest%len(nameEnds)]
}
