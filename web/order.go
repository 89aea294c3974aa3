package web

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// busiest returns the territories with elements, most first, at most so many. A
// list that short is all of it, by name.
func busiest(all []Counted, most int) []Counted {
	if len(all) <= most {
		return all
	}
	found := slices.DeleteFunc(slices.Clone(all), func(c Counted) bool { return c.Count == 0 })
	slices.SortStableFunc(found, func(a, b Counted) int { return cmp.Compare(b.Count, a.Count) })
	return found[:min(most, len(found))]
}

// plainLetters are the letters that capital ones with accents are filed under.
var plainLetters = strings.NewReplacer("À", "A", "Â", "A", "Ç", "C", "É", "E", "È", "E", "Ê", "E", "Î", "I", "Ô", "O", "Ö", "O", "Ü", "U", "Š", "S", "Å", "A")

// initial is the letter that a name is filed under.
func initial(name string) string {
	first, _ := utf8.DecodeRuneInString(strings.ToUpper(name))
	return plainLetters.Replace(string(first))
}
