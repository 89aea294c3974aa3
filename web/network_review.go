package web

import "io"

// NetworkHereReview is the page on which editors approve changes.
const NetworkHereReview = "review"

// Review is the page on which those who make a network that approves changes read what
// waits, the old beside the new.
type Review struct {
	NetworkNav
	All      []Reviewed
	More     int  // how many wait behind
	Done     bool // whether something has just been approved
	Approved int  // for how many elements
	Unticked bool // whether nothing was ticked
}

// Reviewed is an element of which the present revision is not approved.
type Reviewed struct {
	Target
	Type, Locality string
	Shown          int      // the number of the revision that the network shows; 0 for none
	Present        Revision // the one that waits
	Leaves         bool     // whether the network's search finds the element no more
	Said           []Said   // where the two differ; what it says, where the network shows none
}

// Review writes that page.
func (r *Renderer) Review(w io.Writer, language Language, view Review) error {
	return r.accountPage(w, language, "network_review", view.Below(NetworkHereReview), "review_title", view)
}
