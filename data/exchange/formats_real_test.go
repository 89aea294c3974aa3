package exchange

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

// readReal returns the records of a real file, of which none may be refused.
func readReal(t *testing.T, name string, o Options) ([]Record, *Reading) {
	t.Helper()
	file, err := os.Open(filepath.Join(testData(t), "formats", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reading, err := Open(file, o)
	if err != nil {
		t.Fatal(err)
	}
	var records []Record
	known := map[data.Identity]bool{}
	for r := range reading.Records {
		if r.Err != nil {
			t.Errorf("%s, %s %d: %v", name, reading.Format.Unit(), r.Line, r.Err)
		}
		if identity := r.Element.Identity(); identity.IsZero() || known[identity] {
			t.Errorf("%s, %s %d: known as %v, as another is", name, reading.Format.Unit(), r.Line, identity)
		} else {
			known[identity] = true
		}
		records = append(records, r)
	}
	return records, reading
}

func TestRealTablesAreReadWhole(t *testing.T) {
	tests := []struct {
		name, separator, encoding, note string
		want, placed                    int
	}{
		{"csv/festivals.csv", "semicolons", "UTF-8 with a mark", "", 7283, 7250},
		{"csv/france-services.csv", "commas", "UTF-8", "", 2683, 2653},
		{"csv/france-services-cp1252.csv", "commas", "Windows-1252", "", 2683, 2653},
		{"csv/regionsud-lieux.csv", "semicolons", "UTF-8", "7639 characters in 1245 records were destroyed", 1245, 1231},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			records, reading := readReal(t, tt.name, Options{FileName: "f"})
			placed := 0
			for _, r := range records {
				if !r.Element.Geometry.IsZero() {
					placed++
				}
			}
			if len(records) != tt.want || placed != tt.placed {
				t.Errorf("%d records, %d with a place, want %d, %d", len(records), placed, tt.want, tt.placed)
			}
			if reading.Separator() != tt.separator || reading.Encoding() != tt.encoding {
				t.Errorf("separated by %s, in %s, want %s, %s", reading.Separator(), reading.Encoding(), tt.separator, tt.encoding)
			}
			if notes := strings.Join(reading.Notes(), "\n"); !strings.HasPrefix(notes, tt.note) || tt.note == "" && notes != "" {
				t.Errorf("notes = %q, want %q", notes, tt.note)
			}
		})
	}
}

func TestARealTableIsTheSameInBothEncodings(t *testing.T) {
	utf8, _ := readReal(t, "csv/france-services.csv", Options{FileName: "f"})
	windows, _ := readReal(t, "csv/france-services-cp1252.csv", Options{FileName: "f"})
	if diff := cmp.Diff(utf8, windows, byValue); diff != "" {
		t.Errorf("UTF-8 and Windows-1252 differ:\n%.2000s", diff)
	}
}

func TestRealAnswersOfGoGoCartoAreReadWhole(t *testing.T) {
	file, err := os.Open(filepath.Join(testData(t), "formats", "gogocarto", "taxonomy.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	categories, err := ReadTaxonomy(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"elements.json": 23, "elements-gogocompact.json": 51, "elements-geojson.json": 3, "annecy.json": 1} {
		records, reading := readReal(t, "gogocarto/"+name, Options{FileName: "f", Taxonomy: categories})
		if len(records) != want || len(reading.Notes()) > 0 {
			t.Errorf("%s: %d records, want %d; notes %q", name, len(records), want, reading.Notes())
		}
		for _, r := range records {
			if name != "annecy.json" && r.Element.Type == "" || r.Element.Geometry.IsZero() || strings.Contains(r.Element.Description, `\`) {
				t.Errorf("%s: %+v lacks its category or place, or holds an escape", name, r.Element)
			}
		}
	}
}
