package web

import (
	"io"
	"strconv"
	"time"
)

// Paths of what became of an element and of what people do with it, in French; its
// id follows.
const (
	HistoryPath = "/history/"
	VerifyPath  = "/verify/"
	HidePath    = "/hide/"
)

// History is the page with the revisions of an element.
type History struct {
	Name, Slug, ID string
	Status         string
	Revisions      []Revision // the last one first
	Older          int        // those before this number are on the next page; 0 for none
	Before         int        // as asked: this page starts before this number; 0 for the first page
}

// Revision is an element as it was once written.
type Revision struct {
	Number    int
	Before    int // the number of the one before, when that may be read; 0 for none
	At        time.Time
	Author    Author
	Reason    string // the sort of change
	Comment   string // what its author says of it
	Changed   []string
	Readable  bool // whether who asks may read what it said
	Emptied   bool // whether that was taken away for good
	IsPresent bool
}

// Author is who wrote a revision; with no field, nobody is known to have.
type Author struct {
	Name   string
	Former bool   // whether their account was erased
	Source string // of an import
}

// Past is the page with a revision of an element as it was, or beside another one.
type Past struct {
	Name, Slug, ID string // of the element as it is now
	Status         string
	Revision       Revision  // the one that the address names
	Against        *Revision // the one that it is compared with; nil for none
	Present        int       // the number of the present revision
	After          int       // the number of the next one; 0 for none
	Members        []Said    // what it says, or where the two differ
	Same           []string  // members that both say alike
	Distance       float64   // metres that the place was moved; 0 for none
	Places         []Place   // at most two, the earlier first
	MayRestore     bool      // for anybody, whether they might once they have logged in
	Comment        string    // as typed
	Wrong          string    // why it was not restored: a message history_wrong_; "" for no reason
}

// First returns the earlier one of the two revisions that are compared.
func (p Past) First() Revision {
	if p.Against != nil && p.Against.Number < p.Revision.Number {
		return *p.Against
	}
	return p.Revision
}

// Second returns the later one.
func (p Past) Second() Revision {
	if p.Against != nil && p.Against.Number > p.Revision.Number {
		return *p.Against
	}
	return p.Revision
}

// Path is that of the page, in French.
func (p Past) Path() string {
	path := HistoryPath + p.ID + "/" + strconv.Itoa(p.Revision.Number)
	if p.Against != nil {
		path += "?with=" + strconv.Itoa(p.Against.Number)
	}
	return path
}

// Said is a member of an element and what it says, a line each: before and after, or
// in Before alone.
type Said struct {
	Name          string // its JSON name
	Before, After []Line
}

// Line is a line, in pieces that are alike in both versions or are not.
type Line []Piece

// Piece is a part of a line.
type Piece struct {
	Side string // "", removed or added
	Text string
}

// Hide is the page on which somebody takes an element off the map, puts it back on it,
// or throws a draft away.
type Hide struct {
	Name, Slug, ID string
	Status         string
	Revision       int    // the one that they have read
	Comment        string // as typed
	Wrong          string // why it was not done: a message history_wrong_; "" for no reason
}

// History writes the page with the revisions of an element. Search engines leave it
// out, like the others about the past.
func (r *Renderer) History(w io.Writer, language Language, view History) error {
	path := HistoryPath + view.ID
	if view.Before > 0 {
		path += "?before=" + strconv.Itoa(view.Before)
	}
	return r.pastPage(w, language, "history", path, view.Name, view, false)
}

// Past writes the page with one revision or two.
func (r *Renderer) Past(w io.Writer, language Language, view Past) error {
	return r.pastPage(w, language, "history_revision", view.Path(), view.Name, view, len(view.Places) > 0)
}

func (r *Renderer) pastPage(w io.Writer, language Language, template, path, name string, view any, live bool) error {
	return r.write(w, template, page{
		Language: language, Path: path, Title: joinNonEmpty(" · ", name, r.title(language, "history_title")), Type: "website",
		NoIndex: true, Live: live, Content: view,
	})
}

// Hide writes the page on which somebody hides an element.
func (r *Renderer) Hide(w io.Writer, language Language, view Hide) error {
	return r.accountPage(w, language, "hide", HidePath+view.ID, "hide_title", view)
}
