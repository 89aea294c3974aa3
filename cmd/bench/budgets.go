package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// budget is what the design asks of some workloads, at a million elements on two
// cores, cold.
type budget struct {
	work     string
	asked    string   // in words
	prefixes []string // of the workloads' names
	against  string   // the workload whose ratio counts
}

// beside are the budgets of what is measured beside PostGIS.
var beside = []budget{
	{"tile of everything, any zoom", "p50 0.3 ms, p99 2 ms; over HTTP p99 4 ms; 300× PostGIS at z5", []string{"tile of everything, z"}, "tile of everything, z5"},
	{"tile, words + tag + kind, first", "p99 8 ms; over HTTP p99 12 ms; 10× PostGIS", []string{"tile, words + tag + kind, first"}, "tile, words + tag + kind, first, z5–12"},
	{"tile, words + tag + kind, next", "p99 3 ms; over HTTP p99 12 ms; 30× PostGIS", []string{"tile, words + tag + kind, next"}, "tile, words + tag + kind, next, z5–12"},
	{"page, total, 3 facets, ladder", "p99 8 ms; over HTTP p99 10 ms; 40× PostGIS's tag counts", []string{"page, total"}, "tag counts of a box, z6"},
}

// reportBudgets writes what was found of the budgets: of several workloads the
// slowest.
func (b *bench) reportBudgets(results []result) {
	var rows [][]string
	for _, g := range beside {
		rows = append(rows, []string{g.work, g.asked, g.found(results)})
	}
	b.report.say("The budgets of the design, at a million elements, and what the slowest of their rows found, one at a time:")
	b.report.table([]string{"work, cold", "budget", "found"}, rows)
}

// found writes what was measured of a budget, with one client.
func (g *budget) found(results []result) string {
	var p50, p99, remote slowest
	var times string
	for i := range results {
		r := &results[i]
		if r.clients != 1 {
			continue
		}
		near, far, ratioNear, ratioFar := r.figures()
		if r.workload == g.against && ratioNear.rounds > 0 {
			times = fmt.Sprintf("; %s× in process, %s× over HTTP", number(ratioNear.median), number(ratioFar.median))
		}
		if !strings.Contains(r.workload, "the peer") && slices.ContainsFunc(g.prefixes, func(prefix string) bool { return strings.HasPrefix(r.workload, prefix) }) {
			p50.take(near.p50, r.workload)
			p99.take(near.p99, r.workload)
			remote.take(far.p99, r.workload)
		}
	}
	return fmt.Sprintf("p50 %s, p99 %s; over HTTP p99 %s%s", p50, p99, remote, times)
}

// slowest is the longest of some durations, and where it was.
type slowest struct {
	longest time.Duration
	where   string
	among   int
}

func (s *slowest) take(d time.Duration, workload string) {
	s.among++
	if d > s.longest {
		s.longest, s.where = d, workload[strings.LastIndex(workload, ", ")+2:]
	}
}

// String writes the duration and, among several, where it was.
func (s slowest) String() string {
	text := digits(s.longest, time.Millisecond) + " ms"
	if s.among > 1 {
		text += " (" + s.where + ")"
	}
	return text
}

// living are the budgets of a server in a process of its own, by what their rows
// hold.
var living = []struct{ row, asked string }{
	{"from the command to ready", "2 s"},
	{"resident memory", "1 kB an element"},
	{"a hot tile", "20,000 a second"},
	{"to seen in search and tile", "p99 50 ms"},
	{"import of", "10,000 a second"},
	{"while it takes in", "p99 under twice idle"},
}

// withBudgets adds to each row the budget it has.
func withBudgets(rows [][]string) [][]string {
	for i, row := range rows {
		asked := ""
		for _, g := range living {
			if strings.Contains(row[0], g.row) {
				asked = g.asked
			}
		}
		rows[i] = append(row, asked)
	}
	return rows
}
