package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
	"maillage/index"
)

// What the measures of networks do.
const (
	networkShare    = 10   // of the elements, one in so many is about what the network shows
	curated         = 1000 // picked by hand, and as many hidden
	comparedTiles   = 400  // of each side in a round
	visitorsASecond = 500
	tilesOfAVisitor = 12
	visitedPlaces   = 250 // different parts of the map that visitors open
)

// networks measures a network of a tenth of the elements: what it costs the engine
// beside the same query asked plainly, and many visitors at once.
func (b *bench) networks(ctx context.Context) (err error) {
	dir, err := b.copyData(ctx)
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err != nil {
		return err
	}
	survey, err := b.surveyed(ctx)
	if err != nil {
		return err
	}
	shown, err := b.networkInProcess(ctx, dir, survey)
	if err != nil {
		return err
	}
	return b.visitors(ctx, dir, survey, shown)
}

// networkInProcess makes the network in a data folder, compares it with its query, and
// returns how many elements it shows.
func (b *bench) networkInProcess(ctx context.Context, dir string, survey *survey) (shown int, err error) {
	kept, err := store.Open(ctx, dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	e, err := openEngine(ctx, kept, filepath.Join(dir, "index"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	query, err := shareOf(ctx, e.snapshot, b.Count/networkShare)
	if err != nil {
		return 0, err
	}
	sequence, err := putNetwork(ctx, kept, query)
	if err == nil {
		err = e.Wait(ctx, sequence)
	}
	if err != nil {
		return 0, err
	}
	snapshot := e.Snapshot()
	network, err := snapshot.Select(ctx, index.Query{Network: networkSlug})
	if err != nil {
		return 0, err
	}
	say("The network shows %s elements: %s, %d picked, %d hidden", grouped(network.Total()), query, curated, curated)
	b.report.say("The network shows %s of %s elements: what %s finds, and what was picked and hidden by hand, %s each. In process, cold: no tile is kept. Times are p50 / p99 / max.",
		grouped(network.Total()), grouped(b.Count), query, grouped(curated))
	return network.Total(), b.besideItsQuery(ctx, snapshot, survey, query)
}

// shareOf returns the query of one tag that finds about so many elements.
func shareOf(ctx context.Context, snapshot *index.Snapshot, wanted int) (best index.Query, err error) {
	result, err := snapshot.Search(ctx, index.Query{Limit: 1, Facets: []index.Facet{index.FacetTag, index.FacetKind}})
	if err != nil {
		return best, err
	}
	nearest := -1
	for facet, counts := range result.Facets {
		for _, v := range counts.Values {
			if off := max(v.Count-wanted, wanted-v.Count); nearest < 0 || off < nearest {
				nearest, best = off, index.Query{Tags: []string{v.Value}}
				if facet == index.FacetKind {
					best = index.Query{Kinds: []data.Kind{data.Kind(v.Value)}}
				}
			}
		}
	}
	return best, nil
}

// networkSlug is what the network is called by.
const networkSlug = "reseau"

// putNetwork writes the network, and returns the number of the log that shows it.
func putNetwork(ctx context.Context, kept *store.Store, query index.Query) (int64, error) {
	sequence, err := kept.Sequence(ctx)
	if err != nil {
		return 0, err
	}
	told, err := kept.NewsPosition(ctx)
	if err != nil {
		return 0, err
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	n := data.NewNetwork(data.Network{
		Title: "Réseau", Query: query.String(), Status: data.StatusPublished, Visibility: data.NetworkPublic, Contributors: data.ContributorsNobody,
	}, data.ID{}, now)
	return kept.Update(ctx, func(tx *store.Tx) error {
		if err := tx.PutNetwork(&n); err != nil {
			return err
		}
		for i := range int64(2 * curated) {
			standing := data.StandingPicked
			if i%2 == 1 {
				standing = data.StandingHidden
			}
			if err := tx.PutNetworkElement(data.NetworkElement{Network: n.Num, Num: i + 1, Standing: standing, At: now}); err != nil {
				return err
			}
		}
		// Nobody follows anything here: the server has no news to make of what is generated.
		if err := tx.MoveNews(told, sequence); err != nil {
			return err
		}
		return tx.TellNetwork(n.Num)
	})
}

// besideItsQuery compares what the network costs with what its query costs.
func (b *bench) besideItsQuery(ctx context.Context, snapshot *index.Snapshot, survey *survey, query index.Query) error {
	side := inProcess{snapshot}
	var rows [][]string
	for _, sort := range []struct {
		name string
		draw func(m *mix) request
	}{
		{"tile, z5–8", func(m *mix) request {
			t := tileOf(m.element(placed), uint32(5+m.random.IntN(4)))
			return request{tile: &t}
		}},
		{"tile, z9–14", func(m *mix) request {
			t := tileOf(m.element(placed), uint32(9+m.random.IntN(6)))
			return request{tile: &t}
		}},
		{"page, total, 3 facets, ladder", func(*mix) request { return request{query: "facets=kind,tag,type"} }},
	} {
		var took [2][]time.Duration
		var ratios []float64
		for round := range b.Rounds {
			var own [2][]time.Duration
			for i, filter := range []string{query.String(), "network=" + networkSlug} {
				m := newMix(survey, b.Seed, uint64(20+round))
				for range comparedTiles {
					r := sort.draw(m)
					if r.query != "" {
						filter := filter + "&" + r.query
						r.query = filter
					} else {
						r.query = filter
					}
					begin := time.Now()
					if err := side.answer(ctx, 0, &r); err != nil {
						return err
					}
					own[i] = append(own[i], time.Since(begin))
				}
				took[i] = append(took[i], own[i]...)
			}
			ratios = append(ratios, float64(summarise(own[1]).p50)/float64(summarise(own[0]).p50))
		}
		say("%s: the query %s, the network %s", sort.name, summarise(took[0]), summarise(took[1]))
		rows = append(rows, []string{sort.name, summarise(took[0]).String(), summarise(took[1]).String(), spreadOf(ratios).times()})
	}
	b.report.table([]string{"asked", "its query", "the network", "network's p50 divided by the query's"}, rows)
	return nil
}

// visitors measures many visitors of the network's page at once.
func (b *bench) visitors(ctx context.Context, dir string, survey *survey, shown int) error {
	server, err := startChild(ctx, b.Program, dir)
	if err != nil {
		return err
	}
	defer server.kill()
	m := newMix(survey, b.Seed, 30)
	var addresses []string
	for range visitedPlaces {
		addresses = append(addresses, "/n/"+networkSlug)
		middle := tileOf(m.element(placed), uint32(6+m.random.IntN(8)))
		for i := range uint32(tilesOfAVisitor) {
			t := geo.Tile{Z: middle.Z, X: (middle.X + i%4) % (1 << middle.Z), Y: min(middle.Y+i/4, 1<<middle.Z-1)}
			addresses = append(addresses, (&request{tile: &t, query: "network=" + networkSlug}).address())
		}
	}
	var rows [][]string
	for _, when := range []string{"from the first on, when no tile is drawn yet", "then"} {
		during, cancel := context.WithTimeout(ctx, b.loadTime())
		before := server.worked()
		took, err := steady(during, newOverHTTP(server.base), addresses, visitorsASecond, 1+tilesOfAVisitor)
		cancel()
		if err != nil {
			return err
		}
		busy := (server.worked() - before).Seconds() / b.loadTime().Seconds()
		found := fmt.Sprintf("%s of %s answers; the server works on %.2g cores", summarise(took), grouped(len(took)), busy)
		say("%d visitors a second, %s: %s", visitorsASecond, when, found)
		rows = append(rows, []string{fmt.Sprintf("%v: %s", b.loadTime(), when), found, "p99 50 ms"})
	}
	b.report.say("%d visitors a second of a network of %s elements, at %d different parts of the map, each the page and %d tiles: every answer, p50 / p99 / max. Over loopback, a server in a process of its own, the load from the same two cores; answers are due at fixed moments, and count from then.",
		visitorsASecond, grouped(shown), visitedPlaces, tilesOfAVisitor)
	b.report.table([]string{"measured", "found", "budget"}, rows)
	return server.stop()
}
