package commons_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// clearedNames returns what a network shows of elements, by name.
func clearedNames(t *testing.T, kept *store.Store, n data.Network, nums ...int64) []string {
	t.Helper()
	cleared, err := kept.Cleared(t.Context(), n.Num, n.ClearedAfter, nums)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range cleared {
		names = append(names, e.Name)
	}
	return names
}

func TestANetworkShowsTheRevisionsThatItsEditorsApproved(t *testing.T) {
	door, kept := newDoor(t)
	author, anybody := join(t, door, "author@example.org"), join(t, door, "anybody@example.org")
	write := func(name string) data.Element {
		written, err := door.Reference(t.Context(), author.ID, garden(name), noon)
		if err != nil {
			t.Fatal(err)
		}
		return written.Element
	}
	edit := func(e data.Element, name string) data.Element {
		e.Name = name
		written, err := door.Edit(t.Context(), author.ID, e.ID, e.Revision, e, "", noon)
		if err != nil {
			t.Fatal(err)
		}
		return written.Element
	}
	first, second := write("Un"), write("Deux")
	first = edit(first, "Un, avant")
	given := newNetwork("Réseau")
	given.Clears, given.Contributors = true, data.ContributorsEveryone
	n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	first, third := edit(first, "Un, après"), write("Trois")
	nums := []int64{first.Num, second.Num, third.Num}
	expect := func(when string, waiting []int64, names ...string) {
		t.Helper()
		if diff := cmp.Diff(names, clearedNames(t, kept, n, nums...)); diff != "" {
			t.Errorf("%s it shows (-want +got):\n%s", when, diff)
		}
		uncleared, err := kept.Uncleared(t.Context(), n.Num, n.ClearedAfter)
		if diff := cmp.Diff(waiting, uncleared); diff != "" || err != nil {
			t.Errorf("%s there waits (-want +got):\n%s%v", when, diff, err)
		}
	}
	approve := func(want int, revisions ...data.RevisionOf) {
		t.Helper()
		done, _, err := door.Approve(t.Context(), author.ID, n.Slug, revisions, noon)
		if err != nil || done.Changed != want || len(done.Moved) > 0 {
			t.Errorf("approving does %+v, want %d changed: %v", done, want, err)
		}
	}
	expect("at first", []int64{first.Num, third.Num}, "Un, avant", "Deux")
	approve(1, data.RevisionOf{Element: first.ID, Revision: first.Revision}, data.RevisionOf{Element: second.ID, Revision: second.Revision})
	expect("once approved", []int64{third.Num}, "Un, après", "Deux")
	read := data.RevisionOf{Element: first.ID, Revision: first.Revision}
	first = edit(first, "Un, encore")
	present := data.RevisionOf{Element: first.ID, Revision: first.Revision}
	done, _, err := door.Approve(t.Context(), author.ID, n.Slug, []data.RevisionOf{read}, noon)
	if diff := cmp.Diff(commons.Reviewed{Moved: []data.RevisionOf{present}}, done); diff != "" || err != nil {
		t.Errorf("what was read and written over since (-want +got):\n%s%v", diff, err)
	}
	expect("after what was read was written over", []int64{first.Num, third.Num}, "Un, après", "Deux")

	if _, _, err := door.Curate(t.Context(), anybody.ID, n.Slug, []data.ID{third.ID}, data.StandingPicked, noon); err != nil {
		t.Fatal(err)
	}
	expect("picked by who may add alone", []int64{first.Num, third.Num}, "Un, après", "Deux")
	if _, _, err := door.Curate(t.Context(), author.ID, n.Slug, []data.ID{first.ID}, data.StandingPicked, noon); err != nil {
		t.Fatal(err)
	}
	expect("picked by an editor", []int64{third.Num}, "Un, encore", "Deux")

	if _, _, err := door.Curate(t.Context(), anybody.ID, n.Slug, []data.ID{third.ID}, "", noon); err != nil {
		t.Fatal(err)
	}
	if _, _, err := door.Curate(t.Context(), anybody.ID, n.Slug, []data.ID{third.ID}, data.StandingSuggested, noon); err != nil {
		t.Fatal(err)
	}
	if decided, _, err := door.Decide(t.Context(), author.ID, n.Slug, []data.ID{third.ID}, true, noon); err != nil || decided != 1 {
		t.Fatalf("accepted %d, %v", decided, err)
	}
	expect("with one that was suggested and accepted", nil, "Un, encore", "Deux", "Trois")

	// What was taken off the map shows nowhere, whatever was approved.
	if _, err := door.SetHidden(t.Context(), author.ID, second.ID, second.Revision, true, "", noon); err != nil {
		t.Fatal(err)
	}
	expect("with one hidden", nil, "Un, encore", "Trois")

	if done, _, err := door.Approve(t.Context(), author.ID, n.Slug, []data.RevisionOf{{Element: first.ID, Revision: 99}, {Element: data.NewID(), Revision: 1}}, noon); err != nil || done.Changed > 0 || len(done.Moved) != 1 {
		t.Errorf("a revision that is none, and an element that is none: %+v, %v", done, err)
	}
	if _, _, err := door.Approve(t.Context(), author.ID, n.Slug, make([]data.RevisionOf, 1001), noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("too many at once: %v", err)
	}

	// Who begins again approves what is there.
	for _, clears := range []bool{false, true} {
		given := n
		given.Clears = clears
		if n, _, err = door.EditNetwork(t.Context(), author.ID, n.Slug, n.Revision, given, noon); err != nil {
			t.Fatal(err)
		}
		if _, _, err := door.Approve(t.Context(), author.ID, n.Slug, nil, noon); errors.Is(err, commons.ErrNotClearing) == clears {
			t.Errorf("one that clears %v: %v", clears, err)
		}
	}
	expect("begun again", nil, "Un, encore", "Trois")
}

func TestWhatIsSetAsideWaitsForNobodyUntilItChangesAgain(t *testing.T) {
	door, kept := newDoor(t)
	author := join(t, door, "author@example.org")
	written, err := door.Reference(t.Context(), author.ID, garden("Un"), noon)
	if err != nil {
		t.Fatal(err)
	}
	e := written.Element
	given := newNetwork("Réseau")
	given.Clears = true
	n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(name string) {
		t.Helper()
		e.Name = name
		written, err := door.Edit(t.Context(), author.ID, e.ID, e.Revision, e, "", noon)
		if err != nil {
			t.Fatal(err)
		}
		e = written.Element
	}
	type act = func(context.Context, data.ID, string, []data.RevisionOf, time.Time) (commons.Reviewed, int64, error)
	do := func(what string, decide act, revision, changed, moved int) {
		t.Helper()
		done, _, err := decide(t.Context(), author.ID, n.Slug, []data.RevisionOf{{Element: e.ID, Revision: revision}}, noon)
		if err != nil || done.Changed != changed || len(done.Moved) != moved {
			t.Errorf("%s: %+v, %v; want %d changed, %d moved", what, done, err, changed, moved)
		}
	}
	expect := func(when, shown string, aside bool) {
		t.Helper()
		if diff := cmp.Diff([]string{shown}, clearedNames(t, kept, n, e.Num)); diff != "" {
			t.Errorf("%s it shows (-want +got):\n%s", when, diff)
		}
		dismissed, err := kept.Dismissed(t.Context(), n.Num)
		if err != nil || (len(dismissed) == 1 && dismissed[0] == e.Num) != aside {
			t.Errorf("%s %v are set aside, %v", when, dismissed, err)
		}
	}
	do("setting aside what is shown", door.Dismiss, 1, 0, 0)
	expect("at first", "Un", false)
	edit("Deux")
	do("setting aside what was read before", door.Dismiss, 1, 0, 1)
	expect("changed", "Un", false)
	before, err := kept.Sequence(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	do("setting aside", door.Dismiss, 2, 1, 0)
	do("once more", door.Dismiss, 2, 0, 0)
	if after, err := kept.Sequence(t.Context()); after != before || err != nil {
		t.Errorf("the log goes from %d to %d, though nothing shows otherwise: %v", before, after, err)
	}
	expect("set aside", "Un", true)
	edit("Trois")
	expect("changed again", "Un", false)
	do("setting aside again", door.Dismiss, 3, 1, 0)
	do("approving what was set aside", door.Approve, 3, 1, 0)
	expect("approved after all", "Trois", false)
}

func TestOfAPersonANetworkShowsWhatTheyTellNow(t *testing.T) {
	door, kept := newDoor(t)
	keeper := join(t, door, "keeper@example.org")
	person := garden("Camille")
	person.Kind, person.Precision = data.KindPerson, data.PrecisionCommune
	person.Source, person.Address = data.Source{Name: "essai", ID: "1"}, data.Address{}
	imported := func(summary string) {
		t.Helper()
		person.Summary = summary
		if outcomes, err := door.ImportElements(t.Context(), []data.Element{person}, noon); err != nil || outcomes[0].Err != nil {
			t.Fatal(err, outcomes)
		}
	}
	imported("ma vie")
	given := newNetwork("Réseau")
	given.Clears = true
	n, _, err := door.MakeNetwork(t.Context(), keeper.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	if got := clearedNames(t, kept, n, 1); len(got) != 1 {
		t.Errorf("as they were there at first: %v", got)
	}
	imported("rien")
	if got := clearedNames(t, kept, n, 1); len(got) != 0 {
		t.Errorf("what they took back shows until somebody approves: %v", got)
	}
	e, err := kept.ElementsByNum(t.Context(), []int64{1})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := door.Approve(t.Context(), keeper.ID, n.Slug, []data.RevisionOf{{Element: e[0].ID, Revision: e[0].Revision}}, noon); err != nil {
		t.Fatal(err)
	}
	if got := clearedNames(t, kept, n, 1); len(got) != 1 {
		t.Errorf("as they were approved: %v", got)
	}
}
