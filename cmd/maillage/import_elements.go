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
	DryRun    bool     `help:"Say what would happen, and what the columns are taken for, and write nothing."`
	Verbose   bool     `short:"v" help:"List every warning and every rejected record."`
	Format    string   `placeholder:"FORMAT" enum:",ndjson,csv,geojson,json,gogocarto,osm,pbf" default:"" help:"csv, geojson, json, gogocarto, osm, pbf or ndjson; told from the content when not given."`
	Mapping   string   `placeholder:"FILE" help:"What the columns hold, where their names do not tell."`
	Taxonomy  string   `placeholder:"FILE" help:"The categories of a GoGoCarto."`
	Source    string   `placeholder:"NAME" help:"Source of records that do not state theirs (default: the file's name)."`
	SourceURL string   `name:"source-url" placeholder:"URL" help:"Page of that source."`
	License   string   `placeholder:"SPDX" help:"Licence of records that do not state theirs, like etalab-2.0 or ODbL-1.0."`
	Kind      string   `placeholder:"KIND" enum:",person,organization,project,event,place,classified" default:"" help:"Kind of records that do not state theirs: organization, project, event, place..."`
	Type      string   `placeholder:"TYPE" help:"Type of records that do not state theirs, like festival."`
	Files     []string `arg:"" name:"FILE" help:"Files, gzip or not."`
}

func (*importElementsCommand) Help() string {
	return `Takes CSV (any separator and encoding, French or English columns), GeoJSON, lists of JSON objects, GoGoCarto's
JSON, OpenStreetMap's XML and PBF, and what "maillage export" wrote. docs/import-elements.md says what becomes of
what. Records are recognised by their source and their id in it, so importing a file again changes only what
changed: give it the same --source. What people here wrote over it stays.

Examples:
  maillage import elements --dry-run lieux.csv
  maillage import elements --source festivals-fr --license etalab-2.0 --kind event --type festival festivals.csv
  maillage import elements --mapping lieux.map lieux.csv
  maillage import elements elements.ndjson.gz commune.osm.pbf`
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
	options, err := c.options()
	if err != nil {
		return err
	}
	total := &importReport{verbose: c.Verbose, dryRun: c.DryRun}
	begin := time.Now()
	for _, name := range c.Files {
		job := &elementsImport{ctx: p.ctx, name: name, options: options, write: write, report: total}
		if err = job.run(p); err != nil {
			break
		}
	}
	total.print(p.stdout, time.Since(begin))
	if err == nil && total.taken() == 0 {
		err = errors.New("no element could be read")
	}
	return err
}

// elementsImport imports one file.
type elementsImport struct {
	ctx     context.Context // ends when the person asks to stop
	name    string
	options exchange.Options
	write   func(context.Context, []data.Element, time.Time) ([]commons.Outcome, error)
	report  *importReport

	unit  string // what the numbers of records count
	batch []data.Element
	lines []int // of the elements of batch
}

var errStopped = errors.New("stopped before the end: import the files again to go on")

// run returns an error when the import cannot go on: a file that cannot be read
// is only reported.
func (i *elementsImport) run(p *program) error {
	i.options.FileName = sourceNameOf(i.name)
	repeats, err := i.prepare()
	if p.ctx.Err() != nil {
		return errStopped
	}
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
	records, tell, err := i.records(content)
	if err != nil {
		i.report.unreadable(i.name, err)
		return nil
	}
	for record := range ahead(records, importBatch) {
		if p.ctx.Err() != nil {
			return errStopped
		}
		if err := i.take(p.ctx, record, repeats); err != nil {
			return err
		}
	}
	tell()
	return i.flush(p.ctx)
}

// take counts a record, and writes the batch it fills.
func (i *elementsImport) take(ctx context.Context, record exchange.Record, repeats map[int]int) error {
	if errors.Is(record.Err, exchange.ErrUnreadable) {
		err := record.Err
		if i.report.records > 0 || record.Line > 1 {
			err = fmt.Errorf("%s %d: %w", i.unit, record.Line, err)
		}
		i.report.unreadable(i.name, err)
		return nil
	}
	i.report.records++
	if record.Err != nil {
		i.report.reject(i.place(record.Line), record.Err)
		return nil
	}
	i.report.warn(i.place(record.Line), record.Warnings)
	if later, ok := repeats[record.Line]; ok {
		i.report.repeat(i.place(record.Line), i.unit, later)
		return nil
	}
	i.batch = append(i.batch, record.Element)
	i.lines = append(i.lines, record.Line)
	if len(i.batch) == importBatch {
		return i.flush(ctx)
	}
	return nil
}

// place says where a record stands: "lieux.csv:7", "lieux.geojson, feature 7".
func (i *elementsImport) place(number int) string {
	if i.unit == "line" {
		return fmt.Sprintf("%s:%d", i.name, number)
	}
	return fmt.Sprintf("%s, %s %d", i.name, i.unit, number)
}

func (i *elementsImport) flush(ctx context.Context) error {
	if len(i.batch) == 0 {
		return nil
	}
	outcomes, err := i.write(ctx, i.batch, time.Now())
	switch {
	case err != nil && ctx.Err() != nil:
		return errStopped
	case err != nil:
		return fmt.Errorf("%s, %ss %d to %d: %w", i.name, i.unit, i.lines[0], i.lines[len(i.lines)-1], err)
	}
	for n, outcome := range outcomes {
		i.report.count(i.place(i.lines[n]), outcome)
	}
	i.batch, i.lines = i.batch[:0], i.lines[:0]
	return nil
}
