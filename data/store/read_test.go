package store_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

// rich returns an element with a value of every sort in it.
func rich() *data.Element {
	e := element(`L'atelier "à tout va" : ?0 ? $1 \ % _ ; --`)
	e.Kind = data.KindClassified
	e.Tags = []string{"zéro-déchet", "C++", "修理"}
	e.Geometry = geo.PointGeometry(geo.Point{Lon: -1.6778, Lat: 48.1173})
	e.Accessibility = map[string]string{"wheelchair": "yes"}
	e.Links = []data.Link{{Rel: "memberOf", Target: data.NewID(), Roles: []string{"trésorier"}}}
	e.Offer = &data.Offer{Intent: data.IntentOffer, Basis: data.BasisLend, Price: 0.1, ValidThrough: noon}
	e.Source = data.Source{Name: "it's ? $2", ID: `?1 $1 ' " \`, URL: "https://example.org/"}
	e.UpdatedBy = data.NewID()
	return e
}

func TestAnElementComesBackAsItWasPut(t *testing.T) {
	s := open(t, t.TempDir())
	want := rich()
	put(t, s, want)
	if want.Num != 1 {
		t.Errorf("Num = %d, want 1: the first", want.Num)
	}
	got, err := s.Element(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	geometry := cmp.Comparer(func(a, b geo.Geometry) bool { return cmp.Equal(a.Shape(), b.Shape()) })
	if diff := cmp.Diff(*want, got, geometry); diff != "" {
		t.Errorf("Element differs (-put +got):\n%s", diff)
	}
	_, err = s.Update(t.Context(), func(tx *store.Tx) error {
		key := store.Source{Name: want.Source.Name, ID: want.Source.ID}
		found, err := tx.ElementsBySource([]store.Source{key, {Name: key.Name, ID: "other"}, {Name: "other", ID: key.ID}})
		if err != nil {
			return err
		}
		if len(found) != 1 || found[key].ID != want.ID {
			t.Errorf("ElementsBySource found %d elements, want the one that was put", len(found))
		}
		byID, err := tx.ElementsByID([]data.ID{data.NewID(), want.ID})
		if len(byID) != 1 || byID[want.ID].Num != want.Num {
			t.Errorf("ElementsByID found %d elements, want the one that was put", len(byID))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsUnknownIsNotFound(t *testing.T) {
	s := open(t, t.TempDir())
	if _, err := s.Element(t.Context(), data.NewID()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Element: %v, want %v", err, store.ErrNotFound)
	}
	if _, err := s.Revisions(t.Context(), data.NewID()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Revisions: %v, want %v", err, store.ErrNotFound)
	}
}

func TestElementsByNumKeepsTheOrderAsked(t *testing.T) {
	s := open(t, t.TempDir())
	putMany(t, s, 1200)
	tests := []struct {
		name string
		ask  []int64
		want []int64
	}{
		{"none", nil, []int64{}},
		{"backwards", []int64{3, 2, 1}, []int64{3, 2, 1}},
		{"some unknown", []int64{-1, 7, 0, 5000, 1200}, []int64{7, 1200}},
		{"twice the same", []int64{4, 4}, []int64{4, 4}},
	}
	all := make([]int64, 1200)
	for i := range all {
		all[i] = int64(1200 - i)
	}
	tests = append(tests, struct {
		name      string
		ask, want []int64
	}{"more than a page", all, all})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			elements, err := s.ElementsByNum(t.Context(), tt.ask)
			if err != nil {
				t.Fatal(err)
			}
			got := []int64{}
			for _, e := range elements {
				got = append(got, e.Num)
				if want := fmt.Sprintf("Place %d", e.Num); e.Name != want {
					t.Errorf("element %d is %q, want %q", e.Num, e.Name, want)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("nums differ (-want +got):\n%s", diff)
			}
		})
	}
}

// putMany puts n elements "Place 1", "Place 2"... under these nums.
func putMany(t testing.TB, s *store.Store, n int) {
	t.Helper()
	elements := make([]*data.Element, n)
	for i := range elements {
		elements[i] = element(fmt.Sprintf("Place %d", i+1))
	}
	put(t, s, elements...)
}

func TestEachElementWalksByNumOverPages(t *testing.T) {
	for _, n := range []int{0, 1, 499, 500, 501, 1000, 1234} {
		s := open(t, t.TempDir())
		putMany(t, s, n)
		last := int64(0)
		err := s.EachElement(t.Context(), func(e data.Element) error {
			if last++; e.Num != last {
				return fmt.Errorf("num %d, want %d", e.Num, last)
			}
			return nil
		})
		if err != nil || last != int64(n) {
			t.Errorf("of %d elements %d were walked: %v", n, last, err)
		}
		if got, err := s.ElementCount(t.Context()); err != nil || got != n {
			t.Errorf("ElementCount = %d, %v, want %d", got, err, n)
		}
	}
}

func TestAWalkStopsAtTheFirstError(t *testing.T) {
	s := open(t, t.TempDir())
	putMany(t, s, 10)
	enough, calls := errors.New("enough"), 0
	err := s.EachElement(t.Context(), func(data.Element) error {
		if calls++; calls == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || calls != 3 {
		t.Errorf("after %d calls: %v, want the third call's error", calls, err)
	}
}

func TestAWalkMayWriteAndRead(t *testing.T) {
	s := open(t, t.TempDir())
	putMany(t, s, 600)
	err := s.EachElement(t.Context(), func(e data.Element) error {
		if e.Num%100 != 0 {
			return nil
		}
		if _, err := s.Element(t.Context(), e.ID); err != nil {
			return err
		}
		e.Revision++
		put(t, s, &e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Sequence(t.Context()); err != nil || got != 606 {
		t.Errorf("Sequence = %d, %v, want 606", got, err)
	}
}

func TestRevisionsTellTheWholeHistory(t *testing.T) {
	s := open(t, t.TempDir())
	put(t, s, element("another one"))
	e := element("Premier nom")
	put(t, s, e)
	e.Revision, e.Name, e.UpdatedBy, e.UpdatedAt = 2, "Second nom", data.NewID(), noon.AddDate(0, 0, 1)
	put(t, s, e)
	got, err := s.Revisions(t.Context(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Element.Name != "Premier nom" || got[1].Element.Name != "Second nom" {
		t.Fatalf("Revisions = %+v, want both names", got)
	}
	first := store.Revision{Number: 1, At: noon, Reason: "test", Element: got[0].Element}
	second := store.Revision{Number: 2, At: e.UpdatedAt, By: e.UpdatedBy, Reason: "test", Element: got[1].Element}
	byID := cmp.Comparer(func(a, b data.Element) bool { return a.ID == b.ID && a.Revision == b.Revision })
	if diff := cmp.Diff([]store.Revision{first, second}, got, byID); diff != "" {
		t.Errorf("Revisions differ (-want +got):\n%s", diff)
	}
}

func TestChangesAreReadInPieces(t *testing.T) {
	s := open(t, t.TempDir())
	putMany(t, s, 10)
	tests := []struct {
		since       int64
		limit       int
		first, last int64 // 0 for none
	}{{0, 100, 1, 10}, {0, 3, 1, 3}, {7, 3, 8, 10}, {9, 100, 10, 10}, {10, 100, 0, 0}, {99, 1, 0, 0}}
	for _, tt := range tests {
		changes, err := s.Changes(t.Context(), tt.since, tt.limit)
		if err != nil {
			t.Fatal(err)
		}
		var want []data.Change
		for n := tt.first; n <= tt.last && n > 0; n++ {
			want = append(want, data.Change{Sequence: n, Subject: data.SubjectElement, Num: n})
		}
		if len(want) != len(changes) || (len(want) > 0 && !cmp.Equal(want, changes)) {
			t.Errorf("Changes(%d, %d) = %v, want %v", tt.since, tt.limit, changes, want)
		}
	}
}
