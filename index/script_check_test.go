package index

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"maillage/data"
	"maillage/geo"
)

// check brings the engine up to date and compares it with the oracle.
func (l *life) check() {
	l.t.Helper()
	for !l.step() {
	}
	s := l.engine.Snapshot()
	elements := make([]data.Element, 0, len(l.ledger.elements))
	for _, num := range slices.Sorted(maps.Keys(l.ledger.elements)) {
		elements = append(elements, l.ledger.elements[num])
	}
	oracle := newOracle(elements, l.ledger.territories)
	if s.Total() != len(oracle.entries) || s.Sequence() != int64(len(l.ledger.log)) {
		l.t.Fatalf("%d elements at change %d, want %d at %d", s.Total(), s.Sequence(), len(oracle.entries), len(l.ledger.log))
	}
	r := rand.New(rand.NewPCG(uint64(s.Sequence()), 3))
	for range 6 {
		l.compare(s, oracle, lifeQuery(r))
	}
	l.compare(s, oracle, Query{})
	checkParts(l.t, s, l.engine.shape)
}

// lifeQuery asks for something with a few conditions.
func lifeQuery(r *rand.Rand) Query {
	var q Query
	if r.IntN(2) == 0 {
		q.Words = randomWords[r.IntN(len(randomWords))]
	}
	if r.IntN(3) == 0 {
		q.Kinds = []data.Kind{data.Kinds[r.IntN(len(data.Kinds))]}
	}
	if r.IntN(3) == 0 {
		q.NotTags = []string{data.TagKey(randomTags[r.IntN(len(randomTags))])}
	}
	if r.IntN(3) == 0 {
		q.In = []string{[]string{"AA", "BB"}[r.IntN(2)]}
	}
	if r.IntN(3) == 0 {
		west, south := r.Float64()*10, 40+r.Float64()*4
		q.Bounds = &geo.Bounds{West: west, South: south, East: west + 3, North: south + 3}
	}
	return q
}

func (l *life) compare(s *Snapshot, oracle *oracle, q Query) {
	l.t.Helper()
	selection, err := s.Select(l.t.Context(), q)
	if err != nil {
		l.t.Fatal(err)
	}
	var want []int64
	for _, e := range oracle.answer(q).matches {
		want = append(want, e.element.Num)
	}
	slices.Sort(want)
	if got := slices.Collect(selection.Nums()); !slices.Equal(got, want) {
		l.t.Fatalf("%v: elements %v, want %v", q, got, want)
	}
	if selection.Total() != len(want) {
		l.t.Fatalf("%v: total %d, want %d", q, selection.Total(), len(want))
	}
	result, err := s.Search(l.t.Context(), q)
	if err != nil || result.Total != len(want) || len(result.Hits) != min(len(want), q.PageLimit()) {
		l.t.Fatalf("%v: a page of %d of %d hits (%v), want %d in all", q, len(result.Hits), result.Total, err, len(want))
	}
}

// checkParts holds a snapshot against what must be true of any: each element
// lives once, sums and counts are those of the living, regions hold what is
// there, and there are not too many parts.
func checkParts(t *testing.T, s *Snapshot, shape shape) {
	t.Helper()
	living := map[int64]string{}
	for i, p := range s.parts {
		var total sum
		for entry := range uint32(p.size()) {
			if p.isDead(entry) {
				continue
			}
			if before, twice := living[p.num(entry)]; twice {
				t.Fatalf("element %d lives in part %d and at %s", p.num(entry), i, before)
			}
			living[p.num(entry)] = fmt.Sprintf("part %d, entry %d", i, entry)
			if p.placed(entry) {
				at := p.position(entry)
				total.x, total.y = total.x+uint64(at.X), total.y+uint64(at.Y)
			}
		}
		placed := uint32(p.placedSize())
		walk := p.deaths.walk(p.segment)
		_, dead := walk.take(0, placed)
		if all := p.sumBetween(0, placed); all != (sum{total.x + dead.x, total.y + dead.y}) {
			t.Fatalf("part %d has the sum %v, want %v living and %v dead", i, all, total, dead)
		}
	}
	again := sumRegions(s.parts)
	for z := range uint32(regionZoom + 1) {
		for _, tile := range []geo.Tile{{Z: z}, {Z: z, X: 1<<z - 1, Y: 1<<z - 1}, {Z: z, X: 1 << z / 2, Y: 1 << z / 3}} {
			if s.regions.version(tile) != again.version(tile) {
				t.Fatalf("%v has a version that its content does not give", tile)
			}
		}
	}
	if len(s.parts) > shape.most+1 {
		t.Fatalf("%d parts, at most %d are allowed", len(s.parts), shape.most+1)
	}
}
