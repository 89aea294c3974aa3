package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/geo"
)

// randomSegment is a segment of n random records, most of them placed.
func randomSegment(r *rand.Rand, n int) *segment {
	return newSegment(randomRecords(r, n))
}

func TestNearestByTreeIsNearestByMeasure(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 4))
	s := randomSegment(r, 2000)
	for range 300 {
		center := geo.Point{Lon: r.Float64()*360 - 180, Lat: r.Float64()*180 - 90}
		if r.IntN(2) == 0 {
			center = squarePoint(r)
		}
		matches := roaring.New()
		for entry := range uint32(s.size()) {
			if r.IntN(3) == 0 {
				matches.Add(entry)
			}
		}
		beyond := r.Float64() * 500_000 // metres of the last one told
		keep := func(n neighbour) bool { return n.meters > beyond }
		count := 1 + r.IntN(40)

		var want []neighbour
		for entry := range uint32(s.placedSize()) {
			n := neighbour{entry, s.num(entry), center.DistanceMeters(s.point(entry))}
			if matches.Contains(entry) && keep(n) {
				want = append(want, n)
			}
		}
		slices.SortFunc(want, compareNeighbours)
		want = want[:min(count, len(want))]
		if got := s.runs.nearest(center, matches, count, keep); !slices.Equal(got, want) {
			t.Fatalf("nearest to %v beyond %.0f m:\n got %v\nwant %v", center, beyond, got, want)
		}
	}
}

func BenchmarkNearest(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1_000, 20_000} {
		s := randomSegment(r, n)
		all := roaring.New()
		all.AddRange(0, uint64(n))
		b.Run(fmt.Sprintf("n=%d/k=20", n), func(b *testing.B) {
			for b.Loop() {
				s.runs.nearest(squarePoint(r), all, 20, func(neighbour) bool { return true })
			}
		})
	}
}
