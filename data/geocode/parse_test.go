package geocode

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

// What services answer, written after their documentation.
const (
	photonAnswer = `{"features":[
		{"geometry":{"coordinates":[-1.6801,48.1112],"type":"Point"},"type":"Feature","properties":{"osm_id":1,"osm_type":"N","osm_key":"place","osm_value":"house","type":"house","housenumber":"8","street":"Rue Saint-Georges","postcode":"35000","city":"Rennes","state":"Bretagne","country":"France","countrycode":"FR"}},
		{"geometry":{"coordinates":[-1.67,48.11],"type":"Point"},"type":"Feature","properties":{"osm_key":"leisure","type":"house","name":"Jardin des Mille Pas","street":"Rue de Paris","postcode":"35000","city":"Rennes","country":"France","countrycode":"FR"}},
		{"geometry":{"coordinates":[-1.66,48.1],"type":"Point"},"type":"Feature","properties":{"osm_key":"highway","type":"street","name":"Rue de Paris","postcode":"35000","city":"Rennes","country":"France","countrycode":"FR"}},
		{"geometry":{"coordinates":[-1.68,48.11],"type":"Point"},"type":"Feature","properties":{"osm_key":"place","type":"city","name":"Rennes","state":"Bretagne","country":"France","countrycode":"FR","extent":[-1.75,48.15,-1.62,48.07]}},
		{"geometry":{"coordinates":[4.36,50.84],"type":"Point"},"type":"Feature","properties":{"type":"street","name":"Rue Haute","postcode":"1000","city":"Bruxelles","country":"Belgique","countrycode":"BE"}},
		{"geometry":{"coordinates":[2.2,46.2],"type":"Point"},"type":"Feature","properties":{"type":"country","name":"France","country":"France","countrycode":"FR"}}
	],"type":"FeatureCollection"}`
	addokAnswer = `{"type":"FeatureCollection","version":"draft","attribution":"BAN","licence":"ETALAB-2.0","query":"8 rue","limit":5,"features":[
		{"type":"Feature","geometry":{"type":"Point","coordinates":[-1.6801,48.1112]},"properties":{"label":"8 Rue Saint-Georges 35000 Rennes","score":0.97,"housenumber":"8","id":"35238_1_8","name":"8 Rue Saint-Georges","postcode":"35000","citycode":"35238","x":1.5,"y":2,"city":"Rennes","context":"35, Ille-et-Vilaine, Bretagne","type":"housenumber","importance":0.7,"street":"Rue Saint-Georges"}},
		{"type":"Feature","geometry":{"type":"Point","coordinates":[-1.68,48.11]},"properties":{"label":"Rennes","score":0.9,"id":"35238","name":"Rennes","postcode":"35000","citycode":"35238","city":"Rennes","type":"municipality"}},
		{"type":"Feature","geometry":{"type":"Point","coordinates":[-1.5,48.2]},"properties":{"label":"Le Bourg Neuf 35220 Marpiré","name":"Le Bourg Neuf","postcode":35220,"city":"Marpiré","type":"locality"}}
	]}`
)

func TestParse(t *testing.T) {
	at := func(lon, lat float64) geo.Point { return geo.Point{Lon: lon, Lat: lat} }
	tests := []struct {
		name, kind, answer string
		want               []Place
	}{
		{"photon", "photon", photonAnswer, []Place{
			{"8 Rue Saint-Georges, 35000 Rennes", at(-1.6801, 48.1112), "8 Rue Saint-Georges", "35000", "Rennes", "FR", data.PrecisionExact},
			{"Jardin des Mille Pas, Rue de Paris, 35000 Rennes", at(-1.67, 48.11), "Rue de Paris", "35000", "Rennes", "FR", data.PrecisionExact},
			{"Rue de Paris, 35000 Rennes", at(-1.66, 48.1), "Rue de Paris", "35000", "Rennes", "FR", data.PrecisionStreet},
			{"Rennes, Bretagne", at(-1.68, 48.11), "", "", "Rennes", "FR", data.PrecisionCommune},
			{"Rue Haute, 1000 Bruxelles, Belgique", at(4.36, 50.84), "Rue Haute", "1000", "Bruxelles", "BE", data.PrecisionStreet},
		}},
		{"addok", "addok", addokAnswer, []Place{
			{"8 Rue Saint-Georges 35000 Rennes", at(-1.6801, 48.1112), "8 Rue Saint-Georges", "35000", "Rennes", "", data.PrecisionExact},
			{"Rennes", at(-1.68, 48.11), "", "35000", "Rennes", "", data.PrecisionCommune},
			{"Le Bourg Neuf 35220 Marpiré", at(-1.5, 48.2), "Le Bourg Neuf", "35220", "Marpiré", "", data.PrecisionStreet},
		}},
		{"nothing found", "addok", `{"type":"FeatureCollection","features":[]}`, []Place{}},
		{"places that make no sense, and one that does", "addok", `{"features":[7,null,{},
			{"geometry":null,"properties":{"label":"a","type":"street"}},
			{"geometry":{"coordinates":["x"]},"properties":{"label":"b","type":"street"}},
			{"geometry":{"coordinates":[500,48]},"properties":{"label":"c","type":"street"}},
			{"geometry":{"coordinates":[1e999,48]},"properties":{"label":"d","type":"street"}},
			{"geometry":{"coordinates":[1,48]},"properties":{"label":["e"],"name":{},"type":"street"}},
			{"geometry":{"coordinates":[1,48,12]},"properties":{"label":"<b>\u202eRue\u0000\nNoire\u2028</b>","name":true,"type":"street"}}]}`,
			[]Place{{"<b>Rue Noire</b>", at(1, 48), "", "", "", "", data.PrecisionStreet}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parse(tt.kind, []byte(tt.answer))
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("parse: %v\n%s", err, diff)
			}
		})
	}
}

func TestWhatIsNoAnswerIsRefused(t *testing.T) {
	for _, body := range []string{"", "null", "[]", "{}", `{"features":null}`, `{"features":{}}`, `{"message":"q is missing"}`, "<html>", `{"features":[`, strings.Repeat("[", 1<<16)} {
		if places, err := parse("photon", []byte(body)); places != nil || !errors.Is(err, ErrFailed) {
			t.Errorf("parse(%.20q) = %v, %v", body, places, err)
		}
	}
}

// FuzzParse gives only places that can be shown and kept.
func FuzzParse(f *testing.F) {
	f.Add(true, []byte(photonAnswer))
	f.Add(false, []byte(addokAnswer))
	f.Add(false, []byte(`{"features":[{"geometry":{"coordinates":[1,2]},"properties":{"type":"city","name":"\ud800"}}]}`))
	f.Fuzz(func(t *testing.T, photon bool, body []byte) {
		kind := "addok"
		if photon {
			kind = "photon"
		}
		places, err := parse(kind, body)
		if err != nil {
			if places != nil || !errors.Is(err, ErrFailed) {
				t.Fatalf("parse = %v, %v", places, err)
			}
			return
		}
		if len(places) > MaxPlaces {
			t.Fatalf("%d places", len(places))
		}
		for _, p := range places {
			if _, err := geo.NewPoint(p.Point.Lon, p.Point.Lat); err != nil || p.Label == "" || p.Precision == "" {
				t.Fatalf("%+v: %v", p, err)
			}
			e := data.Element{Kind: data.KindPlace, Name: "x", Geometry: geo.PointGeometry(p.Point), Precision: p.Precision,
				Address: data.Address{Street: p.Street, Locality: p.Town, Country: p.Country}}
			if err := e.Validate(); err != nil {
				t.Fatalf("%+v cannot be kept: %v", p, err)
			}
			for _, s := range []string{p.Label, p.Postcode} {
				if !utf8.ValidString(s) || strings.ContainsFunc(s, data.IsForbidden) || strings.ContainsAny(s, "\n\r\t") || utf8.RuneCountInString(s) > 5*maxText+10 {
					t.Fatalf("%q cannot be shown", s)
				}
			}
		}
	})
}
