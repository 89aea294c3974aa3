package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"maillage/data/store"
)

// result is what was measured of one workload with some clients.
type result struct {
	workload string
	clients  int
	rounds   []round
}

// round is what came of one turn of each side; zero where a side was not asked.
type round struct{ inProcess, overHTTP, peer asked }

// sides measures the same lists of requests on ours, in process and over HTTP, and
// on PostGIS.
func (b *bench) sides(ctx context.Context) (err error) {
	kept, err := b.read(ctx)
	if err != nil {
		return err
	}
	defer kept.Close()
	peer, missing, err := b.startPeer(ctx)
	if err != nil {
		return err
	}
	if peer != nil {
		defer func() { err = errors.Join(err, peer.stop()) }()
	}
	survey, err := b.surveyFor(ctx, peer)
	if err != nil {
		return err
	}
	all := workloads(survey, b.Seed)
	results := make([]result, 0, len(all)*len(concurrencies))
	for _, w := range all {
		for _, clients := range concurrencies {
			results = append(results, result{workload: w.name, clients: clients})
		}
	}
	for n := range b.Rounds {
		say("Round %d of %d", n+1, b.Rounds)
		if err := b.round(ctx, kept, peer, all, results); err != nil {
			return err
		}
	}
	var agreements [][]string
	if peer != nil {
		say("Counting on both sides")
		if agreements, err = b.agreements(ctx, kept, peer, survey); err != nil {
			return err
		}
	}
	b.reportSides(peer, missing, results, agreements)
	return nil
}

// startPeer starts PostGIS, unless peers are not wanted or it is missing; then
// missing says why.
func (b *bench) startPeer(ctx context.Context) (peer *postgis, missing string, err error) {
	if !b.Peers {
		return nil, "Peers were left out (`--no-peers`).", nil
	}
	peer, err = startPostgis(ctx)
	if errors.Is(err, errMissing) {
		say("%v", err)
		return nil, "PostGIS was not there to compare with.", nil
	}
	return peer, "", err
}

// round gives each side its turn on every list. The engines are opened anew, so that
// nothing is known of any filter, and answer something else first.
func (b *bench) round(ctx context.Context, kept *store.Store, peer *postgis, all []workload, results []result) error {
	near, err := openEngine(ctx, kept, filepath.Join(b.Data, "index"))
	if err != nil {
		return err
	}
	far, err := openEngine(ctx, kept, filepath.Join(b.Work, "index-http"))
	if err != nil {
		return errors.Join(err, near.close())
	}
	defer func() { near.close(); far.close() }()
	serving, stop := context.WithCancel(ctx)
	defer stop()
	base, err := serveInProcess(serving, kept, far)
	if err != nil {
		return err
	}
	direct, remote := inProcess{near.snapshot}, newOverHTTP(base)
	if err := warm(ctx, direct, remote); err != nil {
		return err
	}
	at := 0
	for _, w := range all {
		for _, clients := range concurrencies {
			requests := w.requests[clients]
			var taken round
			if taken.inProcess, err = ask(ctx, direct, requests, clients, b.Turn); err != nil {
				return fmt.Errorf("%s, in process: %w", w.name, err)
			}
			if peer != nil {
				if taken.peer, err = ask(ctx, peer, requests, clients, b.Turn); err != nil {
					return fmt.Errorf("%s, PostGIS: %w", w.name, err)
				}
			}
			if taken.overHTTP, err = ask(ctx, remote, requests, clients, b.Turn); err != nil {
				return fmt.Errorf("%s, over HTTP: %w", w.name, err)
			}
			results[at].rounds = append(results[at].rounds, taken)
			at++
		}
	}
	return nil
}

// warm has ours answer what no list asks: code and memory are in place then, as they
// are in a process that has run for a while.
func warm(ctx context.Context, sides ...side) error {
	for _, s := range sides {
		for range 20 {
			for _, query := range []string{"kind=project&limit=5", "q=zzzz&limit=1", "tag=zzzz&near=2,48&facets=tag"} {
				if err := s.answer(ctx, 0, &request{query: query}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// reportSides writes the tables of latencies and ratios.
func (b *bench) reportSides(peer *postgis, missing string, results []result, agreements [][]string) {
	if peer != nil {
		b.report.say("%s: %s of table and indexes, %v to make them. Times are p50 / p99 / max. A ratio is PostGIS's p50 divided by ours: "+
			"median of the rounds (least–greatest); with several clients, it is our answers a second divided by PostGIS's.", peer.version, bytesText(peer.bytes), peer.took.Round(time.Second))
	} else {
		b.report.say("%s Times are p50 / p99 / max.", missing)
	}
	for _, clients := range concurrencies {
		b.report.say("**%d at a time**", clients)
		var rows [][]string
		for _, r := range results {
			if r.clients == clients {
				rows = append(rows, r.row())
			}
		}
		b.report.table([]string{"asked, cold", "ours in process", "ours over HTTP", "PostGIS", "ratio, in process", "ratio, over HTTP"}, rows)
	}
	b.reportBudgets(results)
	if peer != nil {
		b.report.say("What both sides must count alike:")
		b.report.table([]string{"counted", "ours", "PostGIS"}, agreements)
	}
}

func (r *result) row() []string {
	inProcess, overHTTP, near, far := r.figures()
	var peer []time.Duration
	for _, round := range r.rounds {
		peer = append(peer, round.peer.took...)
	}
	return []string{r.workload, inProcess.String(), overHTTP.String(), summarise(peer).String(), near.times(), far.times()}
}

// figures returns what was measured of ours, in process and over HTTP, and the
// ratios of both.
func (r *result) figures() (inProcess, overHTTP summary, near, far spread) {
	var nearTook, farTook []time.Duration
	var nearTimes, farTimes []float64
	for _, round := range r.rounds {
		nearTook, farTook = append(nearTook, round.inProcess.took...), append(farTook, round.overHTTP.took...)
		if times, ok := r.ratio(round.inProcess, round.peer); ok {
			nearTimes = append(nearTimes, times)
		}
		if times, ok := r.ratio(round.overHTTP, round.peer); ok {
			farTimes = append(farTimes, times)
		}
	}
	return summarise(nearTook), summarise(farTook), spreadOf(nearTimes), spreadOf(farTimes)
}

// ratio returns how many times faster than a peer ours was in a round: by the median
// time with one client, by answers a second with several, who wait for one another
// in ways that times do not show alike.
func (r *result) ratio(ours, peers asked) (times float64, ok bool) {
	if r.clients == 1 {
		return ratio(ours.took, peers.took)
	}
	if peers.aSecond() == 0 {
		return 0, false
	}
	return ours.aSecond() / peers.aSecond(), true
}

// bytesText writes a number of bytes.
func bytesText(n int64) string {
	if n >= 10<<30 {
		return fmt.Sprintf("%.0f GB", float64(n)/1e9)
	}
	if n >= 1e9 {
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	}
	return fmt.Sprintf("%.0f MB", float64(n)/1e6)
}

// surveyFor reads the elements, and fills the peer with them meanwhile.
func (b *bench) surveyFor(ctx context.Context, peer *postgis) (s *survey, err error) {
	if peer == nil {
		return b.surveyed(ctx)
	}
	say("Filling PostGIS")
	err = peer.fill(ctx, func(take func(*surveyed) error) (failure error) {
		s, failure = b.surveyed(ctx, take)
		return failure
	})
	return s, err
}
