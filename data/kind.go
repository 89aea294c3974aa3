package data

import "slices"

// Kind is the broadest class of an element. The set is closed.
type Kind string

// The kinds, in the order in which people see them.
const (
	KindPerson       Kind = "person"
	KindOrganization Kind = "organization"
	KindProject      Kind = "project"
	KindEvent        Kind = "event"
	KindPlace        Kind = "place"
	KindClassified   Kind = "classified"
)

// Kinds lists every kind.
var Kinds = []Kind{KindPerson, KindOrganization, KindProject, KindEvent, KindPlace, KindClassified}

// Valid reports whether k is one of [Kinds].
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// Status says how far an element is on its way to the public.
type Status string

// The statuses. Only published elements are seen by anyone but their authors.
const (
	StatusDraft     Status = "draft"
	StatusPending   Status = "pending"
	StatusPublished Status = "published"
	StatusArchived  Status = "archived"
	StatusRejected  Status = "rejected"
)

// Statuses lists every status.
var Statuses = []Status{StatusDraft, StatusPending, StatusPublished, StatusArchived, StatusRejected}

// Visibility says who may see a published element.
type Visibility string

// The visibilities.
const (
	VisibilityPublic  Visibility = "public"
	VisibilityMembers Visibility = "members"
)

// Visibilities lists every visibility.
var Visibilities = []Visibility{VisibilityPublic, VisibilityMembers}

// Precision says how exactly a geometry tells where something is.
type Precision string

// The precisions. Empty means exact.
const (
	PrecisionExact   Precision = "exact"
	PrecisionStreet  Precision = "street"
	PrecisionCommune Precision = "commune"
)

// Precisions lists every precision.
var Precisions = []Precision{PrecisionExact, PrecisionStreet, PrecisionCommune}
