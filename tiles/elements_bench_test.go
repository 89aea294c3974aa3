package tiles

import (
	"fmt"
	"testing"

	"maillage/geo"
	"maillage/index"
)

// paris is the densest place of the real set.
var paris = geo.Project(geo.Point{Lon: 2.35, Lat: 48.86})

// BenchmarkElements draws tiles of the real set, each by itself, with nothing kept.
func BenchmarkElements(b *testing.B) {
	snapshot := engine(b, realElements(b))
	for _, raw := range []string{"", "kind=place&tag=CNFS"} {
		selected := selection(b, snapshot, raw)
		for _, zoom := range []uint32{0, 3, 5, 6, 7, 9, 11, 14, 15, 18} {
			b.Run(fmt.Sprintf("filter=%s/z=%d", raw, zoom), func(b *testing.B) {
				b.ReportAllocs()
				var body []byte
				for b.Loop() {
					var err error
					if body, err = Elements(selected, geo.TileAt(paris, zoom)); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(body)), "bytes")
				b.ReportMetric(float64(len(encode(body, Gzip).Body)), "gzipped")
			})
		}
	}
}

// BenchmarkClusterRule runs the rule where every cell is occupied, the worst
// case.
func BenchmarkClusterRule(b *testing.B) {
	full := new(everyCell)
	where := geo.Tile{Z: 9, X: 256, Y: 176}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			newField(full, where).release()
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			findClusters(full, where)
		}
	})
}

// everyCell is a world with elements in every cell.
type everyCell struct{ world }

func (*everyCell) Cells(depth, minI, minJ, maxI, maxJ uint32, yield func(index.Cell) bool) {
	side := uint64(1) << (32 - depth)
	for j := minJ; j <= maxJ; j++ {
		for i := minI; i <= maxI; i++ {
			h := rankOf(i, j, 1)
			n := 2 + h%7*(h>>8%11)
			within := h >> 4 % side
			if !yield(index.Cell{
				I: i, J: j, Count: uint32(n),
				SumX: n * (uint64(i)*side + within), SumY: n * (uint64(j)*side + h>>12%side),
			}) {
				return
			}
		}
	}
}

// BenchmarkServer asks for a tile that is kept.
func BenchmarkServer(b *testing.B) {
	selected := selection(b, engine(b, realElements(b)), "")
	s := NewServer(DefaultCacheBytes)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Elements(b.Context(), selected, geo.TileAt(paris, 9), Gzip); err != nil {
			b.Fatal(err)
		}
	}
}
