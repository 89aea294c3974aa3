package data_test

import (
	"testing"

	"maillage/data"
)

func TestARecordIsKnownByItsSourceElseByItsID(t *testing.T) {
	id := data.NewID()
	tests := []struct {
		name   string
		source data.Source
		id     data.ID
		want   data.Identity
	}{
		{"a source with its id", data.Source{Name: "s", ID: "1"}, data.ID{}, data.Identity{SourceName: "s", SourceID: "1"}},
		{"both", data.Source{Name: "s", ID: "1", URL: "https://s.example"}, id, data.Identity{SourceName: "s", SourceID: "1"}},
		{"an id alone", data.Source{}, id, data.Identity{ID: id}},
		{"a source without its id", data.Source{Name: "s"}, id, data.Identity{ID: id}},
		{"an id of no source", data.Source{ID: "1"}, data.ID{}, data.Identity{}},
		{"nothing", data.Source{}, data.ID{}, data.Identity{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := data.Element{ID: tt.id, Source: tt.source}
			got := e.Identity()
			if got != tt.want || got.IsZero() != (tt.want == data.Identity{}) {
				t.Errorf("Identity = %+v, want %+v", got, tt.want)
			}
		})
	}
}
