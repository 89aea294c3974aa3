package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

// tabled returns elements with everything that a table can hold.
func tabled() []data.Element {
	id, _ := data.ParseID("01900000-0000-7000-8000-000000000001")
	other, _ := data.ParseID("01900000-0000-7000-8000-000000000002")
	third, _ := data.ParseID("01900000-0000-7000-8000-000000000003")
	at := time.Date(2026, 11, 1, 9, 30, 0, 5, time.UTC)
	var shape geo.Geometry
	json.Unmarshal([]byte(`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`), &shape)
	return []data.Element{
		{
			ID: id, Kind: data.KindPlace, Type: "ASSO; autre_chose", Name: "=HYPERLINK(\"x\")", Summary: "-1", Description: "a\nb; \"c\", d", Tags: []string{"été, hiver"},
			Geometry: point(-1.5, 43.25), Precision: data.PrecisionStreet, Phone: "+33 2 00 00 00 00", Website: "https://example.org", Email: "a@example.org",
			Address: data.Address{Street: "@home", PostalCode: "01000", Locality: "Bourg", Country: "FR", Commune: "FR-01053"},
			SameAs:  []string{"https://a.example.org/x,y", "https://b.example.org"}, OpeningHours: "Mo 09:00-12:00; Tu off", Accessibility: map[string]string{"wheelchair": "yes"},
			Image: []data.Image{{URL: "https://example.org/a.jpg"}}, ExternalIDs: map[string]string{"osm": "node/1", "siret": "12345678900012"},
			Source: data.Source{Name: "reg", ID: "+7", URL: "https://example.org/7", License: "Licence Ouverte 2.0"}, License: "etalab-2.0", VerifiedAt: at,
		},
		{
			ID: other, Kind: data.KindEvent, Name: "Fête", Tags: []string{"a", "b;c"}, Geometry: shape, EventStatus: data.EventPostponed, Capacity: 30,
			Schedule: &data.Schedule{Zone: "Indian/Reunion", Slots: []data.Slot{{Start: "2026-05-23T19:00"}, {Start: "2026-05-24T19:00", End: "2026-05-24T21:00"}}},
			License:  "CC0-1.0",
		},
		{
			ID: third, Kind: data.KindClassified, Name: "Perceuse", Offer: &data.Offer{
				Intent: data.IntentOffer, Basis: data.BasisSell, Price: 12.5, Unit: "EUR", State: data.OfferReserved, ValidThrough: at},
		},
	}
}

func TestWriteCSVReadsBackTheSame(t *testing.T) {
	var out bytes.Buffer
	n, err := WriteCSV(&out, each(append(tabled(), data.Element{Kind: data.KindPerson, Name: "Une personne"})...))
	if n != 3 || err != nil {
		t.Fatalf("WriteCSV = %d, %v, want 3 elements", n, err)
	}
	if strings.Contains(out.String(), "Une personne") {
		t.Error("a person is exported")
	}
	var got []data.Element
	records, _ := readAll(t, out.String(), Options{FileName: "f", Source: data.Source{License: "x"}})
	for _, r := range records {
		if r.Err != nil || r.Warnings != nil {
			t.Errorf("line %d: %v, %v", r.Line, r.Err, r.Warnings)
		}
		got = append(got, r.Element)
	}
	if diff := cmp.Diff(tabled(), got, byValue); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestWriteCSVGivesSpreadsheetsNoFormula(t *testing.T) {
	var out bytes.Buffer
	WriteCSV(&out, each(tabled()...))
	text, marked := strings.CutPrefix(out.String(), "\uFEFF")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if !marked || err != nil || !strings.HasSuffix(text, "\r\n") {
		t.Fatalf("marked %v, %v", marked, err)
	}
	for _, cells := range rows[1:] {
		for i, cell := range cells {
			column := field(rows[0][i])
			if cell != "" && strings.Contains("=+-@\t\r", cell[:1]) && !numeric[column] {
				t.Errorf("%s begins a formula: %q", column, cell)
			}
		}
	}
}

func TestWriteCSVStopsAtTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	if _, err := WriteCSV(failing{broken}, each(tabled()...)); !errors.Is(err, broken) {
		t.Errorf("error = %v, want %v", err, broken)
	}
}

func TestGeoJSONStatesSourcesAndLicences(t *testing.T) {
	var out bytes.Buffer
	WriteGeoJSON(&out, each(
		data.Element{Kind: data.KindPlace, Name: "A", License: "etalab-2.0", Source: data.Source{Name: "reg"}},
		data.Element{Kind: data.KindPlace, Name: "B", License: "ODbL-1.0", Source: data.Source{Name: "OpenStreetMap"}},
		data.Element{Kind: data.KindPlace, Name: "C", License: "ODbL-1.0", Source: data.Source{Name: "OpenStreetMap"}},
		data.Element{Kind: data.KindPlace, Name: "D"},
	))
	var got struct {
		Sources     []SourceCount
		Licenses    []string
		Attribution string
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	want := got
	want.Sources = []SourceCount{{"OpenStreetMap", "ODbL-1.0", 2}, {"", "", 1}, {"reg", "etalab-2.0", 1}}
	want.Licenses, want.Attribution = []string{"ODbL-1.0", "etalab-2.0"}, "OpenStreetMap (ODbL-1.0), reg (etalab-2.0)"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stated (-want +got):\n%s", diff)
	}
}
