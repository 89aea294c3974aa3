package tiles

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"maillage/geo"
	"maillage/index"
)

// plainCluster is a cluster as the plain rule finds it.
type plainCluster struct {
	ID, Count uint64
	Position  geo.Position
}

// wholeCells returns the cells of a depth, each in one piece.
func wholeCells(s Source, depth uint32) map[[2]uint32]index.Cell {
	found := map[[2]uint32]index.Cell{}
	s.Cells(depth, 0, 0, 1<<depth-1, 1<<depth-1, func(c index.Cell) bool {
		whole := found[[2]uint32{c.I, c.J}]
		whole.I, whole.J = c.I, c.J
		whole.Count += c.Count
		whole.SumX += c.SumX
		whole.SumY += c.SumY
		found[[2]uint32{c.I, c.J}] = whole
		return true
	})
	return found
}

// The states of a cell in the plain rule.
const (
	undecided = iota
	taken
	centre
)

func comparePlain(a, b plainCluster) int { return cmp.Compare(a.ID, b.ID) }

// plainClusters is the cluster rule on the whole world at once, written as it
// is said, with no grid, no order of work and no tile.
func plainClusters(w Source, zoom uint32) []plainCluster {
	type cell struct {
		index.Cell
		x, y  float64
		state int
		rank  uint64
	}
	var cells []*cell
	depth := zoom + cellBits
	pixels := math.Ldexp(1, int(depth)-32) * 16
	for _, c := range wholeCells(w, depth) {
		n := float64(c.Count)
		cells = append(cells, &cell{c, float64(c.SumX) / n * pixels, float64(c.SumY) / n * pixels, 0, rankOf(c.I, c.J, c.Count)})
	}
	slices.SortFunc(cells, func(a, b *cell) int { return cmp.Or(cmp.Compare(a.J, b.J), cmp.Compare(a.I, b.I)) })
	away := func(a, b *cell) float64 { return (a.x-b.x)*(a.x-b.x) + (a.y-b.y)*(a.y-b.y) }
	within := func(c *cell, distance float64, is func(*cell) bool) (found []*cell) {
		for _, d := range cells {
			if d != c && is(d) && away(c, d) < distance*distance {
				found = append(found, d)
			}
		}
		return found
	}
	open := func(c *cell) bool { return c.state == undecided }
	for range 4 {
		var centres []*cell
		for _, c := range cells {
			higher := func(d *cell) bool { return open(d) && d.rank > c.rank }
			if open(c) && len(within(c, 56, higher)) == 0 {
				centres = append(centres, c)
			}
		}
		for _, c := range centres {
			c.state = centre
		}
		for _, c := range centres {
			for _, d := range within(c, 56, open) {
				d.state = taken
			}
		}
	}
	sums := map[*cell]*index.Cell{}
	for _, c := range cells {
		to := c
		if c.state != centre {
			for _, d := range within(c, 112, func(d *cell) bool { return d.state == centre }) {
				if to == c || away(c, d) < away(c, to) || away(c, d) == away(c, to) && d.rank > to.rank {
					to = d
				}
			}
		}
		if sums[to] == nil {
			sums[to] = &index.Cell{I: to.I, J: to.J}
		}
		sums[to].Count += c.Count
		sums[to].SumX += c.SumX
		sums[to].SumY += c.SumY
	}
	var found []plainCluster
	for _, s := range sums {
		n := uint64(s.Count)
		found = append(found, plainCluster{clusterID(zoom, s.I, s.J), n, geo.Position{X: uint32(s.SumX / n), Y: uint32(s.SumY / n)}})
	}
	slices.SortFunc(found, comparePlain)
	return found
}

// tileClusters finds the clusters of the tiles that hold something, each tile
// by itself.
func tileClusters(w *world, zoom uint32) []plainCluster {
	asked := map[geo.Tile]bool{}
	for _, m := range w.marks {
		t := geo.TileAt(m.Position, zoom)
		// A centroid may lie in a neighbour without an element of its own.
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				n := geo.Tile{Z: zoom, X: t.X + uint32(dx), Y: t.Y + uint32(dy)}
				if n.Valid() {
					asked[n] = true
				}
			}
		}
	}
	var found []plainCluster
	for t := range asked {
		for _, c := range findClusters(w, t) {
			found = append(found, plainCluster{c.id, c.count, c.position})
		}
	}
	slices.SortFunc(found, comparePlain)
	return found
}

func TestTilesAloneDecideAsTheWholeWorld(t *testing.T) {
	r := random(t)
	for zoom := range uint32(ClusterZoom) {
		t.Run(fmt.Sprint("zoom ", zoom), func(t *testing.T) {
			w := towns(r, unlessShort(1500, 300))
			if diff := gocmp.Diff(plainClusters(w, zoom), tileClusters(w, zoom)); diff != "" {
				t.Errorf("clusters of the rule (-), of the tiles (+):\n%s", diff)
			}
		})
	}
}

// TestTilesAloneDecideAsTheWholeWorldWhenFull fills every cell of a piece of
// the world, the case in which decisions depend on the most around them.
func TestTilesAloneDecideAsTheWholeWorldWhenFull(t *testing.T) {
	r := random(t)
	const zoom = 6
	w := &world{}
	side := uint32(1) << (32 - zoom - cellBits)
	for j := range 2 * uint32(unlessShort(128, 40)) {
		for i := range uint32(30) {
			for range 1 + int(math.Exp(r.ExpFloat64())) {
				w.place(geo.Position{X: (1000+i)*side + r.Uint32N(side), Y: (900+j)*side + r.Uint32N(side)})
			}
		}
	}
	if diff := gocmp.Diff(plainClusters(w, zoom), tileClusters(w, zoom)); diff != "" {
		t.Errorf("clusters of the rule (-), of the tiles (+):\n%s", diff)
	}
}

func TestClustersOfTheRealSet(t *testing.T) {
	w := realWorld(t)
	tests := []struct {
		zoom         uint32
		wantClusters int
	}{{5, 131}, {6, 336}, {7, 999}}
	for _, tt := range tests {
		t.Run(fmt.Sprint("zoom ", tt.zoom), func(t *testing.T) {
			clusters := tileClusters(w, tt.zoom)
			if len(clusters) != tt.wantClusters {
				t.Errorf("%d clusters, want %d", len(clusters), tt.wantClusters)
			}
			total, close := uint64(0), 0
			for n, a := range clusters {
				total += a.Count
				for _, b := range clusters[:n] {
					pixels := math.Ldexp(512, int(tt.zoom)-32)
					dx := (float64(a.Position.X) - float64(b.Position.X)) * pixels
					dy := (float64(a.Position.Y) - float64(b.Position.Y)) * pixels
					if math.Hypot(dx, dy) < 0.7*56 {
						close++
					}
				}
			}
			if total != uint64(len(w.marks)) {
				t.Errorf("counts add up to %d, want %d", total, len(w.marks))
			}
			if close > 2 {
				t.Errorf("%d pairs of clusters are closer than 0.7 radii, want at most 2", close)
			}
		})
	}
}

func TestClusterIDsAreDistinctAndSafeInJavaScript(t *testing.T) {
	seen := map[uint64]bool{}
	for zoom := range uint32(ClusterZoom) {
		last := uint32(1)<<(zoom+cellBits) - 1
		for _, i := range []uint32{0, 1, last} {
			for _, j := range []uint32{0, 1, last} {
				id := clusterID(zoom, i, j)
				if id == 0 || id >= 1<<53 || id&markBit != 0 || seen[id] {
					t.Errorf("id of zoom %d, cell %d,%d is %d, which is 0, too large or taken", zoom, i, j, id)
				}
				seen[id] = true
			}
		}
	}
}
