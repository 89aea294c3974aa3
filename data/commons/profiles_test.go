package commons_test

import (
	"errors"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/geo"
)

// towns is a gazetteer of two communes.
func towns(t *testing.T, door *commons.Commons, kept *store.Store) *geo.Gazetteer {
	t.Helper()
	err := door.ImportTerritories(t.Context(), []geo.Territory{
		{Code: "FR-35238", Level: geo.LevelCommune, Name: "Rennes", Label: geo.Point{Lon: -1.68, Lat: 48.11}},
		{Code: "FR-35001", Level: geo.LevelCommune, Name: "Acigné", Label: geo.Point{Lon: -1.53, Lat: 48.14}},
	})
	if err != nil {
		t.Fatal(err)
	}
	g, _, err := kept.Gazetteer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestSomebodyIsListedChangedAndGone(t *testing.T) {
	door, kept := newDoor(t)
	ctx, g := t.Context(), towns(t, door, kept)
	camille := join(t, door, "camille@example.org")
	set := func(name string, p data.Profile) data.Element {
		t.Helper()
		written, err := door.SetProfile(ctx, camille.ID, name, p, g, noon)
		if err != nil {
			t.Fatal(err)
		}
		return written.Element
	}
	if e := set("Camille", data.Profile{Summary: "Je répare."}); !e.ID.IsZero() {
		t.Errorf("who chose nothing is %+v", e)
	}
	listed := data.Profile{Summary: "Je répare.", Tags: []string{"vélo"}, Commune: "FR-35238", Listed: true}
	first := set("Camille", listed)
	if !first.Public() || first.Kind != data.KindPerson || first.CreatedBy != camille.ID || first.Precision != data.PrecisionCommune ||
		first.Geometry.Representative() != (geo.Point{Lon: -1.68, Lat: 48.11}) {
		t.Fatalf("listed as %+v", first)
	}
	if again := set("Camille", listed); again.ID != first.ID || again.Revision != 1 {
		t.Errorf("said again, it is written again: %+v", again)
	}
	listed.Commune, listed.Person = "FR-35001", data.NewID()
	moved := set("Camille la mécano", listed)
	if moved.ID != first.ID || moved.Revision != 2 || moved.Name != "Camille la mécano" || moved.Address.Locality != "Acigné" {
		t.Errorf("changed, it is %+v", moved)
	}
	if err := door.ChangeProfile(ctx, camille.ID, "Camille B.", "fr", noon); err != nil {
		t.Fatal(err)
	}
	if e, err := kept.Element(ctx, first.ID); err != nil || e.Name != "Camille B." || e.Summary != "Je répare." {
		t.Errorf("renamed, it is %+v, %v", e, err)
	}
	if n, err := kept.ElementCount(ctx); err != nil || n != 1 {
		t.Errorf("one account is %d people, %v", n, err)
	}
	listed.Listed = false
	set("Camille B.", listed)
	revisions, err := kept.Revisions(ctx, first.ID)
	if err != nil || len(revisions) != 4 {
		t.Fatalf("%d revisions, %v", len(revisions), err)
	}
	for _, r := range revisions {
		if !r.Element.IsEmptied() || r.Element.Summary != "" || !r.Element.CreatedBy.IsZero() {
			t.Errorf("revision %d still says %+v", r.Number, r.Element)
		}
	}
	if account, err := kept.Account(ctx, camille.ID); err != nil || !account.Profile.Person.IsZero() || account.Profile.Summary == "" {
		t.Errorf("the profile is %+v, %v", account.Profile, err)
	}
	listed.Listed = true
	if e := set("Camille", listed); e.ID == first.ID || !e.Public() || e.Revision != 1 {
		t.Errorf("listed anew, it is %+v", e)
	}
	account, err := kept.Account(ctx, camille.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := door.ReplayErasures(ctx, []data.Erasure{{Account: camille.ID, Contributions: data.KeepContributions, At: noon}}); err != nil {
		t.Fatal(err)
	}
	if e, err := kept.Element(ctx, account.Profile.Person); err != nil || !e.IsEmptied() {
		t.Errorf("once the account is erased, it is %+v, %v", e, err)
	}
}

// TestNobodySpeaksForAnother tries what others might do to a person, and what
// themselves might do around their profile.
func TestNobodySpeaksForAnother(t *testing.T) {
	door, kept := newDoor(t)
	ctx, g := t.Context(), towns(t, door, kept)
	camille, sacha, keeper := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org"), join(t, door, "keeper@example.org")
	keeper.Administrator = true
	if _, err := kept.Update(ctx, func(tx *store.Tx) error { return tx.PutAccount(keeper, "x") }); err != nil {
		t.Fatal(err)
	}
	listed := data.Profile{Summary: "Je répare.", Commune: "FR-35238", Listed: true}
	written, err := door.SetProfile(ctx, camille.ID, "Camille", listed, g, noon)
	if err != nil {
		t.Fatal(err)
	}
	person := written.Element
	if _, err := kept.Update(ctx, func(tx *store.Tx) error { // even who would belong to it
		return tx.PutMembership(data.Membership{Num: person.Num, Account: sacha.ID, State: data.Joined, Level: data.LevelAdministrator, Since: noon})
	}); err != nil {
		t.Fatal(err)
	}
	exact := person
	exact.Geometry = geo.PointGeometry(geo.Point{Lon: -1.6812345, Lat: 48.1154321})
	for _, by := range []data.ID{camille.ID, sacha.ID, keeper.ID, data.NewID()} {
		attempts := map[string]func() error{
			"edited": func() error { _, err := door.Edit(ctx, by, person.ID, 1, exact, "", noon); return err },
			"verified": func() error {
				_, err := door.Verify(ctx, by, person.ID, noon.AddDate(0, 1, 0))
				return err
			},
			"restored": func() error { _, err := door.Restore(ctx, by, person.ID, 1, 1, "", noon); return err },
		}
		if by != keeper.ID {
			attempts["hidden"] = func() error { _, err := door.SetHidden(ctx, by, person.ID, 0, true, "", noon); return err }
		}
		for what, try := range attempts {
			if err := try(); !errors.Is(err, commons.ErrForbidden) {
				t.Errorf("%s by %s: %v, want a refusal", what, by, err)
			}
		}
	}
	if _, err := door.SetProfile(ctx, data.NewID(), "Personne", listed, g, noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("nobody has a profile: %v", err)
	}
	// Another's person is nobody's by naming it.
	theirs := listed
	theirs.Person = person.ID
	if written, err = door.SetProfile(ctx, sacha.ID, "Sacha", theirs, g, noon); err != nil || written.Element.ID == person.ID {
		t.Errorf("somebody takes the person of another: %+v, %v", written.Element, err)
	}
	// Those who keep the site take them off the map; they alone put them back.
	if _, err := door.SetHidden(ctx, keeper.ID, person.ID, 0, true, "", noon); err != nil {
		t.Fatal(err)
	}
	refused := func(when string) {
		t.Helper()
		_, err := door.SetProfile(ctx, camille.ID, "Camille", listed, g, noon)
		if wrong := data.FieldErrors(err); len(wrong) != 1 || wrong[0].Rule != "profile_hidden" {
			t.Errorf("%s: %v", when, err)
		}
	}
	refused("hidden by who keeps the site")
	gone := listed
	gone.Listed = false
	for range 2 {
		if _, err := door.SetProfile(ctx, camille.ID, "Camille", gone, g, noon); err != nil {
			t.Fatal(err)
		}
		refused("hidden, and gone since")
	}
	if err := door.ChangeProfile(ctx, camille.ID, "Camille B.", "fr", noon); err != nil {
		t.Error(err)
	}
	if _, err := door.SetHidden(ctx, camille.ID, person.ID, 0, false, "", noon.Add(time.Hour)); err == nil {
		t.Error("they put themselves back")
	}
	if _, err := door.SetHidden(ctx, keeper.ID, person.ID, 0, false, "", noon.Add(time.Hour)); err != nil {
		t.Errorf("who keeps the site cannot put them back: %v", err)
	}
	if e, err := kept.Element(ctx, person.ID); err != nil || e.Public() {
		t.Errorf("what is empty is on the map: %+v, %v", e, err)
	}
	if written, err = door.SetProfile(ctx, camille.ID, "Camille", listed, g, noon); err != nil || !written.Element.Public() {
		t.Errorf("they are not listed again: %v", err)
	}
	if _, err := door.SetHidden(ctx, keeper.ID, person.ID, 0, false, "", noon); !errors.Is(err, commons.ErrUnchanged) {
		t.Errorf("what was erased is put on the map: %v", err)
	}
}
