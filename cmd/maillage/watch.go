package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"maillage/data/commons"
	"maillage/data/store"
)

// watchIndex says how far the index is until it is ready, and stops the server
// with cancel when the engine fails.
func (p *program) watchIndex(ctx context.Context, cancel context.CancelFunc, engine *following) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	quick := time.NewTicker(50 * time.Millisecond)
	defer quick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-engine.done:
			cancel()
			return
		case <-tick.C:
			if done, total := engine.Progress(); engine.Snapshot() == nil {
				p.say("Reading the data: %d of %d changes", done, total)
				notify(fmt.Sprintf("STATUS=Reading the data: %d of %d changes", done, total))
			}
		case <-quick.C:
			if snapshot := engine.Snapshot(); snapshot != nil {
				p.say("Ready: %d elements", snapshot.Total())
				notify("STATUS=Ready")
				if snapshot.Total() == 0 {
					p.say("Nothing to show yet: fill the folder with `maillage import elements --data %s FILE...`, while I run", p.data)
				}
				quick.Stop()
				tick.Stop()
			}
		}
	}
}

// diskLookEvery is how often the disk is looked at.
const diskLookEvery = 5 * time.Second

// watchDisk looks at the disk until ctx ends, and logs when it begins to refuse
// writes and when it takes them again.
func (p *program) watchDisk(ctx context.Context, kept *store.Store) {
	tick := time.NewTicker(diskLookEvery)
	defer tick.Stop()
	refuses := false
	for {
		err := kept.CheckDisk(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !refuses:
			what := "the disk fails"
			if errors.Is(err, store.ErrFull) {
				what = "the disk is full"
			}
			p.log.Error(what+": nothing can be written until that is mended, reading goes on", "error", err)
		case err == nil && refuses:
			p.log.Info("the disk takes writes again")
		}
		refuses = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// eraseEvery is how often accounts are looked for whose days of grace are over.
const eraseEvery = time.Hour

// eraseAccounts erases the accounts whose time has come, until ctx ends, and notes
// each in the file that restoring a backup reads.
func (p *program) eraseAccounts(ctx context.Context, kept *store.Store, door *commons.Commons) {
	tick := time.NewTicker(eraseEvery)
	defer tick.Stop()
	for {
		n, err := door.EraseDue(ctx, time.Now())
		if n > 0 {
			p.log.Info("accounts erased, as their owners asked", "accounts", n)
		}
		if err == nil {
			err = p.noteErasures(ctx, kept)
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			p.log.Error("accounts that are to be erased are not: I try again in an hour", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// noteErasures writes what was erased to the file in the data folder.
func (p *program) noteErasures(ctx context.Context, kept *store.Store) error {
	erasures, err := kept.Erasures(ctx)
	if err != nil {
		return err
	}
	return store.AddErasures(filepath.Join(p.data, store.ErasuresFile), erasures)
}

// sweepEvery is how often photos are looked for that nothing shows.
const sweepEvery = time.Hour

// sweepPhotos forgets the photos that nothing shows, until ctx ends; at first also
// what a process that was killed has left of some.
func (p *program) sweepPhotos(ctx context.Context, kept *store.Store, door *commons.Commons) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	_, err := kept.RemoveStrayPhotos(ctx)
	for {
		n, failure := door.ForgetPhotos(ctx, time.Now())
		if n > 0 {
			p.log.Info("photos forgotten that nothing shows", "photos", n)
		}
		if ctx.Err() != nil {
			return
		}
		if err = errors.Join(err, failure); err != nil {
			p.log.Error("photos that nothing shows are not all forgotten: I try again in an hour", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err = nil
	}
}
