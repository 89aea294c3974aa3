package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"maillage/data/generate"
)

// loadTime returns how long each measure under load lasts.
func (b *bench) loadTime() time.Duration { return 5 * b.Turn }

// What the measures under load do.
const (
	tilesASecond   = 1000
	mixedTiles     = 2000 // different addresses that the load asks for
	hotConnections = 16
	mostRestarts   = 5
	importedAtOnce = 50_000
)

// live measures a server in a process of its own, with a folder of its own: memory,
// restarts, hot tiles, writes under load, imports. Then the engine under changes.
func (b *bench) live(ctx context.Context) error {
	addresses, err := b.tileAddresses(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{}
	add := func(what string, found string) {
		say("%s: %s", what, found)
		rows = append(rows, []string{what, found})
	}
	if err := b.withServers(ctx, addresses, add); err != nil {
		return err
	}
	if err := b.churn(ctx, add); err != nil {
		return err
	}
	b.report.say("A server in a process of its own, over loopback, unless said otherwise; the load comes from the same two cores. Times are p50 / p99 / max.")
	b.report.table([]string{"measured", "found", "budget"}, withBudgets(rows))
	return nil
}

// tileAddresses draws tiles of everything, zoom 4 to 16, as people move about.
func (b *bench) tileAddresses(ctx context.Context) ([]string, error) {
	survey, err := b.surveyed(ctx)
	if err != nil {
		return nil, err
	}
	m := newMix(survey, b.Seed, 5)
	addresses := make([]string, mixedTiles)
	for i := range addresses {
		t := tileOf(m.element(placed), uint32(4+m.random.IntN(13)))
		addresses[i] = (&request{tile: &t}).address()
	}
	return addresses, nil
}

// withServers measures what needs servers, and removes their folders.
func (b *bench) withServers(ctx context.Context, addresses []string, add func(what, found string)) (err error) {
	empty, err := b.emptyData(ctx)
	defer func() { err = errors.Join(err, os.RemoveAll(empty)) }()
	if err != nil {
		return err
	}
	full, err := b.copyData(ctx)
	defer func() { err = errors.Join(err, os.RemoveAll(full)) }()
	if err != nil {
		return err
	}
	nothing, err := b.memoryOf(ctx, empty, addresses)
	if err != nil {
		return err
	}
	server, err := startChild(ctx, b.Program, full)
	if err != nil {
		return err
	}
	defer func() { server.kill() }()
	add("first start: everything indexed from the log", fmt.Sprintf("%.1f s, %s elements/s", server.took.Seconds(), number(float64(b.Count)/server.took.Seconds())))
	if server, err = b.restarts(ctx, full, server, add); err != nil {
		return err
	}
	held, err := b.heldAfterWork(ctx, server, addresses)
	if err != nil {
		return err
	}
	add("resident memory, files mapped by it included", fmt.Sprintf("%s; an empty server with the same territories %s: %s bytes an element, %s of them files",
		bytesText(held.resident), bytesText(nothing.resident), number(perElement(held.resident-nothing.resident, b.Count)), number(perElement(held.ofFiles-nothing.ofFiles, b.Count))))
	if err := hotTile(ctx, server, addresses, add); err != nil {
		return err
	}
	if err := b.underLoad(ctx, full, server, addresses, add); err != nil {
		return err
	}
	if err := b.importing(ctx, full, server, add); err != nil {
		return err
	}
	return server.stop()
}

func perElement(bytes int64, count int) float64 { return float64(max(bytes, 0)) / float64(count) }

// memoryOf returns what a server of a folder holds after some work.
func (b *bench) memoryOf(ctx context.Context, dir string, addresses []string) (memory, error) {
	server, err := startChild(ctx, b.Program, dir)
	if err != nil {
		return memory{}, err
	}
	defer server.kill()
	held, err := b.heldAfterWork(ctx, server, addresses)
	return held, errors.Join(err, server.stop())
}

// heldAfterWork has a server answer some of everything, and returns what it holds
// then.
func (b *bench) heldAfterWork(ctx context.Context, server *child, addresses []string) (memory, error) {
	asking := newOverHTTP(server.base)
	for i, address := range addresses[:200] {
		query := []string{"q=jardin&facets=tag,kind,type", "tag=velo&facets=territory", "kind=event", "near=2.35,48.85"}[i%4]
		for _, each := range []string{address, "/api/v1/search?" + query} {
			if _, err := asking.get(ctx, each); err != nil {
				return memory{}, err
			}
		}
	}
	time.Sleep(time.Second)
	return server.memory(), nil
}

// restarts ends and starts the server, asked nicely and not, and returns the last
// one.
func (b *bench) restarts(ctx context.Context, dir string, server *child, add func(what, found string)) (*child, error) {
	var stopped, killed []time.Duration
	for range min(b.Rounds, mostRestarts) {
		for _, nicely := range []bool{true, false} {
			if nicely {
				if err := server.stop(); err != nil {
					return server, err
				}
			} else {
				server.kill()
			}
			next, err := startChild(ctx, b.Program, dir)
			if err != nil {
				return server, err
			}
			server = next
			if nicely {
				stopped = append(stopped, server.took)
			} else {
				killed = append(killed, server.took)
			}
		}
	}
	add("from the command to ready, after a stop", summarise(stopped).String())
	add("from the command to ready, after SIGKILL", summarise(killed).String())
	return server, nil
}

// hotTile asks for one tile that is kept, as often as it can.
func hotTile(ctx context.Context, server *child, addresses []string, add func(what, found string)) error {
	asking := newOverHTTP(server.base)
	for _, address := range addresses {
		body, err := asking.get(ctx, address)
		if err != nil {
			return err
		}
		if len(body) < 1000 {
			continue
		}
		const during = 3 * time.Second
		before := server.worked()
		aSecond, err := hammer(ctx, server.base, address, hotConnections, during)
		each := (server.worked() - before).Seconds() / (aSecond * during.Seconds())
		add(fmt.Sprintf("a hot tile of %s bytes, %d connections", grouped(len(body)), hotConnections),
			fmt.Sprintf("%s a second; the server works %.0f µs of one core for each", number(aSecond), each*1e6))
		return err
	}
	return errors.New("no tile is large enough to be asked for again and again")
}

// underLoad measures tiles at a steady rate, and then writes beside them.
func (b *bench) underLoad(ctx context.Context, dir string, server *child, addresses []string, add func(what, found string)) error {
	asking := newOverHTTP(server.base)
	idle, cancel := context.WithTimeout(ctx, b.loadTime())
	defer cancel()
	took, err := steady(idle, asking, addresses, tilesASecond, 1)
	if err != nil {
		return err
	}
	add(fmt.Sprintf("%s tiles a second, nothing else", grouped(tilesASecond)), summarise(took).String())
	generator, err := b.generator(ctx, b.Seed+1)
	if err != nil {
		return err
	}
	busy, stop := context.WithTimeout(ctx, b.loadTime())
	defer stop()
	tiles := make(chan error, 1)
	go func() {
		took, err = steady(busy, asking, addresses, tilesASecond, 1)
		tiles <- err
	}()
	seen, failure := writeAndLook(busy, dir, asking, generator)
	if err := errors.Join(<-tiles, failure); err != nil {
		return err
	}
	add(fmt.Sprintf("%s writes beside %s tiles a second: from handing it over to seen in search and tile", grouped(len(seen.handed)), grouped(tilesASecond)), summarise(seen.handed).String())
	add("… from being durable to seen", summarise(seen.durable).String())
	add("… the tiles meanwhile", summarise(took).String())
	return nil
}

// generator returns what makes elements on the territories of the data.
func (b *bench) generator(ctx context.Context, seed uint64) (*generate.Generator, error) {
	kept, err := b.read(ctx)
	if err != nil {
		return nil, err
	}
	defer kept.Close()
	gazetteer, _, err := kept.Gazetteer(ctx)
	if err != nil {
		return nil, err
	}
	return generate.New(gazetteer, seed)
}
