package main

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"

	"maillage/data"
	"maillage/data/generate"
	"maillage/geo"
)

type generateCommand struct {
	Count int    `required:"" placeholder:"N" help:"How many elements."`
	Seed  uint64 `default:"1" placeholder:"S" help:"Another seed makes other elements, beside the first ones (default: 1)."`
}

// maxGenerated bounds how many elements are generated: more than any machine
// that this program is made for holds.
const maxGenerated = 100_000_000

func (*generateCommand) Help() string {
	return `Invents associations, places, events... for measurements and trials, on the communes of the data folder, more where
more people live; without communes, on the finest territories there are. The same count and seed make the same
elements, so doing it again changes nothing, and a larger count adds to them. Give it a folder of its own: nothing
takes the elements out again.

Examples:
  maillage generate --data ./large --count 100000
  maillage generate --data ./large --count 1000000 --seed 7`
}

// Run generates the elements and writes them in batches.
func (c *generateCommand) Run(p *program) error {
	if c.Count < 1 || c.Count > maxGenerated {
		return fmt.Errorf("--count: %d is not between 1 and %d", c.Count, maxGenerated)
	}
	folder, err := p.openFolderWithWorld()
	if err != nil {
		return err
	}
	defer folder.Close()
	gazetteer, _, err := folder.Gazetteer(p.ctx)
	if err != nil {
		return err
	}
	generator, err := generate.New(gazetteer, c.Seed)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(gazetteer.All(), func(t *geo.Territory) bool { return t.Level == geo.LevelCommune }) {
		p.say("There is no commune here yet: elements go all over the world. To have them where people live, begin again with a new folder and import communes first.")
	}
	step, done := p.progressOf(c.Count, "generated")
	defer done()
	report := &importReport{}
	begin := time.Now()
	for batch := range ahead(c.batches(generator), 2) {
		outcomes, failure := folder.ImportElements(p.ctx, batch, time.Now())
		if failure != nil {
			err = failure
			if p.ctx.Err() != nil {
				err = fmt.Errorf("stopped after %d elements: give the command again to go on", report.records)
			}
			break
		}
		for i, outcome := range outcomes {
			report.records++
			report.count(fmt.Sprintf("element %s", batch[i].Source.ID), outcome)
		}
		step(len(batch))
	}
	done()
	report.print(p.stdout, time.Since(begin))
	return err
}

// batches yields the elements by number, in the batches that one transaction
// takes.
func (c *generateCommand) batches(generator *generate.Generator) iter.Seq[[]data.Element] {
	return func(yield func([]data.Element) bool) {
		for first := 1; first <= c.Count; first += importBatch {
			batch := make([]data.Element, 0, importBatch)
			for number := first; number < first+importBatch && number <= c.Count; number++ {
				batch = append(batch, generator.Element(number))
			}
			if !yield(batch) {
				return
			}
		}
	}
}

// progressOf shows on a terminal how many of total are done: step counts more of
// them, until done is called.
func (p *program) progressOf(total int, what string) (step func(n int), done func()) {
	if !p.onTerminal() {
		return func(int) {}, func() {}
	}
	bar := progressbar.NewOptions(total,
		progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	return func(n int) { bar.Add(n) }, func() { bar.Finish() }
}
