package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/data/store"
	"maillage/index"
)

type exportCommand struct {
	Format string `default:"geojson" enum:"geojson,ndjson,csv" help:"geojson, ndjson or csv (default: geojson)."`
	Query  string `placeholder:"QUERY" help:"Which elements: a query string, as in the address of a search."`
	Output string `short:"o" placeholder:"FILE" help:"Where to write; standard output when not given."`
}

func (*exportCommand) Help() string {
	return `Writes everything that the query finds, persons left out. "maillage import elements" reads all three
formats back; ndjson has everything, csv opens in a spreadsheet. Sources and licences are stated in each.

Examples:
  maillage export -o all.geojson
  maillage export --format ndjson --query "q=jardin&in=FR-35&tag=compost" -o jardins.ndjson
  maillage export --format csv --query "kind=organization&in=FR-35" -o associations.csv`
}

// Run writes the export.
func (c *exportCommand) Run(p *program) (err error) {
	query, err := index.ParseQuery(queryOf(c.Query))
	if err != nil {
		return fmt.Errorf("--query: %w", err)
	}
	if err := p.hasData(); err != nil {
		return err
	}

	folder, err := p.openFolderWithWorld()
	if err != nil {
		return err
	}
	defer folder.Close()
	var n int
	if folder.server != nil {
		n, err = c.exportServed(p, folder, query)
	} else {
		n, err = c.exportOwn(p, folder.Store, query)
	}
	if err == nil {
		p.say("%d elements written, persons left out", n)
	}
	return err
}

// exportServed writes what the query finds in a folder that a server holds, once
// that shows everything the folder had at the call.
func (c *exportCommand) exportServed(p *program, folder *folder, query index.Query) (int, error) {
	sequence, err := folder.Sequence(p.ctx)
	if err != nil {
		return 0, err
	}
	return c.write(p.stdout, func(w io.Writer) (int, error) {
		return folder.server.Export(p.ctx, w, c.Format, query.String(), sequence)
	})
}

// exportOwn writes what the query finds in a folder that no server holds.
func (c *exportCommand) exportOwn(p *program, kept *store.Store, query index.Query) (n int, err error) {
	engine, err := p.follow(p.ctx, kept)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, engine.stop()) }()
	snapshot, err := engine.ready(p.ctx, kept)
	if err != nil {
		return 0, err
	}
	selection, err := snapshot.Select(index.LetInEverywhere(p.ctx), query) // who has the folder has all of it
	if err != nil {
		return 0, err
	}
	read := kept.ElementsByNum
	if network, after, clears := selection.Snapshot().Clears(query.Network); clears {
		read = func(ctx context.Context, nums []int64) ([]data.Element, error) {
			return kept.Cleared(ctx, network, after, nums)
		}
	}
	format := map[string]func(io.Writer, iter.Seq2[data.Element, error]) (int, error){
		"geojson": exchange.WriteGeoJSON, "ndjson": exchange.WriteNDJSON, "csv": exchange.WriteCSV,
	}[c.Format]
	return c.write(p.stdout, func(w io.Writer) (int, error) {
		return format(w, exchange.Stored(p.ctx, selection.Nums(), read))
	})
}

// queryOf returns the query string of what may be a whole address, copied from
// a browser.
func queryOf(text string) string {
	if !strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "?") && !strings.HasPrefix(text, "http") {
		return text
	}
	_, query, _ := strings.Cut(text, "?")
	query, _, _ = strings.Cut(query, "#")
	return query
}

// write writes to standard output, to a device or a pipe, or, whole or not at
// all, to a file, through links that lead to it.
func (c *exportCommand) write(stdout io.Writer, content content) (n int, err error) {
	if c.Output == "" {
		return content(stdout)
	}
	path := c.Output
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return writeThrough(path, content)
		}
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return 0, fmt.Errorf("cannot write the export: %w", err)
		}
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return 0, fmt.Errorf("cannot write the export: %w", err)
	}
	defer os.Remove(file.Name()) // does nothing once it is renamed
	n, err = content(file)
	if err = errors.Join(err, file.Chmod(0o644), file.Close()); err != nil {
		return n, err
	}
	return n, os.Rename(file.Name(), path)
}

// content writes an export and returns how many elements it holds.
type content func(io.Writer) (int, error)

// writeThrough writes to what is no file, and stays what it is.
func writeThrough(path string, content content) (int, error) {
	to, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return 0, fmt.Errorf("cannot write the export: %w", err)
	}
	n, err := content(to)
	return n, errors.Join(err, to.Close())
}
