package index

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// BenchmarkLife opens an engine on the folder of MAILLAGE_BENCH_DATA, whose
// index it builds first unless MAILLAGE_BENCH_INDEX names one, and reports how
// long a start takes, and how soon changes are seen while many flow.
func BenchmarkLife(b *testing.B) {
	folder := os.Getenv("MAILLAGE_BENCH_DATA")
	if folder == "" {
		b.Skip("MAILLAGE_BENCH_DATA is not set: nothing large to start")
	}
	dir := cmp.Or(os.Getenv("MAILLAGE_BENCH_INDEX"), filepath.Join(b.TempDir(), "index"))
	kept, err := store.OpenForReading(b.Context(), folder)
	if err != nil {
		b.Fatal(err)
	}
	defer kept.Close()
	flow := &flowing{Source: kept}
	begin := time.Now()
	n := started(b, dir, flow, func(e *Engine) int { return e.Snapshot().Total() })
	b.Logf("n=%d: first start and stop in %v", n, time.Since(begin))
	b.Run(fmt.Sprintf("start/n=%d", n), func(b *testing.B) {
		for b.Loop() {
			begin := time.Now()
			started(b, dir, flow, func(e *Engine) int {
				b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms-to-ready")
				return 0
			})
		}
	})
	for _, rate := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("live/n=%d/changes=%d", n, rate), func(b *testing.B) {
			started(b, dir, flow, func(e *Engine) int {
				for b.Loop() {
					flow.run(b, e, rate, 10*time.Second)
				}
				e.savable.Store(nil) // what flowed is not in the folder
				return 0
			})
		})
	}
}

// started runs an engine until fn, called once it is ready, has returned.
func started(b *testing.B, dir string, source Source, fn func(*Engine) int) int {
	b.Helper()
	e, err := Open(b.Context(), Options{Dir: dir, Source: source})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	for e.Snapshot() == nil {
		time.Sleep(time.Millisecond)
	}
	result := fn(e)
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	return result
}

// flowing is a source to whose log changes are added in memory: elements move
// and change their tags.
type flowing struct {
	Source
	mutex   sync.Mutex
	first   int64 // the last change of the source itself
	added   []data.Change
	at      []time.Time // beside added: when
	changed map[int64]data.Element
	wake    chan struct{}
}

// run adds changes at a rate a second for some time, and reports how long they
// took to be seen.
func (f *flowing) run(b *testing.B, e *Engine, rate int, length time.Duration) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	pool, err := f.Source.ElementsByNum(b.Context(), picked(r, e.Snapshot(), 20_000))
	if err != nil {
		b.Fatal(err)
	}
	f.mutex.Lock()
	f.first, f.wake, f.changed = e.Snapshot().Sequence(), make(chan struct{}), map[int64]data.Element{}
	f.added, f.at = nil, nil
	f.mutex.Unlock()
	defer func() { f.mutex.Lock(); f.added, f.at, f.changed = nil, nil, nil; f.mutex.Unlock() }()

	var seen []time.Duration
	ctx, stop := context.WithCancel(b.Context())
	var watcher sync.WaitGroup
	most := 0
	watcher.Go(func() {
		for next := 0; e.Wait(ctx, f.first+int64(next)+1) == nil; {
			now, s := time.Now(), e.Snapshot()
			most = max(most, s.Segments())
			f.mutex.Lock()
			for ; next < int(s.Sequence()-f.first); next++ {
				seen = append(seen, now.Sub(f.at[next]))
			}
			f.mutex.Unlock()
		}
	})
	const tick = 5 * time.Millisecond
	begin := time.Now()
	done := 0
	for elapsed := time.Duration(0); elapsed < length; elapsed = time.Since(begin) {
		due := int(elapsed.Seconds() * float64(rate))
		f.add(r, pool, due-done)
		done = due
		time.Sleep(tick)
	}
	if err := e.Wait(b.Context(), f.first+int64(done)); err != nil {
		b.Fatal(err)
	}
	took := time.Since(begin)
	stop()
	watcher.Wait()
	slices.Sort(seen)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(done)/took.Seconds(), "changes/s")
	b.ReportMetric(float64(seen[len(seen)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(seen[len(seen)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(seen[len(seen)-1].Microseconds())/1000, "ms-max")
	b.ReportMetric(float64(most), "parts")
	b.ReportMetric(float64(memory.HeapAlloc>>20), "MB-heap")
}

// picked returns the nums of some elements that s shows.
func picked(r *rand.Rand, s *Snapshot, count int) []int64 {
	var nums []int64
	for range count {
		p := s.parts[0]
		nums = append(nums, p.num(r.Uint32N(uint32(p.size()))))
	}
	slices.Sort(nums)
	return slices.Compact(nums)
}

// add changes count elements of pool.
func (f *flowing) add(r *rand.Rand, pool []data.Element, count int) {
	if count <= 0 {
		return
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	now := time.Now()
	for range count {
		e := pool[r.IntN(len(pool))]
		e.Tags = append(slices.Clone(e.Tags), fmt.Sprint("nouveau ", r.IntN(100)))
		f.changed[e.Num] = e
		f.added = append(f.added, data.Change{Sequence: f.first + int64(len(f.added)) + 1, Subject: data.SubjectElement, Num: e.Num})
		f.at = append(f.at, now)
	}
	close(f.wake)
	f.wake = make(chan struct{})
}

func (f *flowing) Committed() <-chan struct{} {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.wake
}

func (f *flowing) Sequence(ctx context.Context) (int64, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if len(f.added) > 0 {
		return f.first + int64(len(f.added)), nil
	}
	return f.Source.Sequence(ctx)
}

func (f *flowing) Changes(ctx context.Context, since int64, limit int) ([]data.Change, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if len(f.added) == 0 || since < f.first {
		return f.Source.Changes(ctx, since, limit)
	}
	rest := f.added[since-f.first:]
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

func (f *flowing) ElementsByNum(ctx context.Context, nums []int64) ([]data.Element, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	var found []data.Element
	for _, num := range nums {
		if e, changed := f.changed[num]; changed {
			found = append(found, e)
		}
	}
	if len(found) == len(nums) {
		return found, nil
	}
	return f.Source.ElementsByNum(ctx, nums)
}
