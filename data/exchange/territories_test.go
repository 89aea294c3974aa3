package exchange_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"maillage/data/exchange"
	"maillage/geo"
)

// featureOf returns a GeoJSON feature: a square whose south-west corner is x, y.
func featureOf(properties string, x, y string) string {
	ring := strings.NewReplacer("x", x, "y", y, "X", x+".9", "Y", y+".9").Replace("[[x,y],[X,y],[X,Y],[x,Y],[x,y]]")
	return `{"type":"Feature","geometry":{"type":"Polygon","coordinates":[` + ring + `]},"properties":` + properties + `}`
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","name":"essai","features":[` + strings.Join(features, ",") + `]}`
}

func TestReadTerritories(t *testing.T) {
	tests := []struct {
		name, country string
		level         geo.Level
		properties    string
		want          geo.Territory // without an outline
		refused       string        // what the error says
	}{
		{"région", "FR", geo.LevelRegion, `{"code":"53","nom":"Bretagne"}`, geo.Territory{Code: "FR-BRE", Level: geo.LevelRegion, Name: "Bretagne", Parents: []string{"FR"}}, ""},
		{"région by its ISO code", "FR", geo.LevelRegion, `{"code":"FR-BRE","nom":"Bretagne"}`, geo.Territory{Code: "FR-BRE", Level: geo.LevelRegion, Name: "Bretagne", Parents: []string{"FR"}}, ""},
		{"région overseas", "FR", geo.LevelRegion, `{"code":"04","nom":"La Réunion"}`, geo.Territory{Code: "FR-974", Level: geo.LevelRegion, Name: "La Réunion", Parents: []string{"FR"}}, ""},
		{"département", "FR", geo.LevelDepartement, `{"code":"35","nom":"Ille-et-Vilaine"}`, geo.Territory{Code: "FR-35", Level: geo.LevelDepartement, Name: "Ille-et-Vilaine", Parents: []string{"FR-BRE", "FR"}}, ""},
		{"département overseas is its région", "FR", geo.LevelDepartement, `{"code":"974","nom":"La Réunion"}`, geo.Territory{Code: "FR-974", Level: geo.LevelRegion, Name: "La Réunion", Parents: []string{"FR"}}, ""},
		{"commune", "FR", geo.LevelCommune, `{"code":"35238","nom":"Rennes"}`, geo.Territory{Code: "FR-35238", Level: geo.LevelCommune, Name: "Rennes", Parents: []string{"FR-35", "FR-BRE", "FR"}}, ""},
		{"commune, its code a number, its name in English", "FR", geo.LevelCommune, `{"code":1033,"name":" Valserhône "}`, geo.Territory{Code: "FR-01033", Level: geo.LevelCommune, Name: "Valserhône", Parents: []string{"FR-01", "FR-ARA", "FR"}}, ""},
		{"commune overseas", "FR", geo.LevelCommune, `{"code":"97411","nom":"Saint-Denis"}`, geo.Territory{Code: "FR-97411", Level: geo.LevelCommune, Name: "Saint-Denis", Parents: []string{"FR-974", "FR"}}, ""},
		{"division abroad", "BE", geo.LevelRegion, `{"code":"VLG","nom":"Flandre"}`, geo.Territory{Code: "BE-VLG", Level: geo.LevelRegion, Name: "Flandre", Parents: []string{"BE"}}, ""},
		{"division abroad, its country said", "BE", geo.LevelRegion, `{"code":"be-vlg","nom":"Flandre"}`, geo.Territory{Code: "BE-VLG", Level: geo.LevelRegion, Name: "Flandre", Parents: []string{"BE"}}, ""},
		{"an arrondissement", "FR", geo.LevelCommune, `{"code":"75112","nom":"Paris 12e"}`, geo.Territory{}, "arrondissement"},
		{"no code", "FR", geo.LevelCommune, `{"nom":"Rennes"}`, geo.Territory{}, "code"},
		{"the code of another level", "FR", geo.LevelRegion, `{"code":"35238","nom":"Rennes"}`, geo.Territory{}, "none of a region of FR"},
		{"no name", "FR", geo.LevelCommune, `{"code":"35238","nom":" "}`, geo.Territory{}, "name"},
		{"no properties", "FR", geo.LevelCommune, `null`, geo.Territory{}, "code"},
		{"properties that are a list", "FR", geo.LevelCommune, `[]`, geo.Territory{}, "code"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := collection(featureOf(tt.properties, "1", "45"))
			for got, err := range exchange.ReadTerritories(strings.NewReader(text), tt.country, tt.level) {
				if tt.refused != "" {
					if !errors.Is(err, exchange.ErrRecord) || !strings.Contains(err.Error(), tt.refused) {
						t.Errorf("got %v, %v; want a refusal that speaks of %q", got, err, tt.refused)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if tt.want.Label = (geo.Point{Lon: 1.45, Lat: 45.45}); len(got.Outline) != 1 {
					t.Errorf("the outline is %v", got.Outline)
				}
				got.Outline = nil
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestABadFeatureDoesNotStopTheOthers(t *testing.T) {
	text := collection(featureOf(`{"code":"35238","nom":"Rennes"}`, "1", "45"), `7`,
		`{"properties":{"code":"35024","nom":"Betton"},"geometry":{"type":"Point","coordinates":[1,45]}}`,
		featureOf(`{"code":"09122","nom":"Foix"}`, "1", "43"))
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte("\uFEFF" + text))
	w.Close()
	var got []string
	for territory, err := range exchange.ReadTerritories(&packed, "FR", geo.LevelCommune) {
		if err != nil && (!errors.Is(err, exchange.ErrRecord) || territory.Code != "") {
			t.Errorf("%v with the error %v", territory.Code, err)
		}
		got = append(got, territory.Code)
	}
	if diff := cmp.Diff([]string{"FR-35238", "", "", "FR-09122"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAFileThatIsNoCollectionIsUnreadable(t *testing.T) {
	rennes := featureOf(`{"code":"35238","nom":"Rennes"}`, "1", "45")
	tests := []struct {
		name, text, country string
		level               geo.Level
	}{
		{"empty", "", "FR", geo.LevelCommune},
		{"a page", "<html>", "FR", geo.LevelCommune},
		{"a list", "[" + rennes + "]", "FR", geo.LevelCommune},
		{"no features", `{"type":"FeatureCollection"}`, "FR", geo.LevelCommune},
		{"features that are no list", `{"features":{}}`, "FR", geo.LevelCommune},
		{"cut off within a feature", collection(rennes)[:150], "FR", geo.LevelCommune},
		{"cut off after a feature", `{"features":[` + rennes, "FR", geo.LevelCommune},
		{"gzip cut off", "\x1f\x8b\x08", "FR", geo.LevelCommune},
		{"a feature without end", `{"features":[{"a":"` + strings.Repeat("a", exchange.MaxFeature), "FR", geo.LevelCommune},
		{"communes abroad", collection(rennes), "BE", geo.LevelCommune},
		{"intercommunalités", collection(rennes), "FR", geo.LevelEPCI},
		{"no country", collection(rennes), "france", geo.LevelCommune},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var last error
			for _, err := range exchange.ReadTerritories(strings.NewReader(tt.text), tt.country, tt.level) {
				last = err
			}
			if !errors.Is(last, exchange.ErrUnreadable) {
				t.Errorf("it ends with %v", last)
			}
		})
	}
}

const table = `insee,nom,dep,epci_siren,epci_nom,codes_postaux,population_municipale
35238,Rennes,35,243500139,Rennes Métropole,35000 35200/35700,230890
35024,Betton,35,243500139,Rennes Métropole,35830,12868
44036,Châteaubriant,44,243500139,Rennes Métropole,44110,12146
9122,Foix,09,,,09000|9001,9493
75056,Paris,75,200054781,Métropole du Grand Paris,,
nowhere,,,,,,
`

func TestReadHierarchy(t *testing.T) {
	for name, text := range map[string]string{
		"commas":     table,
		"semicolons": strings.ReplaceAll(table, ",", ";"),
		"a mark":     "\uFEFF" + table,
	} {
		h, err := exchange.ReadHierarchy(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if h.Len() != 5 || len(h.Refused) != 1 || !errors.Is(h.Refused[0], exchange.ErrRecord) || !strings.Contains(h.Refused[0].Error(), "line 7") {
			t.Errorf("%s: %d communes, refused %v", name, h.Len(), h.Refused)
		}
	}
	for _, text := range []string{"", "code,nom\n1,2\n", "\x1f\x8b"} {
		if _, err := exchange.ReadHierarchy(strings.NewReader(text)); !errors.Is(err, exchange.ErrUnreadable) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func communes(t *testing.T, features ...string) []geo.Territory {
	t.Helper()
	var all []geo.Territory
	for territory, err := range exchange.ReadTerritories(strings.NewReader(collection(features...)), "FR", geo.LevelCommune) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, territory)
	}
	return all
}

func TestPrepareTerritories(t *testing.T) {
	h, err := exchange.ReadHierarchy(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	existing := geo.NewGazetteer([]geo.Territory{
		{Code: "FR", Level: geo.LevelCountry}, {Code: "FR-BRE", Level: geo.LevelRegion}, {Code: "FR-35", Level: geo.LevelDepartement},
		{Code: "FR-35024", Level: geo.LevelCommune, Name: "Betton", Names: map[string]string{"en": "Betton-on-Ille"}},
	})
	read := communes(t,
		featureOf(`{"code":"35238","nom":"Rennes"}`, "1", "45"), featureOf(`{"code":"35024","nom":"Betton"}`, "2", "45"),
		featureOf(`{"code":"44036","nom":"Châteaubriant"}`, "3", "45"), featureOf(`{"code":"09122","nom":"Foix"}`, "4", "45"),
		featureOf(`{"code":"35001","nom":"Acigné"}`, "5", "45"))
	prepared, report := exchange.PrepareTerritories(read, h, existing)
	got := map[string]geo.Territory{}
	for _, territory := range prepared {
		if territory.Level == geo.LevelEPCI && len(territory.Outline) != 3 {
			t.Errorf("the intercommunalité is in %d pieces, its communes lie apart in 3", len(territory.Outline))
		}
		territory.Outline, territory.Label = nil, geo.Point{}
		got[territory.Code] = territory
	}
	epci := "FR-EPCI-243500139"
	want := map[string]geo.Territory{
		"FR-35238": {Code: "FR-35238", Level: geo.LevelCommune, Name: "Rennes", Parents: []string{epci, "FR-35", "FR-BRE", "FR"}, Postcodes: []string{"35000", "35200", "35700"}, Population: 230890},
		"FR-35024": {Code: "FR-35024", Level: geo.LevelCommune, Name: "Betton", Parents: []string{epci, "FR-35", "FR-BRE", "FR"}, Postcodes: []string{"35830"}, Population: 12868, Names: map[string]string{"en": "Betton-on-Ille"}},
		"FR-44036": {Code: "FR-44036", Level: geo.LevelCommune, Name: "Châteaubriant", Parents: []string{epci, "FR-44", "FR-PDL", "FR"}, Postcodes: []string{"44110"}, Population: 12146},
		"FR-09122": {Code: "FR-09122", Level: geo.LevelCommune, Name: "Foix", Parents: []string{"FR-09", "FR-OCC", "FR"}, Postcodes: []string{"09000", "09001"}, Population: 9493},
		"FR-35001": {Code: "FR-35001", Level: geo.LevelCommune, Name: "Acigné", Parents: []string{"FR-35", "FR-BRE", "FR"}},
		epci:       {Code: epci, Level: geo.LevelEPCI, Name: "Rennes Métropole", Parents: []string{"FR-BRE", "FR"}, Population: 230890 + 12868 + 12146},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("prepared (-want +got):\n%s", diff)
	}
	wantReport := exchange.TerritoryReport{Orphans: []string{"FR-09122", "FR-44036"}, Unlisted: []string{"FR-35001"}, WithoutEPCI: 2}
	if diff := cmp.Diff(wantReport, report); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if len(read[0].Parents) != 3 {
		t.Errorf("what was read has changed: %v", read[0].Parents)
	}

	// Imported again without the table, they keep what it told.
	again, _ := exchange.PrepareTerritories(read[:1], nil, geo.NewGazetteer(prepared))
	if len(again) != 1 || len(again[0].Outline) == 0 {
		t.Fatalf("again: %v", again)
	}
	again[0].Outline, again[0].Label = nil, geo.Point{}
	if diff := cmp.Diff(want["FR-35238"], again[0]); diff != "" {
		t.Errorf("without the table (-want +got):\n%s", diff)
	}
}

func TestPostcodesOfParisNeedNoTable(t *testing.T) {
	prepared, _ := exchange.PrepareTerritories(communes(t, featureOf(`{"code":"75056","nom":"Paris"}`, "2", "48")), nil, nil)
	g := geo.NewGazetteer(prepared)
	if got := g.ByPostcode("75012"); len(got) != 1 || got[0].Code != "FR-75056" {
		t.Errorf("75012 serves %v", got)
	}
}

func FuzzReadTerritories(f *testing.F) {
	f.Add([]byte(collection(featureOf(`{"code":"35238","nom":"Rennes"}`, "1", "45"))))
	f.Add([]byte(`{"features":[{},7,null,{"properties":{"code":1033,"nom":"a"},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1]]]]}}]}`))
	f.Add([]byte(`{"features":[{"properties":{"code":"01001","name":"a"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]],[]]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for territory, err := range exchange.ReadTerritories(bytes.NewReader(text), "FR", geo.LevelCommune) {
			if err != nil {
				if territory.Code != "" || !errors.Is(err, exchange.ErrRecord) && !errors.Is(err, exchange.ErrUnreadable) {
					t.Fatalf("%v with the error %v", territory, err)
				}
				continue
			}
			if territory.Name == "" || geo.CommuneCode(territory.Code[3:]) != territory.Code || len(territory.Parents) == 0 {
				t.Fatalf("%+v", territory)
			}
			if again, err := geo.DecodeOutline(geo.EncodeOutline(territory.Outline)); err != nil || again == nil && !orb.Equal(territory.Outline, again) {
				t.Fatalf("%v cannot be kept: %v", territory.Outline, err)
			}
		}
	})
}

func FuzzReadHierarchy(f *testing.F) {
	f.Add([]byte(table))
	f.Add([]byte("insee;epci_siren\n\"1033;\"243500139\"\n09122;\n"))
	f.Add([]byte("insee\n\n\"\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := exchange.ReadHierarchy(bytes.NewReader(text))
		if (h == nil) == (err == nil) || err != nil && !errors.Is(err, exchange.ErrUnreadable) {
			t.Fatalf("%v with the error %v", h, err)
		}
	})
}

func TestFeaturesTellOfTheirIntercommunality(t *testing.T) {
	h := exchange.NewHierarchy()
	text := collection(
		featureOf(`{"code":"35238","nom":"Rennes","codesPostaux":["35000","35200"],"population":100,"epci":{"code":"243500139","nom":"Rennes Métropole"}}`, "1", "45"),
		featureOf(`{"code":"35051","nom":"Cesson","codeEpci":"243500139"}`, "2", "45"),
		featureOf(`{"code":"35024","nom":"Betton","epci":"243500139"}`, "3", "45"),
		featureOf(`{"code":"35001","nom":"Acigné"}`, "5", "45"))
	var read []geo.Territory
	for territory, err := range h.ReadTerritories(strings.NewReader(text), "FR", geo.LevelCommune) {
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, territory)
	}
	if h.Len() != 3 {
		t.Errorf("%d communes are told of, want 3", h.Len())
	}
	first, _ := exchange.PrepareTerritories(read[:1], h, nil)
	// Another file of the same intercommunalité adds to it, and keeps its name.
	other := exchange.NewHierarchy()
	var more []geo.Territory
	for territory := range other.ReadTerritories(strings.NewReader(collection(featureOf(`{"code":"44036","nom":"Châteaubriant","codeEpci":"243500139"}`, "7", "45"))), "FR", geo.LevelCommune) {
		more = append(more, territory)
	}
	prepared, _ := exchange.PrepareTerritories(more, other, geo.NewGazetteer(first))
	for _, territory := range prepared {
		if territory.Level == geo.LevelEPCI && (territory.Name != "Rennes Métropole" || len(territory.Outline) != 2) {
			t.Errorf("the intercommunalité is %q in %d pieces, want Rennes Métropole around both communes", territory.Name, len(territory.Outline))
		}
	}
}
