package main

import (
	"context"
	"errors"
	"fmt"
	"time"

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
