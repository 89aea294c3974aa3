package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"maillage/data"
	"maillage/geo"
)

// surveyed is what the sides are told of an element.
type surveyed struct {
	num                                     int64
	kind, kindOf, name, summary, text, town string
	tags                                    []string // keys, each once
	created                                 time.Time
	placed                                  bool
	point                                   geo.Point
	commune, departement, region            string // codes; empty where it has none
}

// survey describes the elements as a whole: what requests are drawn from.
type survey struct {
	count       int
	elements    []surveyed // some of them, all equally likely
	commonWords []string   // the commonest first
	commonTags  []string
	rareTags    []string // that fewer than one in a thousand has
}

const (
	keptElements = 20_000 // of a survey
	commonest    = 20     // words and tags that every mix holds
	leastLetters = 5      // of a word: no article, nothing that French leaves out of an index
)

// elements yields elements until the function it calls fails.
type elements func(ctx context.Context, take func(data.Element) error) error

// surveyElements reads elements once, in their order, and hands each that is public
// to those who want it.
func surveyElements(ctx context.Context, all elements, gazetteer *geo.Gazetteer, seed uint64, takers ...func(*surveyed) error) (*survey, error) {
	random := rand.New(rand.NewPCG(seed, 1))
	s := &survey{}
	words, tags := map[string]int{}, map[string]int{}
	err := all(ctx, func(e data.Element) error {
		if !e.Public() {
			return nil
		}
		element := describe(&e, gazetteer)
		for _, word := range wordsOf(element.name + " " + element.text) {
			words[word]++
		}
		for _, tag := range element.tags {
			tags[tag]++
		}
		s.count++
		if len(s.elements) < keptElements {
			s.elements = append(s.elements, *element)
		} else if n := random.IntN(s.count); n < keptElements {
			s.elements[n] = *element
		}
		for _, take := range takers {
			if err := take(element); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	if err == nil && s.count < commonest {
		err = fmt.Errorf("there are %d elements: too few to draw requests from", s.count)
	}
	if err != nil {
		return nil, err
	}
	s.commonWords, s.commonTags = most(words, commonest), most(tags, commonest)
	for _, tag := range most(tags, len(tags)) {
		if tags[tag] <= s.count/1000 {
			s.rareTags = append(s.rareTags, tag)
		}
	}
	return s, nil
}

// surveyed returns the survey of the data folder, made when first needed. Takers
// have it made anew.
func (b *bench) surveyed(ctx context.Context, takers ...func(*surveyed) error) (*survey, error) {
	if b.survey != nil && len(takers) == 0 {
		return b.survey, nil
	}
	kept, err := b.read(ctx)
	if err != nil {
		return nil, err
	}
	defer kept.Close()
	gazetteer, _, err := kept.Gazetteer(ctx)
	if err != nil {
		return nil, err
	}
	b.survey, err = surveyElements(ctx, kept.EachElement, gazetteer, b.Seed, takers...)
	return b.survey, err
}

func describe(e *data.Element, gazetteer *geo.Gazetteer) *surveyed {
	s := &surveyed{
		num: e.Num, kind: string(e.Kind), kindOf: e.Type, name: e.Name, summary: e.Summary, text: e.Description,
		town: e.Address.PostalCode + " " + e.Address.Locality, created: e.CreatedAt, placed: !e.Geometry.IsZero(),
	}
	if s.placed {
		s.point = e.Geometry.Representative()
	}
	for _, tag := range e.Tags {
		if key := data.TagKey(tag); !slices.Contains(s.tags, key) {
			s.tags = append(s.tags, key)
		}
	}
	for _, t := range data.TerritoriesOf(e, gazetteer) {
		switch t.Level {
		case geo.LevelCommune:
			s.commune = t.Code
		case geo.LevelDepartement:
			s.departement = t.Code
		case geo.LevelRegion:
			s.region = t.Code
		}
	}
	return s
}

// wordsOf returns the longer words of a text as they stand in it, in lower case,
// each once.
func wordsOf(text string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		word = strings.ToLower(word)
		if utf8.RuneCountInString(word) >= leastLetters && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// most returns the n keys with the greatest counts, the greatest first.
func most(counts map[string]int, n int) []string {
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	return keys[:min(n, len(keys))]
}
