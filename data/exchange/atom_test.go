package exchange

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

// readFeed is what a reader of feeds sees of one.
type readFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string   `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID      string   `xml:"http://www.w3.org/2005/Atom id"`
	Title   string   `xml:"http://www.w3.org/2005/Atom title"`
	Updated string   `xml:"http://www.w3.org/2005/Atom updated"`
	Author  string   `xml:"http://www.w3.org/2005/Atom author>name"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID        string `xml:"id"`
		Title     string `xml:"title"`
		Summary   string `xml:"summary"`
		Updated   string `xml:"updated"`
		Published string `xml:"published"`
		Rights    string `xml:"rights"`
		Author    string `xml:"author>name"`
		Point     string `xml:"http://www.georss.org/georss point"`
		Links     []struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Categories []struct {
			Term  string `xml:"term,attr"`
			Label string `xml:"label,attr"`
		} `xml:"category"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

func feedElements() []data.Element {
	day := func(n int) time.Time { return time.Date(2026, 5, n, 12, 0, 0, 0, time.UTC) }
	garden := data.Element{
		ID: data.ID{1}, Kind: data.KindPlace, Name: "Jardin <des> Ormes & Cie", Summary: "Ouvert à \x01 tous", Tags: []string{"Zéro déchet", "C++"},
		Geometry: geo.PointGeometry(geo.Point{Lon: -1.68, Lat: 48.11}), License: "CC0-1.0", Source: data.Source{Name: "commune", URL: "https://example.org/?a=1&b=2"},
		CreatedAt: day(1), UpdatedAt: day(3),
	}
	project := data.Element{ID: data.ID{2}, Kind: data.KindProject, Name: "Piste", CreatedAt: day(2), UpdatedAt: day(2)}
	person := data.Element{ID: data.ID{3}, Kind: data.KindPerson, Name: "Camille", CreatedAt: day(9), UpdatedAt: day(9)}
	return []data.Element{person, garden, project}
}

func TestAFeedIsReadAsItWasMeant(t *testing.T) {
	var b bytes.Buffer
	feed := Feed{
		ID: data.ID{7}, Title: "Maillage — jardin", Language: "fr", Author: "Maillage", Self: "https://example.org/feed?a=1&b=2", Alternate: "https://example.org/",
		PageOf: func(e *data.Element) string { return "https://example.org/e/" + e.ID.String() },
	}
	if err := WriteAtom(&b, feed, feedElements()); err != nil {
		t.Fatal(err)
	}
	var got readFeed
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if got.ID != "urn:uuid:07000000-0000-0000-0000-000000000000" || got.Title != feed.Title || got.Updated != "2026-05-03T12:00:00Z" || got.Lang != "fr" || got.Author != "Maillage" {
		t.Errorf("feed = %+v", got)
	}
	links := map[string]string{}
	for _, link := range got.Links {
		links[link.Rel] = link.Href
	}
	if diff := cmp.Diff(map[string]string{"self": feed.Self, "alternate": feed.Alternate}, links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	if len(got.Entries) != 2 {
		t.Fatalf("%d entries, want 2: a person is in no feed\n%s", len(got.Entries), b.String())
	}
	garden, project := got.Entries[0], got.Entries[1]
	if garden.ID != "urn:uuid:01000000-0000-0000-0000-000000000000" || garden.Title != "Jardin <des> Ormes & Cie" || garden.Summary != "Ouvert à \uFFFD tous" ||
		garden.Published != "2026-05-01T12:00:00Z" || garden.Updated != "2026-05-03T12:00:00Z" || garden.Rights != "CC0-1.0" || garden.Author != "commune" ||
		garden.Point != "48.11 -1.68" || garden.Links[0].Href != "https://example.org/e/01000000-0000-0000-0000-000000000000" {
		t.Errorf("entry = %+v", garden)
	}
	if terms := garden.Categories; len(terms) != 3 || terms[0].Term != "place" || terms[1].Term != "zerodechet" || terms[1].Label != "Zéro déchet" || terms[2].Term != "c++" {
		t.Errorf("categories = %+v", terms)
	}
	if project.Author != "Maillage" || project.Point != "" || project.Summary != "" {
		t.Errorf("entry without more = %+v", project)
	}
	if strings.Contains(b.String(), "Camille") {
		t.Error("the feed knows a person")
	}
}

func TestAFeedOfNothingIsAFeed(t *testing.T) {
	var b bytes.Buffer
	if err := WriteAtom(&b, Feed{Title: "rien"}, nil); err != nil {
		t.Fatal(err)
	}
	var got readFeed
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil || got.Updated != "1970-01-01T00:00:00Z" || len(got.Entries) != 0 {
		t.Errorf("feed = %+v, %v", got, err)
	}
}

// FuzzWriteAtom writes any text and reads it back.
func FuzzWriteAtom(f *testing.F) {
	f.Add("Jardin", "<b>", "https://example.org/?a&b")
	f.Add("\x00\xff\ufffe", "]]>", "\"'")
	f.Fuzz(func(t *testing.T, name, tag, address string) {
		e := data.Element{Kind: data.KindPlace, Name: name, Summary: name, Tags: []string{tag}, Source: data.Source{Name: tag, URL: address}}
		var b bytes.Buffer
		if err := WriteAtom(&b, Feed{Title: tag, Self: address, PageOf: func(*data.Element) string { return address }}, []data.Element{e}); err != nil {
			t.Fatal(err)
		}
		var got readFeed
		if err := xml.Unmarshal(b.Bytes(), &got); err != nil || len(got.Entries) != 1 {
			t.Fatalf("%q, %q, %q: %v\n%s", name, tag, address, err, b.String())
		}
	})
}
