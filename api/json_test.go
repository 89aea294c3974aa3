package api

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

func TestEveryPropertyOfAFeatureIsWritten(t *testing.T) {
	p := &properties{}
	all := reflect.ValueOf(p).Elem()
	for i := range all.NumField() {
		switch field := all.Field(i); field.Kind() {
		case reflect.Struct: // the element, which its own tests compare
		case reflect.Pointer:
			field.Set(reflect.New(field.Type().Elem()))
		case reflect.Slice:
			field.Set(reflect.MakeSlice(field.Type(), 1, 1))
		case reflect.Map:
			field.Set(reflect.ValueOf(map[string]string{"acces": "libre"}))
		case reflect.String:
			field.SetString("said")
		case reflect.Float64:
			field.SetFloat(0.5)
		default:
			t.Fatalf("fill %s with something here", all.Type().Field(i).Name)
		}
	}
	f := feature{Type: "Feature", Properties: p}
	got, err := f.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(&f)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("AppendJSON writes something else than encoding/json (-want +got):\n%s", diff)
	}
}

// FuzzSearchAnswer checks that what is written by hand is what encoding/json
// writes.
func FuzzSearchAnswer(f *testing.F) {
	f.Add("Le jardin", "un « jardin » & <b>", 812.5, 1234.0, 2.35, 48.85, 3)
	f.Add("\xff\"\\\u2028", "", 0.0, 0.0, -180.0, -90.0, 1)
	f.Add("", "\x00", 20_003_931.4, 0.0001, 1e-7, 89.999999, 0)
	f.Fuzz(func(t *testing.T, name, found string, distance, score, lon, lat float64, count int) {
		for _, v := range []float64{distance, score} {
			if !(math.Abs(v) < 1e9) {
				t.Skip("farther than the Earth is round")
			}
		}
		distance, score = rounded(distance, 10), rounded(score, 1e4)
		answer := &searchAnswer{
			Type: "FeatureCollection", Features: []feature{}, Total: count, Ladder: []ladderStep{{"world", name, "world", count}},
			Facets: map[string][]facetValue{"tag": {{"a", name, count}}}, More: map[string]int{"tag": count}, Corrected: found, Next: name, Took: distance,
		}
		for i := range min(max(count, 0), 3) {
			e := data.Element{ID: data.ID{byte(i)}, Num: int64(i), Kind: data.KindPlace, Name: name, Description: found, Tags: []string{name, found}}
			if p, err := geo.NewPoint(lon, lat); err == nil && i > 0 {
				e.Geometry = geo.PointGeometry(p)
			}
			one := newFeature(e)
			one.Properties.Snippet, one.Properties.Score = found, score
			if i > 0 {
				one.Properties.Distance = &distance
				one.Properties.Territories = []territoryRef{{Code: name, Name: found}}
				one.Properties.Values = map[string]string{name: found, "places": "12"}
				one.Properties.Networks = []NamedNetwork{{name, found}}
				one.Network = &FoundNetwork{Reference: name, Title: found, Fields: []data.NetworkField{{Key: name, Label: found}}}
				one.Properties.Opening = &Opening{Lines: []string{name}, State: found}
			}
			answer.Features = append(answer.Features, one)
		}
		got, err := answer.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("AppendJSON writes something else than encoding/json (-want +got):\n%s", diff)
		}
	})
}
