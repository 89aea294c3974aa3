package tiles

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
)

// tilesAround returns the tiles of a zoom that may hold clusters of elements at
// some positions: a centroid lies less than a tile from each of them.
func tilesAround(positions []geo.Position, zoom uint32) map[geo.Tile]bool {
	all := map[geo.Tile]bool{}
	for _, p := range positions {
		at := geo.TileAt(p, zoom)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				if t := (geo.Tile{Z: zoom, X: at.X + uint32(dx), Y: at.Y + uint32(dy)}); t.Valid() {
					all[t] = true
				}
			}
		}
	}
	return all
}

// allTiles returns the layers of points of every tile of a zoom that may hold
// some of the positions.
func allTiles(s Source, positions []geo.Position, zoom uint32) map[geo.Tile][]byte {
	all := map[geo.Tile][]byte{}
	if zoom >= ClusterZoom {
		for _, p := range positions {
			if t := geo.TileAt(p, zoom); all[t] == nil {
				all[t] = singles(s, t)
			}
		}
		return all
	}
	for t := range tilesAround(positions, zoom) {
		all[t] = drawClusters(s, t, findClusters(s, t))
	}
	return all
}

var everyZoom = []uint32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}

func positionsOf(s Source) (positions []geo.Position) {
	s.Places(geo.Tile{}, func(m index.Mark) { positions = append(positions, m.Position) })
	return positions
}

// checkCounts fails unless, at each zoom, all tiles together hold want
// elements, every coordinate lies on its tile and no id stands twice.
func checkCounts(t *testing.T, s Source, want int, zooms ...uint32) {
	t.Helper()
	positions := positionsOf(s)
	if len(positions) != want {
		t.Errorf("%d matches have a place, want %d", len(positions), want)
	}
	for _, zoom := range zooms {
		total := 0
		seen := map[string]bool{}
		for tile, body := range allTiles(s, positions, zoom) {
			for name, features := range decode(t, body) {
				for _, f := range features {
					p := f.Geometry.(orb.Point)
					if p[0] < 0 || p[0] > 4095 || p[1] < 0 || p[1] > 4095 {
						t.Fatalf("tile %v: %s has a feature at %v", tile, name, p)
					}
					count := 1
					if name == clustersLayer {
						count = int(f.Properties.MustFloat64("count"))
					}
					id := fmt.Sprint(name, f.ID)
					if seen[id] || name == clustersLayer && count < 2 || f.ID.(float64) >= 1<<53 {
						t.Fatalf("tile %v: %s %v stands twice, is too large or counts %d", tile, name, f.ID, count)
					}
					seen[id] = true
					total += count
				}
			}
		}
		if total != want {
			t.Errorf("zoom %d: the tiles hold %d elements, want %d", zoom, total, want)
		}
	}
}

func TestCountsAddUpOverAllTilesOfEveryZoom(t *testing.T) {
	r := random(t)
	elements := inventedElements(r, unlessShort(3000, 300))
	snapshot := engine(t, elements)
	for _, kind := range []data.Kind{"", data.KindPlace} {
		t.Run("kind="+string(kind), func(t *testing.T) {
			want := 0
			for _, e := range elements {
				if e.Public() && !e.Geometry.IsZero() && (kind == "" || e.Kind == kind) {
					want++
				}
			}
			checkCounts(t, selection(t, snapshot, "kind="+string(kind)), want, everyZoom...)
		})
	}
}

func TestCountsAddUpOnTheRealSet(t *testing.T) {
	elements := realElements(t)
	snapshot := engine(t, elements)
	want := 0
	for _, e := range elements {
		if !e.Geometry.IsZero() {
			want++
		}
	}
	checkCounts(t, selection(t, snapshot, ""), want, everyZoom...)
}

// TestTheEngineDrawsWhatPlainListsDraw compares tiles drawn from the engine
// with those drawn from lists of the same elements.
func TestTheEngineDrawsWhatPlainListsDraw(t *testing.T) {
	r := random(t)
	elements := inventedElements(r, 1000)
	snapshot := engine(t, elements)
	selected := selection(t, snapshot, "")
	plain := &world{shapes: map[int64]geo.Geometry{}}
	selected.Places(geo.Tile{}, func(m index.Mark) { plain.marks = append(plain.marks, m) })
	selected.Shapes(geo.WorldBounds, 0, func(s index.Shape) { plain.shapes[s.Num] = elements[s.Num-1].Geometry })
	if len(plain.shapes) < 20 {
		t.Errorf("only %d elements have an extent", len(plain.shapes))
	}
	for zoom := range uint32(MaxElementsZoom + 1) {
		m := plain.marks[r.IntN(len(plain.marks))]
		tile := geo.TileAt(m.Position, zoom)
		got, err := Elements(selected, tile)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Elements(plain, tile)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(decode(t, want), decode(t, got)); diff != "" {
			t.Errorf("tile %v from lists (-), from the engine (+):\n%s", tile, diff)
		}
	}
}

func TestALoneElementIsItselfAtItsExactPlace(t *testing.T) {
	for zoom := range uint32(MaxElementsZoom + 1) {
		at := geo.Project(geo.Point{Lon: 2.35, Lat: 48.85})
		w := new(world).place(at)
		tile := geo.TileAt(at, zoom)
		body, err := Elements(w, tile)
		if err != nil {
			t.Fatal(err)
		}
		o := tile.Origin()
		inTile := func(p, origin uint32) float64 { return float64(uint64(p-origin) << 12 >> (32 - zoom)) }
		want := map[string][]*geojson.Feature{elementsLayer: {{
			ID: 1.0, Type: "Feature", Geometry: orb.Point{inTile(at.X, o.X), inTile(at.Y, o.Y)},
			Properties: geojson.Properties{
				"id": w.marks[0].ID.String(), "kind": string(w.marks[0].Kind), "type": "type", "name": "élément 1",
			},
		}}}
		if diff := gocmp.Diff(want, decode(t, body)); diff != "" {
			t.Errorf("zoom %d: want (-), got (+):\n%s", zoom, diff)
		}
	}
}

func TestElementsAtOnePlaceAreOneMarkFromZoom15(t *testing.T) {
	here, there := geo.Project(geo.Point{Lon: 2.35, Lat: 48.85}), geo.Project(geo.Point{Lon: 2.35001, Lat: 48.85})
	w := new(world).place(there).place(here).place(here).place(here)
	body, err := Elements(w, geo.TileAt(here, 17))
	if err != nil {
		t.Fatal(err)
	}
	layers := decode(t, body)
	if len(layers[elementsLayer]) != 1 || layers[elementsLayer][0].ID != 1.0 {
		t.Errorf("elements are %v, want the one that stands apart", layers[elementsLayer])
	}
	if len(layers[clustersLayer]) != 1 {
		t.Fatalf("%d marks, want 1", len(layers[clustersLayer]))
	}
	mark := layers[clustersLayer][0]
	const id = 1<<52 + 2.0 // the smallest num of the three, with a high bit
	if mark.ID != id || mark.Properties["id"] != id || mark.Properties["count"] != 3.0 {
		t.Errorf("the mark is %v %v, want 3 elements with id %v", mark.ID, mark.Properties, id)
	}
}

func TestTilesThatDoNotExistAreRefused(t *testing.T) {
	w := new(world)
	for _, tile := range []geo.Tile{{Z: 19}, {Z: 3, X: 8}, {Z: 3, Y: 8}, {Z: 40}, {Z: 0, X: 1}, {Z: 1<<32 - 1}} {
		if _, err := Elements(w, tile); !errors.Is(err, ErrTile) {
			t.Errorf("Elements of %v: error %v, want ErrTile", tile, err)
		}
		if _, err := ElementsETag(w, tile, Gzip); !errors.Is(err, ErrTile) {
			t.Errorf("ElementsETag of %v: error %v, want ErrTile", tile, err)
		}
	}
}

func TestNothingIsDrawnWhereNothingIs(t *testing.T) {
	w := new(world).place(geo.Project(geo.Point{Lon: 2, Lat: 48}))
	for _, tile := range []geo.Tile{{Z: 3, X: 7, Y: 7}, {Z: 16, X: 1, Y: 1}} {
		if body, err := Elements(w, tile); body != nil || err != nil {
			t.Errorf("tile %v has %d bytes and error %v, want none", tile, len(body), err)
		}
	}
}

func TestShapesAreCutToTheirTileAndItsBuffer(t *testing.T) {
	w := new(world)
	w.place(geo.Project(geo.Point{Lon: 2, Lat: 48})).place(geo.Project(geo.Point{Lon: 2, Lat: 48}))
	garden := orb.Polygon{{{1, 47}, {3, 47}, {3, 49}, {1, 49}, {1, 47}}}
	path := orb.LineString{{2, 46}, {2, 50}}
	w.shapes = map[int64]geo.Geometry{1: mustGeometry(t, garden), 2: mustGeometry(t, path)}
	tile := geo.TileAt(w.marks[0].Position, 12)
	body, err := Elements(w, tile)
	if err != nil {
		t.Fatal(err)
	}
	shapes := decode(t, body)[shapesLayer]
	if len(shapes) != 2 {
		t.Fatalf("%d shapes, want 2", len(shapes))
	}
	covered := orb.Bound{Min: orb.Point{-64, -64}, Max: orb.Point{4160, 4160}}
	if got := shapes[0].Geometry.Bound(); got != covered {
		t.Errorf("the garden covers %v, want %v", got, covered)
	}
	if got := shapes[1].Geometry.Bound(); got.Min[1] != -64 || got.Max[1] != 4160 || got.Min[0] != got.Max[0] {
		t.Errorf("the path covers %v, want from -64 to 4160", got)
	}
	if got, want := shapes[1].Properties, (geojson.Properties{"id": w.marks[1].ID.String(), "kind": "project", "name": "élément 2"}); gocmp.Diff(want, got) != "" {
		t.Errorf("the path's properties are %v, want %v", got, want)
	}
	if garden[0][0] != (orb.Point{1, 47}) || len(garden[0]) != 5 {
		t.Errorf("drawing changed the geometry to %v", garden)
	}
}

func TestShapesTooSmallToSeeAreNotDrawn(t *testing.T) {
	w := new(world).place(geo.Project(geo.Point{Lon: 2, Lat: 48}))
	w.shapes = map[int64]geo.Geometry{1: mustGeometry(t, orb.Polygon{{{2, 48}, {2.001, 48}, {2.001, 48.001}, {2, 48}}})}
	for zoom, want := range map[uint32]bool{3: false, 14: true} {
		body, err := Elements(w, geo.TileAt(w.marks[0].Position, zoom))
		if err != nil {
			t.Fatal(err)
		}
		if _, drawn := decode(t, body)[shapesLayer]; drawn != want {
			t.Errorf("zoom %d: the shape is drawn: %v, want %v", zoom, drawn, want)
		}
	}
}

func TestShapesThatAreNotDrawnLeaveNoTrace(t *testing.T) {
	w := new(world).place(geo.Project(geo.Point{Lon: 2, Lat: 48})).place(geo.Project(geo.Point{Lon: 2, Lat: 48}))
	w.shapes = map[int64]geo.Geometry{
		1: mustGeometry(t, orb.Polygon{{{2, 48}, {2.001, 48}, {2.001, 48.001}, {2, 48}}}),
		2: mustGeometry(t, orb.Polygon{{{0, 44}, {9, 44}, {9, 50}, {0, 44}}}),
	}
	body := appendShapes(nil, w, geo.TileAt(w.marks[0].Position, 3))
	if drawn := decode(t, body)[shapesLayer]; len(drawn) != 1 || drawn[0].Properties["name"] != w.marks[1].Name {
		t.Fatalf("drawn are %v, want the large one", drawn)
	}
	for _, value := range []string{w.marks[0].Name, w.marks[0].ID.String()} {
		if bytes.Contains(body, []byte(value)) {
			t.Errorf("the tile holds %q of a shape that is not drawn", value)
		}
	}
}

func mustGeometry(t testing.TB, g orb.Geometry) geo.Geometry {
	t.Helper()
	checked, err := geo.NewGeometry(g)
	if err != nil {
		t.Fatal(err)
	}
	return checked
}
