package api

import (
	"slices"
	"strings"

	"maillage/data"
	"maillage/data/text"
	"maillage/index"
)

// inFull returns words as they were read, for people: each that was not asked so
// is written as it stands in an element that was found. Of words that are in no
// name and no tag, the index knows only the part that all their forms share.
func inFull(read, asked string, found *data.Element) string {
	texts := slices.Concat([]string{found.Name}, found.Tags, []string{found.Type, found.Summary, text.Plain(found.Description), found.Address.Locality})
	given := strings.Fields(data.Fold(asked))
	words := strings.Fields(read)
	for n, word := range words {
		if slices.Contains(given, word) {
			continue
		}
		finder := index.NewFinder(word)
		for _, s := range texts {
			if start, end, here := finder.First(s); here {
				words[n] = strings.ToLower(s[start:end])
				break
			}
		}
	}
	return strings.Join(words, " ")
}
