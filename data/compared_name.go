package data

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ComparedName is a name as it is held against others: its words folded, without
// their plural, articles, years and the town.
type ComparedName struct {
	joined string   // all words in one
	shared []string // words that many names have, sorted, each once: jardin, école
	own    []string // the others, in their order; the town only when there are no more
	town   bool     // whether own is the town alone
}

// Similarity says how alike two names are.
type Similarity int

// The similarities, from the least to the most.
const (
	OtherNames   Similarity = iota
	SharedWords             // the same words, all of which many names have: two times "Jardin partagé"
	SimilarNames            // the same words of their own, a few letters or words aside
)

// maxComparedWords and maxComparedRunes bound the work of comparing names.
const (
	maxComparedWords = 24
	maxComparedRunes = 80
)

// CompareName reads a name that is to be compared with others that are read with
// the same towns: their names say where something is, not what it is.
func CompareName(name string, towns ...string) ComparedName {
	var town []string
	for _, t := range towns {
		town = append(town, nameWords(t)...)
	}
	words := nameWords(name)
	c := ComparedName{joined: strings.Join(words, "")}
	for _, word := range words {
		word = singular(word)
		switch {
		case articles[word] || forms[word] || isYear(word) || utf8.RuneCountInString(word) == 1 && !isNumber(word):
		case sharedWords[word]:
			c.shared = append(c.shared, word)
		default:
			c.own = append(c.own, word)
		}
	}
	elsewhere := slices.DeleteFunc(slices.Clone(c.own), func(word string) bool {
		return slices.ContainsFunc(town, func(t string) bool { return singular(t) == word })
	})
	if c.town = len(elsewhere) == 0 && len(c.own) > 0; !c.town {
		c.own = elsewhere
	}
	slices.Sort(c.shared)
	c.shared = slices.Compact(c.shared)
	return c
}

// nameWords returns the folded words of a name, not more than are compared.
func nameWords(name string) []string {
	words := strings.FieldsFunc(Fold(truncate(name, 4*MaxName)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return words[:min(len(words), maxComparedWords)]
}

// singular returns a word without the mark of its plural.
func singular(word string) string {
	if len(word) > 3 && (strings.HasSuffix(word, "s") || strings.HasSuffix(word, "x")) {
		return word[:len(word)-1]
	}
	return word
}

func isNumber(word string) bool { return !hasOther(word, "0123456789") }

// isYear reports whether a word is a year of our time, which names of the same
// thing take on and put off.
func isYear(word string) bool {
	return len(word) == 4 && isNumber(word) && (strings.HasPrefix(word, "19") || strings.HasPrefix(word, "20"))
}

// Similar says how alike two names are. Words that many names have make no two
// alike by themselves, and two names that say different ones are not: the school
// and the crèche of one street. Nor are names with different numbers. Else they are
// alike when their own words are the same, or all but two of many more, or when those
// that are not the same are written with few other letters, up to 30 % of the
// shorter.
func (c ComparedName) Similar(other ComparedName) Similarity {
	if c.joined == "" || other.joined == "" {
		return OtherNames
	}
	if (c.town || len(c.own) == 0) && (other.town || len(other.own) == 0) && !(c.town && other.town) {
		if c.joined == other.joined || len(c.shared) > 0 && slices.Equal(c.shared, other.shared) {
			return SharedWords
		}
		return OtherNames
	}
	if c.joined == other.joined {
		return SimilarNames // "Fab Lab" and "FabLab", whatever the words of each
	}
	if c.joined > other.joined {
		c, other = other, c // so that both ways round agree
	}
	a, b, common := unmatched(c.words(), other.words())
	if onlyIn(a, b) || !slices.Equal(numbersIn(c.own), numbersIn(other.own)) {
		return OtherNames
	}
	ours, theirs := ownOf(a), ownOf(b)
	differing := len(ours) + len(theirs)
	if len(ours) > 0 && len(theirs) > 0 {
		common /= 2 // a word of its own each: what they share must be much more
	}
	if differing <= 2 && common > differing || fewOtherLetters(strings.Join(ours, ""), strings.Join(theirs, "")) {
		return SimilarNames
	}
	return OtherNames
}

// nameWord is a word of a name.
type nameWord struct {
	text   string
	shared bool
}

func (c ComparedName) words() []nameWord {
	all := make([]nameWord, 0, len(c.shared)+len(c.own))
	for _, word := range c.shared {
		all = append(all, nameWord{word, true})
	}
	for i, word := range c.own {
		if !slices.Contains(c.own[:i], word) {
			all = append(all, nameWord{word, false})
		}
	}
	return all
}

// unmatched returns the words of each list that the other does not have, spelling
// aside, and how many of their own words they have in common.
func unmatched(a, b []nameWord) (onlyA, onlyB []nameWord, common int) {
	onlyB = slices.Clone(b)
	for _, exactly := range []bool{true, false} { // what is written alike first
		onlyA = nil
		for _, word := range a {
			at := slices.IndexFunc(onlyB, func(other nameWord) bool {
				return word.text == other.text || !exactly && sameWord(word.text, other.text)
			})
			if at < 0 {
				onlyA = append(onlyA, word)
				continue
			}
			if !word.shared && !onlyB[at].shared {
				common++
			}
			onlyB = slices.Delete(onlyB, at, at+1)
		}
		a = onlyA
	}
	return onlyA, onlyB, common
}

// sameWord reports whether two words are one, misspelt: by a letter from five on,
// by two from nine on.
func sameWord(a, b string) bool {
	shorter := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	most := 0
	switch {
	case isNumber(a) || isNumber(b):
	case shorter >= 9:
		most = 2
	case shorter >= 5:
		most = 1
	}
	return most > 0 && editsUpTo(a, b, most) <= most
}

// onlyIn reports whether both lists have shared words.
func onlyIn(a, b []nameWord) bool {
	shared := func(w nameWord) bool { return w.shared }
	return slices.ContainsFunc(a, shared) && slices.ContainsFunc(b, shared)
}

func ownOf(words []nameWord) []string {
	var own []string
	for _, w := range words {
		if !w.shared {
			own = append(own, w.text)
		}
	}
	return own
}

func numbersIn(words []string) []string {
	numbers := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !strings.ContainsAny(w, "0123456789") })
	slices.Sort(numbers)
	return numbers
}

// fewOtherLetters reports whether two texts are apart by edits of at most 30 % of
// the shorter. Short ones, where a letter makes another word, must be equal.
func fewOtherLetters(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	shorter := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b), maxComparedRunes)
	most := 0
	if shorter >= 5 {
		most = shorter * 3 / 10
	}
	return editsUpTo(a, b, most) <= most
}

// editsUpTo returns how many letters must be added, taken away or replaced to make
// b of a, of so many letters as are compared; more than most when it is more.
func editsUpTo(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	x, y = x[:min(len(x), maxComparedRunes)], y[:min(len(y), maxComparedRunes)]
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		before, least := row[0], i+1
		row[0] = i + 1
		for j, s := range y {
			edits := before
			if r != s {
				edits = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], edits
			least = min(least, edits)
		}
		if least > most {
			return most + 1
		}
	}
	return row[len(y)]
}
