package commons_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// club is an element that somebody made known and looks after.
func club(t *testing.T, door *commons.Commons, kept *store.Store, administrator data.ID) data.Element {
	t.Helper()
	written, err := door.Reference(t.Context(), administrator, garden("Club du Pré"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if atOnce, err := door.Claim(t.Context(), administrator, written.Element.ID, "", noon); err != nil || !atOnce {
		t.Fatalf("its author claims it: %v, %v", atOnce, err)
	}
	e, err := kept.Element(t.Context(), written.Element.ID)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// membership returns what somebody is to an element.
func membership(t *testing.T, kept *store.Store, num int64, account data.ID) data.Membership {
	t.Helper()
	m, err := kept.Membership(t.Context(), num, account)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func setAdministrator(t *testing.T, kept *store.Store, account data.Account) {
	t.Helper()
	account.Administrator = true
	if _, err := kept.Update(t.Context(), func(tx *store.Tx) error { return tx.PutAccount(account, data.NoPassword) }); err != nil {
		t.Fatal(err)
	}
}

// TestSomebodyJoinsAndLeaves follows a member through their life.
func TestSomebodyJoinsAndLeaves(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	e := club(t, door, kept, camille.ID)
	if err := door.Join(ctx, sacha.ID, e.ID, " Bonjour\r\nà vous ", noon); err != nil {
		t.Fatal(err)
	}
	if n, err := kept.UnseenNotifications(ctx, camille.ID); err != nil || n != 1 {
		t.Errorf("%d unseen of what was asked, %v", n, err)
	}
	if m := membership(t, kept, e.Num, sacha.ID); m.State != data.Requested || m.Message != "Bonjour\nà vous" || m.Level != data.LevelMember {
		t.Errorf("what was asked is kept as %+v", m)
	}
	if err := door.Join(ctx, sacha.ID, e.ID, "", noon); !errors.Is(err, commons.ErrAlready) {
		t.Errorf("asked again: %v", err)
	}
	if waiting, err := kept.RequestsFor(ctx, &camille, 10); err != nil || len(waiting) != 1 || waiting[0].Account != sacha.ID {
		t.Errorf("what waits for its administrator is %v, %v", waiting, err)
	}
	if waiting, err := kept.RequestsFor(ctx, &sacha, 10); err != nil || len(waiting) != 0 {
		t.Errorf("what waits for who asked is %v, %v", waiting, err)
	}
	if err := door.Answer(ctx, camille.ID, e.ID, sacha.ID, true, data.LevelEditor, []string{"  trésorière ", "trésorière", ""}, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n, err := kept.UnseenNotifications(ctx, camille.ID); err != nil || n != 0 {
		t.Errorf("answered, %d are unseen, %v", n, err)
	}
	m := membership(t, kept, e.Num, sacha.ID)
	if m.State != data.Joined || m.Level != data.LevelEditor || !slices.Equal(m.Roles, []string{"trésorière"}) || m.Message != "" || m.Shown {
		t.Errorf("accepted, they are %+v", m)
	}
	if err := door.SetShown(ctx, sacha.ID, e.ID, true); err != nil || !membership(t, kept, e.Num, sacha.ID).Shown {
		t.Errorf("SetShown: %v", err)
	}
	changed := e
	changed.Name = "Club de la Mare"
	if _, err := door.Edit(ctx, sacha.ID, e.ID, e.Revision, changed, "", noon); err != nil {
		t.Errorf("an editor does not edit: %v", err)
	}
	if err := door.ChangeMember(ctx, camille.ID, e.ID, sacha.ID, data.LevelMember, nil, false, noon); err != nil {
		t.Fatal(err)
	}
	if m := membership(t, kept, e.Num, sacha.ID); m.Level != data.LevelMember || len(m.Roles) != 0 || !m.Shown {
		t.Errorf("changed, they are %+v", m)
	}
	if err := door.Leave(ctx, sacha.ID, e.ID, false); err != nil || membership(t, kept, e.Num, sacha.ID).State != "" {
		t.Errorf("Leave: %v", err)
	}
	if err := door.Join(ctx, sacha.ID, e.ID, "", noon); err != nil {
		t.Fatal(err)
	}
	if err := door.Answer(ctx, camille.ID, e.ID, sacha.ID, false, data.LevelMember, nil, noon); err != nil || membership(t, kept, e.Num, sacha.ID).State != "" {
		t.Errorf("refused: %v", err)
	}
	if err := door.Answer(ctx, camille.ID, e.ID, sacha.ID, true, data.LevelMember, nil, noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("answered again: %v", err)
	}
}

// TestNobodyLeavesAnElementAloneUnwarned has its last administrator go, in each way.
func TestNobodyLeavesAnElementAloneUnwarned(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	e := club(t, door, kept, camille.ID)
	for what, act := range map[string]func(sure bool) error{
		"leaves":     func(sure bool) error { return door.Leave(ctx, camille.ID, e.ID, sure) },
		"is removed": func(sure bool) error { return door.Remove(ctx, camille.ID, e.ID, camille.ID, sure) },
		"steps down": func(sure bool) error {
			return door.ChangeMember(ctx, camille.ID, e.ID, camille.ID, data.LevelMember, nil, sure, noon)
		},
	} {
		if err := act(false); !errors.Is(err, commons.ErrLastAdministrator) {
			t.Errorf("the last administrator %s unwarned: %v", what, err)
		}
		if m := membership(t, kept, e.Num, camille.ID); !m.LooksAfter() {
			t.Fatalf("the last administrator %s, though it was refused", what)
		}
	}
	if err := door.SetOpen(ctx, camille.ID, e.ID, true); err != nil {
		t.Fatal(err)
	}
	if err := door.Leave(ctx, camille.ID, e.ID, true); err != nil {
		t.Fatal(err)
	}
	changed := e
	changed.Name = "Club de tous"
	if _, err := door.Edit(ctx, sacha.ID, e.ID, e.Revision, changed, "", noon); err != nil {
		t.Errorf("what nobody looks after is not everybody's: %v", err)
	}
	if atOnce, err := door.Claim(ctx, sacha.ID, e.ID, "", noon); err != nil || atOnce {
		t.Errorf("who did not make it known has it at once: %v, %v", atOnce, err)
	}
	setAdministrator(t, kept, camille)
	if err := door.Answer(ctx, camille.ID, e.ID, sacha.ID, true, data.LevelAdministrator, nil, noon); err != nil {
		t.Errorf("who keeps the instance cannot answer a claim: %v", err)
	}
	if s, err := kept.Stewardship(ctx, e.Num); err != nil || !s.Guarded || s.Open {
		t.Errorf("looked after again, it is %+v, %v: want closed", s, err)
	}
	if _, err := door.Claim(ctx, camille.ID, e.ID, "", noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("who keeps the instance takes what is looked after: %v", err)
	}
}

// TestNobodyBelongsToAPerson tries what only organizations and the like have.
func TestNobodyBelongsToAPerson(t *testing.T) {
	door, _ := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	ad := garden("Je donne un vélo")
	ad.Kind, ad.Offer = data.KindClassified, &data.Offer{Intent: data.IntentOffer, Basis: data.BasisGive}
	written, err := door.Reference(ctx, camille.ID, ad, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.Claim(ctx, camille.ID, written.Element.ID, "", noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("somebody looks after an ad: %v", err)
	}
	if err := door.AddNote(ctx, camille.ID, written.Element.ID, "vendu", noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("an ad has notes: %v", err)
	}
}

// TestRequestsAreBounded asks for too much, in words and in number.
func TestRequestsAreBounded(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	e := club(t, door, kept, camille.ID)
	for name, message := range map[string]string{
		"long": strings.Repeat("a", data.MaxRequest+1), "a control character": "a\x00b", "a bidirectional override": "a\u202eb", "no UTF-8": "a\xff",
	} {
		if err := door.Join(ctx, sacha.ID, e.ID, message, noon); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("a message that is %s: %v", name, err)
		}
	}
	if m := membership(t, kept, e.Num, sacha.ID); m.State != "" {
		t.Errorf("what was refused left %+v", m)
	}
	for _, roles := range [][]string{{strings.Repeat("a", data.MaxRole+1)}, slices.Repeat([]string{"a"}, 1)} {
		err := door.ChangeMember(ctx, camille.ID, e.ID, camille.ID, data.LevelAdministrator, roles, false, noon)
		if (len(roles[0]) > data.MaxRole) != errors.Is(err, data.ErrInvalid) {
			t.Errorf("roles %.20q: %v", roles, err)
		}
	}
	if err := door.ChangeMember(ctx, camille.ID, e.ID, camille.ID, "owner", nil, false, noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("a level that is none: %v", err)
	}
	var crowded error
	for range data.MaxRequestsOf + 1 {
		written, err := door.Reference(ctx, camille.ID, garden("Jardin"), noon)
		if err != nil {
			t.Fatal(err)
		}
		crowded = door.Join(ctx, sacha.ID, written.Element.ID, "", noon)
	}
	if !errors.Is(crowded, commons.ErrCrowded) {
		t.Errorf("somebody asks without end: %v", crowded)
	}
}
