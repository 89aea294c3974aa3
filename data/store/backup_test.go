package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

// everything returns the elements of a data folder and where its log stands,
// read beside whoever holds it.
func everything(t *testing.T, dir string) (elements []data.Element, sequence int64) {
	t.Helper()
	s, err := store.OpenForReading(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.EachElement(t.Context(), func(e data.Element) error {
		elements = append(elements, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sequence, err = s.Sequence(t.Context()); err != nil {
		t.Fatal(err)
	}
	return elements, sequence
}

func TestABackupIsRestoredAsItWas(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, element("Jardin"), element("Atelier"))
	file := filepath.Join(t.TempDir(), "copy.db")
	size, _, err := store.Backup(t.Context(), dir, file, false)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Size() != size || info.Mode() != 0o600 {
		t.Errorf("the backup is %v, %v; want %d bytes, mode 0600", info, err, size)
	}
	wantElements, wantSequence := everything(t, dir)
	put(t, s, element("Later"))

	restored := filepath.Join(t.TempDir(), "new")
	report, err := store.Restore(t.Context(), file, restored)
	if err != nil {
		t.Fatal(err)
	}
	if report.Elements != 2 || len(report.Problems) != 0 {
		t.Errorf("Restore reports %+v, want 2 elements and no problem", report)
	}
	gotElements, gotSequence := everything(t, restored)
	geometry := cmp.Comparer(func(a, b geo.Geometry) bool { return cmp.Equal(a.Shape(), b.Shape()) })
	if diff := cmp.Diff(wantElements, gotElements, geometry); diff != "" || gotSequence != wantSequence {
		t.Errorf("restored at %d, want %d; differences:\n%s", gotSequence, wantSequence, diff)
	}
	again := open(t, restored)
	if put(t, again, element("After")) != wantSequence+1 {
		t.Error("the log does not go on where the backup ended")
	}
}

func TestABackupWhileOthersWriteIsOneMoment(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	writers.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			put(t, s, element(fmt.Sprint("A", i)), element(fmt.Sprint("B", i))) // two at once, always
		}
	})
	for i := range 5 {
		file := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if _, _, err := store.Backup(t.Context(), dir, file, false); err != nil {
			t.Error(err)
			break
		}
		report, err := store.Verify(t.Context(), file)
		if err != nil || len(report.Problems) > 0 || report.Elements%2 != 0 {
			t.Errorf("Verify = %+v, %v; want no problem and pairs", report, err)
		}
	}
	stop()
	writers.Wait()
}

func TestABackupOverwritesOnlyWhenAsked(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "kept")
	open(t, dir)
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.Backup(t.Context(), dir, file, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("Backup = %v, want fs.ErrExist", err)
	}
	if text, _ := os.ReadFile(file); string(text) != "precious" {
		t.Errorf("the file holds %q", text)
	}
	if _, _, err := store.Backup(t.Context(), dir, file, true); err != nil {
		t.Error(err)
	}
	if names, _ := os.ReadDir(filepath.Dir(file)); len(names) != 1 {
		t.Errorf("beside the backup lies something: %v", names)
	}
}

func TestWhatCannotBeRestored(t *testing.T) {
	dir := t.TempDir()
	put(t, open(t, dir), element("Jardin"))
	sound := filepath.Join(t.TempDir(), "sound")
	if _, _, err := store.Backup(t.Context(), dir, sound, false); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		content []byte
		change  string // a statement run on the file
		want    error
	}{
		{"empty file", nil, "", store.ErrForeign},
		{"text", []byte("these are notes, and no database"), "", store.ErrCorrupt},
		{"cut short", content[:len(content)/2], "", store.ErrCorrupt},
		{"of another program", content, "PRAGMA application_id = 7", store.ErrForeign},
		{"of a newer version", content, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)", store.ErrNewer},
		{"with a gap in its log", content, "UPDATE counters SET value = 5 WHERE name = 'change'", store.ErrCorrupt},
		{"with an element that breaks a rule", content, `UPDATE elements SET document = json_set(document, '$.kind', 'dragon')`, store.ErrCorrupt},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "backup")
			if err := os.WriteFile(file, tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
			change(t, file, tt.change)
			into := filepath.Join(t.TempDir(), "into")
			if _, err := store.Restore(t.Context(), file, into); !errors.Is(err, tt.want) {
				t.Errorf("Restore = %v, want %v", err, tt.want)
			}
			if _, err := os.Stat(into); !errors.Is(err, fs.ErrNotExist) {
				t.Error("a folder was made")
			}
		})
	}
	if _, err := store.Restore(t.Context(), sound, dir); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("Restore into a folder in use = %v, want ErrNotEmpty", err)
	}
}

func TestABackupOfAnOlderVersionIsRestored(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	e := element("Jardin")
	put(t, s, e)
	e.Revision++
	put(t, s, e)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, store.FileName)
	takeBack(t, file, 1)
	parent := t.TempDir()
	into := filepath.Join(parent, "into")
	report, err := store.Restore(t.Context(), file, into)
	if err != nil || report.Elements != 1 || len(report.Problems) > 0 {
		t.Fatalf("Restore = %+v, %v, want one sound element", report, err)
	}
	if names, err := os.ReadDir(into); err != nil || len(names) != 1 {
		t.Errorf("in the folder lies more than the database: %v, %v", names, err)
	}
	if revisions, err := open(t, into).Revisions(t.Context(), e.ID); err != nil || len(revisions) != 2 {
		t.Errorf("Revisions = %+v, %v, want both", revisions, err)
	}
	query(t, file, "DELETE FROM changes WHERE sequence = 1")
	if _, err := store.Restore(t.Context(), file, filepath.Join(parent, "damaged")); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("Restore of a damaged one = %v, want %v", err, store.ErrCorrupt)
	}
	if _, err := os.Stat(filepath.Join(parent, "damaged")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a damaged one something is left: %v", err)
	}
}

// change runs a statement on a database file, if there is one.
func change(t *testing.T, file, statement string) {
	t.Helper()
	if statement == "" {
		return
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	tests := []struct{ name, change, want string }{
		{"sound", "", ""},
		{"gap in the log", "DELETE FROM changes WHERE sequence = 2", "numbers of the log are missing"},
		{"lost revision", "DELETE FROM revisions WHERE num = 1", "lack some of their revisions"},
		{"revision of nothing", "PRAGMA foreign_keys = 0; UPDATE revisions SET num = 9", "belong to no element"},
		{"revision after the present one", "UPDATE revisions SET revision = 2", "not before the present one"},
		{"lost element", "DELETE FROM revisions WHERE num = 1; DELETE FROM elements WHERE num = 1", "elements that are not there"},
		{"unreadable element", "UPDATE elements SET document = '{' WHERE num = 2", "cannot be read"},
		{"number never given", "UPDATE counters SET value = 1 WHERE name = 'element'", "number that was never given"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := store.Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			again := element("A")
			put(t, s, again, element("B"), element("C"))
			again.Revision++
			put(t, s, again)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, store.FileName)
			change(t, file, tt.change)
			report, err := store.Verify(t.Context(), file)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(report.Problems, "; "); !strings.Contains(got, tt.want) || (got != "") != (tt.want != "") {
				t.Errorf("problems: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReadingBesideTheOwner(t *testing.T) {
	dir := t.TempDir()
	if _, err := store.OpenForReading(t.Context(), dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenForReading of an empty folder = %v, want fs.ErrNotExist", err)
	}
	if names, _ := os.ReadDir(dir); len(names) > 0 {
		t.Errorf("reading made %v", names)
	}
	owner := open(t, dir)
	guest, err := store.OpenForReading(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer guest.Close()
	want := put(t, owner, element("Jardin"))
	if got, err := guest.Sequence(t.Context()); got != want || err != nil {
		t.Errorf("the guest reads %d, %v; want %d", got, err, want)
	}
	_, err = guest.Update(t.Context(), func(*store.Tx) error { return nil })
	if err == nil {
		t.Error("the guest writes")
	}
}
