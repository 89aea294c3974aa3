package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

// FuzzOpen checks that whatever the bytes, a file cannot be opened or every record
// is either a valid element or an error alone, numbered upwards, the same on a
// second reading.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("nom;cp;lat;lon;lundi\nA;1000;48,5;-1.5;9h-12h\n\"B\n;;"))
	f.Add([]byte("\xff\xfen\x00o\x00m\x00\n\x00A\x00"))
	f.Add([]byte("uuid,kind,name,start,end,external_ids\n01900000-0000-7000-8000-000000000001,event,'=A,2026-05-23|x,|,a=b"))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"nom":"A","tags":["x",1],"pos":[1,2]},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}}],"crs":null}`))
	f.Add([]byte(`{"type":"Feature","properties":{"kind":"place","name":"A"},"geometry":null}` + "\n\x1e{}\n"))
	f.Add([]byte(`[{"nom":"A","latitude":1,"longitude":"2"},3]`))
	f.Add([]byte(`{"ontology":"gogocompact","mapping":["id",["name"]],"data":[["a",["\\u00e9"],1,2,[3,{"optionId":4}]],{"name":"B\\ud83d\\ude00","geo":{"latitude":1},"openHours":{"Mo":"9h-12h"}}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		read := func() (lines []string) {
			reading, err := Open(bytes.NewReader(content), Options{FileName: "f"})
			if err != nil {
				if !errors.Is(err, ErrUnreadable) || reading != nil {
					t.Fatalf("Open = %v, %v, want nil and ErrUnreadable", reading, err)
				}
				return nil
			}
			last := 0
			for r := range reading.Records {
				if r.Line <= last {
					t.Fatalf("record %d after %d", r.Line, last)
				}
				last = r.Line
				if r.Err != nil {
					if !errors.Is(r.Err, ErrRecord) && !errors.Is(r.Err, ErrUnreadable) {
						t.Fatalf("error of no class: %v", r.Err)
					}
					if !cmp.Equal(r.Element, data.Element{}, byValue) {
						t.Fatalf("an error and an element: %+v", r.Element)
					}
				} else if err := r.Element.Validate(); err != nil {
					t.Fatalf("invalid element: %v", err)
				}
				lines = append(lines, brief(r)+r.Element.Source.ID)
			}
			return lines
		}
		if first, second := read(), read(); !slices.Equal(first, second) {
			t.Fatalf("read %q, then %q", first, second)
		}
	})
}

// FuzzReadMapping checks that a mapping that is read has a field for each line.
func FuzzReadMapping(f *testing.F) {
	f.Add([]byte("a = name\n# b\n\"x\" = kind\nc = -"))
	f.Fuzz(func(t *testing.T, content []byte) {
		m, err := ReadMapping(bytes.NewReader(content))
		if (m == nil) == (err == nil) {
			t.Fatalf("ReadMapping = %v, %v", m, err)
		}
		if err != nil {
			return
		}
		for _, holds := range m.resolve([]string{"a", "b", "c"}) {
			if holds != "" && !isField[holds] {
				t.Fatalf("%q is no field", holds)
			}
		}
	})
}

// FuzzReadTaxonomy checks that a taxonomy has options, or there is an error.
func FuzzReadTaxonomy(f *testing.F) {
	f.Add([]byte(`[{"options":[{"id":1,"name":"A","subcategories":[{"options":[{"id":2,"name":"B"}]}]}]}]`))
	f.Fuzz(func(t *testing.T, content []byte) {
		taxonomy, err := ReadTaxonomy(bytes.NewReader(content))
		if (taxonomy == nil) == (err == nil) || err == nil && len(taxonomy.options) == 0 {
			t.Fatalf("ReadTaxonomy = %v, %v", taxonomy, err)
		}
	})
}

// BenchmarkOpen reads generated files. Read rows/s: an import writes some 10,000 a second.
func BenchmarkOpen(b *testing.B) {
	const rows = 10_000
	var table, features strings.Builder
	table.WriteString("id;nom;type;adresse;code_postal;commune;latitude;longitude;site;tags;description\n")
	features.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range rows {
		fmt.Fprintf(&table, "%d;Le lieu %d;Tiers-lieu;%d rue Haute;35000;Rennes;48.%d;-1.6;www.example.org;vélo,low-tech;\"Ici on répare, \"\"ensemble\"\".\"\n", i, i, i, i)
		if i > 0 {
			features.WriteString(",\n")
		}
		fmt.Fprintf(&features, `{"type":"Feature","id":%d,"properties":{"nom":"Le lieu %d","type":"Tiers-lieu","adresse":"%d rue Haute","tags":["vélo","low-tech"],"site":"www.example.org"},"geometry":{"type":"Point","coordinates":[-1.6,48.%d]}}`, i, i, i, i)
	}
	features.WriteString("]}")
	for name, text := range map[string]string{"csv": table.String(), "geojson": features.String()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				n := 0
				records, err := Open(strings.NewReader(text), Options{FileName: "f"})
				if err != nil {
					b.Fatal(err)
				}
				for r := range records.Records {
					if r.Err != nil {
						b.Fatal(r.Err)
					}
					n++
				}
				if n != rows {
					b.Fatalf("%d rows", n)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
