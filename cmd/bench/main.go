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
	"errors"
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
	Data    string        `placeholder:"DIR" help:"A data folder that maillage generate has filled; filled when missing (default: one in --work)."`
	Work    string        `default:"var/bench" placeholder:"DIR" help:"For what is made on the way."`
	Program string        `default:"bin/maillage" placeholder:"FILE" help:"The program to measure."`
	Peers   bool          `default:"true" negatable:"" help:"Measure the peers too."`
	Parts   []string      `default:"go,sides,clusters,live,networks,sizes" enum:"data,go,sides,clusters,live,networks,sizes" help:"What to measure: go,sides,clusters,live,networks,sizes; data alone only fills the data folder."`
	Sizes   []int         `default:"10000,100000,1000000" placeholder:"N,..." help:"The sizes that costs are compared at, as far as --count goes."`
	Large   bool          `help:"Compare costs at 10,000,000 too: takes much longer, and about 10 GB of memory."`
	GoTime  time.Duration `default:"20ms" placeholder:"TIME" help:"How long each Go benchmark runs."`
	Out     string        `placeholder:"FILE" help:"Where to write the tables: between its markers, if there is such a file (default: docs/benchmarks.md at a million elements, else a file in --work)."`
}

// published is the number of elements whose figures stand in docs/benchmarks.md.
const published = 1_000_000

func main() {
	var o options
	kong.Parse(&o, kong.Name("bench"), kong.Description("Measures Maillage and its peers. docs/benchmarks.md says what the figures mean."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := o.run(ctx)
	if ctx.Err() != nil {
		say("Stopped before the end. Parts that were through are written down, the elements are kept; nothing of it runs any more.")
		os.Exit(130)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	options
	communes int     // of the territories that the elements live on
	report   report  // of the part that is being measured
	survey   *survey // see surveyed
}

// part is something that can be measured alone.
type part struct {
	name    string // as --parts names it, and the marks in the report
	title   string // of its section; empty: it writes none
	measure func(context.Context) error
	cost    cost
}

// cost is about how long something takes on two idle cores: seconds whatever the
// size, for each million elements, and for each round at a million.
type cost struct{ fixed, million, round float64 }

// filling is the cost of filling the data folder.
var filling = cost{10, 180, 0}

func (c cost) of(o *options) time.Duration {
	rounds := float64(o.Rounds) * float64(o.Turn) / float64(2*time.Second)
	return time.Duration((c.fixed + c.million*float64(o.Count)/1e6 + c.round*rounds) * float64(time.Second))
}

// parts returns what was asked for, in the order in which it is measured.
func (b *bench) parts() []part {
	all := []part{
		{"go", "", b.goBenchmarks, cost{90, 120, 0}},
		{"sides", "Answers beside PostGIS", b.sides, cost{10, 170, 140}},
		{"clusters", "Clusters beside supercluster", b.clusters, cost{10, 40, 15}},
		{"live", "Living", b.live, cost{30, 120, 10}},
		{"networks", "Networks", b.networks, cost{20, 90, 10}},
		{"sizes", "Cost against size", b.sizes, cost{10, 100, 0}},
	}
	if b.Large {
		all[len(all)-1].cost.fixed += 900
	}
	return slices.DeleteFunc(all, func(p part) bool { return !slices.Contains(b.Parts, p.name) })
}

// run measures the parts that were asked for, and writes down each once it is through.
func (o options) run(ctx context.Context) error {
	if o.Count < 1000 || o.Rounds < 1 || o.Turn < 0 || o.GoTime <= 0 {
		return errors.New("--count must be 1000 or more, --rounds 1 or more, --turn and --go-time above 0")
	}
	b := &bench{options: o.complete()}
	begin := time.Now()
	if err := ensurePlaces(b.Out); err != nil {
		return err
	}
	if err := b.announce(ctx); err != nil {
		return err
	}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	code := commit(ctx)
	for _, p := range b.parts() {
		say("Measuring: %s, about %s", p.name, minutes(p.cost.of(&b.options)))
		b.report = report{}
		since := time.Now()
		if err := p.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if b.report.Len() == 0 {
			continue
		}
		if err := b.report.write(b.Out, p.name, p.title, b.facts(time.Since(since), code)); err != nil {
			return err
		}
		say("Written to %s: %s", b.Out, p.title)
	}
	say("Finished after %v.", time.Since(begin).Round(time.Second))
	return nil
}

// announce says how long the run takes.
func (b *bench) announce(ctx context.Context) error {
	held, err := b.held(ctx)
	if err != nil {
		return err
	}
	var total time.Duration
	if b.wantsElements() && held < b.Count {
		total += filling.of(&b.options)
	}
	for _, p := range b.parts() {
		total += p.cost.of(&b.options)
	}
	say("%s elements, %d rounds: about %s on two idle cores. Tables go to %s.", grouped(b.Count), b.Rounds, minutes(total), b.Out)
	return nil
}

// minutes writes how long something takes, roughly.
func minutes(d time.Duration) string {
	if d < 90*time.Second {
		return "a minute"
	}
	return fmt.Sprintf("%.0f minutes", d.Minutes())
}

// complete fills in what was left out.
func (o options) complete() options {
	if o.Turn == 0 {
		o.Turn = min(max(300*time.Millisecond, time.Duration(o.Count)*2*time.Microsecond), 2*time.Second)
	}
	o.Sizes = slices.DeleteFunc(slices.Clone(o.Sizes), func(size int) bool { return size > o.Count })
	if o.Large {
		o.Sizes = append(o.Sizes, large)
	}
	if o.Data == "" {
		o.Data = filepath.Join(o.Work, fmt.Sprintf("elements-%d-%d", o.Count, o.Seed))
	}
	switch {
	case o.Out != "":
	case o.Count == published:
		o.Out = filepath.Join("docs", "benchmarks.md")
	default:
		o.Out = filepath.Join(o.Work, fmt.Sprintf("benchmarks-%d.md", o.Count))
	}
	return o
}

// say tells the person what is going on.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}
