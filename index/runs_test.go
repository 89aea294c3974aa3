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

func TestRegionVersionsNoticeEveryChangeNearATile(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	var v regionVersions
	type change struct {
		box      geo.Bounds
		sequence int64
	}
	var changes []change
	for sequence := int64(1); sequence <= 300; sequence++ {
		p := geo.Point{Lon: r.Float64()*360 - 180, Lat: r.Float64()*178 - 89}
		box := pointBounds(p)
		if r.IntN(4) == 0 {
			box.East = min(180, box.East+r.Float64()*5)
			box.North = min(90, box.North+r.Float64()*5)
		}
		v.touch(box, sequence, map[uint32]bool{})
		changes = append(changes, change{box, sequence})

		z := uint32(r.IntN(19))
		tile := geo.TileAt(geo.Project(p), z)
		if r.IntN(2) == 0 {
			tile = geo.Tile{Z: z, X: r.Uint32N(1 << z), Y: r.Uint32N(1 << z)}
		}
		inTile, far := int64(0), int64(0)
		for _, c := range changes {
			if clampBounds(c.box).Intersects(tile.Bounds()) {
				inTile = c.sequence
			}
			far = c.sequence
		}
		if got := v.latest(tile); got < inTile || got > far {
			t.Fatalf("tile %v has version %d, want at least %d and at most %d", tile, got, inTile, far)
		}
	}
	if got := v.latest(geo.Tile{Z: 18, X: 5, Y: 5}); got == 300 && changes[299].box.West > -179 {
		t.Errorf("a far tile has the last version")
	}
}

// clampBounds moves what lies beyond the Web Mercator world to its edge, where
// it is drawn.
func clampBounds(b geo.Bounds) geo.Bounds {
	b.South = min(max(b.South, -geo.MaxLatitude), geo.MaxLatitude)
	b.North = min(max(b.North, -geo.MaxLatitude), geo.MaxLatitude)
	return b
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
