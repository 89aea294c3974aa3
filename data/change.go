package data

// Change is one entry of the ordered log: it says which thing changed, not how.
// Applying it twice is harmless: whoever follows the log reads the thing's
// present state.
type Change struct {
	Sequence int64 // 1, 2, 3...: the order in which changes were committed
	Subject  Subject
	Num      int64 // the element's num, for an approval too, or the network's; 0 for territories
}

// Subject is the sort of thing that changed.
type Subject string

// The subjects.
const (
	SubjectElement     Subject = "element"
	SubjectNetwork     Subject = "network"     // what it is, or what it shows
	SubjectApproval    Subject = "approval"    // which revision of an element some network shows
	SubjectTerritories Subject = "territories" // some were imported: read all again
)
