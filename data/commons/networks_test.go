package commons_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

func newNetwork(title string) data.Network {
	return data.Network{Title: title, Query: "tag=jardin", Status: data.StatusPublished, Visibility: data.NetworkPublic, Contributors: data.ContributorsNobody}
}

// TestEveryActUponANetworkAsksTheTable tries every act as everybody, upon networks of
// every state, and expects what the table of permissions says.
func TestEveryActUponANetworkAsksTheTable(t *testing.T) {
	door, kept := newDoor(t)
	author := join(t, door, "author@example.org")
	other, asking := join(t, door, "other@example.org"), join(t, door, "asking@example.org")
	written, err := door.Reference(t.Context(), author.ID, garden("Jardin"), noon)
	if err != nil {
		t.Fatal(err)
	}
	element := written.Element.ID
	curate := func(standing data.Standing) func(by data.ID, n data.Network) error {
		return func(by data.ID, n data.Network) error {
			_, _, err := door.Curate(t.Context(), by, n.Slug, []data.ID{element}, standing, noon)
			return err
		}
	}
	decide := func(accepts bool) func(by data.ID, n data.Network) error {
		return func(by data.ID, n data.Network) error {
			_, _, err := door.Decide(t.Context(), by, n.Slug, []data.ID{element}, accepts, noon)
			return err
		}
	}
	edit := func(change func(*data.Network)) func(by data.ID, n data.Network) error {
		return func(by data.ID, n data.Network) error {
			given := n
			change(&given)
			_, _, err := door.EditNetwork(t.Context(), by, n.Slug, n.Revision, given, noon)
			return err
		}
	}
	review := func(decide func(context.Context, data.ID, string, []data.RevisionOf, time.Time) (commons.Reviewed, int64, error)) func(by data.ID, n data.Network) error {
		return func(by data.ID, n data.Network) error {
			_, _, err := decide(t.Context(), by, n.Slug, []data.RevisionOf{{Element: element, Revision: 1}}, noon)
			if errors.Is(err, commons.ErrNotClearing) { // who may not is told so before
				return nil
			}
			return err
		}
	}
	acts := []struct {
		name string
		act  data.Act
		try  func(by data.ID, n data.Network) error
	}{
		{"edit", data.ActEditNetwork, edit(func(n *data.Network) { n.Text = "autre" })},
		{"open otherwise", data.ActAdministerNetwork, edit(func(n *data.Network) { n.Frames = []string{"https://example.org"} })},
		{"pick", data.ActAddToNetwork, curate(data.StandingPicked)}, {"suggest", data.ActSuggestToNetwork, curate(data.StandingSuggested)},
		{"hide", data.ActEditNetwork, curate(data.StandingHidden)}, {"leave to the query", data.ActSuggestToNetwork, curate("")},
		{"accept", data.ActEditNetwork, decide(true)}, {"refuse", data.ActEditNetwork, decide(false)},
		{"annotate", data.ActEditNetwork, func(by data.ID, n data.Network) error {
			note := "à rappeler"
			_, err := door.Annotate(t.Context(), by, n.Slug, element, &note, nil, noon)
			return err
		}},
		{"tag", data.ActEditNetwork, func(by data.ID, n data.Network) error {
			_, err := door.TagElements(t.Context(), by, n.Slug, []data.ID{element}, []string{"Jardin"}, nil, noon)
			return err
		}},
		{"see", data.ActEditNetwork, func(by data.ID, n data.Network) error { return door.SeeNetwork(t.Context(), by, n.Slug, noon) }},
		{"approve", data.ActEditNetwork, review(door.Approve)}, {"set aside", data.ActEditNetwork, review(door.Dismiss)},
		{"invite", data.ActAdministerNetwork, func(by data.ID, n data.Network) error {
			_, err := door.InviteToNetwork(t.Context(), by, n.Slug, data.Invitation{Level: data.LevelEditor}, noon)
			return err
		}},
		{"withdraw an invitation", data.ActAdministerNetwork, func(by data.ID, n data.Network) error {
			i := data.Invitation{ID: data.NewID(), Network: n.Num, Level: data.LevelMember, By: author.ID, ExpiresAt: noon.Add(time.Hour)}
			if _, err := kept.Update(t.Context(), func(tx *store.Tx) error { return tx.PutInvitation(i.ID.String(), i) }); err != nil {
				t.Fatal(err)
			}
			return door.WithdrawNetworkInvitation(t.Context(), by, n.Slug, i.ID, noon)
		}},
		{"change a member", data.ActAdministerNetwork, func(by data.ID, n data.Network) error {
			return door.ChangeNetworkMember(t.Context(), by, n.Slug, other.ID, data.LevelEditor, nil, noon)
		}},
		{"remove", data.ActAdministerNetwork, func(by data.ID, n data.Network) error {
			return door.RemoveFromNetwork(t.Context(), by, n.Slug, other.ID, noon)
		}},
		{"ask to join", data.ActJoinNetwork, func(by data.ID, n data.Network) error {
			err := door.JoinNetwork(t.Context(), by, n.Reference(), "bonjour", noon)
			if errors.Is(err, commons.ErrAlready) { // who may not is told so before
				return nil
			}
			return err
		}},
		{"let in", data.ActAnswerNetwork, func(by data.ID, n data.Network) error {
			return door.AnswerNetwork(t.Context(), by, n.Slug, asking.ID, true, noon)
		}},
		{"do not let in", data.ActAnswerNetwork, func(by data.ID, n data.Network) error {
			return door.AnswerNetwork(t.Context(), by, n.Slug, asking.ID, false, noon)
		}},
		{"leave", data.ActLeaveNetwork, func(by data.ID, n data.Network) error {
			return door.LeaveNetwork(t.Context(), by, n.Slug)
		}},
		{"renew the key", data.ActAdministerNetwork, func(by data.ID, n data.Network) error {
			_, err := door.RenewNetworkKey(t.Context(), by, n.Slug, noon)
			return err
		}},
		{"unpublish", data.ActUnpublishNetwork, func(by data.ID, n data.Network) error {
			_, err := door.UnpublishNetwork(t.Context(), by, n.Slug, noon)
			return err
		}},
		{"delete", data.ActAdministerNetwork, func(by data.ID, n data.Network) error {
			_, err := door.DeleteNetwork(t.Context(), by, n.Slug, 0)
			return err
		}},
	}
	people := map[string]data.Account{"nobody": {ID: data.NewID()}, "owner": author}
	for _, who := range []string{"anybody", "member", "editor", "keeper", "asks"} {
		people[who] = join(t, door, who+"@example.org")
	}
	keeper := people["keeper"]
	keeper.Administrator = true
	setAdministrator(t, kept, keeper)
	people["keeper"] = keeper
	for _, status := range []data.Status{data.StatusPublished, data.StatusDraft} {
		for _, visibility := range data.NetworkVisibilities {
			for _, contributors := range data.ContributorsChoices {
				if testing.Short() && contributors != data.ContributorsSuggestions {
					continue // whoever contributes, the table is asked by the same code
				}
				for who, account := range people {
					for _, act := range acts {
						name := fmt.Sprintf("%s/%s/%s/%s/%s", status, visibility, contributors, who, act.name)
						given := newNetwork("Réseau")
						given.Status, given.Visibility, given.Contributors = status, visibility, contributors
						n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
						if err != nil {
							t.Fatal(err)
						}
						_, err = kept.Update(t.Context(), func(tx *store.Tx) error {
							request := data.Membership{Num: n.Num, Account: people["asks"].ID, State: data.Requested, Level: data.LevelMember, Since: noon}
							if !n.IsClosed() { // nobody asks for one that is
								if err := tx.PutNetworkMember(request); err != nil {
									return err
								}
							}
							return errors.Join(
								tx.PutNetworkMember(data.Membership{Num: n.Num, Account: other.ID, State: data.Joined, Level: data.LevelAdministrator, Since: noon}),
								tx.PutNetworkMember(data.Membership{Num: n.Num, Account: asking.ID, State: data.Requested, Level: data.LevelMember, Since: noon}),
								tx.PutNetworkMember(data.Membership{Num: n.Num, Account: people["member"].ID, State: data.Joined, Level: data.LevelMember, Since: noon}),
								tx.PutNetworkMember(data.Membership{Num: n.Num, Account: people["editor"].ID, State: data.Joined, Level: data.LevelEditor, Since: noon}))
						})
						if err != nil {
							t.Fatal(err)
						}
						var relations []data.Relation
						if who != "nobody" {
							m, err := kept.NetworkMember(t.Context(), n.Num, account.ID)
							if err != nil {
								t.Fatal(err)
							}
							relations = data.RelationsToNetwork(&account, &n, m)
						}
						err = act.try(account.ID, n)
						want := data.May(act.act, relations...)
						if got := err == nil; got != want {
							t.Errorf("%s: %v, want it allowed: %v", name, err, want)
						}
						if n.IsClosed() && !data.May(data.ActReadNetwork, relations...) && !errors.Is(err, store.ErrNotFound) {
							t.Errorf("%s: who may not know of it is told %v", name, err)
						}
						_, err = kept.Update(t.Context(), func(tx *store.Tx) error { return tx.DeleteNetwork(n.Num) })
						if err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
	}
}

func TestTwoEditorsOfANetworkLoseNothing(t *testing.T) {
	door, kept := newDoor(t)
	author := join(t, door, "author@example.org")
	n, _, err := door.MakeNetwork(t.Context(), author.ID, newNetwork("Jardins d’Ille-et-Vilaine"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if n.Slug != "jardins-d-ille-et-vilaine" || n.Revision != 1 || len(n.Key) != 26 {
		t.Errorf("the new network is %+v", n)
	}
	mine, theirs := n, n
	mine.Title, theirs.Title = "Jardins", "Potagers"
	if _, _, err := door.EditNetwork(t.Context(), author.ID, n.Slug, n.Revision, mine, noon); err != nil {
		t.Fatal(err)
	}
	_, _, err = door.EditNetwork(t.Context(), author.ID, n.Slug, n.Revision, theirs, noon)
	conflict, ok := errors.AsType[*commons.NetworkConflict](err)
	if !ok || conflict.Present.Title != "Jardins" {
		t.Errorf("what was written over another's revision: %v", err)
	}
	if _, _, err := door.EditNetwork(t.Context(), author.ID, n.Slug, 2, mine, noon); !errors.Is(err, commons.ErrUnchanged) {
		t.Errorf("the same again: %v", err)
	}
	if _, err := door.DeleteNetwork(t.Context(), author.ID, n.Slug, n.Revision); !errors.Is(err, store.ErrConflict) {
		t.Errorf("what another has changed is deleted: %v", err)
	}
	// What two pick at once meets in no revision.
	var ids []data.ID
	for i := range 2 {
		written, err := door.Reference(t.Context(), author.ID, garden(fmt.Sprint("Jardin ", i)), noon)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, written.Element.ID)
		if changed, _, err := door.Curate(t.Context(), author.ID, n.Slug, ids[i:], data.StandingPicked, noon); err != nil || changed.Count() != 1 {
			t.Errorf("picked %v, %v", changed, err)
		}
	}
	if changed, _, err := door.Curate(t.Context(), author.ID, n.Slug, ids, data.StandingPicked, noon); err != nil || changed.Count() != 0 {
		t.Errorf("picked again: %v, %v", changed, err)
	}
	scopes, err := kept.Networks(t.Context(), n.Num)
	if err != nil || len(scopes) != 1 {
		t.Fatal(scopes, err)
	}
	if diff := cmp.Diff([]int64{1, 2}, scopes[0].Picked); diff != "" {
		t.Errorf("picked (-want +got):\n%s", diff)
	}
	again, _, err := door.MakeNetwork(t.Context(), author.ID, newNetwork("Jardins d’Ille et Vilaine"), noon)
	if err != nil || again.Slug == n.Slug {
		t.Errorf("another of the same name has the slug %q, %v", again.Slug, err)
	}
}

func TestWhatANetworkKeepsOfAnElementFitsItsFields(t *testing.T) {
	door, kept := newDoor(t)
	author := join(t, door, "author@example.org")
	given := newNetwork("Réseau")
	given.Fields = []data.NetworkField{{Key: "places", Label: "Places", Type: data.FieldNumber}, {Key: "acces", Label: "Accès", Type: data.FieldChoice, Choices: []string{"libre", "sur rendez-vous"}}}
	n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	written, err := door.Reference(t.Context(), author.ID, garden("Jardin"), noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		key, value, rule string
	}{{"places", "12", ""}, {"places", "beaucoup", "network_value"}, {"places", "NaN", "network_value"}, {"acces", "libre", ""}, {"acces", "jamais", "network_value"}, {"autre", "x", "network_field_unknown"}} {
		_, err := door.Annotate(t.Context(), author.ID, n.Slug, written.Element.ID, nil, map[string]string{tt.key: tt.value}, noon)
		rule := ""
		if broken := data.FieldErrors(err); len(broken) > 0 {
			rule = broken[0].Rule
		}
		if rule != tt.rule {
			t.Errorf("%s=%s: %v, want the rule %q", tt.key, tt.value, err, tt.rule)
		}
	}
	note := "appeler en mars"
	if _, err := door.Annotate(t.Context(), author.ID, n.Slug, written.Element.ID, &note, nil, noon); err != nil {
		t.Fatal(err)
	}
	says, err := kept.NetworkElements(t.Context(), n.Num)
	want := []data.NetworkElement{{Network: n.Num, Num: written.Element.Num, Values: map[string]string{"acces": "libre"}, Note: note, By: author.ID, At: noon}}
	if diff := cmp.Diff(want, says); diff != "" || err != nil {
		t.Errorf("what the network says (-want +got):\n%s%v", diff, err)
	}
}

func TestWhoIsErasedLeavesTheirNetworksToThoseWhoMakeThemToo(t *testing.T) {
	door, kept := newDoor(t)
	author, editor := join(t, door, "author@example.org"), join(t, door, "editor@example.org")
	make := func(title string, visibility data.NetworkVisibility) data.Network {
		given := newNetwork(title)
		given.Visibility = visibility
		n, _, err := door.MakeNetwork(t.Context(), author.ID, given, noon)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	shared, alone, open := make("Partagé", data.NetworkPrivate), make("Seul", data.NetworkPrivate), make("Ouvert", data.NetworkPublic)
	_, err := kept.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutNetworkMember(data.Membership{Num: shared.Num, Account: editor.ID, State: data.Joined, Level: data.LevelEditor, Since: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := door.ReplayErasures(t.Context(), []data.Erasure{{Account: author.ID, Contributions: data.KeepContributions, At: noon}}); err != nil {
		t.Fatal(err)
	}
	members, err := kept.NetworkMembers(t.Context(), shared.Num)
	if err != nil || len(members) != 1 || members[0].Account != editor.ID || members[0].Level != data.LevelAdministrator {
		t.Errorf("the shared one has the members %+v, %v", members, err)
	}
	if _, err := kept.Network(t.Context(), alone.Slug); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the one nobody else sees: %v", err)
	}
	if _, err := kept.Network(t.Context(), open.Slug); err != nil {
		t.Errorf("the open one: %v", err)
	}
}

func TestAnEditorTagsWhatTheyMayEdit(t *testing.T) {
	door, kept := newDoor(t)
	author, other := join(t, door, "author@example.org"), join(t, door, "other@example.org")
	n, _, err := door.MakeNetwork(t.Context(), author.ID, newNetwork("Réseau"), noon)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := door.Reference(t.Context(), author.ID, garden("Jardin"), noon)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := door.Reference(t.Context(), other.ID, garden("Verger"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.Claim(t.Context(), other.ID, theirs.Element.ID, "", noon); err != nil {
		t.Fatal(err)
	}
	ids := []data.ID{mine.Element.ID, theirs.Element.ID, data.NewID(), mine.Element.ID}
	done, err := door.TagElements(t.Context(), author.ID, n.Slug, ids, []string{"Nourricier"}, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(commons.TaggedMany{Changed: 1, Refused: []string{"Verger"}, Sequence: done.Sequence}, done); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
	e, err := kept.Element(t.Context(), mine.Element.ID)
	if err != nil || e.Revision != 2 || e.Tags[len(e.Tags)-1] != "Nourricier" || e.UpdatedBy != author.ID {
		t.Errorf("the element is %+v, %v", e, err)
	}
	if _, err := door.TagElements(t.Context(), other.ID, n.Slug, ids, []string{"Autre"}, nil, noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("who is no editor: %v", err)
	}
}

func TestTheAddressOfANetworkThatOthersSawIsGivenToNoOther(t *testing.T) {
	door, _ := newDoor(t)
	author, other := join(t, door, "author@example.org"), join(t, door, "other@example.org")
	slug := func(by data.ID, change func(*data.Network)) string {
		given := newNetwork("Jardins")
		change(&given)
		n, _, err := door.MakeNetwork(t.Context(), by, given, noon)
		if err == nil {
			_, err = door.DeleteNetwork(t.Context(), by, n.Slug, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		return n.Slug
	}
	for i, tt := range []struct {
		by     data.ID
		change func(*data.Network)
		is     bool // whether the slug is the one that the title gives
	}{
		{author.ID, func(n *data.Network) { n.Status = data.StatusDraft }, true},
		{author.ID, func(n *data.Network) { n.Visibility = data.NetworkPrivate }, true},
		{author.ID, func(n *data.Network) { n.Visibility = data.NetworkByLink }, true},
		{other.ID, func(*data.Network) {}, false},
		{author.ID, func(*data.Network) {}, false},
	} {
		if got := slug(tt.by, tt.change); (got == "jardins") != tt.is {
			t.Errorf("the network %d is called %q", i+1, got)
		}
	}
}
