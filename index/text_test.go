package index

import (
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"

	"maillage/data"
)

func terms(text string) []string {
	var out []string
	for _, t := range analyze(text) {
		out = append(out, t.text)
	}
	return out
}

func TestWordsThatPeopleReadAsTheSameHaveTheSameTerms(t *testing.T) {
	tests := []struct {
		name string
		same []string
	}{
		{"accents", []string{"café", "cafe", "CAFÉ", "cafe\u0301"}},
		{"elision, straight and curly", []string{"l'été", "l’été", "été", "ete", "Été"}},
		{"plural", []string{"jardin partagé", "jardins partagés", "JARDINS PARTAGES"}},
		{"ligature", []string{"œuvre", "oeuvre", "œuvres"}},
		{"hyphen", []string{"zéro-déchet", "zero dechet", "#Zéro-déchet"}},
		{"elided article inside a name", []string{"atelier d'Émile", "atelier Émile"}},
		{"acronym", []string{"AMAP", "amap"}},
		{"long plural", []string{"associations", "association"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, text := range tt.same[1:] {
				if got, want := terms(text), terms(tt.same[0]); !slices.Equal(got, want) {
					t.Errorf("terms(%q) = %q, terms(%q) = %q", text, got, tt.same[0], want)
				}
			}
		})
	}
}

func TestWordsThatPeopleTellApartHaveOtherTerms(t *testing.T) {
	for _, pair := range [][2]string{{"C++", "C"}, {"été", "est"}, {"son", "sol"}, {"35000", "35200"}, {"2005", "205"}} {
		if slices.Equal(terms(pair[0]), terms(pair[1])) {
			t.Errorf("%q and %q have the same terms %q", pair[0], pair[1], terms(pair[0]))
		}
	}
}

func TestNoWordIsLostButElidedArticles(t *testing.T) {
	got := terms("Est, Son, l'Été: C++ & qu'ils!")
	if want := []string{"est", "son", "ete", "c++", "ils"}; !slices.Equal(got, want) {
		t.Errorf("terms = %q, want %q", got, want)
	}
}

func TestArticlesAreOptionalBesideOtherWords(t *testing.T) {
	tests := []struct {
		words string
		want  []string
	}{
		{"la maison des associations", []string{"maison", "asoci"}},
		{"de la", []string{"de", "la"}},
		{"le le velo velo", []string{"velo"}},
		{"!?", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, term := range queryTerms(tt.words) {
			got = append(got, term.text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("queryTerms(%q) = %q, want %q", tt.words, got, tt.want)
		}
	}
}

func TestFinderPointsAtTheFirstWordFound(t *testing.T) {
	tests := []struct {
		text, words string
		at          int
		word        string
		found       bool
	}{
		{"Nos ateliers de l’été", "atelier", 4, "ateliers", true},
		{"Nos ateliers de l’été", "ete", 20, "été", true},
		{"Nos ateliers de l’été", "de la mare", 0, "", false},
		{"Nos ateliers", "", 0, "", false},
	}
	for _, tt := range tests {
		start, end, found := NewFinder(tt.words).First(tt.text)
		if start != tt.at || tt.text[start:end] != tt.word || found != tt.found {
			t.Errorf("First(%q) of %q = %d, %d, %v, want %q at %d, %v", tt.text, tt.words, start, end, found, tt.word, tt.at, tt.found)
		}
	}
}

// chainTerms analyses text one filter after the other, and remembers nothing.
func chainTerms(text string) []term {
	var folded analysis.TokenStream
	for start, end := range wordSpans(text) {
		folded = append(folded, &analysis.Token{Term: []byte(data.Fold(text[start:end]))})
	}
	folded = slices.DeleteFunc(folded, func(token *analysis.Token) bool { return len(token.Term) == 0 })
	var terms []term
	for _, token := range folded {
		terms = append(terms, term{surface: string(token.Term)})
	}
	for i, token := range fr.NewFrenchLightStemmerFilter().Filter(folded) {
		t := &terms[i]
		t.text, t.variant = string(token.Term), variant(string(token.Term), t.surface)
		t.textHash, t.variantHash = hash(t.text).hash, hash(t.variant).hash
	}
	return terms
}

func FuzzAnalyze(f *testing.F) {
	f.Add("L’atelier d'été, C++ & œuvres")
	f.Add("\xff'\xfe’a")
	f.Add("''''’’’+++")
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := analyze(text), chainTerms(text); !slices.Equal(got, want) {
			t.Errorf("analyze(%q) = %+v, the chain of filters says %+v", text, got, want)
		}
		total := 0
		for _, term := range analyze(text) {
			if term.surface == "" || term.text == "" {
				t.Errorf("analyze(%q) has an empty term", text)
			}
			total += len(term.surface)
		}
		if total > 12*len(text)+maxWordBytes {
			t.Errorf("analyze(%d bytes) gives %d bytes of terms", len(text), total)
		}
	})
}

// plainEditDistance fills the whole table of optimal string alignment.
func plainEditDistance(a, b []rune) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
		for j := range table[i] {
			if i == 0 || j == 0 {
				table[i][j] = i + j
				continue
			}
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(table[i-1][j]+1, table[i][j-1]+1, table[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, table[i-2][j-2]+1)
			}
			table[i][j] = d
		}
	}
	return table[len(a)][len(b)]
}
