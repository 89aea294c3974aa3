package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"maillage/data/commons"
	"maillage/data/store"
	"maillage/index"
)

// openWithWorld opens the data folder, with at least the countries of the world
// and their first-level divisions in it.
func (p *program) openWithWorld() (*store.Store, *commons.Commons, error) {
	kept, err := store.Open(p.ctx, p.data)
	if err != nil {
		return nil, nil, err
	}
	c := commons.New(kept)
	version, err := kept.TerritoriesVersion(p.ctx)
	if err == nil && version == 0 {
		p.say("Preparing the map of the world: this takes some seconds, the first time only.")
		err = c.EnsureWorld(p.ctx)
	}
	if err != nil {
		return nil, nil, errors.Join(err, kept.Close())
	}
	return kept, c, nil
}

// hasData returns an error that says what to do unless the data folder holds a
// database: a command that only reads makes none.
func (p *program) hasData() error {
	_, err := os.Stat(filepath.Join(p.data, store.FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no data in %s: name the folder with --data, or fill it with `maillage import elements --data %s FILE...`", p.data, p.data)
	}
	return err
}

// following is an engine that follows a store until it is stopped.
type following struct {
	*index.Engine
	cancel context.CancelFunc
	done   chan struct{}
	err    error // of Run, once done is closed
}

// follow opens the engine of the data folder and runs it.
func (p *program) follow(ctx context.Context, kept *store.Store) (*following, error) {
	engine, err := index.Open(ctx, index.Options{Dir: filepath.Join(p.data, "index"), Source: kept, Logger: p.logger()})
	if err != nil {
		return nil, fmt.Errorf("cannot open the index: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	f := &following{Engine: engine, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.err = engine.Run(ctx)
	}()
	return f, nil
}

// ready waits until the engine shows everything the store had at the call.
func (f *following) ready(ctx context.Context, kept *store.Store) (*index.Snapshot, error) {
	sequence, err := kept.Sequence(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-f.done: // a failed engine will never be ready
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := f.Wait(ctx, sequence); err != nil {
		select {
		case <-f.done:
			return nil, errors.Join(f.err, err)
		default:
			return nil, err
		}
	}
	return f.Snapshot(), nil
}

// stop ends the engine and saves what it needs to start again quickly.
func (f *following) stop() error {
	f.cancel()
	<-f.done
	return errors.Join(f.err, f.Close())
}
