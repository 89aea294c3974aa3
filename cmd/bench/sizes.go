package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"maillage/data/generate"
	"maillage/geo"
	"maillage/index"
)

// large is the size that --large adds.
const large = 10_000_000

// sized is what was measured at one size.
type sized struct {
	count         int
	built, opened time.Duration
	making        time.Duration  // of built, inventing the elements
	peak          int64          // bytes that the process held at most while building; 0: unknown
	bytes, after  uint64         // of Go's heap, once opened again, and once all is asked
	files         int64          // bytes of the index's files
	parts         map[string]int // bytes of the segments, by part
	answers       []answered     // by workload
	shown         summary        // from an element more to its being found
}

// answered is what was measured of a workload at one size.
type answered struct {
	summary
	matches int // of the median request
}

// sizes measures how costs grow: the engine alone, on elements that are in no store.
func (b *bench) sizes(ctx context.Context) error {
	kept, err := b.read(ctx)
	if err != nil {
		return err
	}
	gazetteer, _, err := kept.Gazetteer(ctx)
	kept.Close()
	if err != nil {
		return err
	}
	generator, err := generate.New(gazetteer, b.Seed)
	if err != nil {
		return err
	}
	b.survey = nil // its memory is not the engine's
	var all []sized
	var names []string
	for _, count := range b.Sizes {
		say("At %s elements", grouped(count))
		source := &invented{generator: generator, gazetteer: gazetteer}
		source.count.Store(int64(count))
		one, asked, err := b.atSize(ctx, source)
		if err != nil {
			return err
		}
		all, names = append(all, one), asked
	}
	if len(all) > 0 {
		b.reportSizes(all, names)
	}
	return nil
}

// atSize builds an engine, opens it again, asks it, and writes to it.
func (b *bench) atSize(ctx context.Context, source *invented) (one sized, names []string, err error) {
	one.count = int(source.count.Load())
	dir := filepath.Join(b.Work, fmt.Sprintf("index-%d", one.count))
	defer os.RemoveAll(dir)
	survey, err := surveyElements(ctx, source.some, source.gazetteer, b.Seed)
	if err != nil {
		return one, nil, err
	}
	before := heap()
	forgetPeak()
	e, err := openEngine(ctx, source, dir)
	if err != nil {
		return one, nil, err
	}
	one.built, one.making, one.peak = e.took, time.Duration(source.making.Load()), peak()
	say("Indexed after %v, %s held at most", one.built.Round(time.Second), bytesText(one.peak))
	if err := e.close(); err != nil {
		return one, nil, err
	}
	if e, err = openEngine(ctx, source, dir); err != nil {
		return one, nil, err
	}
	defer func() { e.close() }()
	one.opened = e.took
	one.bytes, one.parts = max(heap(), before)-before, e.snapshot.Sizes()
	if one.files, err = bytesOf(dir); err != nil {
		return one, nil, err
	}
	if names, err = b.askAt(ctx, e.snapshot, survey, &one); err != nil {
		return one, nil, err
	}
	one.after = max(heap(), before) - before
	one.shown, err = addSome(ctx, e, source)
	return one, names, err
}

// askAt asks a snapshot the lists for one client, once.
func (b *bench) askAt(ctx context.Context, snapshot *index.Snapshot, survey *survey, one *sized) (names []string, err error) {
	direct := inProcess{snapshot}
	if err := warm(ctx, direct); err != nil {
		return nil, err
	}
	for _, w := range workloads(survey, b.Seed) {
		if strings.Contains(w.name, "the peer") {
			continue
		}
		found, err := ask(ctx, direct, w.requests[1], 1, 2*b.Turn)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.name, err)
		}
		matches, err := medianMatches(ctx, snapshot, w.requests[1], found.took)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.name, err)
		}
		one.answers, names = append(one.answers, answered{summarise(found.took), matches}), append(names, w.name)
	}
	return names, nil
}

// medianMatches returns how many elements the median of those requests finds that
// were answered: all that match what it asks, or those on its tile.
func medianMatches(ctx context.Context, snapshot *index.Snapshot, requests []request, took []time.Duration) (int, error) {
	var all []int
	for i, r := range requests {
		if took[i] == 0 {
			continue
		}
		selection, err := snapshot.Select(ctx, mustParse(r.query).Filter())
		if err == nil {
			err = selection.Resolve(ctx)
		}
		if err != nil {
			return 0, err
		}
		matches := selection.Total()
		if r.tile != nil {
			matches = countOn(selection, *r.tile)
		}
		all = append(all, matches)
	}
	slices.Sort(all)
	return all[(len(all)-1)/2], nil
}

// countOn returns how many of a selection are on a tile.
func countOn(selection *index.Selection, t geo.Tile) (count int) {
	depth := max(t.Z, 1) // there are no wider cells
	scale := uint32(1) << (depth - t.Z)
	selection.Cells(depth, t.X*scale, t.Y*scale, (t.X+1)*scale-1, (t.Y+1)*scale-1, func(c index.Cell) bool {
		count += int(c.Count)
		return true
	})
	return count
}

// addedOneByOne is how many elements are added at each size.
const addedOneByOne = 200

// addSome has elements added, one after the other, and measures how long each takes
// to be found. The engine looks for changes now and then: that wait counts.
func addSome(ctx context.Context, e *engine, source *invented) (summary, error) {
	took := make([]time.Duration, addedOneByOne)
	for i := range took {
		begin := time.Now()
		if err := e.Wait(ctx, source.add()); err != nil {
			return summary{}, err
		}
		took[i] = time.Since(begin)
	}
	return summarise(took), nil
}

// bytesOf returns how many bytes the files of a folder take.
func bytesOf(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}

// forgetPeak has the kernel forget how much memory the process held at most.
func forgetPeak() {
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // where that fails, peak tells of earlier
}

// peak returns how many bytes the process held at most since, 0 when the kernel
// does not tell.
func peak() (bytes int64) {
	eachField("/proc/self/status", func(name, value string) {
		if name == "VmHWM" {
			fmt.Sscan(value, &bytes) // in kB
		}
	})
	return bytes * 1024
}
