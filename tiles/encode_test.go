package tiles

import (
	"encoding/binary"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/protoscan"
)

// decode reads a tile with an independent reader.
func decode(t testing.TB, tile []byte) map[string][]*geojson.Feature {
	t.Helper()
	layers, err := mvt.Unmarshal(tile)
	if err != nil {
		t.Fatalf("a tile cannot be read: %v", err)
	}
	byName := map[string][]*geojson.Feature{}
	for _, l := range layers {
		if l.Version != 2 || l.Extent != 4096 || len(l.Features) == 0 || byName[l.Name] != nil {
			t.Errorf("layer %q has version %d, extent %d and %d features, or stands twice", l.Name, l.Version, l.Extent, len(l.Features))
		}
		byName[l.Name] = l.Features
	}
	return byName
}

// lines draws lines one after the other.
func (l *layer) lines(all [][]vertex) {
	for _, line := range all {
		l.line(line)
	}
}

func TestFeaturesAreReadAsTheyWereWritten(t *testing.T) {
	l := newLayer("things")
	l.text("kind", "place")
	l.uniqueText("name", "Café de l’Été")
	l.number("count", 300)
	l.point(vertex{0, 4095})
	l.feature(1<<53 - 1)

	l.text("kind", "place")
	l.number("count", 0)
	l.points([]vertex{{1, 2}, {3, 4}})
	l.feature(2)

	l.lines([][]vertex{{{0, 0}, {10, 0}, {10, 0}, {10, -64}}, {{7, 7}, {7, 7}}})
	l.feature(3)
	l.lines([][]vertex{{{0, 0}, {1, 1}}, {{5, 5}, {4160, 5}}})
	l.feature(4)

	square := [][]vertex{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}, {{2, 2}, {4, 2}, {4, 4}, {2, 4}}}
	l.polygons([][][]vertex{square})
	l.feature(5)
	l.polygons([][][]vertex{{{{0, 0}, {0, 10}, {10, 10}}}, {{{20, 20}, {30, 20}, {30, 30}}}})
	l.feature(6)

	l.text("kind", "forgotten")
	l.lines([][]vertex{{{1, 1}}})
	l.feature(7)
	l.polygons([][][]vertex{{{{0, 0}, {10, 0}, {20, 0}}, {{1, 1}, {2, 1}, {2, 2}}}})
	l.feature(8)
	l.points(nil)
	l.feature(9)
	l.point(vertex{1, 1})
	l.feature(0)

	want := []*geojson.Feature{
		{ID: 1<<53 - 1.0, Geometry: orb.Point{0, 4095}, Properties: geojson.Properties{"kind": "place", "name": "Café de l’Été", "count": 300.0}},
		{ID: 2.0, Geometry: orb.MultiPoint{{1, 2}, {3, 4}}, Properties: geojson.Properties{"kind": "place", "count": 0.0}},
		{ID: 3.0, Geometry: orb.LineString{{0, 0}, {10, 0}, {10, -64}}},
		{ID: 4.0, Geometry: orb.MultiLineString{{{0, 0}, {1, 1}}, {{5, 5}, {4160, 5}}}},
		{ID: 5.0, Geometry: orb.Polygon{
			{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}},
			{{2, 4}, {4, 4}, {4, 2}, {2, 2}, {2, 4}},
		}},
		{ID: 6.0, Geometry: orb.MultiPolygon{
			{{{10, 10}, {0, 10}, {0, 0}, {10, 10}}},
			{{{20, 20}, {30, 20}, {30, 30}, {20, 20}}},
		}},
		{Geometry: orb.Point{1, 1}},
	}
	for _, f := range want {
		f.Type = "Feature"
	}
	got := decode(t, l.appendTo(nil))["things"]
	if diff := gocmp.Diff(want, got, numbersAlike); diff != "" {
		t.Errorf("written (-), read (+):\n%s", diff)
	}
}

// numbersAlike compares numbers by value: the reader gives several types.
var numbersAlike = gocmp.FilterValues(
	func(a, b any) bool { return isNumber(a) && isNumber(b) },
	gocmp.Comparer(func(a, b any) bool { return asNumber(a) == asNumber(b) }),
)

func isNumber(v any) bool { return !(asNumber(v) != asNumber(v)) }

func asNumber(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case uint64:
		return float64(v)
	case int64:
		return float64(v)
	}
	nan := 0.0
	return nan / nan
}

func TestLayersWithoutFeaturesAreNotWritten(t *testing.T) {
	l := newLayer("empty")
	l.text("kind", "place")
	l.points(nil)
	l.feature(1)
	if tile := l.appendTo(nil); tile != nil {
		t.Errorf("an empty layer takes %d bytes, want none", len(tile))
	}
}

func TestRepeatedValuesAreWrittenOnce(t *testing.T) {
	l := newLayer("many")
	for n := range 1000 {
		l.text("kind", "organization")
		l.number("count", 7)
		l.point(vertex{int32(n), 0})
		l.feature(uint64(n + 1))
	}
	if l.count != 2 {
		t.Errorf("1000 features with the same two values wrote %d values, want 2", l.count)
	}
}

// readCommands reads the geometry of a feature, one path for each MoveTo, and
// reports whether it has as many coordinates as it says.
func readCommands(geometry []uint32) (paths [][]vertex, whole bool) {
	var at vertex
	for len(geometry) > 0 {
		command, count := geometry[0]&7, int(geometry[0]>>3)
		geometry = geometry[1:]
		if command == closePath {
			continue
		}
		for range count {
			if len(geometry) < 2 {
				return nil, false
			}
			at.x += unzigzag(geometry[0])
			at.y += unzigzag(geometry[1])
			geometry = geometry[2:]
			if command == moveTo {
				paths = append(paths, nil)
			}
			paths[len(paths)-1] = append(paths[len(paths)-1], at)
		}
	}
	return paths, true
}

func unzigzag(v uint32) int32 { return int32(v>>1) ^ -int32(v&1) }

// geometries returns the type and the commands of each feature of a tile with
// one layer.
func geometries(t *testing.T, tile []byte) (types []int32, commands [][]uint32) {
	t.Helper()
	layers := protoscan.New(tile)
	for layers.Next() {
		l, err := layers.Message(nil)
		if err != nil {
			t.Fatal(err)
		}
		for l.Next() {
			if l.FieldNumber() != 2 {
				l.Skip()
				continue
			}
			feature, err := l.Message(nil)
			if err != nil {
				t.Fatal(err)
			}
			for feature.Next() {
				switch feature.FieldNumber() {
				case 3:
					kind, err := feature.Int32()
					if err != nil {
						t.Fatal(err)
					}
					types = append(types, kind)
				case 4:
					shape, err := feature.RepeatedUint32(nil)
					if err != nil {
						t.Fatal(err)
					}
					commands = append(commands, shape)
				default:
					feature.Skip()
				}
			}
		}
	}
	return types, commands
}

// FuzzShapesAreValid writes any vertices as lines and as polygons: what is
// written has no repeated vertex, no ring without area, and outer rings first.
func FuzzShapesAreValid(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 10, 0, 10, 10, 1, 1}, uint8(3))
	f.Add([]byte("a polygon of some letters, cut in rings"), uint8(5))
	f.Fuzz(func(t *testing.T, raw []byte, cut uint8) {
		var rings [][]vertex
		for len(raw) > 1 {
			n := min(len(raw)/2, int(cut)+1)
			ring := make([]vertex, n)
			for i := range ring {
				ring[i] = vertex{int32(int8(raw[2*i])), int32(int8(raw[2*i+1]))}
			}
			rings, raw = append(rings, ring), raw[2*n:]
		}
		l := newLayer("shapes")
		l.polygons([][][]vertex{rings})
		l.feature(1)
		l.lines(rings)
		l.feature(2)
		tile := l.appendTo(nil)
		if tile == nil {
			return
		}
		decode(t, tile)
		types, commands := geometries(t, tile)
		for n := range types {
			outer := false
			paths, whole := readCommands(commands[n])
			if !whole {
				t.Errorf("geometry %v ends early", commands[n])
			}
			for _, path := range paths {
				repeats := len(slices.Compact(slices.Clone(path))) != len(path)
				area := doubleArea(path)
				outer = outer || area > 0
				if len(path) < 2 || repeats {
					t.Errorf("type %d: path %v is a single place or repeats a vertex", types[n], path)
				}
				if types[n] == typePolygon && (area == 0 || !outer || path[0] == path[len(path)-1]) {
					t.Errorf("ring %v has no area, is closed, or is a hole without an outer ring", path)
				}
			}
		}
	})
}

func BenchmarkEncodeElements(b *testing.B) {
	const features = 1000
	ids, names := make([]string, features), make([]string, features)
	for n := range ids {
		var text [8]byte
		binary.BigEndian.PutUint64(text[:], uint64(n)*0x9E3779B97F4A7C15)
		ids[n] = "01890a5d-ac96-774b-bcce-" + string(binary.AppendUvarint(nil, uint64(n)))
		names[n] = "Association " + string(text[:])
	}
	b.ReportAllocs()
	for b.Loop() {
		l := newLayer(elementsLayer)
		for n := range features {
			l.uniqueText("id", ids[n])
			l.text("kind", "organization")
			l.text("type", "association")
			l.uniqueText("name", names[n])
			l.point(vertex{int32(n), int32(n)})
			l.feature(uint64(n + 1))
		}
		l.appendTo(nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/features, "ns/feature")
}

func BenchmarkEncodeClusters(b *testing.B) {
	const features = 1000
	for b.Loop() {
		l := newLayer(clustersLayer)
		for n := range uint64(features) {
			l.number("count", n%50)
			l.uniqueNumber("id", n+1)
			l.point(vertex{int32(n), int32(n)})
			l.feature(n + 1)
		}
		l.appendTo(nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/features, "ns/feature")
}
