package generate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"maillage/data"
)

// topicShares are those of the topics.
var topicShares = newZipf(len(topics), 2, 1)

// shareInEnglish is how many descriptions are in English.
const shareInEnglish = 0.05

// makeWords gives the element its name, its texts and its tags.
func (m *maker) makeWords() {
	m.topic = &topics[topicShares.draw(m.Rand)]
	m.e.Name = m.name()
	m.e.Tags = m.tags()
	english := m.chance(shareInEnglish)
	if m.chance(0.7) {
		m.e.Summary = m.summary(english)
	}
	m.e.Description = m.description(english)
}

// name returns what the element is called: "Atelier vélo de Rennes",
// "La Fabrique Kermarec". Common names come again and again.
func (m *maker) name() string {
	if m.e.Kind == data.KindPerson {
		return pick(m, givenNames) + " " + m.properName()
	}
	base := pick(m, m.topic.names)
	if (m.e.Kind == data.KindEvent || m.e.Kind == data.KindClassified) && m.e.Type != "" {
		base = capitalized(m.e.Type) + " : " + m.generator.vocabulary.word(m.Rand)
	}
	switch kind := m.Float64(); {
	case kind < 0.4:
		return base + " " + of(m.ground.Name)
	case kind < 0.65:
		return base + " " + m.properName()
	case kind < 0.85:
		return base + " « " + capitalized(m.generator.vocabulary.word(m.Rand)) + " et " + m.generator.vocabulary.word(m.Rand) + " »"
	}
	return base + " " + m.properName() + ", " + m.ground.Name
}

// properName returns a name; the first ranks are those of many.
func (m *maker) properName() string {
	rank := m.IntN(40_000)
	return m.generator.vocabulary.properName(rank * rank / 40_000)
}

// of returns a name behind the French "de".
func of(name string) string {
	first, _ := utf8.DecodeRuneInString(data.Fold(name))
	if strings.ContainsRune("aeiouyh", first) {
		return "d’" + name
	}
	return "de " + name
}

func capitalized(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// tags returns up to ten tags, the topic's among them: none twice, in some
// spelling or other.
func (m *maker) tags() []string {
	var tags []string
	seen := make(map[string]bool)
	take := func(tag string) {
		if key := data.TagKey(tag); !seen[key] {
			seen[key] = true
			tags = append(tags, tag)
		}
	}
	for i, tag := range m.topic.tags {
		if m.chance([]float64{0.85, 0.4, 0.25}[i]) {
			take(tag)
		}
	}
	for range min(int(m.ExpFloat64()*2.2), 8) {
		take(m.generator.vocabulary.tag(m.Rand))
	}
	return tags
}

// summary returns one sentence.
func (m *maker) summary(english bool) string {
	if english {
		return "A place of " + m.ground.Name + " for " + m.topic.tags[0] + " and " + m.generator.vocabulary.word(m.Rand) + "."
	}
	return "Ici, on " + pick(m, m.topic.does) + " : " + m.generator.vocabulary.word(m.Rand) + ", " + m.topic.tags[0] + "."
}

// Bounds of a description, in words.
const (
	leastWords = 30
	mostWords  = 60
)

// description returns sentences of 30 to 60 words together.
func (m *maker) description(english bool) string {
	choices := sentences
	if english {
		choices = englishSentences
	}
	length := leastWords + m.IntN(mostWords-leastWords-20) // and a sentence more at most
	var b strings.Builder
	for words := 0; words < length; {
		sentence := m.fill(pick(m, choices))
		n := len(strings.Fields(sentence))
		if words+n > mostWords {
			continue
		}
		if words > 0 {
			b.WriteByte(' ')
		}
		words += n
		b.WriteString(sentence)
	}
	return b.String()
}

// fill puts words in the gaps of a sentence: {w} any word, {n} a proper name, {t}
// the territory, {d} what the topic does, {s} a tag of the topic.
func (m *maker) fill(sentence string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		switch rest[0] {
		case 'w':
			b.WriteString(m.generator.vocabulary.word(m.Rand))
		case 'n':
			b.WriteString(m.properName())
		case 't':
			b.WriteString(m.ground.Name)
		case 'd':
			b.WriteString(pick(m, m.topic.does))
		case 's':
			b.WriteString(pick(m, m.topic.tags))
		}
		sentence = rest[2:]
	}
}
