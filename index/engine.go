package index

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"maillage/data"
	"maillage/geo"
)

// Source is the durable truth that an engine follows; the store is one. One
// that also has a method Committed, which returns a channel that is closed at
// the next commit, is followed at once; any other is asked regularly.
type Source interface {
	// Sequence returns the number of the last change, 0 when there is none.
	Sequence(ctx context.Context) (int64, error)
	// Changes returns at most limit changes after since, in order.
	Changes(ctx context.Context, since int64, limit int) ([]data.Change, error)
	// ElementsByNum returns the elements that exist, in the order asked.
	ElementsByNum(ctx context.Context, nums []int64) ([]data.Element, error)
	// Networks returns the scopes of the networks with these nums, without those that
	// are gone; of all networks when there are no nums.
	Networks(ctx context.Context, nums ...int64) ([]data.NetworkScope, error)
	// Cleared returns what a network that approves changes since an entry of the log
	// shows of elements, by num, without those of which it shows nothing. Whether its
	// query finds them is not asked.
	Cleared(ctx context.Context, network, after int64, nums []int64) ([]data.Element, error)
	// Uncleared returns the elements that anyone may see and of which such a network has
	// not approved the present revision, by num.
	Uncleared(ctx context.Context, network, after int64) ([]int64, error)
	// Gazetteer returns all territories and the number of their last change.
	Gazetteer(ctx context.Context) (*geo.Gazetteer, int64, error)
	// Identity returns what tells this source from any other.
	Identity(ctx context.Context) (string, error)
}

// Options says what an engine follows and where it keeps its files.
type Options struct {
	Dir    string // for its files; made when missing
	Source Source
	Logger *slog.Logger // nil: silent
}

// Engine keeps the published snapshot in step with its source.
//
// [Engine.Run] is the follower: the only goroutine that derives snapshots. Large
// merges and the files have goroutines of their own, which see
// nothing but what never changes any more.
type Engine struct {
	options Options
	logger  *slog.Logger
	shape   shape
	files   *files

	working *Snapshot    // the follower's latest
	whole   bool         // whether working has been up to date once: then all of it is shown
	trusted int64        // up to this change, an entry that lives needs no reading
	merging *merge       // in the background; nil: none
	spawn   func(func()) // runs a merge in the background
	merged  chan *merge  // finished merges; never holds more than one
	recent  recentChanges
	loads   map[int64]*clearingLoad // under way, by network; the follower's own
	asked   clearingsAsked
	// mostCleared is what clearings may take together.
	mostCleared int

	current  atomic.Pointer[Snapshot] // what readers see; nil until up to date once
	savable  atomic.Pointer[Snapshot] // what the files may hold
	progress atomic.Int64             // the last change applied
	target   atomic.Int64             // the last change known
	trouble  atomic.Pointer[trouble]
	unsaved  atomic.Bool   // whether the last saving failed
	shown    atomic.Int64  // when the snapshot was published, in Unix nanoseconds
	mutex    sync.Mutex    // guards changed
	changed  chan struct{} // closed and replaced at each publication
}

// Pace of the follower.
const (
	batchChanges = 10_000 // changes applied at once while catching up
	liveChanges  = 1_000  // and once readers wait to see them
	pollEvery    = 20 * time.Millisecond
	publishEvery = 3 * time.Millisecond // at most
	retryEvery   = time.Second          // after a failure
)

// Open reads the files in the engine's folder, as far as they fit. The engine
// answers nothing before [Engine.Run] has caught up.
func Open(ctx context.Context, options Options) (*Engine, error) {
	e := &Engine{
		options:     options,
		logger:      options.Logger,
		shape:       usualShape,
		mostCleared: mostCleared,
		files:       newFiles(options.Dir),
		merged:      make(chan *merge, 1),
		spawn:       func(f func()) { go f() },
		changed:     make(chan struct{}),
	}
	e.asked.next = e.otherThan
	if e.logger == nil {
		e.logger = slog.New(slog.DiscardHandler)
	}
	if err := e.load(ctx); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	return e, nil
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
	ctx, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	beside.Go(func() { e.saveRegularly(ctx) })
	for {
		committed := e.committed() // before looking: what comes after wakes
		caughtUp, err := e.step(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil && e.Snapshot() == nil {
			return fmt.Errorf("index: %w", err)
		}
		e.noteTrouble(err)
		if !e.rest(ctx, committed, caughtUp, err) {
			return nil
		}
	}
}

// rest waits until there may be something to do, and reports whether ctx lasts.
func (e *Engine) rest(ctx context.Context, committed <-chan struct{}, caughtUp bool, failure error) bool {
	pause := pollEvery
	switch {
	case failure != nil:
		pause, committed = retryEvery, nil
	case !caughtUp:
		return true
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case m := <-e.merged:
		e.installed(m)
		return true
	case <-timer.C:
		return true
	case <-committed:
	}
	// What is written together is shown together.
	select {
	case <-ctx.Done():
		return false
	case <-time.After(publishEvery - time.Since(e.PublishedAt())):
		return true
	}
}

// committed returns a channel that is closed at the source's next commit, nil
// when the source cannot tell.
func (e *Engine) committed() <-chan struct{} {
	if source, tells := e.options.Source.(interface{ Committed() <-chan struct{} }); tells {
		return source.Committed()
	}
	return nil
}

// step applies the next changes, and publishes once everything has been shown
// before or there are none left.
func (e *Engine) step(ctx context.Context) (caughtUp bool, err error) {
	limit := batchChanges
	if e.whole {
		limit = liveChanges
	}
	changes, err := e.options.Source.Changes(ctx, e.working.sequence, limit)
	if err != nil {
		return false, err
	}
	if len(changes) > 0 {
		if err := e.apply(ctx, changes); err != nil {
			return false, err
		}
		if e.working.sequence == 0 {
			return false, nil // begun again: readers keep the last whole snapshot meanwhile
		}
	}
	e.keepCleared(ctx)
	e.tidy() // without changes too: the files may have brought back many parts
	e.keepUp(ctx)
	e.savable.Store(e.working)
	e.progress.Store(e.working.sequence)
	e.target.Store(max(e.target.Load(), e.working.sequence))
	caughtUp = len(changes) < limit
	e.whole = e.whole || caughtUp
	if e.whole {
		e.publish()
	}
	return caughtUp, nil
}

// publish shows the working snapshot to readers and wakes those who wait.
func (e *Engine) publish() {
	before := e.current.Load()
	if before == e.working {
		return
	}
	e.recent.publish(e.working.sequence)
	e.current.Store(e.working)
	if before == nil || before.territories != e.working.territories {
		go e.working.prepare()
	}
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

// otherThan returns what readers see once that is another snapshot, or the context's
// error.
func (e *Engine) otherThan(ctx context.Context, s *Snapshot) (*Snapshot, error) {
	for {
		e.mutex.Lock()
		changed := e.changed
		e.mutex.Unlock()
		if now := e.current.Load(); now != s {
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Close saves the index. Run must have returned. That it could not be saved is
// only logged: the next start takes longer.
func (e *Engine) Close() error {
	e.save()
	return nil
}
