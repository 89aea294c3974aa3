package commons_test

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/commons"
)

// results drops all but what became of each element.
func results(outcomes []commons.Outcome) []string {
	names := make([]string, len(outcomes))
	for i, outcome := range outcomes {
		names[i] = outcome.Result.String()
	}
	return names
}

// from returns a minimal element that a source gives.
func from(source, id, name string) data.Element {
	return data.Element{Kind: data.KindPlace, Name: name, Source: data.Source{Name: source, ID: id}}
}

// own returns a minimal element without a source.
func own(id data.ID, name string) data.Element {
	return data.Element{ID: id, Kind: data.KindPlace, Name: name}
}

func TestImportTellsWhatBecameOfEachElement(t *testing.T) {
	a, b := data.NewID(), data.NewID()
	tests := []struct {
		name          string
		before, batch []data.Element
		want          []string
		wantLog       int64 // entries that the batch adds
	}{
		{"an empty batch", nil, nil, []string{}, 0},
		{"unknown ones", nil, []data.Element{from("s", "1", "x"), from("s", "2", "x"), own(a, "x"), own(data.ID{}, "x")},
			[]string{"created", "created", "created", "created"}, 4},
		{"known and the same", []data.Element{from("s", "1", "x"), own(a, "y")},
			[]data.Element{own(a, "y"), from("s", "1", "x")}, []string{"unchanged", "unchanged"}, 0},
		{"known and changed", []data.Element{from("s", "1", "x"), own(a, "y")},
			[]data.Element{from("s", "1", "new"), own(a, "new")}, []string{"changed", "changed"}, 2},
		{"the same id of another source", []data.Element{from("s", "1", "x")},
			[]data.Element{from("t", "1", "x"), from("s", "2", "x")}, []string{"created", "created"}, 2},
		{"half a pair recognises nothing", []data.Element{from("s", "", "x"), from("", "1", "x")},
			[]data.Element{from("s", "", "x"), from("", "1", "x")}, []string{"created", "created"}, 2},
		{"a source's id repeated", nil,
			[]data.Element{from("s", "1", "x"), from("s", "2", "x"), from("s", "1", "y"), from("s", "1", "z")},
			[]string{"repeated", "created", "repeated", "created"}, 2},
		{"an id repeated", nil, []data.Element{own(a, "x"), own(b, "x"), own(a, "y")},
			[]string{"repeated", "created", "created"}, 2},
		{"a known one by its id and by its source", []data.Element{with(from("s", "1", "x"), a)},
			[]data.Element{own(a, "y"), from("s", "1", "z")}, []string{"repeated", "changed"}, 1},
		{"a new one by its id and by its source", nil,
			[]data.Element{own(a, "y"), with(from("s", "1", "z"), a)}, []string{"repeated", "created"}, 1},
		{"an invalid one beside others", nil, []data.Element{from("s", "1", ""), from("s", "2", "x")},
			[]string{"rejected", "created"}, 1},
		{"an invalid repeat does not count", nil, []data.Element{from("s", "1", "x"), from("s", "1", "")},
			[]string{"created", "rejected"}, 1},
		{"an instant that no calendar writes", nil,
			[]data.Element{{Kind: data.KindPlace, Name: "x", VerifiedAt: time.Date(12_000, 1, 1, 0, 0, 0, 0, time.UTC)}},
			[]string{"rejected"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := openStore(t, t.TempDir())
			c := commons.New(s)
			importAll(t, c, tt.before)
			before, err := s.Sequence(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tried, err := c.TryElements(t.Context(), tt.batch, noon)
			if err != nil {
				t.Fatal(err)
			}
			if after, err := s.Sequence(t.Context()); err != nil || after != before {
				t.Errorf("a dry run wrote: sequence %d after %d, %v", after, before, err)
			}
			outcomes, err := c.ImportElements(t.Context(), tt.batch, noon)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, results(outcomes)); diff != "" {
				t.Errorf("results differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, results(tried)); diff != "" {
				t.Errorf("a dry run's results differ (-want +got):\n%s", diff)
			}
			for i, outcome := range outcomes {
				checkOutcome(t, outcome, i)
			}
			if after, err := s.Sequence(t.Context()); err != nil || after-before != tt.wantLog {
				t.Errorf("the log grew by %d, %v, want %d", after-before, err, tt.wantLog)
			}
		})
	}
}

// with gives e an id.
func with(e data.Element, id data.ID) data.Element {
	e.ID = id
	return e
}

func checkOutcome(t *testing.T, outcome commons.Outcome, i int) {
	t.Helper()
	if outcome.Result == commons.Rejected {
		if !errors.Is(outcome.Err, data.ErrInvalid) || !outcome.ID.IsZero() || outcome.Num != 0 {
			t.Errorf("outcome %d = %+v, want an error alone", i, outcome)
		}
		return
	}
	if outcome.Err != nil || outcome.ID.IsZero() || outcome.Num == 0 {
		t.Errorf("outcome %d = %+v, want an id and a num", i, outcome)
	}
}

func TestAChangedElementKeepsItsNameInTheWorld(t *testing.T) {
	s := openStore(t, t.TempDir())
	c := commons.New(s)
	first := importAll(t, c, []data.Element{from("s", "1", "Ancien nom")})[0]
	later := noon.AddDate(0, 0, 1)
	outcomes, err := c.ImportElements(t.Context(), []data.Element{from("s", "1", "Nouveau nom")}, later)
	if err != nil {
		t.Fatal(err)
	}
	if want := (commons.Outcome{Result: commons.Changed, ID: first.ID, Num: first.Num}); outcomes[0] != want {
		t.Errorf("outcome = %+v, want %+v", outcomes[0], want)
	}
	got, err := s.Element(t.Context(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := data.Element{
		ID: first.ID, Num: first.Num, Kind: data.KindPlace, Name: "Nouveau nom", Slug: "nouveau-nom", Revision: 2,
		CreatedAt: noon, UpdatedAt: later, Status: data.StatusPublished, Visibility: data.VisibilityPublic,
		Source: data.Source{Name: "s", ID: "1"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(want.Geometry)); diff != "" {
		t.Errorf("Element differs (-want +got):\n%s", diff)
	}
	revisions, err := s.Revisions(t.Context(), first.ID)
	if err != nil || len(revisions) != 2 || revisions[1].Reason != "import" {
		t.Errorf("Revisions = %+v, %v, want two, by import", revisions, err)
	}
}

func TestTheLastOfARepeatedElementCounts(t *testing.T) {
	s := openStore(t, t.TempDir())
	outcomes := importAll(t, commons.New(s), []data.Element{from("s", "1", "first"), from("s", "2", "x"), from("s", "1", "last")})
	if outcomes[0].ID != outcomes[2].ID || outcomes[0].Num != outcomes[2].Num {
		t.Errorf("outcomes %+v and %+v are about one element", outcomes[0], outcomes[2])
	}
	got, err := s.Element(t.Context(), outcomes[0].ID)
	if err != nil || got.Name != "last" || got.Revision != 1 {
		t.Errorf("Element = %q revision %d, %v, want the last, once", got.Name, got.Revision, err)
	}
	if outcomes[1].Num != 1 || outcomes[2].Num != 2 {
		t.Errorf("nums %d and %d, want them in the batch's order", outcomes[1].Num, outcomes[2].Num)
	}
}

func TestAnIDThatIsTakenIsNotGivenAgain(t *testing.T) {
	id := data.NewID()
	tests := []struct {
		name  string
		batch []data.Element // all of it is new, all with the same id
	}{
		{"two sources in one batch", []data.Element{with(from("s", "1", "x"), id), with(from("t", "1", "y"), id)}},
		{"one of them without a source, last", []data.Element{with(from("s", "1", "x"), id), own(id, "y")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			outcomes := importAll(t, commons.New(openStore(t, t.TempDir())), tt.batch)
			if outcomes[0].ID == outcomes[1].ID || outcomes[1].ID != id {
				t.Errorf("ids %v and %v, want two, the last one as given", outcomes[0].ID, outcomes[1].ID)
			}
		})
	}
	t.Run("by one that is kept", func(t *testing.T) {
		c := commons.New(openStore(t, t.TempDir()))
		importAll(t, c, []data.Element{own(id, "x")})
		if got := importAll(t, c, []data.Element{with(from("s", "1", "y"), id)})[0]; got.ID == id || got.Result != commons.Created {
			t.Errorf("outcome = %+v, want a new element under another id", got)
		}
	})
}

// TestWhatIsExportedComesBackTheSame imports the JSON form of what one store
// holds into another, and again into the first.
func TestWhatIsExportedComesBackTheSame(t *testing.T) {
	here, there := openStore(t, t.TempDir()), openStore(t, t.TempDir())
	importAll(t, commons.New(here), append(elements(0, 50), own(data.ID{}, "sans source"), own(data.NewID(), "avec identifiant")))
	var lines [][]byte
	var batch []data.Element
	err := here.EachElement(t.Context(), func(e data.Element) error {
		line, err := json.Marshal(e)
		lines = append(lines, line)
		if err != nil {
			return err
		}
		var back data.Element
		err = json.Unmarshal(line, &back)
		batch = append(batch, back)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, outcome := range importAll(t, commons.New(here), batch) {
		if outcome.Result != commons.Unchanged {
			t.Errorf("element %d came back %v, want unchanged", i, outcome.Result)
		}
	}
	importAll(t, commons.New(there), batch)
	i := 0
	err = there.EachElement(t.Context(), func(e data.Element) error {
		line, err := json.Marshal(e)
		if string(line) != string(lines[i]) {
			t.Errorf("element %d arrived as\n%s\nwant\n%s", i, line, lines[i])
		}
		i++
		return err
	})
	if err != nil || i != len(lines) {
		t.Errorf("%d elements arrived, %v, want %d", i, err, len(lines))
	}
}

func TestABatchIsBounded(t *testing.T) {
	c := commons.New(openStore(t, t.TempDir()))
	if _, err := c.ImportElements(t.Context(), make([]data.Element, commons.MaxBatch+1), noon); !errors.Is(err, commons.ErrBatch) {
		t.Errorf("ImportElements: %v, want %v", err, commons.ErrBatch)
	}
}

func TestImportsLeaveTheBatchAlone(t *testing.T) {
	c := commons.New(openStore(t, t.TempDir()))
	batch := elements(0, 3)
	importAll(t, c, batch)
	if diff := cmp.Diff(elements(0, 3), batch, cmp.AllowUnexported(batch[0].Geometry)); diff != "" {
		t.Errorf("the batch was changed (-before +after):\n%s", diff)
	}
}

func TestImportersAtOnceMakeEachElementOnce(t *testing.T) {
	const importers = 4
	s := openStore(t, t.TempDir())
	c := commons.New(s)
	outcomes := make([][]commons.Outcome, importers)
	var group sync.WaitGroup
	for i := range importers {
		group.Go(func() { outcomes[i], _ = c.ImportElements(t.Context(), elements(0, 50), noon) })
	}
	group.Wait()
	created := 0
	for i := range outcomes {
		if len(outcomes[i]) != 50 {
			t.Fatalf("importer %d has %d outcomes, want 50", i, len(outcomes[i]))
		}
		for j, outcome := range outcomes[i] {
			if outcome.Result == commons.Created {
				created++
			}
			if outcome.ID != outcomes[0][j].ID {
				t.Errorf("importers know element %d as %v and %v", j, outcome.ID, outcomes[0][j].ID)
			}
		}
	}
	if count, err := s.ElementCount(t.Context()); err != nil || count != 50 || created != 50 {
		t.Errorf("%d elements, %d made, %v, want 50", count, created, err)
	}
}
