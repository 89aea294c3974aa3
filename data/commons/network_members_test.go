package commons_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// memberOf returns what somebody is in a network.
func memberOf(t *testing.T, kept *store.Store, n data.Network, account data.ID) data.Membership {
	t.Helper()
	m, err := kept.NetworkMember(t.Context(), n.Num, account)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestSomebodyComesIntoANetworkAndGoes follows an editor from the invitation on.
func TestSomebodyComesIntoANetworkAndGoes(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	given := newNetwork("Réseau")
	given.Visibility = data.NetworkPrivate
	n, _, err := door.MakeNetwork(ctx, camille.ID, given, noon)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := door.InviteToNetwork(ctx, camille.ID, n.Slug, data.Invitation{Email: " Sacha@example.org", Level: data.LevelEditor, Roles: []string{"jardins"}}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if unseenOf(t, kept, sacha.ID, data.NotifyNetworkInvitation) != 1 {
		t.Error("who is invited is not told")
	}
	if _, to, _, err := door.PeekInvitation(ctx, sent.Token, noon); err != nil || to.Name() != "Réseau" || !to.IsNetwork() {
		t.Errorf("the link leads to %+v, %v", to, err)
	}
	if _, err := door.AcceptOwnInvitation(ctx, camille.ID, sent.ID, noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("another takes it: %v", err)
	}
	if _, err := door.AcceptOwnInvitation(ctx, sacha.ID, sent.ID, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if m := memberOf(t, kept, n, sacha.ID); m.Level != data.LevelEditor || !slices.Equal(m.Roles, []string{"jardins"}) {
		t.Errorf("they are %+v", m)
	}
	if unseenOf(t, kept, sacha.ID, data.NotifyNetworkInvitation) != 0 || unseenOf(t, kept, camille.ID, data.NotifyNetworkJoined) != 1 {
		t.Error("what was told of the invitation is not seen, or who invited is not told")
	}
	if _, err := door.AcceptInvitation(ctx, camille.ID, sent.Token, noon); !errors.Is(err, commons.ErrLink) {
		t.Errorf("the link is good twice: %v", err)
	}
	if err := door.ChangeNetworkMember(ctx, camille.ID, n.Slug, sacha.ID, data.LevelMember, nil, noon); err != nil {
		t.Fatal(err)
	}
	if m := memberOf(t, kept, n, sacha.ID); m.Level != data.LevelMember || len(m.Roles) != 0 || unseenOf(t, kept, sacha.ID, data.NotifyNetworkRole) != 1 {
		t.Errorf("changed, they are %+v", m)
	}
	if err := door.RemoveFromNetwork(ctx, camille.ID, n.Slug, sacha.ID, noon); err != nil || memberOf(t, kept, n, sacha.ID).State != "" {
		t.Errorf("removed: %v", err)
	}
	if unseenOf(t, kept, sacha.ID, data.NotifyNetworkRemoved) != 1 {
		t.Error("who is removed is not told")
	}
	if err := door.RemoveFromNetwork(ctx, camille.ID, n.Slug, sacha.ID, noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("removed again: %v", err)
	}
	if _, err := door.DeleteNetwork(ctx, camille.ID, n.Slug, 0); err != nil {
		t.Fatal(err)
	}
	if all, err := kept.Notifications(ctx, sacha.ID); err != nil || len(all) != 0 {
		t.Errorf("of a map that is gone is told %v, %v", all, err)
	}
}

func TestSomebodyAlwaysAnswersForANetwork(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	n, _, err := door.MakeNetwork(ctx, camille.ID, newNetwork("Réseau"), noon)
	if err != nil {
		t.Fatal(err)
	}
	for what, act := range map[string]func() error{
		"leaves":     func() error { return door.LeaveNetwork(ctx, camille.ID, n.Slug) },
		"is removed": func() error { return door.RemoveFromNetwork(ctx, camille.ID, n.Slug, camille.ID, noon) },
		"steps down": func() error {
			return door.ChangeNetworkMember(ctx, camille.ID, n.Slug, camille.ID, data.LevelEditor, nil, noon)
		},
	} {
		if err := act(); !errors.Is(err, commons.ErrLastOfNetwork) {
			t.Errorf("the last administrator %s: %v", what, err)
		}
	}
	sent, err := door.InviteToNetwork(ctx, camille.ID, n.Slug, data.Invitation{Level: data.LevelAdministrator}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.AcceptInvitation(ctx, sacha.ID, sent.Token, noon); err != nil {
		t.Fatal(err)
	}
	waits, err := door.InviteToNetwork(ctx, camille.ID, n.Slug, data.Invitation{Level: data.LevelAdministrator}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := door.LeaveNetwork(ctx, camille.ID, n.Slug); err != nil || memberOf(t, kept, n, camille.ID).State != "" {
		t.Errorf("one of two leaves: %v", err)
	}
	if _, err := door.AcceptInvitation(ctx, camille.ID, waits.Token, noon); !errors.Is(err, commons.ErrLink) {
		t.Errorf("an invitation by who may not invite any more: %v", err)
	}
}

func TestAnInvitationToANetworkEndsByItself(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	n, _, err := door.MakeNetwork(ctx, camille.ID, newNetwork("Réseau"), noon)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := door.MakeNetwork(ctx, sacha.ID, newNetwork("Autre"), noon)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a later one takes the place of an earlier one to the same address
		if _, err := door.InviteToNetwork(ctx, camille.ID, n.Slug, data.Invitation{Email: "lou@example.org", Level: data.LevelMember}, noon); err != nil {
			t.Fatal(err)
		}
	}
	waiting, err := kept.NetworkInvitations(ctx, n.Num, noon)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("there wait %v, %v", waiting, err)
	}
	if err := door.WithdrawNetworkInvitation(ctx, sacha.ID, other.Slug, waiting[0].ID, noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("withdrawn through another network: %v", err)
	}
	sent, err := door.InviteToNetwork(ctx, camille.ID, n.Slug, data.Invitation{Level: data.LevelMember}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.AcceptInvitation(ctx, sacha.ID, sent.Token, noon.Add(data.InvitationLife+time.Second)); !errors.Is(err, commons.ErrLink) {
		t.Errorf("a link that has expired: %v", err)
	}
	if _, err := door.InviteToNetwork(ctx, camille.ID, n.Slug, data.Invitation{Level: "king"}, noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("a level that there is not: %v", err)
	}
	if _, err := door.DeleteNetwork(ctx, camille.ID, n.Slug, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := door.AcceptInvitation(ctx, sacha.ID, sent.Token, noon); !errors.Is(err, commons.ErrLink) {
		t.Errorf("an invitation to what is gone: %v", err)
	}
}
