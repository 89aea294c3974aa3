package index

import (
	"fmt"
	"math"
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

// TestOfManyAtOnePlaceNoneIsPassedOver: distances on the same meridian are rounded
// one way for a box around them, and another for themselves.
func TestOfManyAtOnePlaceNoneIsPassedOver(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	at := geo.Point{Lon: 2.35, Lat: 48.85}
	records := make([]record, 5000)
	for i := range records {
		e := publicAt("", "x", at)
		e.Num = int64(i + 1)
		records[i] = newRecord(&e, geo.NewGazetteer(nil))
	}
	p := newPart(newSegment(records))
	for range 50 {
		center := geo.Point{Lon: at.Lon, Lat: at.Lat + 60*r.Float64() - 30}
		for i, n := range p.runs.nearest(center, p.living(), 20, func(neighbour) bool { return true }) {
			if n.num != int64(i+1) {
				t.Fatalf("number %d from %v is element %d, want %d", i, center, n.num, i+1)
			}
		}
	}
}

// TestWithinAndAroundAreAsMeasured compares boxes and circles of all sizes with
// looking at every entry.
func TestWithinAndAroundAreAsMeasured(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 6))
	s := randomSegment(r, 3000)
	for range 400 {
		center, size := geo.Point{Lon: r.Float64()*360 - 180, Lat: r.Float64()*180 - 90}, math.Pow(10, r.Float64()*4-1.7)
		if r.IntN(3) > 0 {
			center = squarePoint(r)
		}
		b := geo.Bounds{West: max(-180, center.Lon-size), South: max(-90, center.Lat-size), East: min(180, center.Lon+size), North: min(90, center.Lat+size)}
		switch r.IntN(6) {
		case 0:
			b.West, b.East = b.East, b.West // over the antimeridian, or nearly everywhere
		case 1:
			b.East = 180
		case 2:
			b = geo.Bounds{West: math.Floor(b.West), South: math.Floor(b.South), East: math.Ceil(b.East), North: math.Ceil(b.North)}
		}
		want := roaring.New()
		for entry := range uint32(s.size()) {
			shape, shaped := s.shape(entry)
			if s.placed(entry) && b.Contains(s.point(entry)) || shaped && shape.Intersects(b) {
				want.Add(entry)
			}
		}
		if got := s.runs.within(b); !got.Equals(want) {
			t.Fatalf("%d entries within %v, want %d", got.GetCardinality(), b, want.GetCardinality())
		}
		meters := math.Min(500_000, size*111_000)
		want.Clear()
		for entry := range uint32(s.placedSize()) {
			if center.DistanceMeters(s.point(entry)) <= meters {
				want.Add(entry)
			}
		}
		if got := s.runs.around(center, meters); !got.Equals(want) {
			t.Fatalf("%d entries within %.0f m of %v, want %d", got.GetCardinality(), meters, center, want.GetCardinality())
		}
	}
}

// townSegment has n points in towns of very different sizes, and nothing else.
func townSegment(n int) *segment {
	r := rand.New(rand.NewPCG(1, 1))
	records := make([]record, n)
	town, left := geo.Point{}, 0
	for i := range records {
		if left--; left <= 0 {
			town, left = geo.Point{Lon: -4 + 12*r.Float64(), Lat: 42.5 + 8*r.Float64()}, int(30/(0.001+r.Float64()))
		}
		p := geo.Point{Lon: town.Lon + 0.03*r.NormFloat64(), Lat: town.Lat + 0.02*r.NormFloat64()}
		records[i] = record{num: int64(i + 1), placed: true, point: p, position: geo.Project(p)}
	}
	return newSegment(records)
}

func BenchmarkRuns(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		s := townSegment(n)
		r := rand.New(rand.NewPCG(1, 2))
		somewhere := func() geo.Point { return s.point(r.Uint32N(uint32(n))) }
		b.Run(fmt.Sprintf("build/n=%d", n), func(b *testing.B) {
			for b.Loop() {
				newRuns(s)
			}
		})
		for _, degrees := range []float64{0.05, 1, 5} {
			b.Run(fmt.Sprintf("within/n=%d/degrees=%v", n, degrees), func(b *testing.B) {
				found := uint64(0)
				for b.Loop() {
					p := somewhere()
					found += s.runs.within(geo.Bounds{West: p.Lon - degrees, South: p.Lat - degrees, East: p.Lon + degrees, North: p.Lat + degrees}).GetCardinality()
				}
				b.ReportMetric(float64(found)/float64(b.N), "found")
			})
		}
		for _, meters := range []float64{5_000, 100_000} {
			b.Run(fmt.Sprintf("around/n=%d/meters=%v", n, meters), func(b *testing.B) {
				for b.Loop() {
					s.runs.around(somewhere(), meters)
				}
			})
		}
		for _, oneIn := range []int{1, 10, 100, 1000, 10_000} {
			matches := roaring.New()
			for entry := range uint32(n) {
				if r.IntN(oneIn) == 0 {
					matches.Add(entry)
				}
			}
			b.Run(fmt.Sprintf("nearest/n=%d/k=20/matching=1in%d", n, oneIn), func(b *testing.B) {
				for b.Loop() {
					s.runs.nearest(somewhere(), matches, 20, func(neighbour) bool { return true })
				}
			})
		}
	}
}
