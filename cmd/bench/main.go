// Command bench measures Maillage against its budgets and beside its peers, and
// writes what it found into docs/benchmarks.md, which says what each figure means.
//
// # Conventions
//
// The elements are those of `maillage generate`: the same count and seed are the
// same elements, on every side. What is asked is drawn from the elements' own
// frequencies with the same seed, and is the same list for every side. Sides take
// turns, request list by request list, for several rounds; a ratio is that of one
// round, and a report shows the median of the rounds' ratios with the least and
// the greatest.
//
// bench loads nothing but processes that it started itself, over loopback and unix
// sockets, and ends them by itself. It needs Go, Node and Debian's PostgreSQL with
// PostGIS; a peer that is missing is left out, and the report says so. It is no
// part of the program that people run.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// options is the command line.
type options struct {
	Count   int           `default:"1000000" placeholder:"N" help:"How many elements."`
	Seed    uint64        `default:"1" placeholder:"S" help:"Of the elements and of what is asked."`
	Rounds  int           `default:"3" placeholder:"N" help:"How often each side takes its turn."`
	Turn    time.Duration `help:"The longest that one side works on one list in one round; what it did until then counts (default: 2s at a million elements, less at fewer)."`
	Data    string        `placeholder:"DIR" help:"A data folder that maillage generate has filled; filled when missing."`
	Work    string        `default:"var/bench" placeholder:"DIR" help:"For what is made on the way."`
	Program string        `default:"bin/maillage" placeholder:"FILE" help:"The program to measure."`
	Peers   bool          `default:"true" negatable:"" help:"Measure the peers too."`
	Parts   []string      `default:"sides,clusters,live,sizes" enum:"data,sides,clusters,live,sizes" help:"What to measure: sides,clusters,live,sizes; data alone only fills the data folder."`
	Sizes   []int         `default:"10000,100000,1000000" placeholder:"N,..." help:"The sizes that costs are compared at, as far as --count goes."`
	Large   bool          `help:"Compare costs at 10,000,000 too: takes much longer, and more memory."`
	Out     string        `default:"docs/benchmarks.md" placeholder:"FILE" help:"Where to write the tables: between its markers, if there is such a file."`
}

func main() {
	var o options
	kong.Parse(&o, kong.Name("bench"), kong.Description("Measures Maillage and its peers. docs/benchmarks.md says what the figures mean."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := o.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	options
	report report
	survey *survey // see surveyed
}

// run measures the parts that were asked for, and writes the report.
func (o options) run(ctx context.Context) error {
	if o.Count < 1000 || o.Rounds < 1 || o.Turn < 0 {
		return fmt.Errorf("--count must be 1000 or more, --rounds 1 or more, --turn above 0")
	}
	if o.Turn == 0 {
		o.Turn = min(max(300*time.Millisecond, time.Duration(o.Count)*2*time.Microsecond), 2*time.Second)
	}
	o.Sizes = slices.DeleteFunc(slices.Clone(o.Sizes), func(size int) bool { return size > o.Count })
	if o.Data == "" {
		o.Data = filepath.Join(o.Work, fmt.Sprintf("elements-%d-%d", o.Count, o.Seed))
	}
	if o.Large {
		o.Sizes = append(o.Sizes, 10_000_000)
	}
	b := &bench{options: o}
	begin := time.Now()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
	}{{"sides", b.sides}, {"clusters", b.clusters}, {"live", b.live}, {"sizes", b.sizes}} {
		if !slices.Contains(o.Parts, part.name) {
			continue
		}
		say("Measuring: %s", part.name)
		if err := part.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if b.report.Len() == 0 {
		return nil
	}
	b.report.lead(b.facts(time.Since(begin)))
	if err := b.report.write(o.Out); err != nil {
		return err
	}
	say("Written to %s, after %v.", o.Out, time.Since(begin).Round(time.Second))
	return nil
}

// say tells the person what is going on.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}
