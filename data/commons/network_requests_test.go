package commons_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

func TestSomebodyAsksToBelongToANetwork(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha, noemi := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org"), join(t, door, "noemi@example.org")
	n, _, err := door.MakeNetwork(ctx, camille.ID, newNetwork("Réseau"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := door.JoinNetwork(ctx, sacha.ID, n.Reference(), strings.Repeat("x", data.MaxRequest+1), noon); len(data.FieldErrors(err)) != 1 {
		t.Errorf("a message that is too long: %v", err)
	}
	if err := door.JoinNetwork(ctx, sacha.ID, n.Reference(), " Je jardine\r\nà côté. ", noon); err != nil {
		t.Fatal(err)
	}
	m := memberOf(t, kept, n, sacha.ID)
	if m.State != data.Requested || m.Level != data.LevelMember || m.Message != "Je jardine\nà côté." {
		t.Errorf("what is asked is %+v", m)
	}
	if unseenOf(t, kept, camille.ID, data.NotifyNetworkRequest) != 1 {
		t.Error("who makes the map is not told")
	}
	if err := door.JoinNetwork(ctx, sacha.ID, n.Reference(), "encore", noon); !errors.Is(err, commons.ErrAlready) {
		t.Errorf("asked twice: %v", err)
	}
	members, err1 := kept.NetworkMembers(ctx, n.Num)
	own, err2 := kept.NetworksOf(ctx, sacha.ID)
	if err := errors.Join(err1, err2); err != nil || len(members) != 1 || len(own) != 0 {
		t.Errorf("who asks belongs to it already: %v, %v, %v", members, own, err)
	}
	if counts, err := kept.NetworkRequestsFor(ctx, camille.ID); err != nil || counts[n.Num] != 1 {
		t.Errorf("there wait %v, %v", counts, err)
	}
	if err := door.LeaveNetwork(ctx, sacha.ID, n.Slug); err != nil || memberOf(t, kept, n, sacha.ID).State != "" {
		t.Errorf("taken back: %v", err)
	}
	if unseenOf(t, kept, camille.ID, data.NotifyNetworkRequest) != 0 {
		t.Error("what was taken back still waits to be seen")
	}
	for _, asks := range []data.ID{sacha.ID, noemi.ID} {
		if err := door.JoinNetwork(ctx, asks, n.Reference(), "", noon); err != nil {
			t.Fatal(err)
		}
	}
	later := noon.Add(time.Hour)
	if err := door.AnswerNetwork(ctx, camille.ID, n.Slug, sacha.ID, true, later); err != nil {
		t.Fatal(err)
	}
	if err := door.AnswerNetwork(ctx, camille.ID, n.Slug, noemi.ID, false, later); err != nil {
		t.Fatal(err)
	}
	if m := memberOf(t, kept, n, sacha.ID); m.State != data.Joined || m.Level != data.LevelMember || m.Message != "" || !m.Since.Equal(later) {
		t.Errorf("let in, they are %+v", m)
	}
	if m := memberOf(t, kept, n, noemi.ID); m.State != "" {
		t.Errorf("not let in, they are %+v", m)
	}
	if unseenOf(t, kept, sacha.ID, data.NotifyNetworkAccepted) != 1 || unseenOf(t, kept, noemi.ID, data.NotifyNetworkDeclined) != 1 || unseenOf(t, kept, camille.ID, data.NotifyNetworkRequest) != 0 {
		t.Error("who asked is not told, or who makes the map is still")
	}
	if err := door.AnswerNetwork(ctx, camille.ID, n.Slug, noemi.ID, true, later); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("answered twice: %v", err)
	}
}

func TestWhatIsAskedOfANetworkEndsWithTheSightOfIt(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	edit := func(n data.Network, change func(*data.Network)) error {
		given := n
		change(&given)
		_, _, err := door.EditNetwork(ctx, camille.ID, n.Slug, n.Revision, given, noon)
		return err
	}
	for _, tt := range []struct {
		name   string
		link   bool
		change func(n data.Network) error
		stays  bool
	}{
		{"unpublished", false, func(n data.Network) error { _, err := door.UnpublishNetwork(ctx, camille.ID, n.Slug, noon); return err }, false},
		{"private", false, func(n data.Network) error {
			return edit(n, func(n *data.Network) { n.Visibility = data.NetworkPrivate })
		}, false},
		{"by link", false, func(n data.Network) error {
			return edit(n, func(n *data.Network) { n.Visibility = data.NetworkByLink })
		}, false},
		{"another link", true, func(n data.Network) error { _, err := door.RenewNetworkKey(ctx, camille.ID, n.Slug, noon); return err }, false},
		{"from a link to everybody", true, func(n data.Network) error {
			return edit(n, func(n *data.Network) { n.Visibility = data.NetworkPublic })
		}, true},
		{"another title", true, func(n data.Network) error { return edit(n, func(n *data.Network) { n.Title = "Autre" }) }, true},
		{"deleted", false, func(n data.Network) error { _, err := door.DeleteNetwork(ctx, camille.ID, n.Slug, 0); return err }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			given := newNetwork("Réseau")
			if tt.link {
				given.Visibility = data.NetworkByLink
			}
			n, _, err := door.MakeNetwork(ctx, camille.ID, given, noon)
			if err != nil {
				t.Fatal(err)
			}
			if tt.link {
				if err := door.JoinNetwork(ctx, sacha.ID, n.Slug, "", noon); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("asked without the link: %v", err)
				}
			}
			if err := door.JoinNetwork(ctx, sacha.ID, n.Reference(), "", noon); err != nil {
				t.Fatal(err)
			}
			if err := tt.change(n); err != nil {
				t.Fatal(err)
			}
			if got := memberOf(t, kept, n, sacha.ID).State; (got == data.Requested) != tt.stays {
				t.Errorf("they are %q", got)
			}
		})
	}
}

func TestNobodyAsksWithoutEnd(t *testing.T) {
	door, _ := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	for i := range data.MaxRequestsOf + 1 {
		n, _, err := door.MakeNetwork(ctx, camille.ID, newNetwork(fmt.Sprint("Réseau ", i)), noon)
		if err != nil {
			t.Fatal(err)
		}
		err = door.JoinNetwork(ctx, sacha.ID, n.Reference(), "", noon)
		if want := i == data.MaxRequestsOf; errors.Is(err, commons.ErrCrowded) != want || err != nil && !want {
			t.Fatalf("the request number %d: %v", i+1, err)
		}
	}
}

func TestWhoIsErasedAsksNothingAnyMore(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	n, _, err := door.MakeNetwork(ctx, camille.ID, newNetwork("Réseau"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := door.JoinNetwork(ctx, sacha.ID, n.Reference(), "bonjour", noon); err != nil {
		t.Fatal(err)
	}
	if err := door.ReplayErasures(ctx, []data.Erasure{{Account: sacha.ID, Contributions: data.KeepContributions, At: noon}}); err != nil {
		t.Fatal(err)
	}
	if all, err := kept.NetworkRequests(ctx, n.Num); err != nil || len(all) != 0 || unseenOf(t, kept, camille.ID, data.NotifyNetworkRequest) != 0 {
		t.Errorf("there is left %v, %v", all, err)
	}
	// Who asks inherits nothing: they do not belong to it.
	noemi := join(t, door, "noemi@example.org")
	if err := door.JoinNetwork(ctx, noemi.ID, n.Reference(), "", noon); err != nil {
		t.Fatal(err)
	}
	if err := door.ReplayErasures(ctx, []data.Erasure{{Account: camille.ID, Contributions: data.KeepContributions, At: noon}}); err != nil {
		t.Fatal(err)
	}
	if m := memberOf(t, kept, n, noemi.ID); m.State != data.Requested {
		t.Errorf("who asked is %+v", m)
	}
}
