package main

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// turn returns a round in which ours and a peer took so many milliseconds for
// the only request.
func turn(inProcess, overHTTP, peer time.Duration) round {
	one := func(ms time.Duration) asked {
		return asked{[]time.Duration{ms * time.Millisecond}, time.Second}
	}
	return round{one(inProcess), one(overHTTP), one(peer)}
}

func TestBudgetShowsTheSlowest(t *testing.T) {
	results := []result{
		{"tile of everything, z3", 1, []round{turn(1, 9, 0)}},
		{"tile of everything, z5", 1, []round{turn(2, 4, 800)}},
		{"tile of everything, z5", 16, []round{turn(90, 90, 900)}},
		{"tile of everything, z10, the peer's unclustered", 1, []round{turn(70, 70, 70)}},
		{"page, total, 3 facets, ladder, everywhere", 1, []round{turn(5, 6, 0)}},
	}
	for _, tt := range []struct {
		name string
		of   budget
		want string
	}{
		{"several rows", beside[0], "p50 2.0 ms (z5), p99 2.0 ms (z5); over HTTP p99 9.0 ms (z3); 400× in process, 200× over HTTP"},
		{"one row, no peer", beside[3], "p50 5.0 ms, p99 5.0 ms; over HTTP p99 6.0 ms"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.of.found(results); got != tt.want {
				t.Errorf("found = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestEveryBudgetHasItsRow(t *testing.T) {
	names := map[string]bool{}
	s := &survey{count: 1, commonWords: []string{"jardin"}, commonTags: []string{"velo"}, elements: []surveyed{{
		kind: "place", name: "Jardin partagé", text: "Jardin ouvert", tags: []string{"velo"}, placed: true, departement: "FR-35", region: "FR-BRE",
	}}}
	for n := range 5000 { // so that every filter can be made new
		s.rareTags = append(s.rareTags, "rare"+strconv.Itoa(n))
	}
	for _, w := range workloads(s, 1) {
		names[w.name] = true
	}
	for _, g := range beside {
		if !names[g.against] {
			t.Errorf("the ratio of %q is that of %q, which nobody measures", g.work, g.against)
		}
	}
}

func TestRowsShowTheirBudgets(t *testing.T) {
	got := withBudgets([][]string{{"first start: everything", "1 s"}, {"270 writes: from handing it over to seen in search and tile", "12 ms"}})
	want := [][]string{{"first start: everything", "1 s", ""}, {"270 writes: from handing it over to seen in search and tile", "12 ms", "p99 50 ms"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
