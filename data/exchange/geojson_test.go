package exchange

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func TestOpenReadsGeoJSONOfEveryShape(t *testing.T) {
	feature := func(geometry string) string {
		return `{"type":"Feature","properties":{"nom":"A"},"geometry":` + geometry + `}`
	}
	tests := []struct{ name, text, want string }{
		{"a point", feature(`{"type":"Point","coordinates":[1,2,300]}`), `1 A {"type":"Point","coordinates":[1,2]}`},
		{"a line", feature(`{"type":"LineString","coordinates":[[1,2],[3,4]]}`), `1 A {"type":"LineString","coordinates":[[1,2],[3,4]]}`},
		{"an area", feature(`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`), `1 A {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`},
		{"several points", feature(`{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`), `1 A {"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`},
		{"none", feature("null"), "1 A null"},
		{"a collection of points", feature(`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[3,4]}]}]}`),
			`1 A {"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`},
		{"a collection of an area and its point", feature(`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0.5,0.5]},{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}`),
			`1 A {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`},
		{"a collection of nothing", feature(`{"type":"GeometryCollection","geometries":[]}`), "1 A null"},
		{"an area that is open", feature(`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}`), "1 A null"},
		{"metres", feature(`{"type":"Point","coordinates":[652000,6862000]}`), "1 refused: 652000 is a number of metres, not degrees: convert the file to WGS 84 (from Lambert-93 in France)"},
		{"off the Earth", feature(`{"type":"Point","coordinates":[2,91]}`), "1 refused: geometry: latitude 91 is not between -90 and 90"},
		{"a shape alone has no name", `{"type":"Point","coordinates":[1,2]}`, "1 refused: name: is missing"},
		{"the crs of the Earth", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[` + feature("null") + `]}`, "1 A null"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			records, _ := readAll(t, tt.text, Options{})
			if diff := cmp.Diff([]string{tt.want}, briefs(records)); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOpenReadsFeaturesInEveryWrapping(t *testing.T) {
	a, b := `{"type":"Feature","properties":{"nom":"A"},"geometry":null}`, `{"type":"Feature","properties":{"nom":"B"},"geometry":null}`
	want := []string{"1 A null", "2 B null"}
	for name, text := range map[string]string{
		"a collection": `{"type":"FeatureCollection","features":[` + a + "," + b + `],"sources":[]}`,
		"one a line":   a + "\r\n\n" + b, "a text sequence": "\x1e" + a + "\n\x1e" + b + "\n",
		"indented": strings.ReplaceAll(a, ",", ",\n ") + "\n" + strings.ReplaceAll(b, ",", ",\n "), "a list": "[" + a + ",\n" + b + "]",
		"objects": `[{"nom":"A"},{"nom":"B"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			records, _ := readAll(t, text, Options{})
			if diff := cmp.Diff(want, briefs(records)); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPropertiesAreTheColumnsOfATable(t *testing.T) {
	text := `{"type":"FeatureCollection","features":[{"type":"Feature","id":12,"properties":{"id":"other","NOM":"A","mots_cles":["vélo, cargo","low-tech"],"capacite":null,"codePostal":1000,"insee":"01053","open":{"a":1},"email":"a@example.org"},"geometry":{"type":"Point","coordinates":[5,46]}}]}`
	records, reading := readAll(t, text, Options{FileName: "f"})
	want := data.Element{
		Kind: data.KindPlace, Name: "A", Tags: []string{"vélo, cargo", "low-tech"}, Geometry: point(5, 46), Email: "a@example.org",
		Address: data.Address{PostalCode: "01000", Commune: "FR-01053"}, Source: data.Source{Name: "f", ID: "12"},
	}
	if diff := cmp.Diff(want, records[0].Element, byValue); diff != "" {
		t.Errorf("element (-want +got):\n%s", diff)
	}
	if !slices.Contains(reading.Columns(), Column{"codePostal", "postcode"}) || !slices.Contains(reading.Columns(), Column{"open", ""}) {
		t.Errorf("columns = %v", reading.Columns())
	}
}

func TestFeaturesOfOthersMayHaveAKind(t *testing.T) {
	text := `{"type":"Feature","id":"7","properties":{"name":"A","kind":"event","tags":["vélo"]},"geometry":{"type":"Point","coordinates":[5,46]}}`
	records, _ := readAll(t, text, Options{FileName: "f"})
	want := data.Element{Kind: data.KindEvent, Name: "A", Tags: []string{"vélo"}, Geometry: point(5, 46), Source: data.Source{Name: "f", ID: "7"}}
	if diff := cmp.Diff(want, records[0].Element, byValue); diff != "" {
		t.Errorf("element (-want +got):\n%s", diff)
	}
}

func TestOurOwnGeoJSONReadsBackTheSame(t *testing.T) {
	var out bytes.Buffer
	if _, err := WriteGeoJSON(&out, each(sample()...)); err != nil {
		t.Fatal(err)
	}
	records, _ := readAll(t, out.String(), Options{FileName: "f"})
	var got []data.Element
	for _, r := range records {
		got = append(got, r.Element)
	}
	want := slices.DeleteFunc(sample(), func(e data.Element) bool { return e.Kind == data.KindPerson })
	if diff := cmp.Diff(want, got, byValue); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestGeoJSONSaysWhereItBreaksOff(t *testing.T) {
	feature := `{"type":"Feature","properties":{"nom":"A"},"geometry":null}`
	tests := []struct {
		name, text, want string
		records          int
	}{
		{"between features", `{"type":"FeatureCollection","features":[` + feature + ",", "it ends in the middle", 2},
		{"in a feature", `{"type":"FeatureCollection","features":[` + feature + `,{"type":`, "it ends in the middle", 2},
		{"before the end of the collection", `{"type":"FeatureCollection","features":[` + feature + "]", "it ends in the middle", 2},
		{"metres said behind", `{"type":"FeatureCollection","features":[` + feature + `],"crs":{"properties":{"name":"EPSG:2154"}}}`, `in "EPSG:2154", not in WGS 84`, 2},
		{"no feature", `{"type":"FeatureCollection","features":[]}`, "no feature in it", 1},
		{"an empty list", `[]`, "holds no list", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			reading, err := Open(strings.NewReader(tt.text), Options{})
			var records []Record
			if err == nil {
				records = slices.Collect(reading.Records)
				err = records[len(records)-1].Err
			}
			if !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), tt.want) || len(records) != tt.records {
				t.Errorf("%d records, error = %v, want %d and ErrUnreadable saying %q", len(records), err, tt.records, tt.want)
			}
		})
	}
}
