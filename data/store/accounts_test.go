package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/store"
)

func account(email string) data.Account {
	return data.Account{ID: data.NewID(), Email: email, Name: "Camille", Language: "fr", CreatedAt: noon}
}

func TestAnAddressHasOneAccount(t *testing.T) {
	s := open(t, t.TempDir())
	camille, sacha := account("camille@example.org"), account("sacha@example.org")
	update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.PutAccount(camille, "hash"), tx.PutAccount(sacha, "other"))
	})
	sacha.Email = camille.Email
	_, err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutAccount(sacha, "other") })
	if !errors.Is(err, store.ErrTaken) {
		t.Errorf("taking another's address: %v", err)
	}
	got, hash, err := s.AccountByEmail(t.Context(), "camille@example.org")
	if diff := cmp.Diff(camille, got); diff != "" || hash != "hash" || err != nil {
		t.Errorf("%s, %q, %v", diff, hash, err)
	}
	if _, err := s.Account(t.Context(), data.NewID()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an account that nobody has: %v", err)
	}
	if all, err := s.Accounts(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("accounts %v, %v", all, err)
	}
}

func TestOfLinksForTheSameTheLastIsGood(t *testing.T) {
	s := open(t, t.TempDir())
	link := data.AccessLink{Purpose: data.LinkSignUp, Email: "camille@example.org", ExpiresAt: noon.Add(time.Hour)}
	invited := link
	invited.Administrator = true
	update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.PutAccessLink("first", link), tx.PutAccessLink("invited", invited), tx.PutAccessLink("second", link))
	})
	for token, want := range map[string]bool{"first": false, "second": true, "invited": true} {
		if _, found, err := s.AccessLink(t.Context(), token, noon); found != want || err != nil {
			t.Errorf("the link %s is good: %v, %v; want %v", token, found, err, want)
		}
	}
}

func TestOnlySoManyWaitForALink(t *testing.T) {
	s := open(t, t.TempDir())
	for i, email := range []string{"a@example.org", "b@example.org", "a@example.org", "c@example.org"} {
		update(t, s, func(tx *store.Tx) error {
			kept, err := tx.PutLinkRequest(data.LinkRequest{ID: data.NewID(), Email: email, Language: "fr", AskedAt: noon.Add(time.Duration(i) * time.Second)}, 2)
			if kept != (i < 3) {
				t.Errorf("request %d is kept: %v", i, kept)
			}
			return err
		})
	}
	waiting, err := s.LinkRequests(t.Context())
	if err != nil || len(waiting) != 2 || waiting[0].Email != "b@example.org" {
		t.Errorf("waiting %v, %v", waiting, err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.DeleteExpired(noon.Add(data.RequestLife + time.Minute)) })
	if waiting, err := s.LinkRequests(t.Context()); err != nil || len(waiting) != 0 {
		t.Errorf("after a month wait %v, %v", waiting, err)
	}
}

// TestAnErasedAccountLeavesNothing looks for it in the file itself.
func TestAnErasedAccountLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	camille := account("camille-cachette@example.org")
	own, shared := element("Mon cachette-a-moi"), element("Ensemble")
	own.UpdatedBy, shared.UpdatedBy = camille.ID, camille.ID
	put(t, s, own, shared)
	own.Revision, own.Name = 2, "Mon cachette-encore"
	shared.Revision, shared.UpdatedBy = 2, data.NewID()
	put(t, s, own, shared)
	erasure := data.Erasure{Account: camille.ID, Contributions: data.HideContributions, At: noon}
	update(t, s, func(tx *store.Tx) error {
		session := data.Session{ID: data.NewID(), Account: camille.ID, CreatedAt: noon, SeenAt: noon, ExpiresAt: noon.Add(time.Hour)}
		return errors.Join(tx.PutAccount(camille, "hash-cachette"), tx.PutSession("t", session, []byte("{}")),
			tx.PutAccessLink("l", data.AccessLink{Purpose: data.LinkPassword, Email: camille.Email, Account: camille.ID, ExpiresAt: noon}))
	})
	update(t, s, func(tx *store.Tx) error {
		alone, err := tx.ElementsOnlyBy(camille.ID)
		if err != nil || len(alone) != 1 || alone[0].ID != own.ID {
			t.Errorf("written by one person alone: %v, %v", alone, err)
		}
		return errors.Join(tx.EmptyElement(alone[0].Emptied(noon), "erased"), tx.DeleteAccount(erasure))
	})
	if erased, err := s.Erasures(t.Context()); err != nil || len(erased) != 1 || erased[0] != erasure {
		t.Errorf("erasures %v, %v", erased, err)
	}
	if err := s.FoldLog(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "copy")
	if _, _, err := store.Backup(t.Context(), dir, file, false); err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(dir, store.FileName+"*"))
	if err != nil || len(kept) == 0 {
		t.Fatalf("files %v, %v", kept, err)
	}
	for _, path := range append(kept, file) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), "cachette") {
			t.Errorf("something is left in %s", filepath.Base(path))
		}
	}
	if report, err := store.Verify(t.Context(), file); err != nil || len(report.Problems) > 0 {
		t.Errorf("Verify = %+v, %v", report, err)
	}
	if history, err := s.Revisions(t.Context(), shared.ID); err != nil || len(history) != 2 || history[0].Element.Name != "Ensemble" {
		t.Errorf("what others have changed since: %v, %v", history, err)
	}
}

// TestWhatAnAccountWroteIsReadInOrder writes more than one query takes, beside
// what others write at the same instants.
func TestWhatAnAccountWroteIsReadInOrder(t *testing.T) {
	s := open(t, t.TempDir())
	camille := data.NewID()
	elements := make([]*data.Element, 700)
	for i := range elements {
		elements[i] = element("Jardin")
	}
	for revision := 1; revision <= 2; revision++ {
		for i, e := range elements {
			e.Revision, e.UpdatedAt, e.UpdatedBy = revision, noon.Add(time.Duration(i/400)*time.Second), camille
			if i%7 == 0 {
				e.UpdatedBy = data.NewID()
			}
		}
		put(t, s, elements...)
	}
	var want, got []string
	for _, at := range []int{0, 1} {
		for i, e := range elements {
			if i/400 == at && i%7 != 0 {
				want = append(want, e.ID.String()+" 1", e.ID.String()+" 2")
			}
		}
	}
	err := s.EachRevisionBy(t.Context(), camille, func(r store.Revision) error {
		if r.By != camille {
			t.Errorf("a revision by %s", r.By)
		}
		got = append(got, fmt.Sprint(r.Element.ID, " ", r.Number))
		return nil
	})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	enough := errors.New("enough")
	if err := s.EachRevisionBy(t.Context(), camille, func(store.Revision) error { return enough }); err != enough {
		t.Errorf("stopped with %v", err)
	}
}

func TestAListOfErasuresGrows(t *testing.T) {
	path := filepath.Join(t.TempDir(), store.ErasuresFile)
	first := data.Erasure{Account: data.NewID(), Contributions: data.KeepContributions, At: noon}
	second := data.Erasure{Account: data.NewID(), Contributions: data.HideContributions, At: noon.Add(-time.Hour)}
	for _, more := range [][]data.Erasure{nil, {first}, {first, second}, {second}} {
		if err := store.AddErasures(path, more); err != nil {
			t.Fatal(err)
		}
	}
	got, err := store.ReadErasures(path)
	if diff := cmp.Diff([]data.Erasure{second, first}, got); diff != "" || err != nil {
		t.Errorf("%s %v", diff, err)
	}
	for name, content := range map[string]string{"notes": "do not forget", "a long line": strings.Repeat("a", 1000), "bytes": "\xff\xfe"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.ReadErasures(path); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
		if store.AddErasures(path, []data.Erasure{first}) == nil {
			t.Errorf("%s are written over", name)
		}
	}
}
