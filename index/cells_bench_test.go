package index

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkCells reads the cells that a tile and its margin, or a square of one,
// consist of, around elements drawn by lot. k is the mean count of the pieces.
func BenchmarkCells(b *testing.B) { benchCells(b, newGrown(b).snapshot) }

func benchCells(b *testing.B, s *Snapshot) {
	selection, err := s.Select(b.Context(), Query{})
	if err != nil {
		b.Fatal(err)
	}
	for depth := uint32(9); depth <= 19; depth++ {
		for _, side := range []uint32{124, 72, 16, 8} {
			b.Run(fmt.Sprintf("n=%d/depth=%d/side=%d", s.Total(), depth, side), func(b *testing.B) {
				r := rand.New(rand.NewPCG(7, uint64(depth)))
				grids := make([]grid, 512)
				for i := range grids {
					grids[i] = aroundEntry(s.parts[0], r, depth, side)
				}
				cells := 0
				for i := 0; b.Loop(); i++ {
					g := grids[i%len(grids)]
					selection.Cells(g.depth, g.minI, g.minJ, g.maxI, g.maxJ, func(Cell) bool { cells++; return true })
				}
				b.ReportMetric(float64(cells)/float64(b.N), "k")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(cells), "ns/cell")
			})
		}
	}
}

// aroundEntry returns the rectangle of so many cells a side that a tile reads
// around an entry drawn by lot: a small one is aligned to its side.
func aroundEntry(p part, r *rand.Rand, depth, side uint32) grid {
	at, last := p.position(r.Uint32N(uint32(p.placedSize()))), uint32(1)<<depth-1
	i, j := at.X>>(32-depth), at.Y>>(32-depth)
	if side <= 32 {
		i, j = i&^(side-1), j&^(side-1)
		return grid{depth, i, j, i + side - 1, j + side - 1}
	}
	// The tile of 32 cells and what lies around it.
	margin := (side - 32) / 2
	i, j = i&^31, j&^31
	return grid{depth, max(i, margin) - margin, max(j, margin) - margin, min(last, i+31+margin), min(last, j+31+margin)}
}
