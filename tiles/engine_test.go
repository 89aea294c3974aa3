package tiles

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/geo"
	"maillage/index"
)

// changeLog is a source for the engine: elements written one after the other, the
// number of each being that of its change.
type changeLog []data.Element

func (l changeLog) Sequence(context.Context) (int64, error) { return int64(len(l)), nil }

func (l changeLog) Changes(_ context.Context, since int64, limit int) ([]data.Change, error) {
	var changes []data.Change
	for n := since + 1; n <= int64(len(l)) && len(changes) < limit; n++ {
		changes = append(changes, data.Change{Sequence: n, Subject: data.SubjectElement, Num: n})
	}
	return changes, nil
}

func (l changeLog) ElementsByNum(_ context.Context, nums []int64) ([]data.Element, error) {
	elements := make([]data.Element, len(nums))
	for i, num := range nums {
		elements[i] = l[num-1]
	}
	return elements, nil
}

func (l changeLog) Networks(context.Context, ...int64) ([]data.NetworkScope, error) {
	return nil, nil
}

func (l changeLog) Cleared(context.Context, int64, int64, []int64) ([]data.Element, error) {
	return nil, nil
}

func (l changeLog) Uncleared(context.Context, int64, int64) ([]int64, error) {
	return nil, nil
}

func (l changeLog) Gazetteer(context.Context) (*geo.Gazetteer, int64, error) {
	return geo.NewGazetteer(nil), 0, nil
}

func (l changeLog) Identity(context.Context) (string, error) { return "log", nil }

// engine returns what the index shows of elements.
func engine(t testing.TB, elements []data.Element) *index.Snapshot {
	t.Helper()
	for n := range elements {
		elements[n].Num, elements[n].ID = int64(n+1), data.NewID()
	}
	e := follow(t, changeLog(elements))
	if err := e.Wait(t.Context(), int64(len(elements))); err != nil {
		t.Fatal(err)
	}
	return e.Snapshot()
}

// selection returns the matches of a query.
func selection(t testing.TB, s *index.Snapshot, raw string) *index.Selection {
	t.Helper()
	q, err := index.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	selected, err := s.Select(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return selected
}

// realElements returns the real elements as the import reads them.
func realElements(t testing.TB) []data.Element {
	file, err := os.Open(testData(t, "elements", "elements.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var elements []data.Element
	for record := range exchange.ReadElements(file) {
		if record.Err != nil {
			t.Fatalf("line %d: %v", record.Line, record.Err)
		}
		e := record.Element
		e.Status, e.Visibility = data.StatusPublished, data.VisibilityPublic
		elements = append(elements, e)
	}
	return elements
}

// inventedElements returns elements of all sorts of places: gathered, together
// at one place, at the edges of the world, with an extent, with none.
func inventedElements(r *rand.Rand, n int) []data.Element {
	elements := make([]data.Element, n)
	for i := range elements {
		e := data.Element{
			Kind: data.Kinds[r.IntN(5)], Name: fmt.Sprint("Chose ", i), Source: data.Source{Name: "random", ID: fmt.Sprint(i)},
			Status: data.StatusPublished, Visibility: data.VisibilityPublic,
		}
		if r.IntN(20) == 0 {
			e.Status = data.StatusDraft
		}
		p := orb.Point{2 + r.NormFloat64(), 47 + r.NormFloat64()}
		switch r.IntN(10) {
		case 0:
			elements[i] = e
			continue // no place
		case 1:
			p = orb.Point{r.Float64()*360 - 180, r.Float64()*180 - 90}
		case 2:
			p = orb.Point{float64(r.IntN(3)-1) * 180, float64(r.IntN(3)-1) * 90}
		case 3:
			p = orb.Point{2.25, 48.75}
		}
		var shape orb.Geometry = p
		switch r.IntN(20) {
		case 0:
			shape = orb.Polygon{{p, {p[0] / 2, p[1]}, {p[0] / 2, p[1] / 2}, p}}
		case 1:
			shape = orb.LineString{p, {p[0] / 2, p[1] / 2}}
		case 2:
			shape = orb.MultiPoint{p, {p[0] / 2, p[1] / 2}}
		}
		g, err := geo.NewGeometry(shape)
		if err != nil {
			panic(err)
		}
		e.Geometry = g
		elements[i] = e
	}
	return elements
}
