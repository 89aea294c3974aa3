package index

import (
	"math/rand/v2"
	"strings"
	"testing"

	"maillage/data"
)

// TestScoresAreThoseOfTheDefinition works every score out from the element
// itself.
func TestScoresAreThoseOfTheDefinition(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 6))
	b := newBench(t, squareWorld())
	for range 3 {
		var batch []data.Element
		for range 200 {
			batch = append(batch, randomElement(r, r.IntN(400)))
		}
		b.write(batch...)
	}
	s := b.snapshot()
	elements, err := currentElements(t.Context(), b.store)
	if err != nil {
		t.Fatal(err)
	}
	byNum := map[int64]*data.Element{}
	for i := range elements {
		byNum[elements[i].Num] = &elements[i]
	}
	for range 300 {
		var words []string
		for range 1 + r.IntN(3) {
			words = append(words, randomWords[r.IntN(len(randomWords))])
		}
		q := Query{Words: strings.Join(words, " "), Limit: MaxLimit}
		result, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if result.Corrected != "" {
			continue
		}
		for _, hit := range result.Hits {
			if want := plainScore(byNum[hit.Num], queryTerms(q.Words)); hit.Score != float64(want) {
				t.Fatalf("%s: %q with tags %q has score %v, want %d", q, byNum[hit.Num].Name, byNum[hit.Num].Tags, hit.Score, want)
			}
		}
	}
}

func plainScore(e *data.Element, asked []term) int {
	has := func(text, wanted string) bool {
		for _, t := range analyze(text) {
			if t.text == wanted {
				return true
			}
		}
		return false
	}
	score, named := 1+int(quality(e)), false
	for _, t := range asked {
		if has(e.Name, t.text) {
			score, named = score+1000, true
		}
		if has(strings.Join(e.Tags, "\n"), t.text) {
			score += 100
		}
	}
	if named {
		score += 10 * max(0, 9-len(e.Name)/8)
	}
	return score
}
