package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"maillage/api/control"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/index"
)

// folder is a data folder as a command works on it: its own, or, through the
// socket, that of the server that holds it.
type folder struct {
	*store.Store                 // to read; to write too when the folder is the command's own
	control.Door                 // to write
	server       *control.Client // nil when the folder is the command's own
}

// A server that just starts has the folder and no socket yet; one that ends has
// a socket no more.
const (
	folderTries = 10
	folderPause = 200 * time.Millisecond
)

// openFolder opens the data folder dir. When a process holds it that is no
// server, or that does not answer, the error says which.
func (p *program) openFolder(dir string) (*folder, error) {
	for try := 1; ; try++ {
		kept, err := store.Open(p.ctx, dir)
		if err == nil {
			return &folder{kept, commons.New(kept), nil}, nil
		}
		if !errors.Is(err, store.ErrOwned) {
			return nil, err
		}
		server, refusal := control.Dial(p.ctx, dir)
		if refusal == nil {
			return p.openServed(dir, server)
		}
		if try == folderTries || p.ctx.Err() != nil || errors.Is(refusal, control.ErrPath) {
			return nil, errors.Join(err, refusal)
		}
		time.Sleep(folderPause)
	}
}

func (p *program) openServed(dir string, server *control.Client) (*folder, error) {
	reading, err := store.OpenForReading(p.ctx, dir)
	if err != nil {
		server.Close()
		return nil, err
	}
	return &folder{reading, server, server}, nil
}

// Close gives the folder back.
func (f *folder) Close() error {
	if f.server != nil {
		f.server.Close()
	}
	return f.Store.Close()
}

// openFolderWithWorld is openFolder with at least the countries of the world and
// their first-level divisions in it; a server has put them there.
func (p *program) openFolderWithWorld() (*folder, error) {
	f, err := p.openFolder(p.data)
	if err == nil && f.server == nil {
		if err = p.ensureWorld(f.Store); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return f, err
}

// openToServe opens the data folder as its one owner, with the world in it.
func (p *program) openToServe() (*store.Store, *commons.Commons, error) {
	kept, err := store.Open(p.ctx, p.data)
	if err != nil {
		return nil, nil, err
	}
	if err := p.ensureWorld(kept); err != nil {
		return nil, nil, errors.Join(err, kept.Close())
	}
	return kept, commons.New(kept), nil
}

func (p *program) ensureWorld(kept *store.Store) error {
	version, err := kept.TerritoriesVersion(p.ctx)
	if err != nil || version > 0 {
		return err
	}
	p.say("Preparing the map of the world: this takes some seconds, the first time only.")
	return commons.New(kept).EnsureWorld(p.ctx)
}

// hasData returns an error that says what to do unless the data folder holds a
// database: a command that only reads makes none.
func (p *program) hasData() error {
	_, err := os.Stat(filepath.Join(p.data, store.FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no data in %s: name the folder of your site with --data, or make one with `maillage serve --data %s`", p.data, p.data)
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
	engine, err := index.Open(ctx, index.Options{Dir: filepath.Join(p.data, "index"), Source: kept, Logger: p.log})
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
