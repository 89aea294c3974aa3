package commons_test

import (
	"errors"
	"fmt"
	"testing"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// references makes elements known, and returns their ids.
func references(t *testing.T, door *commons.Commons, by data.ID, count int) []data.ID {
	t.Helper()
	ids := make([]data.ID, count)
	for i := range ids {
		written, err := door.Reference(t.Context(), by, garden(fmt.Sprint("Jardin ", i)), noon)
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = written.Element.ID
	}
	return ids
}

// unseenOf returns how many notifications of a sort an account has not seen.
func unseenOf(t *testing.T, kept *store.Store, account data.ID, sort data.NotificationSort) (n int) {
	t.Helper()
	all, err := kept.Notifications(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.Sort == sort && !one.Seen {
			n++
		}
	}
	return n
}

func TestSuggestionsWaitForAnEditor(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	author, other, third := join(t, door, "author@example.org"), join(t, door, "other@example.org"), join(t, door, "third@example.org")
	given := newNetwork("Réseau")
	given.Contributors = data.ContributorsSuggestions
	n, _, err := door.MakeNetwork(ctx, author.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	ids := references(t, door, author.ID, 3)
	for _, id := range ids {
		if done, _, err := door.Curate(ctx, other.ID, n.Slug, []data.ID{id}, data.StandingSuggested, noon); err != nil || done.Count() != 1 {
			t.Fatalf("suggesting: %v, %v", done, err)
		}
	}
	if got := unseenOf(t, kept, author.ID, data.NotifySuggested); got != 1 {
		t.Errorf("three suggestions made %d notifications to the editor, want one", got)
	}
	if done, _, err := door.Curate(ctx, third.ID, n.Slug, ids, "", noon); err != nil || done.Count() != 0 {
		t.Errorf("another takes back what they did not say: %v, %v", done, err)
	}
	if done, _, err := door.Curate(ctx, other.ID, n.Slug, ids[2:], "", noon); err != nil || done.Count() != 1 || len(done[data.StandingSuggested]) != 1 {
		t.Errorf("who suggested takes it back: %v, %v", done, err)
	}
	if counts, err := kept.NetworkSuggestionsFor(ctx, author.ID); err != nil || counts[n.Num] != 2 {
		t.Errorf("there wait for the editor %v, %v", counts, err)
	}
	if decided, _, err := door.Decide(ctx, author.ID, n.Slug, ids[:1], true, noon); err != nil || decided != 1 {
		t.Errorf("accepted %d, %v", decided, err)
	}
	if decided, _, err := door.Decide(ctx, author.ID, n.Slug, ids, false, noon); err != nil || decided != 1 {
		t.Errorf("refused %d, %v: want what waited alone", decided, err)
	}
	scopes, err := kept.Networks(ctx, n.Num)
	if err != nil || len(scopes[0].Picked) != 1 {
		t.Errorf("picked: %v, %v", scopes, err)
	}
	if unseenOf(t, kept, author.ID, data.NotifySuggested) != 0 {
		t.Error("the editor is told of suggestions that are decided")
	}
	if unseenOf(t, kept, other.ID, data.NotifySuggestionTaken) != 1 || unseenOf(t, kept, other.ID, data.NotifySuggestionLeft) != 1 {
		t.Error("who suggested is not told once of each")
	}
	if done, _, err := door.Curate(ctx, other.ID, n.Slug, ids[:1], data.StandingSuggested, noon); err != nil || done.Count() != 0 {
		t.Errorf("what an editor decided is suggested again: %v, %v", done, err)
	}
}

func TestWhatIsNotedOfASuggestionLeavesItToWhoMadeIt(t *testing.T) {
	door, kept := newDoor(t)
	author, other := join(t, door, "author@example.org"), join(t, door, "other@example.org")
	given := newNetwork("Réseau")
	given.Contributors = data.ContributorsSuggestions
	n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	ids := references(t, door, author.ID, 1)
	if _, _, err := door.Curate(t.Context(), other.ID, n.Slug, ids, data.StandingSuggested, noon); err != nil {
		t.Fatal(err)
	}
	note := "à vérifier"
	if _, err := door.Annotate(t.Context(), author.ID, n.Slug, ids[0], &note, nil, noon); err != nil {
		t.Fatal(err)
	}
	if decided, _, err := door.Decide(t.Context(), author.ID, n.Slug, ids, true, noon); err != nil || decided != 1 {
		t.Fatalf("accepted %d, %v", decided, err)
	}
	if unseenOf(t, kept, other.ID, data.NotifySuggestionTaken) != 1 || unseenOf(t, kept, author.ID, data.NotifySuggestionTaken) != 0 {
		t.Error("who suggested is not the one who is told")
	}
}

func TestSuggestionsAreBounded(t *testing.T) {
	door, _ := newDoor(t)
	author, other := join(t, door, "author@example.org"), join(t, door, "other@example.org")
	given := newNetwork("Réseau")
	given.Contributors = data.ContributorsSuggestions
	n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	ids := references(t, door, author.ID, data.MaxSuggestionsOf+1)
	if _, _, err := door.Curate(t.Context(), other.ID, n.Slug, ids, data.StandingSuggested, noon); !errors.Is(err, commons.ErrManySuggestions) {
		t.Errorf("one more than may: %v", err)
	}
	if done, _, err := door.Curate(t.Context(), other.ID, n.Slug, ids[1:], data.StandingSuggested, noon); err != nil || done.Count() != data.MaxSuggestionsOf {
		t.Errorf("as many as may: %d, %v", done.Count(), err)
	}
	if _, _, err := door.Curate(t.Context(), author.ID, n.Slug, make([]data.ID, commons.MaxCurated+1), data.StandingPicked, noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("more elements than may: %v", err)
	}
	if _, _, err := door.Curate(t.Context(), author.ID, n.Slug, ids[:1], "beside", noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("a standing that there is not: %v", err)
	}
}

func TestOnePersonFillsNoNetwork(t *testing.T) {
	door, kept := newDoor(t)
	author, other, third := join(t, door, "author@example.org"), join(t, door, "other@example.org"), join(t, door, "third@example.org")
	given := newNetwork("Réseau")
	given.Contributors = data.ContributorsEveryone
	n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	gardens, nums := make([]data.Element, data.MaxPickedBy+1), make([]int64, data.MaxPickedBy+1)
	for i := range gardens {
		gardens[i], nums[i] = garden(fmt.Sprint("Jardin ", i)), int64(i+1)
		gardens[i].Source = data.Source{Name: "essai", ID: fmt.Sprint(i)}
	}
	if _, err := door.ImportElements(t.Context(), gardens, noon); err != nil {
		t.Fatal(err)
	}
	all, err := kept.ElementsByNum(t.Context(), nums)
	if err != nil || len(all) != len(nums) {
		t.Fatal(len(all), err)
	}
	var ids []data.ID
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	pick := func(by data.ID, ids ...data.ID) error {
		_, _, err := door.Curate(t.Context(), by, n.Slug, ids, data.StandingPicked, noon)
		return err
	}
	if err := pick(other.ID, ids[1:]...); err != nil {
		t.Errorf("as many as may: %v", err)
	}
	if err := pick(other.ID, ids[0]); !errors.Is(err, commons.ErrManyPicked) {
		t.Errorf("one more than may: %v", err)
	}
	for who, by := range map[string]data.ID{"somebody else": third.ID, "who makes it": author.ID} {
		if err := pick(by, ids[0]); err != nil {
			t.Errorf("one more by %s: %v", who, err)
		}
	}
}

func TestContributorsTakeBackTheirOwnPicksAlone(t *testing.T) {
	door, _ := newDoor(t)
	author, other, third := join(t, door, "author@example.org"), join(t, door, "other@example.org"), join(t, door, "third@example.org")
	given := newNetwork("Réseau")
	given.Contributors = data.ContributorsEveryone
	n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	ids := references(t, door, author.ID, 2)
	steps := []struct {
		name     string
		by       data.ID
		elements []data.ID
		standing data.Standing
		want     int
	}{
		{"adds", other.ID, ids[:1], data.StandingPicked, 1},
		{"another takes it back", third.ID, ids[:1], "", 0},
		{"they take it back", other.ID, ids[:1], "", 1},
		{"an editor hides", author.ID, ids[1:], data.StandingHidden, 1},
		{"what is hidden is added", other.ID, ids[1:], data.StandingPicked, 0},
		{"an editor puts it back", author.ID, ids[1:], "", 1},
		{"then it is added", other.ID, ids[1:], data.StandingPicked, 1},
	}
	for _, step := range steps {
		if done, _, err := door.Curate(t.Context(), step.by, n.Slug, step.elements, step.standing, noon); err != nil || done.Count() != step.want {
			t.Errorf("%s: %v, %v, want %d", step.name, done, err, step.want)
		}
	}
}
