package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/exchange"
)

// importBatch is how many elements one transaction takes.
const importBatch = 1000

type importElementsCommand struct {
	DryRun  bool     `help:"Say what would happen and write nothing."`
	Verbose bool     `short:"v" help:"List every warning and every rejected record."`
	Files   []string `arg:"" name:"FILE" help:"NDJSON files, gzip or not."`
}

func (*importElementsCommand) Help() string {
	return `A file holds one JSON object a line: what "maillage export --format ndjson" wrote, or the flat form
described in docs/import-elements.md. Records are recognised by their source and their id in it, so importing a
file again changes only what changed.

Examples:
  maillage import elements lieux.ndjson.gz
  maillage import elements --dry-run --verbose *.ndjson`
}

// Run imports the files one after the other. It fails when nothing of them could
// be read.
func (c *importElementsCommand) Run(p *program) error {
	dir := p.data
	if c.DryRun && p.hasData() != nil { // compare with nothing, and leave nothing
		var err error
		if dir, err = os.MkdirTemp("", "maillage-dry-run"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	folder, err := p.openFolder(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	write := folder.ImportElements
	if c.DryRun {
		write = folder.TryElements
	}
	total := &importReport{verbose: c.Verbose, dryRun: c.DryRun}
	begin := time.Now()
	for _, name := range c.Files {
		job := &elementsImport{name: name, write: write, report: total}
		if err = job.run(p); err != nil {
			break
		}
	}
	total.print(p.stdout, time.Since(begin))
	if err == nil && total.taken() == 0 {
		err = errors.New("no element could be read: give files of one JSON object a line, see maillage import elements --help")
	}
	return err
}

// elementsImport imports one file.
type elementsImport struct {
	name   string
	write  func(context.Context, []data.Element, time.Time) ([]commons.Outcome, error)
	report *importReport

	batch []data.Element
	lines []int // of the elements of batch
}

// run returns an error when the import cannot go on: a file that cannot be read
// is only reported.
func (i *elementsImport) run(p *program) error {
	repeats, err := i.findRepeats()
	if err != nil && repeats == nil {
		i.report.unreadable(i.name, err)
		return nil
	}
	file, err := os.Open(i.name)
	if err != nil {
		i.report.unreadable(i.name, err)
		return nil
	}
	defer file.Close()
	content, done := p.progress(file, i.name)
	defer done()
	for record := range ahead(exchange.ReadElements(content)) {
		if p.ctx.Err() != nil {
			return errors.New("stopped before the end: import the files again to go on")
		}
		if err := i.take(p.ctx, record, repeats); err != nil {
			return err
		}
	}
	return i.flush(p.ctx)
}

func (i *elementsImport) findRepeats() (map[int]int, error) {
	info, err := os.Stat(i.name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file: it is read twice, so write it to one first", i.name)
	}
	file, err := os.Open(i.name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return exchange.FindRepeats(file)
}

// take counts a record, and writes the batch it fills.
func (i *elementsImport) take(ctx context.Context, record exchange.Record, repeats map[int]int) error {
	if errors.Is(record.Err, exchange.ErrUnreadable) {
		i.report.unreadable(i.name, fmt.Errorf("line %d: %w", record.Line, record.Err))
		return nil
	}
	i.report.records++
	if record.Err != nil {
		i.report.reject(i.name, record.Line, record.Err)
		return nil
	}
	i.report.warn(i.name, record.Line, record.Warnings)
	if later, ok := repeats[record.Line]; ok {
		i.report.repeat(i.name, record.Line, later)
		return nil
	}
	i.batch = append(i.batch, record.Element)
	i.lines = append(i.lines, record.Line)
	if len(i.batch) == importBatch {
		return i.flush(ctx)
	}
	return nil
}

func (i *elementsImport) flush(ctx context.Context) error {
	if len(i.batch) == 0 {
		return nil
	}
	outcomes, err := i.write(ctx, i.batch, time.Now())
	if err != nil {
		return fmt.Errorf("%s, lines %d to %d: %w", i.name, i.lines[0], i.lines[len(i.lines)-1], err)
	}
	for n, outcome := range outcomes {
		i.report.count(i.name, i.lines[n], outcome)
	}
	i.batch, i.lines = i.batch[:0], i.lines[:0]
	return nil
}
