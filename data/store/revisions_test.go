package store_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"maillage/data"
	"maillage/data/store"
)

func TestRevisionsAreReadInPages(t *testing.T) {
	s := open(t, t.TempDir())
	other := data.Element{ID: data.NewID(), Kind: data.KindPlace, Name: "autre", Revision: 1}
	e := data.Element{ID: data.NewID(), Kind: data.KindPlace, Name: "jardin", Revision: 1}
	put(t, s, &other)
	for e.Revision = 1; e.Revision < 8; e.Revision++ {
		put(t, s, &e)
	}
	put(t, s, &e)
	numbers := func(before, limit int) (all []int) {
		t.Helper()
		page, err := s.RevisionsBefore(t.Context(), e.Num, before, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			if r.Element.Revision != r.Number || r.Element.Num != e.Num {
				t.Errorf("revision %d holds revision %d of %d", r.Number, r.Element.Revision, r.Element.Num)
			}
			all = append(all, r.Number)
		}
		return all
	}
	for _, tt := range []struct {
		before, limit int
		want          []int
	}{
		{0, 3, []int{8, 7, 6}}, {6, 3, []int{5, 4, 3}}, {3, 3, []int{2, 1}}, {1, 3, nil}, {-1, 100, []int{8, 7, 6, 5, 4, 3, 2, 1}}, {math.MaxInt32, 1, []int{8}},
	} {
		if got := numbers(tt.before, tt.limit); !slices.Equal(got, tt.want) {
			t.Errorf("%d before %d = %v, want %v", tt.limit, tt.before, got, tt.want)
		}
	}
	for n := 1; n <= 8; n++ {
		if r, err := s.Revision(t.Context(), e.Num, n); err != nil || r.Number != n {
			t.Errorf("revision %d = %d, %v", n, r.Number, err)
		}
	}
	for _, n := range []int{0, -1, 9, math.MaxInt32 - 1} {
		if _, err := s.Revision(t.Context(), e.Num, n); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("revision %d = %v, want ErrNotFound", n, err)
		}
	}
}
