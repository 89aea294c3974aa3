package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"maillage/geo"
)

// request is one thing asked, as each side understands it.
type request struct {
	query string    // of ours, in its text form
	tile  *geo.Tile // of the query; nil asks for a page
	// first is a tile of the query that ours draws before, outside the time, so
	// that what the query finds is known; nil where nothing must be known.
	first *geo.Tile

	statement string // of postgis_queries.sql; empty: no peer is asked
	arguments []any
}

// side answers requests. Its methods are called by several clients at once, each
// with its number, from 0.
type side interface {
	// prepare does what comes before a request, outside its time.
	prepare(ctx context.Context, client int, r *request) error
	answer(ctx context.Context, client int, r *request) error
}

// mostClients is how many clients ask at once at most.
const mostClients = 16

// concurrencies are the numbers of clients that latencies are measured with.
var concurrencies = []int{1, mostClients}

// asked is what came of asking.
type asked struct {
	took []time.Duration // by request, zero where it was not reached
	all  time.Duration   // from the first question to the last answer
}

// aSecond returns how many answers came a second.
func (a asked) aSecond() float64 {
	if a.all == 0 {
		return 0
	}
	return float64(len(measured(a.took))) / a.all.Seconds()
}

// ask has a side answer requests, some clients at once, in their order, until all
// are answered or turn is over; each client gets at least one answer.
func ask(ctx context.Context, s side, requests []request, clients int, turn time.Duration) (asked, error) {
	for i := range requests {
		if err := s.prepare(ctx, 0, &requests[i]); err != nil {
			return asked{}, err
		}
	}
	took := make([]time.Duration, len(requests))
	start := time.Now()
	var next atomic.Int64
	err := together(clients, func(client int) error {
		for first := true; first || time.Since(start) < turn; first = false {
			n := int(next.Add(1)) - 1
			if n >= len(requests) {
				return nil
			}
			begin := time.Now()
			if err := s.answer(ctx, client, &requests[n]); err != nil {
				return err
			}
			took[n] = max(time.Since(begin), 1)
		}
		return ctx.Err()
	})
	return asked{took, time.Since(start)}, err
}

// together runs work for each of n clients at once and returns the first error.
func together(n int, work func(client int) error) error {
	var group sync.WaitGroup
	errs := make(chan error, n)
	for client := range n {
		group.Go(func() { errs <- work(client) })
	}
	group.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
