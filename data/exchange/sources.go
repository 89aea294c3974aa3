package exchange

import (
	"encoding/json"
	"slices"
	"strings"

	"maillage/data"
)

// Sources gathers where the elements of an export were taken from and under which
// licences they may be used. The zero value has none.
//
// Its JSON form has three members: "sources", the most used first, each with its
// name, licence and how many elements it gave; "licenses", each once; "attribution",
// the sentence to show with the data.
type Sources struct {
	counts map[SourceCount]int // with a zero Count
	others int                 // elements of sources beyond the bound
}

// SourceCount is one source under one licence.
type SourceCount struct {
	Name    string `json:"name,omitempty"` // empty: referenced in these commons
	License string `json:"license,omitempty"`
	Count   int    `json:"elements"`
}

// maxSources bounds what is kept: a source is named in every export.
const maxSources = 1000

// Add counts an element.
func (s *Sources) Add(e *data.Element) {
	key := SourceCount{Name: e.Source.Name, License: e.License}
	if key.License == "" {
		key.License = e.Source.License
	}
	if _, known := s.counts[key]; !known && len(s.counts) == maxSources {
		s.others++
		return
	}
	if s.counts == nil {
		s.counts = map[SourceCount]int{}
	}
	s.counts[key]++
}

// List returns the sources, the most used first.
func (s *Sources) List() []SourceCount {
	list := make([]SourceCount, 0, len(s.counts))
	for source, n := range s.counts {
		source.Count = n
		list = append(list, source)
	}
	slices.SortFunc(list, func(a, b SourceCount) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Name+"\x00"+a.License, b.Name+"\x00"+b.License)
	})
	return list
}

// MarshalJSON writes the three members.
func (s *Sources) MarshalJSON() ([]byte, error) {
	list := s.List()
	licenses, credits := []string{}, []string{}
	for _, source := range list {
		if source.License != "" && !slices.Contains(licenses, source.License) {
			licenses = append(licenses, source.License)
		}
		switch credit := source.Name; {
		case credit == "":
		case source.License != "":
			credits = append(credits, credit+" ("+source.License+")")
		default:
			credits = append(credits, credit)
		}
	}
	if s.others > 0 {
		credits = append(credits, "and others, named at each element")
	}
	return json.Marshal(struct {
		Sources     []SourceCount `json:"sources"`
		Licenses    []string      `json:"licenses"`
		Attribution string        `json:"attribution"`
	}{list, licenses, strings.Join(credits, ", ")})
}
