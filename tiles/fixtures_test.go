package tiles

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
)

// fixture is a tile of mapbox/mvt-fixtures as its tile.json says it.
type fixture struct {
	Layers []struct {
		Version  int
		Name     string
		Extent   int
		Keys     []string
		Values   []map[string]json.RawMessage
		Features []struct {
			ID       uint64
			Tags     []int
			Type     int
			Geometry []uint32
		}
	}
}

// TestValidFixturesAreWrittenAlike writes every valid fixture of
// mapbox/mvt-fixtures that our encoder can express (texts and natural numbers,
// extent 4096, a known type) and reads back what the fixture's own bytes hold.
func TestValidFixturesAreWrittenAlike(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join(testData(t, "mvt-fixtures", "fixtures"), "*"))
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, folder := range folders {
		var info struct{ Validity struct{ V2 bool } }
		var f fixture
		readJSON(t, filepath.Join(folder, "info.json"), &info)
		if !info.Validity.V2 {
			continue
		}
		readJSON(t, filepath.Join(folder, "tile.json"), &f)
		tile, expressible := f.write()
		if !expressible {
			continue
		}
		written++
		t.Run(filepath.Base(folder), func(t *testing.T) {
			original, err := os.ReadFile(filepath.Join(folder, "tile.mvt"))
			if err != nil {
				t.Fatal(err)
			}
			want, err := mvt.Unmarshal(original)
			if err != nil {
				t.Skipf("the other reader refuses it: %v", err)
			}
			got, err := mvt.Unmarshal(tile)
			if err != nil {
				t.Fatal(err)
			}
			ignoreEmpty := gocmp.Transformer("properties", func(p geojson.Properties) map[string]any {
				return maps.Collect(maps.All(p))
			})
			if diff := gocmp.Diff(want, got, numbersAlike, ignoreEmpty); diff != "" {
				t.Errorf("fixture (-), ours (+):\n%s", diff)
			}
		})
	}
	if written < 25 {
		t.Errorf("%d fixtures could be written, want at least 25", written)
	}
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// write encodes f, and reports whether our encoder can say what it says.
func (f *fixture) write() (tile []byte, expressible bool) {
	for _, from := range f.Layers {
		if from.Version != 2 || from.Extent != 4096 || len(from.Features) == 0 {
			return nil, false
		}
		l := newLayer(from.Name)
		for _, feature := range from.Features {
			for n := 0; n+1 < len(feature.Tags); n += 2 {
				if !l.property(from.Keys[feature.Tags[n]], from.Values[feature.Tags[n+1]]) {
					return nil, false
				}
			}
			paths, whole := readCommands(feature.Geometry)
			if !whole {
				return nil, false
			}
			switch feature.Type {
			case typePoint:
				l.points(slices.Concat(paths...))
				l.feature(feature.ID)
			case typeLine:
				l.lines(paths)
				l.feature(feature.ID)
			case typePolygon:
				var polygons [][][]vertex
				for _, ring := range paths {
					if doubleArea(ring) > 0 {
						polygons = append(polygons, nil)
					}
					polygons[len(polygons)-1] = append(polygons[len(polygons)-1], ring)
				}
				l.polygons(polygons)
				l.feature(feature.ID)
			default:
				return nil, false
			}
		}
		tile = l.appendTo(tile)
	}
	return tile, len(f.Layers) > 0
}

// property sets a property from a fixture's value, if it is a text or a natural
// number.
func (l *layer) property(key string, value map[string]json.RawMessage) bool {
	var text string
	var number uint64
	switch {
	case json.Unmarshal(value["string_value"], &text) == nil:
		l.text(key, text)
	case json.Unmarshal(value["uint_value"], &number) == nil, json.Unmarshal(value["int_value"], &number) == nil:
		l.number(key, number)
	default:
		return false
	}
	return true
}
