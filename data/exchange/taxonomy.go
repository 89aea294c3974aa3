package exchange

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
)

// Taxonomy holds the names of a GoGoCarto's categories.
type Taxonomy struct {
	options map[int64]option
}

type option struct {
	name  string
	depth int // 1 for a main category
}

const maxTaxonomy = 16 << 20 // bytes

// ReadTaxonomy reads what a GoGoCarto server answers to /api/taxonomy.json, gzip or
// not. The error wraps [ErrUnreadable].
func ReadTaxonomy(r io.Reader) (*Taxonomy, error) {
	content, err := Decompressed(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(content, maxTaxonomy+1))
	switch {
	case err != nil:
		return nil, unreadable(err)
	case len(text) > maxTaxonomy:
		return nil, unusable("the taxonomy is larger than %d bytes", maxTaxonomy)
	}
	t := &Taxonomy{map[int64]option{}}
	if !t.add(text, 0) || len(t.options) == 0 {
		return nil, unusable("it is no taxonomy of a GoGoCarto: expected the answer of its /api/taxonomy.json")
	}
	return t, nil
}

// add adds a group of options, or a list of groups, and reports whether it is one.
func (t *Taxonomy) add(text json.RawMessage, depth int) bool {
	const deepest = 20
	var groups []json.RawMessage
	if json.Unmarshal(text, &groups) != nil {
		groups = []json.RawMessage{text}
	}
	for _, raw := range groups {
		var group struct {
			Options []struct {
				ID            int64           `json:"id"`
				Name          string          `json:"name"`
				Subcategories json.RawMessage `json:"subcategories"`
			} `json:"options"`
		}
		if json.Unmarshal(raw, &group) != nil {
			return false
		}
		for _, o := range group.Options {
			t.options[o.ID] = option{o.Name, depth + 1}
			if len(o.Subcategories) > 0 && depth < deepest && !t.add(o.Subcategories, depth+1) {
				return false
			}
		}
	}
	return true
}

// names returns the names of options, the finest first, and how many are unknown.
// A nil taxonomy knows none.
func (t *Taxonomy) names(numbers []int64) (names []string, unknown int) {
	if t == nil {
		return nil, len(numbers)
	}
	var known []option
	for _, number := range numbers {
		if o, ok := t.options[number]; ok && o.name != "" {
			known = append(known, o)
		} else {
			unknown++
		}
	}
	slices.SortStableFunc(known, func(a, b option) int { return cmp.Compare(b.depth, a.depth) })
	for _, o := range known {
		names = append(names, o.name)
	}
	return names, unknown
}
