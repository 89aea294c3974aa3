package index

import (
	"cmp"
	"slices"
	"strings"

	"maillage/geo"
)

// placeNames finds territories by the beginning of a name, of a word of it, or
// of a postcode.
type placeNames struct {
	entries []placeName // sorted by text
}

type placeName struct {
	text      string // folded, words separated by single spaces
	whole     bool   // the whole name or postcode, not the end of a name
	territory *geo.Territory
}

func newPlaceNames(territories []*geo.Territory) *placeNames {
	n := &placeNames{}
	for _, t := range territories {
		names := []string{t.Name}
		for _, other := range t.Names {
			names = append(names, other)
		}
		for _, name := range names {
			words := placeWords(name)
			for i := range words {
				n.entries = append(n.entries, placeName{strings.Join(words[i:], " "), i == 0, t})
			}
		}
		for _, code := range t.Postcodes {
			n.entries = append(n.entries, placeName{code, true, t})
		}
	}
	n.sort()
	return n
}

func (n *placeNames) sort() {
	order := make([]prefixed, len(n.entries))
	for i, e := range n.entries {
		order[i] = prefixed{prefixOf(e.text), uint32(i)}
	}
	slices.SortFunc(order, func(x, y prefixed) int {
		if x.prefix != y.prefix {
			return cmp.Compare(x.prefix, y.prefix)
		}
		a, b := &n.entries[x.value], &n.entries[y.value]
		if a.text != b.text {
			return strings.Compare(a.text, b.text)
		}
		return strings.Compare(a.territory.Code, b.territory.Code)
	})
	sorted := make([]placeName, len(order))
	for i, o := range order {
		sorted[i] = n.entries[o.value]
	}
	n.entries = sorted
}

// placeWords returns the folded words of a name: "Saint-Malo" and "saint malo"
// are the same.
func placeWords(name string) []string {
	terms := analyze(name)
	words := make([]string, len(terms))
	for i, t := range terms {
		words[i] = t.surface
	}
	return words
}

func (n *placeNames) find(text string, limit int) []*geo.Territory {
	typed := strings.Join(placeWords(text), " ")
	if typed == "" {
		return nil
	}
	type match struct {
		territory *geo.Territory
		fit       int // 0: the whole name, 1: its beginning, 2: a later word
	}
	best := map[*geo.Territory]int{}
	from, _ := slices.BinarySearchFunc(n.entries, typed, func(e placeName, t string) int { return strings.Compare(e.text, t) })
	for _, e := range n.entries[from:] {
		if !strings.HasPrefix(e.text, typed) {
			break
		}
		fit := 2
		switch {
		case e.whole && e.text == typed:
			fit = 0
		case e.whole:
			fit = 1
		}
		if known, ok := best[e.territory]; !ok || fit < known {
			best[e.territory] = fit
		}
	}
	first := firsts[match]{count: max(limit, 1), compare: func(a, b match) int {
		return cmp.Or(
			cmp.Compare(a.fit, b.fit),
			cmp.Compare(b.territory.Population, a.territory.Population),
			cmp.Compare(b.territory.Level, a.territory.Level),
			strings.Compare(a.territory.Code, b.territory.Code))
	}}
	for t, fit := range best {
		first.offer(match{t, fit})
	}
	matches := first.values()
	found := make([]*geo.Territory, 0, limit)
	for _, m := range matches[:min(limit, len(matches))] {
		found = append(found, m.territory)
	}
	return found
}
