package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// noon is when the writes of these tests take place.
var noon = time.Date(2026, 5, 23, 12, 0, 0, 0, time.UTC)

// open opens a store in dir that is closed when the test ends.
func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// element returns a new element, ready to be put.
func element(name string) *data.Element {
	e := data.FirstRevision(data.Element{Kind: data.KindPlace, Name: name}, data.NewID(), noon)
	return &e
}

// put writes elements in one transaction and returns the sequence after it.
func put(t testing.TB, s *store.Store, elements ...*data.Element) int64 {
	t.Helper()
	sequence, err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutElements(elements, "test") })
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
	return sequence
}

func TestOpenMakesAPrivateFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "var ?#%41é")
	open(t, dir)
	tests := []struct {
		path string
		want os.FileMode
	}{{dir, 0o700}, {filepath.Join(dir, "maillage.db"), 0o600}, {filepath.Join(dir, "owner.lock"), 0o600}}
	for _, tt := range tests {
		info, err := os.Stat(tt.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != tt.want {
			t.Errorf("mode of %s = %v, want %v", tt.path, got, tt.want)
		}
	}
}

func TestOpenAgainFindsWhatWasWritten(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	e := element("Le Grenier")
	sequence := put(t, s, e)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	got, err := s.Element(t.Context(), e.ID)
	if err != nil || got.Name != e.Name {
		t.Errorf("Element = %q, %v, want %q", got.Name, err, e.Name)
	}
	if got, err := s.Sequence(t.Context()); err != nil || got != sequence {
		t.Errorf("Sequence = %d, %v, want %d", got, err, sequence)
	}
}

func TestAFolderHasOneOwner(t *testing.T) {
	dir := t.TempDir()
	first, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), dir)
	owned, ok := errors.AsType[*store.OwnedError](err)
	if !ok || !errors.Is(err, store.ErrOwned) {
		t.Fatalf("second Open: %v, want an OwnedError", err)
	}
	if owned.Process != os.Getpid() || !strings.Contains(owned.Command, filepath.Base(os.Args[0])) || owned.Dir != dir {
		t.Errorf("OwnedError = %+v, want this process", owned)
	}
	want := fmt.Sprintf("the data folder %s is in use by `%s` (process %d): stop it first, or give another data folder", dir, owned.Command, os.Getpid())
	if owned.Error() != want {
		t.Errorf("Error() = %q, want %q", owned, want)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestOpenRefuses(t *testing.T) {
	write := func(t *testing.T, path string, content []byte) {
		t.Helper()
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name    string
		prepare func(t *testing.T, dir string) string // returns the folder to open
		want    error
	}{
		{"a file instead of a folder", func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "file"), nil)
			return filepath.Join(dir, "file")
		}, store.ErrFolder},
		{"a folder below a file", func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "file"), nil)
			return filepath.Join(dir, "file", "var")
		}, store.ErrFolder},
		{"a folder that cannot be written", func(t *testing.T, dir string) string {
			if os.Geteuid() == 0 {
				t.Skip("the superuser may write anywhere")
			}
			if err := os.Chmod(dir, 0o500); err != nil {
				t.Fatal(err)
			}
			return dir
		}, store.ErrFolder},
		{"a folder in place of the database", func(t *testing.T, dir string) string {
			if err := os.Mkdir(filepath.Join(dir, "maillage.db"), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		}, store.ErrFolder},
		{"a text in place of the database", func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "maillage.db"), bytes.Repeat([]byte("Bonjour !\n"), 1000))
			return dir
		}, store.ErrCorrupt},
		{"a database cut short", func(t *testing.T, dir string) string {
			path := written(t, dir)
			if err := os.Truncate(path, 8192); err != nil {
				t.Fatal(err)
			}
			return dir
		}, store.ErrCorrupt},
		{"a database whose tables are overwritten", func(t *testing.T, dir string) string {
			path := written(t, dir)
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			copy(content[4096:], bytes.Repeat([]byte{0xA5}, len(content)-4096))
			write(t, path, content)
			return dir
		}, store.ErrCorrupt},
		{"another program's database", func(t *testing.T, dir string) string {
			query(t, filepath.Join(dir, "maillage.db"), "CREATE TABLE recipes (name TEXT)")
			return dir
		}, store.ErrForeign},
		{"a newer version's database", func(t *testing.T, dir string) string {
			query(t, written(t, dir), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
			return dir
		}, store.ErrNewer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			dir := tt.prepare(t, root)
			before, _ := os.ReadFile(filepath.Join(dir, "maillage.db"))
			s, err := store.Open(t.Context(), dir)
			if err == nil {
				s.Close()
			}
			if !errors.Is(err, tt.want) {
				t.Fatalf("Open: %v, want %v", err, tt.want)
			}
			if !strings.Contains(err.Error(), root) {
				t.Errorf("%q does not say where", err)
			}
			if after, _ := os.ReadFile(filepath.Join(dir, "maillage.db")); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
			if s, err := store.Open(t.Context(), dir); errors.Is(err, store.ErrOwned) || err == nil {
				s.Close()
				t.Errorf("after a refusal Open answers %v", err)
			}
		})
	}
}

// written makes a sound store in dir and returns the path of its database.
func written(t *testing.T, dir string) string {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		put(t, s, element("Le Grenier"))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "maillage.db")
}

// query runs a statement on a database behind the store's back.
func query(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
