package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"maillage/data"
	"maillage/data/store"
)

// TestEachEntryOfTheLogTellsItsRevision writes revisions of a few elements in a
// random order, and reads the log in steps of every size.
func TestEachEntryOfTheLogTellsItsRevision(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s := open(t, t.TempDir())
	elements := make([]*data.Element, 5)
	var want []string
	var authors []data.ID
	for range 60 {
		i := random.IntN(len(elements))
		if elements[i] == nil {
			elements[i] = element(fmt.Sprint("element ", i))
		} else {
			elements[i].Revision++
		}
		by := data.ID{}
		if random.IntN(2) == 0 {
			by = data.NewID()
		}
		elements[i].UpdatedBy = by
		elements[i].Summary = fmt.Sprint("revision ", elements[i].Revision)
		put(t, s, elements[i])
		want = append(want, fmt.Sprintf("%d.%d", elements[i].Num, elements[i].Revision))
		authors = append(authors, by)
	}
	for limit := int64(1); limit <= int64(len(want))+1; limit++ {
		for _, authored := range []bool{false, true} {
			var got []store.Logged
			since := int64(0)
			for {
				page, until, err := s.RevisionsLogged(t.Context(), since, limit, authored)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, page...)
				if until == since {
					break
				}
				since = until
			}
			next := 0
			for entry, text := range want {
				if authored && authors[entry].IsZero() {
					continue
				}
				if next == len(got) {
					t.Fatalf("in steps of %d the log ends before entry %d", limit, entry+1)
				}
				r := got[next].Revision
				if told := fmt.Sprintf("%d.%d", r.Element.Num, r.Number); told != text || got[next].Sequence != int64(entry+1) || r.By != authors[entry] || r.Element.Summary != fmt.Sprint("revision ", r.Number) || !got[next].Visible {
					t.Fatalf("in steps of %d entry %d tells %s, %q by %s, want %s", limit, got[next].Sequence, told, r.Element.Summary, r.By, text)
				}
				next++
			}
			if next != len(got) {
				t.Fatalf("in steps of %d there are %d entries too many", limit, len(got)-next)
			}
		}
	}
	if none, until, err := s.RevisionsLogged(t.Context(), 3, 0, false); err != nil || until != 3 || len(none) != 0 {
		t.Errorf("nothing is asked for: %v up to %d, %v", none, until, err)
	}
}
