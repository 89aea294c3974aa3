package openstreetmap

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/geo"
)

const town = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" lat="48.1" lon="-1.6"><tag k="name" v="La Ressourcerie"/><tag k="shop" v="second_hand"/><tag k="organic" v="yes"/>
    <tag k="contact:phone" v="+33 2 00 00 00 00"/><tag k="website" v="www.example.org"/><tag k="wheelchair" v="limited"/>
    <tag k="addr:housenumber" v="3"/><tag k="addr:street" v="rue Haute"/><tag k="addr:postcode" v="35000"/><tag k="addr:city" v="Rennes"/>
    <tag k="opening_hours" v="Tu-Sa 10:00-18:00"/><tag k="wikidata" v="Q1"/></node>
  <node id="2" lat="48.1" lon="-1.5"><tag k="amenity" v="bench"/></node>
  <node id="3" lat="48.0" lon="-1.0"/><node id="4" lat="48.0" lon="-0.9"/><node id="5" lat="48.1" lon="-0.9"/><node id="6" lat="48.1" lon="-1.0"/>
  <way id="10"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="3"/><tag k="name" v="Jardin"/><tag k="leisure" v="garden"/></way>
  <way id="11"><nd ref="3"/><nd ref="4"/><nd ref="5"/></way>
  <way id="12"><nd ref="3"/><nd ref="6"/><nd ref="5"/></way>
  <way id="13"><nd ref="3"/><nd ref="99"/><tag k="name" v="Coupé"/><tag k="tourism" v="attraction"/></way>
  <way id="14"><nd ref="3"/><nd ref="4"/><tag k="name" v="Sans rien"/><tag k="highway" v="path"/></way>
  <relation id="20"><member type="way" ref="11" role="outer"/><member type="way" ref="12" role="outer"/>
    <tag k="type" v="multipolygon"/><tag k="name" v="Le Collectif"/><tag k="office" v="association"/></relation>
</osm>`

func opener(content []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
}

func TestReadTakesNamedObjectsWithTheirShapes(t *testing.T) {
	var got []string
	for r := range Read(opener([]byte(town)), exchange.FormatOSMXML) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		e := r.Element
		shape, _ := e.Geometry.MarshalJSON()
		got = append(got, fmt.Sprint(e.Source.ID, " ", e.Kind, " ", e.Type, " ", e.Name, " ", string(shape), " ", len(r.Warnings)))
	}
	want := []string{
		`node/1 place second hand La Ressourcerie {"type":"Point","coordinates":[-1.6,48.1]} 0`,
		`way/10 place garden Jardin {"type":"Polygon","coordinates":[[[-1,48],[-0.9,48],[-0.9,48.1],[-1,48]]]} 0`,
		`way/13 place attraction Coupé {"type":"Point","coordinates":[-1,48]} 1`,
		`relation/20 organization association Le Collectif {"type":"Polygon","coordinates":[[[-1,48],[-0.9,48],[-0.9,48.1],[-1,48.1],[-1,48]]]} 0`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("elements (-want +got):\n%s", diff)
	}
}

func TestReadMapsTags(t *testing.T) {
	var got data.Element
	for r := range Read(opener([]byte(town)), exchange.FormatOSMXML) {
		got = r.Element
		break
	}
	got.Geometry = geo.Geometry{}
	want := data.Element{
		Kind: data.KindPlace, Type: "second hand", Name: "La Ressourcerie", Tags: []string{"organic"},
		Address: data.Address{Street: "3 rue Haute", PostalCode: "35000", Locality: "Rennes"},
		Website: "https://www.example.org", Phone: "+33 2 00 00 00 00", OpeningHours: "Tu-Sa 10:00-18:00",
		SameAs: []string{"https://www.wikidata.org/wiki/Q1"}, Accessibility: map[string]string{"wheelchair": "limited"},
		ExternalIDs: map[string]string{"osm": "node/1", "wikidata": "Q1"}, License: "ODbL-1.0",
		Source: data.Source{Name: "OpenStreetMap", ID: "node/1", URL: "https://www.openstreetmap.org/node/1", License: "ODbL-1.0"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(geo.Geometry{})); diff != "" {
		t.Errorf("element (-want +got):\n%s", diff)
	}
}

// field writes a field of a protocol buffer message that holds bytes.
func field(number uint64, content []byte) []byte {
	out := binary.AppendUvarint(nil, number<<3|2)
	return append(binary.AppendUvarint(out, uint64(len(content))), content...)
}

func numbers(list ...int64) []byte {
	var out []byte
	for _, n := range list {
		out = binary.AppendUvarint(out, uint64(n<<1)^uint64(n>>63))
	}
	return out
}

func block(kind string, content []byte) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(content)
	z.Close()
	blob := field(3, packed.Bytes())
	header := append(field(1, []byte(kind)), binary.AppendUvarint([]byte{3 << 3}, uint64(len(blob)))...)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(header)))
	return append(append(out, header...), blob...)
}

// small is a file of two dense nodes, the second a named library.
func small() []byte {
	var texts []byte
	for _, text := range []string{"", "name", "Bibliothèque", "amenity", "library"} {
		texts = append(texts, field(1, []byte(text))...)
	}
	dense := slices.Concat(field(1, numbers(7, 1)), field(8, numbers(480000000, 10)), field(9, numbers(-16000000, -10)), field(10, []byte{0, 1, 2, 3, 4, 0}))
	data := append(field(1, texts), field(2, field(2, dense))...)
	return append(block("OSMHeader", field(4, []byte("OsmSchema-V0.6"))), block("OSMData", data)...)
}

func TestReadTakesProtocolBuffers(t *testing.T) {
	var got []exchange.Record
	for r := range Read(opener(small()), exchange.FormatPBF) {
		got = append(got, r)
	}
	if len(got) != 1 || got[0].Err != nil || got[0].Element.Name != "Bibliothèque" || got[0].Element.Source.ID != "node/8" {
		t.Fatalf("records = %+v, want one library", got)
	}
	if p := got[0].Element.Geometry.Representative(); p != (geo.Point{Lon: -1.600001, Lat: 48.000001}) {
		t.Errorf("place = %v", p)
	}
}

func TestReadSaysWhatIsWrongWithAFile(t *testing.T) {
	whole := small()
	tests := []struct {
		name, format, content, want string
	}{
		{"cut off XML", "osm", town[:len(town)/2], "it ends in the middle"},
		{"XML without anything to take", "osm", `<osm version="0.6"></osm>`, "no object with a name"},
		{"cut off PBF", "pbf", string(whole[:len(whole)-5]), "it ends in the middle"},
		{"a damaged block", "pbf", string(block("OSMData", []byte{0x0a, 0xff})), "a block is damaged"},
		{"a history", "pbf", string(block("OSMHeader", field(4, []byte("HistoricalInformation")))), `"HistoricalInformation"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var last exchange.Record
			for r := range Read(opener([]byte(tt.content)), exchange.Format(tt.format)) {
				last = r
			}
			if !errors.Is(last.Err, exchange.ErrUnreadable) || !strings.Contains(last.Err.Error(), tt.want) {
				t.Errorf("error = %v, want ErrUnreadable saying %q", last.Err, tt.want)
			}
		})
	}
}

func TestAPackedBlockOfNothingTakesLittleMemory(t *testing.T) {
	texts := field(1, bytes.Repeat([]byte{1<<3 | 2, 0}, maxTexts+1))
	if err := readPrimitives(texts, nil); !errors.Is(err, errDamaged) {
		t.Errorf("a block of %d texts: %v", maxTexts+1, err)
	}
	groups := bytes.Repeat([]byte{2<<3 | 2, 0}, 1<<20)
	if allocated := testing.AllocsPerRun(1, func() { readPrimitives(groups, nil) }); allocated > 10 {
		t.Errorf("a block of empty groups allocates %v times", allocated)
	}
}

func TestReadFindsTheSameInBothFilesOfMonaco(t *testing.T) {
	dir := os.Getenv("MAILLAGE_TEST_DATA")
	if dir == "" {
		t.Skip("MAILLAGE_TEST_DATA is not set: this test reads real files from that folder")
	}
	read := func(name string, format exchange.Format) []data.Element {
		var all []data.Element
		open := func() (io.ReadCloser, error) { return os.Open(filepath.Join(dir, "osm", name)) }
		for r := range Read(open, format) {
			if r.Err != nil {
				t.Errorf("%s: %v", name, r.Err)
			}
			for _, warning := range r.Warnings {
				t.Logf("%s %s: %s", name, r.Element.Source.ID, warning)
			}
			all = append(all, r.Element)
		}
		return all
	}
	xml, pbf := read("monaco.osm.gz", exchange.FormatOSMXML), read("monaco.osm.pbf", exchange.FormatPBF)
	if len(xml) != 124 {
		t.Errorf("%d elements of XML, want 124", len(xml))
	}
	same := cmp.Comparer(func(a, b geo.Geometry) bool {
		x, _ := a.MarshalJSON()
		y, _ := b.MarshalJSON()
		return bytes.Equal(x, y)
	})
	if diff := cmp.Diff(xml, pbf, same); diff != "" {
		t.Errorf("XML and PBF differ (-xml +pbf):\n%s", diff)
	}
}

// FuzzRead checks that whatever the bytes, every record is a valid element or an
// error alone, and nothing follows the end of the file.
func FuzzRead(f *testing.F) {
	f.Add([]byte(town), true)
	f.Add(small(), false)
	f.Add(block("OSMData", slices.Concat(field(1, field(1, nil)), field(2, field(3, field(8, numbers(1, 1)))))), false)
	f.Fuzz(func(t *testing.T, content []byte, isXML bool) {
		format := exchange.FormatPBF
		if isXML {
			format = exchange.FormatOSMXML
		}
		ended := false
		for r := range Read(opener(content), format) {
			if ended {
				t.Fatal("a record follows the end of the file")
			}
			ended = errors.Is(r.Err, exchange.ErrUnreadable)
			if r.Err != nil {
				if !ended && !errors.Is(r.Err, exchange.ErrRecord) {
					t.Fatalf("error of no class: %v", r.Err)
				}
			} else if err := r.Element.Validate(); err != nil {
				t.Fatalf("invalid element: %v", err)
			}
		}
	})
}
