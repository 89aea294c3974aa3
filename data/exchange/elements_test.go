package exchange

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

var byValue = cmp.Comparer(func(a, b geo.Geometry) bool {
	x, _ := a.MarshalJSON()
	y, _ := b.MarshalJSON()
	return bytes.Equal(x, y)
})

func point(lon, lat float64) geo.Geometry { return geo.PointGeometry(geo.Point{Lon: lon, Lat: lat}) }

func TestReadElementsMapsTheFlatForm(t *testing.T) {
	tests := []struct {
		name, line   string
		want         data.Element
		wantWarnings []string
	}{
		{
			"a place with everything",
			`{"id":"reg:7","source":"reg","licence":"Licence Ouverte 2.0","name":"La Grange","description":"Ici on répare.","types":["Tiers-lieu","Fablab"],"tags":["vélo","low-tech"],"street":"1 rue Haute\nBât. B","postcode":"01000","city":"Bourg","insee":"1053","country":"fr","opening_hours":"Mo 10:00-12:00","website":"www.example.org","lat":46.2,"lon":5.2}`,
			data.Element{
				Kind: data.KindPlace, Type: "Tiers-lieu", Name: "La Grange", Description: "Ici on répare.",
				Tags: []string{"vélo", "low-tech", "Fablab"}, Geometry: point(5.2, 46.2),
				Address:      data.Address{Street: "1 rue Haute, Bât. B", PostalCode: "01000", Locality: "Bourg", Country: "FR", Commune: "FR-01053"},
				OpeningHours: "Mo 10:00-12:00", Website: "https://www.example.org", License: "etalab-2.0",
				Source: data.Source{Name: "reg", ID: "reg:7", License: "Licence Ouverte 2.0"},
			},
			nil,
		},
		{"a festival is an event without dates", `{"name":"Fête","types":["festival"]}`,
			data.Element{Kind: data.KindEvent, Type: "festival", Name: "Fête"}, nil},
		{"a co-operative without types is an organization", `{"name":"Shop","source":"coops-uk-x"}`,
			data.Element{Kind: data.KindOrganization, Name: "Shop", Source: data.Source{Name: "coops-uk-x"}}, nil},
		{"an abbreviation is spelled out and decides the kind", `{"name":"A","types":["ASSO"]}`,
			data.Element{Kind: data.KindOrganization, Type: "Association", Name: "A"}, nil},
		{"an OpenStreetMap tag reads as its value", `{"name":"A","types":["amenity=place_of_worship","shop=yes"]}`,
			data.Element{Kind: data.KindPlace, Type: "place of worship", Name: "A", Tags: []string{"shop"}}, nil},
		{"a vague type gives way, a broken list is split", `{"name":"A","types":["Autres","Médiathèque,\"Espace de coworking\",Autres"]}`,
			data.Element{Kind: data.KindPlace, Type: "Médiathèque", Name: "A", Tags: []string{"Espace de coworking"}}, nil},
		{"a type that is a number is none", `{"name":"A","types":[44.16]}`, data.Element{Kind: data.KindPlace, Name: "A"}, nil},
		{"a presumed licence stays as published", `{"name":"A","licence":"Licence Ouverte 2.0 (presumed)"}`,
			data.Element{Kind: data.KindPlace, Name: "A", License: "Licence Ouverte 2.0 (presumed)", Source: data.Source{License: "Licence Ouverte 2.0 (presumed)"}}, nil},
		{"what is no website is left out", `{"name":"A","website":"MAIRIE"}`, data.Element{Kind: data.KindPlace, Name: "A"},
			[]string{`website: "MAIRIE" is not a web address: it starts with http:// or https:// and names a host, left out`}},
		{"a script is no website", `{"name":"A","website":"javascript:alert(1)"}`, data.Element{Kind: data.KindPlace, Name: "A"},
			[]string{`website: "javascript:alert(1)" is not a web address: it starts with http:// or https:// and names a host, left out`}},
		{"a tag without a letter is left out", `{"name":"A","tags":[",","#C++"]}`, data.Element{Kind: data.KindPlace, Name: "A", Tags: []string{"#C++"}},
			[]string{`tags[0]: "," has no letter or digit, left out`}},
		{"a tag given twice is kept once", `{"name":"A","tags":["Zéro déchet","zero-dechet"]}`, data.Element{Kind: data.KindPlace, Name: "A", Tags: []string{"Zéro déchet"}}, nil},
		{"0,0 is no place", `{"name":"A","lat":0,"lon":0.0}`, data.Element{Kind: data.KindPlace, Name: "A"},
			[]string{"lon, lat: 0, 0 is where unknown places are put, left out"}},
		{"half a pair is no place", `{"name":"A","lat":48}`, data.Element{Kind: data.KindPlace, Name: "A"},
			[]string{`lon, lat: "", "48" are not two numbers, left out`}},
		{"numbers may be texts", `{"name":"A","lat":"48.5","lon":" 2 ","postcode":35000}`,
			data.Element{Kind: data.KindPlace, Name: "A", Geometry: point(2, 48.5), Address: data.Address{PostalCode: "35000"}}, nil},
		{"what is no commune is left out", `{"name":"A","insee":"0"}`, data.Element{Kind: data.KindPlace, Name: "A"},
			[]string{`insee: "0" is not the code of a commune, left out`}},
		{"abroad there is no INSEE code", `{"name":"A","insee":"98818","country":"NC"}`, data.Element{Kind: data.KindPlace, Name: "A", Address: data.Address{Country: "NC"}}, nil},
		{"a country is two letters", `{"name":"A","country":"France"}`, data.Element{Kind: data.KindPlace, Name: "A"},
			[]string{`address.addressCountry: "FRANCE" is not a country code of two capital letters, like FR, left out`}},
		{"Windows' own characters are read as meant", "{\"name\":\"L\u0092\u009cuvre\"}", data.Element{Kind: data.KindPlace, Name: "L’œuvre"}, nil},
		{"control characters go, lines join in a name", `{"name":"A\u0002\nB \u202e"}`, data.Element{Kind: data.KindPlace, Name: "A B"},
			[]string{"name: holds invisible control characters, left out"}},
		{"a long name is cut", `{"name":"` + strings.Repeat("é", 301) + `"}`, data.Element{Kind: data.KindPlace, Name: strings.Repeat("é", 300)},
			[]string{"name: is longer than 300 characters, cut there"}},
		{"own form, a person keeps their commune", `{"kind":"person","name":"A","precision":"commune","geometry":{"type":"Point","coordinates":[2,48]}}`,
			data.Element{Kind: data.KindPerson, Name: "A", Precision: data.PrecisionCommune, Geometry: point(2, 48)}, nil},
		{"own form, a person loses their door", `{"kind":"person","name":"A","precision":"street","geometry":{"type":"Point","coordinates":[2,48]}}`,
			data.Element{Kind: data.KindPerson, Name: "A", Precision: data.PrecisionStreet},
			[]string{"geometry: a person is shown in their commune, never at their door: give a place in the commune and the precision commune, or no place, left out"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := slices.Collect(ReadElements(strings.NewReader(tt.line)))
			want := []Record{{Line: 1, Element: tt.want, Warnings: tt.wantWarnings}}
			if diff := cmp.Diff(want, got, byValue); diff != "" {
				t.Errorf("ReadElements (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadElementsRefusesWhatCannotBeTaken(t *testing.T) {
	tests := []struct{ name, line, wantReason string }{
		{"no JSON", `name;city`, "the line is not one JSON object"},
		{"a list", `[1]`, "the line holds a JSON array, expected an object"},
		{"two objects", `{"name":"A"}{"name":"B"}`, "the line is not one JSON object"},
		{"no name", `{"lat":1,"lon":2}`, "name: is missing"},
		{"a blank name", `{"name":" \t "}`, "name: is missing"},
		{"a name of control characters", `{"name":"\u0001"}`, "name: is missing"},
		{"beyond the pole", `{"name":"A","lat":91,"lon":181}`, "longitude 181 is not between -180 and 180"},
		{"swapped", `{"name":"A","lat":166.4,"lon":-22.2}`, "lon and lat may be swapped"},
		{"infinite", `{"name":"A","lat":1e999,"lon":2}`, "latitude +Inf"},
		{"not a number", `{"name":"A","lat":"NaN","lon":2}`, "latitude +Inf"},
		{"own form, unknown kind", `{"kind":"shop","name":"A"}`, `kind: "shop" is not one of`},
		{"own form, classified without an offer", `{"kind":"classified","name":"A"}`, "offer: is missing"},
		{"own form, coordinates out of range", `{"kind":"place","name":"A","geometry":{"type":"Point","coordinates":[0,99]}}`, "geometry: latitude 99"},
		{"own form, a name that nobody sees", `{"kind":"place","name":"\u3164"}`, "name: has no letter, digit or symbol"},
		{"own form, unknown status", `{"kind":"place","name":"A","status":"live"}`, `status: "live" is not one of`},
		{"own form, unknown visibility", `{"kind":"place","name":"A","visibility":"all"}`, `visibility: "all" is not one of`},
		{"own form, a number for a status", `{"kind":"place","name":"A","status":1}`, "status: a JSON number cannot stand there"},
		{"own form, what is no id", `{"kind":"place","name":"A","id":"7"}`, `id: "7" is not an id`},
		{"own form, a text for a source", `{"kind":"place","name":"A","source":"reg"}`, "source: a JSON string cannot stand there"},
		{"own form, classified with an unreadable offer", `{"kind":"classified","name":"A","offer":"bike"}`, "offer: is missing"},
		{"own form, classified without an intent", `{"kind":"classified","name":"A","offer":{"basis":"give"}}`, "offer.intent: "},
		{"own form, off the Earth after an unreadable schedule", `{"kind":"event","name":"A","schedule":1,"geometry":{"type":"Point","coordinates":[999,0]}}`, "geometry: longitude 999"},
		{"own form, a number for a name", `{"kind":"place","name":3}`, "name: a JSON number cannot stand there"},
		{"too long a line", `{"name":"` + strings.Repeat("A", MaxLine) + `"}`, "the line is longer than 1048576 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := slices.Collect(ReadElements(strings.NewReader(tt.line + "\n" + `{"name":"next"}`)))
			if len(got) != 2 || got[1].Element.Name != "next" || got[1].Line != 2 {
				t.Fatalf("ReadElements gave %+v, want two records, the second of them taken", got)
			}
			if err := got[0].Err; !errors.Is(err, ErrRecord) || !strings.Contains(err.Error(), tt.wantReason) {
				t.Errorf("error = %v, want ErrRecord saying %q", err, tt.wantReason)
			}
			if diff := cmp.Diff(data.Element{}, got[0].Element, byValue); diff != "" {
				t.Errorf("a refused record carries an element:\n%s", diff)
			}
		})
	}
}

func TestReadElementsReadsGzipLinesOfEveryEndingAndABOM(t *testing.T) {
	text := "\uFEFF{\"name\":\"A\"}\r\n\n  \n{\"name\":\"B\"}\n{\"name\":\"C\"}"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, text)
	z.Close()
	for name, r := range map[string]io.Reader{
		"plain": strings.NewReader(text), "gzip": &packed, "byte by byte": iotest.OneByteReader(strings.NewReader(text)),
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for r := range ReadElements(r) {
				got = append(got, fmt.Sprint(r.Line, r.Element.Name, r.Err))
			}
			if diff := cmp.Diff([]string{"1A<nil>", "4B<nil>", "5C<nil>"}, got); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadElementsSaysWhereAFileBreaksOff(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for range 10_000 {
		io.WriteString(z, `{"name":"A"}`+"\n")
	}
	z.Close()
	broken := bytes.NewReader(packed.Bytes()[:packed.Len()/2])
	got := slices.Collect(ReadElements(broken))
	last := got[len(got)-1]
	if !errors.Is(last.Err, ErrUnreadable) || last.Line != len(got) {
		t.Errorf("last of %d records = %+v, want ErrUnreadable at its line", len(got), last)
	}
	empty := slices.Collect(ReadElements(strings.NewReader("\x1f\x8bnot gzip")))
	if len(empty) != 1 || !errors.Is(empty[0].Err, ErrUnreadable) {
		t.Errorf("records of a broken header = %+v, want one ErrUnreadable", empty)
	}
}

func TestReadElementsKeepsMemoryBoundedOnAnEndlessLine(t *testing.T) {
	endless := io.LimitReader(zeros{}, 256<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for r := range ReadElements(endless) {
		if !errors.Is(r.Err, ErrRecord) {
			t.Errorf("error = %v, want ErrRecord", r.Err)
		}
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
		t.Errorf("reading a line of 256 MiB allocated %d bytes", grown)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// testData returns the folder of real files, or skips the test.
func testData(t *testing.T) string {
	dir := os.Getenv("MAILLAGE_TEST_DATA")
	if dir == "" {
		t.Skip("MAILLAGE_TEST_DATA is not set: this test reads real files from that folder")
	}
	return dir
}

func TestReadElementsAccountsForEveryRealLine(t *testing.T) {
	file, err := os.Open(filepath.Join(testData(t), "elements", "elements.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	counts := map[string]int{}
	for r := range ReadElements(file) {
		counts["lines"]++
		if r.Err != nil {
			counts["refused"]++
			t.Errorf("line %d: %v", r.Line, r.Err)
			continue
		}
		counts[string(r.Element.Kind)]++
		if r.Element.Geometry.IsZero() {
			counts["without a place"]++
		}
		for _, warning := range r.Warnings {
			field, _, _ := strings.Cut(warning, ":")
			if field, _, _ = strings.Cut(field, "["); field != "" {
				counts["warned of "+field]++
			}
		}
	}
	want := map[string]int{"lines": 38_744, "without a place": 1_127, "event": 7_283}
	for name, n := range want {
		if counts[name] != n {
			t.Errorf("%s: %d, want %d", name, counts[name], n)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%s: %d", name, counts[name])
	}
}

// FuzzReadElements checks that whatever the bytes, every record is either a
// valid element or an error alone, and that lines are numbered upwards.
func FuzzReadElements(f *testing.F) {
	f.Add([]byte(`{"name":"A","types":["ASSO",3],"lat":"1","lon":2,"tags":"x","insee":1033}`))
	f.Add([]byte(`{"kind":"event","name":"A","schedule":{"timezone":"Europe/Paris","slots":[{"start":"2026-05-23T19:00"}]}}`))
	f.Add([]byte(`{"kind":"place","name":"A","schedule":3,"image":[{"url":"x"}],"links":[{}],"sameAs":["x","www.example.org"],"offer":{},"capacity":-1,"precision":"x"}`))
	f.Add([]byte("\uFEFF\n{}\n[]\n\x1f\x8b"))
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		last := 0
		for r := range ReadElements(bytes.NewReader(content)) {
			if r.Line <= last {
				t.Fatalf("line %d after line %d", r.Line, last)
			}
			last = r.Line
			if r.Err != nil {
				if !errors.Is(r.Err, ErrRecord) && !errors.Is(r.Err, ErrUnreadable) {
					t.Fatalf("line %d: error of no class: %v", r.Line, r.Err)
				}
				if !cmp.Equal(r.Element, data.Element{}, byValue) {
					t.Fatalf("line %d: an error and an element: %+v", r.Line, r.Element)
				}
			} else if err := r.Element.Validate(); err != nil {
				t.Fatalf("line %d: invalid element: %v", r.Line, err)
			}
		}
	})
}
