package store_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/store"
)

// takeBack brings a database file back to an older schema.
func takeBack(t *testing.T, path string, version int64) {
	t.Helper()
	if err := store.TakeBack(t.Context(), path, version); err != nil {
		t.Fatal(err)
	}
}

// TestAFolderOfAnOlderVersionKeepsEverything brings a folder back to each schema
// there was, and opens it.
func TestAFolderOfAnOlderVersionKeepsEverything(t *testing.T) {
	for version := int64(1); version <= 7; version++ {
		dir := t.TempDir()
		s, err := store.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		changed, same := element("changed"), element("same")
		changed.Source = data.Source{Name: "essai", ID: "1"}
		put(t, s, changed, same)
		for _, name := range []string{"once", "twice"} {
			changed.Name, changed.UpdatedBy = name, data.NewID()
			changed.Revision++
			put(t, s, changed)
		}
		before := historyOf(t, s, changed.ID, same.ID)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		file := dir + "/" + store.FileName
		takeBack(t, file, version)
		after := historyOf(t, open(t, dir), changed.ID, same.ID)
		if diff := cmp.Diff(before, after, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
			t.Errorf("from schema %d it comes back different (-before +after):\n%s", version, diff)
		}
		if report, err := store.Verify(t.Context(), file); err != nil || len(report.Problems) > 0 {
			t.Errorf("from schema %d: %+v, %v", version, report, err)
		}
	}
}

// historyOf returns the log and the histories of elements.
func historyOf(t *testing.T, s *store.Store, ids ...data.ID) (all struct {
	Changes   []data.Change
	Histories [][]store.Revision
}) {
	t.Helper()
	var err error
	if all.Changes, err = s.Changes(t.Context(), 0, 100); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		history, err := s.Revisions(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		all.Histories = append(all.Histories, history)
	}
	return all
}
