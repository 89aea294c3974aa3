package store_test

import (
	"slices"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
)

func TestWhatSomebodyHasWrittenIsInOneOfItsParts(t *testing.T) {
	s := open(t, t.TempDir())
	me, other := data.NewID(), data.NewID()
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	write := func(name string, status data.Status, authors ...data.ID) {
		t.Helper()
		at = at.Add(time.Hour)
		e := data.Authored(data.Element{Kind: data.KindPlace, Name: name, Status: data.StatusDraft}, authors[0], at)
		_, err := s.Update(t.Context(), func(tx *store.Tx) error {
			for i, author := range authors {
				if i > 0 {
					e.Revision++
				}
				e.UpdatedBy, e.UpdatedAt, e.Status = author, at, status
				if err := tx.PutElement(&e, data.ReasonEdited, ""); err != nil {
					return err
				}
			}
			if name == "vidé" {
				return tx.EmptyElement(e.Emptied(at), data.ReasonErased)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write("le mien", data.StatusPublished, me)
	write("le mien, changé par d’autres", data.StatusPublished, me, other)
	write("celui d’un autre", data.StatusPublished, other)
	write("celui d’un autre, changé par moi", data.StatusPublished, other, me)
	write("celui d’un autre, changé par moi puis par lui", data.StatusPublished, other, me, other)
	write("brouillon", data.StatusDraft, me)
	write("brouillon d’un autre", data.StatusDraft, other)
	write("retiré", data.StatusArchived, me, other)
	write("vidé", data.StatusArchived, me)
	want := map[store.WrittenBy][]string{
		store.WrittenFirst:  {"le mien, changé par d’autres", "le mien"},
		store.WrittenSince:  {"celui d’un autre, changé par moi puis par lui", "celui d’un autre, changé par moi"},
		store.WrittenDraft:  {"brouillon"},
		store.WrittenHidden: {"retiré"},
	}
	for _, part := range store.AllWritten {
		var got, paged []string
		all, err := s.ElementsWrittenBy(t.Context(), me, part, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range all {
			got = append(got, e.Name)
			one, err := s.ElementsWrittenBy(t.Context(), me, part, i, 1)
			if err != nil || len(one) != 1 {
				t.Fatal(one, err)
			}
			paged = append(paged, one[0].Name)
		}
		if !slices.Equal(got, want[part]) || !slices.Equal(got, paged) {
			t.Errorf("%s: %q, a page of one at a time %q, want %q", part, got, paged, want[part])
		}
	}
	if _, err := s.ElementsWrittenBy(t.Context(), me, "x' OR 1", 0, 1); err == nil {
		t.Error("a part that there is not is read")
	}
}
