package index

import (
	"bytes"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

// TestAnswersAreThoseOfBruteForce writes, rewrites and withdraws random elements,
// restarts in between, and compares thousands of random queries with the oracle.
func TestAnswersAreThoseOfBruteForce(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	b := newBench(t, squareWorld())
	asked, perRound := 0, 250
	if testing.Short() { // under the race detector many queries, one after the other, tell no more
		perRound = 25
	}
	for round := range 12 {
		var batch []data.Element
		for range 20 + r.IntN(100) {
			batch = append(batch, randomElement(r, r.IntN(500)))
		}
		b.write(batch...)
		if round%4 == 3 {
			b.restart()
		}
		snapshot := b.snapshot()
		elements, err := currentElements(t.Context(), b.store)
		if err != nil {
			t.Fatal(err)
		}
		o := newOracle(elements, snapshot.Gazetteer())
		for range perRound {
			compare(t, snapshot, o, randomQuery(r, randomWords, randomTags, randomCode, squarePoint))
			asked++
		}
		if t.Failed() {
			t.Fatalf("round %d, seed %d", round, seed)
		}
	}
	t.Logf("%d queries", asked)
}

func randomCode(r *rand.Rand) string {
	codes := []string{"AA", "BB", "AA-R0", "AA-R1", "BB-N", "AA-01", "AA-10", "AA-EPCI-00", "AA-EPCI-11", "AA-00000", "AA-11004", "AA-01008"}
	return codes[r.IntN(len(codes))]
}

func squarePoint(r *rand.Rand) geo.Point {
	switch r.IntN(5) {
	case 0:
		return geo.Point{Lon: float64(r.IntN(13)), Lat: 40 + float64(r.IntN(7))}
	case 1:
		return geo.Point{Lon: []float64{180, -180, 179.9, -179.9}[r.IntN(4)], Lat: r.Float64()*180 - 90}
	}
	return geo.Point{Lon: r.Float64() * 12, Lat: 40 + r.Float64()*6}
}

// randomQuery combines some conditions; its words are now and then misspelt.
func randomQuery(r *rand.Rand, words, tags []string, code func(*rand.Rand) string, point func(*rand.Rand) geo.Point) Query {
	var q Query
	sometimes := func(oneIn int) bool { return r.IntN(oneIn) == 0 }
	if sometimes(2) {
		var some []string
		for range 1 + r.IntN(2) {
			word := words[r.IntN(len(words))]
			if letters := []rune(word); sometimes(5) && len(letters) > 3 {
				at := r.IntN(len(letters))
				word = string(letters[:at]) + string(rune('a'+r.IntN(26))) + string(letters[at+r.IntN(2):])
			}
			some = append(some, word)
		}
		q.Words = strings.Join(some, " ")
	}
	pickTags := func(list *[]string) {
		for range 1 + r.IntN(2) {
			*list = append(*list, data.TagKey(tags[r.IntN(len(tags))]))
		}
		*list = sortedSet(*list)
	}
	if sometimes(5) {
		pickTags(&q.Tags)
	}
	if sometimes(5) {
		pickTags(&q.AnyTags)
	}
	if sometimes(6) {
		pickTags(&q.NotTags)
	}
	if sometimes(4) {
		q.Kinds = sortedSet([]data.Kind{data.Kinds[r.IntN(6)], data.Kinds[r.IntN(6)]})
	}
	if sometimes(8) {
		q.Types = []string{TypeKey(randomType[2+r.IntN(len(randomType)-2)])}
	}
	if sometimes(3) {
		q.In = sortedSet([]string{code(r), code(r)}[:1+r.IntN(2)])
	}
	if sometimes(4) {
		a, b := point(r), point(r)
		box := geo.Bounds{West: a.Lon, South: min(a.Lat, b.Lat), East: b.Lon, North: max(a.Lat, b.Lat)}
		q.Bounds = &box
	}
	if sometimes(3) {
		p := point(r)
		q.Near = &p
		if sometimes(2) {
			q.Radius = math.Pow(10, 1+r.Float64()*4.69)
		}
	}
	for _, list := range []*[]data.ID{&q.By, &q.Of} {
		if sometimes(8) {
			ids := map[data.ID]bool{pooled(r, 6): true, pooled(r, 6): true}
			delete(ids, data.ID{})
			*list = slices.SortedFunc(maps.Keys(ids), func(a, b data.ID) int { return bytes.Compare(a[:], b[:]) })
		}
	}
	if sometimes(6) {
		q.Since = time.UnixMilli(1_700_000_000_000 + int64(r.IntN(51_000))).UTC()
	}
	orders := []Sort{"", SortNewest}
	if q.Near != nil {
		orders = append(orders, SortDistance)
	}
	q.Sort = orders[r.IntN(len(orders))]
	q.Limit = MaxLimit/10 + r.IntN(MaxLimit*9/10)
	q.Facets = Facets
	return q
}

// compare asks the engine for every page of q and checks all it says.
func compare(t *testing.T, s *Snapshot, o *oracle, q Query) {
	t.Helper()
	parsed, err := ParseQuery(q.String())
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	want := o.answer(parsed)
	first, err := s.Search(t.Context(), parsed)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	if first.Total != len(want.matches) {
		t.Errorf("%s: total %d, want %d (read as %q, want %q)", q, first.Total, len(want.matches), first.Corrected, want.terms)
		return
	}
	compareFacets(t, q, first, want)
	compareLadder(t, q, first, want)
	comparePages(t, s, parsed, first, want)
	compareSelection(t, s, parsed, want)
}

func compareFacets(t *testing.T, q Query, got *Result, want oracleAnswer) {
	t.Helper()
	for _, facet := range Facets {
		counts := got.Facets[facet]
		if n := len(counts.Values) + counts.More; n != len(want.facets[facet]) {
			t.Errorf("%s: facet %s has %d values, want %d", q, facet, n, len(want.facets[facet]))
		}
		if len(counts.Values) > maxFacetValues {
			t.Errorf("%s: facet %s tells %d values", q, facet, len(counts.Values))
		}
		least := math.MaxInt
		for _, v := range counts.Values {
			if v.Count != want.facets[facet][v.Value] || v.Count > least || v.Label == "" {
				t.Errorf("%s: facet %s: %+v, want %d and at most %d", q, facet, v, want.facets[facet][v.Value], least)
			}
			least = v.Count
			delete(want.facets[facet], v.Value)
		}
		for value, n := range want.facets[facet] {
			if n > least {
				t.Errorf("%s: facet %s leaves out %q with %d, more than %d", q, facet, value, n, least)
			}
		}
	}
}

func compareLadder(t *testing.T, q Query, got *Result, want oracleAnswer) {
	t.Helper()
	var codes []string
	for _, step := range got.Ladder {
		codes = append(codes, step.Code)
		if step.Count != want.ladder[step.Code] {
			t.Errorf("%s: ladder %s counts %d, want %d", q, step.Code, step.Count, want.ladder[step.Code])
		}
	}
	if !slices.Equal(codes, want.steps) {
		t.Errorf("%s: ladder %q, want %q", q, codes, want.steps)
	}
}

// pagesWalked bounds how many pages of one query are read.
const pagesWalked = 15

// comparePages walks the pages: every match once, none else, in order.
func comparePages(t *testing.T, s *Snapshot, q Query, first *Result, want oracleAnswer) {
	t.Helper()
	wanted := map[int64]*oracleEntry{}
	for _, e := range want.matches {
		wanted[e.element.Num] = e
	}
	var last Hit
	seen, page := 0, first
	for range pagesWalked {
		for _, hit := range page.Hits {
			e := wanted[hit.Num]
			if e == nil || e.element.ID != hit.ID {
				t.Fatalf("%s: element %d is no match, or is told twice", q, hit.Num)
			}
			delete(wanted, hit.Num)
			if (q.Near != nil && e.point != nil) == math.IsNaN(hit.Distance) {
				t.Errorf("%s: element %d is %v m away", q, hit.Num, hit.Distance)
			}
			if seen > 0 && !inOrder(q, last, hit, s) {
				t.Errorf("%s: element %d (%v m, score %v) stands before %d (%v m, score %v)", q, last.Num, last.Distance, last.Score, hit.Num, hit.Distance, hit.Score)
			}
			last = hit
			seen++
		}
		if page.Next == "" {
			if len(wanted) > 0 {
				t.Errorf("%s: %d matches are on no page", q, len(wanted))
			}
			return
		}
		q.Cursor = page.Next
		var err error
		if page, err = s.Search(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		if len(page.Hits) == 0 {
			t.Fatalf("%s: an empty page after next", q)
		}
	}
}

func inOrder(q Query, a, b Hit, s *Snapshot) bool {
	switch q.Order() {
	case SortDistance:
		if math.IsNaN(a.Distance) || math.IsNaN(b.Distance) {
			return !math.IsNaN(a.Distance) || math.IsNaN(b.Distance) && a.Num < b.Num
		}
		return a.Distance < b.Distance || a.Distance == b.Distance && a.Num < b.Num
	case SortRelevance:
		return a.Score > b.Score || a.Score == b.Score && a.Num < b.Num
	}
	created := func(h Hit) int64 {
		for _, p := range s.parts {
			if entry, ok := p.entryOf(h.Num); ok && !p.isDead(entry) {
				return p.created(entry)
			}
		}
		return 0
	}
	return created(a) > created(b) || created(a) == created(b) && a.Num > b.Num
}

// compareSelection checks what tiles and exports are made from.
func compareSelection(t *testing.T, s *Snapshot, q Query, want oracleAnswer) {
	t.Helper()
	selection, err := s.Select(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var nums []int64
	positions := map[int64]geo.Position{}
	for _, e := range want.matches {
		nums = append(nums, e.element.Num)
		if e.point != nil {
			p := *e.point
			if p.Lon == 180 {
				p.Lon = -180
			}
			positions[e.element.Num] = geo.Project(p)
		}
	}
	slices.Sort(nums)
	if got := slices.Collect(selection.Nums()); !slices.Equal(got, nums) {
		t.Errorf("%s: selected %d elements, want %d", q, len(got), len(nums))
	}
	for _, depth := range []uint32{5, 8, 11} {
		type sums struct{ count, x, y uint64 }
		cells := map[[2]uint32]sums{}
		for _, p := range positions {
			key := [2]uint32{p.X >> (32 - depth), p.Y >> (32 - depth)}
			c := cells[key]
			cells[key] = sums{c.count + 1, c.x + uint64(p.X), c.y + uint64(p.Y)}
		}
		got := map[[2]uint32]sums{}
		selection.Cells(depth, 0, 0, 1<<depth-1, 1<<depth-1, func(c Cell) bool {
			key := [2]uint32{c.I, c.J}
			piece := got[key]
			got[key] = sums{piece.count + uint64(c.Count), piece.x + c.SumX, piece.y + c.SumY}
			if at := (geo.Position{X: uint32(c.SumX), Y: uint32(c.SumY)}); c.Count == 1 {
				if m, found := selection.Mark(at); !found || positions[m.Num] != at {
					t.Errorf("%s: the only element of a piece, at %v, is %+v", q, at, m)
				}
			}
			return true
		})
		if diff := cmp.Diff(cells, got, cmp.AllowUnexported(sums{})); diff != "" {
			t.Errorf("%s: the cells at depth %d (-), got (+):\n%s", q, depth, diff)
		}
	}
	selection.Places(geo.Tile{}, func(m Mark) {
		if positions[m.Num] != m.Position {
			t.Errorf("%s: element %d is drawn at %v, want %v", q, m.Num, m.Position, positions[m.Num])
		}
		delete(positions, m.Num)
	})
	if len(positions) > 0 {
		t.Errorf("%s: %d places are not drawn", q, len(positions))
	}
}
