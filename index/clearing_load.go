package index

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// What a network shows otherwise than everybody's map is read when somebody first asks
// it, in the background, and followed from then on until nobody has asked for long.

const (
	// clearingKept is for how long a network is followed that nobody asks.
	clearingKept = time.Hour
	// clearingPatience bounds how long who asks first waits.
	clearingPatience = 10 * time.Second
	// clearingsAtOnce bounds how many networks are read at once; the others wait.
	clearingsAtOnce = 2
	// clearedAtOnce is how many elements are read at once.
	clearedAtOnce = 500
	// mostCleared bounds what is kept of all networks together, by [clearing.size]; one
	// of them is kept whatever it takes.
	mostCleared = 2_000_000
)

// clearingsAsked is which networks that approve changes have been asked, and when last.
// It is safe for many users.
type clearingsAsked struct {
	mutex sync.Mutex
	last  map[int64]time.Time // by network
	next  func(ctx context.Context, than *Snapshot) (*Snapshot, error)
}

func (a *clearingsAsked) note(network int64) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.last == nil {
		a.last = map[int64]time.Time{}
	}
	a.last[network] = time.Now()
}

// lately returns the networks that were asked lately, and forgets the others.
func (a *clearingsAsked) lately() map[int64]bool {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	maps.DeleteFunc(a.last, func(_ int64, at time.Time) bool { return time.Since(at) > clearingKept })
	lately := make(map[int64]bool, len(a.last))
	for num := range a.last {
		lately[num] = true
	}
	return lately
}

// forgetOldest forgets which of some networks was asked longest ago, and returns it.
func (a *clearingsAsked) forgetOldest(of map[int64]*clearing) int64 {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	oldest := slices.MinFunc(slices.Collect(maps.Keys(of)), func(x, y int64) int { return a.last[x].Compare(a.last[y]) })
	delete(a.last, oldest)
	return oldest
}

// clearingLoad is one clearing being read in the background.
type clearingLoad struct {
	network  *network
	changed  map[int64]bool // elements that may have changed since, as the follower knows
	loaded   chan *clearing // holds one; nil when it failed
	stop     func()         // whoever reads it
	failedAt time.Time      // zero while it is read
}

func (l *clearingLoad) note(changed, approved []int64) {
	for _, num := range changed {
		l.changed[num] = true
	}
	for _, num := range approved {
		l.changed[num] = true
	}
}

// keepCleared takes over what was loaded, begins to load what somebody asks and is not
// there, and forgets what nobody asks any more.
func (e *Engine) keepCleared(ctx context.Context) {
	asked := e.asked.lately()
	if len(asked) == 0 && len(e.working.clearings) == 0 && len(e.loads) == 0 || !e.whole {
		return
	}
	asks := func(num int64) bool {
		n := e.working.networks.byNum(num)
		return asked[num] && n != nil && n.Clears
	}
	e.endLoads(func(l *clearingLoad) bool { return !asks(l.network.Num) })
	clearings := maps.Clone(e.working.clearings)
	if clearings == nil {
		clearings = map[int64]*clearing{}
	}
	maps.DeleteFunc(clearings, func(num int64, _ *clearing) bool { return !asks(num) })
	changes := len(clearings) < len(e.working.clearings)
	for num := range asked {
		if clearings[num] != nil || !asks(num) {
			continue
		}
		if c := e.loadedClearing(ctx, e.working.networks.byNum(num)); c != nil {
			clearings[num], changes = c, true
		}
	}
	for len(clearings) > 1 && clearedSize(clearings) > e.mostCleared {
		num := e.asked.forgetOldest(clearings)
		e.logger.Info("what networks have approved takes much memory: that of one is forgotten until it is asked again", "network", clearings[num].network.Slug)
		delete(clearings, num)
		changes = true
	}
	if changes {
		e.working = e.working.with(e.working.parts)
		e.working.clearings = clearings
	}
}

// clearedSize returns about how much memory clearings take together.
func clearedSize(clearings map[int64]*clearing) (size int) {
	for _, c := range clearings {
		size += c.size()
	}
	return size
}

// endLoads stops and forgets the loads of which that is said.
func (e *Engine) endLoads(which func(*clearingLoad) bool) {
	maps.DeleteFunc(e.loads, func(_ int64, l *clearingLoad) bool {
		if !which(l) {
			return false
		}
		l.stop()
		return true
	})
}

// loadedClearing returns the clearing of a network once it has been read, and sees to it
// that it is.
func (e *Engine) loadedClearing(ctx context.Context, n *network) *clearing {
	e.endLoads(func(l *clearingLoad) bool {
		again := !l.failedAt.IsZero() && time.Since(l.failedAt) > retryEvery
		return l.network.Num == n.Num && (again || !l.network.sameGround(n))
	})
	l := e.loads[n.Num]
	if l == nil {
		if e.loadsUnderWay() < clearingsAtOnce {
			e.beginClearing(ctx, n)
		}
		return nil
	}
	var c *clearing
	select {
	case c = <-l.loaded:
	default:
		return nil
	}
	if c != nil {
		l.note(differingNums(l.network.Picked, n.Picked), differingNums(l.network.Hidden, n.Hidden))
		var err error
		if c, err = c.with(ctx, e.options.Source, e.working, n, slices.Sorted(maps.Keys(l.changed))); err != nil {
			e.logger.Warn("what a network has approved could not be read", "error", err)
		}
	}
	if c == nil {
		l.failedAt = time.Now()
		return nil
	}
	e.endLoads(func(other *clearingLoad) bool { return other == l })
	return c
}

// loadsUnderWay returns how many networks are being read.
func (e *Engine) loadsUnderWay() (n int) {
	for _, l := range e.loads {
		if l.failedAt.IsZero() {
			n++
		}
	}
	return n
}

// beginClearing reads, in the background, what a network shows otherwise than the
// working snapshot. What changes meanwhile is read again when it is taken over.
func (e *Engine) beginClearing(ctx context.Context, n *network) {
	ctx, stop := context.WithCancel(ctx)
	l := &clearingLoad{network: n, changed: map[int64]bool{}, loaded: make(chan *clearing, 1), stop: stop}
	if e.loads == nil {
		e.loads = map[int64]*clearingLoad{}
	}
	e.loads[n.Num] = l
	s := e.working
	e.spawn(func() {
		c, err := loadClearing(ctx, e.options.Source, s, n)
		if err != nil && ctx.Err() == nil {
			e.logger.Warn("what a network has approved could not be read", "network", n.Slug, "error", err)
		}
		l.loaded <- c
	})
}

// loadClearing reads what a network shows otherwise than a snapshot.
func loadClearing(ctx context.Context, source Source, s *Snapshot, n *network) (*clearing, error) {
	nums, err := source.Uncleared(ctx, n.Num, n.ClearedAfter)
	if err != nil {
		return nil, err
	}
	c := &clearing{network: n}
	for some := range slices.Chunk(nums, clearedAtOnce) {
		read, err := (&clearing{network: n}).with(ctx, source, s, n, some)
		if err != nil {
			return nil, err
		}
		c.withheld = append(c.withheld, read.withheld...) // ascending, as nums are
		c.parts = usualShape.folded(append(c.parts, read.parts...))
	}
	return c, nil
}
