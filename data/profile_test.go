package data_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
)

func TestAProfileTellsNoMoreThanACommune(t *testing.T) {
	bourg := &geo.Territory{Code: "FR-87085", Level: geo.LevelCommune, Name: "Bourg", Label: geo.Point{Lon: 1, Lat: 45}}
	region := &geo.Territory{Code: "FR-NAQ", Level: geo.LevelRegion, Name: "Région"}
	tests := []struct {
		name    string
		profile data.Profile
		commune *geo.Territory
		refused []string // fields
	}{
		{"nothing", data.Profile{}, nil, nil},
		{"all of it, listed", data.Profile{Summary: "Je répare.", Description: "des **vélos**", Tags: []string{"vélo"}, Website: "https://example.org", Commune: bourg.Code, Listed: true}, bourg, nil},
		{"a commune, not listed", data.Profile{Commune: bourg.Code}, bourg, nil},
		{"listed nowhere", data.Profile{Listed: true}, nil, []string{"address.addressLocality"}},
		{"a commune that nobody knows", data.Profile{Listed: true, Commune: "FR-00000"}, nil, []string{"address.addressLocality"}},
		{"another commune than the one it names", data.Profile{Commune: "FR-87086"}, bourg, []string{"address.addressLocality"}},
		{"a région", data.Profile{Commune: region.Code, Listed: true}, region, []string{"address.addressLocality"}},
		{"wrong texts", data.Profile{Summary: strings.Repeat("a", 501), Description: strings.Repeat("a", data.MaxOfOneself+1), Tags: []string{"!"}, Website: "javascript:alert(1)"}, nil,
			[]string{"description", "summary", "tags[0]", "website"}},
		{"far too long", data.Profile{Description: strings.Repeat("a", 30_000)}, nil, []string{"description"}},
		{"letters that turn around", data.Profile{Summary: "a\u202eb"}, nil, []string{"summary"}},
		{"10,000 tags", data.Profile{Tags: slices.Repeat([]string{"vélo"}, 10_000)}, nil, []string{"tags"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var refused []string
			for _, broken := range data.FieldErrors(tt.profile.Validate(tt.commune)) {
				refused = append(refused, broken.Field)
			}
			slices.Sort(refused)
			if !slices.Equal(slices.Compact(refused), tt.refused) {
				t.Errorf("refused: %v, want %v", refused, tt.refused)
			}
		})
	}
	e := (&data.Profile{Commune: bourg.Code}).Element("Camille", bourg)
	if e.RevealsHome() || e.Geometry.Representative() != bourg.Label || e.Address != (data.Address{Locality: "Bourg", Commune: bourg.Code}) {
		t.Errorf("it becomes %+v", e)
	}
}

func TestWhoWasTakenOffTheMapReturnsWithLeave(t *testing.T) {
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for status, want := range map[data.Status]bool{data.StatusPublished: true, data.StatusArchived: false, data.StatusRejected: false} {
		e := data.Element{ID: data.NewID(), Kind: data.KindPerson, Name: "Camille", Summary: "secret", Status: status}
		left, mayReturn := e.Unlisted(now)
		if mayReturn != want || !left.IsEmptied() || left.Summary != "" || left.Public() {
			t.Errorf("%s: %+v, may return: %v, want %v", status, left, mayReturn, want)
		}
	}
}
