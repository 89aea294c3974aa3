package commons_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

const password = "un vélo dans le jardin"

// join makes an account of an address.
func join(t *testing.T, door *commons.Commons, email string) data.Account {
	t.Helper()
	sent, err := door.NewLink(t.Context(), email, "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	account, err := door.SignUp(t.Context(), sent.Token, "Camille", "fr", password, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return account
}

func newDoor(t *testing.T) (*commons.Commons, *store.Store) {
	t.Helper()
	kept, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	return commons.New(kept), kept
}

// TestALinkDoesOneThingOnce gives each sort of link to each act.
func TestALinkDoesOneThingOnce(t *testing.T) {
	door, _ := newDoor(t)
	ctx, now := t.Context(), time.Now()
	camille := join(t, door, "camille@example.org")
	links := map[data.LinkPurpose]func() string{
		data.LinkSignUp: func() string {
			sent, err := door.NewLink(ctx, "neuve@example.org", "", now)
			if err != nil || sent.Purpose != data.LinkSignUp {
				t.Fatal(sent, err)
			}
			return sent.Token
		},
		data.LinkPassword: func() string {
			sent, err := door.NewLink(ctx, "camille@example.org", "", now)
			if err != nil || sent.Purpose != data.LinkPassword {
				t.Fatal(sent, err)
			}
			return sent.Token
		},
		data.LinkEmail: func() string {
			sent, taken, err := door.NewEmailLink(ctx, camille.ID, "autre@example.org", now)
			if err != nil || taken {
				t.Fatal(taken, err)
			}
			return sent.Token
		},
		data.LinkSettings: func() string {
			token, err := door.NewAdminLink(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return token
		},
	}
	acts := map[data.LinkPurpose]func(token string, at time.Time) error{
		data.LinkSignUp: func(token string, at time.Time) error {
			_, err := door.SignUp(ctx, token, "Neuve", "fr", password, at)
			return err
		},
		data.LinkPassword: func(token string, at time.Time) error {
			_, err := door.ResetPassword(ctx, token, password, at)
			return err
		},
		data.LinkEmail: func(token string, at time.Time) error {
			_, _, err := door.ChangeEmail(ctx, token, at)
			return err
		},
		data.LinkSettings: func(token string, at time.Time) error {
			good, err := door.TakeAdminLink(ctx, token, at)
			if err == nil && !good {
				err = commons.ErrLink
			}
			return err
		},
	}
	for _, purpose := range []data.LinkPurpose{data.LinkSettings, data.LinkSignUp, data.LinkPassword, data.LinkEmail} {
		token := links[purpose]()
		for other, act := range acts {
			if err := act(token, now); other != purpose && !errors.Is(err, commons.ErrLink) {
				t.Errorf("a link for %s is taken for %s: %v", purpose, other, err)
			} else if other == purpose {
				if err != nil {
					t.Errorf("a link for %s: %v", purpose, err)
				}
				if err := act(token, now); !errors.Is(err, commons.ErrLink) {
					t.Errorf("a link for %s is taken twice: %v", purpose, err)
				}
				token = "" // spent: the acts that follow are given none
			}
		}
	}
	for _, purpose := range []data.LinkPurpose{data.LinkPassword, data.LinkSettings} {
		if purpose == data.LinkPassword {
			camille.Email = "autre@example.org"
			links[purpose] = func() string {
				sent, err := door.NewLink(ctx, camille.Email, "", now)
				if err != nil {
					t.Fatal(err)
				}
				return sent.Token
			}
		}
		if err := acts[purpose](links[purpose](), now.Add(purpose.Life()+time.Minute)); !errors.Is(err, commons.ErrLink) {
			t.Errorf("a link for %s whose time is over: %v", purpose, err)
		}
	}
}

func TestAnAddressIsTakenByWhoComesFirst(t *testing.T) {
	door, kept := newDoor(t)
	ctx, now := t.Context(), time.Now()
	camille := join(t, door, "camille@example.org")
	waiting, _, err := door.NewEmailLink(ctx, camille.ID, "neuve@example.org", now)
	if err != nil {
		t.Fatal(err)
	}
	join(t, door, "neuve@example.org")
	if _, _, err := door.ChangeEmail(ctx, waiting.Token, now); !errors.Is(err, commons.ErrLink) {
		t.Errorf("an address that has got an account meanwhile: %v", err)
	}
	if got, err := kept.Account(ctx, camille.ID); err != nil || got.Email != camille.Email {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAnotherPasswordClosesWhatWasOpen(t *testing.T) {
	door, kept := newDoor(t)
	ctx, now := t.Context(), time.Now()
	camille := join(t, door, "camille@example.org")
	session := data.Session{ID: data.NewID(), Account: camille.ID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour)}
	if err := door.KeepSession(ctx, "token", session, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	stolen, _, err := door.NewEmailLink(ctx, camille.ID, "mallory@example.org", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := door.AskForLink(ctx, data.LinkRequest{Email: "mallory@example.org", Account: camille.ID, Language: "fr", AskedAt: now}); err != nil {
		t.Fatal(err)
	}
	sent, err := door.NewLink(ctx, camille.Email, "", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.ResetPassword(ctx, sent.Token, "trois mots et demi", now); err != nil {
		t.Fatal(err)
	}
	if _, found, err := kept.Session(ctx, "token", now); found || err != nil {
		t.Errorf("a session is still open: %v", err)
	}
	if _, _, err := door.ChangeEmail(ctx, stolen.Token, now); !errors.Is(err, commons.ErrLink) {
		t.Errorf("a link to take the account away: %v", err)
	}
	if waiting, err := kept.LinkRequests(ctx); err != nil || len(waiting) != 0 {
		t.Errorf("waiting %v, %v", waiting, err)
	}
}

func TestWhoIsToBeNoAdministratorBecomesNone(t *testing.T) {
	door, _ := newDoor(t)
	ctx, yes, no := t.Context(), true, false
	named, err := door.Invite(ctx, "camille@example.org", &yes)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := door.Invite(ctx, "camille@example.org", &no)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := door.SignUp(ctx, named.Token, "Camille", "fr", password, time.Now()); !errors.Is(err, commons.ErrLink) {
		t.Errorf("the link of before: %v, want ErrLink", err)
	}
	if camille, err := door.SignUp(ctx, sent.Token, "Camille", "fr", password, time.Now()); err != nil || camille.Administrator {
		t.Errorf("the link of after: %+v, %v, want a member", camille, err)
	}
}

func TestSomebodyIsLoggedInOnOnlySoManyDevices(t *testing.T) {
	door, kept := newDoor(t)
	ctx, now := t.Context(), time.Now()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	keep := func(token string, of data.ID, seen time.Time) {
		session := data.Session{ID: data.NewID(), Account: of, CreatedAt: seen, SeenAt: seen, ExpiresAt: seen.Add(time.Hour)}
		if err := door.KeepSession(ctx, token, session, []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	keep("of another", sacha.ID, now)
	keep("of the settings", data.ID{}, now)
	for i := range data.MaxSessions + 2 {
		keep(fmt.Sprint(i), camille.ID, now.Add(time.Duration(i)*time.Second))
	}
	for token, want := range map[string]bool{
		"0": false, "1": false, "2": true, fmt.Sprint(data.MaxSessions + 1): true, "of another": true, "of the settings": true,
	} {
		if _, found, err := kept.Session(ctx, token, now); err != nil || found != want {
			t.Errorf("session %s: %t, %v, want %t", token, found, err, want)
		}
	}
}

// TestARestoredBackupForgetsAgain erases an account, takes the database of before,
// and replays.
func TestARestoredBackupForgetsAgain(t *testing.T) {
	door, kept := newDoor(t)
	ctx, now := t.Context(), time.Now()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	erasure := data.Erasure{Account: camille.ID, Contributions: data.HideContributions, At: now}
	for range 2 { // twice is as good as once
		if err := door.ReplayErasures(ctx, []data.Erasure{erasure, {Account: data.NewID(), Contributions: data.KeepContributions, At: now}}); err != nil {
			t.Fatal(err)
		}
	}
	if accounts, err := kept.Accounts(ctx); err != nil || len(accounts) != 1 || accounts[0].ID != sacha.ID {
		t.Errorf("accounts %v, %v", accounts, err)
	}
}
