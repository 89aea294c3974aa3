package index

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

// TestCellsAreSumsOfTheirMatches adds cells up entry by entry, for everything and
// for a filter, in a large part and a small one, while some entries are dead.
func TestCellsAreSumsOfTheirMatches(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 9))
	const size, large = 3*leastLevels + 1000, 3 * leastLevels
	records := make([]record, size)
	for i := range records {
		e := data.Element{Kind: data.KindPlace, Name: "Mare"}
		if r.IntN(3) > 0 {
			e.Kind = data.KindProject
		}
		if r.IntN(50) > 0 {
			// Towns, so that cells hold from one entry to thousands.
			town := geo.Point{Lon: float64(r.IntN(40)), Lat: float64(r.IntN(40))}
			e.Geometry = geo.PointGeometry(geo.Point{Lon: town.Lon + r.ExpFloat64()/20, Lat: town.Lat + r.ExpFloat64()/20})
		}
		e.Num = int64(i + 1)
		records[i] = newRecord(&e, geo.NewGazetteer(nil))
	}
	s := (&Engine{}).emptySnapshot("cells", geo.NewGazetteer(nil), 0)
	living := []part{newPart(newSegment(records[:large])), newPart(newSegment(records[large:]))}
	for _, share := range []int{0, 20} {
		s.parts, s.selections = nil, new(selections)
		for _, p := range living {
			var dying []uint32
			for range p.size() * share / 400 {
				dying = append(dying, r.Uint32N(uint32(p.size())))
			}
			s.parts = append(s.parts, p.without(dying))
		}
		for _, q := range []Query{{}, {Kinds: []data.Kind{data.KindProject}}} {
			selection, err := s.Select(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			var places []geo.Position
			selection.Places(geo.Tile{}, func(m Mark) { places = append(places, m.Position) })
			for _, depth := range []uint32{1, 5, 9, deepestMatchLevel, deepestMatchLevel + 1, deepestLevel, deepestLevel + 1, 32} {
				for _, g := range someGrids(r, depth, places) {
					if want, got := g.cellsOf(places), sumsOfCells(selection, g); !maps.Equal(want, got) {
						t.Fatalf("%v of %q with a share of %d/400 dead (-want +got):\n%s", g, q, share, cmp.Diff(want, got))
					}
				}
			}
		}
	}
}

// someGrids returns the whole grid of a depth, all behind a random corner of it,
// and around a place a rectangle and a square such as a tile consists of.
func someGrids(r *rand.Rand, depth uint32, places []geo.Position) []grid {
	last := ^uint32(0) >> (32 - depth)
	at := places[r.IntN(len(places))]
	i, j := at.X>>(32-depth), at.Y>>(32-depth)
	return []grid{
		{depth, 0, 0, last, last},
		{depth, r.Uint32N(last/2 + 1), r.Uint32N(last/2 + 1), last, last},
		{depth, max(i, 40) - 40, max(j, 30) - 30, i + min(30, last-i), j + min(40, last-j)},
		{depth, i &^ 7, j &^ 7, min(last, i|7), min(last, j|7)},
	}
}

// cellsOf returns the cells of places in g.
func (g *grid) cellsOf(places []geo.Position) map[[2]uint32]Cell {
	cells := map[[2]uint32]Cell{}
	for _, at := range places {
		if i, j := at.X>>(32-g.depth), at.Y>>(32-g.depth); g.has(i, j) {
			c := cells[[2]uint32{i, j}]
			cells[[2]uint32{i, j}] = Cell{i, j, c.Count + 1, c.SumX + uint64(at.X), c.SumY + uint64(at.Y)}
		}
	}
	return cells
}

// sumsOfCells returns what a selection says of the cells in g.
func sumsOfCells(s *Selection, g grid) map[[2]uint32]Cell {
	cells := map[[2]uint32]Cell{}
	s.Cells(g.depth, g.minI, g.minJ, g.maxI, g.maxJ, func(piece Cell) bool {
		c := cells[[2]uint32{piece.I, piece.J}]
		cells[[2]uint32{piece.I, piece.J}] = Cell{piece.I, piece.J, c.Count + piece.Count, c.SumX + piece.SumX, c.SumY + piece.SumY}
		return true
	})
	return cells
}

// TestALevelIsTheCellsOfItsDepth compares the levels of a segment with those of
// the set of all its entries.
func TestALevelIsTheCellsOfItsDepth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	s := newArrays(leastLevels)
	keys := make([]geo.Key, leastLevels)
	for i := range keys {
		keys[i] = geo.Key(r.Uint64() >> r.IntN(40))
	}
	slices.Sort(keys)
	for _, key := range keys {
		s.addPosition(key)
	}
	s.guide()
	all := roaring.New()
	all.AddRange(0, leastLevels)
	for depth, want := range newMatchLevels(s, all) {
		got := s.levels()[depth]
		got.counts = got.starts
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(level{}, sum{})); diff != "" {
			t.Fatalf("at depth %d (-want +got):\n%s", depth+1, diff)
		}
		if len(got.cells) == 0 || !slices.IsSorted(got.cells) {
			t.Fatalf("the %d cells of depth %d are not in order", len(got.cells), depth+1)
		}
	}
	if few := newArrays(1); newLevels(few) != nil {
		t.Error("a small segment has levels")
	}
}
