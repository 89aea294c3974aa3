package commons_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

func TestTwoElementsStayTwoOnceSomebodySaidSo(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	reference := func(by data.ID, name string, status data.Status) data.ID {
		e := garden(name)
		e.Status = status
		written, err := door.Reference(ctx, by, e, noon)
		if err != nil {
			t.Fatal(err)
		}
		return written.Element.ID
	}
	one := reference(camille.ID, "Jardin des Lilas", data.StatusPublished)
	two := reference(camille.ID, "Jardin du Lilas", data.StatusPublished)
	draft := reference(camille.ID, "Jardin de Lila", data.StatusDraft)
	before, err := kept.Sequence(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // said again it is still so
		if err := door.NotTheSame(ctx, sacha.ID, two, one, noon); err != nil {
			t.Fatal(err)
		}
	}
	if err := door.NotTheSame(ctx, camille.ID, draft, one, noon); err != nil {
		t.Errorf("of a draft of one's own: %v", err)
	}
	for id, want := range map[data.ID][]data.ID{one: {two, draft}, two: {one}, draft: {one}, data.NewID(): nil} {
		if got, err := kept.DistinctFrom(ctx, id); err != nil || !cmp.Equal(got, want) {
			t.Errorf("distinct from %s: %v, %v, want %v", id, got, err, want)
		}
	}
	if after, err := kept.Sequence(ctx); err != nil || after != before {
		t.Errorf("the log goes from %d to %d, %v: no element has changed", before, after, err)
	}
	refusals := []struct {
		name     string
		by, a, b data.ID
		want     error
	}{
		{"another's draft", sacha.ID, two, draft, store.ErrNotFound},
		{"what is not there", camille.ID, one, data.NewID(), store.ErrNotFound},
		{"with itself", camille.ID, one, one, data.ErrInvalid},
		{"without an account", data.ID{}, one, two, commons.ErrForbidden},
	}
	for _, tt := range refusals {
		if err := door.NotTheSame(ctx, tt.by, tt.a, tt.b, noon); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}
