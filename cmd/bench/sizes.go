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

	"maillage/data"
	"maillage/data/generate"
	"maillage/geo"
	"maillage/index"
)

// invented is a source of elements that are in no store: each is made when it is
// asked for. It lets the engine be measured at sizes that take hours to import.
type invented struct {
	generator *generate.Generator
	gazetteer *geo.Gazetteer
	count     int
}

// Sequence returns the number of the last change: one an element.
func (s *invented) Sequence(context.Context) (int64, error) { return int64(s.count), nil }

// Changes returns the log.
func (s *invented) Changes(_ context.Context, since int64, limit int) ([]data.Change, error) {
	var changes []data.Change
	for n := since + 1; n <= int64(s.count) && len(changes) < limit; n++ {
		changes = append(changes, data.Change{Sequence: n, Subject: data.SubjectElement, Num: n})
	}
	return changes, nil
}

// ElementsByNum makes elements.
func (s *invented) ElementsByNum(_ context.Context, nums []int64) ([]data.Element, error) {
	found := make([]data.Element, len(nums))
	for i, num := range nums {
		found[i] = s.generator.Element(int(num))
		found[i].Num = num
	}
	return found, nil
}

// Gazetteer returns the territories, which never change.
func (s *invented) Gazetteer(context.Context) (*geo.Gazetteer, int64, error) {
	return s.gazetteer, 0, nil
}

// Identity tells sizes apart.
func (s *invented) Identity(context.Context) (string, error) {
	return fmt.Sprintf("invented %d", s.count), nil
}

// some yields some of the elements, evenly.
func (s *invented) some(ctx context.Context, take func(data.Element) error) error {
	step := max(1, s.count/(2*keptElements))
	for number := 1; number <= s.count; number += step {
		if err := take(s.generator.Element(number)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// sized is what was measured at one size.
type sized struct {
	count         int
	built, opened time.Duration
	bytes         uint64         // of Go's heap
	files         int64          // bytes of the index's files
	parts         map[string]int // bytes of the segments, by part
	answers       []summary      // of the workloads
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
		one, asked, err := b.atSize(ctx, &invented{generator, gazetteer, count})
		if err != nil {
			return err
		}
		all, names = append(all, one), asked
	}
	b.reportSizes(all, names)
	return nil
}

// atSize builds an engine, opens it again, and asks it.
func (b *bench) atSize(ctx context.Context, source *invented) (one sized, names []string, err error) {
	dir := filepath.Join(b.Work, fmt.Sprintf("index-%d", source.count))
	defer os.RemoveAll(dir)
	survey, err := surveyElements(ctx, source.some, source.gazetteer, b.Seed)
	if err != nil {
		return one, nil, err
	}
	before := heap()
	e, err := openEngine(ctx, source, dir)
	if err != nil {
		return one, nil, err
	}
	one.count, one.built = source.count, e.took
	if err := e.close(); err != nil {
		return one, nil, err
	}
	if e, err = openEngine(ctx, source, dir); err != nil {
		return one, nil, err
	}
	defer e.close()
	one.opened = e.took
	one.bytes, one.parts = max(heap(), before)-before, e.snapshot.Sizes()
	if one.files, err = bytesOf(dir); err != nil {
		return one, nil, err
	}
	direct := inProcess{e.snapshot}
	if err := warm(ctx, direct); err != nil {
		return one, nil, err
	}
	for _, w := range workloads(survey, b.Seed) {
		if strings.Contains(w.name, "the peer") {
			continue
		}
		found, err := ask(ctx, direct, w.requests[1], 1, 2*b.Turn)
		if err != nil {
			return one, nil, fmt.Errorf("%s: %w", w.name, err)
		}
		one.answers, names = append(one.answers, summarise(found.took)), append(names, w.name)
	}
	return one, names, nil
}

func (b *bench) reportSizes(all []sized, names []string) {
	b.report.section("Cost against size")
	b.report.say("The engine alone, in process, one at a time, on elements made as it asks for them; no store, no peer. "+
		"The same mixes as above, drawn from each size's own frequencies; p50 / p99 / max. One round, of at most %v a cell.", 2*b.Turn)
	head := []string{"elements"}
	rows := [][]string{{"index, from nothing"}, {"… an element"}, {"open again"}}
	for _, name := range names {
		rows = append(rows, []string{name})
	}
	for _, one := range all {
		head = append(head, grouped(one.count))
		rows[0] = append(rows[0], fmt.Sprintf("%.1f s", one.built.Seconds()))
		rows[1] = append(rows[1], digits(one.built/time.Duration(one.count), time.Microsecond)+" µs")
		rows[2] = append(rows[2], digits(one.opened, time.Second)+" s")
		for i, answer := range one.answers {
			rows[3+i] = append(rows[3+i], answer.String())
		}
	}
	b.report.table(head, rows)
	if len(all) > 0 {
		b.reportParts(all)
	}
}

// reportParts writes where the bytes are.
func (b *bench) reportParts(all []sized) {
	b.report.say("Bytes an element, of the segments by part:")
	largest := all[len(all)-1]
	names := slices.DeleteFunc(most(largest.parts, len(largest.parts)), func(name string) bool { return largest.parts[name] < largest.count })
	head := []string{"elements"}
	rows := [][]string{{"Go's heap, all of the engine"}, {"files of the index"}, {"segments"}}
	for _, name := range names {
		rows = append(rows, []string{"… " + name})
	}
	rows = append(rows, []string{"… parts of less than a byte"})
	for _, one := range all {
		head = append(head, grouped(one.count))
		cell := func(bytes float64) string { return number(bytes / float64(one.count)) }
		sum := 0
		for _, bytes := range one.parts {
			sum += bytes
		}
		column := []float64{float64(one.bytes), float64(one.files), float64(sum)}
		for _, name := range names {
			column = append(column, float64(one.parts[name]))
			sum -= one.parts[name]
		}
		for i, bytes := range append(column, float64(sum)) {
			rows[i] = append(rows[i], cell(bytes))
		}
	}
	b.report.table(head, rows)
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

var _ index.Source = (*invented)(nil)
var _ index.Source = (*changing)(nil)
