package data

import (
	"math/rand/v2"
	"testing"
)

// TestFoldingCharacterByCharacterIsFolding compares the table with what is done to
// a text as a whole.
func TestFoldingCharacterByCharacterIsFolding(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		text := make([]rune, random.IntN(8))
		for i := range text {
			text[i] = rune(random.IntN(len(european)))
		}
		if got, want := Fold(string(text)), foldAny(string(text)); got != want {
			t.Fatalf("Fold(%q) = %q, want %q", string(text), got, want)
		}
	}
	for text, want := range map[string]string{"Œuvre d’Été": "oeuvre d’ete", "Ångström ½": "angstrom 1⁄2", "ΑΘΉΝΑ": "αθηνα", "\xff é": "\ufffd e"} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}
