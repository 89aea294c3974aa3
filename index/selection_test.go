package index

import (
	"testing"

	"maillage/geo"
)

func TestWordsThatCannotBeFoundAreNotTheWordNothing(t *testing.T) {
	b := newBench(t, squareWorld())
	b.write(publicAt("1", "Nothing", geo.Point{Lon: 1.5, Lat: 41.5}))
	s := b.snapshot()
	keys := map[string]string{}
	for _, tt := range []struct {
		words string
		total int
	}{{"!!!", 0}, {"nothing", 1}, {"", 1}} {
		selection, err := s.Select(t.Context(), Query{Words: tt.words})
		if err != nil {
			t.Fatal(err)
		}
		if got := selection.Total(); got != tt.total {
			t.Errorf("%q finds %d elements, want %d", tt.words, got, tt.total)
		}
		if other, taken := keys[selection.Key()]; taken {
			t.Errorf("%q and %q have the same key %q", tt.words, other, selection.Key())
		}
		keys[selection.Key()] = tt.words
	}
}
