package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"maillage/data"
	"maillage/geo"
)

// Source is the durable truth that an engine follows; the store is one.
type Source interface {
	// Sequence returns the number of the last change, 0 when there is none.
	Sequence(ctx context.Context) (int64, error)
	// Changes returns at most limit changes after since, in order.
	Changes(ctx context.Context, since int64, limit int) ([]data.Change, error)
	// ElementsByNum returns the elements that exist, in the order asked.
	ElementsByNum(ctx context.Context, nums []int64) ([]data.Element, error)
	// Gazetteer returns all territories and the number of their last change.
	Gazetteer(ctx context.Context) (*geo.Gazetteer, int64, error)
	// Identity returns what tells this source from any other.
	Identity(ctx context.Context) (string, error)
}

// Options says what an engine follows and where it keeps its files.
type Options struct {
	Dir    string // for checkpoints and the word index; made when missing
	Source Source
	Logger *slog.Logger // nil: silent
}

// Engine keeps the published snapshot in step with its source.
type Engine struct {
	options  Options
	logger   *slog.Logger
	ranker   *ranker
	ranked   int64                    // the last change that the ranker holds
	current  atomic.Pointer[Snapshot] // what readers see; nil until caught up once
	working  *Snapshot                // the writer's latest; Run owns it
	progress atomic.Int64             // the last change applied
	target   atomic.Int64             // the last change known
	saved    int64                    // the change up to which the checkpoint goes
	savedAt  time.Time
	unsaved  bool // whether the last checkpoint failed
	trouble  atomic.Pointer[trouble]
	shown    atomic.Int64  // when the snapshot was published, in Unix nanoseconds
	mutex    sync.Mutex    // guards changed
	changed  chan struct{} // closed and replaced at each publication
}

// Pace of the follower.
const (
	batchChanges    = 10_000 // changes applied at once while catching up
	pollEvery       = 20 * time.Millisecond
	checkpointEvery = time.Minute // at most, while changes come in
	retryEvery      = time.Second // after a failure
)

// Open reads the checkpoint in the engine's folder, if it fits. The engine
// answers nothing before [Engine.Run] has caught up.
func Open(ctx context.Context, options Options) (*Engine, error) {
	e := &Engine{options: options, logger: options.Logger, changed: make(chan struct{})}
	if e.logger == nil {
		e.logger = slog.New(slog.DiscardHandler)
	}
	if err := e.load(ctx); err != nil {
		if e.ranker != nil {
			err = errors.Join(err, e.ranker.close())
		}
		return nil, fmt.Errorf("index: %w", err)
	}
	return e, nil
}

// load brings back the last checkpoint, or starts empty when there is none, it
// is damaged, or territories have changed since.
func (e *Engine) load(ctx context.Context) error {
	if err := makePrivate(e.options.Dir); err != nil {
		return err
	}
	identity, err := e.options.Source.Identity(ctx)
	if err != nil {
		return err
	}
	if e.ranker, err = openRanker(e.options.Dir, identity); err != nil {
		return err
	}
	if e.ranked, err = e.ranker.sequence(); err != nil {
		return err
	}
	territories, version, err := e.options.Source.Gazetteer(ctx)
	if err != nil {
		return err
	}
	latest, err := e.options.Source.Sequence(ctx)
	if err != nil {
		return err
	}
	if e.ranked > latest {
		e.ranked = 0 // the folder's data was replaced by older data: index its words again
	}
	saved, err := readCheckpoint(e.options.Dir)
	if errors.Is(err, errNoCheckpoint) {
		e.logger.Debug("the index is built for the first time")
	} else if err != nil {
		e.logger.Info("the index is built anew", "because", err)
	} else if saved.Identity != identity || saved.TerritoriesVersion != version || saved.Sequence > latest {
		e.logger.Info("the index is built anew", "because", "territories or the data folder changed since the checkpoint")
		saved = nil
	}
	e.working = e.emptySnapshot(identity, territories, version, latest)
	if saved != nil {
		e.working.parts, e.working.regions = saved.parts(), saved.regions()
		// The word index may be behind the checkpoint after a crash: replaying
		// what it misses is harmless for the rest.
		e.working.sequence = min(saved.Sequence, e.ranked)
	}
	e.saved, e.savedAt = e.working.sequence, time.Now()
	e.progress.Store(e.working.sequence)
	e.target.Store(latest)
	return nil
}

// emptySnapshot returns what an index begins with, when latest is the last
// change of the source.
func (e *Engine) emptySnapshot(identity string, territories *geo.Gazetteer, version, latest int64) *Snapshot {
	return &Snapshot{
		identity:           identity,
		selections:         new(selections),
		kept:               newKeptFilters(),
		admission:          newAdmission(),
		territories:        territories,
		territoriesVersion: version,
		places:             newPlaceNames(territories.All()),
		regions:            regionVersions{since: latest},
		ranker:             e.ranker,
	}
}

// Snapshot returns what readers see now, nil before the engine has caught up
// for the first time.
func (e *Engine) Snapshot() *Snapshot { return e.current.Load() }

// Progress returns how many changes of how many are applied.
func (e *Engine) Progress() (done, total int64) { return e.progress.Load(), e.target.Load() }

// PublishedAt returns when readers last got another snapshot, the zero time
// when they have none.
func (e *Engine) PublishedAt() time.Time {
	if at := e.shown.Load(); at != 0 {
		return time.Unix(0, at)
	}
	return time.Time{}
}

// Run follows the log until ctx ends, then returns nil. A failure before the
// first snapshot is returned; after it, readers keep what they have, and Run
// tries again until it works. It must run once.
func (e *Engine) Run(ctx context.Context) error {
	for {
		caughtUp, err := e.step(ctx)
		pause := pollEvery
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && e.Snapshot() == nil:
			return fmt.Errorf("index: %w", err)
		case err != nil:
			pause = retryEvery
		case caughtUp:
			e.checkpointIfDue()
		default:
			pause = 0
		}
		e.noteTrouble(err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// step applies the next changes and publishes once there are none left.
func (e *Engine) step(ctx context.Context) (caughtUp bool, err error) {
	changes, err := e.options.Source.Changes(ctx, e.working.sequence, batchChanges)
	if err != nil {
		return false, err
	}
	if len(changes) > 0 {
		next, err := e.apply(ctx, e.working, changes)
		if err != nil {
			return false, err
		}
		begunAgain := next.sequence < e.working.sequence
		e.working = next
		e.progress.Store(e.working.sequence)
		e.target.Store(max(e.target.Load(), e.working.sequence))
		if begunAgain {
			return false, nil // readers keep the last whole snapshot meanwhile
		}
	}
	if len(changes) < batchChanges {
		e.publish()
		return true, nil
	}
	return false, nil
}

// publish shows the working snapshot to readers and wakes those who wait.
func (e *Engine) publish() {
	if e.current.Load() == e.working {
		return
	}
	e.current.Store(e.working)
	e.shown.Store(time.Now().UnixNano())
	e.mutex.Lock()
	defer e.mutex.Unlock()
	close(e.changed)
	e.changed = make(chan struct{})
}

// Wait returns nil once readers see the change with that number, or the
// context's error.
func (e *Engine) Wait(ctx context.Context, sequence int64) error {
	for {
		e.mutex.Lock()
		changed := e.changed
		e.mutex.Unlock()
		if s := e.current.Load(); s != nil && s.sequence >= sequence {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close saves a checkpoint and lets the files go. Run must have returned. That
// no checkpoint could be saved is only logged: the next start takes longer.
func (e *Engine) Close() error {
	e.save()
	if err := e.ranker.close(); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return nil
}

func (e *Engine) checkpointIfDue() {
	if time.Since(e.savedAt) >= checkpointEvery {
		e.save()
	}
}

// save writes a checkpoint, and logs when that begins to fail and when it works
// again.
func (e *Engine) save() {
	err := e.checkpoint()
	if err != nil && !e.unsaved {
		e.logger.Warn("the index could not be saved: a restart will take longer", "error", err)
	} else if err == nil && e.unsaved {
		e.logger.Info("the index is saved again")
	}
	e.unsaved = err != nil
}

func (e *Engine) checkpoint() error {
	e.savedAt = time.Now()
	if e.saved == e.working.sequence {
		return nil
	}
	if err := e.ranker.flush(); err != nil {
		return err
	}
	if err := writeCheckpoint(e.options.Dir, e.working); err != nil {
		return err
	}
	e.saved = e.working.sequence
	return nil
}
