package data_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

func TestChanged(t *testing.T) {
	noon := time.Date(2026, 5, 23, 12, 0, 0, 0, time.UTC)
	paris := time.FixedZone("", 7200)
	base := data.Element{
		Kind: data.KindClassified, Name: "Vélo", Tags: []string{"vélo"}, Geometry: geo.PointGeometry(geo.Point{Lon: 1, Lat: 45}),
		Offer: &data.Offer{Intent: data.IntentOffer, Basis: data.BasisGive, ValidThrough: noon},
	}
	tests := []struct {
		name   string
		change func(*data.Element)
		want   []string
	}{
		{"nothing", func(*data.Element) {}, nil},
		{"bookkeeping", func(e *data.Element) {
			e.ID, e.Num, e.Slug, e.Revision, e.UpdatedBy, e.UpdatedAt, e.VerifiedAt = data.NewID(), 3, "velo", 9, data.NewID(), noon, noon
		}, nil},
		{"an empty list in place of none", func(e *data.Element) { e.SameAs, e.ExternalIDs = []string{}, map[string]string{} }, nil},
		{"the same place, written again", func(e *data.Element) { e.Geometry = geo.PointGeometry(geo.Point{Lon: 1, Lat: 45}) }, nil},
		{"the same instant in another zone", func(e *data.Element) {
			e.Offer = &data.Offer{Intent: data.IntentOffer, Basis: data.BasisGive, ValidThrough: noon.In(paris)}
		}, nil},
		{"several", func(e *data.Element) { e.Status, e.Name, e.Tags = data.StatusDraft, "Vélos", []string{"Vélo"} }, []string{"name", "tags", "status"}},
		{"the place", func(e *data.Element) { e.Geometry = geo.Geometry{} }, []string{"geometry"}},
		{"no offer any more", func(e *data.Element) { e.Offer = nil }, []string{"offer"}},
		{"the price", func(e *data.Element) {
			e.Offer = &data.Offer{Intent: data.IntentOffer, Basis: data.BasisGive, ValidThrough: noon, Price: 3}
		}, []string{"offer"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			other := base
			tt.change(&other)
			if diff := cmp.Diff(tt.want, data.Changed(&base, &other)); diff != "" {
				t.Errorf("changed (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, data.Changed(&other, &base)); diff != "" {
				t.Errorf("changed, the other way (-want +got):\n%s", diff)
			}
		})
	}
	if members := data.Members(); members[0] != "kind" || slices.Contains(members, "") || slices.Contains(members, "num") {
		t.Errorf("members = %v", members)
	}
}

func TestAnEmptiedElementIsKnownAsOne(t *testing.T) {
	e := data.Element{Kind: data.KindPlace, Name: "Jardin", Status: data.StatusArchived}
	if e.IsEmptied() {
		t.Error("a hidden element is taken for an emptied one")
	}
	if left := e.Emptied(time.Now()); !left.IsEmptied() {
		t.Error("an emptied element is not known as one")
	}
}
