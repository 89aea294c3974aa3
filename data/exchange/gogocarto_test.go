package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

const taxonomy = `{"id":1,"name":"Catégories","options":[{"id":10,"name":"Alimentation","subcategories":[{"id":2,"options":[{"id":11,"name":"AMAP"}]}]}]}`

func TestOpenReadsBothFormsOfGoGoCarto(t *testing.T) {
	named, err := ReadTaxonomy(strings.NewReader(taxonomy))
	if err != nil {
		t.Fatal(err)
	}
	full := `{"licence":"ODbL","ontology":"gogofull","data":[{"id":"a1","name":"L\\u00e0-bas \\ud83c\\udf31","status":1,"geo":{"latitude":44.2,"longitude":"-1.2"},
"address":{"streetNumber":"7","streetAddress":"rue Haute","addressLocality":"Mimizan","postalCode":"40200","addressCountry":"FR"},
"description":"Une\\r\\nligne \\/ deux","commitment":"Engagé.","telephone":"500000000","email":"hidden","website":"http:\\/\\/example.org\\/x","sourceKey":"LMC",
"optionValues":[10,{"optionId":11},99],"openHours":{"Mo":"9h-12h"},"openHoursMoreInfos":"ignored","images":["https://example.org/a,b.jpg"]},
{"id":"gone","name":"B","status":-2},
{"id":"b","name":"C","categories":["Fête"],"geo":{"latitude":1,"longitude":2},"geoJSONFeature":{"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}}]}`
	records, reading := readAll(t, full, Options{FileName: "f", Taxonomy: named})
	want := data.Element{
		Kind: data.KindOrganization, Type: "AMAP", Name: "Là-bas 🌱", Tags: []string{"Alimentation"}, Geometry: point(-1.2, 44.2),
		Description:  "Une\nligne / deux\n\nEngagé.",
		Address:      data.Address{Street: "7 rue Haute", PostalCode: "40200", Locality: "Mimizan", Country: "FR"},
		Phone:        "0500000000",
		Website:      "http://example.org/x",
		OpeningHours: "Mo 09:00-12:00", Image: []data.Image{{URL: "https://example.org/a,b.jpg"}},
		License: "ODbL-1.0", Source: data.Source{Name: "LMC", ID: "a1", License: "ODbL"},
	}
	if diff := cmp.Diff(want, records[0].Element, byValue); diff != "" {
		t.Errorf("element (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"2 refused: it was refused or deleted in that GoGoCarto (status -2)", `3 C {"type":"LineString","coordinates":[[1,2],[3,4]]}`}, briefs(records[1:])); diff != "" {
		t.Errorf("others (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"some of its categories are not in the taxonomy, and left out"}, reading.Notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}

	compact := `{"ontology":"gogocompact","data":[["a1","L'été",44.2,-1.2,[11,10]],["a2",["B","sous-titre"],1,2],["short"],["a3","C","x","y",[]]]}`
	records, _ = readAll(t, compact, Options{FileName: "f", Taxonomy: named})
	wantBriefs := []string{
		`1 L'été {"type":"Point","coordinates":[-1.2,44.2]}`, `2 B {"type":"Point","coordinates":[2,1]}`,
		"3 refused: the compact form has at least an id, a name, a latitude and a longitude", "4 C null",
	}
	if diff := cmp.Diff(wantBriefs, briefs(records)); diff != "" || records[0].Element.Type != "AMAP" || records[0].Element.Source.ID != "a1" {
		t.Errorf("%+v (-want +got):\n%s", records[0].Element, diff)
	}

	_, reading = readAll(t, compact, Options{})
	if notes := reading.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "--taxonomy") {
		t.Errorf("notes without a taxonomy = %q", notes)
	}
}

func TestGoGoCartoFollowsItsMapping(t *testing.T) {
	records, _ := readAll(t, `{"ontology":"gogocompact","mapping":["id","status","name","latitude","longitude"],"data":[["a",1,"A",1,2]]}`, Options{})
	if diff := cmp.Diff([]string{`1 A {"type":"Point","coordinates":[2,1]}`}, briefs(records)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestReadTaxonomyRefusesWhatIsNone(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", "<html>", `{"options":3}`} {
		if _, err := ReadTaxonomy(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "it is no taxonomy") {
			t.Errorf("ReadTaxonomy(%q) = %v", text, err)
		}
	}
}
