package commons_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// TestAnInvitationIsGoodOnce has many take one at the same moment.
func TestAnInvitationIsGoodOnce(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	e := club(t, door, kept, camille.ID)
	var takers []data.Account
	for i := range 5 {
		takers = append(takers, join(t, door, fmt.Sprintf("taker%d@example.org", i)))
	}
	sent, err := door.InviteTo(ctx, camille.ID, e.ID, data.Invitation{Level: data.LevelEditor, Roles: []string{"webmestre"}}, noon)
	if err != nil {
		t.Fatal(err)
	}
	var taken atomic.Int32
	var all sync.WaitGroup
	for _, taker := range takers {
		all.Go(func() {
			switch _, err := door.AcceptInvitation(ctx, taker.ID, sent.Token, noon); {
			case err == nil:
				taken.Add(1)
			case !errors.Is(err, commons.ErrLink):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if taken.Load() != 1 {
		t.Errorf("%d have taken an invitation that is good once", taken.Load())
	}
	members, err := kept.Memberships(ctx, e.Num)
	if err != nil || len(members) != 2 {
		t.Errorf("%d belong to it, %v", len(members), err)
	}
	for _, token := range []string{"", "x", sent.ID.String(), sent.Token} {
		if _, err := door.AcceptInvitation(ctx, takers[0].ID, token, noon); !errors.Is(err, commons.ErrLink) {
			t.Errorf("the token %q: %v", token, err)
		}
	}
}

func TestAnInvitationThatIsAnsweredIsSeen(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	e := club(t, door, kept, camille.ID)
	unseen := func(want int) {
		t.Helper()
		if n, err := kept.UnseenNotifications(ctx, sacha.ID); err != nil || n != want {
			t.Errorf("%d unseen, want %d, %v", n, want, err)
		}
	}
	for name, answer := range map[string]func(commons.SentInvitation) error{
		"refused":             func(i commons.SentInvitation) error { return door.RefuseOwnInvitation(ctx, sacha.ID, i.ID, noon) },
		"refused by its link": func(i commons.SentInvitation) error { return door.RefuseInvitation(ctx, i.Token, noon) },
		"withdrawn": func(i commons.SentInvitation) error {
			return door.WithdrawInvitation(ctx, camille.ID, e.ID, i.ID, noon)
		},
		"accepted": func(i commons.SentInvitation) error {
			_, err := door.AcceptOwnInvitation(ctx, sacha.ID, i.ID, noon)
			return err
		},
	} {
		sent, err := door.InviteTo(ctx, camille.ID, e.ID, data.Invitation{Email: sacha.Email, Level: data.LevelMember}, noon)
		if err != nil {
			t.Fatal(name, err)
		}
		unseen(1)
		if err := answer(sent); err != nil {
			t.Fatal(name, err)
		}
		unseen(0)
	}
}

// TestAnInvitationEnds tries one that is old, withdrawn, of another element, and of
// somebody who may invite no more.
func TestAnInvitationEnds(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha, lou := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org"), join(t, door, "lou@example.org")
	e, other := club(t, door, kept, camille.ID), club(t, door, kept, lou.ID)
	invite := func(by data.ID) commons.SentInvitation {
		t.Helper()
		sent, err := door.InviteTo(ctx, by, e.ID, data.Invitation{Level: data.LevelMember}, noon)
		if err != nil {
			t.Fatal(err)
		}
		return sent
	}
	wantGone := func(what string, sent commons.SentInvitation, at time.Time) {
		t.Helper()
		if _, err := door.AcceptInvitation(ctx, lou.ID, sent.Token, at); !errors.Is(err, commons.ErrLink) {
			t.Errorf("%s: %v", what, err)
		}
		if _, _, _, err := door.PeekInvitation(ctx, sent.Token, at); !errors.Is(err, commons.ErrLink) {
			t.Errorf("%s, looked at: %v", what, err)
		}
	}
	old := invite(camille.ID)
	wantGone("after two weeks", old, noon.Add(data.InvitationLife))
	if err := door.WithdrawInvitation(ctx, lou.ID, other.ID, old.ID, noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another element's is withdrawn: %v", err)
	}
	if err := door.WithdrawInvitation(ctx, camille.ID, e.ID, old.ID, noon); err != nil {
		t.Fatal(err)
	}
	wantGone("withdrawn", old, noon)
	bySacha, err := door.InviteTo(ctx, camille.ID, e.ID, data.Invitation{Email: sacha.Email, Level: data.LevelAdministrator}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.AcceptOwnInvitation(ctx, lou.ID, bySacha.ID, noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("another one takes it by its id: %v", err)
	}
	if err := door.RefuseOwnInvitation(ctx, lou.ID, bySacha.ID, noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("another one refuses it by its id: %v", err)
	}
	if _, err := door.AcceptOwnInvitation(ctx, sacha.ID, bySacha.ID, noon); err != nil {
		t.Fatal(err)
	}
	hers := invite(sacha.ID)
	if err := door.Remove(ctx, camille.ID, e.ID, sacha.ID, false); err != nil {
		t.Fatal(err)
	}
	wantGone("of who looks after it no more", hers, noon)
	for name, given := range map[string]data.Invitation{
		"a level that is none":       {Level: "owner"},
		"an address that is none":    {Level: data.LevelMember, Email: "x@example.org\r\nBcc: y@example.org"},
		"a role with a line":         {Level: data.LevelMember, Roles: []string{"a\x00b"}},
		"more roles than are taken":  {Level: data.LevelMember, Roles: strings.Split("abcdefghijklmnop", "")},
		"a role that shows nothing":  {Level: data.LevelMember, Roles: []string{"\u2800"}},
		"a role turned in direction": {Level: data.LevelMember, Roles: []string{"a\u202eb"}},
	} {
		if _, err := door.InviteTo(ctx, camille.ID, e.ID, given, noon); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAnInvitationLessensNobody invites an administrator as a member.
func TestAnInvitationLessensNobody(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	e := club(t, door, kept, camille.ID)
	sent, err := door.InviteTo(ctx, camille.ID, e.ID, data.Invitation{Level: data.LevelMember, Roles: []string{"jardinière"}}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.AcceptInvitation(ctx, camille.ID, sent.Token, noon); err != nil {
		t.Fatal(err)
	}
	if m := membership(t, kept, e.Num, camille.ID); !m.LooksAfter() || !slices.Equal(m.Roles, []string{"jardinière"}) {
		t.Errorf("she is %+v", m)
	}
}

// TestSomebodyNewComesByAnInvitation makes an account by one, and tries to by one that
// others may have seen.
func TestSomebodyNewComesByAnInvitation(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	e := club(t, door, kept, camille.ID)
	for _, mailed := range []bool{false, true} {
		sent, err := door.InviteTo(ctx, camille.ID, e.ID, data.Invitation{Email: " New@example.org", Level: data.LevelMember, Roles: []string{"voisin"}, Mailed: mailed}, noon)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, isNew, err := door.PeekInvitation(ctx, sent.Token, noon); err != nil || isNew != mailed {
			t.Errorf("mailed %v: is new %v, %v", mailed, isNew, err)
		}
		account, _, err := door.SignUpInvited(ctx, sent.Token, "Lou", "fr", password, noon)
		if !mailed {
			if !errors.Is(err, commons.ErrLink) {
				t.Errorf("a link that was handed over proves an address: %v", err)
			}
			continue
		}
		if err != nil || account.Email != "new@example.org" {
			t.Fatalf("SignUpInvited = %+v, %v", account, err)
		}
		if m := membership(t, kept, e.Num, account.ID); m.State != data.Joined || !slices.Equal(m.Roles, []string{"voisin"}) {
			t.Errorf("the new account is %+v", m)
		}
		if _, _, err := door.SignUpInvited(ctx, sent.Token, "Lou", "fr", password, noon); !errors.Is(err, commons.ErrLink) {
			t.Errorf("again: %v", err)
		}
	}
}

// TestOnlyTheAddressOfTheSourceProvesWhoLooksAfterAnElement writes another one over it.
func TestOnlyTheAddressOfTheSourceProvesWhoLooksAfterAnElement(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	sacha := join(t, door, "sacha@example.org")
	imported := elements(1, 1)
	imported[0].Email = "bonjour@ressourcerie.example"
	id := importAll(t, door, imported)[0].ID
	e, err := kept.Element(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	taken := e
	taken.Email = "sacha@example.org"
	if _, err := door.Edit(ctx, sacha.ID, id, 0, taken, "", noon); err != nil {
		t.Fatal(err)
	}
	if _, err := door.ClaimByMail(ctx, sacha.ID, id, noon); !errors.Is(err, commons.ErrNoAddress) {
		t.Errorf("who wrote their own address over it gets a link: %v", err)
	}
	if _, err := door.Edit(ctx, sacha.ID, id, 0, e, "", noon); err != nil {
		t.Fatal(err)
	}
	sent, err := door.ClaimByMail(ctx, sacha.ID, id, noon)
	if err != nil || sent.Email != imported[0].Email {
		t.Fatalf("the link goes to %q, %v", sent.Email, err)
	}
	if own, err := kept.InvitationsTo(ctx, sacha.Email, noon); err != nil || len(own) != 0 {
		t.Errorf("who asked finds the invitation: %v, %v", own, err)
	}
	if _, err := door.AcceptOwnInvitation(ctx, sacha.ID, sent.ID, noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("who asked takes it without the link: %v", err)
	}
	house, _, err := door.SignUpInvited(ctx, sent.Token, "La ressourcerie", "fr", password, noon)
	if err != nil {
		t.Fatal(err)
	}
	if m := membership(t, kept, e.Num, house.ID); !m.LooksAfter() {
		t.Errorf("who reads the address is %+v", m)
	}
	if _, err := door.ClaimByMail(ctx, sacha.ID, id, noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("what is looked after is claimed: %v", err)
	}
	written, err := door.Reference(ctx, sacha.ID, garden("À moi"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.ClaimByMail(ctx, sacha.ID, written.Element.ID, noon); !errors.Is(err, commons.ErrNoAddress) {
		t.Errorf("what has no source is claimed by mail: %v", err)
	}
}
