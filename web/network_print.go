package web

import (
	"io"
	"time"
)

// NetworkPrint is a network for paper.
type NetworkPrint struct {
	NetworkNav
	Title, Summary string
	Total          int // elements that it shows
	Most           int // of them on paper, when there are more
	Drawing        Drawing
	Marks          []PrintMark
	Rows           []PrintRow
	Address        string // of the page that stays up to date
	QR             *QR    // the same
	Now            time.Time
}

// PrintMark is a number on the printed map, in units of its drawing.
type PrintMark struct {
	X, Y  int
	Label string // "12", or "12+3" for several at one place
	First int
	Count int
}

// PrintRow is an element on the printed list.
type PrintRow struct {
	Number                                    int
	Name, Kind, Type, Summary, Phone, Website string
	Hours                                     Hours
	Placed                                    bool
	Address                                   Address
}

// NetworkPrint writes that page.
func (r *Renderer) NetworkPrint(w io.Writer, language Language, view NetworkPrint) error {
	return r.write(w, "network_print", page{
		Language: language, Path: view.NetworkNav.Path() + "/print", Title: view.Title, Type: "website", NoIndex: true, Content: view,
	})
}
