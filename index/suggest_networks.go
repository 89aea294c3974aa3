package index

import (
	"cmp"
	"slices"
	"strings"
)

// FoundNetwork is a network that anybody may be told of.
type FoundNetwork struct {
	Slug, Title string
}

// FindNetworks returns the networks that anybody may be told of and whose title has a
// word that begins with each of those typed, by title, at most limit. The last ones of
// a site with thousands of networks take as long as the first.
func (s *Snapshot) FindNetworks(typed string, limit int) []FoundNetwork {
	words := placeWords(typed)
	if len(words) == 0 {
		return nil
	}
	var found []FoundNetwork
	for _, n := range s.networks {
		if n.titled(words) {
			found = append(found, FoundNetwork{n.Slug, n.Title})
		}
	}
	slices.SortFunc(found, func(a, b FoundNetwork) int {
		return cmp.Or(strings.Compare(a.Title, b.Title), strings.Compare(a.Slug, b.Slug))
	})
	return found[:min(limit, len(found))]
}

// titled reports whether the title of n, if anybody may be told it, has words that begin
// so.
func (n *network) titled(typed []string) bool {
	for _, beginning := range typed {
		if !slices.ContainsFunc(n.title, func(word string) bool { return strings.HasPrefix(word, beginning) }) {
			return false
		}
	}
	return true
}
