package text_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data/text"
)

// marked writes pieces as "même [-avant-][+après+]".
func marked(pieces []text.Piece) string {
	var all strings.Builder
	for _, p := range pieces {
		all.WriteString([]string{"", "[-", "[+"}[p.Side] + p.Text + []string{"", "-]", "+]"}[p.Side])
	}
	return all.String()
}

func TestDifferences(t *testing.T) {
	tests := []struct{ name, before, after, want string }{
		{"nothing at all", "", "", ""},
		{"the same", "un jardin", "un jardin", "un jardin"},
		{"all new", "", "un jardin", "[+un jardin+]"},
		{"all gone", "un jardin", "", "[-un jardin-]"},
		{"a word", "un jardin ouvert", "un verger ouvert", "un [-jardin-][+verger+] ouvert"},
		{"a word more", "un jardin", "un beau jardin", "un [+beau +]jardin"},
		{"an accent", "l’été", "l’ete", "l’[-été-][+ete+]"},
		{"a phrase is one", "le lundi matin tôt, ici", "le mardi soir tard, ici", "le [-lundi matin tôt-][+mardi soir tard+], ici"},
		{"a line", "un\ndeux\ntrois", "un\ntrois", "un\n[-deux\n-]trois"},
		{"blanks", "a  b", "a b", "a[-  -][+ +]b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, marked(text.Differences(tt.before, tt.after))); diff != "" {
				t.Errorf("differences (-want +got):\n%s", diff)
			}
		})
	}
}

// sides returns both texts that pieces tell of.
func sides(pieces []text.Piece) (before, after string) {
	for _, p := range pieces {
		if p.Side != text.Added {
			before += p.Text
		}
		if p.Side != text.Removed {
			after += p.Text
		}
	}
	return before, after
}

func TestDifferencesAreBounded(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	letters := func(n int, among string) string {
		var all strings.Builder
		for range n {
			all.WriteByte(among[random.IntN(len(among))])
			all.WriteByte(' ')
		}
		return all.String()
	}
	for name, texts := range map[string][2]string{
		"nothing in common":     {strings.Repeat("a ", 10_000), strings.Repeat("b ", 10_000)},
		"two words at random":   {letters(10_000, "ab"), letters(10_000, "ab")},
		"many words at random":  {letters(10_000, "abcdefghij"), letters(10_000, "abcdefghij")},
		"longer than any":       {strings.Repeat("a ", 1<<20), strings.Repeat("b ", 1<<20)},
		"signs alone":           {strings.Repeat("(", 20_000), strings.Repeat(")", 20_000)},
		"no text in any sense":  {strings.Repeat("\xff", 20_000), strings.Repeat("\xfe\u202e", 9_000)},
		"one in the other, far": {letters(9_000, "ab"), "c " + letters(9_000, "ab") + "d"},
	} {
		begin := time.Now()
		pieces := text.Differences(texts[0], texts[1])
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("%s: %v", name, took)
		}
		if before, after := sides(pieces); before != texts[0] || after != texts[1] {
			t.Errorf("%s: the pieces are not those of the texts", name)
		}
	}
}

func FuzzDifferences(f *testing.F) {
	f.Add("un jardin ouvert à tous", "un jardin fermé à tous")
	f.Add("a b c a b b a", "c b a b a c")
	f.Add("", "\xff \n")
	f.Fuzz(func(t *testing.T, first, second string) {
		pieces := text.Differences(first, second)
		before, after := sides(pieces)
		if before != first || after != second {
			t.Fatalf("%q and %q come back as %q and %q", first, second, before, after)
		}
		for i, p := range pieces {
			if p.Text == "" || i > 0 && pieces[i-1].Side == p.Side {
				t.Fatalf("piece %d of %q is empty or like the one before", i, marked(pieces))
			}
			if first == second && p.Side != text.InBoth {
				t.Fatalf("%q differs from itself", first)
			}
		}
	})
}

func BenchmarkDifferences(b *testing.B) {
	before := strings.Repeat("On répare des vélos le samedi, et l’on discute. ", 400)
	after := strings.ReplaceAll(before, "samedi", "dimanche")
	for b.Loop() {
		text.Differences(before, after)
	}
}
