package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"maillage"
	"maillage/api"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/index"
	"maillage/tiles"
)

// engine is an engine that has caught up with its source.
type engine struct {
	*index.Engine
	snapshot *index.Snapshot
	cancel   context.CancelFunc
	ended    chan error
	took     time.Duration // to open and to catch up
}

// openEngine opens an engine on a folder of its own and waits until it shows all
// that the source has.
func openEngine(ctx context.Context, source index.Source, dir string) (*engine, error) {
	begin := time.Now()
	latest, err := source.Sequence(ctx)
	if err != nil {
		return nil, err
	}
	opened, err := index.Open(ctx, index.Options{Dir: dir, Source: source})
	if err != nil {
		return nil, err
	}
	running, cancel := context.WithCancel(ctx)
	e := &engine{Engine: opened, cancel: cancel, ended: make(chan error, 1)}
	failed, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		defer stop() // whoever waits is told
		e.ended <- opened.Run(running)
	}()
	go e.tell(failed)
	if err := opened.Wait(failed, latest); err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.snapshot, e.took = opened.Snapshot(), time.Since(begin)
	return e, nil
}

// tell says from time to time how far the engine has come, until ctx ends.
func (e *engine) tell(ctx context.Context) {
	for ticks := time.NewTicker(20 * time.Second); ; {
		select {
		case <-ctx.Done():
			ticks.Stop()
			return
		case <-ticks.C:
			done, _ := e.Progress()
			say("… %s indexed", grouped(int(done)))
		}
	}
}

// close ends the engine, which keeps what it needs to open quickly.
func (e *engine) close() error {
	e.cancel()
	return errors.Join(<-e.ended, e.Close())
}

// inProcess asks an engine without any network. No tile is kept: each is drawn
// for the one who asks.
type inProcess struct{ snapshot *index.Snapshot }

func (s inProcess) prepare(ctx context.Context, _ int, r *request) error {
	if r.first == nil {
		return nil
	}
	return s.answer(ctx, 0, &request{query: r.query, tile: r.first})
}

func (s inProcess) answer(ctx context.Context, _ int, r *request) error {
	query, err := index.ParseQuery(r.query)
	if err != nil {
		return err
	}
	if r.tile == nil {
		_, err = s.snapshot.Search(ctx, query)
		return err
	}
	selection, err := s.snapshot.Select(ctx, query)
	if err != nil {
		return err
	}
	_, err = tiles.NewServer(0).Elements(ctx, selection, *r.tile, tiles.Identity)
	return err
}

// overHTTP asks a server over loopback, compressed as browsers ask.
type overHTTP struct {
	base   string
	client *http.Client
}

func newOverHTTP(base string) overHTTP {
	return overHTTP{base, &http.Client{
		Timeout:   5 * time.Minute,
		Transport: &http.Transport{MaxIdleConnsPerHost: 2 * mostClients, DisableCompression: true},
	}}
}

// address returns what a request is over HTTP.
func (r *request) address() string {
	if r.tile == nil {
		return "/api/v1/search?" + r.query
	}
	address := fmt.Sprintf("/tiles/elements/%d/%d/%d.mvt", r.tile.Z, r.tile.X, r.tile.Y)
	if r.query != "" {
		address += "?" + r.query
	}
	return address
}

func (s overHTTP) prepare(ctx context.Context, _ int, r *request) error {
	if r.first == nil {
		return nil
	}
	return s.answer(ctx, 0, &request{query: r.query, tile: r.first})
}

func (s overHTTP) answer(ctx context.Context, _ int, r *request) error {
	_, err := s.get(ctx, r.address())
	return err
}

// get returns the body at an address of the server.
func (s overHTTP) get(ctx context.Context, address string) ([]byte, error) {
	asked, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+address, nil)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(address, "/tiles/") || strings.HasPrefix(address, "/n/") {
		asked.Header.Set("Accept-Encoding", "gzip")
	}
	answer, err := s.client.Do(asked)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNoContent {
		err = fmt.Errorf("%s: %s: %.300s", address, answer.Status, body)
	}
	return body, err
}

// serveInProcess serves an engine over loopback, keeping no tile, until ctx ends.
func serveInProcess(ctx context.Context, kept *store.Store, e *engine) (base string, err error) {
	server, err := api.New(api.Options{
		Store: kept, Commons: commons.New(kept), Engine: e.Engine, Tiles: tiles.NewServer(0), Source: maillage.Source,
	})
	if err != nil {
		return "", err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go server.Serve(ctx, listener)
	return "http://" + listener.Addr().String(), nil
}
