package web

import (
	"io"
	"net/url"
	"strconv"
)

// NetworkHereReview is the page on which editors approve changes.
const NetworkHereReview = "review"

// Review is the page on which those who make a network that approves changes read what
// waits, the old beside the new.
type Review struct {
	NetworkNav
	Lists  []ReviewList
	List   string // the name of the one that is shown
	Cursor int64  // after which element it begins; 0 for the first
	Next   int64  // after which the next page begins; 0 for none
	All    []Reviewed
	Done   string // what has just been done: approved, dismissed, unticked; "" for nothing
	Count  int    // for how many elements
	Moved  int    // and of how many others nothing, as they have changed since
}

// ReviewList is one list of changes: waiting or dismissed.
type ReviewList struct {
	Name  string
	Count int
}

// Path is that of a page of a list, from the element after a cursor on.
func (r Review) Path(list string, cursor int64) string {
	query := url.Values{}
	if list != r.Lists[0].Name {
		query.Set("list", list)
	}
	if cursor > 0 {
		query.Set("cursor", strconv.FormatInt(cursor, 10))
	}
	return withQuery(r.Below(NetworkHereReview), query)
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
	return r.accountPage(w, language, "network_review", view.Path(view.List, view.Cursor), "review_title", view)
}
