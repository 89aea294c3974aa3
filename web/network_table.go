package web

import (
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// NetworkTable is the page on which editors work through the elements of a network.
type NetworkTable struct {
	NetworkNav
	List     string // which elements: shown, changed or hidden
	Lists    []string
	Contents string     // of a network that approves changes: present, else what it has approved
	Query    url.Values // what narrows them, and their order
	Columns  []TableColumn
	Rows     []TableRow
	Total    int // that the list has
	Most     int // of them are looked at, when they are more
	Page     int // from 1
	More     bool
	Seen     time.Time // when who asks last said that they had seen all; zero for never
	Changed  int       // since then
	Done     string    // what has just been done; "" for nothing
	Count    int       // of how many elements
	Refused  int       // and of how many others look after
	Editable bool      // whether elements stand otherwise by what is chosen here
}

// TableColumn is a column by which a table may be ordered.
type TableColumn struct {
	Name  string // as the parameter sort has it
	Label string // of a field of the network; "" for one that every table has
}

// TableRow is one element of the table.
type TableRow struct {
	ID, Slug, Kind, Name, Locality string
	Tags                           []string
	UpdatedAt, VerifiedAt          time.Time
	Standing                       string // picked or hidden; "" when the search finds it
	Changed                        bool   // since who asks has seen all
	Note                           string
	Review                         string   // waiting or dismissed, where the present content is not approved
	Values                         []string // of the fields, beside their columns
}

// Path is that of the table with another value of a parameter, from its first page on;
// "" takes the parameter out.
func (t NetworkTable) Path(name, value string) string {
	query := clone(t.Query)
	query.Del("page")
	if value == "" {
		query.Del(name)
	} else {
		query.Set(name, value)
	}
	return withQuery(t.Below("table"), query)
}

// Order is the path of the table ordered by a column, the other way round when it is
// already.
func (t NetworkTable) Order(column string) string {
	query := clone(t.Query)
	query.Del("page")
	query.Del("order")
	if t.Query.Get("sort") == column && t.Query.Get("order") == "" {
		query.Set("order", "desc")
	}
	query.Set("sort", column)
	return withQuery(t.Below("table"), query)
}

// Ordered says how the table is ordered by a column, as aria-sort has it.
func (t NetworkTable) Ordered(column string) string {
	switch {
	case t.Query.Get("sort") != column:
		return "none"
	case t.Query.Get("order") == "desc":
		return "descending"
	}
	return "ascending"
}

// Newer and Older are the paths of the pages before and behind, "" where there is none.
func (t NetworkTable) Newer() string {
	if t.Page <= 1 {
		return ""
	}
	return t.leaf(t.Page - 1)
}

// Older is the path of the next page.
func (t NetworkTable) Older() string {
	if !t.More {
		return ""
	}
	return t.leaf(t.Page + 1)
}

func (t NetworkTable) leaf(number int) string {
	query := clone(t.Query)
	query.Set("page", strconv.Itoa(number))
	return withQuery(t.Below("table"), query)
}

// Back is the query of the page as it is, for forms to lead back to it.
func (t NetworkTable) Back() string {
	query := clone(t.Query)
	if t.Page > 1 {
		query.Set("page", strconv.Itoa(t.Page))
	}
	return query.Encode()
}

// Fields lists the columns of the network's own fields.
func (t NetworkTable) Fields() []TableColumn {
	at := slices.IndexFunc(t.Columns, func(c TableColumn) bool { return c.Label != "" })
	if at < 0 {
		return nil
	}
	return t.Columns[at:]
}

// NetworkTable writes that page.
func (r *Renderer) NetworkTable(w io.Writer, language Language, view NetworkTable) error {
	return r.accountPage(w, language, "network_table", withQuery(view.Below("table"), view.Query), "table_title", view)
}

// NetworkSays is the page of what a network keeps of an element.
type NetworkSays struct {
	NetworkNav
	Element Target
	Back    string // query of the table that led here
	Note    string
	Most    int // characters of a note
	Mistake *Mistake
	Inputs  []SaysInput
}

// SaysInput is a field of the network with its value of the element.
type SaysInput struct {
	Name, Label, Type, Value string
	Choices                  []string
	Shown                    bool // whether visitors read it
	Mistake                  *Mistake
}

// NetworkSays writes that page.
func (r *Renderer) NetworkSays(w io.Writer, language Language, view NetworkSays) error {
	return r.accountPage(w, language, "network_says", view.Below("table/"+view.Element.ID), "says_title", view)
}
