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
		street    string
		refused   string // the field; "" when it is taken
	}{
		{"a person in their commune", data.KindPerson, here, data.PrecisionCommune, "", ""},
		{"a person nowhere", data.KindPerson, geo.Geometry{}, "", "", ""},
		{"a person nowhere, exactly", data.KindPerson, geo.Geometry{}, data.PrecisionExact, "", ""},
		{"a person at a place, exact when nothing is said", data.KindPerson, here, "", "", "geometry"},
		{"a person at their door", data.KindPerson, here, data.PrecisionExact, "", "geometry"},
		{"a person in their street", data.KindPerson, here, data.PrecisionStreet, "", "geometry"},
		{"a person with their street", data.KindPerson, geo.Geometry{}, "", "3 rue Haute", "address.streetAddress"},
		{"a person in their commune, with their street", data.KindPerson, here, data.PrecisionCommune, "3 rue Haute", "address.streetAddress"},
		{"an organization at its door", data.KindOrganization, here, data.PrecisionExact, "3 rue Haute", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := data.Element{Kind: tt.kind, Name: "Camille", Geometry: tt.geometry, Precision: tt.precision, Address: data.Address{Street: tt.street}}
			err := e.Validate()
			var refused string
			if field, ok := errors.AsType[*data.FieldError](err); ok {
				refused = field.Field
			}
			if refused != tt.refused || (err != nil) != (tt.refused != "") {
				t.Errorf("Validate: %v, want the refused field %q", err, tt.refused)
			}
			if got, want := e.RevealsHome(), tt.refused != ""; got != want {
				t.Errorf("RevealsHome = %v, want %v", got, want)
			}
			if got, want := e.Exported(), tt.kind != data.KindPerson; got != want {
				t.Errorf("Exported = %v, want %v", got, want)
			}
		})
	}
}
