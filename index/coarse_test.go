package index

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

// TestWideCellsAreSumsOfTheirMatches adds cells up entry by entry, for everything
// and for a filter, while some entries are dead.
func TestWideCellsAreSumsOfTheirMatches(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 9))
	const size = 3 * leastCoarse
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
	s := (&Engine{}).emptySnapshot("wide", geo.NewGazetteer(nil), 0)
	p := newPart(newSegment(records))
	for _, dead := range []int{0, size / 20} {
		var entries []uint32
		for range dead {
			entries = append(entries, uint32(r.IntN(size)))
		}
		s.parts, s.selections = []part{p.without(entries)}, new(selections)
		for _, q := range []Query{{}, {Kinds: []data.Kind{data.KindProject}}} {
			selection, err := s.Select(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, depth := range []uint32{5, 9, coarseDepth, coarseDepth + 1} {
				last := uint32(1)<<depth - 1
				minI, minJ := r.Uint32N(last/2+1), r.Uint32N(last/2+1)
				for _, g := range []grid{{depth, 0, 0, last, last}, {depth, minI, minJ, last, last}} {
					want, got := map[Cell]Cell{}, map[Cell]Cell{}
					add := func(to map[Cell]Cell, c Cell) {
						key := Cell{I: c.I, J: c.J}
						c.Count, c.SumX, c.SumY = c.Count+to[key].Count, c.SumX+to[key].SumX, c.SumY+to[key].SumY
						to[key] = c
					}
					for entry := range uint32(s.parts[0].placedSize()) {
						at := s.parts[0].position(entry)
						i, j := at.X>>(32-depth), at.Y>>(32-depth)
						if g.has(i, j) && selection.Has(s.parts[0].num(entry)) {
							add(want, Cell{I: i, J: j, Count: 1, SumX: uint64(at.X), SumY: uint64(at.Y)})
						}
					}
					selection.Cells(g.depth, g.minI, g.minJ, g.maxI, g.maxJ, func(c Cell) bool { add(got, c); return true })
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("%v of %q with %d dead (-want +got):\n%s", g, q, dead, diff)
					}
				}
			}
		}
	}
}
