package data_test

import (
	"errors"
	"testing"

	"maillage/data"
	"maillage/geo"
)

func TestAPersonIsShownInTheirCommuneOrNowhere(t *testing.T) {
	here := geo.PointGeometry(geo.Point{Lon: -1.68, Lat: 48.11})
	tests := []struct {
		name      string
		kind      data.Kind
		geometry  geo.Geometry
		precision data.Precision
		refused   bool
	}{
		{"a person in their commune", data.KindPerson, here, data.PrecisionCommune, false},
		{"a person nowhere", data.KindPerson, geo.Geometry{}, "", false},
		{"a person nowhere, exactly", data.KindPerson, geo.Geometry{}, data.PrecisionExact, false},
		{"a person at a place, exact when nothing is said", data.KindPerson, here, "", true},
		{"a person at their door", data.KindPerson, here, data.PrecisionExact, true},
		{"a person in their street", data.KindPerson, here, data.PrecisionStreet, true},
		{"an organization at its door", data.KindOrganization, here, data.PrecisionExact, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := data.Element{Kind: tt.kind, Name: "Camille", Geometry: tt.geometry, Precision: tt.precision}
			err := e.Validate()
			if field, _ := errors.AsType[*data.FieldError](err); (err != nil) != tt.refused || tt.refused && field.Field != "precision" {
				t.Errorf("Validate: %v, want refused %v, for its precision", err, tt.refused)
			}
			if got := e.RevealsHome(); got != tt.refused {
				t.Errorf("RevealsHome = %v, want %v", got, tt.refused)
			}
			if got, want := e.Exported(), tt.kind != data.KindPerson; got != want {
				t.Errorf("Exported = %v, want %v", got, want)
			}
		})
	}
}
