package web

import (
	"io"
	"net/url"
	"time"
)

// PickPath is the page on which somebody adds elements to a map, in French.
const PickPath = "/pick"

// Pick is the page on which somebody says how elements are to stand to the networks to
// which they may add.
type Pick struct {
	Elements []Target
	Networks []PickNetwork
	Done     string      // what has just been done: a message curate_done_; "" for nothing
	To       PickNetwork // to which network
	Changed  int         // for how many elements
	Shown    int         // how many others the map shows already
	Undo     string      // how they stood before, when they all stood alike; "none" for nothing but its query, "" when there is no way back
}

// PickNetwork is one of these networks.
type PickNetwork struct {
	Reference, Title string
	Mine             bool
	Adds             bool   // else they may suggest
	Edits            bool   // hide and put back, too
	Standing         string // of the element, when it is one alone
	Own              bool   // whether that is the word of who asks
}

// Acts lists what somebody may do, the first first: picked, suggested, hidden, or none
// to take back.
func (n PickNetwork) Acts() []string {
	var acts []string
	switch {
	case n.Standing == "picked" || n.Standing == "hidden" && !n.Edits:
	case n.Adds:
		acts = append(acts, "picked")
	case n.Standing == "":
		acts = append(acts, "suggested")
	}
	if n.Edits && n.Standing != "hidden" {
		acts = append(acts, "hidden")
	}
	if n.Standing != "" && (n.Edits || n.Own && n.Standing != "hidden") {
		acts = append(acts, "none")
	}
	return acts
}

// DoneMessage names the message of what has just been done, which counts.
func (p Pick) DoneMessage() string { return "curate_done_" + p.Done }

// Path is that page for elements by their ids, in French.
func (p Pick) Path() string {
	values := url.Values{}
	for _, e := range p.Elements {
		values.Add("element", e.ID)
	}
	return PickPath + "?" + values.Encode()
}

// Pick writes that page.
func (r *Renderer) Pick(w io.Writer, language Language, view Pick) error {
	return r.accountPage(w, language, "network_pick", view.Path(), "curate_title", view)
}

// Suggestion is an element that somebody suggested to a network.
type Suggestion struct {
	Target
	Type, Locality string
	Who            string // empty for a former member
	At             time.Time
}

// Suggestions is the page on which editors decide what was suggested to a network.
type Suggestions struct {
	NetworkNav
	All      []Suggestion
	More     int    // how many wait behind
	Done     string // accepted or refused, "" for nothing
	Decided  int
	Unticked bool // whether nothing was ticked
}

// DoneMessage names the message of what has just been done, which counts.
func (s Suggestions) DoneMessage() string { return "curate_decided_" + s.Done }

// Suggestions writes that page.
func (r *Renderer) Suggestions(w io.Writer, language Language, view Suggestions) error {
	return r.accountPage(w, language, "network_suggestions", view.Below(NetworkHereSuggestions), "curate_suggestions", view)
}

// NetworkPeople is the page of who makes a network, or is asked to: it says of them what
// the page of the members of an element does.
type NetworkPeople struct {
	NetworkNav
	Members
	Answers bool // whether who asks lets others in
}

// NetworkPeople writes that page.
func (r *Renderer) NetworkPeople(w io.Writer, language Language, view NetworkPeople) error {
	view.forms, view.ofNetwork = view.Below(NetworkHerePeople+"/"), true
	return r.accountPage(w, language, "network_people", view.Below(NetworkHerePeople), "curate_people", view)
}
