package main

import (
	"math/rand/v2"
	"strconv"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
)

// mix draws what is asked. Whatever it draws belongs to an element, all equally
// likely: a word or a tag comes as often as elements have it, a place as often as
// elements are there. Two mixes of the same survey and number draw the same.
type mix struct {
	*survey
	random *rand.Rand
	asked  map[string]bool // filters already drawn: one asked again would not be cold
}

func newMix(s *survey, seed, number uint64) *mix {
	return &mix{s, rand.New(rand.NewPCG(seed, number)), map[string]bool{}}
}

// attempts bounds how often a filter is drawn anew because it was drawn already.
const attempts = 5

// mostDraws bounds how many elements are drawn until one suits.
const mostDraws = 10_000

// element draws an element that suits, any where next to none does.
func (m *mix) element(suits func(*surveyed) bool) *surveyed {
	e := &m.elements[m.random.IntN(len(m.elements))]
	for range mostDraws {
		if suits(e) {
			break
		}
		e = &m.elements[m.random.IntN(len(m.elements))]
	}
	return e
}

func placed(e *surveyed) bool { return e.placed }

// word draws one of the words of an element.
func (m *mix) word(e *surveyed) string { return pick(m, wordsOf(e.name+" "+e.text)) }

// pick draws one of several, the empty string when there is none.
func pick(m *mix, values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[m.random.IntN(len(values))]
}

// tileOf returns the tile of a zoom that an element is on.
func tileOf(e *surveyed, zoom uint32) geo.Tile { return geo.TileAt(geo.Project(e.point), zoom) }

// list draws n requests: draw is given the number of each, and may be asked again
// for one whose filter was drawn before. They come in a random order.
func (m *mix) list(n int, draw func(i int) request) []request {
	requests := make([]request, n)
	for i := range requests {
		for range attempts {
			if requests[i] = draw(i); !m.known(requests[i].query) {
				break
			}
		}
		m.makeNew(&requests[i])
	}
	m.random.Shuffle(n, func(i, j int) { requests[i], requests[j] = requests[j], requests[i] })
	return requests
}

// known reports whether a filter was drawn before; that of everything never was.
func (m *mix) known(query string) bool { return m.asked[filterOf(query).String()] }

// makeNew leaves out elements with some rare tag of a filter that was drawn before,
// so that it is asked for the first time, and notes the filter down. The peers are
// not asked for that.
func (m *mix) makeNew(r *request) {
	for range mostDraws {
		if !m.known(r.query) {
			break
		}
		q := mustParse(r.query)
		q.NotTags = []string{pick(m, m.rareTags)}
		r.query = q.String()
	}
	if filter := filterOf(r.query).String(); filter != "" {
		m.asked[filter] = true
	}
}

// filterOf returns what decides which elements a query finds.
func filterOf(query string) index.Query { return mustParse(query).Filter() }

// mustParse reads a query that String wrote.
func mustParse(query string) index.Query {
	q, err := index.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	return q
}

// filter is the conditions of a request, in the words of both sides.
type filter struct {
	words, tag, kind, departement, region string
}

// query returns the text form of the filter and what else q asks.
func (f filter) query(q index.Query) string {
	q.Words = f.words
	if f.tag != "" {
		q.Tags = []string{f.tag}
	}
	if f.kind != "" {
		q.Kinds = []data.Kind{data.Kind(f.kind)}
	}
	for _, code := range []string{f.departement, f.region} {
		if code != "" {
			q.In = append(q.In, code)
		}
	}
	return q.String()
}

// optional is a parameter of a statement: null when it is empty.
func optional(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func (f filter) tags() any {
	if f.tag == "" {
		return nil
	}
	return []string{f.tag}
}

// onTile asks for a tile of what the filter finds.
func (f filter) onTile(t geo.Tile, statement string) request {
	return request{
		query: f.query(index.Query{}), tile: &t, statement: statement,
		arguments: []any{int(t.Z), int(t.X), int(t.Y), optional(f.kind), f.tags(), optional(f.words)},
	}
}

// zoomName names the workload of a zoom.
func zoomName(what string, zoom uint32) string { return what + ", z" + strconv.Itoa(int(zoom)) }
