package data

import (
	"time"

	"maillage/geo"
)

// Element is anything that makes a territory alive and that people reference: a
// person, an organization, a project, an event, a place, a classified ad.
//
// Its JSON form is what exports write and imports read back, one to a line.
type Element struct {
	ID  ID    `json:"id,omitzero"`
	Num int64 `json:"num,omitempty"` // small number given by the store, below 2^53

	Kind Kind   `json:"kind"`
	Type string `json:"type,omitempty"` // finer than Kind, free: "association", "fablab"
	Slug string `json:"slug,omitempty"` // for addresses; derived from Name, see [SlugOf]

	Name        string   `json:"name"`
	Summary     string   `json:"summary,omitempty"`
	Description string   `json:"description,omitempty"` // Markdown
	Tags        []string `json:"tags,omitempty"`        // as typed; compared by [TagKey]

	Geometry  geo.Geometry `json:"geometry,omitzero"` // the public one; none when the place is unknown
	Precision Precision    `json:"precision,omitempty"`
	Address   Address      `json:"address,omitzero"`

	Website       string            `json:"website,omitempty"`
	Email         string            `json:"email,omitempty"`
	Phone         string            `json:"phone,omitempty"`
	SameAs        []string          `json:"sameAs,omitempty"`       // other pages of the same thing
	OpeningHours  string            `json:"openingHours,omitempty"` // OSM syntax where it can be read, else text
	Image         []Image           `json:"image,omitempty"`
	Accessibility map[string]string `json:"accessibility,omitempty"` // "wheelchair": "yes"
	Links         []Link            `json:"links,omitempty"`

	Schedule    *Schedule   `json:"schedule,omitempty"` // of an event; nil when its dates are unknown
	EventStatus EventStatus `json:"eventStatus,omitempty"`
	Capacity    int         `json:"capacity,omitempty"` // of an event; 0 is not said
	Offer       *Offer      `json:"offer,omitempty"`    // of a classified, always
	Progress    Progress    `json:"progress,omitempty"` // of a project

	ExternalIDs map[string]string `json:"externalIds,omitempty"` // "osm": "node/1", "siret": ...
	Source      Source            `json:"source,omitzero"`
	License     string            `json:"license,omitempty"` // SPDX where it has a name, else as published

	CreatedBy  ID        `json:"createdBy,omitzero"` // an account
	CreatedAt  time.Time `json:"createdAt,omitzero"`
	UpdatedBy  ID        `json:"updatedBy,omitzero"`
	UpdatedAt  time.Time `json:"updatedAt,omitzero"`
	VerifiedAt time.Time `json:"verifiedAt,omitzero"` // when somebody last said it is still right

	Revision   int        `json:"revision,omitempty"` // 1 for the first
	Status     Status     `json:"status,omitempty"`
	Redirect   ID         `json:"redirect,omitzero"` // the element this one was merged into
	Visibility Visibility `json:"visibility,omitempty"`
}

// Public reports whether anyone may see e: the engine holds nothing else.
func (e *Element) Public() bool {
	return e.Status == StatusPublished && e.Visibility == VisibilityPublic && e.Redirect.IsZero()
}

// Exported reports whether e may be copied out of these commons, in a file or a
// feed. Persons may not: they are listed here by their own choice.
func (e *Element) Exported() bool { return e.Kind != KindPerson }

// RevealsHome reports whether e is a person with a street, or with a place finer
// than their commune: nobody may know these.
func (e *Element) RevealsHome() bool { return e.placeRevealsHome() || e.streetRevealsHome() }

func (e *Element) placeRevealsHome() bool {
	return e.Kind == KindPerson && !e.Geometry.IsZero() && e.Precision != PrecisionCommune
}

func (e *Element) streetRevealsHome() bool { return e.Kind == KindPerson && e.Address.Street != "" }

// Address is a postal address, with schema.org's names.
type Address struct {
	Street     string `json:"streetAddress,omitempty"`
	PostalCode string `json:"postalCode,omitempty"`
	Locality   string `json:"addressLocality,omitempty"` // town
	Country    string `json:"addressCountry,omitempty"`  // ISO 3166-1 alpha-2
	Commune    string `json:"commune,omitempty"`         // declared territory code: FR-35238
}

// Source says where a record was taken from. Name and ID together recognise it
// when it comes again.
type Source struct {
	Name    string `json:"name,omitempty"`
	ID      string `json:"id,omitempty"`
	URL     string `json:"url,omitempty"`
	License string `json:"license,omitempty"`
}

// IsZero reports whether the element was referenced here, by nobody else's file.
func (s Source) IsZero() bool { return s == Source{} }

// Image is a picture of an element, with its author's name: a photo that is kept
// here, or a link to another site, which no page loads.
type Image struct {
	URL     string `json:"url,omitempty"`     // empty for a photo, until others read it: see [Element.WithPhotoAddresses]
	Photo   string `json:"photo,omitempty"`   // the hash of a photo, see [IsPhotoHash]; empty for a link
	Width   int    `json:"width,omitempty"`   // pixels, of the large form of a photo
	Height  int    `json:"height,omitempty"`  // pixels
	Caption string `json:"caption,omitempty"` // what a person who cannot see it should know
	Credit  string `json:"creditText,omitempty"`
	License string `json:"license,omitempty"`
}

// Link ties an element to another one.
type Link struct {
	Rel    string   `json:"rel"` // memberOf, partOf, organizer
	Target ID       `json:"target"`
	Roles  []string `json:"roles,omitempty"`
}

// EventStatus says whether an event takes place.
type EventStatus string

// The event statuses. Empty means scheduled.
const (
	EventScheduled EventStatus = "scheduled"
	EventPostponed EventStatus = "postponed"
	EventCancelled EventStatus = "cancelled"
)

// EventStatuses lists every event status.
var EventStatuses = []EventStatus{EventScheduled, EventPostponed, EventCancelled}

// Schedule says when an event takes place, on the clock of its zone, so that a
// meeting at seven stays at seven when summer time ends.
type Schedule struct {
	Zone  string `json:"timezone"` // IANA: Europe/Paris
	Slots []Slot `json:"slots"`
}

// Slot is one stretch of time, in local wall time: "2026-05-23T19:00".
type Slot struct {
	Start string `json:"start"`
	End   string `json:"end,omitempty"`
}

// Progress says how far a project is.
type Progress string

// The stages of a project, in order.
const (
	ProgressIdea    Progress = "idea"
	ProgressStarted Progress = "started"
	ProgressRunning Progress = "running"
	ProgressDone    Progress = "done"
)

// Stages lists every stage of a project.
var Stages = []Progress{ProgressIdea, ProgressStarted, ProgressRunning, ProgressDone}

// Offer is what a classified proposes or looks for.
type Offer struct {
	Intent       Intent     `json:"intent"`
	Basis        Basis      `json:"basis"`
	Price        float64    `json:"price,omitempty"`
	Unit         string     `json:"unit,omitempty"` // EUR, hours, a local currency
	State        OfferState `json:"state,omitempty"`
	ValidThrough time.Time  `json:"validThrough,omitzero"`
}

// Intent says which side of an exchange a classified stands on.
type Intent string

// The intents.
const (
	IntentOffer Intent = "offer"
	IntentNeed  Intent = "need"
)

// Intents lists every intent.
var Intents = []Intent{IntentOffer, IntentNeed}

// Basis says on what terms something changes hands.
type Basis string

// The bases.
const (
	BasisGive         Basis = "give"
	BasisLend         Basis = "lend"
	BasisExchange     Basis = "exchange"
	BasisSell         Basis = "sell"
	BasisRent         Basis = "rent"
	BasisShare        Basis = "share"
	BasisJob          Basis = "job"
	BasisVolunteering Basis = "volunteering"
)

// Bases lists every basis.
var Bases = []Basis{BasisGive, BasisLend, BasisExchange, BasisSell, BasisRent, BasisShare, BasisJob, BasisVolunteering}

// OfferState says whether a classified is still of use.
type OfferState string

// The offer states. Empty means open.
const (
	OfferOpen      OfferState = "open"
	OfferReserved  OfferState = "reserved"
	OfferDone      OfferState = "done"
	OfferWithdrawn OfferState = "withdrawn"
)

// OfferStates lists every offer state.
var OfferStates = []OfferState{OfferOpen, OfferReserved, OfferDone, OfferWithdrawn}
