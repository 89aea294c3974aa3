package data_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
)

// fullElement returns an element that has everything.
func fullElement() data.Element {
	at := time.Date(2026, 5, 23, 19, 0, 0, 123456000, time.UTC)
	return data.Element{
		ID: data.NewID(), Num: 42, Kind: data.KindPlace, Type: "fablab", Slug: "l-atelier", Name: "L’Atelier \"<&>\"",
		Summary: "Une ligne\nune autre\t\u2028\x00", Description: "**Gras** \\ \b\f\r\xff fin", Tags: []string{"réparation", "C++", ""},
		Geometry: geo.PointGeometry(geo.Point{Lon: -1.68, Lat: 48.11}), Precision: data.PrecisionStreet,
		Address: data.Address{Street: "1 rue des Lilas", PostalCode: "35000", Locality: "Rennes", Country: "FR", Commune: "FR-35238"},
		Website: "https://example.org/?a=1&b=2", Email: "a@example.org", Phone: "+33 1 99 00 00 00", SameAs: []string{"https://example.org"},
		OpeningHours: "24/7", Image: []data.Image{{URL: "https://example.org/i.png", Caption: "Vue"}},
		Accessibility: map[string]string{"wheelchair": "yes", "a": "b"}, Links: []data.Link{{Rel: "memberOf", Target: data.NewID(), Roles: []string{"x"}}},
		Schedule: &data.Schedule{Zone: "Europe/Paris", Slots: []data.Slot{{Start: "2026-05-23T19:00"}}}, EventStatus: data.EventCancelled,
		Capacity: -3, Offer: &data.Offer{Intent: data.IntentNeed, Basis: data.BasisJob, Price: 1.5e-9, ValidThrough: at}, Progress: "autre",
		ExternalIDs: map[string]string{"osm": "node/1"}, Source: data.Source{Name: "essai", ID: "1", URL: "https://example.org", License: "CC0-1.0"},
		License: "ODbL-1.0", CreatedBy: data.NewID(), CreatedAt: at, UpdatedBy: data.NewID(), UpdatedAt: at.In(time.FixedZone("", 7200)),
		VerifiedAt: at.Truncate(time.Second), Revision: 7, Status: data.StatusPublished, Redirect: data.NewID(), Visibility: data.VisibilityPublic,
	}
}

// fewerFields returns e with about one field in share.
func fewerFields(e data.Element, random *rand.Rand, share int) data.Element {
	value := reflect.ValueOf(&e).Elem()
	for i := range value.NumField() {
		if random.IntN(share) > 0 {
			value.Field(i).SetZero()
		}
	}
	return e
}

func TestADocumentIsTheBytesOfEncodingJSON(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for share := range 6 {
		for range 100 {
			e := fewerFields(fullElement(), random, share+1)
			checkDocument(t, &e)
		}
	}
	for _, g := range []string{`{"type":"Point","coordinates":[1e-9,-0.0]}`, `{"type":"LineString","coordinates":[[0,0],[1,2.5]]}`} {
		e := data.Element{Name: "Lieu"}
		if err := json.Unmarshal([]byte(g), &e.Geometry); err != nil {
			t.Fatal(err)
		}
		checkDocument(t, &e)
	}
}

func checkDocument(t *testing.T, e *data.Element) {
	t.Helper()
	want, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.AppendDocument([]byte("before"))
	if err != nil || string(got) != "before"+string(want) {
		t.Fatalf("the document is\n%s, %v\nencoding/json's is\n%s", got, err, want)
	}
	checkParsed(t, want)
}

// checkParsed compares what is read of a text with what encoding/json reads.
func checkParsed(t *testing.T, text []byte) (plain bool) {
	t.Helper()
	var want data.Element
	wantErr := json.Unmarshal(text, &want)
	got, plain := data.ParsePlainDocument(text)
	if plain && (wantErr != nil || !reflect.DeepEqual(got, want)) {
		t.Fatalf("%q is read as\n%+v\nencoding/json reads, with the error %v,\n%+v", text, got, wantErr, want)
	}
	if got, err := data.ParseDocument(text); (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q is read as\n%+v, %v\nencoding/json reads\n%+v, %v", text, got, err, want, wantErr)
	}
	return plain
}

func TestAPlainDocumentIsReadPlainly(t *testing.T) {
	e := fullElement()
	document, err := e.AppendDocument(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text string
		plain      bool
	}{
		{"one with everything", string(document), true},
		{"with spaces", ` { "kind" : "place" , "tags" : [ "a" , "b" ] , "geometry" : {"type":"Point","coordinates":[ 1 , 2 ]} } `, true},
		{"empty", `{}`, true},
		{"an empty list", `{"tags":[]}`, true},
		{"an empty text for an id", `{"id":""}`, true},
		{"a member twice", `{"name":"a","address":{"commune":"x"},"name":"b","address":{"postalCode":"y"},"tags":["a","b"],"tags":["c"]}`, true},
		{"null", `{"name":null}`, false},
		{"another spelling", `{"Name":"a"}`, false},
		{"an unknown member", `{"lat":1}`, false},
		{"an escaped name", `{"n\u0061me":"a"}`, false},
		{"a number with a point", `{"num":1.0}`, false},
		{"a number with zeros", `{"num":01}`, false},
		{"something behind", `{} {}`, false},
		{"a comma behind", `{"name":"a",}`, false},
		{"a broken text", "{\"name\":\"a\xff\"}", false},
		{"an end of line in a text", "{\"name\":\"a\n\"}", false},
		{"a byte 0 behind", "{}\x00", false},
		{"cut in an escape", `{"name":"a\`, false},
		{"no instant", `{"createdAt":"yesterday"}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if plain := checkParsed(t, []byte(tt.text)); plain != tt.plain {
				t.Errorf("plain = %v, want %v", plain, tt.plain)
			}
		})
	}
}

func TestAnInstantThatCannotBeWrittenIsRefused(t *testing.T) {
	e := data.Element{Name: "Lieu", CreatedAt: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}
	b, err := e.AppendDocument([]byte("before"))
	if _, want := json.Marshal(&e); err == nil || err.Error() != want.Error() || string(b) != "before" {
		t.Errorf("AppendDocument = %q, %v, want the error %v", b, err, want)
	}
}

// FuzzParseDocument checks that whatever the text, it is read as encoding/json
// reads it, and what was read is written as encoding/json writes it.
func FuzzParseDocument(f *testing.F) {
	e := fullElement()
	document, err := e.AppendDocument(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(document)
	f.Add([]byte(`{"kind":"event","schedule":{"timezone":"UTC","slots":[{}]},"schedule":{"slots":[]},"tags":["\ud83d\ude00\n"]}`))
	f.Add([]byte(`{"ID":"x","Kind":"place","kind":"event","tags":[1,{"]":"}"}],"capacity":1e9 , "source":{"name":"a","id":"b"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		checkParsed(t, text)
		checkSkimmed(t, text)
		if e, err := data.ParseDocument(text); err == nil {
			want, wantErr := json.Marshal(&e)
			got, err := e.AppendDocument(nil)
			if (err == nil) != (wantErr == nil) || err == nil && string(got) != string(want) {
				t.Fatalf("%+v is written as\n%s, %v\nencoding/json writes\n%s, %v", e, got, err, want, wantErr)
			}
		}
	})
}

// checkSkimmed fails unless a document is skimmed as it is read.
func checkSkimmed(t *testing.T, text []byte) {
	t.Helper()
	skimmed, ok := data.SkimPlainDocument(text)
	if read, plain := data.ParsePlainDocument(text); plain {
		if !ok || skimmed.Identity() != read.Identity() || skimmed.Kind != read.Kind {
			t.Fatalf("%s is skimmed as %+v, %t", text, skimmed, ok)
		}
	}
	var read data.Element
	if ok && json.Unmarshal(text, &read) == nil && (skimmed.Identity() != read.Identity() || skimmed.Kind != read.Kind) {
		t.Fatalf("%s is skimmed as %+v, encoding/json reads %+v", text, skimmed, read)
	}
}

func TestSkimming(t *testing.T) {
	full := fullElement()
	whole, err := full.AppendDocument(nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, text string
		plain      bool
	}{
		{"a whole element", string(whole), true},
		{"no member", `{}`, true},
		{"values of all sorts", `{"a":1,"b":[1,[2,"]"]],"c":{"d":"}"},"e":true ,"f":null,"kind":"place"}`, true},
		{"a name that encoding/json takes for another", `{"Source":{"name":"a","id":"b"}}`, false},
		{"text behind", `{}{}`, false},
		{"an end that is missing", `{"a":[1}`, false},
		{"a list", `[]`, false},
		{"nothing", ``, false},
		{"what it is known by is null", `{"id":null}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, plain := data.SkimPlainDocument([]byte(tt.text)); plain != tt.plain {
				t.Errorf("SkimPlainDocument = %t, want %t", plain, tt.plain)
			}
			checkSkimmed(t, []byte(tt.text))
		})
	}
}

// BenchmarkDocument measures reading and writing one element, beside
// encoding/json.
func BenchmarkDocument(b *testing.B) {
	e := fullElement()
	e.Schedule, e.Offer, e.Image, e.Links, e.Accessibility, e.ExternalIDs = nil, nil, nil, nil, nil, nil
	e.Summary, e.Tags = "Ici, on répare : vélo, entraide.", []string{"réparation", "vélo", "entraide"}
	e.Description = strings.Repeat("L’association réunit les habitants autour de l’atelier.\n", 6)
	document, err := e.AppendDocument(nil)
	if err != nil {
		b.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"read":       func() error { _, err := data.ParseDocument(document); return err },
		"skim":       func() error { data.SkimPlainDocument(document); return nil },
		"read/json":  func() error { var e data.Element; return json.Unmarshal(document, &e) },
		"write":      func() error { _, err := e.AppendDocument(nil); return err },
		"write/json": func() error { _, err := json.Marshal(&e); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
