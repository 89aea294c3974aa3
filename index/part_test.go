package index

import (
	"math/rand/v2"
	"testing"

	"maillage/geo"
)

// TestAPartCountsItsLivingWithoutVisitingThem compares counts and sums of
// random ranges with what visiting each entry says, while entries die.
func TestAPartCountsItsLivingWithoutVisitingThem(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	records := make([]record, 30_000)
	for i := range records {
		e := randomElement(r, i)
		e.Num = int64(i)
		e.Name, e.Description, e.Tags = "x", "", nil
		records[i] = newRecord(&e, geo.NewGazetteer(nil))
	}
	p := newPart(newSegment(records))
	for range 40 {
		dying := make([]uint32, r.IntN(1500))
		for i := range dying {
			dying[i] = r.Uint32N(uint32(p.size()))
		}
		before, count := p, p.deadCount()
		p = p.without(dying)
		if before.deadCount() != count || before.deadCount() != before.size()-int(before.living().GetCardinality()) {
			t.Fatal("a published part has changed")
		}
		if p.deadCount() != int(p.dead.GetCardinality()) || p.livingCount() != int(p.living().GetCardinality()) {
			t.Fatalf("%d dead, %d living; the bitmaps have %d and %d", p.deadCount(), p.livingCount(), p.dead.GetCardinality(), p.living().GetCardinality())
		}
		walk := p.deaths.walk(p.segment)
		for to := uint32(0); int(to) < p.placedSize(); {
			from := min(to+r.Uint32N(9), uint32(p.placedSize()))
			to = min(from+r.Uint32N(100), uint32(p.placedSize()))
			var want sum
			wantCount := uint32(0)
			for entry := from; entry < to; entry++ {
				if p.isDead(entry) {
					want = want.and(p.position(entry))
					wantCount++
				}
			}
			if count, got := walk.take(from, to); count != wantCount || got != want {
				t.Fatalf("%d dead with the sum %v from %d to %d, want %d, %v", count, got, from, to, wantCount, want)
			}
		}
	}
}
