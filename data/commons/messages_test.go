package commons_test

import (
	"errors"
	"strings"
	"testing"

	"maillage/data"
	"maillage/data/commons"
)

// TestMessagesReachThoseWhoLookAfterAnElement asks whom one goes to.
func TestMessagesReachThoseWhoLookAfterAnElement(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	e := club(t, door, kept, camille.ID)
	message, readers, err := door.Contact(ctx, sacha.ID, e.ID, " Bonjour\r\n", noon)
	if err != nil || message.Text != "Bonjour" || len(readers.Accounts) != 1 || readers.Accounts[0].ID != camille.ID || readers.Email != "" {
		t.Errorf("Contact = %+v, %+v, %v", message, readers, err)
	}
	for name, text := range map[string]string{"empty": "  \n", "long": strings.Repeat("a", data.MaxMessage+1), "damaged": "a\xffb", "turned": "a\u202eb"} {
		if _, _, err := door.Contact(ctx, sacha.ID, e.ID, text, noon); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("a message that is %s: %v", name, err)
		}
	}
	alone, err := door.Reference(ctx, camille.ID, garden("Sans personne"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := door.Contact(ctx, sacha.ID, alone.Element.ID, "Bonjour", noon); !errors.Is(err, commons.ErrNobody) {
		t.Errorf("a message to nobody: %v", err)
	}
	message.Account = camille.ID
	if err := door.KeepMessage(ctx, message); err != nil {
		t.Fatal(err)
	}
	waiting, err := kept.MessagesTo(ctx, camille.ID, noon)
	if err != nil || len(waiting) != 1 || waiting[0].Text != "Bonjour" {
		t.Fatalf("what waits is %+v, %v", waiting, err)
	}
	if err := door.DropMessage(ctx, sacha.ID, waiting[0].ID); err != nil {
		t.Fatal(err)
	}
	if still, _ := kept.MessagesTo(ctx, camille.ID, noon); len(still) != 1 {
		t.Error("another one deletes it")
	}
	if later, _ := kept.MessagesTo(ctx, camille.ID, noon.Add(data.MessageLife)); len(later) != 0 {
		t.Error("it waits for longer than is said")
	}
	if err := door.DropMessage(ctx, camille.ID, waiting[0].ID); err != nil {
		t.Fatal(err)
	}
	if still, _ := kept.MessagesTo(ctx, camille.ID, noon); len(still) != 0 {
		t.Error("once it is read, it is kept")
	}
	for range data.MaxMessages {
		if err := door.KeepMessage(ctx, message); err != nil {
			t.Fatal(err)
		}
	}
	if err := door.KeepMessage(ctx, message); !errors.Is(err, commons.ErrCrowded) {
		t.Errorf("messages are kept without end: %v", err)
	}
}

// TestAnErasedAccountBelongsToNothing erases one with all that hangs on it.
func TestAnErasedAccountBelongsToNothing(t *testing.T) {
	for _, choice := range []data.Contributions{data.KeepContributions, data.HideContributions} {
		door, kept := newDoor(t)
		ctx := t.Context()
		camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
		project := garden("Projet")
		project.Kind = data.KindProject
		written, err := door.Reference(ctx, sacha.ID, project, noon)
		if err != nil {
			t.Fatal(err)
		}
		e := written.Element
		if _, err := door.Claim(ctx, sacha.ID, e.ID, "", noon); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(
			door.Join(ctx, camille.ID, e.ID, "secret de Camille", noon),
			door.Answer(ctx, sacha.ID, e.ID, camille.ID, true, data.LevelAdministrator, nil, noon),
			door.AddNote(ctx, camille.ID, e.ID, "note de Camille", noon),
			door.KeepMessage(ctx, data.Message{Num: e.Num, Account: sacha.ID, Sender: camille.ID, Text: "bonjour", At: noon}),
		); err != nil {
			t.Fatal(err)
		}
		if _, err := door.InviteTo(ctx, camille.ID, e.ID, data.Invitation{Email: "x@example.org", Level: data.LevelMember}, noon); err != nil {
			t.Fatal(err)
		}
		if err := door.ReplayErasures(ctx, []data.Erasure{{Account: camille.ID, Contributions: choice, At: noon}}); err != nil {
			t.Fatal(err)
		}
		members, err1 := kept.Memberships(ctx, e.Num)
		invitations, err2 := kept.InvitationsOf(ctx, e.Num, noon)
		messages, err3 := kept.MessagesTo(ctx, sacha.ID, noon)
		notes, err4 := kept.Notes(ctx, e.Num, 10)
		if err := errors.Join(err1, err2, err3, err4); err != nil || len(members) != 1 || len(invitations) != 0 || len(messages) != 0 {
			t.Errorf("%s leaves %d members, %d invitations, %d messages, %v", choice, len(members), len(invitations), len(messages), err)
		}
		if want := map[data.Contributions]int{data.KeepContributions: 1}[choice]; len(notes) != want {
			t.Errorf("%s leaves %d notes, want %d", choice, len(notes), want)
		}
	}
}

// TestADraftThatIsThrownAwayTakesItsNotesAlong empties one that was told of.
func TestADraftThatIsThrownAwayTakesItsNotesAlong(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	draft := garden("Secret")
	draft.Kind, draft.Status = data.KindProject, data.StatusDraft
	written, err := door.Reference(ctx, camille.ID, draft, noon)
	if err != nil {
		t.Fatal(err)
	}
	id, num := written.Element.ID, written.Element.Num
	if _, err := door.Claim(ctx, camille.ID, id, "", noon); err != nil {
		t.Fatal(err)
	}
	if err := door.AddNote(ctx, camille.ID, id, "secret aussi", noon); err != nil {
		t.Fatal(err)
	}
	if _, err := door.SetHidden(ctx, camille.ID, id, 0, true, "", noon); err != nil {
		t.Fatal(err)
	}
	notes, err1 := kept.Notes(ctx, num, 10)
	members, err2 := kept.Memberships(ctx, num)
	if err := errors.Join(err1, err2); err != nil || len(notes) != 0 || len(members) != 0 {
		t.Errorf("it leaves %v and %v, %v", notes, members, err)
	}
}
