package web

import (
	"io"
	"net/url"
	"strconv"
	"time"
)

// MinePath is that of the page of what somebody has written, in French.
const MinePath = "/mine"

// Mine is that page: one of its lists.
type Mine struct {
	List     string
	Lists    []string // all there are
	Elements []MyElement
	Page     int // from 1
	More     bool
}

// MyElement is an element of which somebody has written a revision.
type MyElement struct {
	ID, Slug, Kind, Name, Locality string
	UpdatedAt                      time.Time
	MayEdit, MayHide               bool
	IsMe                           bool // whether it is the person who asks
}

// Path is that of a list, in French.
func (m Mine) Path(list string) string { return minePath(list, 1) }

// Newer is the path of the page before, "" on the first.
func (m Mine) Newer() string {
	if m.Page <= 1 {
		return ""
	}
	return minePath(m.List, m.Page-1)
}

// Older is the path of the next page, "" on the last.
func (m Mine) Older() string {
	if !m.More {
		return ""
	}
	return minePath(m.List, m.Page+1)
}

func minePath(list string, number int) string {
	query := url.Values{"list": {list}}
	if number > 1 {
		query.Set("page", strconv.Itoa(number))
	}
	return withQuery(MinePath, query)
}

// Mine writes that page.
func (r *Renderer) Mine(w io.Writer, language Language, view Mine) error {
	return r.accountPage(w, language, "mine", minePath(view.List, view.Page), "mine_title", view)
}
