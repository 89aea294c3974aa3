package data_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"maillage/data"
	"maillage/geo"
)

func FuzzParseTerritoryDocument(f *testing.F) {
	full := data.TerritoryDocument{
		Names: map[string]string{"br": "Roazhon", "en": "R\"\u2028<"}, Parents: []string{"FR-35", "é\n", ""},
		Label: geo.Point{Lon: -1.68, Lat: 48.11}, Postcodes: []string{"35000"}, Population: 227_830,
	}
	for _, d := range []data.TerritoryDocument{{}, full, {Label: geo.Point{Lon: 1e-9, Lat: -0.5}}} {
		text, err := json.Marshal(d)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		``, `null`, `[]`, ` { "label" : { "Lat" : -0 , "Lon" : 0.10 } } `, `{"label":{"lon":1}}`, `{"label":[1,2]}`, `{"label":{"Lon":01}}`,
		`{"label":{"Lon":1.}}`, `{"label":{"Lon":-}}`, `{"label":{"Lon":.5}}`, `{"label":{"Lon":1e400}}`, `{"label":{"Lon":1E2}}`,
		`{"Parents":["a"]}`, `{"parents":null,"names":{"a":1}}`, `{"names":{"a":"b"},"names":{"c":"d"}}`, `{"population":1.0}`,
		`{"postcodes":[]} {}`, `{"other":[1]}`, "{}\x00", `{"label":{"Lon":-1`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var want data.TerritoryDocument
		wantErr := json.Unmarshal(text, &want)
		got, err := data.ParseTerritoryDocument(text)
		if (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
			t.Fatalf("%q is read as\n%+v, %v\nencoding/json reads\n%+v, %v", text, got, err, want, wantErr)
		}
	})
}
