package store_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/store"
)

// update runs fn in a writing transaction that is to succeed.
func update(t *testing.T, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if _, err := s.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestSettingsComeBackAsTheyWerePut(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, version, err := s.Settings(t.Context()); err != nil || len(got) != 0 || version != (store.SettingsVersion{}) {
		t.Errorf("at first: %v, %v, %v", got, version, err)
	}
	if _, err := s.Logo(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("at first the logo is %v", err)
	}
	want := data.Settings{data.SettingName: "L’été « 100 % »", data.SettingMailPassword: "secret"}
	update(t, s, func(tx *store.Tx) error {
		version, err := tx.PutSettings(want)
		if version != 1 {
			t.Errorf("version %d, want 1", version)
		}
		return errors.Join(err, tx.PutLogo([]byte{1, 2, 0}))
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	got, version, err := s.Settings(t.Context())
	if diff := cmp.Diff(want, got, cmp.Transformer("texts", func(s data.Settings) map[data.SettingKey]string { return s })); err != nil || diff != "" {
		t.Errorf("Settings: %v (-want +got)\n%s", err, diff)
	}
	cheap, err := s.SettingsVersion(t.Context())
	if wanted := (store.SettingsVersion{Settings: 1, Logo: 1}); err != nil || version != wanted || cheap != wanted {
		t.Errorf("versions %v and %v (%v), want %v", version, cheap, err, wanted)
	}
	if logo, err := s.Logo(t.Context()); err != nil || !slices.Equal(logo, []byte{1, 2, 0}) {
		t.Errorf("Logo = %v, %v", logo, err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.PutLogo(nil) })
	if _, err := s.Logo(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("once taken away the logo is %v", err)
	}
}

func TestSettingsAreNoEntryOfTheLog(t *testing.T) {
	s := open(t, t.TempDir())
	before, err := s.Sequence(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	after, err := s.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.PutSettings(data.Settings{data.SettingName: "A"})
		return err
	})
	if err != nil || after != before {
		t.Errorf("the log went from %d to %d: %v", before, after, err)
	}
}

func TestASessionLastsUntilItEnds(t *testing.T) {
	s := open(t, t.TempDir())
	update(t, s, func(tx *store.Tx) error {
		session := func(until time.Time) data.Session {
			return data.Session{ID: data.NewID(), CreatedAt: noon, SeenAt: noon, ExpiresAt: until}
		}
		return errors.Join(tx.PutSession("a", session(noon.Add(time.Hour)), []byte("1")), tx.PutSession("b", session(noon), []byte("2")),
			tx.PutSession("a", session(noon.Add(2*time.Hour)), []byte("3")))
	})
	tests := []struct {
		name, token string
		at          time.Time
		want        string
	}{
		{"while it lasts", "a", noon, "3"}, {"when it ends", "a", noon.Add(2 * time.Hour), ""}, {"one that has ended", "b", noon, ""}, {"one that never was", "c", noon, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			document, found, err := s.Session(t.Context(), tt.token, tt.at)
			if err != nil || string(document) != tt.want || found != (tt.want != "") {
				t.Errorf("Session = %q, %v, %v, want %q", document, found, err, tt.want)
			}
		})
	}
	update(t, s, func(tx *store.Tx) error { return tx.DeleteSession("a") })
	if _, found, err := s.Session(t.Context(), "a", noon); err != nil || found {
		t.Errorf("a session that was ended is found: %v", err)
	}
}

func TestALinkIsTakenOnce(t *testing.T) {
	s := open(t, t.TempDir())
	update(t, s, func(tx *store.Tx) error {
		link := func(until time.Time) data.AccessLink {
			return data.AccessLink{Purpose: data.LinkSettings, ExpiresAt: until}
		}
		return errors.Join(tx.PutAccessLink("good", link(noon.Add(time.Minute))), tx.PutAccessLink("old", link(noon)), tx.PutAccessLink("older", link(noon.Add(-time.Minute))))
	})
	for _, step := range []struct {
		token string
		want  bool
	}{{"good", true}, {"good", false}, {"old", false}, {"none", false}} {
		update(t, s, func(tx *store.Tx) error {
			_, got, err := tx.TakeAccessLink(step.token, noon)
			if got != step.want {
				t.Errorf("TakeAccessLink(%s) = %v, want %v", step.token, got, step.want)
			}
			return err
		})
	}
	update(t, s, func(tx *store.Tx) error { return tx.DeleteExpired(noon) })
}

// TestEveryTableSaysWhatItHoldsAboutPeople fails when a table or a column is
// added and nobody has said whether it can hold something about a person.
func TestEveryTableSaysWhatItHoldsAboutPeople(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	db, err := sql.Open("sqlite", filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT m.name, c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	actual := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		actual[table] = append(actual[table], column)
	}
	described := map[string][]string{}
	for _, holding := range store.Holdings {
		described[holding.Table] = slices.Sorted(slices.Values(append(slices.Clone(holding.Personal), holding.Others...)))
		if (holding.Topic == "") != (len(holding.Personal) == 0) {
			t.Errorf("%s: a topic and columns about people go together", holding.Table)
		}
	}
	if diff := cmp.Diff(actual, described); diff != "" {
		t.Errorf("Holdings is not the schema (-schema +Holdings): say of each column whether it can hold something about a person\n%s", diff)
	}
}
