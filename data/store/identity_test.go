package store_test

import (
	"path/filepath"
	"testing"

	"maillage/data/store"
)

// identity opens the store of dir, returns its identity, and closes it.
func identity(t *testing.T, dir string) string {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer s.Close()
	got, err := s.Identity(t.Context())
	if err != nil || len(got) < 26 {
		t.Fatalf("Identity = %q, %v, want 26 random letters", got, err)
	}
	return got
}

func TestADatabaseKeepsItsIdentity(t *testing.T) {
	dir := t.TempDir()
	first := identity(t, dir)
	if again := identity(t, dir); again != first {
		t.Errorf("the identity was %s and is %s", first, again)
	}
	if other := identity(t, t.TempDir()); other == first {
		t.Errorf("two databases have the identity %s", other)
	}
}

func TestADatabaseOfTheFirstSchemaGetsAnIdentity(t *testing.T) {
	dir := t.TempDir()
	path := written(t, dir)
	takeBack(t, path, 1)
	first := identity(t, dir)
	if again := identity(t, dir); again != first {
		t.Errorf("the identity was %s and is %s", first, again)
	}
	if count, err := open(t, dir).ElementCount(t.Context()); err != nil || count != 10 {
		t.Errorf("%d elements, %v, want the 10 that %s had", count, err, filepath.Base(path))
	}
}

func TestADatabaseWithoutIdentityGetsOne(t *testing.T) {
	dir := t.TempDir()
	query(t, written(t, dir), "DELETE FROM identity") // as after a crash just behind the migration
	if first, again := identity(t, dir), identity(t, dir); again != first {
		t.Errorf("the identity was %s and is %s", first, again)
	}
}
