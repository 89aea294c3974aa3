package main

import (
	"maillage/geo"
	"maillage/index"
)

// workload is a sort of requests that people make.
type workload struct {
	name     string
	requests map[int][]request // by how many clients ask: none is in two lists
}

// listLength is how many requests a list holds.
const listLength = 200

// drawnZooms are the zooms whose tiles are measured.
var drawnZooms = []uint32{0, 3, 5, 6, 8, 10, 12, 14, 16}

// workloads draws everything that the sides are asked.
func workloads(s *survey, seed uint64) []workload {
	m := newMix(s, seed, 2)
	var all []workload
	add := func(name string, n int, draw func(i int) request) {
		w := workload{name, map[int][]request{}}
		for _, clients := range concurrencies {
			w.requests[clients] = m.list(n, draw)
		}
		all = append(all, w)
	}
	for _, zoom := range drawnZooms {
		statement := "tile"
		if zoom >= 15 {
			statement = "points"
		}
		add(zoomName("tile of everything", zoom), listLength, func(int) request {
			return filter{}.onTile(tileOf(m.element(placed), zoom), statement)
		})
	}
	add("tile of everything, z10, the peer's unclustered", listLength, func(int) request {
		return filter{}.onTile(tileOf(m.element(placed), 10), "points")
	})
	for _, zoom := range []uint32{6, 10} {
		add(zoomName("tile, tag + kind, first", zoom), listLength, func(i int) request { return m.taggedTile(i, zoom) })
	}
	add("tile, words + tag + kind, first, z5–12", listLength, func(i int) request { return m.filteredTile(i, false) })
	add("tile, words + tag + kind, next, z5–12", listLength, func(i int) request { return m.filteredTile(i, true) })
	add("tag counts of a box, z6", listLength, func(int) request { return m.boxFacet() })
	add("tag counts of a département", listLength, func(int) request { return m.departementFacet() })
	add("words ranked in a région", listLength, func(i int) request { return m.text(i, true) })
	add("words ranked everywhere", listLength, func(i int) request { return m.text(i, false) })
	add("nearest 20", listLength, func(int) request { return m.nearest("") })
	add("nearest 20 with a tag", listLength, func(i int) request { return m.nearest(m.tag(i)) })
	add("page, total, 3 facets, ladder, in a département", listLength, func(i int) request { return m.page(i, true) })
	add("page, total, 3 facets, ladder, everywhere", listLength, func(i int) request { return m.page(i, false) })
	return all
}

// tag draws a tag; the first of a list are the commonest.
func (m *mix) tag(i int) string {
	if i < len(m.commonTags) {
		return m.commonTags[i]
	}
	return pick(m, m.element(func(e *surveyed) bool { return len(e.tags) > 0 }).tags)
}

// words draws a word, or two of the same element; the first of a list are the
// commonest alone.
func (m *mix) words(i int) string {
	if i < len(m.commonWords) {
		return m.commonWords[i]
	}
	e := m.element(func(e *surveyed) bool { return len(wordsOf(e.name+" "+e.text)) > 1 })
	words := m.word(e)
	if other := m.word(e); m.random.IntN(2) == 0 && other != words {
		words += " " + other
	}
	return words
}

func complete(e *surveyed) bool { return e.placed && len(e.tags) > 0 && e.text != "" }

func (m *mix) taggedTile(i int, zoom uint32) request {
	e := m.element(complete)
	f := filter{tag: pick(m, e.tags), kind: e.kind}
	if i < len(m.commonTags) {
		f.tag = m.commonTags[i]
	}
	return f.onTile(tileOf(e, zoom), "tile")
}

// filteredTile draws a tile of a filter; with next, another tile of it was drawn
// before.
func (m *mix) filteredTile(i int, next bool) request {
	e := m.element(complete)
	f := filter{words: m.word(e), tag: pick(m, e.tags), kind: e.kind}
	switch common := len(m.commonWords); {
	case i < common:
		f.words = m.commonWords[i]
	case i < 2*common && i-common < len(m.commonTags):
		f.tag = m.commonTags[i-common]
	}
	zoom := uint32(5 + m.random.IntN(8))
	r := f.onTile(tileOf(e, zoom), "tile")
	if next {
		first := geo.TileAt(geo.Project(e.point), zoom-4)
		r.first = &first
	}
	return r
}

func (m *mix) boxFacet() request {
	t := tileOf(m.element(placed), 6)
	bounds := t.Bounds()
	// Boxes that differ by less than anybody sees are asked once each.
	bounds.East -= m.random.Float64() * 1e-5
	q := index.Query{Bounds: &bounds, Facets: []index.Facet{index.FacetTag}, Limit: 1}
	return request{query: q.String(), statement: "facet in a box", arguments: []any{int(t.Z), int(t.X), int(t.Y)}}
}

func (m *mix) departementFacet() request {
	e := m.element(func(e *surveyed) bool { return e.departement != "" })
	f := filter{departement: e.departement}
	return request{
		query:     f.query(index.Query{Facets: []index.Facet{index.FacetTag}, Limit: 1}),
		statement: "facet in a departement", arguments: []any{e.departement},
	}
}

func (m *mix) text(i int, somewhere bool) request {
	f := filter{words: m.words(i)}
	if somewhere {
		f.region = m.element(func(e *surveyed) bool { return e.region != "" }).region
	}
	return request{query: f.query(index.Query{}), statement: "text", arguments: []any{f.words, optional(f.region)}}
}

func (m *mix) nearest(tag string) request {
	p := m.element(placed).point
	f := filter{tag: tag}
	return request{
		query:     f.query(index.Query{Near: &p}),
		statement: "nearest", arguments: []any{p.Lon, p.Lat, f.tags()},
	}
}

// page asks for all that a page of results shows, by words or by tag.
func (m *mix) page(i int, somewhere bool) request {
	f := filter{words: m.words(i / 2)}
	if i%2 == 1 {
		f = filter{tag: m.tag(i / 2)}
	}
	place := surveyed{}
	if somewhere {
		place = *m.element(func(e *surveyed) bool { return e.departement != "" })
		f.departement = place.departement
	}
	q := index.Query{Facets: []index.Facet{index.FacetKind, index.FacetType, index.FacetTag}}
	return request{
		query:     f.query(q),
		statement: "page", arguments: []any{optional(f.words), f.tags(), optional(place.departement), optional(place.region)},
	}
}
