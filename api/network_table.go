package api

import (
	"bytes"
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// Bounds of the table of a network.
const (
	tablePage   = 100
	mostInTable = 5000 // elements that are read to be put in order; the newest when there are more
)

// The lists of a table: what the network shows, what of it has changed since who asks
// last had seen all, and what it hides.
const (
	tableShown   = "shown"
	tableChanged = "changed"
	tableHidden  = "hidden"
)

var tableLists = []string{tableShown, tableChanged, tableHidden}

// tableColumns are the columns that every table may be ordered by; x.<key> are those of
// the network's own fields.
var tableColumns = []string{"name", "kind", "town", "updated", "verified"}

const fieldColumn = "x."

// contentsPresent asks for what everybody's map shows, of a network that approves
// changes: else its table shows what it has approved.
const contentsPresent = "present"

// table is the table of a network while its page is made.
type table struct {
	*pages
	network data.Network
	query   index.Query
	view    web.NetworkTable
	says    map[int64]data.NetworkElement
}

// networkTable writes the page on which editors work through a network's elements.
func (p *pages) networkTable(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	n, _, err := p.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return err
	}
	t := &table{pages: p, network: n, says: map[int64]data.NetworkElement{}}
	if t.view.NetworkNav, err = p.networkNav(c, &n, web.NetworkHereTable); err != nil {
		return err
	}
	if err := t.read(c); err != nil {
		return err
	}
	if err := t.fill(c); err != nil {
		return err
	}
	return p.renderer(c).NetworkTable(page, language, t.view)
}

// read reads what the address asks for.
func (t *table) read(c *gin.Context) error {
	asked := c.Request.URL.Query()
	v := &t.view
	v.Lists, v.List, v.Query, v.Page = tableLists, tableShown, url.Values{}, readPageNumber(asked.Get("page"))
	if list := asked.Get("list"); slices.Contains(tableLists, list) && list != tableShown {
		v.List = list
		v.Query.Set("list", list)
	}
	for _, name := range tableColumns {
		v.Columns = append(v.Columns, web.TableColumn{Name: name})
	}
	for _, f := range t.network.Fields {
		v.Columns = append(v.Columns, web.TableColumn{Name: fieldColumn + f.Key, Label: f.Label})
	}
	if t.network.Clears && asked.Get("contents") == contentsPresent {
		v.Contents = contentsPresent
		v.Query.Set("contents", contentsPresent)
	}
	if sort := asked.Get("sort"); slices.ContainsFunc(v.Columns, func(c web.TableColumn) bool { return c.Name == sort }) {
		v.Query.Set("sort", sort)
		if asked.Get("order") == "desc" {
			v.Query.Set("order", "desc")
		}
	}
	filter := url.Values{}
	for _, name := range []string{"q", "kind", "tag"} {
		if text := strings.TrimSpace(asked.Get(name)); text != "" {
			filter.Set(name, text)
			v.Query.Set(name, text)
		}
	}
	v.Done, v.Count, v.Refused = doneOf(asked)
	var err error
	t.query, err = index.ParseQuery(filter.Encode())
	t.query.Network = t.network.Slug
	return err
}

// tableDone lists what the page says has just been done.
var tableDone = []string{"tagged", "stand", "seen", "none"}

func doneOf(asked url.Values) (done string, count, refused int) {
	if done = asked.Get("done"); !slices.Contains(tableDone, done) {
		return "", 0, 0
	}
	count, _ = strconv.Atoi(asked.Get("count")) // what is no number counts nothing
	refused, _ = strconv.Atoi(asked.Get("refused"))
	return done, max(count, 0), max(refused, 0)
}

// fill puts the rows of the page into the view.
func (t *table) fill(c *gin.Context) error {
	ctx := index.LetIn(c.Request.Context(), t.network.Slug)
	if t.view.Contents == contentsPresent {
		ctx = index.AsItIs(ctx)
	}
	snapshot, err := t.shown(c)
	if err != nil {
		return err
	}
	if t.view.Seen, err = t.store.NetworkVisit(ctx, t.network.Num, who(c).account.ID); err != nil {
		return err
	}
	changed := t.query
	changed.Since = sinceVisit(&t.network, t.view.Seen)
	selection, err := snapshot.Select(ctx, changed)
	if err != nil {
		return err
	}
	t.view.Changed = selection.Total()
	isChanged := selection.Has
	var nums []int64
	switch t.view.List {
	case tableChanged:
	case tableHidden:
		nums, err = t.hidden(ctx)
	default:
		selection, err = snapshot.Select(ctx, t.query)
	}
	if err != nil {
		return err
	}
	if t.view.List != tableHidden {
		nums = slices.Collect(selection.Nums())
	}
	if t.view.Total = len(nums); t.view.Total > mostInTable {
		t.view.Most = mostInTable
		nums = nums[len(nums)-mostInTable:]
	}
	left, err := t.unapproved(c.Request.Context(), &t.network) // whichever contents are shown
	if err != nil {
		return err
	}
	return t.rows(ctx, nums, isChanged, left.listOf)
}

// sinceVisit returns since when something counts as changed: since the network was made
// for who has never said that they had seen it.
func sinceVisit(n *data.Network, seen time.Time) time.Time {
	if seen.IsZero() {
		seen = n.CreatedAt
	}
	return seen.Truncate(time.Millisecond).Add(time.Millisecond)
}

// hidden returns the elements that the network hides, by num.
func (t *table) hidden(ctx context.Context) (nums []int64, err error) {
	all, err := t.store.NetworkElements(ctx, t.network.Num)
	for _, e := range all {
		if e.Standing == data.StandingHidden {
			nums = append(nums, e.Num)
		}
	}
	return nums, err
}

// rows orders elements and puts those of the page into the view.
func (t *table) rows(ctx context.Context, nums []int64, isChanged func(int64) bool, review func(int64) string) error {
	elements, err := t.elements(ctx, nums)
	if err != nil {
		return err
	}
	says, err := t.store.NetworkElementsOf(ctx, t.network.Num, nums)
	if err != nil {
		return err
	}
	for _, one := range says {
		t.says[one.Num] = one
	}
	elements = slices.DeleteFunc(elements, func(e data.Element) bool { return !e.Public() })
	t.order(elements)
	from := min((t.view.Page-1)*tablePage, len(elements))
	to := min(from+tablePage, len(elements))
	t.view.More = to < len(elements)
	for i := range elements[from:to] {
		e := &elements[from+i]
		one := t.says[e.Num]
		row := web.TableRow{
			ID: e.ID.String(), Slug: e.Slug, Kind: string(e.Kind), Name: e.Name, Locality: e.Address.Locality, Tags: e.Tags,
			UpdatedAt: e.UpdatedAt, VerifiedAt: e.VerifiedAt, Standing: string(one.Standing), Changed: isChanged(e.Num), Note: one.Note, Review: review(e.Num),
		}
		for _, f := range t.network.Fields {
			row.Values = append(row.Values, one.Values[f.Key])
		}
		t.view.Rows = append(t.view.Rows, row)
	}
	return nil
}

// elements reads elements with the contents that the table shows.
func (t *table) elements(ctx context.Context, nums []int64) ([]data.Element, error) {
	if t.view.Contents == contentsPresent || t.view.List == tableHidden {
		return t.store.ElementsByNum(ctx, nums)
	}
	return t.asShown(ctx, t.network.Slug, nums)
}

// order sorts elements by the column that is asked for, the newest first without one;
// what has nothing in a column comes last.
func (t *table) order(elements []data.Element) {
	column, descending := t.view.Query.Get("sort"), t.view.Query.Get("order") == "desc"
	folded := map[int64]string{}
	text := func(e *data.Element) string {
		value, known := folded[e.Num]
		if !known {
			switch column {
			case "name":
				value = data.Fold(e.Name)
			case "kind":
				value = string(e.Kind)
			case "town":
				value = data.Fold(e.Address.Locality)
			case "updated":
				value = e.UpdatedAt.UTC().Format(time.RFC3339)
			case "verified":
				if !e.VerifiedAt.IsZero() {
					value = e.VerifiedAt.UTC().Format(time.RFC3339)
				}
			default:
				value = data.Fold(t.says[e.Num].Values[strings.TrimPrefix(column, fieldColumn)])
			}
			folded[e.Num] = value
		}
		return value
	}
	slices.SortFunc(elements, func(a, b data.Element) int {
		if column == "" {
			return cmp.Compare(b.Num, a.Num)
		}
		x, y := text(&a), text(&b)
		if (x == "") != (y == "") {
			return cmp.Compare(len(y), len(x)) // one of them is empty
		}
		order := data.CompareValues(x, y)
		if descending {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.Num, b.Num))
	})
}
