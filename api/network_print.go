package api

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// Bounds of a network on paper.
const (
	mostPrinted  = 300
	mostOutlines = 120
	printedMark  = 30 // units of the drawing: marks that are nearer become one
)

// networkPrint writes a network for paper: a map with numbers, the list that they lead
// to, and the code of the page that stays up to date.
func (p *pages) networkPrint(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	n, err := p.openNetwork(ctx, snapshot, c.Param(networkParameter))
	if err != nil {
		return err
	}
	selection, err := snapshot.Select(ctx, withoutPersons(index.Query{Network: n.Reference()}))
	if err != nil {
		return err
	}
	nums := make([]int64, 0, mostPrinted)
	for num := range selection.Nums() {
		if nums = append(nums, num); len(nums) == mostPrinted {
			break
		}
	}
	elements, err := p.asShown(ctx, n.Reference(), nums)
	if err != nil {
		return err
	}
	elements = slices.DeleteFunc(elements, func(e data.Element) bool { return !e.Public() })
	sortForPaper(elements)
	view := web.NetworkPrint{Title: n.Title, Summary: n.Summary, Total: selection.Total(), Now: time.Now()}
	if view.NetworkNav, err = p.networkNav(c, &n, web.NetworkHerePrint); err != nil {
		return err
	}
	if view.Total > mostPrinted {
		view.Most = len(elements)
	}
	view.Address = p.base(c.Request) + language.Path(web.NetworkPath(n.Reference()))
	if view.QR, err = newQR(view.Address); err != nil {
		return err
	}
	for i := range elements {
		e := &elements[i]
		view.Rows = append(view.Rows, web.PrintRow{
			Number: i + 1, Name: e.Name, Kind: string(e.Kind), Type: e.Type, Summary: e.Summary, Hours: hoursView(e.OpeningHours, nil, time.Time{}), Phone: e.Phone, Website: e.Website, Placed: !e.Geometry.IsZero(),
			Address: web.Address{Street: e.Address.Street, PostalCode: e.Address.PostalCode, Locality: e.Address.Locality, Country: e.Address.Country},
		})
	}
	view.Drawing, view.Marks = printedMap(elements, snapshot.Gazetteer())
	return p.renderer(c).NetworkPrint(page, language, view)
}

// sortForPaper orders elements by town, then by name: so a reader finds what is near.
func sortForPaper(elements []data.Element) {
	slices.SortFunc(elements, func(a, b data.Element) int {
		return cmp.Or(
			cmp.Compare(boolRank(a.Geometry.IsZero()), boolRank(b.Geometry.IsZero())),
			cmp.Compare(data.Fold(a.Address.Locality), data.Fold(b.Address.Locality)),
			cmp.Compare(data.Fold(a.Name), data.Fold(b.Name)), cmp.Compare(a.Num, b.Num))
	})
}

// boolRank puts what holds behind what does not.
func boolRank(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

// printedMap draws where elements are, by their numbers, on the outlines of the
// territories that hold them. There are no marks when nothing has a place.
func printedMap(elements []data.Element, g *geo.Gazetteer) (web.Drawing, []web.PrintMark) {
	bounds, placed := boundsOfPlaces(elements)
	if !placed {
		return web.Drawing{}, nil
	}
	f := newFrame(bounds)
	drawing := web.Drawing{Width: drawingWidth, Height: f.height}
	for _, t := range outlinesUnder(bounds, g) {
		if path := f.path(g, t); path != "" {
			drawing.Around = append(drawing.Around, path)
		}
	}
	var marks []web.PrintMark
	for i := range elements {
		if elements[i].Geometry.IsZero() {
			continue
		}
		at := elements[i].Geometry.Representative()
		x, y := f.at(at.Lon, at.Lat)
		near := slices.IndexFunc(marks, func(m web.PrintMark) bool {
			return math.Hypot(float64(m.X-x), float64(m.Y-y)) < printedMark
		})
		if near < 0 {
			marks = append(marks, web.PrintMark{X: x, Y: y, Label: strconv.Itoa(i + 1), First: i + 1, Count: 1})
			continue
		}
		m := &marks[near]
		m.Count++
		m.Label = fmt.Sprintf("%d+%d", m.First, m.Count-1)
	}
	return drawing, marks
}

// leastPrinted is how many degrees a printed map shows at least: a street or two.
const leastPrinted = 0.02

// boundsOfPlaces returns the box of what has a place; ok is false when nothing has.
func boundsOfPlaces(elements []data.Element) (b geo.Bounds, ok bool) {
	for i := range elements {
		if elements[i].Geometry.IsZero() {
			continue
		}
		at := elements[i].Geometry.Representative()
		if !ok {
			b, ok = geo.Bounds{West: at.Lon, South: at.Lat, East: at.Lon, North: at.Lat}, true
		}
		b.West, b.East = min(b.West, at.Lon), max(b.East, at.Lon)
		b.South, b.North = min(b.South, at.Lat), max(b.North, at.Lat)
	}
	wide, high := max(0, leastPrinted-(b.East-b.West))/2, max(0, leastPrinted-(b.North-b.South))/2
	b.West, b.East = max(-180, b.West-wide), min(180, b.East+wide)
	b.South, b.North = max(-85, b.South-high), min(85, b.North+high)
	return b, ok
}

// outlines are the levels of territories that are drawn, each up to how many degrees a
// map spans.
var outlines = []struct {
	level geo.Level
	most  float64
}{{geo.LevelCommune, 0.6}, {geo.LevelDepartement, 3}, {geo.LevelRegion, 12}, {geo.LevelCountry, 360}}

// outlinesUnder returns the territories that a map is drawn on: of the finest level whose
// outlines can be told apart on it, and of which there are some.
func outlinesUnder(b geo.Bounds, g *geo.Gazetteer) []*geo.Territory {
	span := max(b.East-b.West, b.North-b.South)
	for _, o := range outlines {
		if span > o.most {
			continue
		}
		if found := g.Find(b, o.level); len(found) > 0 && len(found) <= mostOutlines {
			return found
		}
	}
	return nil
}
