package commons_test

import (
	"errors"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

func garden(name string) data.Element {
	e := elements(1, 1)[0]
	e.Name, e.Source = name, data.Source{}
	return e
}

// TestAnElementIsReferencedEditedAndRestored follows one through its life.
func TestAnElementIsReferencedEditedAndRestored(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	written, err := door.Reference(ctx, camille.ID, garden("Jardin des Lilas"), noon)
	if err != nil {
		t.Fatal(err)
	}
	first := written.Element
	if first.CreatedBy != camille.ID || !first.VerifiedAt.Equal(noon) || !first.Public() || first.Slug != "jardin-des-lilas" {
		t.Errorf("the first revision is %+v", first)
	}
	changed := first
	changed.Name = "Jardin des Roses"
	if written, err = door.Edit(ctx, sacha.ID, first.ID, 1, changed, "on y a planté des roses", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if e := written.Element; e.Revision != 2 || e.UpdatedBy != sacha.ID || e.CreatedBy != camille.ID || e.Name != changed.Name {
		t.Errorf("the second revision is %+v", e)
	}
	_, err = door.Edit(ctx, camille.ID, first.ID, 1, first, "", noon)
	if conflict, ok := errors.AsType[*commons.EditConflict](err); !ok || conflict.Present.Revision != 2 || !errors.Is(err, store.ErrConflict) {
		t.Errorf("an edit of an old revision: %v", err)
	}
	if _, err := door.Edit(ctx, camille.ID, first.ID, 2, written.Element, "", noon); !errors.Is(err, commons.ErrUnchanged) {
		t.Errorf("an edit that changes nothing: %v", err)
	}
	if written, err = door.Restore(ctx, camille.ID, first.ID, 1, 2, "c’était mieux", noon.Add(2*time.Hour)); err != nil || written.Element.Name != first.Name {
		t.Fatalf("Restore = %q, %v", written.Element.Name, err)
	}
	if _, err := door.Restore(ctx, camille.ID, first.ID, 9, 3, "", noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a revision that never was is restored: %v", err)
	}
	if written, err = door.Verify(ctx, sacha.ID, first.ID, noon.AddDate(0, 1, 0)); err != nil || !written.Element.VerifiedAt.Equal(noon.AddDate(0, 1, 0)) {
		t.Errorf("Verify = %v, %v", written.Element.VerifiedAt, err)
	}
	if again, err := door.Verify(ctx, camille.ID, first.ID, noon.AddDate(0, 1, 0).Add(time.Hour)); err != nil || again.Element.Revision != written.Element.Revision {
		t.Errorf("said again, it is written again: %v", err)
	}
	if _, err := door.SetHidden(ctx, sacha.ID, first.ID, 0, true, "", noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("anybody takes it off the map: %v", err)
	}
	if written, err = door.SetHidden(ctx, camille.ID, first.ID, 0, true, "fermé", noon); err != nil || written.Element.Public() {
		t.Errorf("its author cannot take it off the map: %v", err)
	}
	if _, err := door.Verify(ctx, sacha.ID, first.ID, noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("who may not see it learns of it: %v", err)
	}
	if written, err = door.SetHidden(ctx, camille.ID, first.ID, 0, false, "", noon); err != nil || !written.Element.Public() {
		t.Errorf("it is not put back: %v", err)
	}
	revisions, err := kept.Revisions(ctx, first.ID)
	if err != nil {
		t.Fatal(err)
	}
	var reasons []data.Reason
	for _, r := range revisions {
		reasons = append(reasons, r.Reason)
	}
	want := []data.Reason{data.ReasonCreated, data.ReasonEdited, data.ReasonRestored, data.ReasonVerified, data.ReasonHidden, data.ReasonShown}
	if len(reasons) != len(want) {
		t.Fatalf("its history is %v, want %v", reasons, want)
	}
	for i := range want {
		if reasons[i] != want[i] {
			t.Errorf("its history is %v, want %v", reasons, want)
		}
	}
	if r := revisions[1]; r.Comment != "on y a planté des roses" || r.By != sacha.ID {
		t.Errorf("the second revision says %q, by %s", r.Comment, r.By)
	}
}

// TestADraftIsItsAuthorsAlone tries to read and change one from outside.
func TestADraftIsItsAuthorsAlone(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	draft := garden("Secret")
	draft.Status = data.StatusDraft
	written, err := door.Reference(ctx, camille.ID, draft, noon)
	if err != nil || written.Element.Public() {
		t.Fatalf("Reference = %+v, %v", written.Element, err)
	}
	id := written.Element.ID
	if _, err := door.Edit(ctx, sacha.ID, id, 0, draft, "", noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another one learns of it: %v", err)
	}
	published := written.Element
	published.Name, published.Status = "Connu", data.StatusPublished
	if written, err = door.Edit(ctx, camille.ID, id, 1, published, "", noon); err != nil || !written.Element.Public() {
		t.Fatalf("it is not published: %v", err)
	}
	if _, err := door.Restore(ctx, sacha.ID, id, 1, 2, "", noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("another one brings to light what it said as a draft: %v", err)
	}
	again := written.Element
	again.Name, again.Status = "Autrement", data.StatusDraft
	if written, err = door.Edit(ctx, camille.ID, id, 2, again, "", noon); err != nil || !written.Element.Public() {
		t.Errorf("what is published becomes a draft again: %v", err)
	}
	if written, err = door.Reference(ctx, camille.ID, draft, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := door.SetHidden(ctx, camille.ID, written.Element.ID, 0, true, "", noon); err != nil {
		t.Fatal(err)
	}
	if e, err := kept.Element(ctx, written.Element.ID); err != nil || e.Name == draft.Name {
		t.Errorf("a draft that was thrown away says %q, %v", e.Name, err)
	}
}

// TestWhatIsLookedAfterIsNotEverybodys gives an element an administrator.
func TestWhatIsLookedAfterIsNotEverybodys(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	written, err := door.Reference(ctx, camille.ID, garden("Ressourcerie"), noon)
	if err != nil {
		t.Fatal(err)
	}
	house := written.Element
	if _, err := kept.Update(ctx, func(tx *store.Tx) error {
		return tx.PutMembership(data.Membership{Num: house.Num, Account: sacha.ID, State: data.Joined, Level: data.LevelAdministrator, Since: noon})
	}); err != nil {
		t.Fatal(err)
	}
	changed := house
	changed.Name = "Ressourcerie du Centre"
	if _, err := door.Edit(ctx, camille.ID, house.ID, 1, changed, "", noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("who is nothing to it edits it: %v", err)
	}
	event := garden("Fête de la Ressourcerie")
	event.Links = []data.Link{{Rel: "partOf", Target: house.ID}}
	if _, err := door.Reference(ctx, camille.ID, event, noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("who is nothing to it speaks in its name: %v", err)
	}
	if _, err := door.Reference(ctx, sacha.ID, event, noon); err != nil {
		t.Errorf("its administrator cannot: %v", err)
	}
	event.Links[0].Target = data.NewID()
	if _, err := door.Reference(ctx, sacha.ID, event, noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("it is tied to nothing: %v", err)
	}
	if _, err := door.Edit(ctx, sacha.ID, house.ID, 1, changed, "", noon); err != nil {
		t.Errorf("its administrator cannot edit it: %v", err)
	}
}

// TestWhatWasModeratedStaysOffTheMap has somebody who keeps the instance hide an
// element, and its author put it back.
func TestWhatWasModeratedStaysOffTheMap(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, keeper := join(t, door, "camille@example.org"), join(t, door, "keeper@example.org")
	if _, err := door.Invite(ctx, keeper.Email, new(true)); err != nil {
		t.Fatal(err)
	}
	written, err := door.Reference(ctx, camille.ID, garden("Réclame"), noon)
	if err != nil {
		t.Fatal(err)
	}
	id := written.Element.ID
	if _, err := door.SetHidden(ctx, keeper.ID, id, 0, true, "publicité", noon); err != nil {
		t.Fatal(err)
	}
	if e, err := kept.Element(ctx, id); err != nil || e.Public() {
		t.Fatalf("it is not hidden: %v", err)
	}
	changed := written.Element
	changed.Name = "Réclame encore"
	if _, err := door.Edit(ctx, camille.ID, id, 2, changed, "", noon); err != nil {
		t.Errorf("its author cannot mend it: %v", err)
	}
	if _, err := door.SetHidden(ctx, camille.ID, id, 0, false, "", noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("its author puts it back: %v", err)
	}
	if _, err := door.SetHidden(ctx, keeper.ID, id, 0, false, "", noon); err != nil {
		t.Errorf("who hid it cannot put it back: %v", err)
	}
}

// TestPeopleCannotSayWhatIsTheHousesToSay forges ids, sources and kinds.
func TestPeopleCannotSayWhatIsTheHousesToSay(t *testing.T) {
	door, _ := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	forged := garden("Jardin")
	forged.ID, forged.Num, forged.Revision, forged.CreatedBy = data.NewID(), 77, 12, data.NewID()
	forged.Source = data.Source{Name: "mairie", ID: "1"}
	forged.Status, forged.Visibility, forged.Redirect = data.StatusArchived, data.VisibilityMembers, data.NewID()
	written, err := door.Reference(ctx, camille.ID, forged, noon)
	if err != nil {
		t.Fatal(err)
	}
	e := written.Element
	if e.ID == forged.ID || e.Num == 77 || e.Revision != 1 || e.CreatedBy != camille.ID || !e.Source.IsZero() || !e.Public() {
		t.Errorf("the house believes %+v", e)
	}
	person := garden("Quelqu’un")
	person.Kind, person.Precision, person.Address.Street = data.KindPerson, data.PrecisionCommune, ""
	if _, err := door.Reference(ctx, camille.ID, person, noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("somebody lists somebody: %v", err)
	}
	if _, err := door.Reference(ctx, data.NewID(), garden("Jardin"), noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("who has no account references: %v", err)
	}
}

// TestAnErasedAccountLeavesNoDraftAndNoPerson erases one that keeps its contributions.
func TestAnErasedAccountLeavesNoDraftAndNoPerson(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	draft := garden("Secret")
	draft.Status = data.StatusDraft
	hidden, err := door.Reference(ctx, camille.ID, draft, noon)
	if err != nil {
		t.Fatal(err)
	}
	public, err := door.Reference(ctx, camille.ID, garden("Jardin"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := door.ReplayErasures(ctx, []data.Erasure{{Account: camille.ID, Contributions: data.KeepContributions, At: noon}}); err != nil {
		t.Fatal(err)
	}
	if e, err := kept.Element(ctx, hidden.Element.ID); err != nil || e.Name == "Secret" {
		t.Errorf("the draft says %q, %v", e.Name, err)
	}
	if e, err := kept.Element(ctx, public.Element.ID); err != nil || e.Name != "Jardin" {
		t.Errorf("what was to stay says %q, %v", e.Name, err)
	}
}

// TestWhatIsSentTwiceIsKeptOnce sends one form over and over, as an impatient thumb
// does, and others under its id.
func TestWhatIsSentTwiceIsKeptOnce(t *testing.T) {
	door, kept := newDoor(t)
	ctx, now := t.Context(), time.Now()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	given := garden("Jardin des Lilas")
	given.ID = data.NewID()
	reference := func(by data.Account, given data.Element) (e data.Element, wrote bool) {
		t.Helper()
		before, err := kept.Sequence(ctx)
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Second)
		written, err := door.Reference(ctx, by.ID, given, now)
		if err != nil {
			t.Fatal(err)
		}
		after, err := kept.Sequence(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return written.Element, after != before
	}
	first, wrote := reference(camille, given)
	if first.ID != given.ID || !wrote {
		t.Errorf("it is kept as %s, not as %s", first.ID, given.ID)
	}
	if again, wrote := reference(camille, given); again.ID != first.ID || again.Revision != 1 || wrote {
		t.Errorf("sent again it is %s, revision %d; written: %t", again.ID, again.Revision, wrote)
	}
	theirs, wrote := reference(sacha, given)
	if theirs.ID == first.ID || theirs.CreatedBy != sacha.ID || !wrote {
		t.Errorf("somebody else's is %s of %s", theirs.ID, theirs.CreatedBy)
	}
	other := given
	other.Name = "Jardin des Roses"
	if e, _ := reference(camille, other); e.ID == first.ID || e.Name != other.Name {
		t.Errorf("other words under the same id are lost: %s, %q", e.ID, e.Name)
	}
	changed := first
	changed.Summary = "Ouvert le samedi"
	if _, err := door.Edit(ctx, sacha.ID, first.ID, 1, changed, "", now); err != nil {
		t.Fatal(err)
	}
	if e, wrote := reference(camille, given); e.ID != first.ID || e.Summary != changed.Summary || wrote {
		t.Errorf("sent again after a change it is %s, %q; written: %t", e.ID, e.Summary, wrote)
	}
	if _, err := door.SetHidden(ctx, camille.ID, first.ID, 0, true, "", now); err != nil {
		t.Fatal(err)
	}
	if e, _ := reference(camille, given); e.ID == first.ID || !e.Public() {
		t.Errorf("taken off the map and made known again, it is not to be seen")
	}
	for what, id := range map[string]data.ID{"no id": {}, "another version": {6: 0x40, 8: 0x80, 15: 1}, "an id of long ago": {6: 0x70, 8: 0x80, 15: 1}, "an id of times to come": {0: 0xff, 6: 0x70, 8: 0x80}} {
		given.ID = id
		if e, _ := reference(camille, given); e.ID == id || !e.ID.MayBeChosen(now) {
			t.Errorf("%s: it is kept as %s", what, e.ID)
		}
	}
	draft := garden("Puits")
	draft.ID, draft.Status = data.NewID(), data.StatusDraft
	one, _ := reference(camille, draft)
	if two, wrote := reference(camille, draft); two.ID != one.ID || wrote {
		t.Errorf("a draft is kept twice")
	}
	if theirs, _ := reference(sacha, draft); theirs.ID == one.ID || theirs.CreatedBy != sacha.ID {
		t.Errorf("another's draft is given away")
	}
}
