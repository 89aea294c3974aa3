package web

import (
	"io"
	"time"
)

// JoinPath is the path of the page on which somebody asks to belong to the network.
func (n NetworkNav) JoinPath() string { return n.Path() + "/" + NetworkHereJoin }

// NetworkJoin is that page.
type NetworkJoin struct {
	NetworkNav
	State      string // of who asks: "" or requested
	Since      time.Time
	Message    string // what they said
	Done       string // what they have just done, "" for nothing: a message members_done_
	Trouble    string // why that was not taken, "" for nothing: a message members_trouble_
	Mistakes   map[string]Mistake
	Typed      string
	MaxRequest int // characters
}

// NetworkJoin writes that page.
func (r *Renderer) NetworkJoin(w io.Writer, language Language, view NetworkJoin) error {
	return r.accountPage(w, language, "network_join", view.JoinPath(), "members_join", view)
}
