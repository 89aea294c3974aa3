package main

import (
	"context"
	"fmt"
	"path/filepath"

	"maillage/data/store"
	"maillage/geo"
	"maillage/index"
)

// agreements counts the same things on both sides: figures mean little where the
// answers differ.
func (b *bench) agreements(ctx context.Context, kept *store.Store, peer *postgis, s *survey) (rows [][]string, err error) {
	e, err := openEngine(ctx, kept, filepath.Join(b.Data, "index"))
	if err != nil {
		return nil, err
	}
	defer e.close()
	m := newMix(s, b.Seed, 3)
	place := m.element(func(e *surveyed) bool { return e.departement != "" && e.placed && len(e.tags) > 0 })
	tile := tileOf(place, 6)
	bounds := tile.Bounds()
	for _, c := range []struct {
		what, query, where string
		arguments          []any
	}{
		{"all elements", "", "true", nil},
		{"with the commonest tag", filter{tag: s.commonTags[0]}.query(index.Query{}), "tags @> $1", []any{[]string{s.commonTags[0]}}},
		{"with a tag, of one kind", filter{tag: place.tags[0], kind: place.kind}.query(index.Query{}), "tags @> $1 and kind = $2", []any{[]string{place.tags[0]}, place.kind}},
		{"in a département", filter{departement: place.departement}.query(index.Query{}), "departement = $1", []any{place.departement}},
		{"on a tile of z6", index.Query{Bounds: &bounds}.String(), "geom && ST_TileEnvelope($1, $2, $3)", []any{int(tile.Z), int(tile.X), int(tile.Y)}},
		{"with the commonest word (the stemmers are not the same)", filter{words: s.commonWords[0]}.query(index.Query{}),
			"words @@ websearch_to_tsquery('words', $1)", []any{s.commonWords[0]}},
	} {
		ours, err := e.snapshot.Search(ctx, mustParse(c.query))
		if err != nil {
			return nil, err
		}
		var theirs int
		if err := peer.clients[0].QueryRow(ctx, "select count(*) from elements where "+c.where, c.arguments...).Scan(&theirs); err != nil {
			return nil, err
		}
		rows = append(rows, []string{c.what, grouped(ours.Total), grouped(theirs)})
	}
	row, err := facetAgreement(ctx, e.snapshot, peer, tile)
	return append(rows, row), err
}

// facetAgreement compares the tag counts of a tile's square.
func facetAgreement(ctx context.Context, snapshot *index.Snapshot, peer *postgis, tile geo.Tile) ([]string, error) {
	bounds := tile.Bounds()
	ours, err := snapshot.Search(ctx, index.Query{Bounds: &bounds, Facets: []index.Facet{index.FacetTag}, Limit: 1})
	if err != nil {
		return nil, err
	}
	theirs, err := peer.tagCounts(ctx, tile)
	if err != nil {
		return nil, err
	}
	alike := 0
	for _, value := range ours.Facets[index.FacetTag].Values {
		if theirs[value.Value] == value.Count {
			alike++
		}
	}
	return []string{"tags of that tile's square, counted alike", fmt.Sprint(len(ours.Facets[index.FacetTag].Values)), fmt.Sprint(alike)}, nil
}

// tagCounts returns the commonest tags of a tile's square.
func (p *postgis) tagCounts(ctx context.Context, t geo.Tile) (map[string]int, error) {
	rows, err := p.clients[0].Query(ctx, p.statements["facet in a box"], int(t.Z), int(t.X), int(t.Y))
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for rows.Next() {
		var tag string
		var count int
		if err := rows.Scan(&tag, &count); err != nil {
			return nil, err
		}
		counts[tag] = count
	}
	return counts, rows.Err()
}
