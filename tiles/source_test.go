package tiles

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
)

// world is a source made of plain lists, for tests: every question is answered
// by looking at everything.
type world struct {
	marks   []index.Mark
	shapes  map[int64]geo.Geometry // by num
	key     string
	version uint64
}

func (w *world) Key() string             { return w.key }
func (w *world) Version(geo.Tile) uint64 { return w.version }

func (w *world) Prepare(ctx context.Context, _ geo.Tile) (func(), error) { return func() {}, ctx.Err() }

func (w *world) Mark(at geo.Position) (index.Mark, bool) {
	for _, m := range w.marks {
		if m.Position == at {
			return m, true
		}
	}
	return index.Mark{}, false
}

func (w *world) Cells(depth, minI, minJ, maxI, maxJ uint32, yield func(index.Cell) bool) {
	found := map[[2]uint32]*index.Cell{}
	for _, m := range w.marks {
		i, j := m.Position.X>>(32-depth), m.Position.Y>>(32-depth)
		if i < minI || i > maxI || j < minJ || j > maxJ {
			continue
		}
		c := found[[2]uint32{i, j}]
		if c == nil {
			c = &index.Cell{I: i, J: j}
			found[[2]uint32{i, j}] = c
		}
		c.Count++
		c.SumX += uint64(m.Position.X)
		c.SumY += uint64(m.Position.Y)
	}
	for _, c := range found { // in no order
		if c.Count > 1 { // in two pieces
			c.Count, c.SumX, c.SumY = c.Count-1, c.SumX-5, c.SumY-7
			if !yield(index.Cell{I: c.I, J: c.J, Count: 1, SumX: 5, SumY: 7}) {
				return
			}
		}
		if !yield(*c) {
			return
		}
	}
}

func (w *world) Places(t geo.Tile, yield func(index.Mark)) {
	for _, m := range w.marks {
		if geo.TileAt(m.Position, t.Z) == t {
			yield(m)
		}
	}
}

func (w *world) Shapes(b geo.Bounds, least float64, yield func(index.Shape)) {
	for _, m := range w.marks {
		g, ok := w.shapes[m.Num]
		if !ok {
			continue
		}
		if of := g.Bounds(); of.Intersects(b) && max(of.East-of.West, of.North-of.South) >= least {
			yield(index.Shape{Num: m.Num, ID: m.ID, Kind: m.Kind, Name: m.Name, Corners: geo.CornersOf(g)})
		}
	}
}

// place adds an element at a position.
func (w *world) place(p geo.Position) *world {
	num := int64(len(w.marks) + 1)
	var id data.ID
	binary.BigEndian.PutUint64(id[8:], uint64(num))
	w.marks = append(w.marks, index.Mark{
		Num: num, ID: id, Kind: data.Kinds[num%int64(len(data.Kinds))],
		Type: "type", Name: "élément " + strconv.FormatInt(num, 10), Position: p,
	})
	return w
}

// random returns a generator of a printed seed.
func random(t testing.TB) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// unlessShort returns how many there are of something, fewer where the test has to
// be short: under the race detector, to which many tell no more than some.
func unlessShort(usual, short int) int {
	if testing.Short() {
		return short
	}
	return usual
}

// towns returns n elements gathered around towns of very different sizes, some
// at one place, some at the edges of the world.
func towns(r *rand.Rand, n int) *world {
	w := &world{key: "towns"}
	type town struct{ x, y, spread float64 }
	all := make([]town, 1+n/30)
	for i := range all {
		all[i] = town{r.Float64(), r.Float64(), 0.0001 * r.ExpFloat64()}
		if i%3 == 0 { // in one country
			all[i].x, all[i].y = 0.5+r.Float64()/50, 0.34+r.Float64()/50
		}
	}
	clamp := func(v float64) uint32 { return uint32(min(max(v, 0), 1) * (1<<32 - 1)) }
	for len(w.marks) < n {
		t := all[int(r.ExpFloat64()*float64(len(all))/6)%len(all)]
		p := geo.Position{X: clamp(t.x + r.NormFloat64()*t.spread), Y: clamp(t.y + r.NormFloat64()*t.spread)}
		for range 1 + r.IntN(8)/7*r.IntN(20) {
			w.place(p)
		}
	}
	return w
}

// testData returns a file of the folder with real data, or skips the test.
func testData(t testing.TB, path ...string) string {
	folder := os.Getenv("MAILLAGE_TEST_DATA")
	if folder == "" {
		t.Skip("MAILLAGE_TEST_DATA is not set: no real data to test on")
	}
	file := filepath.Join(append([]string{folder}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("MAILLAGE_TEST_DATA is set, but: %v", err)
	}
	return file
}

// realWorld returns the real elements that have a place.
func realWorld(t testing.TB) *world {
	file, err := os.Open(testData(t, "elements", "elements.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{key: "real"}
	for lines := json.NewDecoder(unzipped); ; {
		var line struct {
			Name     string
			Lon, Lat *float64
		}
		if err := lines.Decode(&line); errors.Is(err, io.EOF) {
			return w
		} else if err != nil {
			t.Fatal(err)
		}
		if line.Lat != nil && line.Lon != nil {
			w.place(geo.Project(geo.Point{Lon: *line.Lon, Lat: *line.Lat}))
			w.marks[len(w.marks)-1].Name = line.Name
		}
	}
}
