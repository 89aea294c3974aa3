package main

import (
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// TestAnImportTellsWhatItKept has people rename an element before its source does: in
// a folder that nobody serves, and through the server of one.
func TestAnImportTellsWhatItKept(t *testing.T) {
	const kept = "0 new, 0 changed, 2 unchanged, 0 repeated, 0 rejected; 0 warned\n1 kept what people wrote here"
	dir := shortFolder(t)
	mustRun(t, "2 new", "import", "elements", "--data", dir, elementsFile(t, "s", "Jardin des Ormes", "Atelier vélo"))
	rename(t, dir, 1, "Le jardin de Camille")

	mustRun(t, "dry run, nothing written: 2 records: "+kept, "import", "elements", "--data", dir, "--dry-run", elementsFile(t, "s", "Jardin", "Atelier vélo"))
	mustRun(t, kept, "import", "elements", "--data", dir, elementsFile(t, "s", "Jardin", "Atelier vélo"))
	r := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	mustRun(t, kept, "import", "elements", "--data", dir, elementsFile(t, "s", "Jardins", "Atelier vélo"))
	r.finds(t, "/api/v1/search?q=camille", "Le jardin de Camille")
	mustRun(t, "Everything is as it should be", "verify", "--data", dir)
}

// rename has somebody call an element of a folder otherwise.
func rename(t *testing.T, dir string, num int64, name string) {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.Update(t.Context(), func(tx *store.Tx) error {
		known, err := tx.ElementByNum(num)
		if err != nil {
			return err
		}
		given := known
		given.Name = name
		e := data.Edited(known, given, data.NewID(), time.Now())
		return tx.PutElement(&e, data.ReasonEdited, "")
	})
	if err != nil {
		t.Fatal(err)
	}
}
