package commons_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
)

func TestALinkSaysWhoInvites(t *testing.T) {
	door, _ := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	token, err := door.InviteToSite(ctx, camille.ID, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.InviteToSite(ctx, data.NewID(), noon); err == nil {
		t.Error("who has no account invites")
	}
	// The last character holds bits that are not read: the one before does not.
	forged := token[:len(token)-3] + string(map[bool]byte{true: 'A', false: 'B'}[token[len(token)-3] != 'A']) + token[len(token)-2:]
	other := strings.Replace(token, token[:4], "AAAA", 1)
	tests := []struct {
		name, token string
		at          time.Time
		good        bool
	}{
		{"at once", token, noon, true}, {"thirteen days later", token, noon.AddDate(0, 0, 13), true}, {"fifteen days later", token, noon.AddDate(0, 0, 15), false},
		{"forged", forged, noon, false}, {"of another account", other, noon, false}, {"cut short", token[:20], noon, false}, {"none", "", noon, false}, {"no base64", "é", noon, false},
	}
	for _, tt := range tests {
		account, err := door.WhoInvites(ctx, tt.token, tt.at)
		if tt.good != (err == nil) || tt.good && account.ID != camille.ID || !tt.good && !errors.Is(err, commons.ErrLink) {
			t.Errorf("%s: %v, %v", tt.name, account.ID, err)
		}
	}
	if err := door.ReplayErasures(ctx, []data.Erasure{{Account: camille.ID, Contributions: data.KeepContributions, At: noon}}); err != nil {
		t.Fatal(err)
	}
	if _, err := door.WhoInvites(ctx, token, noon); !errors.Is(err, commons.ErrLink) {
		t.Errorf("somebody who is gone invites: %v", err)
	}
}
