package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func each(elements ...data.Element) iter.Seq2[data.Element, error] {
	return func(yield func(data.Element, error) bool) {
		for _, e := range elements {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func sample() []data.Element {
	id, _ := data.ParseID("01900000-0000-7000-8000-000000000001")
	at := time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC)
	return []data.Element{
		{ID: id, Num: 3, Kind: data.KindPlace, Name: "Four à pain <b>", Slug: "four-a-pain", Description: "a\nb", Tags: []string{"C++", "été, hiver"}, Geometry: point(1.5, 43), CreatedAt: at, UpdatedAt: at, Revision: 2, Status: data.StatusPublished, Visibility: data.VisibilityPublic},
		{Kind: data.KindPerson, Name: "Une personne"},
		{Kind: data.KindClassified, Name: "Perceuse", Offer: &data.Offer{Intent: data.IntentOffer, Basis: data.BasisLend}},
	}
}

func TestWriteNDJSONReadsBackTheSameWithoutPersons(t *testing.T) {
	var out bytes.Buffer
	n, err := WriteNDJSON(&out, each(sample()...))
	if n != 2 || err != nil {
		t.Fatalf("WriteNDJSON = %d, %v, want 2 elements", n, err)
	}
	var got []data.Element
	for r := range ReadElements(&out) {
		if r.Err != nil || r.Warnings != nil {
			t.Errorf("line %d: %v, %v", r.Line, r.Err, r.Warnings)
		}
		got = append(got, r.Element)
	}
	want := slices.DeleteFunc(sample(), func(e data.Element) bool { return e.Kind == data.KindPerson })
	if diff := cmp.Diff(want, got, byValue); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestAFeatureIsTheBytesOfEncodingJSON(t *testing.T) {
	for _, e := range sample() {
		f := NewFeature(e)
		want, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := AppendFeature(nil, e.Geometry, &f.Properties)
		if diff := cmp.Diff(string(want), string(got)); diff != "" || err != nil {
			t.Errorf("%s: %v (-encoding/json +AppendFeature):\n%s", e.Name, err, diff)
		}
	}
}

func TestWriteGeoJSONIsOneCollectionThatSaysPersonsAreLeftOut(t *testing.T) {
	for _, elements := range [][]data.Element{sample(), nil} {
		var out bytes.Buffer
		if _, err := WriteGeoJSON(&out, each(elements...)); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Type, Note string
			Features   []struct {
				Type       string
				ID         string
				Geometry   json.RawMessage
				Properties map[string]any
			}
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatalf("%v in:\n%s", err, out.String())
		}
		if got.Type != "FeatureCollection" || got.Note != PersonsNote || strings.Contains(out.String(), "Une personne") {
			t.Errorf("WriteGeoJSON wrote:\n%s", out.String())
		}
		if elements == nil {
			continue
		}
		first, last := got.Features[0], got.Features[1]
		if string(first.Geometry) != `{"type":"Point","coordinates":[1.5,43]}` || first.Properties["geometry"] != nil || first.Properties["name"] != "Four à pain <b>" {
			t.Errorf("first feature = %+v", first)
		}
		if string(last.Geometry) != "null" {
			t.Errorf("geometry of an element without a place = %s, want null", last.Geometry)
		}
	}
}

func TestWritersStopAtTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	elements := func(yield func(data.Element, error) bool) {
		if yield(sample()[0], nil) {
			yield(data.Element{}, broken)
		}
	}
	for name, write := range map[string]func() (int, error){
		"source, NDJSON":  func() (int, error) { return WriteNDJSON(&bytes.Buffer{}, elements) },
		"source, GeoJSON": func() (int, error) { return WriteGeoJSON(&bytes.Buffer{}, elements) },
		"target, NDJSON":  func() (int, error) { return WriteNDJSON(failing{broken}, each(sample()...)) },
		"target, GeoJSON": func() (int, error) { return WriteGeoJSON(failing{broken}, each(sample()...)) },
	} {
		if _, err := write(); !errors.Is(err, broken) {
			t.Errorf("%s: error = %v, want %v", name, err, broken)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
