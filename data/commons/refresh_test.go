package commons_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// refreshing is an imported element that people change and its source gives again.
type refreshing struct {
	t    *testing.T
	door *commons.Commons
	kept *store.Store
	by   data.ID
	id   data.ID
	at   time.Time
}

func newRefreshing(t *testing.T, first data.Element) *refreshing {
	t.Helper()
	door, kept := newDoor(t)
	r := &refreshing{t: t, door: door, kept: kept, by: join(t, door, "camille@example.org").ID, at: noon}
	r.id = importAll(t, door, []data.Element{first})[0].ID
	return r
}

// later is an hour after whatever was last.
func (r *refreshing) later() time.Time {
	r.at = r.at.Add(time.Hour)
	return r.at
}

func (r *refreshing) present() data.Element {
	r.t.Helper()
	e, err := r.kept.Element(r.t.Context(), r.id)
	if err != nil {
		r.t.Fatal(err)
	}
	return e
}

func (r *refreshing) edit(change func(*data.Element)) {
	r.t.Helper()
	e := r.present()
	change(&e)
	if _, err := r.door.Edit(r.t.Context(), r.by, r.id, e.Revision, e, "", r.later()); err != nil {
		r.t.Fatal(err)
	}
}

// gives has the source give it again, and checks what is told of it: a dry run tells
// the same and writes nothing.
func (r *refreshing) gives(given data.Element, result commons.Result, kept bool) data.Element {
	r.t.Helper()
	before, now := r.present(), r.later()
	for _, act := range []func(context.Context, []data.Element, time.Time) ([]commons.Outcome, error){r.door.TryElements, r.door.ImportElements} {
		if e := r.present(); e.Revision != before.Revision {
			r.t.Errorf("a dry run wrote revision %d", e.Revision)
		}
		outcomes, err := act(r.t.Context(), []data.Element{given}, now)
		if want := (commons.Outcome{Result: result, ID: r.id, Num: before.Num, Kept: kept}); err != nil || outcomes[0] != want {
			r.t.Errorf("outcome = %+v, %v, want %+v", outcomes, err, want)
		}
	}
	e := r.present()
	if wrote := e.Revision - before.Revision; wrote != 0 && result == commons.Unchanged {
		r.t.Errorf("%d revisions were written", wrote)
	}
	return e
}

// TestWhatPeopleWroteOutlivesEveryRefresh follows an element through several.
func TestWhatPeopleWroteOutlivesEveryRefresh(t *testing.T) {
	given := elements(1, 1)[0]
	r := newRefreshing(t, given)
	r.edit(func(e *data.Element) { e.Name, e.Tags = "Le jardin de Camille", append(e.Tags, "abeilles") })
	r.gives(given, commons.Unchanged, false)

	given.Phone, given.Tags = "+33 2 99 00 00 00", []string{"jardin", "compost", "potager"}
	e := r.gives(given, commons.Changed, false)
	if want := []string{"jardin", "compost", "potager", "abeilles"}; e.Name != "Le jardin de Camille" || e.Phone != given.Phone || !slices.Equal(e.Tags, want) {
		t.Errorf("after the first refresh: %q, %q, %q", e.Name, e.Phone, e.Tags)
	}
	if e.Slug != "le-jardin-de-camille" {
		t.Errorf("slug %q", e.Slug)
	}
	r.gives(given, commons.Unchanged, false)

	for i := range 3 { // what the source alone changes follows it each time
		given.Phone = fmt.Sprintf("+33 2 99 00 00 %02d", i+1)
		if e := r.gives(given, commons.Changed, false); e.Name != "Le jardin de Camille" || e.Phone != given.Phone {
			t.Errorf("after another refresh: %q, %q", e.Name, e.Phone)
		}
	}
	given.Name = "Jardin n° 1"
	if e := r.gives(given, commons.Unchanged, true); e.Name != "Le jardin de Camille" {
		t.Errorf("the source renames it: %q", e.Name)
	}
	r.gives(given, commons.Unchanged, false) // it was told
	given.Website = "https://autre.example.org/"
	if e := r.gives(given, commons.Changed, false); e.Name != "Le jardin de Camille" || e.Website != given.Website {
		t.Errorf("the source goes on: %q, %q", e.Name, e.Website)
	}

	r.edit(func(e *data.Element) { e.Name, e.Tags = given.Name, given.Tags }) // people take what the source says
	r.gives(given, commons.Unchanged, false)
	given.Name, given.Tags = "Jardin n° 2", nil
	if e := r.gives(given, commons.Changed, false); e.Name != given.Name || len(e.Tags) != 0 {
		t.Errorf("who says what the source says follows it: %q, %q", e.Name, e.Tags)
	}
	given.Name = "Jardin n° 3"
	if e := r.gives(given, commons.Changed, false); e.Name != given.Name {
		t.Errorf("it follows the source: %q", e.Name)
	}
}

func TestRefreshesBesideOtherActs(t *testing.T) {
	first := elements(1, 1)[0]
	renamed := first
	renamed.Name = "Jardin n° 1"
	moved := first
	moved.Address.Street = "3, rue des Lilas"
	t.Run("hidden", func(t *testing.T) {
		r := newRefreshing(t, first)
		account, err := r.kept.Account(t.Context(), r.by)
		if err != nil {
			t.Fatal(err)
		}
		setAdministrator(t, r.kept, account)
		if _, err := r.door.SetHidden(t.Context(), r.by, r.id, 0, true, "", r.later()); err != nil {
			t.Fatal(err)
		}
		for i, given := range []data.Element{renamed, first} {
			given.Status = data.StatusPublished
			if e := r.gives(given, commons.Changed, false); e.Status != data.StatusArchived || e.Name != given.Name {
				t.Errorf("refresh %d of what is hidden: %s, %q", i, e.Status, e.Name)
			}
		}
	})
	t.Run("verified", func(t *testing.T) {
		r := newRefreshing(t, first)
		written, err := r.door.Verify(t.Context(), r.by, r.id, r.later())
		if err != nil {
			t.Fatal(err)
		}
		r.gives(first, commons.Unchanged, false)
		for _, given := range []data.Element{renamed, moved} {
			if e := r.gives(given, commons.Changed, false); !e.VerifiedAt.Equal(written.Element.VerifiedAt) || e.Name != given.Name {
				t.Errorf("verified at %v, %q", e.VerifiedAt, e.Name)
			}
		}
	})
	t.Run("restored", func(t *testing.T) {
		r := newRefreshing(t, first)
		r.gives(renamed, commons.Changed, false)
		if _, err := r.door.Restore(t.Context(), r.by, r.id, 1, 2, "", r.later()); err != nil {
			t.Fatal(err)
		}
		if e := r.gives(renamed, commons.Unchanged, false); e.Name != first.Name {
			t.Errorf("what was restored is %q", e.Name)
		}
		moved := moved
		moved.Name = renamed.Name
		if e := r.gives(moved, commons.Changed, false); e.Name != first.Name || e.Address.Street != moved.Address.Street {
			t.Errorf("after a refresh: %q, %q", e.Name, e.Address.Street)
		}
		if _, err := r.door.Restore(t.Context(), r.by, r.id, 2, 4, "", r.later()); err != nil {
			t.Fatal(err)
		}
		if e := r.gives(moved, commons.Unchanged, false); e.Name != renamed.Name || e.Address.Street != first.Address.Street {
			t.Errorf("restored to the first name of the source: %q, %q", e.Name, e.Address.Street)
		}
	})
	t.Run("too much together", func(t *testing.T) {
		r := newRefreshing(t, first)
		r.edit(func(e *data.Element) {
			for i := len(e.Tags); i < data.MaxTags; i++ {
				e.Tags = append(e.Tags, fmt.Sprint("ici ", i))
			}
		})
		more := first
		more.Tags = append(slices.Clone(first.Tags), "un de plus")
		for range 2 { // each time
			if e := r.gives(more, commons.Unchanged, true); len(e.Tags) != data.MaxTags {
				t.Errorf("%d tags", len(e.Tags))
			}
		}
	})
	t.Run("an export of ours comes back between", func(t *testing.T) {
		r := newRefreshing(t, first)
		r.edit(func(e *data.Element) { e.Name = "Le jardin de Camille" })
		r.gives(r.present(), commons.Unchanged, false)
		if e := r.gives(first, commons.Unchanged, false); e.Name != "Le jardin de Camille" {
			t.Errorf("the source says what it said: %q", e.Name)
		}
	})
	t.Run("the source says what people wrote, then more", func(t *testing.T) {
		r := newRefreshing(t, first)
		r.edit(func(e *data.Element) { e.Name = renamed.Name })
		r.gives(renamed, commons.Unchanged, false)
		again := renamed
		again.Name = "Jardin n° 2"
		if e := r.gives(again, commons.Changed, false); e.Name != again.Name {
			t.Errorf("it is called %q", e.Name)
		}
	})
	t.Run("its author erased it, and a file brings it back", func(t *testing.T) {
		draft := own(data.NewID(), "Brouillon")
		draft.Status = data.StatusDraft
		r := newRefreshing(t, draft)
		e := r.present()
		if _, err := r.kept.Update(t.Context(), func(tx *store.Tx) error {
			return tx.EmptyElement(e.Emptied(noon), data.ReasonErased)
		}); err != nil {
			t.Fatal(err)
		}
		draft.Name = "De retour"
		if e := r.gives(draft, commons.Changed, false); e.Name != "De retour" {
			t.Errorf("it is called %q", e.Name)
		}
	})
}

// TestRefreshesMakeNobodysAddressTheSources has somebody write their own address, and
// the source give the element again.
func TestRefreshesMakeNobodysAddressTheSources(t *testing.T) {
	given := elements(1, 1)[0]
	given.Email = "bonjour@ressourcerie.example"
	r := newRefreshing(t, given)
	r.edit(func(e *data.Element) { e.Email = "camille@example.org" })
	given.Name = "Jardin n° 1"
	r.gives(given, commons.Changed, false)
	if _, err := r.door.ClaimByMail(t.Context(), r.by, r.id, noon); !errors.Is(err, commons.ErrNoAddress) {
		t.Errorf("who wrote their own address gets a link: %v", err)
	}
	if email, err := r.door.ProvingAddress(t.Context(), r.id); err != nil || email != "" {
		t.Errorf("ProvingAddress = %q, %v", email, err)
	}
	r.edit(func(e *data.Element) { e.Email = given.Email })
	if email, err := r.door.ProvingAddress(t.Context(), r.id); err != nil || email != given.Email {
		t.Errorf("ProvingAddress = %q, %v, want that of the source", email, err)
	}
}

// TestManyRefreshesAtOnce gives a batch again of which people changed every third.
func TestManyRefreshesAtOnce(t *testing.T) {
	door, kept := newDoor(t)
	camille := join(t, door, "camille@example.org")
	batch := elements(0, 1200)
	outcomes := importAll(t, door, batch)
	for i := 0; i < len(batch); i += 3 {
		e, err := kept.Element(t.Context(), outcomes[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		e.Summary = "D’ici"
		if _, err := door.Edit(t.Context(), camille.ID, e.ID, e.Revision, e, "", noon); err != nil {
			t.Fatal(err)
		}
	}
	for round := range 2 {
		for i := range batch {
			batch[i].Website = fmt.Sprintf("https://jardin.example.org/%d", round)
		}
		for i, outcome := range importAll(t, door, batch) {
			e, err := kept.Element(t.Context(), outcome.ID)
			if err != nil {
				t.Fatal(err)
			}
			summary := batch[i].Summary
			if i%3 == 0 {
				summary = "D’ici"
			}
			if outcome.Result != commons.Changed || e.Summary != summary || e.Website != batch[i].Website {
				t.Fatalf("round %d: element %d is %v: %q, %q", round, i, outcome.Result, e.Summary, e.Website)
			}
		}
	}
}
