package index

import (
	"math/rand/v2"
	"slices"
	"testing"

	"maillage/data"
	"maillage/geo"
)

// TestPagesHoldWhileOthersWrite walks pages in every order while random elements
// come, change and go between them: nothing is told twice, and what matched all
// the time as it was is told once.
func TestPagesHoldWhileOthersWrite(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	near := geo.Point{Lon: 3, Lat: 43}
	for _, q := range []Query{
		{Words: "jardin"},
		{Words: "jardin velo"},
		{Near: &near},
		{Near: &near, AnyTags: []string{"entraide", "velo"}},
		{},
		{Words: "jardin", Near: &near, Sort: SortDistance},
	} {
		t.Run(q.String(), func(t *testing.T) {
			b := newBench(t, squareWorld())
			var batch []data.Element
			for id := range 200 {
				batch = append(batch, randomElement(r, id))
			}
			b.write(batch...)
			walkWhileWriting(t, r, b, q)
		})
	}
}

func walkWhileWriting(t *testing.T, r *rand.Rand, b *bench, q Query) {
	q.Limit = 5 + r.IntN(5)
	first := b.snapshot()
	begun, err := first.Select(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	matched := slices.Collect(begun.Nums())
	told, last := map[int64]int{}, first
	for page := 1; ; page++ {
		result, err := last.Search(t.Context(), q)
		if err != nil {
			t.Fatalf("page %d: %v", page, err)
		}
		for _, hit := range result.Hits {
			if before := told[hit.Num]; before != 0 {
				t.Errorf("element %d is on page %d and on page %d", hit.Num, before, page)
			}
			told[hit.Num] = page
		}
		if result.Next == "" {
			break
		}
		q.Cursor = result.Next
		for range r.IntN(4) {
			b.write(randomElement(r, r.IntN(300)))
		}
		last = b.snapshot()
	}
	changed, known := first.recent.between(first.sequence, last.sequence)
	if !known {
		t.Fatal("a few changes are not remembered")
	}
	for _, num := range matched {
		if _, moved := slices.BinarySearch(changed, num); !moved && told[num] == 0 {
			t.Errorf("element %d matched all the time and is on no page", num)
		}
	}
	t.Logf("%d elements told, %d matched at first, %d changed meanwhile", len(told), len(matched), len(changed))
}

func TestACursorOfAnotherOrderIsRefused(t *testing.T) {
	b := newBench(t, squareWorld())
	for id := range 5 {
		b.write(named(id, "Jardin de la mare"))
	}
	s := b.snapshot()
	result, err := s.Search(t.Context(), Query{Words: "jardin", Limit: 2})
	if err != nil || result.Next == "" {
		t.Fatalf("no next page: %+v, %v", result, err)
	}
	for _, q := range []Query{
		{Words: "mare", Cursor: result.Next},
		{Words: "jardin", Sort: SortNewest, Cursor: result.Next},
		{Words: "jardin", Sort: SortDistance, Near: &geo.Point{}, Cursor: result.Next},
		{Words: "jardin", Cursor: result.Next[:40]},
	} {
		if _, err := s.Search(t.Context(), q); err == nil || err.Error() != Refuse("cursor", RuleCursor).Error() {
			t.Errorf("%s: %v, want the cursor refused", q, err)
		}
	}
}

// TestPagesGoOnWhenTerritoriesAreImported: what lies where is derived again, but
// no element has changed.
func TestPagesGoOnWhenTerritoriesAreImported(t *testing.T) {
	b := newBench(t, squareWorld())
	for id := range 6 {
		b.write(named(id, "Jardin de la mare"))
	}
	first, err := b.snapshot().Search(t.Context(), Query{Words: "jardin", Limit: 2})
	if err != nil || first.Next == "" {
		t.Fatalf("no next page: %+v, %v", first, err)
	}
	if err := b.commons.ImportTerritories(t.Context(), squareWorld()[:1]); err != nil {
		t.Fatal(err)
	}
	world := squareWorld()
	world[0].Name = "Autre pays"
	if err := b.commons.ImportTerritories(t.Context(), world); err != nil {
		t.Fatal(err)
	}
	told := len(first.Hits)
	for next := first.Next; next != ""; {
		page, err := b.snapshot().Search(t.Context(), Query{Words: "jardin", Limit: 2, Cursor: next})
		if err != nil {
			t.Fatal(err)
		}
		told, next = told+len(page.Hits), page.Next
	}
	if told != 6 {
		t.Errorf("%d elements are on the pages, want 6", told)
	}
}
