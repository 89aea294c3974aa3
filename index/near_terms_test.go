package index

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNearTermsAreThoseOfTheDefinition(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	word := func() string {
		letters := make([]rune, 1+random.IntN(9))
		for i := range letters {
			letters[i] = []rune("abcé")[random.IntN(4)]
		}
		return string(letters)
	}
	for range 300 {
		var records []record
		for num := range int64(random.IntN(400)) {
			r := record{num: num + 1}
			r.values[byTerm] = []hashed{hash(word())}
			records = append(records, r)
		}
		segment := newSegment(records)
		c := &segment.Columns[byTerm]
		for range 10 {
			wanted, most := word(), 1+random.IntN(2)
			want := map[string]int{}
			for n := range c.size() {
				if edits := plainEditDistance([]rune(wanted), []rune(c.value(n))); edits <= most {
					want[c.value(n)] = edits
				}
			}
			got := map[string]int{}
			if err := newNearTerms(wanted, most).in(t.Context(), c, segment.shared(), func(n, edits int) { got[c.value(n)] = edits }); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("terms within %d edits of %q (-want +got):\n%s", most, wanted, diff)
			}
		}
	}
}
