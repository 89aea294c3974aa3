package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

const (
	changesASecond  = 10_000
	changedElements = 20_000
)

// changing is a store whose log goes on: the same elements get another tag, or
// another place, again and again. It stands for the database, so that the engine
// alone is measured.
type changing struct {
	*store.Store
	base int64 // the last number of the store's log

	mutex    sync.Mutex
	log      []int64                // nums of the changes after base
	elements map[int64]data.Element // those that change
	times    map[int64]int          // how often each has changed
}

// newChanging returns a source with the store's elements, some of which will change.
func newChanging(ctx context.Context, kept *store.Store, count int, seed uint64) (*changing, error) {
	base, err := kept.Sequence(ctx)
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(seed, 6))
	nums := make([]int64, changedElements)
	for i := range nums {
		nums[i] = 1 + random.Int64N(int64(count))
	}
	found, err := kept.ElementsByNum(ctx, nums)
	if err != nil {
		return nil, err
	}
	c := &changing{Store: kept, base: base, elements: map[int64]data.Element{}, times: map[int64]int{}}
	for _, e := range found {
		c.elements[e.Num] = e
	}
	return c, nil
}

// change has n more elements change.
func (c *changing) change(n int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for num := range c.elements { // in a random order
		if n == 0 {
			return
		}
		c.log = append(c.log, num)
		c.times[num]++
		n--
	}
}

// Sequence returns the number of the last change.
func (c *changing) Sequence(context.Context) (int64, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.base + int64(len(c.log)), nil
}

// Changes returns the log: the store's, then its continuation.
func (c *changing) Changes(ctx context.Context, since int64, limit int) ([]data.Change, error) {
	if since < c.base {
		return c.Store.Changes(ctx, since, limit)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var changes []data.Change
	for n := since - c.base; n < int64(len(c.log)) && len(changes) < limit; n++ {
		changes = append(changes, data.Change{Sequence: c.base + n + 1, Subject: data.SubjectElement, Num: c.log[n]})
	}
	return changes, nil
}

// ElementsByNum returns elements as they are now.
func (c *changing) ElementsByNum(ctx context.Context, nums []int64) ([]data.Element, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	found := make([]data.Element, 0, len(nums))
	for _, num := range nums {
		e, known := c.elements[num]
		if !known {
			return c.Store.ElementsByNum(ctx, nums) // the store's own log: nothing has changed yet
		}
		found = append(found, changed(e, c.times[num]))
	}
	return found, nil
}

// changed returns an element after it has changed some times: a tag more, or a few
// metres further.
func changed(e data.Element, times int) data.Element {
	if times%2 == 1 || !e.Geometry.IsPoint() {
		e.Tags = append(append([]string{}, e.Tags...), fmt.Sprintf("version%d", times%50))
		return e
	}
	p := e.Geometry.Representative()
	p.Lon, p.Lat = p.Lon+float64(times%10)*1e-4, p.Lat+float64(times%7)*1e-4
	e.Geometry = geo.PointGeometry(p)
	return e
}

// churn measures the engine in process: tiles, drawn cold one after the other, while
// nothing happens and while it takes in changes.
func (b *bench) churn(ctx context.Context, add func(what, found string)) error {
	kept, err := b.read(ctx)
	if err != nil {
		return err
	}
	defer kept.Close()
	source, err := newChanging(ctx, kept, b.Count, b.Seed)
	if err != nil {
		return err
	}
	dir := filepath.Join(b.Work, "index-changes")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(b.Data, "index"))); err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	e, err := openEngine(ctx, source, dir)
	if err != nil {
		return err
	}
	defer e.close()
	survey, err := b.surveyed(ctx)
	if err != nil {
		return err
	}
	m, during := newMix(survey, b.Seed, 7), b.loadTime()
	idle, err := drawCold(ctx, e, m, during)
	if err != nil {
		return err
	}
	flowing, stop := context.WithTimeout(ctx, during)
	defer stop()
	made := make(chan int, 1)
	go func() { made <- flow(flowing, source) }()
	busy, err := drawCold(ctx, e, m, during)
	if err != nil {
		return err
	}
	n := <-made
	ended := time.Now()
	if err := e.Wait(ctx, source.base+int64(n)); err != nil {
		return err
	}
	add("in process: cold tiles of everything, the engine idle", summarise(idle).String())
	add(fmt.Sprintf("… while it takes in %s changes a second", number(float64(n)/during.Seconds())),
		fmt.Sprintf("%s (p99 %s× idle; the last change was shown %v after it)", summarise(busy),
			number(float64(summarise(busy).p99)/float64(summarise(idle).p99)), time.Since(ended).Round(time.Millisecond)))
	return nil
}

// flow has a source change steadily until ctx ends, and returns how often it did.
func flow(ctx context.Context, source *changing) int {
	made := 0
	for begin := time.Now(); ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
		due := int(time.Since(begin).Seconds() * changesASecond)
		source.change(due - made)
		made = due
	}
	return made
}

// drawCold draws tiles of what the engine shows, one after the other, for a while.
func drawCold(ctx context.Context, e *engine, m *mix, during time.Duration) ([]time.Duration, error) {
	var took []time.Duration
	for begin := time.Now(); time.Since(begin) < during; {
		t := tileOf(m.element(placed), uint32(4+m.random.IntN(13)))
		one := time.Now()
		if err := (inProcess{e.Snapshot()}).answer(ctx, 0, &request{tile: &t}); err != nil {
			return nil, err
		}
		took = append(took, max(time.Since(one), 1))
		time.Sleep(time.Millisecond) // people come one after the other
	}
	return took, nil
}
