package web

import (
	"html/template"
	"net/url"
	"time"
)

// Site is what every page says of the server that sends it. The zero value is a
// site that nobody has set up.
type Site struct {
	PublicURL string // like https://example.org, without a final slash; "" leaves absolute links out
	SourceURL string // where the source code of this server can be read
	Geocoder  string // the machine that finds addresses; "" when there is none
	Basemap   string // what the tiles of the basemap are, vector or raster; "" when there is none

	Name      string // "" for the name of the software
	Taglines  map[Language]string
	Logo      string     // path of a picture, "" for the software's own
	Theme     string     // path of a style sheet with the site's colours, "" for none
	Languages []Language // those that pages are written in, the usual one first; nil for all
	Contact   string     // an e-mail address, or ""
	Charter   map[Language]template.HTML
	Legal     Publisher
}

// Publisher is who answers for a site; what is empty is left out.
type Publisher struct {
	Name, Address, Phone, Registration, Director string
	HostName, HostAddress, HostPhone             string
}

// Territory is a territory by its name.
type Territory struct {
	Code, Name, Level string
}

// Explore is the page with the search, its results and the map.
type Explore struct {
	// Query is the query as its parameters, the cursor left out. It is not changed.
	Query     url.Values
	Total     int
	Results   []Result
	Facets    []Facet           // in the order in which they are shown
	Ladder    []Step            // narrow to wide
	Corrected string            // the words as they were read, when they were corrected
	Next      string            // the cursor of the next page; "" on the last
	Names     map[string]string // names of the territories in Query["in"], by code
	Spellings map[string]string // tags as the address writes them, by key
	Named     *Territory        // the territory whose name the words are; nil for none
	Now       time.Time         // the next slot of an event is told from it
	LaterPage bool              // whether this is not the first page of the results
	Start     Start             // where the map starts when the address says nothing
	Welcome   Welcome
	Network   *Network // the map that the page is about, which Query does not name; nil for none
	// NetworkGroups are the filters that the map of Network offers in place of Facets;
	// none: those of the site.
	NetworkGroups []NetworkGroup
}

// Start is where a map starts; with neither field, where the island chooses.
type Start struct {
	Map string // "zoom/latitude/longitude", as in an address of the map
	Box string // "west,south,east,north"
}

// Welcome is a text for those who come for the first time.
type Welcome struct {
	Text    template.HTML // safe; "" for none
	Version string        // changes with the text, so that a new one is shown again
}

// Result is one line of the list.
type Result struct {
	ID, Slug, Kind, Type, Name string
	Text                       string // a snippet or the summary, plain text
	Locality                   string
	Tags                       []string
	Distance                   float64 // metres; below zero when there is none
	Intent                     string  // of a classified: offer or need
	Slots                      []Slot  // of an event
	Picture                    *Photo  // nil for none
	Values                     []NetworkValue
	Network                    string // the reference of the network that was asked, "" for none
}

// Facet is what a query can be narrowed by: kind, tag, territory or type.
type Facet struct {
	Name   string
	Values []FacetValue
}

// FacetValue is one value of a facet and how many elements have it.
type FacetValue struct {
	Value, Label string
	Count        int
}

// Step is a rung of the widening ladder.
type Step struct {
	Territory
	Count int
}

// Element is an element's own page.
type Element struct {
	ID, Slug, Kind, Type, Name, Summary string
	Description                         template.HTML // safe: the caller has sanitized it
	Tags                                []string
	Place                               *Place      // nil when the place is unknown
	Precision                           string      // "", exact, street or commune
	Territories                         []Territory // narrow to wide
	Address                             Address
	Website, Email, Phone               string
	SameAs                              []string
	Hours                               Hours
	Wheelchair                          string // "", yes, limited or no
	Photos                              []Photo
	Images                              []Image
	Links                               []Link
	Event                               *Event // of an event
	Offer                               *Offer // of a classified
	Progress                            string // of a project
	Source                              Source
	License                             string
	CreatedAt, UpdatedAt                time.Time
	VerifiedAt                          time.Time // when somebody last said that it is still right; zero when nobody has
	Now                                 time.Time // how long ago that was is told from it
	Revision                            int
	Status                              string // published, or what only a few see: draft, archived
	// Can says what who asks may do, by the name of the act in the table of
	// permissions; for anybody, what they could do once they have logged in.
	Can       map[string]bool
	Belonging *Belonging // who belongs to it, and what a visitor may ask of it
	Notes     []Note     // of a project, the last first
	Tied      *Tied      // nil when nothing is tied to it
	Follow    *Follow    // the button by which it is followed; nil for what not everybody sees
	// Done says what who asks has just done with it: published, saved, or what a
	// message element_done_ tells; "" for nothing.
	Done string
	// HasHistory says whether who asks may read what became of the element.
	HasHistory bool
	// Networks names some of the maps that show it, MoreNetworks counts the others; Within
	// is the map from which the page was opened, nil for none.
	Networks     []NamedNetwork
	MoreNetworks int
	Within       *ElementWithin
	// ReferencedPath is the search that finds what a person has made known, if they
	// chose to tell it, in French; "" else.
	ReferencedPath string
}

// Place is a point, in degrees.
type Place struct {
	Lon, Lat float64
}

// Address is a postal address.
type Address struct {
	Street, PostalCode, Locality, Country string
}

// Photo is a photo that is kept here.
type Photo struct {
	Large, Small    string // paths
	Width, Height   int    // pixels, of the large form
	Caption, Credit string
}

// Image is a picture, linked to and never loaded: it lies on another host.
type Image struct {
	URL, Caption, Credit string
}

// Link ties the element to another one.
type Link struct {
	Rel, ID, Slug, Name string
}

// Event is when an event takes place.
type Event struct {
	Status   string // "", scheduled, postponed or cancelled
	Zone     string // IANA
	Slots    []Slot // empty when the dates are unknown
	Capacity int    // 0 is not said
}

// Slot is one stretch of local wall time: "2026-05-23T19:00"; End may be "".
type Slot struct {
	Start, End string
}

// Offer is what a classified proposes or looks for.
type Offer struct {
	Intent, Basis, Unit, State string
	Price                      float64
	ValidThrough               time.Time // zero when it does not end
}

// Source says where a record was taken from.
type Source struct {
	Name, URL string
}

// Problem is the page of a request that failed.
type Problem struct {
	Status      int
	Detail      string      // what is wrong and what to do, in the language of the page
	Param       string      // the parameter that is wrong; "" for none
	WithoutPath string      // the address without that parameter; "" for none
	Words       string      // what the search box offers to look for
	Territories []Territory // what the reader may have meant
	// Starting is whether the server still reads its data: so far Done of Total
	// changes.
	Starting    bool
	Done, Total int
}
