package exchange

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/gorilla/feeds"

	"maillage/data"
)

// Feed says what a feed is about.
type Feed struct {
	ID        data.ID // the same as long as the feed is about the same
	Title     string
	Language  string // BCP 47, of the title and of the pages linked to
	Author    string // of entries that were referenced here, and of the feed
	Self      string // absolute address of the feed
	Alternate string // absolute address of the page that shows the same
	// PageOf returns the absolute address of an element's own page.
	PageOf func(*data.Element) string
}

// atomFeed is a feed as RFC 4287 has it. The types of its parts are those of
// feeds; its own have one link and one category at most, and no place.
type atomFeed struct {
	XMLName  xml.Name         `xml:"feed"`
	Xmlns    string           `xml:"xmlns,attr"`
	GeoRSS   string           `xml:"xmlns:georss,attr"`
	Language string           `xml:"xml:lang,attr"`
	ID       string           `xml:"id"`
	Title    string           `xml:"title"`
	Updated  string           `xml:"updated"`
	Author   feeds.AtomPerson `xml:"author"`
	Links    []feeds.AtomLink `xml:"link"`
	Rights   string           `xml:"rights"`
	Entries  []atomEntry      `xml:"entry"`
}

type atomEntry struct {
	feeds.AtomEntry
	Categories []atomCategory `xml:"category"`
	Point      string         `xml:"georss:point,omitempty"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
	Label  string `xml:"label,attr,omitempty"`
}

// kindScheme tells the category that is an element's kind from its hashtags.
const kindScheme = "urn:maillage:kind"

// FeedRights is what a feed says of licences: each entry has its own.
const FeedRights = "Each entry has its own licence. " + PersonsNote

// WriteAtom writes elements to w as an Atom feed with the places of GeoRSS
// Simple, in the order given. Persons are left out. The feed is as new as the
// newest of its entries, and as old as 1970 when it has none. Errors are w's.
func WriteAtom(w io.Writer, f Feed, elements []data.Element) error {
	feed := atomFeed{
		Xmlns: "http://www.w3.org/2005/Atom", GeoRSS: "http://www.georss.org/georss", Language: f.Language,
		ID: "urn:uuid:" + f.ID.String(), Title: f.Title, Author: feeds.AtomPerson{Name: f.Author}, Rights: FeedRights,
		Links: []feeds.AtomLink{
			{Href: f.Self, Rel: "self", Type: "application/atom+xml"}, {Href: f.Alternate, Rel: "alternate", Type: "text/html"},
		},
	}
	newest := time.Unix(0, 0)
	for i := range elements {
		e := &elements[i]
		if !e.Exported() {
			continue
		}
		feed.Entries = append(feed.Entries, newAtomEntry(f, e))
		if e.UpdatedAt.After(newest) {
			newest = e.UpdatedAt
		}
	}
	feed.Updated = atomTime(newest)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", " ")
	if err := encoder.Encode(feed); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func newAtomEntry(f Feed, e *data.Element) atomEntry {
	author := feeds.AtomPerson{Name: f.Author}
	if e.Source.Name != "" {
		author = feeds.AtomPerson{Name: e.Source.Name, Uri: e.Source.URL}
	}
	entry := atomEntry{AtomEntry: feeds.AtomEntry{
		Id: "urn:uuid:" + e.ID.String(), Title: e.Name, Updated: atomTime(e.UpdatedAt), Published: atomTime(e.CreatedAt),
		Links: []feeds.AtomLink{{Href: f.PageOf(e), Rel: "alternate", Type: "text/html"}}, Rights: e.License,
		Author: &feeds.AtomAuthor{AtomPerson: author},
	}}
	for _, image := range e.Image {
		if image.Photo != "" && image.URL != "" { // kept here; what lies elsewhere nobody is sent to load
			entry.Links = append(entry.Links, feeds.AtomLink{Href: image.URL, Rel: "enclosure", Type: "image/jpeg"})
		}
	}
	if e.Summary != "" {
		entry.Summary = &feeds.AtomSummary{Content: e.Summary, Type: "text"}
	}
	entry.Categories = append(entry.Categories, atomCategory{Term: string(e.Kind), Scheme: kindScheme})
	for _, tag := range e.Tags {
		entry.Categories = append(entry.Categories, atomCategory{Term: data.TagKey(tag), Label: tag})
	}
	if !e.Geometry.IsZero() {
		at := e.Geometry.Representative()
		entry.Point = fmt.Sprintf("%s %s", degreesText(at.Lat), degreesText(at.Lon)) // latitude first: GeoRSS has it so
	}
	return entry
}

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func degreesText(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
