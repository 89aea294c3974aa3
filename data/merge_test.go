package data_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

var (
	birth = time.Date(2025, 1, 1, 8, 0, 0, 0, time.UTC)
	noon  = time.Date(2026, 5, 23, 12, 0, 0, 0, time.UTC)
	paris = time.FixedZone("CEST", 2*3600)
)

// sameGeometry lets cmp compare elements.
var sameGeometry = cmp.Comparer(func(a, b geo.Geometry) bool { return cmp.Equal(a.Shape(), b.Shape()) })

func TestFirstRevision(t *testing.T) {
	id := data.NewID()
	tests := []struct {
		name        string
		given, want data.Element
	}{
		{
			"what is unsaid is filled in",
			data.Element{Kind: data.KindPlace, Name: "L’Écomusée", Num: 7, Revision: 9, Slug: "other"},
			data.Element{ID: id, Kind: data.KindPlace, Name: "L’Écomusée", Slug: "l-ecomusee", Revision: 1,
				Status: data.StatusPublished, Visibility: data.VisibilityPublic, CreatedAt: noon, UpdatedAt: noon},
		},
		{
			"what is said stays, in UTC",
			data.Element{Name: "a", Status: data.StatusDraft, Visibility: data.VisibilityMembers,
				CreatedAt: birth.In(paris), UpdatedAt: birth.In(paris), VerifiedAt: birth.In(paris),
				Offer: &data.Offer{ValidThrough: noon.In(paris)}},
			data.Element{ID: id, Name: "a", Slug: "a", Revision: 1, Status: data.StatusDraft, Visibility: data.VisibilityMembers,
				CreatedAt: birth, UpdatedAt: birth, VerifiedAt: birth, Offer: &data.Offer{ValidThrough: noon}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := data.FirstRevision(tt.given, id, noon)
			if diff := cmp.Diff(tt.want, got, sameGeometry, cmp.Comparer(sameClock)); diff != "" {
				t.Errorf("FirstRevision differs (-want +got):\n%s", diff)
			}
		})
	}
}

// sameClock compares times and how they are written.
func sameClock(a, b time.Time) bool {
	return a.Equal(b) && a.Format(time.RFC3339) == b.Format(time.RFC3339)
}

func TestNextRevision(t *testing.T) {
	account, target := data.NewID(), data.NewID()
	known := data.Element{
		ID: data.NewID(), Num: 12, Revision: 3, Kind: data.KindPlace, Name: "Ancien nom", Slug: "ancien-nom",
		Summary: "dropped by the source since", CreatedBy: account, CreatedAt: birth, UpdatedAt: birth, VerifiedAt: birth,
		Status: data.StatusArchived, Visibility: data.VisibilityMembers, Redirect: target,
		Source: data.Source{Name: "osm", ID: "node/1"},
	}
	kept := known
	kept.Revision, kept.Name, kept.Slug, kept.Summary, kept.UpdatedAt = 4, "Nouveau nom", "nouveau-nom", "", noon
	said := kept
	said.Status, said.Visibility, said.Redirect = data.StatusPublished, data.VisibilityPublic, account
	said.VerifiedAt, said.UpdatedAt = noon, birth
	tests := []struct {
		name        string
		given, want data.Element
	}{
		{"what is unsaid of its life here stays", data.Element{Kind: data.KindPlace, Name: "Nouveau nom", Source: known.Source}, kept},
		{"its source stays when the record has none", data.Element{Kind: data.KindPlace, Name: "Nouveau nom"}, kept},
		{
			"what is said counts, but for its birth and numbers",
			data.Element{ID: target, Num: 99, Revision: 99, Slug: "x", Kind: data.KindPlace, Name: "Nouveau nom", Source: known.Source,
				CreatedBy: target, CreatedAt: noon, UpdatedAt: birth.In(paris), VerifiedAt: noon.In(paris),
				Status: data.StatusPublished, Visibility: data.VisibilityPublic, Redirect: account},
			said,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := data.NextRevision(known, tt.given, noon)
			if diff := cmp.Diff(tt.want, got, sameGeometry, cmp.Comparer(sameClock)); diff != "" {
				t.Errorf("NextRevision differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRevisionsDoNotShareTheOfferTheyChange(t *testing.T) {
	given := data.Element{Name: "a", Offer: &data.Offer{ValidThrough: noon.In(paris)}}
	data.FirstRevision(given, data.NewID(), noon)
	if zone, _ := given.Offer.ValidThrough.Zone(); zone != "CEST" {
		t.Errorf("the given offer is in %s now", zone)
	}
}

func TestSameContent(t *testing.T) {
	base := data.Element{Kind: data.KindPlace, Name: "a", Tags: []string{"b"}, Source: data.Source{Name: "s", ID: "1"}}
	tests := []struct {
		name   string
		change func(*data.Element)
		want   bool
	}{
		{"nothing differs", func(*data.Element) {}, true},
		{"bookkeeping differs", func(e *data.Element) {
			e.ID, e.Num, e.Slug, e.Revision = data.NewID(), 1, "x", 2
			e.CreatedBy, e.UpdatedBy, e.CreatedAt, e.UpdatedAt = data.NewID(), data.NewID(), birth, noon
		}, true},
		{"an empty list is no list", func(e *data.Element) { e.Image = []data.Image{} }, true},
		{"a tag differs", func(e *data.Element) { e.Tags = []string{"B"} }, false},
		{"a place is known", func(e *data.Element) { e.Geometry = geo.PointGeometry(geo.Point{}) }, false},
		{"the status differs", func(e *data.Element) { e.Status = data.StatusDraft }, false},
		{"it was verified", func(e *data.Element) { e.VerifiedAt = noon }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			other := base
			tt.change(&other)
			got, err := data.SameContent(&base, &other)
			if err != nil || got != tt.want {
				t.Errorf("SameContent = %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestInstantsThatCannotBeWrittenDown(t *testing.T) {
	lastDay := time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -3600*5)) // 10000 in UTC
	tests := []struct {
		name  string
		e     data.Element
		field string // "" means none
	}{
		{"none given", data.Element{}, ""},
		{"the first and the last year", data.Element{CreatedAt: time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC),
			UpdatedAt: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}, ""},
		{"created too late", data.Element{CreatedAt: lastDay}, "createdAt"},
		{"updated too late", data.Element{UpdatedAt: lastDay}, "updatedAt"},
		{"verified too early", data.Element{VerifiedAt: time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)}, "verifiedAt"},
		{"valid for too long", data.Element{Offer: &data.Offer{ValidThrough: lastDay}}, "offer.validThrough"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.e.ValidateInstants()
			field := ""
			if refusal, ok := errors.AsType[*data.FieldError](err); ok {
				field = refusal.Field
			}
			if field != tt.field || (err != nil) != (tt.field != "") {
				t.Errorf("ValidateInstants: %v, want the field %q", err, tt.field)
			}
			e := data.FirstRevision(tt.e, data.NewID(), noon)
			if _, unwritable := data.SameContent(&e, &e); unwritable != nil && err == nil {
				t.Errorf("passed, but cannot be written down: %v", unwritable)
			}
		})
	}
}
